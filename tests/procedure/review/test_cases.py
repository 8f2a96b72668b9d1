"""The worked cases of cases.yaml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from zhicheng.policy.pack import load_pack
from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import NoticeFacts
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.committee_states import size_refusals
from zhicheng.procedure.review.consequences import Entry, bar_refusals, due, record_until
from zhicheng.procedure.review.counting import Room, attendance_needed, outcome
from zhicheng.procedure.review.experts import (
    Expert,
    pool_size_refusals,
    pool_term_over,
    qualified,
    renewal_refusals,
)
from zhicheng.procedure.review.plan_states import report_refusals
from zhicheng.procedure.review.recommendation_states import recommendation_table
from zhicheng.procedure.review.result_states import result_table
from zhicheng.procedure.review.rules import ReviewRules, review_rules
from zhicheng.procedure.state_table import refusals

from .worked import (
    IIOT,
    IM,
    IOT,
    NINGBO,
    QTI_PROFESSORATE,
    QTI_SENIOR,
    ROBOT,
    WENZHOU,
    bare,
    recommendation_facts,
    result_facts,
    setting,
    with_settings,
)

TRACKS = {
    "qti-senior": QTI_SENIOR,
    "qti-professorate": QTI_PROFESSORATE,
    "iot": IOT,
    "robot": ROBOT,
    "iiot": IIOT,
    "im": IM,
    "ningbo": NINGBO,
    "wenzhou": WENZHOU,
}
CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))
Given = Mapping[str, Any]
DAY = dt.timedelta(days=1)


def codes(reasons: tuple[Refusal, ...]) -> list[str]:
    return [reason.code for reason in reasons]


def _vote(rules: ReviewRules, given: Given, yes: int) -> Any:
    pack, _, level = rules.track.partition("/")
    choices = {"R-C-09": given["reading"]} if "reading" in given else {}
    own = review_rules(load_pack(pack), level, choices=choices, recused_counted=given.get("recused_counted", True))
    room = Room(given["members"], given["present"], given.get("recused", 0), given.get("recused_present", 0))
    return outcome(own, room, yes)


def _last_report(rules: ReviewRules, given: Given) -> Any:
    """The last day on which the report is in time: every earlier one is too, no later one is."""
    if "days" in given:
        rules = with_settings(rules.track, {"report_days": setting(given["days"], given.get("unit", "working-days"))})
    calendar, meeting = shipped_calendar(), given["meeting"]
    days = [meeting - DAY * ahead for ahead in range(60)]
    found = [codes(report_refusals(rules, calendar, day, meeting)) for day in days]
    if ["number-not-set"] in found:
        assert all(one == ["number-not-set"] for one in found)
        return "number-not-set"
    in_time = [day for day, one in zip(days, found, strict=True) if not one]
    assert all(one == ["report-too-late"] for one in found if one)
    assert in_time == [day for day in days if day <= max(in_time)]
    return max(in_time)


def _first_close(rules: ReviewRules, given: Given) -> Any:
    table = result_table(rules)
    facts = replace(result_facts(rules), notice=NoticeFacts(given["posted"]))
    for ahead in range(40):
        today = given["posted"] + DAY * ahead
        if not refusals(table, "posted", "committee-office", "close-notice", replace(facts, today=today)):
            return today
    return None


def _recommend(rules: ReviewRules, given: Given) -> Any:
    facts = replace(
        recommendation_facts(rules),
        by_score=given["by_score"],
        recognised=Fraction(given["points"]),
        pass_mark=Fraction(given["mark"]),
    )
    return codes(refusals(recommendation_table(rules), "scored", "intermediate-committee", "recommend", facts))


def _due(rules: ReviewRules, given: Given) -> Any:
    found = due(rules, given["offence"], serious=given.get("serious", False), title_given=given["title_given"])
    assert not isinstance(found, Refusal)
    assert all(one.clause for one in found)
    return [f"{one.kind} {one.years}" if one.years else one.kind for one in found]


ASKED: Mapping[str, Callable[[ReviewRules, Given], Any]] = {
    "attendance": lambda rules, given: attendance_needed(rules, given["members"]),
    "votes-needed": lambda rules, given: _vote(rules, given, 0).needed,
    "passes": lambda rules, given: _vote(rules, given, given["votes"]).passed,
    "committee": lambda rules, given: codes(size_refusals(rules, given["members"])),
    "last-report": _last_report,
    "pool": lambda rules, given: codes(pool_size_refusals(rules, given["size"])),
    "expert": lambda rules, given: qualified(
        rules, Expert("E1", given["title"], given["since"], given.get("outstanding", False)), given["as_of"]
    ),
    "pool-due": lambda rules, given: codes(pool_term_over(rules, given["adjusted"], given["today"])),
    "renewal": lambda rules, given: codes(renewal_refusals(rules, given["members"], given["renewed"])),
    "first-close": _first_close,
    "recommend": _recommend,
    "due": _due,
    "record-until": lambda rules, given: record_until(rules, given["entered"]),
    "barred": lambda rules, given: codes(
        bar_refusals(rules, [Entry(rules.track, dt.date(2026, 7, 1), given["review_year"], barred=True)], given["year"])
    ),
}


@pytest.mark.parametrize("case", CASES, ids=[f"{case['track']}-{case['ask']}-{n}" for n, case in enumerate(CASES)])
def test_a_worked_case(case: dict[str, Any]) -> None:
    rules = bare(TRACKS[case["track"]])
    assert ASKED[case["ask"]](rules, case["given"]) == case["answer"], case["because"]


def test_every_track_has_worked_cases() -> None:
    assert {case["track"] for case in CASES} == set(TRACKS)
    assert {case["ask"] for case in CASES} == set(ASKED)
