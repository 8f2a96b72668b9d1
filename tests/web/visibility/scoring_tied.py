"""Rows of scoring at every stage, and by hand which expert is tied to which row by which relation."""

from __future__ import annotations

from dataclasses import dataclass

from tests.web.people import World, person
from tests.web.visibility.given import committee_of, given, seated
from tests.web.visibility.tied import Tied, _application
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Committee, Group, Seat
from zhicheng.web.experts.models import Tie
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.scoring.models import Answer, Defence, Deliberation, Sheet

READERS = ("rita", "rolf", "toni")
SEATED = {"rita", "rolf", "lena", "carla", "mona"}
"""Members of the committee without a tie to any application: two readers, the group's leader, the chair, one more."""
STAGES = ("waiting", "reviewed", "deliberating", "deliberated")
CASES = (
    (False, False, {"rita": "draft", "rolf": "handed-in"}),
    (True, False, {"rita": "handed-in", "rolf": "handed-in", "toni": "taken-out"}),
    (True, True, {"rita": "handed-in", "rolf": "handed-in", "toni": "handed-in"}),
    (True, True, {"rita": "draft", "rolf": "handed-in", "toni": "taken-out"}),
)
"""Whether the group compares, whether it has agreed, the sheets there are."""


@dataclass
class Court:
    """The committee with its seats by account, and the group that reads."""

    seats: dict[str, Seat]
    group: Group


def court(here: World) -> Court:
    """Everybody with a seat; ``toni`` reads too, but has a tie to every application."""
    committee = committee_of(here)
    group = Group.objects.create(committee=committee, name="第一组")
    places: dict[str, dict[str, object]] = {
        **{name: {} for name in (*READERS, "mona")},
        "lena": {"leads": True},
        "carla": {"role": "chair"},
    }
    return Court(
        {
            name: seated(here, person(name, here.now, ("expert", here.office)), committee, group, **more)
            for name, more in places.items()
        },
        group,
    )


def _before(here: World, made: Court, mark: str, **more: object) -> Deliberation:
    """An application given to the three readers, one of whom is recused for it."""
    application = _application(here, "arrived", None, here.employer, here.round, mark)
    for name in READERS:
        given(here, application, made.seats[name])
    Tie.objects.create(
        round=here.round,
        expert=made.seats["toni"].expert,
        application=application,
        kind="other",
        source="recorded",
        state="stands",
        recorded_at=here.now,
    )
    return Deliberation.objects.create(application=application, group=made.group, opened_at=here.now, **more)


def _elsewhere(here: World) -> Deliberation:
    """One of the other office's round."""
    round_ = Round.objects.get(code="other-2026")
    application = _application(here, "arrived", None, here.other_employer, round_, "elsewhere")
    committee = Committee.objects.create(review=Review.objects.create(round=round_, begun_at=here.now))
    group = Group.objects.create(committee=committee, name="别组")
    return Deliberation.objects.create(application=application, group=group, state="reviewed", opened_at=here.now)


def _ties(office: str, *, here: bool) -> dict[str, set[str] | None]:
    mine = {"assigned": {"rita", "rolf"}, "led": {"lena"}, "seated": SEATED} if here else {}
    return {"any": None, "own-round": {office}, **mine}


def _each(here: World) -> list[tuple[Deliberation, dict[str, set[str] | None]]]:
    made = court(here)
    found = [(_before(here, made, stage, state=stage), _ties("olga", here=True)) for stage in STAGES]
    return [*found, (_elsewhere(here), _ties("oona", here=False))]


def deliberations(here: World) -> list[Tied]:
    """One at each stage, and one of another round."""
    return [Tied(row, row.state, ties) for row, ties in _each(here)]


def answers(here: World) -> list[Tied]:
    """One of each deliberation."""
    rows = _each(here)
    seat = Seat.objects.get(expert__user__username="lena")
    return [
        Tied(
            Answer.objects.create(
                application=row.application, question="q", value=True, reason="r", by=seat, at=here.now
            ),
            row.state,
            ties,
        )
        for row, ties in rows
    ]


def defences(here: World) -> list[Tied]:
    """At each state, one of another round."""
    made = court(here)
    found = []
    for state in ("due", "summoned", "held", "missed"):
        application: Application = _before(here, made, state).application
        found.append(
            Tied(Defence.objects.create(application=application, state=state), state, _ties("olga", here=True))
        )
    away = Defence.objects.create(application=_elsewhere(here).application, state="due")
    return [*found, Tied(away, "due", _ties("oona", here=False))]


def sheets(here: World) -> list[Tied]:
    """In each case, those there are; one of another round."""
    made = court(here)
    found = []
    for place, (compared, agreed, states) in enumerate(CASES):
        row = _before(
            here,
            made,
            f"case-{place}",
            compared_at=here.now if compared else None,
            agreed_at=here.now if agreed else None,
            recognised={"total": "1"} if agreed else {},
        )
        handed_in = {name for name, state in states.items() if state == "handed-in" and name != "toni"}
        for name, state in states.items():
            sheet = Sheet.objects.create(deliberation=row, seat=made.seats[name], state=state, saved_at=here.now)
            ties: dict[str, set[str] | None] = {
                "any": None,
                "own-round": {"olga"},
                "own": {name} - {"toni"},
                "beside-own": handed_in if compared else set(),
                "led-and-compared": {"lena"} if compared else set(),
                "own-round-agreed": {"olga"} if agreed else set(),
                "compared": None if compared else set(),
            }
            found.append(Tied(sheet, state, ties))
    away = Sheet.objects.create(
        deliberation=_elsewhere(here), seat=made.seats["mona"], state="handed-in", saved_at=here.now
    )
    return [*found, Tied(away, "handed-in", {"any": None, "own-round": {"oona"}, "compared": set()})]
