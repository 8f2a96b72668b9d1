"""Rows of plans, committees, seats, groups, and by hand who is tied to which."""

from __future__ import annotations

from tests.web.people import World, a_round, person
from tests.web.visibility.given import seated
from tests.web.visibility.tied import Tied, _application
from zhicheng.web.committee.models import Committee, Group, Plan, Seat
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.scoring.models import Deliberation

PLACES = (("sela", "accepted", "leads"), ("sina", "accepted", ""), ("dena", "drawn", ""), ("gaia", "declined", ""))
"""Account, state of the seat, whether it leads the group."""


def _reviews(here: World) -> tuple[Review, Review]:
    """Of each office's round."""
    other = Round.objects.get(code="other-2026")
    first, second = (Review.objects.create(round=one, begun_at=here.now) for one in (here.round, other))
    return first, second


def plans(here: World) -> list[Tied]:
    """At each state, of the own office; one of another's."""
    _, other = _reviews(here)
    found = [Tied(Plan.objects.create(review=other), "drafting", {"any": None, "own-round": {"oona"}})]
    for state in ("drafting", "reported", "returned", "approved"):
        round_ = a_round("zj-iot-2026/senior-engineer", here.office, tiers=2, now=here.now, code=f"plan-{state}")
        review = Review.objects.create(round=round_, begun_at=here.now)
        row = Plan.objects.create(review=review, state=state)
        found.append(Tied(row, state, {"any": None, "own-round": {"olga"}}))
    return found


def _committees(here: World) -> tuple[Committee, Committee]:
    first, second = (Committee.objects.create(review=one) for one in _reviews(here))
    group = Group.objects.create(committee=first, name="第一组")
    for name, state, leads in PLACES:
        seat = seated(here, person(name, here.now, ("expert", here.office)), first, group, leads=bool(leads))
        Seat.objects.filter(pk=seat.pk).update(state=state)
    return first, second


def committees(here: World) -> list[Tied]:
    """One with members, invited, and one who declined; one of another office."""
    first, second = _committees(here)
    return [
        Tied(first, "forming", {"any": None, "own-round": {"olga"}, "seated": {"sela", "sina", "dena"}}),
        Tied(second, "forming", {"any": None, "own-round": {"oona"}}),
    ]


def seats(here: World) -> list[Tied]:
    """At each state, seen by those who have accepted; one of another office's committee."""
    first, second = _committees(here)
    stranger = seated(here, person("seth", here.now, ("expert", here.office)), second, None)
    found = [
        Tied(
            one,
            one.state,
            {
                "any": None,
                "own-round": {"olga"},
                "own": {one.expert.user.username},  # type: ignore[union-attr]
                "same-committee": {"sela", "sina"},
            },
        )
        for one in Seat.objects.filter(committee=first).select_related("expert__user")
    ]
    alone = {"any": None, "own-round": {"oona"}, "own": {"seth"}, "same-committee": {"seth"}}
    return [*found, Tied(stranger, "accepted", alone)]


def groups(here: World) -> list[Tied]:
    """One of the committee with members, with an application before it; one of another office's."""
    first, second = _committees(here)
    before = _application(here, "arrived", None, here.employer, here.round, "group")
    Deliberation.objects.create(application=before, group=Group.objects.get(committee=first), opened_at=here.now)
    other = Group.objects.create(committee=second, name="别组")
    ties = {"any": None, "own-round": {"olga"}, "seated": {"sela", "sina", "dena"}, "led": {"sela"}}
    return [
        Tied(Group.objects.get(committee=first), "第一组", ties),
        Tied(other, "别组", {"any": None, "own-round": {"oona"}}),
    ]
