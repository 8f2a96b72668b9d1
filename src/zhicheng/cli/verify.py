"""``zhicheng verify``: check a draw, a vote, the ledger, a certificate from what one holds, without the platform."""

from __future__ import annotations

import typer

from zhicheng.cli.verify_archive import verify_archive
from zhicheng.cli.verify_assignment import verify_assignment
from zhicheng.cli.verify_ballots import verify_ballots
from zhicheng.cli.verify_certificate import verify_certificate
from zhicheng.cli.verify_draw import verify_draw
from zhicheng.cli.verify_ledger import verify_ledger

verify = typer.Typer(
    name="verify",
    help="核验抽取、投票、账册、证书 · Check a draw, a vote, the ledger, a certificate",
    no_args_is_help=True,
)
# each command stands in its own file: verify.command("draw", help="…")(verify_draw)
verify.command("ballots", help="核验选票 / recount the ballots of a meeting")(verify_ballots)
verify.command("certificate", help="核验电子证书 · Check a certificate")(verify_certificate)
verify.command("ledger", help="核验账册 / check a ledger, or the proof of one entry")(verify_ledger)
verify.command("assignment", help="核验专家分配 / check which experts read which applicants")(verify_assignment)
verify.command("draw", help="核验抽取 / check a draw of a committee")(verify_draw)
verify.command("archive", help="核验年度归档包 / check the archive of a round")(verify_archive)
