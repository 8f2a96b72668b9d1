"""Votes, what both ways have in common: prepared, put on paper, objected to, repeated, recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.counting import Outcome, Room, outcome
from zhicheng.procedure.review.meeting_states import OPEN
from zhicheng.procedure.review.vote_states import ON_PAPER, PREPARED, RECORDED, VOIDED
from zhicheng.web.applications.models import Application
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings.models import ELECTRONIC, PAPER, BallotSession, Meeting, Vote
from zhicheng.web.meetings.process import VOTE
from zhicheng.web.meetings.room import around, deliberated_here
from zhicheng.web.review.acting import perform
from zhicheng.web.review.rules import rules_of
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

LIVE = ("prepared", "signed", "voting", "closed")
"""Stages of a session that can still be voted under or opened."""


@transaction.atomic
def prepare_votes(
    meeting: Meeting, applications: Sequence[Application], *, actor: Standing, now: dt.datetime
) -> list[Vote]:
    """Votes prepared on applicants that the committee has deliberated on; one that is there already stays.

    Raises:
        ActRefused: ``no-right``, ``meeting-not-open``, ``not-on-agenda``, ``not-deliberated``.
    """
    row = locked(meeting, None)
    require(actor, "preside", row)
    against = _unprepared(row, applications)
    if against:
        raise ActRefused(against)
    made = [standing_vote(row, one) or _new(row, one) for one in applications]
    detail = {"applications": [one.pk for one in applications]}
    write_entry("prepare-votes", actor=actor, now=now, on=row, role="chair", detail=detail)
    return made


def _unprepared(meeting: Meeting, applications: Sequence[Application]) -> list[Refusal]:
    found = [] if meeting.state == OPEN else [_NOT_OPEN]
    ids = {one.pk for one in applications}
    on_agenda = list(meeting.agenda.filter(application__in=ids).values_list("application", flat=True))
    if len(on_agenda) != len(ids):
        found.append(_NOT_ON)
    talks = Deliberation.objects.filter(application__in=on_agenda)
    if sum(deliberated_here(meeting, one) for one in talks) != len(on_agenda):
        found.append(_NOT_DELIBERATED)
    return found


def standing_vote(meeting: Meeting, application: Application) -> Vote | None:
    """The vote on an applicant that stands, whatever its state."""
    return Vote.objects.filter(meeting=meeting, application=application).exclude(state=VOIDED).first()


def _new(meeting: Meeting, application: Application, way: str = ELECTRONIC) -> Vote:
    run = Vote.objects.filter(meeting=meeting, application=application).count() + 1
    return Vote.objects.create(meeting=meeting, application=application, run=run, way=way)


def at_its_meeting(vote: Vote) -> tuple[Vote, BallotSession | None]:
    """A vote and its session as they are now, meeting and session locked until the transaction ends.

    Everything that changes both takes them in this order: meeting, session, votes. So no two wait for one another, and
    nobody comes or leaves, no session is made or opened meanwhile.
    """
    locked(vote.meeting, None)
    fresh = Vote.objects.select_related("application", "session", "meeting__review__round").get(pk=vote.pk)
    return fresh, locked(fresh.session, None) if fresh.session is not None else None


@transaction.atomic
def choose_paper(vote: Vote, *, reason: str, actor: Standing, now: dt.datetime, version: int | None = None) -> Vote:
    """This vote is held on paper.

    Raises:
        ActRefused: ``session-live``: it is part of a sealed ballot that has to be given up first; the table's reasons.
    """
    vote, session = at_its_meeting(vote)
    if session is not None and session.stage in LIVE:
        raise ActRefused(_LIVE)

    def on_paper(row: Vote) -> None:
        row.way, row.session = PAPER, None

    return perform(VOTE, vote, "choose-paper", actor=actor, now=now, version=version, reason=reason, change=on_paper)


@transaction.atomic
def record(
    vote: Vote, *, passed: bool | None = None, actor: Standing, now: dt.datetime, version: int | None = None
) -> Vote:
    """A teller records the outcome. ``passed``: as the teller reads it from the counts (``None``: as computed).

    Raises:
        ActRefused: ``outcome-wrong``, and every other reason of the table.
    """
    found = computed(vote)
    stated = found.passed if passed is None else passed

    def set_down(row: Vote) -> None:
        row.base, row.needed = found.base, found.needed
        row.outcome = "passed" if found.passed else "not-passed"

    detail = {"passed": stated, "in_favour": vote.yes}  # promised only: bundles leave before the announcement
    return perform(
        VOTE, vote, "record", actor=actor, now=now, version=version, brought={"passed": stated}, change=set_down,
        detail=detail,
    )  # fmt: skip


def computed(vote: Vote) -> Outcome:
    """What the count comes to: passed or not, votes needed, base.

    Raises:
        ActRefused: nothing is counted (``vote-not-counted``), or the majority is not set.
    """
    if vote.yes is None:
        raise ActRefused(_NOT_COUNTED)
    room = around(vote.room)
    there = room.there
    sizes = Room(len(room.members), len(there), len(room.recused), len(room.recused & there))
    found = outcome(rules_of(vote.meeting.review.round), sizes, vote.yes)
    if isinstance(found, Refusal):
        raise ActRefused(found)
    return found


def object_to(vote: Vote, *, reason: str, actor: Standing, now: dt.datetime, version: int | None = None) -> Vote:
    """A member objects, before envelopes are opened or to the result.

    Raises:
        ActRefused: every reason of the table.
    """

    def keep(row: Vote) -> None:
        row.why = reason.strip()[:500]

    return perform(VOTE, vote, "object", actor=actor, now=now, version=version, reason=reason, change=keep)


def dismiss_objection(
    vote: Vote, *, reason: str, actor: Standing, now: dt.datetime, version: int | None = None
) -> Vote:
    """Whoever presides dismisses an objection, with the reason.

    Raises:
        ActRefused: every reason of the table.
    """

    def forget(row: Vote) -> None:
        row.agreed_by = None  # what the supervisor agreed to is over with the objection

    return perform(VOTE, vote, "dismiss-objection", actor=actor, now=now, version=version, reason=reason, change=forget)


@transaction.atomic
def agree_to_repeat(vote: Vote, *, reason: str, actor: Standing, now: dt.datetime) -> Vote:
    """The supervisor agrees that a vote is voided and held anew.

    Raises:
        ActRefused: ``no-right``, ``reason-missing``, ``nothing-to-repeat``: not begun, or over.
    """
    row = locked(vote, None)
    require(actor, "agree", row)
    if row.state in (PREPARED, ON_PAPER, RECORDED, VOIDED):
        raise ActRefused(_NOTHING)
    if not reason.strip():
        raise ActRefused(_NO_REASON)
    row.agreed_by_id = actor.person
    row.version += 1
    row.save()
    write_entry("agree-to-repeat", actor=actor, now=now, on=row, role="supervisor", detail={"reason": reason.strip()})
    return row


@transaction.atomic
def repeat_vote(vote: Vote, *, reason: str, actor: Standing, now: dt.datetime, version: int | None = None) -> Vote:
    """A vote voided and prepared anew; the new one. Its sealed ballot, if nothing of it was opened, is given up whole:
    opened after all, its count beside the new one would tell votes. So every vote of it is voided with it.

    Raises:
        ActRefused: ``supervisor-not-agreed`` and every other reason of the table.
    """
    vote, session = at_its_meeting(vote)
    together = [vote]
    if session is not None and session.stage in LIVE:
        others = Vote.objects.filter(session=session).exclude(pk=vote.pk).exclude(state__in=(PREPARED, VOIDED))
        together += list(others.order_by("pk"))
        Vote.objects.filter(pk__in=[one.pk for one in together]).update(agreed_by=vote.agreed_by)
    for one in together:
        seen = version if one is vote else None
        perform(VOTE, one, "repeat", actor=actor, now=now, version=seen, reason=reason, change=_why(reason))
    if session is not None and session.stage in LIVE:
        give_up(session, reason, actor, now)
    made = [_new(one.meeting, one.application) for one in together]
    return made[0]


@transaction.atomic
def set_aside_vote(vote: Vote, *, reason: str, actor: Standing, now: dt.datetime, version: int | None = None) -> Vote:
    """A recorded outcome set aside by the supervisor, because a re-examination orders the vote anew. What the vote came to
    stays with it, and in the minutes and the bundle of its meeting: they say what was true on that day.

    The applicant can be put on the agenda of the next meeting then.

    Raises:
        ActRefused: ``not-ordered``, ``reason-missing`` and every other reason of the table.
    """
    vote, _ = at_its_meeting(vote)
    return perform(VOTE, vote, "set-aside", actor=actor, now=now, version=version, reason=reason)


def _why(reason: str) -> Callable[[Vote], None]:
    def change(row: Vote) -> None:
        row.why = reason.strip()[:500]

    return change


def give_up(session: BallotSession, reason: str, actor: Standing, now: dt.datetime) -> None:
    """A session that was not opened is void: nobody votes under it any more, nobody opens it."""
    row = locked(session, None)
    row.stage, row.void_because = "void", reason.strip()[:300]
    row.version += 1
    row.save()
    detail = {"digest": row.digest, "reason": reason.strip()}
    write_entry("give-up-session", actor=actor, now=now, on=row, role="chair", detail=detail)


_NOT_OPEN = Refusal("meeting-not-open", ("评审会议未在进行中", "the meeting is not open"))
_NOT_ON = Refusal("not-on-agenda", ("不在本次会议议程上", "not on the agenda of this meeting"))
_NOT_DELIBERATED = Refusal(
    "not-deliberated", ("有申报人尚未评议", "some have not been deliberated on"), do=("请先评议", "deliberate first")
)
_LIVE = Refusal(
    "session-live",
    ("此项表决已列入一轮密封投票", "the vote is part of a sealed ballot"),
    do=("请先放弃该轮投票", "give that ballot up first"),
)
_NOTHING = Refusal(
    "nothing-to-repeat",
    ("此项表决尚未开始或已经结束", "the vote has not begun, or is over"),
    do=("已登记的表决只能经复查重开", "a recorded one is opened again by a re-examination only"),
)
_NOT_COUNTED = Refusal("vote-not-counted", ("尚未计票", "nothing is counted yet"))
_NO_REASON = Refusal("reason-missing", ("没有写明理由", "no reason is given"), do=("请填写理由", "give the reason"))
