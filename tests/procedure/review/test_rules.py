"""The numbers of every track as its own document has them, and where each must come from when it has none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zhicheng.policy.attachments import NUMBERS
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.procedure.notices import NoticeRule
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.rules import ReviewRules, RoundSetting, review_rules, round_settings

from .worked import (
    IIOT,
    IM,
    IOT,
    NINGBO,
    QTI_PROFESSORATE,
    QTI_SENIOR,
    ROBOT,
    STATED,
    WENZHOU,
    bare,
    setting,
    with_settings,
)

PLAN_2019 = {
    "employer_notice_days": (5, "方案四（三）2"),
    "report_days": (10, "方案四（三）4"),
    "plan_approvals": (1, "方案四（三）4"),
    "result_notice_days": (5, "方案四（三）6"),
    "committee_size": (25, "方案三（二）3"),
    "attendance": ("2/3", "方案四（二）"),
    "majority": ("2/3", "方案四（三）5"),
    "group_size": (3, "方案四（二）"),
    "pool_size": (50, "方案三（二）2"),
    "pool_term_years": (3, "方案三（二）2"),
    "committee_chairs": (1, "方案三（二）1"),
    "expert_title_years": (3, "方案三（二）2"),
    "integrity_record_years": (3, "（十五）"),
    "bar_years": (3, "方案四（四）3"),
}
PLANS_366 = {
    "employer_notice_days": (5, "方案四（三）2"),
    "plan_approvals": (2, "方案四（三）4"),
    "result_notice_days": (5, "方案四（三）6"),
    "committee_size": (11, "方案四（三）4"),
    "attendance": ("2/3", "方案四（三）4"),
    "majority": ("2/3", "方案四（三）5"),
    "group_size": (3, "方案四（三）4"),
    "pool_term_years": (3, "方案四（二）"),
    "pool_renewal_share": ("1/3", "方案四（二）"),
}
NUMBERS_OF = {
    QTI_SENIOR: {
        **PLAN_2019,
        "expert_vice_senior_years": (5, "方案三（二）2"),
        "review_specialties": (3, "方案三（三）"),
    },
    QTI_PROFESSORATE: {**PLAN_2019, "review_specialties": (4, "方案三（三）")},
    IOT: {**PLANS_366, "integrity_record_years": (3, "第十七条")},
    ROBOT: {**PLANS_366, "integrity_record_years": (3, "第十四条")},
    IIOT: {**PLANS_366, "integrity_record_years": (3, "第十九条")},
    IM: {**PLANS_366, "integrity_record_years": (3, "第十九条")},
    NINGBO: {"employer_notice_days": (5, "五（二）"), "integrity_record_years": (3, "六（一）")},
    WENZHOU: {"recommending_experts": (2, "第五条（六）"), "integrity_record_years": (3, "第十一条")},
}
"""Copied by hand from the documents, number by number."""


@pytest.mark.parametrize("track", STATED)
def test_a_track_has_exactly_the_numbers_of_its_own_document(track: str) -> None:
    found = {name: (number.value, number.clause) for name, number in bare(track).numbers.items()}
    assert found == {name: (Fraction(value), clause) for name, (value, clause) in NUMBERS_OF[track].items()}
    assert all(number.origin == "document" for number in bare(track).numbers.values())


@pytest.mark.parametrize("track", STATED)
def test_no_number_travels(track: str) -> None:
    """What the own document does not state is asked for, though other documents state it."""
    rules = bare(track)
    for name in NUMBERS:
        found = rules.number(name)
        if name in NUMBERS_OF[track]:
            assert not isinstance(found, Refusal)
            continue
        assert isinstance(found, Refusal)
        assert found.code == "number-not-set"
        assert NUMBERS[name][1] in found.text[0] and NUMBERS[name][2] in found.text[1]
        assert "注明依据" in found.do[0] and "source" in found.do[1]
        assert rules.stated(name) is None


def test_a_number_unknown_is_an_error() -> None:
    with pytest.raises(KeyError):
        bare(IOT).number("committee_hats")


def test_the_base_of_the_majority_and_its_reading() -> None:
    bases = {track: bare(track).numbers["majority"] for track in STATED if "majority" in NUMBERS_OF[track]}
    assert {track: number.base for track, number in bases.items()} == dict.fromkeys(bases, "present")
    assert {track for track, number in bases.items() if number.reading == "R-C-09"} == {IOT, IIOT, IM}
    pack = load_pack("zj-iot-2026")
    other = review_rules(pack, "senior-engineer", choices={"R-C-09": "a"})
    assert other.numbers["majority"].base == "members"


@pytest.mark.parametrize("track", STATED)
def test_the_years_of_consequences_are_the_tracks_numbers(track: str) -> None:
    rules = bare(track)
    years = {"integrity-record": "integrity_record_years", "bar": "bar_years"}
    found = [(kind, item.years) for item in rules.consequences if item.years for kind in item.then if kind in years]
    assert found
    for kind, number in found:
        stated = rules.stated(years[kind])
        assert stated is not None and stated.value == number


def test_what_the_2019_plan_says_only_as_a_rule() -> None:
    usual = {(track, name) for track in STATED for name, number in bare(track).numbers.items() if number.usual}
    assert usual == {(QTI_SENIOR, "pool_term_years"), (QTI_PROFESSORATE, "pool_term_years")}


def test_a_round_may_raise_what_is_a_least_and_nothing_else() -> None:
    higher = with_settings(QTI_SENIOR, {"committee_size": setting(31, "persons")})
    found = higher.number("committee_size")
    assert not isinstance(found, Refusal)
    assert (found.value, found.origin, found.clause) == (31, "round", "方案三（二）3")
    for name, given in (
        ("committee_size", setting(23, "persons")),
        ("bar_years", setting(5, "years")),
        ("result_notice_days", setting(5, "calendar-days")),
        ("majority", setting("3/4", "share", "members")),
    ):
        rules = with_settings(QTI_SENIOR, {name: given})
        wrong = rules.number(name)
        assert isinstance(wrong, Refusal)
        assert (wrong.code, wrong.clause) == ("number-against-document", PLAN_2019[name][1])
        stated = rules.stated(name)
        assert stated is not None and stated.origin == "document"


def test_a_round_sets_what_is_absent_with_its_source_and_its_unit() -> None:
    found = with_settings(IOT, {"report_days": setting(7, "working-days")}).number("report_days")
    assert not isinstance(found, Refusal)
    assert (found.value, found.bound, found.clause, found.origin) == (7, "exact", "年度通知第三条", "round")
    unusable = {
        "report_days": (setting(0, "working-days"), setting("1/2", "working-days"), setting(7, "years")),
        "pool_size": (setting(50, "years"), setting("101/2", "persons")),
    }
    for name, given in unusable.items():
        for one in given:
            assert isinstance(with_settings(IOT, {name: one}).number(name), Refusal), one
    nowhere = setting(7, "working-days")
    object.__setattr__(nowhere, "source", "  ")
    assert isinstance(with_settings(IOT, {"report_days": nowhere}).number("report_days"), Refusal)


def test_a_majority_of_the_round_needs_its_base() -> None:
    without = with_settings(NINGBO, {"majority": setting("2/3", "share")})
    assert isinstance(without.number("majority"), Refusal)
    found = with_settings(NINGBO, {"majority": setting("2/3", "share", "present")}).number("majority")
    assert not isinstance(found, Refusal)
    assert found.base == "present"
    assert isinstance(with_settings(NINGBO, {"attendance": setting("4/3", "share")}).number("attendance"), Refusal)


def test_settings_as_a_round_keeps_them() -> None:
    stored = {
        "report_days": {"value": "7", "unit": "working-days", "source": "通知三"},
        "majority": {"value": "2/3", "unit": "share", "source": "通知四", "base": "members"},
        "pass_mark": {"value": "90", "unit": "points", "source": "通知五"},
    }
    assert round_settings(stored) == {
        "report_days": RoundSetting(Fraction(7), "working-days", "通知三"),
        "majority": RoundSetting(Fraction(2, 3), "share", "通知四", "members"),
    }
    with pytest.raises(ValueError, match="many"):
        round_settings({"report_days": {"value": "many", "unit": "working-days", "source": "x"}})


def test_days_as_the_rule_of_a_notice() -> None:
    assert bare(IOT).notice("result_notice_days") == NoticeRule(5, "working-days", True, "方案四（三）6")
    assert isinstance(bare(IOT).notice("pre_review_notice_days"), Refusal)


def test_readings_of_bases_are_found_in_every_pack() -> None:
    for name in packs_in():
        pack = load_pack(name)
        for level in pack.levels:
            rules = review_rules(pack, level)
            assert isinstance(rules, ReviewRules)
            for number in rules.numbers.values():
                assert not number.reading or number.reading in pack.readings
