"""A meeting from its planning to its archive, by the meeting's own table; the agenda, the tellers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from zhicheng.procedure.ballot.forms import b64
from zhicheng.procedure.ballot.keys import make_signing_key, private_bytes
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.deliberation_states import WAITING
from zhicheng.procedure.review.meeting_states import ARCHIVED, CONVENED, OPEN, PREPARING
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Plan, Seat
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings.minutes import STATED, as_stated
from zhicheng.web.meetings.models import AgendaItem, Meeting, Presence
from zhicheng.web.meetings.process import MEETING
from zhicheng.web.review.acting import perform
from zhicheng.web.review.models import Review
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"


@transaction.atomic
def plan_meeting(
    review: Review, *, day: dt.date | None = None, place: str = "", actor: Standing, now: dt.datetime
) -> Meeting:
    """Begin to prepare a meeting, on the day and at the place of the plan unless others are given; its agenda are all
    applications on which the groups have given an opinion.

    Raises:
        ActRefused: ``no-right``, ``meeting-running`` (another is not archived), ``meeting-without-day``,
            ``nobody-to-decide``: after a meeting another is held for applicants whose vote is ordered anew.
    """
    row = locked(review, None)
    require(actor, "set-up", row)
    if Meeting.objects.filter(review=row).exclude(state=ARCHIVED).exists():
        raise ActRefused(_RUNNING)
    plan = Plan.objects.filter(review=row).first()
    day = day or (plan.meeting_day if plan is not None else None)
    if day is None:
        raise ActRefused(_NO_DAY)
    number = Meeting.objects.filter(review=row).count() + 1
    if number > 1 and not ready_for_agenda(Meeting(review=row)):
        raise ActRefused(_NOBODY)
    place = (place or (plan.place if plan is not None else "")).strip()[:200]
    key = b64(private_bytes(make_signing_key()))
    meeting = Meeting.objects.create(review=row, number=number, day=day, place=place, signing_key=key)
    _put_on(meeting, ready_for_agenda(meeting))
    detail = {"number": number, "until": day.isoformat(), "count": meeting.agenda.count()}
    write_entry("plan-meeting", actor=actor, now=now, on=meeting, role=OFFICE, detail=detail)
    return meeting


def ready_for_agenda(meeting: Meeting) -> list[Application]:
    """Applications with an opinion of their group that are not decided, in the order of their numbers."""
    rows = Deliberation.objects.filter(application__round=meeting.review.round_id).exclude(state=WAITING)
    open_ones = Application.objects.filter(deliberation__in=rows).exclude(votes__state="recorded")
    return list(open_ones.order_by("serial", "pk"))


def _put_on(meeting: Meeting, applications: Sequence[Application]) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, application=one, place=place) for place, one in enumerate(applications, 1)
    )


@transaction.atomic
def set_agenda(
    meeting: Meeting, applications: Sequence[Application], *, actor: Standing, now: dt.datetime, version: int | None
) -> Meeting:
    """Put these applications on the agenda, in this order, until the meeting opens.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``meeting-begun``, ``not-ready``: without an opinion of its group.
    """
    row = locked(meeting, version)
    require(actor, "prepare", row)
    if row.state not in (PREPARING, CONVENED):
        raise ActRefused(_BEGUN)
    ready = {one.pk for one in ready_for_agenda(row)}
    if not {one.pk for one in applications} <= ready:
        raise ActRefused(_NOT_READY)
    row.agenda.all().delete()
    _put_on(row, applications)
    row.version += 1
    row.save()
    detail = {"applications": [one.pk for one in applications]}
    write_entry("set-agenda", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return row


@transaction.atomic
def name_tellers(
    meeting: Meeting, seats: Sequence[Seat], *, actor: Standing, now: dt.datetime, version: int | None
) -> Meeting:
    """Two members who count, neither of them chair or deputy; named by whoever presides.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``tellers-two``, ``teller-unfit``, ``counting-begun``.
    """
    row = locked(meeting, version)
    require(actor, "preside", row)
    if len({one.pk for one in seats}) != 2:
        raise ActRefused(_TWO)
    fit = row.review.committee.seats.filter(state="accepted", role="member", pk__in=[one.pk for one in seats])
    if fit.count() != 2:
        raise ActRefused(_UNFIT)
    if row.votes.filter(state="collected").exists():
        raise ActRefused(_COUNTING)
    row.tellers.set(seats)
    row.version += 1
    row.save()
    detail = {"applications": [], "parts": sorted(one.pk for one in seats)}
    write_entry("name-tellers", actor=actor, now=now, on=row, role="chair", detail=detail)
    return row


def act_on_meeting(
    meeting: Meeting, act: str, *, actor: Standing, now: dt.datetime, version: int | None, reason: str = ""
) -> Meeting:
    """One act of the meeting's table: convene, cancel, open, adjourn, resume, close, announce, sign, archive.

    Raises:
        ActRefused: every reason the table has.
    """

    def change(row: Meeting) -> None:
        if act == "open":
            row.opened_at = now
        if act == "close":
            row.closed_at = now
            Presence.objects.filter(meeting=row, left_at=None).update(left_at=now)
        if act == "sign":
            row.minutes = {**row.minutes, STATED: as_stated(row)}
        if act == "archive":
            row.key_destroyed_at = row.key_destroyed_at or now

    done = perform(MEETING, meeting, act, actor=actor, now=now, version=version, reason=reason, change=change)
    if done.state == OPEN and act == "open":
        done.refresh_from_db()
    return done


_RUNNING = Refusal(
    "meeting-running",
    ("上一次会议尚未归档", "the meeting before is not archived"),
    do=("请先办结上一次会议", "finish that one first"),
)
_NOBODY = Refusal(
    "nobody-to-decide",
    ("没有须重新表决的申报人", "no applicant is to be voted on anew"),
    do=(
        "须先经复查决定重新表决并撤销原表决结果",
        "a re-examination orders it, and the supervisor sets the outcome aside",
    ),
)
_NO_DAY = Refusal(
    "meeting-without-day",
    ("没有会议日期", "there is no day for the meeting"),
    do=("请填写日期，或在方案中写明", "give the day, or write it into the plan"),
)
_BEGUN = Refusal("meeting-begun", ("会议已经开始，议程不能再改", "the meeting has begun: the agenda stays"))
_NOT_READY = Refusal(
    "not-ready",
    ("有申报人尚无专业评议组意见，或已有表决结果", "some have no opinion of their group yet, or are decided already"),
    do=("请先办结评议组意见", "have their groups finish first"),
)
_TWO = Refusal("tellers-two", ("须确定两名计票人", "two tellers are needed"))
_UNFIT = Refusal(
    "teller-unfit", ("计票人应为主任委员、副主任委员以外的委员", "tellers are members other than chair and deputies")
)
_COUNTING = Refusal(
    "counting-begun",
    ("正在计票，不能更换计票人", "counting has begun: the tellers stay"),
    do=("请先完成本次计票", "finish this count first"),
)
