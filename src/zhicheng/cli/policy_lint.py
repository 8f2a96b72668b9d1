"""``policy lint``: what a policy does that its authors can hardly have meant, each with a dossier that shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhicheng.cli.console import (
    AsOfOption,
    JsonOption,
    LangOption,
    Language,
    command,
    day,
    err,
    out,
    print_json,
    refuse,
)
from zhicheng.cli.setting import load_policy
from zhicheng.vocabulary.text import nearest
from zhicheng.workshop.findings import SEVERITIES, Finding
from zhicheng.workshop.lint import CHECKS, lint
from zhicheng.workshop.lint_check import Check
from zhicheng.workshop.lint_text import headline, lines_of
from zhicheng.workshop.witness_files import write_witnesses

FAILED = 1
"""With ``--fail-on``: there is a finding as grave as that, or graver."""


def add_to(app: typer.Typer) -> None:
    """Put ``lint`` among the commands on one policy pack."""
    app.command(
        "lint", help="找出条文的漏洞，每一处附上能复算的材料 / find defects, each with a dossier that shows it"
    )(lint_policy)


@command
def lint_policy(
    policy: Annotated[str, typer.Argument(help="规则包，或 规则包/级别 / a pack, or pack/level")],
    witness: Annotated[
        Path | None, typer.Option("--witness", help="把作证的材料写到这个文件夹 / write the witness dossiers here")
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", help="error、warning 或 notice：有此等级以上的发现时退出码为 1 / exit with 1"),
    ] = None,
    check: Annotated[
        list[str] | None, typer.Option("--check", help="只做这一项检查，可多次 / only this check, repeatable")
    ] = None,
    as_of: AsOfOption = None,
    lang: LangOption = Language.zh,
    as_json: JsonOption = False,
) -> None:
    """Look for gaps, inversions, caps out of reach, idle ways … in one pack."""
    _check_severity(fail_on)
    pack, level = load_policy(policy)
    found = lint(pack, level or None, as_of=day(as_of), checks=_chosen(check))
    if witness is not None:
        number = write_witnesses(found, witness)
        err.print(f"✓ {witness}：{number} 个文件 / {number} files", markup=False)
    if as_json:
        print_json({"pack": pack.id, "hash": pack.hash, "findings": [one.as_data() for one in found]})
    else:
        _print(found, 0 if lang is Language.zh else 1)
    if fail_on is not None and _fails(found, fail_on):
        raise typer.Exit(FAILED)


def _check_severity(name: str | None) -> None:
    if name is not None and name not in SEVERITIES:
        raise refuse(
            f"--fail-on 没有“{name}”这一等级",
            f"--fail-on knows no '{name}'",
            (f"可用：{'、'.join(SEVERITIES)}", f"allowed: {', '.join(SEVERITIES)}"),
        )


def _chosen(names: list[str] | None) -> tuple[Check, ...]:
    known = {one.name: one for one in CHECKS}
    for name in names or ():
        if name not in known:
            near = nearest(name, known)
            raise refuse(
                f"没有名为“{name}”的检查" + (f"，是否“{near}”？" if near else ""),
                f"no check '{name}'" + (f", did you mean '{near}'?" if near else ""),
                (f"可用：{'、'.join(known)}", f"available: {', '.join(known)}"),
            )
    return tuple(one for one in CHECKS if not names or one.name in names)


def _print(found: tuple[Finding, ...], which: int) -> None:
    out.print(f"[bold]{headline(found)[which]}[/bold]")
    for severity, names in SEVERITIES.items():
        there = [one for one in found if one.severity == severity]
        if there:
            out.print(f"\n[bold]{names[which]}[/bold] ({len(there)})")
            for one in there:
                head, *rest = lines_of(one, which)
                out.print(f"· {head}", markup=False, soft_wrap=True)
                for line in rest:
                    out.print(f"  {line}", style="dim", markup=False, soft_wrap=True)


def _fails(found: tuple[Finding, ...], fail_on: str) -> bool:
    order: list[str] = list(SEVERITIES)
    return any(order.index(one.severity) <= order.index(fail_on) for one in found)
