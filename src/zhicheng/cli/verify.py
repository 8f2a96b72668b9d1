"""``zhicheng verify``: check a draw, a vote, the ledger, a certificate from what one holds, without the platform."""

from __future__ import annotations

import typer

verify = typer.Typer(
    name="verify",
    help="核验抽取、投票、操作记录、证书 · Check a draw, a vote, the ledger, a certificate",
    no_args_is_help=True,
)
# each command stands in its own file: verify.command("draw", help="…")(verify_draw)
