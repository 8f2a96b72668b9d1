"""Answers to an invitation, and what ends a seat: each an act of the seat's own table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.committee_states import FORMED
from zhicheng.web.committee.committee_facts import COMMITTEE
from zhicheng.web.committee.models import Committee, Seat
from zhicheng.web.committee.seats_process import SEAT
from zhicheng.web.committee.services.readings import end_readings
from zhicheng.web.review.acting import perform
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.standing import Standing


def accept_seat(seat: Seat, *, actor: Standing, now: dt.datetime, version: int | None) -> Seat:
    """The expert accepts: ties declared, none that bars from the whole review.

    Raises:
        ActRefused: ``conflicts-not-declared``, ``expert-conflicted``, or out of turn.
    """
    return _perform(seat, "accept", actor=actor, now=now, version=version, change=_answered(now))


def decline_seat(seat: Seat, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> Seat:
    """The expert declines, with a reason that the office reads."""
    change = _answered(now, reason)
    return _perform(seat, "decline", actor=actor, now=now, version=version, reason=reason, change=change)


@transaction.atomic
def withdraw_from_seat(seat: Seat, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> Seat:
    """The expert leaves a seat that was accepted; what was given to read is taken back."""

    def leave(row: Seat) -> None:
        _opened(row, reason)

    return _perform(seat, "withdraw", actor=actor, now=now, version=version, reason=reason, change=leave)


def mark_unanswered(seat: Seat, *, actor: Standing, now: dt.datetime, version: int | None) -> Seat:
    """The office records that no answer came until the day named.

    Raises:
        ActRefused: ``answer-not-due``, ``answer-day-missing``, or out of turn.
    """
    if seat.committee.answer_until is None:
        raise ActRefused(_NO_DAY)

    def open_seat(row: Seat) -> None:
        _opened(row, "期满未答复 / no answer in time")

    return _perform(seat, "mark-unanswered", actor=actor, now=now, version=version, change=open_seat)


@transaction.atomic
def mark_several_unanswered(
    committee: Committee, keys: Collection[int], *, actor: Standing, now: dt.datetime, version: int | None
) -> int:
    """Those chosen on the list marked as unanswered, all or none; how many.

    Raises:
        ActRefused: ``stale-page``, ``nobody-chosen`` (or somebody who has answered meanwhile), or what the seat's
            table has against one of them.
    """
    row = locked(committee, version)
    seats = list(Seat.objects.filter(committee=row, pk__in=keys, state="drawn").order_by("pk"))
    if not seats or len(seats) != len(set(keys)):
        raise ActRefused(_NOBODY)
    for seat in seats:
        mark_unanswered(seat, actor=actor, now=now, version=None)
    return len(seats)


@transaction.atomic
def recuse_seat(seat: Seat, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> Seat:
    """The office orders a recusal from the whole review; a formed committee is then short of a member.

    Raises:
        ActRefused: ``no-conflict``: no tie of this reach stands on record; or out of turn.
    """
    committee = locked(seat.committee, None)

    def leave(row: Seat) -> None:
        _opened(row, reason)

    row = _perform(seat, "recuse", actor=actor, now=now, version=version, reason=reason, change=leave)
    if committee.state == FORMED:
        perform(COMMITTEE, committee, "vacate-seat", actor=actor, now=now, reason=reason, detail={"seat": row.pk})
    return row


@transaction.atomic
def _perform(seat: Seat, act: str, **asked: Any) -> Seat:
    """An act of the seat's table; a seat of a voided draw has none."""
    if locked(seat, None).state == "void":
        raise ActRefused(_VOID)
    return perform(SEAT, seat, act, **asked)


def _answered(now: dt.datetime, reason: str = "") -> Callable[[Seat], None]:
    def change(row: Seat) -> None:
        row.answered_at, row.reason = now, reason.strip()[:300]

    return change


def _opened(row: Seat, reason: str) -> None:
    row.reason, row.leads = reason.strip()[:300], False
    end_readings(row, reason)


_NOBODY = Refusal(
    "nobody-chosen",
    ("没有选定席位，或其中有人已经答复", "no seat is chosen, or somebody has answered meanwhile"),
    do=("请刷新页面后重新勾选", "reload the page and choose again"),
)
_VOID = Refusal(
    "draw-void",
    ("本次抽取已作废，此席位无需办理", "the draw was made void: nothing is to be done on this seat"),
    do=("请等待重新抽取", "wait for a new draw"),
)
_NO_DAY = Refusal(
    "answer-day-missing",
    ("尚未设定答复截止日", "no last day to answer is set"),
    do=("请先在评委会页面设定", "set it on the committee's page first"),
)
