"""Rows of meetings, votes, ballots, tallies, and by hand who is tied to which."""

from __future__ import annotations

from tests.web.people import World, a_round
from tests.web.visibility.committee_tied import _committees
from tests.web.visibility.given import seated
from tests.web.visibility.tied import Tied, _application
from zhicheng.web.committee.models import Committee, Seat
from zhicheng.web.meetings.models import BallotSession, Meeting, Presence, Signature, Tally, Vote
from zhicheng.web.review.models import Review

MEMBERS = {"any": None, "own-round": {"olga"}, "seated": {"sela", "sina"}, "chair": {"sela"}}
OTHERS = {"any": None, "own-round": {"oona"}, "seated": set[str](), "chair": set[str]()}


def _meetings(here: World) -> tuple[Meeting, Meeting]:
    """One of a committee with a chair, a member, one only invited and one who declined; one of another office's."""
    first, second = _committees(here)
    Seat.objects.filter(committee=first, expert__user__username="sela").update(role="chair")
    return tuple(  # type: ignore[return-value]
        Meeting.objects.create(review=one.review, day=here.now.date(), place="一号厅", state="open")
        for one in (first, second)
    )


def _seat(username: str) -> Seat:
    return Seat.objects.get(expert__user__username=username)


def meetings(here: World) -> list[Tied]:
    """At each state; a member sees it from its convening on, the chair from the beginning."""
    open_, other = _meetings(here)
    found = [Tied(open_, "open", MEMBERS), Tied(other, "open", OTHERS)]
    people = {name: _seat(name).expert.user for name in ("sela", "sina")}
    for state in ("preparing", "convened", "adjourned", "closed", "announced", "signed", "archived"):
        round_ = a_round("zj-iot-2026/senior-engineer", here.office, tiers=2, now=here.now, code=f"meet-{state}")
        committee = Committee.objects.create(review=Review.objects.create(round=round_, begun_at=here.now))
        for name, user in people.items():
            assert user is not None
            expert = _seat_of(user.pk)
            Seat.objects.create(
                committee=committee, expert=expert.expert, specialty="感知", state="accepted", invited_at=here.now,
                role="chair" if name == "sela" else "member",
            )  # fmt: skip
        row = Meeting.objects.create(review=committee.review, day=here.now.date(), place="一号厅", state=state)
        found.append(Tied(row, state, MEMBERS))
    return found


def _seat_of(user: int) -> Seat:
    return Seat.objects.filter(expert__user=user).order_by("pk")[0]


def presences(here: World) -> list[Tied]:
    """A member in the room of each meeting."""
    first, second = _meetings(here)
    stranger = seated(here, here.other_applicant, second.review.committee, None)
    rows = [Presence.objects.create(meeting=first, seat=_seat("sina"), came_at=here.now)]
    other = Presence.objects.create(meeting=second, seat=stranger, came_at=here.now)
    return [*(Tied(one, "", MEMBERS) for one in rows), Tied(other, "", OTHERS)]


def votes(here: World) -> list[Tied]:
    """A vote at either meeting."""
    first, second = _meetings(here)
    found = []
    for meeting, ties in ((first, MEMBERS), (second, OTHERS)):
        of = _application(here, "arrived", None, here.employer, meeting.review.round, f"vote-{meeting.pk}")
        found.append(Tied(Vote.objects.create(meeting=meeting, application=of), "prepared", ties))
    return found


def sessions(here: World) -> list[Tied]:
    """A sealed ballot at either meeting."""
    first, second = _meetings(here)
    return [
        Tied(
            BallotSession.objects.create(meeting=one, code="v1", digest="0" * 64, session={}, own_signature=""),
            "prepared",
            ties,
        )
        for one, ties in ((first, MEMBERS), (second, OTHERS))
    ]


def tallies(here: World) -> list[Tied]:
    """What a teller counted, while it is counted and afterwards."""
    first, _ = _meetings(here)
    found = []
    for state in ("collected", "opened", "objected", "recorded", "voided"):
        of = _application(here, "arrived", None, here.employer, here.round, f"tally-{state}")
        vote = Vote.objects.create(meeting=first, application=of, state=state, way="paper")
        row = Tally.objects.create(vote=vote, teller=_seat("sina"), yes=1, no=0, blank=0, spoiled=0)
        found.append(Tied(row, state, {**MEMBERS, "own": {"sina"}}))
    return found


def signatures(here: World) -> list[Tied]:
    """A member's at either meeting."""
    first, second = _meetings(here)
    stranger = seated(here, here.other_applicant, second.review.committee, None)
    rows = ((first, _seat("sina"), MEMBERS), (second, stranger, OTHERS))
    return [
        Tied(Signature.objects.create(meeting=one, seat=seat, digest="0" * 64, at=here.now), "", ties)
        for one, seat, ties in rows
    ]
