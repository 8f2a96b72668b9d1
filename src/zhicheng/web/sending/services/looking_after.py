"""What the operator does with deliveries that did not go out: send again, give up."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.sending.models import FAILED, GIVEN_UP, UNSURE, WAITING, Delivery
from zhicheng.web.sending.tasks import send_delivery
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

NOTHING_TO_SEND: Final = Refusal(
    "delivery-not-stuck",
    ("此消息正在发送或已发送", "this one is being sent, or was sent"),
    do=("只有失败、中断或已放弃的可重新发送", "only those that failed, were cut off or given up can be sent again"),
)
NOTHING_TO_GIVE_UP: Final = Refusal("delivery-ended", ("此消息已发送或已放弃", "this one was sent, or is given up"))


@transaction.atomic
def resend(row: Delivery, *, actor: Standing, now: dt.datetime, version: int | None) -> Delivery:
    """Send once more what failed, was cut off or given up, under the same key. Refuses with ``no-right``, ``stale-page``,
    ``delivery-not-stuck``."""
    fresh = locked(row, version)
    require(actor, "resend", fresh)
    if fresh.state not in (FAILED, UNSURE, GIVEN_UP):
        raise ActRefused(NOTHING_TO_SEND)
    before, fresh.state, fresh.trouble, fresh.attempts = fresh.state, WAITING, [], 0
    fresh.version += 1
    fresh.save()
    write_entry("resend-message", actor=actor, now=now, on=fresh, role="operator", detail={"from": before})
    send_delivery.enqueue(fresh.pk)
    return fresh


@transaction.atomic
def give_up(row: Delivery, *, actor: Standing, now: dt.datetime, version: int | None) -> Delivery:
    """Try no more. Refuses with ``no-right``, ``stale-page``, ``delivery-ended``."""
    fresh = locked(row, version)
    require(actor, "resend", fresh)
    if fresh.state not in (WAITING, FAILED, UNSURE):
        raise ActRefused(NOTHING_TO_GIVE_UP)
    before, fresh.state = fresh.state, GIVEN_UP
    fresh.version += 1
    fresh.save()
    write_entry("give-up-message", actor=actor, now=now, on=fresh, role="operator", detail={"from": before})
    return fresh
