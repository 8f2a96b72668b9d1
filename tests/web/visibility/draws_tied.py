"""Rows of draws, assignments and readings at every stage, and by hand who is tied to which."""

from __future__ import annotations

from tests.web.people import World, person
from tests.web.visibility.given import committee_of, seated
from tests.web.visibility.tied import Tied, _application
from zhicheng.web.committee.models import Assignment, Committee, Draw, Reading
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round

STAGES = ("committing", "stated", "revealed", "drawn", "void")


def _committees(here: World) -> list[tuple[Committee, str]]:
    """That of the world's round and that of the other office's, each with who keeps the round."""
    review = Review.objects.create(round=Round.objects.get(code="other-2026"), begun_at=here.now)
    return [(committee_of(here), "olga"), (Committee.objects.create(review=review), "oona")]


def draws(here: World) -> list[Tied]:
    """At each stage, of each round."""
    return [
        Tied(
            Draw.objects.create(committee=committee, serial=serial, stage=stage, begun_at=here.now),
            stage,
            {"any": None, "own-round": {office}},
        )
        for committee, office in _committees(here)
        for serial, stage in enumerate(STAGES, 1)
    ]


def assignments(here: World) -> list[Tied]:
    """One that waits and one that stands, of each round."""
    return [
        Tied(
            Assignment.objects.create(
                committee=committee, number=number, stage=stage, made_at=here.now, made_by=here.office_officer
            ),
            stage,
            {"any": None, "own-round": {office}},
        )
        for committee, office in _committees(here)
        for number, stage in enumerate(("frozen", "assigned"), 1)
    ]


def readings(here: World) -> list[Tied]:
    """Of a member who has accepted, of one whose seat is open again, one that has ended."""
    committee = committee_of(here)
    row = Assignment.objects.create(committee=committee, made_at=here.now, made_by=here.office_officer)
    found = []
    for name, state, ended in (("petra", "accepted", ""), ("quin", "declined", ""), ("petra", "accepted", "回避")):
        seat = committee.seats.filter(expert__user__username=name).first() or seated(
            here, person(name, here.now, ("expert", here.office)), committee, None
        )
        seat.state = state
        seat.save()
        application = _application(here, "arrived", None, here.employer, here.round, f"{name}{ended}")
        reading = Reading.objects.create(assignment=row, seat=seat, application=application, ended_because=ended)
        own = {name} if state == "accepted" and not ended else set()
        found.append(Tied(reading, ended, {"any": None, "own-round": {"olga"}, "own": own}))
    return found
