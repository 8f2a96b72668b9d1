"""``policy attach``: the official text beside ours."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Annotated

import typer

from zhicheng.cli.console import LangOption, Language, command, err, language, out, refuse
from zhicheng.cli.setting import load_policy
from zhicheng.workshop.attach import attach, attach_html, attached


def documents_home() -> Path:
    """Where published texts are kept: ``$ZHICHENG_HOME/documents``, else ``~/.zhicheng/documents``."""
    home = os.environ.get("ZHICHENG_HOME")
    return (Path(home) if home else Path.home() / ".zhicheng") / "documents"


@command
def attach_text(
    policy: Annotated[str, typer.Argument(help="规则包或文件夹 / pack or folder")],
    file: Annotated[
        Path | None, typer.Argument(help="公布的原文（UTF-8 文本）/ the published text, plain UTF-8")
    ] = None,
    name: Annotated[str | None, typer.Option("--as", help="规则包中的原文名 / which source of the pack it is")] = None,
    keep: Annotated[Path | None, typer.Option("--keep", help="保存在哪里 / where texts are kept")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="写出逐条对照网页 / write both side by side")] = None,
    lang: LangOption = Language.zh,
) -> None:
    """Keep the published text for a pack, with its digest, outside the pack; show theirs beside ours."""
    pack, _ = load_policy(policy)
    home = keep or documents_home()
    if home.resolve().is_relative_to(pack.folder):
        raise refuse(
            "原文不能放进规则包",
            "a published text can't go into a pack",
            ("用 --keep 指明别的文件夹", "name another folder by --keep"),
        )
    if file is not None:
        kept = attach(pack, file, home, dt.date.today(), name)
        out.print(f"✓ {kept.file} · SHA-256 {kept.sha256} · {kept.path}", markup=False, soft_wrap=True)
    found = attached(pack, home)
    if not found:
        raise refuse(f"{pack.id} 还没有附上原文", f"nothing is attached to {pack.id} yet")
    if html is not None:
        html.write_text(attach_html(pack, found, language(lang)), encoding="utf-8")
        err.print(f"✓ {html}")
    elif file is None:
        for one in found:
            out.print(f"{one.file} · {one.sha256} · {one.on} · {one.path}", markup=False, soft_wrap=True)
