"""A closed round with applications that have arrived: where the tests of the second half begin."""

from __future__ import annotations

import datetime as dt

from tests.web.people import World, a_draft, a_round, person, world
from zhicheng.web.accounts.models import Organisation, User
from zhicheng.web.applications.in_hand import in_hand
from zhicheng.web.applications.models import Application, Opinion, Statement
from zhicheng.web.applications.services.submitting import freeze
from zhicheng.web.review.models import Review
from zhicheng.web.review.services import begin_review, check_eligibility
from zhicheng.web.rounds.models import Round

NAMES = ("赵一", "钱二", "孙三", "李四", "周五", "吴六")


def closed(now: dt.datetime, track: str = "zj-iot-2026/senior-engineer", *, applicants: int = 2) -> World:
    """A world whose round is closed; so many imported applications have arrived."""
    here = world(now, track)
    for place in range(applicants):
        arrived(here, NAMES[place % len(NAMES)] + str(place), f"X{place:03}")
    Round.objects.filter(pk=here.round.pk).update(state="closed", closed_at=now)
    here.round.refresh_from_db()
    return here


def arrived(here: World, name: str, serial: str, *, specialty: str = "") -> Application:
    """An application that came by a roster."""
    return Application.objects.create(
        round=here.round,
        name=name,
        employer=here.employer,
        employer_name=here.employer.name,
        state="arrived",
        serial=serial,
        specialty=specialty,
        imported=True,
        created_at=here.now,
        arrived_at=here.now,
    )


def begun(here: World) -> Review:
    """The review of the world's round."""
    return begin_review(here.round, actor=here.as_(here.office_officer), now=here.now)


def all_checked(here: World) -> None:
    """Every application that arrived is found eligible."""
    for one in here.round.applications.filter(state="arrived", eligibility=None):
        check_eligibility(
            one,
            outcome="eligible",
            way_in="",
            machine={},
            differences={},
            reason="",
            actor=here.as_(here.office_officer),
            now=here.now,
            seen=0,
        )


def judged(now: dt.datetime, track: str = "zj-iot-2026/senior-engineer", *, way_in: str = "第七条（二）") -> World:
    """A closed round in which alice's own application has arrived: handed in here, attested by employer and county."""
    here = world(now, track)
    made = a_draft(here, way_in=way_in)
    freeze(made, in_hand(made), now)
    there = {"state": "arrived", "serial": "iot-2026-00001", "submitted_at": now, "arrived_at": now}
    Application.objects.filter(pk=made.pk).update(tier=3, holder=None, **there)
    Statement.objects.create(
        application=made, text="遵纪守法", sound=True, stated_by=here.employer_officer, stated_at=now
    )
    Opinion.objects.create(
        application=made,
        organisation=here.county,
        tier=2,
        decision="endorse",
        text="同意报送",
        given_by=here.county_officer,
        given_at=now,
    )
    Round.objects.filter(pk=here.round.pk).update(state="closed", closed_at=now)
    here.round.refresh_from_db()
    return here


def own_application(here: World) -> Application:
    """Alice's, as it is now."""
    return Application.objects.get(applicant=here.applicant)


def other_office(here: World) -> User:
    """Somebody of another committee office, with a review of their own."""
    office = Organisation.objects.create(name="另一高评委办公室", kind="committee-office")
    round_ = a_round("zj-iot-2026/senior-engineer", office, tiers=2, now=here.now, code="other-2026")
    Round.objects.filter(pk=round_.pk).update(state="closed", closed_at=here.now)
    user = person("oona", here.now, ("committee-office", office), name="别家办公室")
    round_.refresh_from_db()
    begin_review(round_, actor=here.as_(user), now=here.now)
    return user


def intermediate(here: World, name: str = "示例市中评委", username: str = "ines") -> tuple[Organisation, User]:
    """An intermediate committee and somebody who acts for it."""
    committee = Organisation.objects.create(name=name, kind="intermediate-committee")
    return committee, person(username, here.now, ("intermediate-committee", committee), name=f"{name}经办")
