"""The office asks who is available; the expert answers, or the office notes the telephone."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.experts.pooled import a_pool, members, with_account
from tests.web.people import World, person
from tests.web.review.ground import begun, closed
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Message
from zhicheng.web.committee.models import Committee, Draw
from zhicheng.web.experts.facts import candidates
from zhicheng.web.experts.models import Availability
from zhicheng.web.experts.services.availability import answer_availability, ask_availability
from zhicheng.web.experts.tasks import tasks_for
from zhicheng.web.visibility.scope import visible

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[ActRefused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


@pytest.fixture
def here(now: dt.datetime) -> World:
    return closed(now)


def asked(here: World, codes: list[str] | None = None) -> list[Availability]:
    until = here.now.date() + dt.timedelta(days=7)
    office = here.as_(here.office_officer)
    return ask_availability(here.round, answer_until=until, actor=office, now=here.now, codes=codes)


def test_everybody_in_the_pool_is_asked_and_those_with_an_account_get_a_message(here: World) -> None:
    one = with_account(here, members(a_pool(here))[0], "xena")
    assert len(asked(here)) == 8
    message = Message.objects.get(user=one.user)
    assert "2026-10-19" in message.text_zh and "2026-10-19" in message.text_en
    [task] = tasks_for(here.as_(one.user), here.now)  # type: ignore[arg-type]
    assert (task.key, task.address, task.until) == ("availability", "/expert/rounds/iot-2026/", dt.date(2026, 10, 19))


def test_only_the_own_office_asks_and_only_a_pool_in_force(here: World) -> None:
    a_pool(here, in_force=False)
    with pytest.raises(ActRefused) as refused:
        asked(here)
    assert codes(refused) == ["pool-not-in-force"]
    with pytest.raises(ActRefused) as refused:
        ask_availability(here.round, answer_until=here.now.date(), actor=here.as_(here.supervisor), now=here.now)
    assert codes(refused) == ["no-right"]


def test_the_expert_answers_and_nobody_elses_row(here: World) -> None:
    pool = a_pool(here)
    one, other = (
        with_account(here, expert, name) for expert, name in zip(members(pool), ("xena", "yuri"), strict=False)
    )
    asked(here)
    mine, theirs = Availability.objects.get(expert=one), Availability.objects.get(expert=other)
    actor = here.as_(one.user)  # type: ignore[arg-type]
    said = answer_availability(mine, True, actor=actor, now=here.now, version=mine.version)
    assert (said.available, said.by_office, said.declared_by) == (True, False, one.user)
    with pytest.raises(ActRefused) as refused:
        answer_availability(theirs, False, actor=actor, now=here.now, version=theirs.version)
    assert codes(refused) == ["no-right"]
    assert list(visible(actor, "view", Availability.objects.all())) == [mine]
    assert [one.code] == [row.code for row in candidates(here.round)]
    assert not tasks_for(actor, here.now), "the review has not begun: no ties to declare yet"
    begun(here)
    assert [task.key for task in tasks_for(actor, here.now)] == ["ties"]


def test_the_office_notes_an_answer_with_how_it_came(here: World) -> None:
    a_pool(here)
    row, office = asked(here)[0], here.as_(here.office_officer)
    with pytest.raises(ActRefused) as refused:
        answer_availability(row, True, actor=office, now=here.now, version=row.version)
    assert codes(refused) == ["reason-missing"]
    said = answer_availability(row, True, note="10月12日电话", actor=office, now=here.now, version=row.version)
    assert (said.by_office, said.available) == (True, True)
    with pytest.raises(ActRefused) as refused:
        answer_availability(row, False, note="电话", actor=office, now=here.now, version=row.version)
    assert codes(refused) == ["stale-page"]


def test_after_the_list_is_frozen_nothing_changes_and_a_void_draw_counts_for_nothing(here: World) -> None:
    a_pool(here)
    row, office = asked(here)[0], here.as_(here.office_officer)
    committee = Committee.objects.create(review=begun(here))
    draw = Draw.objects.create(committee=committee, bundle={}, digest="0" * 64, stage="stated", begun_at=here.now)
    for act in (
        lambda: answer_availability(row, True, note="电话", actor=office, now=here.now, version=row.version),
        lambda: asked(here),
    ):
        with pytest.raises(ActRefused) as refused:
            act()
        assert codes(refused) == ["draw-begun"]
    draw.stage = "void"
    draw.save()
    assert answer_availability(row, True, note="电话", actor=office, now=here.now, version=row.version).available


def test_who_has_answered_is_not_asked_again_unless_named(here: World) -> None:
    pool = a_pool(here)
    row, office = asked(here)[0], here.as_(here.office_officer)
    answer_availability(row, False, note="电话", actor=office, now=here.now, version=row.version)
    assert len(asked(here)) == 7
    assert [one.expert_id for one in asked(here, [row.expert.code])] == [row.expert_id]
    assert pool.experts.count() == 8
    row.refresh_from_db()
    assert row.available is False


def test_an_applicant_and_a_stranger_see_no_answer(here: World) -> None:
    a_pool(here)
    asked(here)
    stranger = person("xeno", here.now, ("expert", here.office))
    for user in (here.applicant, here.employer_officer, stranger):
        assert not visible(here.as_(user), "view", Availability.objects.all()).exists()
    assert visible(here.as_(here.office_officer), "view", Availability.objects.all()).count() == 8
