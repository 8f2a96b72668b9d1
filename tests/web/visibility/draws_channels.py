"""What there is to be come upon of draws, assignments and readings; who finds which word in which channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from zhicheng.procedure.assignment.assign import assign, freeze
from zhicheng.procedure.assignment.bundle import plain_task
from zhicheng.procedure.assignment.task import Applicant, Task
from zhicheng.procedure.assignment.task import Expert as Reader
from zhicheng.procedure.draw.bundle import Rules
from zhicheng.procedure.draw.bundle import Seat as Seats
from zhicheng.procedure.draw.names import NamedExpert, Names
from zhicheng.procedure.draw.plan import Expert, Plan
from zhicheng.procedure.draw.rounds import freeze as freeze_draw
from zhicheng.procedure.draw.rounds import state_round
from zhicheng.web.committee.models import Assignment, Committee, Draw, Reading

if TYPE_CHECKING:
    from tests.web.visibility.filled import Filled

_DRAW, _ASSIGNMENT = "/reviews/iot-2026/draw/", "/reviews/iot-2026/assignment/"
_AT_WORK: Final = "olga sven"
PAGES: Final = (
    _DRAW, "/supervisor/draws/", "/supervisor/draws/{draw}/", "/verify/draw/", "/verify/draw/{draw}/", _ASSIGNMENT,
)  # fmt: skip
SEARCHES: Final = (f"{_ASSIGNMENT}?q=Qkseator",)
EXPORTS: Final = (f"{_ASSIGNMENT}?export=1",)
FILES: Final = (
    *(f"/draws/{{draw}}/file/{what}/" for what in ("bundle", "names", "conflicts", "public")), "/verify/draw/{draw}/file/",
    *(f"/assignments/{{assignment}}/file/{what}/" for what in ("bundle", "task", "conflicts")),
)  # fmt: skip


def words(everybody: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Object → channel → word → who comes upon it. Codes and seats of a stated draw are for everybody."""
    reading = {f"Qkseatoren @ {_ASSIGNMENT}": _AT_WORK}
    return {
        "draw": {
            "pages": {"Qkdrawseats": everybody, "Qkdrawregion": "", "Qkdrawname": ""},
            "api": {"Qkdrawseats": everybody, "Qkdrawregion": "", "Qkdrawname": "", "Qkdrawfact": ""},
            "files": {"Qkdrawseats": everybody, "Qkdrawregion": _AT_WORK, "Qkdrawname": _AT_WORK, "Qkdrawfact": _AT_WORK},
        },
        "assignment": {"api": {"Qkassigned": ""}, "pages": {"Qkassigned": _AT_WORK}, "files": {"Qkassigned": _AT_WORK}},
        "reading": {"pages": reading, "search": reading, "exports": reading},
    }  # fmt: skip


COUNTED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "draw": ("sven", ("/supervisor/draws/",)),
    "assignment": (_AT_WORK, (_ASSIGNMENT,)),
    "reading": (_AT_WORK, (_ASSIGNMENT,)),
}
ABSENT: Final[Mapping[str, Mapping[str, str]]] = {
    "draw": {"search": "no list of it can be searched", "exports": "its files say everything"},
    "assignment": {"search": "searched as its readings", "exports": "exported as its readings"},
    "reading": {"api": "numbers only there; tried in tests/web/api/test_leaks.py", "files": "in the assignment's"},
}


def fill_draws(made: Filled) -> None:
    """A draw that is stated, an assignment that stands with one application recused, a reading."""
    here, committee = made.here, Committee.objects.get(review__round=made.here.round)
    codes = [f"{place:064x}" for place in range(1, 4)]
    plan = Plan(
        draw="iot-2026",
        title="",
        at="2026-10-12",
        rules=Rules(minimum=1, odd=True, attendance="2/3", group_size=0, source=""),
        seats=(Seats(name="Qkdrawseats", count=1, set=False),),
        experts=tuple(Expert(code, "Qkdrawseats", region="Qkdrawregion") for code in codes),
        balls=39,
    )
    bundle = state_round(freeze_draw(plan, "a" * 64), at="2026-10-12", salt="b" * 64)
    named = [NamedExpert(code=code, id=code[-3:], name="Qkdrawname", employer="", key=code) for code in codes]
    names = Names(draw="iot-2026", serial=1, frozen=bundle.frozen.digest, experts=named, employers=[], applicants=[])
    draw = Draw.objects.create(
        committee=committee, plan=_plan(), bundle=bundle.plain(), names=names.model_dump_json(), stage="stated",
        digest=bundle.head, conflicts={"note": "Qkdrawfact"}, begun_at=here.now,
    )  # fmt: skip
    made.rows |= {"draw": draw.pk, "assignment": _assignment(made, committee).pk}


def _plan() -> dict[str, Any]:
    seats = [{"name": "Qkdrawseats", "count": 1, "group": ""}]
    return {"seats": seats, "caps": [], "balls": 39, "sources": [], "lottery": False}


def _assignment(made: Filled, committee: Committee) -> Assignment:
    readers = tuple(Reader(code, ("感知",)) for code in ("Qkassigned", "S-mira", "S-oren"))
    task = freeze(Task(readers, (Applicant("Qkserialella", "感知"),), frozenset([("Qkassigned", "Qkserialella")]), 2))
    done = assign(task, "c1" * 32)
    because = [{"basis": "default", "kind": "same-employer"}]
    row = Assignment.objects.create(
        committee=committee, stage="assigned", task=plain_task(task), bundle=done.plain(), digest=done.digest,
        conflicts={"recused": [{"expert": "Qkassigned", "applicant": "Qkserialella", "because": because}]},
        findings={}, made_at=made.here.now, made_by=made.here.office_officer,
    )  # fmt: skip
    Reading.objects.create(assignment=row, seat_id=made.rows["seat-oren"], application_id=made.rows["ella"])
    return row


def more_of(filled: Filled) -> Mapping[str, Callable[[], object]]:
    """One more of each object that is counted."""
    here, rows = filled.here, filled.rows
    common = {"made_at": here.now, "made_by": here.office_officer}
    return {
        "draw": lambda: Draw.objects.create(
            committee=Committee.objects.get(), serial=2, plan=_plan(), begun_at=here.now
        ),
        "assignment": lambda: Assignment.objects.create(
            committee=Committee.objects.get(), number=2, stage="dropped", **common
        ),
        "reading": lambda: Reading.objects.create(
            assignment_id=rows["assignment"], seat_id=rows["seat-oren"], application_id=rows["fred"]
        ),
    }
