"""A review with a pool of experts who are available and have declared, two supervisors with real chains, jobs done at once."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass, field

from tests.web.people import World, person
from tests.web.review.ground import all_checked, begun, closed
from zhicheng.procedure.draw.papers import ChainSecret, reveal_for
from zhicheng.web.accounts.models import Organisation, User
from zhicheng.web.committee.models import Committee, Draw
from zhicheng.web.committee.services.committee import begin_committee
from zhicheng.web.committee.services.draw_jobs import bundle_of, work_on_draw
from zhicheng.web.committee.services.draw_revealing import take_reveal
from zhicheng.web.committee.services.drawing import (
    ask_first_round,
    commit_to_draw,
    draw_members,
    prepare_draw,
    seat_members,
    set_draw_plan,
)
from zhicheng.web.experts.models import Availability, Declaration, Expert, Pool
from zhicheng.web.visibility.standing import Standing

SPECIALTIES = ("物联网感知与应用", "物联网网络与平台")
REGIONS = ("杭州", "宁波", "温州")


@dataclass
class Ground:
    """A world with its committee; the supervisors' secrets stay here, outside of the platform."""

    here: World
    committee: Committee
    pool: Pool
    second: User
    secrets: dict[str, ChainSecret] = field(default_factory=dict)

    @property
    def now(self) -> dt.datetime:
        """The moment of the test."""
        return self.here.now

    @property
    def office(self) -> Standing:
        """The committee office."""
        return self.here.as_(self.here.office_officer)

    @property
    def supervisors(self) -> dict[str, Standing]:
        """Two supervisors by the name of their bodies."""
        return {"省人力社保厅": self.here.as_(self.here.supervisor), "省经信厅": self.here.as_(self.second)}


def ground(now: dt.datetime, *, experts: int = 24, applicants: int = 4) -> Ground:
    """The review of a closed round, everybody checked, a committee to be drawn, a pool in force."""
    here = closed(now, applicants=applicants)
    here.round.applications.update(specialty=SPECIALTIES[0])
    review = begun(here)
    all_checked(here)
    pool = Pool.objects.create(
        office=here.office, name="物联网专家库", tracks=[here.round.track], state="in-force", adjusted_on=now.date()
    )
    for place in range(experts):
        an_expert(pool, here, place)
    committee = begin_committee(review, actor=here.as_(here.office_officer), now=now)
    return Ground(here, committee, pool, person("susan", now, ("supervisor", None), name="监管二"))


def an_expert(pool: Pool, here: World, place: int, **more: object) -> Expert:
    """An expert of the pool, available, with nothing to declare."""
    facts: dict[str, object] = {
        "code": f"ZJ{place:03}",
        "name": f"评委姓名{place:03}",
        "employer_name": f"第{place % 9}研究院有限公司",
        "region": REGIONS[place % 3],
        "specialty": SPECIALTIES[place % 2],
        "title": "professorate",
        "title_since": dt.date(2010, 1, 1),
        "joined_on": dt.date(2025, 1, 1),
    }
    expert = Expert.objects.create(pool=pool, **(facts | more))
    Availability.objects.create(expert=expert, round=here.round, available=True, declared_at=here.now)
    Declaration.objects.create(expert=expert, round=here.round, declared_at=here.now)
    return expert


def worked(draw: Draw) -> Draw:
    """The draw after its job, if it waits for one."""
    draw.refresh_from_db()
    if draw.job:
        work_on_draw.call(draw.pk, draw.version)
        draw.refresh_from_db()
    return draw


def committed(one: Ground, draw: Draw) -> Draw:
    """Both supervisors have made a chain on their own machine and handed in the anchor."""
    for name, actor in one.supervisors.items():
        secret = ChainSecret(
            draw=one.here.round.code, serial=draw.serial, name=name, last=secrets.token_hex(32), links=8
        )
        one.secrets[name] = secret
        draw = commit_to_draw(draw, as_file(secret.commitment.plain()), actor=actor, now=one.now)
    return draw


def stated(one: Ground, **plan: object) -> Draw:
    """A draw whose first round is stated."""
    draw = prepare_draw(one.committee, actor=one.office, now=one.now)
    draw = set_draw_plan(draw, {**draw.plan, **plan}, actor=one.office, now=one.now, version=None)
    draw = committed(one, worked(draw))
    return worked(ask_first_round(draw, actor=one.office, now=one.now, version=None))


def revealed(one: Ground, draw: Draw) -> Draw:
    """Both supervisors have revealed for the open round."""
    for name, actor in one.supervisors.items():
        paper = reveal_for(one.secrets[name], bundle_of(draw))
        draw = take_reveal(draw, as_file(paper.plain()), actor=actor, now=one.now)
    return draw


def drawn(one: Ground, **plan: object) -> Draw:
    """A draw whose members have been drawn and have seats."""
    draw = revealed(one, stated(one, **plan))
    draw = worked(draw_members(draw, actor=one.office, now=one.now, version=None))
    seat_members(draw, actor=one.office, now=one.now)
    one.committee.refresh_from_db()
    return draw


def another_office(now: dt.datetime) -> User:
    """An officer of an office that has nothing to do with the round."""
    other = Organisation.objects.create(name="另一高评委办公室", kind="committee-office")
    return person("oona", now, ("committee-office", other))


def as_file(plain: object) -> bytes:
    """What somebody uploads."""
    return json.dumps(plain, ensure_ascii=False).encode()
