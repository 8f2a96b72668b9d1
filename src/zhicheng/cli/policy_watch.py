"""``policy watch``: a pack checked while it is written."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from zhicheng.cli.console import NOT_MET, LangOption, Language, command, language, out
from zhicheng.cli.setting import load_policy
from zhicheng.policy.pack import Pack
from zhicheng.report.phrases import Lang, pick
from zhicheng.vocabulary.problems import Refused
from zhicheng.workshop.findings import SEVERITIES, Finding
from zhicheng.workshop.lint import lint
from zhicheng.workshop.watch import Look, look, looks

SHOWN = 12


@command
def watch(
    policy: Annotated[str, typer.Argument(help="规则包或文件夹 / pack or folder")],
    every: Annotated[float, typer.Option("--every", min=0.2, max=60, help="间隔秒数 / seconds between looks")] = 1.0,
    once: Annotated[
        bool, typer.Option("--once", help="只看一次 / look once; exit code 4 when something is wrong")
    ] = False,
    with_lint: Annotated[bool, typer.Option("--lint/--no-lint", help="同时检查规则 / lint the rules as well")] = True,
    lang: LangOption = Language.zh,
) -> None:
    """Check a pack now and after every change: does it load, do its cases come out, what does lint say. Ctrl-C ends."""
    folder = _folder(policy)
    linter = _lint if with_lint else None
    if once:
        found = look(folder, linter)
        show(found, (), language(lang))
        if not found.good:
            raise typer.Exit(NOT_MET)
        return
    try:
        for changed, found in looks(folder, lambda: time.sleep(every), linter):
            show(found, changed, language(lang))
    except KeyboardInterrupt:
        out.print()


def _folder(policy: str) -> Path:
    """The folder to watch; it need not load yet.

    Raises:
        Refused: there is no such pack.
    """
    path = Path(policy)
    return path if (path / "pack.yaml").is_file() else load_policy(policy)[0].folder


def _lint(pack: Pack) -> tuple[Finding, ...]:
    try:
        return lint(pack)
    except Refused:  # the look itself says why
        return ()


def show(found: Look, changed: tuple[str, ...], lang: Lang) -> None:
    """One look in the terminal: in a line whether all is well, then what is not."""
    head = f"[dim]{time.strftime('%H:%M:%S')} {escape(' '.join(changed))}[/dim] "
    if found.pack is None:
        out.print(f"{head}[red]✗ {pick(('读不进来', 'does not load'), lang)}[/red]")
    elif found.good:
        cases = pick((f"{found.cases} 个算例都对", f"all {found.cases} cases come out"), lang)
        out.print(f"{head}[green]✓ {cases}[/green]  {found.pack.hash[:12]}")
    else:
        wrong = pick((f"{len(found.wrong)} 处算例不符", f"{len(found.wrong)} cases differ"), lang)
        out.print(f"{head}[red]✗ {wrong}[/red]")
    for problem in (*found.problems, *found.wording):
        out.print(f"  ✗ {problem.text(lang)}", markup=False, soft_wrap=True)
    for line in found.wrong:
        out.print(f"  ✗ {line}", markup=False, soft_wrap=True)
    for finding in found.findings[:SHOWN]:
        severity = pick(SEVERITIES[finding.severity], lang)
        out.print(f"  · {severity} {finding.place}：{pick(finding.say, lang)}", markup=False, soft_wrap=True)
    if len(found.findings) > SHOWN:
        more = len(found.findings) - SHOWN
        out.print(pick((f"  … 另有 {more} 处，见 policy lint", f"  … {more} more, see policy lint"), lang), style="dim")
