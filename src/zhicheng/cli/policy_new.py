"""``policy new``: a pack to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhicheng.cli.console import command, out
from zhicheng.workshop.new import NewPack, write_pack

USUAL = NewPack("x")


@command
def new(
    id_: Annotated[str, typer.Argument(metavar="ID", help="编号，如 zj-ai-2027 / id, as in zj-ai-2027")],
    folder: Annotated[Path, typer.Option("--in", help="放在哪个文件夹 / the folder it goes into")] = Path(),
    level: Annotated[list[str] | None, typer.Option("--level", help="级别，可多次 / level, repeatable")] = None,
    specialty: Annotated[str, typer.Option("--specialty", help="专业 / specialty, in Chinese")] = USUAL.specialty,
    english: Annotated[str, typer.Option("--en", help="英文名 / its English name")] = USUAL.english,
    domain: Annotated[str, typer.Option("--domain", help="领域代码 / code of the domain")] = USUAL.domain,
    issuer: Annotated[str, typer.Option("--issuer", help="发文机关 / issuer")] = USUAL.issuer,
    number: Annotated[str, typer.Option("--number", help="文号 / number of the document")] = USUAL.number,
    title: Annotated[str, typer.Option("--title", help="文件标题 / title of the document")] = USUAL.title,
    file: Annotated[str, typer.Option("--file", help="原文文件名 / name of the published text")] = USUAL.file,
) -> None:
    """Write the scaffold of a pack: it loads and its cases come out; fill in what is marked ▢."""
    wanted = NewPack(id_, tuple(level or USUAL.levels), specialty, english, domain, issuer, number, title, file)
    made = write_pack(wanted, folder)
    out.print(f"✓ {made}")
    out.print(f"  zhicheng policy watch {made}", style="dim")
