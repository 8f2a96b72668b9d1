"""Setting up a round: what is refused, by code; what a draft may lack; what stays when it opens."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.web.people import person, standing
from tests.web.rounds.offices import IOT, QTI, WENZHOU, Desk, a_desk
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.ledger.models import Entry
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.options import Options, TierChoice
from zhicheng.web.rounds.services.running import open_round
from zhicheng.web.rounds.services.set_up import NoticeFile, WindowPlan, change_round, set_up_round
from zhicheng.web.visibility.standing import VISITOR

DAY = dt.date(2026, 10, 1)
SET_BY_ROUND = {"value": "7", "unit": "working-days", "source": "年度通知二（三）"}


@pytest.fixture
def desk(now: dt.datetime) -> Desk:
    return a_desk(now)


def codes_of(desk: Desk, code: str = IOT, **changes: object) -> tuple[str, ...]:
    """With which codes a plan is refused; nothing may have been kept of it."""
    with pytest.raises(ActRefused) as refused:
        desk.draft(code, **changes)
    assert not Round.objects.exists()
    assert not Entry.objects.filter(act="set-up-round").exists()
    return refused.value.codes


def test_a_round_is_set_up_as_a_draft_with_the_pack_it_was_made_with(desk: Desk) -> None:
    made = desk.draft()
    assert (made.state, made.track, made.version, made.year) == ("draft", "zj-iot-2026/senior-engineer", 1, 2026)
    assert len(made.pack_hash) == 64
    assert {one.tier for one in made.windows.all()} == {"applicant", "employer", "department-1", "department-2"}
    entry = Entry.objects.get(act="set-up-round")
    assert (entry.object_id, entry.detail["code"]) == (str(made.pk), IOT)


@pytest.mark.parametrize("code", ["", "UPPER", "with space", "ends-", "new", "x" * 61])
def test_a_code_that_makes_no_address_is_refused(desk: Desk, code: str) -> None:
    with pytest.raises(ActRefused) as refused:
        plan = replace(desk.plan(), code=code)
        set_up_round(plan, track="zj-iot-2026/senior-engineer", office=desk.office, actor=desk.actor, now=desk.now)
    assert refused.value.codes == ("code-invalid",)


def test_a_code_taken_is_refused(desk: Desk) -> None:
    desk.draft()
    with pytest.raises(ActRefused) as refused:
        desk.draft()
    assert refused.value.codes == ("code-taken",)


def test_titles_are_needed_in_both_languages(desk: Desk) -> None:
    assert codes_of(desk, title=("物联网评审", " ")) == ("title-missing",)


def test_a_window_that_closes_before_it_opens_is_refused(desk: Desk) -> None:
    assert codes_of(desk, windows={"employer": WindowPlan(DAY, dt.date(2026, 9, 30))}) == ("window-backwards",)


def test_a_window_for_a_tier_the_round_does_not_have_is_refused(desk: Desk) -> None:
    assert codes_of(desk, windows={"department-3": WindowPlan(DAY, DAY)}) == ("no-such-tier",)
    assert codes_of(desk, windows={"ministry": WindowPlan(DAY, DAY)}) == ("no-such-tier",)


def test_numbers_need_a_value_a_source_and_a_known_name(desk: Desk) -> None:
    numbers = {"employer_notice_days": {**SET_BY_ROUND, "source": " "}}
    assert codes_of(desk, numbers=numbers) == ("number-without-source",)
    numbers = {"employer_notice_days": {**SET_BY_ROUND, "value": "several"}}
    assert codes_of(desk, numbers=numbers) == ("number-not-a-number",)
    numbers = {"employer_notice_days": {**SET_BY_ROUND, "unit": "weeks"}}
    assert codes_of(desk, numbers=numbers) == ("number-unit",)
    assert codes_of(desk, numbers={"lucky_number": SET_BY_ROUND}) == ("number-unknown",)


def test_a_number_below_what_the_document_says_is_refused_with_its_clause(desk: Desk) -> None:
    with pytest.raises(ActRefused) as refused:
        desk.draft(IOT, numbers={"employer_notice_days": {**SET_BY_ROUND, "value": "3"}})
    assert refused.value.codes == ("number-against-document",)
    assert refused.value.refusals[0].clause == "方案四（三）2"
    numbers = {"committee_size": {"value": "9", "unit": "persons", "source": "通知"}}
    assert codes_of(desk, numbers=numbers) == ("number-against-document",)


def test_a_longer_notice_than_the_document_asks_may_be_set(desk: Desk) -> None:
    assert desk.draft(numbers={"employer_notice_days": SET_BY_ROUND}).numbers["employer_notice_days"]["value"] == "7"


def test_a_pass_mark_is_set_once_only(desk: Desk) -> None:
    mark = {"pass_mark": {"value": "70", "unit": "points", "source": "通知三"}}
    assert codes_of(desk, numbers=mark) == ("pass-mark-twice",)


def test_a_notice_for_another_pack_is_refused(desk: Desk) -> None:
    assert "notice-not-for-track" in codes_of(desk, notice=desk.plan(QTI).notice)


def test_a_demonstration_notice_serves_demonstrations_only(desk: Desk) -> None:
    earnest = desk.plan().options.model_copy(update={"demonstration": False})
    assert codes_of(desk, options=earnest) == ("notice-is-demonstration",)


def test_errors_of_a_round_file_name_file_and_line(desk: Desk) -> None:
    text = desk.plan().notice.text.replace("year: 2026", "year: soon").replace("dates:", "datum:")
    with pytest.raises(Refused) as refused:
        desk.draft(notice=NoticeFile("own.yaml", text))
    said = [problem.text("en") for problem in refused.value.problems]
    assert any(line.startswith("own.yaml:line 7") for line in said), said
    assert any("datum" in line for line in said)
    assert not Round.objects.exists()


def test_choices_the_document_does_not_know_are_refused(desk: Desk) -> None:
    options = desk.plan().options
    strange = options.model_copy(update={"specialties": ("占星",), "general_papers": ("horoscope",)})
    assert codes_of(desk, options=strange) == ("option-unknown", "option-unknown")


def test_tiers_that_the_document_leaves_open_need_not_be_named_in_a_draft_but_to_open(desk: Desk) -> None:
    bare = Options(demonstration=True)
    made = desk.draft(WENZHOU, options=bare, windows={})
    with pytest.raises(ActRefused) as refused:
        open_round(made, actor=desk.actor, now=desk.now, version=1, draft_reason="演示")
    assert refused.value.codes == ("tiers-not-set",)


def test_only_an_officer_of_the_office_sets_up_its_rounds(desk: Desk, now: dt.datetime) -> None:
    other = a_desk(now, "另一办公室", "other")
    for actor in (VISITOR, standing(person("applicant", now), now), other.actor):
        with pytest.raises(ActRefused) as refused:
            set_up_round(desk.plan(), track="zj-iot-2026/senior-engineer", office=desk.office, actor=actor, now=now)
        assert refused.value.codes == ("no-right",)


def test_a_track_that_does_not_exist_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="zj-iot-2026"):
        set_up_round(
            desk.plan(), track="zj-iot-2027/senior-engineer", office=desk.office, actor=desk.actor, now=desk.now
        )


def test_a_draft_can_be_changed_and_its_windows_go_with_it(desk: Desk) -> None:
    made = desk.draft()
    shorter = {"applicant": WindowPlan(DAY, DAY)}
    changed = change_round(made, desk.plan(windows=shorter), actor=desk.actor, now=desk.now, version=1)
    assert changed.version == 2
    assert [(one.tier, one.closes) for one in changed.windows.all()] == [("applicant", DAY)]


def test_an_open_round_is_changed_no_more(desk: Desk) -> None:
    made = desk.opened()
    with pytest.raises(ActRefused) as refused:
        change_round(made, desk.plan(), actor=desk.actor, now=desk.now, version=made.version)
    assert refused.value.codes == ("round-not-draft",)


def test_a_change_from_a_stale_page_is_refused(desk: Desk) -> None:
    made = desk.draft()
    change_round(made, desk.plan(title=("甲", "A")), actor=desk.actor, now=desk.now, version=1)
    with pytest.raises(ActRefused) as refused:
        change_round(made, desk.plan(title=("乙", "B")), actor=desk.actor, now=desk.now, version=1)
    assert refused.value.codes == ("stale-page",)
    assert Round.objects.get().title_zh == "甲"


def test_a_round_keeps_its_code(desk: Desk) -> None:
    made = desk.draft()
    with pytest.raises(ActRefused) as refused:
        change_round(made, replace(desk.plan(), code="another"), actor=desk.actor, now=desk.now, version=1)
    assert refused.value.codes == ("code-fixed",)


def test_a_tier_that_the_round_names_has_a_source(desk: Desk) -> None:
    options = Options(departments=(TierChoice(zh="市", en="city"),), demonstration=True)
    windows = {key: one for key, one in desk.plan().windows.items() if key != "department-2"}
    assert codes_of(desk, options=options, windows=windows) == ("tier-without-source",)


def test_three_tiers_of_departments_can_be_named(desk: Desk) -> None:
    names = tuple(TierChoice(zh=zh, en=zh, source="通知") for zh in ("县", "市", "省"))
    options = Options(departments=names, demonstration=True)
    windows = {**desk.plan().windows, "department-3": WindowPlan(DAY, dt.date(2026, 12, 10))}
    assert desk.opened(options=options, windows=windows).state == "open"
