"""Rows of pools, experts, answers, declarations and ties, and by hand who is tied to which."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.web.people import World, person
from tests.web.visibility.tied import Tied, applications
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application
from zhicheng.web.experts.models import Availability, Declaration, Expert, Pool, Tie, TieRule
from zhicheng.web.rounds.models import Round

EXPERTS = (
    ("xena", "olga", True, None),
    ("yuri", "olga", False, None),
    ("zoe", "olga", True, dt.date(2026, 10, 1)),
    ("", "olga", True, None),
    ("wanda", "oona", True, None),
)
"""Account, who keeps the pool, whether available for the round of that office, when they left."""


@dataclass
class Pooled:
    """An expert, the person's account name, who keeps the pool, the round of that office."""

    expert: Expert
    account: str
    office: str
    round: Round


def pooled(here: World) -> list[Pooled]:
    """The experts of two offices, each office with its pool and round."""
    other = Organisation.objects.get(name="另一高评委办公室")
    places = {"olga": (here.office, here.round), "oona": (other, Round.objects.get(code="other-2026"))}
    kept = {who: Pool.objects.create(office=place, name="库") for who, (place, _) in places.items()}
    found = []
    for number, (account, office, said, left_on) in enumerate(EXPERTS):
        place, round_ = places[office]
        row = Expert.objects.create(
            pool=kept[office],
            code=f"E{number}",
            user=person(account, here.now, ("expert", place)) if account else None,
            name="评委",
            employer_name="某院",
            region="杭州市",
            specialty="物联网",
            title="professorate",
            title_since=here.now.date(),
            joined_on=here.now.date(),
            left_on=left_on,
        )
        Availability.objects.create(expert=row, round=round_, available=said)
        found.append(Pooled(row, account, office, round_))
    return found


def _tied(one: Pooled) -> dict[str, set[str] | None]:
    return {"any": None, "own-pool": {one.office}, "own": {one.account}}


def pools(here: World) -> list[Tied]:
    """One of each office."""
    pooled(here)
    return [
        Tied(row, row.state, {"any": None, "own-pool": {"olga" if row.office_id == here.office.pk else "oona"}})
        for row in Pool.objects.order_by("pk")
    ]


def experts(here: World) -> list[Tied]:
    """With and without an account, one who left."""
    return [Tied(one.expert, "member", _tied(one)) for one in pooled(here)]


def availabilities(here: World) -> list[Tied]:
    """One of each expert."""
    return [Tied(Availability.objects.get(expert=one.expert), "", _tied(one)) for one in pooled(here)]


def declarations(here: World) -> list[Tied]:
    """One of each expert."""
    return [
        Tied(
            Declaration.objects.create(expert=one.expert, round=one.round, declared_at=here.now),
            str(one.round.pk),
            _tied(one),
        )
        for one in pooled(here)
    ]


def ties(here: World) -> list[Tied]:
    """Of each expert one declared and one that somebody else stated."""
    found = []
    for one in pooled(here):
        for source in ("declared", "recorded"):
            row = Tie.objects.create(
                round=one.round, expert=one.expert, kind="other", source=source, recorded_at=here.now
            )
            own = {one.account} if source == "declared" else set()
            found.append(Tied(row, "open", {"any": None, "own-round": {one.office}, "own-declared": own}))
    return found


def tie_rules(here: World) -> list[Tied]:
    """One of each round."""
    found = []
    for round_, who in ((here.round, "olga"), (Round.objects.get(code="other-2026"), "oona")):
        row = TieRule.objects.create(
            round=round_, kind="other", outcome="none", source="方案", set_at=here.now, set_by=here.office_officer
        )
        found.append(Tied(row, "other", {"any": None, "own-round": {who}}))
    return found


def names(here: World) -> list[Tied]:
    """The applications at each state: their names are for experts of the pool who said to be available."""
    pooled(here)
    found = []
    for one in applications(here):
        assert isinstance(one.row, Application)
        here_ = one.row.round_id == here.round.pk
        found.append(Tied(one.row, one.stage, {"asked": {"xena"} if here_ else {"wanda"}}))
    return found
