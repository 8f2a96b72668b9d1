"""``dossier template``, ``dossier check``, ``dossier convert``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhicheng.cli.console import JsonOption, LangOption, Language, command, out, print_json
from zhicheng.cli.setting import pack_and_level
from zhicheng.dossier.files import read_dossier, write_dossier
from zhicheng.policy.kinds_asked import kinds_asked

dossier_app = typer.Typer(no_args_is_help=True, help="申报材料：模板、检查、转换 / dossiers")


def add_to(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.add_typer(dossier_app, name="dossier")


@dossier_app.command("template", help="生成 Excel 模板 / make an Excel template")
@command
def template(
    output: Annotated[Path, typer.Option("--output", "-o", help="输出文件 / output file")] = Path("dossier.xlsx"),
    policy: Annotated[
        str | None, typer.Option("--policy", "-p", help="只显示该政策用到的材料 / show only what this policy asks")
    ] = None,
    lang: LangOption = Language.zh,
) -> None:
    """Write a workbook with a sheet for each kind of record."""
    from zhicheng.dossier.workbook_write import write_template  # slow to load, and only needed here

    wanted = None
    if policy is not None:
        pack, level = pack_and_level(policy)
        wanted = set(kinds_asked(pack.track(level)))
    write_template(output, wanted, lang.value)
    out.print(f"✓ {output}")


@dossier_app.command("check", help="检查材料文件 / check a dossier file")
@command
def check(file: Path, as_json: JsonOption = False) -> None:
    """Read a dossier and say what it holds; every error is reported at once."""
    dossier = read_dossier(file)
    counts: dict[str, int] = {}
    for record in dossier.records:
        kind = str(record.__dict__["kind"])
        counts[kind] = counts.get(kind, 0) + 1
    if as_json:
        print_json({"records": len(dossier.records), "kinds": counts})
    else:
        out.print(
            f"✓ {file.name}：{len(dossier.records)} 条材料 / records — "
            + "，".join(f"{kind} {count}" for kind, count in counts.items())
        )


@dossier_app.command("convert", help="在 YAML、JSON、Excel 之间转换 / convert between formats")
@command
def convert(source: Path, target: Path) -> None:
    """Write the same dossier in the format of the target's name."""
    write_dossier(read_dossier(source), target)
    out.print(f"✓ {target}")
