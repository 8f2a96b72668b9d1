"""Who is in the room, who took part in a deliberation, who is recused: what a vote is judged by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from zhicheng.procedure.ballot.presence import Deliberation as Span
from zhicheng.procedure.ballot.presence import Movement, missed
from zhicheng.procedure.review.deliberation_states import DELIBERATED
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Seat
from zhicheng.web.experts.models import Tie
from zhicheng.web.meetings.models import Meeting, Presence, Vote
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.recusal import BARRING, CHAIRS
from zhicheng.web.visibility.standing import Standing


@dataclass(frozen=True, slots=True)
class Around:
    """The people around one vote, by their codes: members of the committee, those present now; of these who missed the
    deliberation without being recused; of the members who is recused for the applicant."""

    members: frozenset[str]
    present: frozenset[str]
    missed: frozenset[str]
    recused: frozenset[str]

    @property
    def there(self) -> frozenset[str]:
        """Who is present and took part: what attendance and base are counted on. The recused leave the room for the
        deliberation because they have to; they have not missed it."""
        return self.present - self.missed

    @property
    def voters(self) -> frozenset[str]:
        """Who may vote."""
        return self.there - self.recused

    @property
    def plain(self) -> dict[str, Any]:
        """As a vote keeps it."""
        return {
            "members": sorted(self.members), "present": sorted(self.present), "missed": sorted(self.missed),
            "recused": sorted(self.recused),
        }  # fmt: skip


def around(stored: Mapping[str, Any]) -> Around:
    """What a vote has kept."""
    return Around(*(frozenset(stored[name]) for name in ("members", "present", "missed", "recused")))


def seats_of(meeting: Meeting) -> dict[str, Seat]:
    """The seats of the committee that are taken, by the codes of their members."""
    rows = Seat.objects.filter(committee__review=meeting.review_id, state="accepted").select_related("expert")
    return {one.expert.code: one for one in rows.order_by("expert__code")}


def own_seat(meeting: Meeting, actor: Standing) -> Seat | None:
    """The person's own seat."""
    if actor.user_id is None or "expert" not in actor.roles:
        return None
    return next((one for one in seats_of(meeting).values() if one.expert.user_id == actor.user_id), None)


def present_now(meeting: Meeting) -> dict[str, Seat]:
    """Who is in the room now, by code: members; whoever gave up the seat is none, even before leaving."""
    rows = Presence.objects.filter(meeting=meeting, left_at=None, seat__state="accepted").select_related("seat__expert")
    return {one.seat.expert.code: one.seat for one in rows.order_by("seat__expert__code")}


def chair_present(meeting: Meeting) -> bool:
    """Whether a chair or a deputy is in the room."""
    return any(one.role in CHAIRS for one in present_now(meeting).values())


def movements(meeting: Meeting) -> list[Movement]:
    """Everybody's comings and goings, each person's in order."""
    found = []
    for one in Presence.objects.filter(meeting=meeting).select_related("seat__expert").order_by("came_at", "pk"):
        found.append(Movement(one.seat.expert.code, one.came_at, True))
        if one.left_at is not None:
            found.append(Movement(one.seat.expert.code, one.left_at, False))
    return found


def recused_for(meeting: Meeting, applications: Iterable[Application]) -> dict[int, frozenset[str]]:
    """By application (its number) the codes of the members who are kept from it; an undecided tie keeps away, too, and
    everybody from the own application."""
    seats, applicants = seats_of(meeting), {one.pk: one.applicant_id for one in applications}
    ids = list(applicants)
    ties = Tie.objects.filter(
        Q(application__in=ids) | Q(application=None),
        round=meeting.review.round_id, state__in=BARRING, expert__in=[one.expert_id for one in seats.values()],
    )  # fmt: skip
    users = {one.expert.user_id: code for code, one in seats.items() if one.expert.user_id is not None}
    found: dict[int, set[str]] = {pk: {users[who]} if who in users else set() for pk, who in applicants.items()}
    for code, pk in ties.values_list("expert__code", "application"):
        for one in [pk] if pk is not None else ids:
            found[one].add(code)
    return {pk: frozenset(codes) for pk, codes in found.items()}


def rooms_now(meeting: Meeting, applications: Collection[Application], now: dt.datetime) -> dict[int, Around]:
    """By application (its number) the people around a vote that would open now."""
    members, present = frozenset(seats_of(meeting)), frozenset(present_now(meeting))
    recused, moves = recused_for(meeting, applications), movements(meeting)
    rows = {one.application_id: one for one in Deliberation.objects.filter(application__in=applications)}
    found = {}
    for one in applications:
        span = span_of(rows.get(one.pk))
        gone = frozenset(missed(moves, span, now)) if span is not None else frozenset()
        out = recused[one.pk]
        found[one.pk] = Around(members, present, gone - out, out)
    return found


def span_of(row: Deliberation | None) -> Span | None:
    """From when to when the committee deliberated on an applicant; ``None``: it has not."""
    if row is None or row.state != DELIBERATED or "ends" not in row.presence:
        return None
    moment = dt.datetime.fromisoformat
    return Span(f"a-{row.application_id}", moment(row.presence["begins"]), moment(row.presence["ends"]))


def deliberated_here(meeting: Meeting, row: Deliberation | None) -> bool:
    """Whether the committee has deliberated on an applicant at this meeting, not at one before whose vote was set aside."""
    if row is None or span_of(row) is None:
        return False
    at = row.presence.get("meeting")
    return at == meeting.pk if at is not None else meeting.number == 1


def room_of(vote: Vote, now: dt.datetime) -> Around:
    """The people around a vote: as it was opened, or as they would be now."""
    if vote.room:
        return around(vote.room)
    return rooms_now(vote.meeting, [vote.application], now)[vote.application_id]
