"""The command ``zhicheng``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from zhicheng import __version__
from zhicheng.cli import dossiers, lists, platform, policies
from zhicheng.cli.assign import assign
from zhicheng.cli.certificate import certificate
from zhicheng.cli.conflicts import conflicts
from zhicheng.cli.console import DONE
from zhicheng.cli.draw import draw
from zhicheng.cli.evaluate import evaluate
from zhicheng.cli.ledger import ledger
from zhicheng.cli.population import population
from zhicheng.cli.recheck import recheck
from zhicheng.cli.room_kit import room_kit
from zhicheng.cli.supervise import supervise
from zhicheng.cli.verify import verify
from zhicheng.cli.which import which

app = typer.Typer(
    name="zhicheng",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="职称评价条件：能运行、能核对的规则 / professional-title policies as rules.\n\n"
    "退出码 exit codes: 0 完成 done · 2 输入有误 refused · 3 待定 open · 4 不符合 not met (3, 4 only with --exit-code)",
)
policies.add_to(app)
dossiers.add_to(app)
app.command("evaluate", help="按一项政策判定材料 / judge a dossier (or a folder of them)")(evaluate)
app.command("recheck", help="复核自评分 / claimed scores recomputed")(recheck)
app.command("which", help="哪些职称可以申报 / which titles are open to this dossier")(which)
lists.add_to(app)
platform.add_to(app)
app.command("conflicts", help="由关系得出回避事实 / what ties come to: bars and recusals")(conflicts)
app.command("assign", help="为申报人分配专家 / assign experts to applicants")(assign)
app.add_typer(draw)
app.add_typer(verify)
app.add_typer(certificate)
app.add_typer(ledger)
app.add_typer(population)
app.add_typer(supervise)
app.add_typer(room_kit)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"zhicheng {__version__}\n")
        raise typer.Exit(DONE)


@app.callback()
def top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 / version")
    ] = False,
) -> None:
    """职称评价条件：能运行、能核对的规则 / professional-title policies as rules."""


def main() -> None:
    """Run the command line."""
    app()
