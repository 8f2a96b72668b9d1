"""``django-admin first_operator 姓名``: the link by which a new installation gets its first operator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.services.first_operator import invite_first_operator
from zhicheng.web.clock.now import current_moment


class Command(BaseCommand):
    """Print the link, once; refused where there is an operator."""

    help = "生成首位平台管理员的邀请链接 / make the link that invites the first operator"

    def add_arguments(self, parser: CommandParser) -> None:
        """The name of the person."""
        parser.add_argument("name", help="姓名 / name")

    def handle(self, *_: Any, **options: Any) -> None:
        """Make the link and print it."""
        try:
            made, token = invite_first_operator(options["name"], now=current_moment())
        except ActRefused as refused:
            raise CommandError(
                "\n".join(f"{one.sentence()} / {one.sentence('en')}" for one in refused.refusals)
            ) from None
        self.stdout.write(f"/invitation/{token}/")
        self.stdout.write(f"有效至 {made.expires_at:%Y-%m-%d %H:%M}，只能用一次 / good until then, and once only")
