"""How a meeting and its votes move: in which role a person stands to them, by what an act is judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhicheng.procedure.ballot.paper import AGREED, Entry, standing
from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.review.meeting_states import OPEN, MeetingFacts
from zhicheng.procedure.review.vote_facts import Count, VoteFacts
from zhicheng.procedure.review.vote_states import PREPARED, RECORDED, VOIDED
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.committee_facts import committee_formed
from zhicheng.web.committee.models import Plan, Seat
from zhicheng.web.committee.plan_parts import FIGURES, figures_of
from zhicheng.web.committee.plan_process import plan_approved
from zhicheng.web.meetings.minutes import missing_parts
from zhicheng.web.meetings.models import PAPER, Card, Envelope, Meeting, Tally, Vote
from zhicheng.web.meetings.room import (
    chair_present,
    deliberated_here,
    own_seat,
    present_now,
    recused_for,
    room_of,
    seats_of,
)
from zhicheng.web.review.acting import Asked, Common, Process
from zhicheng.web.review.process import office_or_supervisor
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.recusal import CHAIRS
from zhicheng.web.visibility.standing import Standing

RESTING = (PREPARED, "on-paper", RECORDED, VOIDED)
"""States in which nobody is voting, counting or objecting."""
OWN_VOICE = ("cast", "take-card", "object")
"""What members do for themselves; everything else is presiding or counting."""

ORDERED: list[Callable[[Vote], bool]] = []
"""What tells whether a decision from elsewhere (a re-examination) orders a vote anew; later parts add theirs."""


def roles_at(meeting: Meeting, actor: Standing) -> frozenset[str]:
    """The roles in which a person stands to a meeting: by office, by the own seat, as one who counts."""
    own = set(office_or_supervisor(meeting.review.round, actor))
    seat = own_seat(meeting, actor)
    if seat is not None:
        own.add("expert")
        own |= {"chair"} if seat.role in CHAIRS else set()
        own |= {"teller"} if meeting.tellers.filter(pk=seat.pk).exists() else set()
    return frozenset(own)


def roles_in(vote: Vote, actor: Standing) -> frozenset[str]:
    """The same to one vote; who applies has no part in it, whatever else they are."""
    applicant = vote.application.applicant_id
    if applicant is not None and applicant == actor.user_id:
        return frozenset()
    return roles_at(vote.meeting, actor)


def handler_recused(vote: Vote, seat: Seat) -> bool:
    """Whether a member who presides or counts is kept from the applicant; a deputy, or another teller, does it then."""
    return seat.expert.code in recused_for(vote.meeting, [vote.application])[vote.application_id]


def undecided(meeting: Meeting) -> int:
    """How many on the agenda have no recorded vote."""
    decided = Vote.objects.filter(meeting=meeting, state=RECORDED)
    return meeting.agenda.exclude(application__in=decided.values("application")).count()


def votes_open(meeting: Meeting) -> int:
    """How many votes are neither recorded nor voided nor still to begin."""
    return Vote.objects.filter(meeting=meeting).exclude(state__in=RESTING).count()


def as_approved(meeting: Meeting) -> bool:
    """Whether the committee has as many members of each specialty in the groups as the plan said that was reported."""
    plan = Plan.objects.filter(review=meeting.review_id).first()
    if plan is None or FIGURES not in plan.content:
        return plan is None
    now, then = figures_of(meeting.review.round), plan.content[FIGURES]
    return all(now[name] == then.get(name) for name in ("members", "seats", "groups"))


def _meeting_facts(row: Meeting, asked: Asked, common: Common) -> MeetingFacts:
    plan = Plan.objects.filter(review=row.review_id).first()
    return MeetingFacts(
        **common.fields,
        today=asked.now.astimezone(CHINA).date(),
        calendar=shipped_calendar(),
        plan_approved=plan_approved(row.review.round),
        planned_day=plan.meeting_day if plan is not None else None,
        reported_on=plan.reported_on if plan is not None else None,
        committee_formed=committee_formed(row.review.round),
        committee_as_approved=as_approved(row),
        members=len(seats_of(row)),
        present=len(present_now(row)),
        chair_present=chair_present(row),
        applicants=row.agenda.count(),
        undecided=undecided(row),
        votes_open=votes_open(row),
        minutes_missing=missing_parts(row),
        sealed=row.seal_id is not None,
        key_destroyed=key_destroyed(row),
    )


def key_destroyed(meeting: Meeting) -> bool:
    """Whether the opening key of every session that was opened is destroyed, as the supervisor has stated."""
    return not any(not one.destruction for one in meeting.sessions.filter(stage="opened"))


MEETING = Process[Meeting, MeetingFacts](
    table="meeting",
    round_of=lambda row: row.review.round,
    roles=roles_at,
    facts=_meeting_facts,
)


def entries_of(vote: Vote) -> list[Entry]:
    """What the tellers have entered so far, in order."""
    rows = Tally.objects.filter(vote=vote).select_related("teller__expert").order_by("pk")
    return [Entry(one.teller.expert.code, one.yes, one.no, one.blank, one.spoiled) for one in rows]


def _counting(vote: Vote, seat_code: str) -> dict[str, Any]:
    """The counts that stand, and whether this teller has counted: a count that differs is followed by another."""
    entries = entries_of(vote)
    agreed = standing(entries) == AGREED
    last = entries[-2:] if agreed else entries[len(entries) // 2 * 2 :]
    if vote.yes is not None:
        counts: tuple[Count, ...] = (Count(vote.yes, vote.no or 0, vote.blank or 0, vote.spoiled or 0),)
    else:
        counts = tuple(Count(*one.figures) for one in last)
    return {"counts": counts, "has_counted": agreed or any(one.teller == seat_code for one in last)}


def _cast(vote: Vote, code: str) -> tuple[int, bool]:
    """How many have voted or taken a card, and whether this member has."""
    if vote.way == PAPER:
        takers = list(Card.objects.filter(vote=vote).values_list("seat__expert__code", flat=True))
        return len(takers), code in takers
    session = vote.session
    if session is None:
        return 0, False
    if session.closing:
        counted = {one["applicant"]: one["envelopes"] for one in session.closing["closing"]["counts"]}
        return counted.get(vote.code, 0), False
    rows = Envelope.objects.filter(session=session, applicant=vote.code).values_list("member", flat=True)
    return len(rows), code in rows


def unconfirmed(vote: Vote, excused: frozenset[str] = frozenset()) -> int:
    """How many envelopes of a closed ballot their pages have not confirmed (``excused``: opened without them)."""
    if vote.session is None or not vote.session.closing:
        return 0
    absent = {one["member"] for one in vote.session.closing["closing"]["missing"] if one["applicant"] == vote.code}
    there = frozenset(vote.room.get("present", ())) - frozenset(vote.room.get("missed", ()))
    voters = there - frozenset(vote.room.get("recused", ())) - absent
    return len(voters - set(vote.session.confirmed) - excused)


def _vote_facts(row: Vote, asked: Asked, common: Common) -> VoteFacts:
    seat = own_seat(row.meeting, asked.actor)
    code = seat.expert.code if seat is not None else ""
    room, brought = room_of(row, asked.now), asked.brought or {}
    ballots, voted = _cast(row, code)
    there = room.there
    others = Vote.objects.filter(application=row.application_id).exclude(pk=row.pk)
    return VoteFacts(
        **common.fields,
        meeting_open=row.meeting.state == OPEN,
        handler_recused=seat is not None and asked.act not in OWN_VOICE and handler_recused(row, seat),
        deliberated=deliberated_here(row.meeting, Deliberation.objects.filter(application=row.application_id).first()),
        secret=True,
        ready=_ready(row, len(room.voters), brought),
        earlier_voided=not others.exclude(state=VOIDED).exists(),
        members=len(room.members),
        present=len(there),
        recused=len(room.recused),
        recused_present=len(room.recused & there),
        ballots=ballots,
        voter_present=code in present_now(row.meeting),
        voter_deliberated=code not in room.missed and code in room.present,
        voter_recused=code in room.recused,
        in_person=seat is not None,
        has_voted=voted,
        unconfirmed=unconfirmed(row, frozenset(brought.get("without", ()))),
        parted=row.session is not None and row.session.parted,
        **_counting(row, code),
        scanned=row.scan_id is not None,
        stated=brought.get("passed") is True,
        supervisor_agrees=row.agreed_by_id is not None,
        ordered=any(told(row) for told in ORDERED),
    )


def _ready(vote: Vote, voters: int, brought: dict[str, Any]) -> bool:
    """Keys of both halves on one signed file; on paper a card for each who may vote."""
    if vote.way == PAPER:
        return voters > 0 and brought.get("cards") == voters
    return vote.session is not None and vote.session.stage == "signed"


VOTE = Process[Vote, VoteFacts](
    table="vote",
    round_of=lambda row: row.meeting.review.round,
    roles=roles_in,
    facts=_vote_facts,
)
