"""Who comes into the room and goes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.meeting_states import ADJOURNED, CONVENED, OPEN
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Seat
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings.models import Meeting, Presence
from zhicheng.web.meetings.process import roles_at
from zhicheng.web.meetings.room import own_seat, present_now, recused_for, seats_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import NO_RIGHT, may, require
from zhicheng.web.visibility.standing import Standing

GATHERING = (CONVENED, OPEN, ADJOURNED)


@transaction.atomic
def come_in(meeting: Meeting, seats: Sequence[Seat], *, actor: Standing, now: dt.datetime) -> int:
    """Members have come into the room: marked by the office or whoever presides, or by each for themselves. Who is in
    already stays so; the number who came.

    Raises:
        ActRefused: ``no-right``, ``not-gathering`` (not convened, over, or not its day yet), ``not-a-member``.
    """
    row = _room(meeting, seats, actor, now)
    members = {one.pk for one in seats_of(row).values()}
    if any(one.pk not in members for one in seats):
        raise ActRefused(_NO_MEMBER)
    inside = set(present_now(row))
    new = [one for one in seats if one.expert.code not in inside]
    Presence.objects.bulk_create(Presence(meeting=row, seat=one, came_at=now) for one in new)
    for one in new:
        _noted("come-in", row, one, actor, now)
    return len(new)


@transaction.atomic
def go_out(meeting: Meeting, seats: Sequence[Seat], *, actor: Standing, now: dt.datetime) -> int:
    """Members have left the room, or who was one and gave up the seat; the number who left.

    Raises:
        ActRefused: ``no-right``, ``not-gathering``, as :func:`come_in`.
    """
    row = _room(meeting, seats, actor, now)
    spans = Presence.objects.filter(meeting=row, left_at=None, seat__in=list(seats)).select_related("seat__expert")
    for one in spans:
        one.left_at = now
        one.save()
        _noted("go-out", row, one.seat, actor, now)
    return len(spans)


def recused_inside(meeting: Meeting, application: Application) -> list[Seat]:
    """Members in the room who have to leave it before the deliberation on an applicant."""
    out = recused_for(meeting, [application])[application.pk]
    return [seat for code, seat in present_now(meeting).items() if code in out]


def _room(meeting: Meeting, seats: Sequence[Seat], actor: Standing, now: dt.datetime) -> Meeting:
    row = locked(meeting, None)
    own = own_seat(row, actor)
    if not (may(actor, "attend", row) or may(actor, "preside", row)):
        require(actor, "come", row)
        if any(own is None or one.pk != own.pk for one in seats):
            raise ActRefused(NO_RIGHT)
    if row.state not in GATHERING or now.astimezone(CHINA).date() < row.day:
        raise ActRefused(_NOT_NOW)
    return row


def _noted(act: str, meeting: Meeting, seat: Seat, actor: Standing, now: dt.datetime) -> None:
    roles = roles_at(meeting, actor) & {"committee-office", "chair", "expert"}
    write_entry(act, actor=actor, now=now, on=meeting, role=min(roles), detail={"expert": seat.expert_id})


_NO_MEMBER = Refusal("not-a-member", ("不是本次评委会成员", "not a member of this committee"))
_NOT_NOW = Refusal(
    "not-gathering",
    ("会议尚未召集、不在会议当天或已闭会", "the meeting is not convened, not today, or over"),
    do=("请在会议当天签到", "come on the day of the meeting"),
)
