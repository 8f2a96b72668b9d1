"""Eligible applications go to the group of their specialty; who must defend is found, summoned, heard."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.review.ground import arrived
from tests.web.scoring.ground import SPECIALTIES, Ground, application, given, ground, opened, tied
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application, Message
from zhicheng.web.committee.models import Group
from zhicheng.web.review.models import EligibilityCheck, Review
from zhicheng.web.scoring.models import Defence, Deliberation
from zhicheng.web.scoring.services.defences import call_to_defence, hold, miss, summon
from zhicheng.web.scoring.services.opening import open_deliberations


@pytest.fixture
def made(now: dt.datetime) -> Ground:
    return ground(now)


def codes(refused: pytest.ExceptionInfo[ActRefused]) -> list[str]:
    return list(refused.value.codes)


def by_roster(made: Ground, name: str, specialty: str = "", outcome: str = "eligible") -> Application:
    row = arrived(made.here, name, f"R{Application.objects.count()}", specialty=specialty)
    EligibilityCheck.objects.create(
        application=row, outcome=outcome, checked_by=made.here.office_officer, checked_at=made.now
    )
    return row


def test_each_goes_to_the_group_of_its_specialty(made: Ground) -> None:
    first, second = by_roster(made, "甲", SPECIALTIES[0]), by_roster(made, "乙", SPECIALTIES[1])
    by_readers, nowhere = by_roster(made, "丙"), by_roster(made, "丁")
    not_eligible = by_roster(made, "戊", SPECIALTIES[0], "not-eligible")
    given(made, by_readers, 4)
    done = open_deliberations(made.review, actor=made.office, now=made.now)
    assert (done.count, done.without_group) == (3, (nowhere,))
    groups = dict(Deliberation.objects.values_list("application", "group"))
    assert groups == {first.pk: made.groups[0].pk, second.pk: made.groups[1].pk, by_readers.pk: made.groups[1].pk}
    assert not_eligible.pk not in groups
    assert open_deliberations(made.review, actor=made.office, now=made.now).count == 0


def test_not_before_there_are_groups_nor_before_eligibility_is_checked(made: Ground) -> None:
    Review.objects.update(state="closed")
    with pytest.raises(ActRefused) as refused:
        open_deliberations(made.review, actor=made.office, now=made.now)
    assert codes(refused) == ["not-under-review"]
    Review.objects.update(state="reviewing")
    for actor in (made.leader, made.here.as_(made.here.supervisor)):
        with pytest.raises(ActRefused) as refused:
            open_deliberations(made.review, actor=actor, now=made.now)
        assert codes(refused) == ["no-right"]
    for seat in made.seats:
        seat.group = None
        seat.save()
    Group.objects.all().delete()
    with pytest.raises(ActRefused) as refused:
        open_deliberations(made.review, actor=made.office, now=made.now)
    assert codes(refused) == ["no-groups"]


def test_who_applies_by_a_way_that_asks_for_it_must_defend(made: Ground) -> None:
    row = application(made)
    opened(made, row)
    assert not Defence.objects.exists(), "the way in applied for asks for none"
    other = application(made, made.here.other_applicant)
    Application.objects.filter(pk=other.pk).update(way_in="第七条（五）")
    open_deliberations(made.review, actor=made.office, now=made.now)
    assert list(Defence.objects.values_list("application", "because")) == [(other.pk, "第七条（五）")]


def due(made: Ground) -> Defence:
    row = opened(made)
    return call_to_defence(row, reason="业绩较新，须当面了解", actor=made.leader, now=made.now)


def called(made: Ground, defence: Defence, **changes: object) -> Defence:
    given_ = {
        "appointed_at": made.now + dt.timedelta(days=3),
        "place": "一号楼 201",
        "kind": "interview",
        "actor": made.office,
        "now": made.now,
        "version": defence.version,
        **changes,
    }
    return summon(defence, **given_)  # type: ignore[arg-type]


def test_a_defence_is_ordered_summoned_and_held(made: Ground) -> None:
    defence = called(made, due(made))
    assert defence.state == "summoned"
    assert "一号楼 201" in Message.objects.get(kind="defence").text_zh
    common = {"actor": made.leader, "now": made.now, "version": defence.version}
    with pytest.raises(ActRefused) as refused:
        hold(defence, examiners=[], outcome="passed", findings="好", **common)  # type: ignore[arg-type]
    assert codes(refused) == ["outcome-missing"]
    with pytest.raises(ActRefused) as refused:
        hold(defence, examiners=[made.seats[4]], outcome="passed", findings="好", **common)  # type: ignore[arg-type]
    assert codes(refused) == ["examiner-unfit"]
    defence = hold(
        defence,
        examiners=made.seats[:2],
        outcome="passed",
        findings="熟悉本人工作",
        phrases=["clear", "nothing"],
        **common,  # type: ignore[arg-type]
    )
    assert (defence.state, defence.outcome, defence.phrases) == ("held", "passed", ["clear"])
    assert set(defence.examiners.all()) == set(made.seats[:2])


def test_an_examiner_may_not_be_recused(made: Ground) -> None:
    defence = called(made, due(made))
    tied(made, 1, defence.application)
    with pytest.raises(ActRefused) as refused:
        hold(
            defence,
            examiners=[made.seats[1]],
            outcome="passed",
            findings="好",
            actor=made.leader,
            now=made.now,
            version=defence.version,
        )
    assert codes(refused) == ["examiner-unfit"]


def test_who_does_not_come_is_asked_again(made: Ground) -> None:
    defence = called(made, due(made))
    with pytest.raises(ActRefused) as refused:
        miss(defence, reason="", actor=made.leader, now=made.now, version=defence.version)
    assert codes(refused) == ["reason-missing"]
    defence = miss(defence, reason="未到场", actor=made.leader, now=made.now, version=defence.version)
    assert (defence.state, defence.missed_because) == ("missed", "未到场")
    defence = called(made, defence)
    assert (defence.state, defence.missed_because) == ("summoned", "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"place": " "}, "appointment-missing"),
        ({"appointed_at": None}, "appointment-missing"),
        ({"appointed_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "in-the-past"),
        ({"kind": "by-post"}, "kind-unknown"),
        ({"version": 99}, "page-stale"),
    ],
)
def test_a_summons_that_is_none(made: Ground, changes: dict[str, object], code: str) -> None:
    with pytest.raises(ActRefused) as refused:
        called(made, due(made), **changes)
    assert codes(refused) == [code]
    assert Defence.objects.get().state == "due"
    assert not Message.objects.filter(kind="defence").exists()


def test_the_office_summons_and_the_leader_records(made: Ground) -> None:
    defence = due(made)
    with pytest.raises(ActRefused) as refused:
        called(made, defence, actor=made.leader)
    assert codes(refused) == ["not-your-step"]
    defence = called(made, defence)
    with pytest.raises(ActRefused) as refused:
        miss(defence, reason="未到", actor=made.office, now=made.now, version=defence.version)
    assert codes(refused) == ["not-your-step"]
    for actor in (made.as_(4), made.here.as_(made.here.applicant)):
        with pytest.raises(ActRefused) as refused:
            miss(defence, reason="未到", actor=actor, now=made.now, version=defence.version)
        assert codes(refused) == ["no-right"]
    with pytest.raises(ActRefused) as refused:
        call_to_defence(defence.application.deliberation, reason="再", actor=made.leader, now=made.now)
    assert codes(refused) == ["already-done"]
