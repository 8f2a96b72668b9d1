"""A pool in force and its experts: where the tests of experts, draws and committees begin."""

from __future__ import annotations

import datetime as dt

from tests.web.people import World, person
from zhicheng.web.experts.models import Availability, Expert, Pool
from zhicheng.web.experts.services.enlisting import ExpertFacts, add_expert
from zhicheng.web.experts.services.pools import found_pool, take_pool_further

SURNAMES = "郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻"


def facts(place: int, **said: object) -> ExpertFacts:
    """An expert's data: name and employer by the number, everything else the same."""
    given: dict[str, object] = {
        "name": f"{SURNAMES[place % len(SURNAMES)]}评{place:02}",
        "employer_name": f"示例研究院{place:02}",
        "region": "杭州市",
        "specialty": "物联网感知与应用",
        "title": "professorate",
        "title_since": dt.date(2015, 6, 1),
        **said,
    }
    return ExpertFacts(**given)  # type: ignore[arg-type]


def a_pool(here: World, experts: int = 6, *, in_force: bool = True) -> Pool:
    """The pool of the world's round, with so many experts; the first two are listed as chair and deputy besides."""
    office = here.as_(here.office_officer)
    pool = found_pool(here.office, "物联网专家库", [here.round.track], actor=office, now=here.now)
    for place, listed_as in enumerate(["chair", "deputy", *["member"] * experts], 1):
        add_expert(pool, facts(place, listed_as=listed_as), actor=office, now=here.now)
    pool.refresh_from_db()
    if in_force:
        pool = take_pool_further(pool, "establish", actor=office, now=here.now, version=pool.version)
    return pool


def members(pool: Pool) -> list[Expert]:
    """The experts listed as members, in the order in which they were entered."""
    return list(pool.experts.filter(listed_as="member", left_on=None).order_by("pk"))


def with_account(here: World, expert: Expert, username: str) -> Expert:
    """The expert with an account and the role."""
    expert.user = person(username, here.now, ("expert", here.office), name=expert.name)
    expert.save()
    return expert


def available(here: World, expert: Expert, said: bool | None = True) -> Availability:
    """The expert was asked for the world's round, and said so."""
    return Availability.objects.create(
        expert=expert,
        round=here.round,
        asked_at=here.now,
        answer_until=here.now.date() + dt.timedelta(days=7),
        available=said,
        declared_at=here.now if said is not None else None,
        declared_by=expert.user if said is not None else None,
    )
