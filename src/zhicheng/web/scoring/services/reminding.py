"""Reminders to experts whose sheets are awaited."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db import transaction

from zhicheng.web.applications.messages import tell
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.models import Review
from zhicheng.web.scoring.queries import awaited_readings
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def remind_experts(review: Review, *, actor: Standing, now: dt.datetime) -> int:
    """One message to each expert with sheets still to hand in, with how many.

    Returns:
        How many experts were reminded; those without an account can't be.

    Raises:
        ActRefused: ``no-right``.
    """
    row = locked(review, None)
    require(actor, "set-up", row)
    left = Counter(awaited_readings(actor, row).values_list("seat__expert__user", flat=True))
    people = {user: count for user, count in left.items() if user is not None}
    for user, count in people.items():
        zh, en = row.round.title
        text = (
            f"“{zh}”还有 {count} 份材料待您评阅打分，请登录后在“评审任务”中办理",
            f"'{en}': {count} dossiers wait for your sheet; you find them under 'Review tasks'",
        )
        tell(user, "sheets-awaited", text, now=now)
    write_entry("remind-experts", actor=actor, now=now, on=row, role="committee-office", detail={"count": len(people)})
    return len(people)
