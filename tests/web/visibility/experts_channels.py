"""What there is to be come upon of pools, experts, their answers and ties; who finds which word in which channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from tests.web.people import person
from zhicheng.web.accounts.models import User
from zhicheng.web.experts.models import Availability, Declaration, Expert, Pool, Tie, TieRule

if TYPE_CHECKING:
    from tests.web.visibility.filled import Filled

PEOPLE: Final = ("xena", "yuri")
"""Two experts of one pool: one who is available, one who is not."""
_ROUND: Final = "/reviews/iot-2026"

PAGES: Final = (
    "/pools/", "/pools/new/", "/pools/{pool}/", "/pools/{pool}/change/", "/pools/{pool}/import/", "/pools/{pool}/QKXENA/",
    "/pools/{pool}/QKXENA/change/", f"{_ROUND}/experts/", f"{_ROUND}/experts/QKXENA/", f"{_ROUND}/ties/",
    f"{_ROUND}/ties/together/", f"{_ROUND}/ties/import/", *(f"{_ROUND}/ties/{{tie-{one}}}/" for one in ("declared", "recorded")),
    "/expert/", "/expert/rounds/iot-2026/",
)  # fmt: skip
SEARCHES: Final = (
    "/pools/?q=Qkpo", *(f"{path}?q=Qkjud" for path in ("/pools/{pool}/", f"{_ROUND}/experts/", f"{_ROUND}/ties/")),
)  # fmt: skip
EXPORTS: Final = (
    "/pools/?export=1",
    "/pools/{pool}/?export=1",
    f"{_ROUND}/experts/?export=1",
    f"{_ROUND}/ties/?export=1",
)

WORDS: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "pool": {
        "pages": {"Qkpoolname": "olga sven xena yuri"},
        "api": {"Qkpoolname": "olga sven"},
        "search": {"Qkpoolname": "olga sven"},
        "exports": {"Qkpoolname": "olga sven"},
    },
    "expert": {
        "pages": {"Qkjudgexena": "olga sven xena", "Qkjudgeyuri": "olga sven yuri", "Qkreachxena": "olga"},
        "api": {"Qkjudgexena": "olga sven xena", "Qkjudgeyuri": "olga sven yuri", "Qkreachxena": ""},
        "search": {"Qkjudgexena": "olga sven", "Qkreachxena": ""},
        "exports": {"Qkjudgexena": "olga sven xena", "Qkjudgeyuri": "olga sven yuri", "Qkreachxena": "xena"},
    },
    "availability": {"api": {"Qkanswerxena": "olga sven xena"}, "pages": {"Qkanswerxena": "olga sven xena"}, "exports": {"Qkanswerxena": "xena"}},
    "declaration": {"api": {"Qkpaperxena": "olga sven xena"}, "pages": {"Qkpaperxena": "olga sven"}, "exports": {"Qkpaperxena": "xena"}},
    "tie": {
        "pages": {"Qktiedeclared": "olga sven xena", "Qktierecorded": "olga sven", "Qktiereason": "olga sven"},
        "api": {"Qktiedeclared": "olga sven xena", "Qktierecorded": "olga sven", "Qktiereason": "olga sven"},
        "search": {"Qktiereason": "olga sven"},
        "exports": {"Qktiereason": "olga sven", "Qktiedeclared": "xena"},
    },
    "tie-rule": {channel: {"Qktierule": "olga sven"} for channel in ("pages", "api")},
    "applicant-name": {"pages": {"Qkapplella @ /expert/": "xena"}},
}  # fmt: skip
COUNTED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "pool": ("olga sven", ("/pools/",)),
    "expert": ("olga sven", ("/pools/",)),
    "availability": ("olga sven", (f"{_ROUND}/experts/",)),
    "declaration": ("olga sven", (f"{_ROUND}/experts/",)),
    "tie": ("olga sven", (f"{_ROUND}/ties/", f"{_ROUND}/experts/")),
}
_NO_FILE: Final = "it has no file of its own"
ABSENT: Final[Mapping[str, Mapping[str, str]]] = {
    "pool": {"files": _NO_FILE},
    "expert": {"files": _NO_FILE},
    "availability": {"search": "found by the expert whose it is", "files": _NO_FILE},
    "declaration": {"search": "found by the expert whose it is", "files": _NO_FILE},
    "tie": {"files": _NO_FILE},
    "tie-rule": dict.fromkeys(("search", "counts", "exports", "files"), "a short list on one page"),
    "applicant-name": dict.fromkeys(("api", "search", "counts", "exports", "files"), "a list on one page"),
}


def fill_experts(made: Filled) -> None:
    """A pool with two experts who have accounts and one who has none; ties of the first to ella."""
    here = made.here
    pool = Pool.objects.create(office=here.office, name="Qkpoolname", tracks=[here.round.track], state="in-force")
    for name, available in (("xena", True), ("yuri", False), ("", True)):
        user = person(name, here.now, ("expert", here.office)) if name else None
        one = _expert(pool, name, user, made)
        Availability.objects.create(
            expert=one,
            round=here.round,
            available=available,
            note=f"Qkanswer{name}",
            asked_at=here.now,
            declared_at=here.now,
        )
    one = Expert.objects.get(code="QKXENA")
    Declaration.objects.create(expert=one, round=here.round, declared_at=here.now, source="Qkpaperxena")
    for source, state in (("declared", "open"), ("recorded", "dismissed")):
        decided = {"decision": "not-so", "reason": "Qktiereason", "decided_at": here.now} if state != "open" else {}
        row = _tie(made, one, "co-author" if source == "declared" else "other", source, state=state, **decided)
        made.rows[f"tie-{source}"] = row.pk
    TieRule.objects.create(
        round=here.round, kind="supervisor", outcome="conflict", source="Qktierule", set_at=here.now,
        set_by=here.office_officer,
    )  # fmt: skip
    made.rows["pool"] = pool.pk


def _expert(pool: Pool, name: str, user: User | None, made: Filled) -> Expert:
    now = made.here.now
    return Expert.objects.create(
        pool=pool, user=user, code=f"QK{name.upper() or 'THIRD'}", name=f"Qkjudge{name or 'third'}", employer_name="某院",
        region="杭州市", specialty="感知", title="professorate", title_since=now.date(), joined_on=now.date(),
        contact=f"Qkreach{name}",
    )  # fmt: skip


def _tie(made: Filled, one: Expert, kind: str, source: str, **more: object) -> Tie:
    here = made.here
    return Tie.objects.create(
        round=here.round, expert=one, application_id=made.rows["ella"], kind=kind, source=source, note=f"Qktie{source}",
        recorded_at=here.now, **more,
    )  # fmt: skip


def more_of(made: Filled) -> dict[str, Callable[[], object]]:
    """One more of each object that is counted."""
    here = made.here

    def third() -> Expert:
        return Expert.objects.get(code="QKTHIRD")

    def fourth() -> Expert:
        found = Expert.objects.filter(code="QKFOURTH").first()
        return found or _expert(Pool.objects.get(name="Qkpoolname"), "fourth", None, made)

    return {
        "pool": lambda: Pool.objects.create(office=here.office, name="又一库"),
        "expert": fourth,
        "availability": lambda: Availability.objects.create(expert=fourth(), round=here.round),
        "declaration": lambda: Declaration.objects.create(expert=third(), round=here.round, declared_at=here.now),
        "tie": lambda: _tie(made, third(), "co-author", "recorded"),
    }
