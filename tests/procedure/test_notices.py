"""Notices: whose number counts, when they may be closed, what stands in the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from zhicheng.policy.attachments import Duty, procedure_of
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import (
    EMPLOYER_NOTICE,
    NOTICES,
    OBJECTOR_HIDDEN,
    OUTCOMES,
    RESULT_NOTICE,
    NoticeFacts,
    NoticeRule,
    Objection,
    RoundNumber,
    hiding_rule,
    last_day_to_post,
    may_close,
    may_object,
    notice_end,
    notice_rule,
    objector_hidden,
)
from zhicheng.procedure.refusal import Refusal

CALENDAR = shipped_calendar()
RULE = NoticeRule(5, "working-days", True, "方案四（三）2")
IOT = procedure_of(load_pack("zj-iot-2026"), "senior-engineer")
NINGBO = procedure_of(load_pack("ningbo-qti-2024"), "engineer")
WENZHOU = procedure_of(load_pack("wenzhou-iit-2026"), "engineer")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def codes(facts: NoticeFacts, today: str, rule: NoticeRule = RULE) -> list[str]:
    return [refusal.code for refusal in may_close(facts, rule, CALENDAR, day(today))]


def test_the_documents_own_number_with_its_clause() -> None:
    assert notice_rule(IOT, {}, EMPLOYER_NOTICE) == NoticeRule(5, "working-days", True, "方案四（三）2")
    assert notice_rule(NINGBO, {}, EMPLOYER_NOTICE) == NoticeRule(5, "working-days", True, "五（二）")


@pytest.mark.parametrize("procedure", [WENZHOU, NINGBO, None], ids=["wenzhou", "ningbo", "none"])
def test_a_number_is_never_borrowed(procedure: object) -> None:
    found = notice_rule(procedure, {}, RESULT_NOTICE)  # type: ignore[arg-type]
    assert isinstance(found, Refusal)
    assert found.code == "number-not-set"
    assert "评审结果公示天数" in found.sentence("zh")


def test_where_the_document_is_silent_the_round_sets_it_with_its_source() -> None:
    numbers = {EMPLOYER_NOTICE: RoundNumber(7, "working-days", "2026年度通知 三")}
    assert notice_rule(WENZHOU, numbers, EMPLOYER_NOTICE) == NoticeRule(7, "working-days", False, "2026年度通知 三")


@pytest.mark.parametrize(
    "number",
    [RoundNumber(7, "working-days", " "), RoundNumber(0, "working-days", "通知"), RoundNumber(7, "weeks", "通知")],
)
def test_a_round_number_without_source_days_or_unit_does_not_count(number: RoundNumber) -> None:
    found = notice_rule(WENZHOU, {EMPLOYER_NOTICE: number}, EMPLOYER_NOTICE)
    assert isinstance(found, Refusal) and found.code == "number-not-set"


def test_at_least_leaves_room_upwards_only() -> None:
    longer = notice_rule(IOT, {EMPLOYER_NOTICE: RoundNumber(7, "working-days", "通知")}, EMPLOYER_NOTICE)
    assert longer == NoticeRule(7, "working-days", True, "方案四（三）2")
    for number in (RoundNumber(4, "working-days", "通知"), RoundNumber(9, "calendar-days", "通知")):
        found = notice_rule(IOT, {EMPLOYER_NOTICE: number}, EMPLOYER_NOTICE)
        assert isinstance(found, Refusal)
        assert (found.code, found.clause) == ("number-against-document", "方案四（三）2")


def test_an_exact_number_of_the_document_stands() -> None:
    assert IOT is not None
    exact = replace(IOT, numbers={EMPLOYER_NOTICE: replace(IOT.numbers[EMPLOYER_NOTICE], bound="exact")})
    found = notice_rule(exact, {EMPLOYER_NOTICE: RoundNumber(6, "working-days", "通知")}, EMPLOYER_NOTICE)
    assert isinstance(found, Refusal)
    assert notice_rule(exact, {}, EMPLOYER_NOTICE) == NoticeRule(5, "working-days", False, "方案四（三）2")


def test_there_is_no_other_notice() -> None:
    with pytest.raises(KeyError):
        notice_rule(IOT, {}, "tea_break_days")
    assert len(NOTICES) == 3


def test_calendar_days_that_end_on_a_day_off_run_on() -> None:
    seven = NoticeRule(7, "calendar-days", True, "")
    assert notice_end(seven, day("2026-06-01"), CALENDAR).last_day == day("2026-06-08")
    assert notice_end(seven, day("2026-09-24"), CALENDAR).last_day == day("2026-10-08")  # 10-01 is off
    assert notice_end(seven, day("2026-06-01"), CALENDAR, posting_day_counts=True).last_day == day("2026-06-08")
    assert notice_end(seven, day("2026-12-28"), CALENDAR).provisional


@pytest.mark.parametrize(("closes", "last"), [("2026-10-11", "2026-09-28"), ("2026-06-10", "2026-06-02")])
def test_the_last_day_to_post_leaves_a_day_to_close(closes: str, last: str) -> None:
    found = last_day_to_post(RULE, day(closes), CALENDAR)
    assert found == day(last)
    assert codes(NoticeFacts(found), closes) == []
    assert codes(NoticeFacts(found + dt.timedelta(days=1)), closes) == ["notice-days-not-run"]


def test_the_last_day_to_post_is_careful_about_years_not_announced() -> None:
    plain = notice_end(RULE, day("2026-12-28"), CALENDAR)
    assert last_day_to_post(RULE, plain.latest_possible, CALENDAR) < day("2026-12-28")


@pytest.mark.parametrize(
    ("today", "found"),
    [
        ("2026-09-28", ["notice-days-not-run"]),
        ("2026-10-10", ["notice-days-not-run"]),  # the last day itself still runs
        ("2026-10-11", []),
        ("2026-12-01", []),
    ],
)
def test_a_notice_closes_once_its_last_day_has_passed(today: str, found: list[str]) -> None:
    assert codes(NoticeFacts(day("2026-09-28")), today) == found


def test_the_refusal_says_until_when() -> None:
    (found,) = may_close(NoticeFacts(day("2026-09-28")), RULE, CALENDAR, day("2026-10-05"))
    assert "2026-10-10" in found.sentence("zh") and "2026-10-11" in found.sentence("zh")
    assert "5 working days" in found.sentence("en")
    assert found.clause == "方案四（三）2"


def test_a_provisional_end_closes_nothing_however_late() -> None:
    facts = NoticeFacts(day("2026-12-28"))
    for today in ("2026-12-30", "2027-01-06", "2028-01-01"):
        assert codes(facts, today) == ["notice-end-provisional"]
    (found,) = may_close(facts, RULE, CALENDAR, day("2027-06-01"))
    assert "2027年放假安排尚未导入" in found.sentence("zh")
    assert "2027-01-05" in found.sentence("en")


def test_an_open_objection_stands_in_the_way_beside_the_days() -> None:
    facts = NoticeFacts(day("2026-09-28"), (Objection(), Objection("rejected")))
    assert codes(facts, "2026-10-11") == ["objection-open"]
    assert codes(facts, "2026-10-09") == ["notice-days-not-run", "objection-open"]


@pytest.mark.parametrize("outcome", ["upheld", "rejected", "withdrawn"])
def test_any_outcome_lets_the_notice_close(outcome: str) -> None:
    assert codes(NoticeFacts(day("2026-09-28"), (Objection(outcome),)), "2026-10-11") == []


def test_only_an_upheld_one_without_remedy_stays_in_the_way_of_a_recommendation() -> None:
    objections = tuple(Objection(outcome, remedied) for outcome in OUTCOMES for remedied in (False, True))
    assert NoticeFacts(day("2026-09-28"), objections).unremedied == 1


def test_not_posted_and_closed_twice() -> None:
    assert codes(NoticeFacts(), "2026-10-11") == ["notice-not-posted"]
    assert codes(NoticeFacts(day("2026-09-28"), (), day("2026-10-11")), "2026-10-12") == ["notice-already-closed"]


@pytest.mark.parametrize(
    ("today", "found"),
    [
        ("2026-09-27", ["notice-not-begun"]),
        ("2026-09-28", []),
        ("2026-10-10", []),
        ("2026-10-11", ["notice-over"]),
    ],
)
def test_objections_are_taken_while_the_notice_runs(today: str, found: list[str]) -> None:
    facts = NoticeFacts(day("2026-09-28"))
    assert [refusal.code for refusal in may_object(facts, RULE, CALENDAR, day(today))] == found


def test_while_the_end_is_provisional_objections_stay_possible_until_it_is_closed() -> None:
    facts = NoticeFacts(day("2026-12-28"))
    assert may_object(facts, RULE, CALENDAR, day("2027-03-01")) == ()
    closed = replace(facts, closed_on=day("2027-03-01"))
    assert may_object(closed, RULE, CALENDAR, day("2027-03-01"))[0].code == "notice-over"
    assert may_object(NoticeFacts(), RULE, CALENDAR, day("2027-03-01"))[0].code == "notice-not-begun"


def test_no_document_at_hand_orders_the_objectors_name_hidden() -> None:
    for name in packs_in():
        pack = load_pack(name)
        assert not any(objector_hidden(procedure_of(pack, level)) for level in pack.levels), name


def test_a_document_that_orders_it_hides_the_name() -> None:
    assert IOT is not None
    order = Duty(OBJECTOR_HIDDEN, ("employer",), ("对异议人信息保密", "the objector's name is kept"), ("第九条",))
    strict = replace(IOT, rules=(*IOT.rules, order))
    assert objector_hidden(strict)
    assert hiding_rule(strict) == order
    assert hiding_rule(None) is None
