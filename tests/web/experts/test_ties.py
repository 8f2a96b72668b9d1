"""Ties are declared, found, recorded and decided; what they come to is reckoned by procedure, and frozen for the draw."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.experts.pooled import a_pool, available, facts, members, with_account
from tests.web.people import World, person
from tests.web.review.ground import arrived, begun, closed
from zhicheng.procedure.conflicts.freeze import freeze_conflicts, freezing_refusals
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application, RecommendingExpert
from zhicheng.web.experts.facts import application_code, conflict_facts, recused
from zhicheng.web.experts.models import Availability, Declaration, Expert, Tie
from zhicheng.web.experts.services.deciding import decide_tie, drop_tie_rule, record_tie, set_tie_rule
from zhicheng.web.experts.services.declaring import TieFacts, declare_all, declare_tie, note_declaration
from zhicheng.web.experts.services.enlisting import add_expert
from zhicheng.web.experts.services.finding import find_ties
from zhicheng.web.review.models import EligibilityCheck
from zhicheng.web.visibility.scope import visible

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[ActRefused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


@pytest.fixture
def here(now: dt.datetime) -> World:
    return closed(now, applicants=3)


@pytest.fixture
def ready(here: World) -> list[Availability]:
    """Four members of the pool are available, the first two with an account; the review has begun."""
    begun(here)
    rows = members(a_pool(here))[:4]
    for expert, name in zip(rows, ("xena", "yuri"), strict=False):
        with_account(here, expert, name)
    return [available(here, one) for one in rows]


def applications(here: World) -> list[Application]:
    return list(here.round.applications.order_by("serial"))


def standing_of(here: World, row: Availability):  # type: ignore[no-untyped-def]
    assert row.expert.user is not None
    return here.as_(row.expert.user)


def all_declared(here: World, rows: list[Availability]) -> None:
    for row in rows:
        note_declaration(row, "书面申报", actor=here.as_(here.office_officer), now=here.now)


def test_an_expert_declares_a_tie_and_that_it_is_all(here: World, ready: list[Availability]) -> None:
    row, application, actor = ready[0], applications(here)[0], standing_of(here, ready[0])
    tie = declare_tie(row, TieFacts(application, "kin", relation="spouse"), actor=actor, now=here.now)
    declare_all(row, actor=actor, now=here.now)
    assert (tie.source, tie.stated_by, tie.state) == ("declared", "expert", "open")
    found = conflict_facts(here.round, as_of=here.now.date())
    code = application_code(application)
    assert found.outcome(row.expert.code, code) == "conflict"
    assert [one.expert for one in found.barred] == [row.expert.code]
    assert recused(here.round, application, as_of=here.now.date()) == {row.expert.code}
    assert set(found.undeclared) == {one.expert.code for one in ready[1:]}


def test_nobody_declares_for_another_and_the_office_only_notes_paper(here: World, ready: list[Availability]) -> None:
    stranger = here.as_(person("xeno", here.now, ("expert", here.office)))
    said = TieFacts(applications(here)[0], "co-author")
    for actor in (standing_of(here, ready[1]), stranger, here.as_(here.applicant), here.as_(here.supervisor)):
        with pytest.raises(ActRefused) as refused:
            declare_tie(ready[0], said, actor=actor, now=here.now)
        assert codes(refused) == ["no-right"]
    with pytest.raises(ActRefused) as refused:
        declare_all(ready[0], actor=here.as_(here.office_officer), now=here.now)
    assert codes(refused) == ["not-yours"]
    with pytest.raises(ActRefused) as refused:
        note_declaration(ready[0], "自己写的", actor=standing_of(here, ready[0]), now=here.now)
    assert codes(refused) == ["no-right"]
    with pytest.raises(ActRefused) as refused:
        note_declaration(ready[2], " ", actor=here.as_(here.office_officer), now=here.now)
    assert codes(refused) == ["source-missing"]


def test_ties_are_declared_only_by_who_is_available_once_the_review_has_begun(here: World) -> None:
    expert = with_account(here, members(a_pool(here))[0], "xena")
    row = available(here, expert, None)
    with pytest.raises(ActRefused) as refused:
        declare_all(row, actor=standing_of(here, row), now=here.now)
    assert codes(refused) == ["review-not-begun", "not-available"]


def test_a_tie_is_stated_whole(here: World, ready: list[Availability]) -> None:
    row, application, actor = ready[0], applications(here)[0], standing_of(here, ready[0])
    day = here.now.date()
    wrong = (
        (TieFacts(application, "friend"), ["tie-kind-unknown"]),
        (TieFacts(application, "kin"), ["relation-missing"]),
        (TieFacts(application, "co-author", relation="spouse"), ["relation-without-kin"]),
        (TieFacts(application, "co-author", start=day, end=dt.date(2020, 1, 1)), ["tie-ends-before-it-starts"]),
        (TieFacts(None, "kin", relation="direct"), ["tie-not-with-everybody"]),
    )
    for said, expected in wrong:
        with pytest.raises(ActRefused) as refused:
            declare_tie(row, said, actor=actor, now=here.now)
        assert codes(refused) == expected
    declare_tie(row, TieFacts(application, "co-author"), actor=actor, now=here.now)
    with pytest.raises(ActRefused) as refused:
        declare_tie(row, TieFacts(application, "co-author"), actor=actor, now=here.now)
    assert codes(refused) == ["tie-recorded-already"]


def test_with_somebody_of_another_round_there_is_no_tie(here: World, ready: list[Availability]) -> None:
    other = applications(here)[0]
    EligibilityCheck.objects.create(
        application=other, outcome="not-eligible", reason="x", checked_by=here.office_officer, checked_at=here.now
    )
    with pytest.raises(ActRefused) as refused:
        declare_tie(ready[0], TieFacts(other, "co-author"), actor=standing_of(here, ready[0]), now=here.now)
    assert codes(refused) == ["no-such-applicant"]


def test_what_lists_show_is_proposed_once(here: World, ready: list[Availability]) -> None:
    office = here.as_(here.office_officer)
    pool = ready[0].expert.pool
    first, second, third = applications(here)
    same = add_expert(pool, facts(40, employer_name=here.employer.name), actor=office, now=here.now)
    twin = add_expert(pool, facts(41, name=second.name, employer_name=second.employer_name), actor=office, now=here.now)
    Application.objects.filter(pk=third.pk).update(applicant=ready[0].expert.user)
    RecommendingExpert.objects.create(
        application=first,
        name=ready[1].expert.name,
        title="正高级工程师",
        employer="别处",
        link_digest="x",
        asked_at=here.now,
    )
    made = {
        (one.expert.code, one.application.serial, one.kind) for one in find_ties(here.round, actor=office, now=here.now)
    }  # type: ignore[union-attr]
    everybody = [one.serial for one in applications(here)]
    assert made == {
        *((same.code, serial, "same-employer") for serial in everybody),
        *((twin.code, serial, "same-employer") for serial in everybody),
        (twin.code, second.serial, "own-application"),
        (ready[0].expert.code, third.serial, "own-application"),
        (ready[1].expert.code, first.serial, "recommending-expert"),
    }
    assert set(Tie.objects.values_list("state", flat=True)) == {"open"}
    assert find_ties(here.round, actor=office, now=here.now) == []
    with pytest.raises(ActRefused) as refused:
        find_ties(here.round, actor=here.as_(here.supervisor), now=here.now)
    assert codes(refused) == ["no-right"]


def test_open_ties_and_missing_declarations_stand_against_freezing(here: World, ready: list[Availability]) -> None:
    row, application, actor = ready[0], applications(here)[0], standing_of(here, ready[0])
    office = here.as_(here.office_officer)
    tie = declare_tie(row, TieFacts(application, "co-author"), actor=actor, now=here.now)
    against = freezing_refusals(conflict_facts(here.round, as_of=here.now.date()))
    assert [one.code for one in against] == ["conflict-open", *["declaration-missing"] * 4]
    all_declared(here, ready)
    decided = decide_tie(tie, "no-conflict", "十年前合著一篇", actor=office, now=here.now, version=tie.version)
    assert (decided.state, decided.decision) == ("dismissed", "no-conflict")
    frozen = freeze_conflicts(conflict_facts(here.round, as_of=here.now.date()))
    assert frozen.for_draw()["bars"] == [] and frozen.for_draw()["recusals"] == []
    assert frozen.plain()["decisions"][0]["reason"] == "十年前合著一篇"
    again = decide_tie(decided, "conflict", "近三年仍合作", actor=office, now=here.now, version=decided.version)
    assert again.state == "stands"
    frozen = freeze_conflicts(conflict_facts(here.round, as_of=here.now.date()))
    assert frozen.for_draw()["recusals"] == [{"applicant": application.serial, "experts": [row.expert.code]}]


def test_what_the_clause_names_can_only_be_found_not_so(here: World, ready: list[Availability]) -> None:
    tie = declare_tie(
        ready[0],
        TieFacts(applications(here)[0], "kin", relation="direct"),
        actor=standing_of(here, ready[0]),
        now=here.now,
    )
    office = here.as_(here.office_officer)
    with pytest.raises(ActRefused) as refused:
        decide_tie(tie, "no-conflict", "关系疏远", actor=office, now=here.now, version=tie.version)
    assert codes(refused) == ["decision-against-clause"]
    tie.refresh_from_db()
    assert tie.state == "open"
    assert decide_tie(tie, "not-so", "同名误填", actor=office, now=here.now, version=tie.version).state == "dismissed"


def test_a_decision_has_right_reason_and_a_fresh_page(here: World, ready: list[Availability]) -> None:
    tie = declare_tie(
        ready[0], TieFacts(applications(here)[0], "co-author"), actor=standing_of(here, ready[0]), now=here.now
    )
    office = here.as_(here.office_officer)
    for actor in (standing_of(here, ready[0]), here.as_(here.supervisor), here.as_(here.applicant)):
        with pytest.raises(ActRefused) as refused:
            decide_tie(tie, "not-so", "x", actor=actor, now=here.now, version=tie.version)
        assert codes(refused) == ["no-right"]
    with pytest.raises(ActRefused) as refused:
        decide_tie(tie, "", "", actor=office, now=here.now, version=tie.version)
    assert codes(refused) == ["outcome-missing", "reason-missing"]
    with pytest.raises(ActRefused) as refused:
        decide_tie(tie, "not-so", "x", actor=office, now=here.now, version=tie.version + 1)
    assert codes(refused) == ["stale-page"]


def test_a_tie_stated_anew_opens_what_was_dismissed(here: World, ready: list[Availability]) -> None:
    expert, application, office = ready[2].expert, applications(here)[0], here.as_(here.office_officer)
    said = TieFacts(application, "co-author")
    first = record_tie(here.round, expert, said, known_from="简历", actor=office, now=here.now)
    decide_tie(first, "no-conflict", "年代久远", actor=office, now=here.now, version=first.version)
    record_tie(here.round, expert, said, known_from="申报人来信", stated_by="applicant", actor=office, now=here.now)
    assert set(Tie.objects.values_list("state", flat=True)) == {"open"}
    second = Tie.objects.latest("pk")
    decide_tie(second, "conflict", "核实属实", actor=office, now=here.now, version=second.version)
    assert set(Tie.objects.values_list("state", flat=True)) == {"stands"}


def test_a_tie_to_everybody_keeps_an_expert_from_the_review(here: World, ready: list[Availability]) -> None:
    row = ready[0]
    declare_tie(row, TieFacts(None, "declared", note="家中有事"), actor=standing_of(here, row), now=here.now)
    found = conflict_facts(here.round, as_of=here.now.date())
    assert [(one.expert, one.kinds) for one in found.barred] == [(row.expert.code, ("total-conflict",))]
    for application in applications(here):
        assert recused(here.round, application, as_of=here.now.date()) == {row.expert.code}


def test_a_rule_of_the_round_reckons_years(here: World, ready: list[Availability]) -> None:
    office = here.as_(here.office_officer)
    one, other = applications(here)[:2]
    day = here.now.date()
    for application, year in ((one, 2025), (other, 2015)):
        said = TieFacts(application, "co-author", start=dt.date(year, 1, 1))
        record_tie(here.round, ready[2].expert, said, known_from="论文", actor=office, now=here.now)
    rule = set_tie_rule(here.round, "co-author", "conflict", years=3, source="年度工作方案", actor=office, now=here.now)
    code = ready[2].expert.code
    found = conflict_facts(here.round, as_of=day)
    assert found.outcome(code, one.serial) == "conflict" and found.outcome(code, other.serial) == "none"
    with pytest.raises(ActRefused) as refused:
        set_tie_rule(here.round, "own-application", "none", years=None, source="x", actor=office, now=here.now)
    assert codes(refused) == ["rule-fixed"]
    drop_tie_rule(rule, actor=office, now=here.now, version=rule.version)
    assert conflict_facts(here.round, as_of=day).outcome(code, one.serial) == "open"


def test_an_expert_sees_own_declared_ties_and_nothing_that_others_state(here: World, ready: list[Availability]) -> None:
    office, actor = here.as_(here.office_officer), standing_of(here, ready[0])
    own = declare_tie(ready[0], TieFacts(applications(here)[0], "co-author"), actor=actor, now=here.now)
    for row in ready[:2]:
        said = TieFacts(applications(here)[1], "other", note="申报人要求其回避")
        record_tie(
            here.round, row.expert, said, known_from="申报人来信", stated_by="applicant", actor=office, now=here.now
        )
    declare_all(ready[0], actor=actor, now=here.now)
    note_declaration(ready[1], "书面", actor=office, now=here.now)
    assert list(visible(actor, "view", Tie.objects.all())) == [own]
    assert [one.expert_id for one in visible(actor, "view", Declaration.objects.all())] == [ready[0].expert_id]
    assert [one.pk for one in visible(actor, "view", Expert.objects.all())] == [ready[0].expert_id]
    for user in (here.applicant, here.employer_officer, here.county_officer):
        assert not visible(here.as_(user), "view", Tie.objects.all()).exists()


def test_names_of_applicants_are_for_those_who_are_available(here: World, ready: list[Availability]) -> None:
    def known(row: Availability) -> int:
        return visible(standing_of(here, row), "know", Application.objects.all(), as_object="applicant-name").count()

    assert known(ready[0]) == 3
    draft = arrived(here, "未交", "X999")
    Application.objects.filter(pk=draft.pk).update(state="draft", arrived_at=None)
    assert known(ready[0]) == 3
    Availability.objects.filter(pk=ready[1].pk).update(available=False)
    assert known(ready[1]) == 0
    Expert.objects.filter(pk=ready[0].expert_id).update(left_on=here.now.date())
    assert known(ready[0]) == 0
    assert not visible(standing_of(here, ready[0]), "view", Application.objects.all()).exists()
