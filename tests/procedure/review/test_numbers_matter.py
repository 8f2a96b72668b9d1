"""Every number of every track matters: another value changes what is refused, and only what hangs on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from zhicheng.policy.attachments import Procedure, procedure_of
from zhicheng.policy.pack import load_pack
from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import NoticeFacts, days_refusals, notice_rule
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.cautions import cautions
from zhicheng.procedure.review.consequences import Entry, bar_refusals
from zhicheng.procedure.review.rules import BEFORE_THE_DOOR, ReviewRules
from zhicheng.procedure.review.tables import review_tables
from zhicheng.procedure.review.vote_facts import Count
from zhicheng.procedure.state_table import StateTable, refusals
from zhicheng.procedure.tiers import RoundTier, tiers_of

from .worked import AFTER, BEFORE, MAKERS, OF_THE_ROUND, PLANNED, STATED, day, experts, rules_of, setting, with_settings

Outcome = tuple[tuple[str, ...], ...]


@cache
def complete(track: str) -> ReviewRules:
    """The rules of a track with every number that its tables can need, so that none is missing for another's sake."""
    settings = {**OF_THE_ROUND.get(track, {})}
    if track in PLANNED:
        settings["reexamination_days"] = setting(10, "working-days")
    return with_settings(track, settings)


ROOMY: Mapping[str, Mapping[str, Any]] = {
    "committee": {"drawn": experts(29), "accepted": 29, "pool_adjusted_on": day("01-12"), "groups": (9, 9)}
}
"""Facts well inside every bound but the one that is probed."""
_BUILT: dict[int, tuple[ReviewRules, Mapping[str, StateTable[Any]]]] = {}


def tables(rules: ReviewRules) -> Mapping[str, StateTable[Any]]:
    """The tables of these rules, built once while the rules are kept."""
    if id(rules) not in _BUILT:
        _BUILT[id(rules)] = (rules, review_tables(rules))
    return _BUILT[id(rules)][1]


def asked(rules: ReviewRules, table: str, state: str, act: str, **changes: Any) -> tuple[str, ...]:
    """The codes that an act is refused with; ``no-row`` where the track has no such row."""
    found = tables(rules).get(table)
    row = found.row(state, act) if found is not None else None
    if found is None or row is None:
        return ("no-row",)
    facts = replace(MAKERS[table](rules_of(rules.track)), rules=rules, **{**ROOMY.get(table, {}), **changes})
    return tuple(reason.code for reason in refusals(found, state, row.who[0], act, facts))


def days(first: str, last: str) -> list[dt.date]:
    start, end = day(first), day(last)
    return [start + dt.timedelta(days=ahead) for ahead in range((end - start).days + 1)]


def years_ago(years: int, later: int = 0) -> dt.date:
    return dt.date(2026 - years, 3, 2) + dt.timedelta(days=later)


def _attendance(rules: ReviewRules) -> Outcome:
    return tuple(
        asked(rules, table, state, act, members=31, present=present)
        for table, state, act in (("meeting", "adjourned", "resume"), ("vote", "prepared", "open"))
        for present in range(8, 32)
    )


def _majority(rules: ReviewRules) -> Outcome:
    return tuple(
        asked(rules, "vote", "opened", "record", members=31, present=24, recused=0, counts=(Count(yes, 24 - yes),))
        for yes in range(25)
    )


def _expert_years(rules: ReviewRules, title: str) -> Outcome:
    return tuple(
        asked(
            rules, "pool", "in-force", "add-expert", candidate=experts(1, title=title, since=years_ago(years, later))[0]
        )
        for years in range(1, 9)
        for later in (0, 1)
    )


def _committee_size(rules: ReviewRules) -> Outcome:
    return tuple(asked(rules, "committee", "forming", "record-draw", drawn=experts(size)) for size in range(8, 30))


def _close(rules: ReviewRules) -> Outcome:
    notice = replace(AFTER, closed_on=None)
    return tuple(
        asked(rules, "result", "posted", "close-notice", notice=notice, today=on) for on in days("07-02", "07-20")
    )


def _plan_notice(rules: ReviewRules) -> Outcome:
    return tuple(
        asked(rules, "plan", "drafting", "report", notice=replace(BEFORE, closed_on=on), meeting_day=day("12-01"))
        for on in days("05-19", "06-01")
    )


def _report(rules: ReviewRules) -> Outcome:
    return tuple(asked(rules, "plan", "drafting", "report", today=on) for on in days("06-01", "06-25")) + tuple(
        asked(rules, "meeting", "convened", "open", reported_on=on) for on in days("06-01", "06-25")
    )


def _late(rules: ReviewRules) -> Outcome:
    return tuple(asked(rules, "reexamination", "asked", "decline-late", asked_on=on) for on in days("07-02", "07-25"))


def _bar(rules: ReviewRules) -> Outcome:
    entries = [Entry(rules.track, day("07-10"), 2026, barred=True)]
    return tuple(tuple(reason.code for reason in bar_refusals(rules, entries, year)) for year in range(2026, 2035))


PROBES: Mapping[str, Callable[[ReviewRules], Outcome]] = {
    "attendance": _attendance,
    "majority": _majority,
    "expert_title_years": lambda rules: _expert_years(rules, "professorate"),
    "expert_vice_senior_years": lambda rules: _expert_years(rules, "vice-senior"),
    "committee_size": _committee_size,
    "result_notice_days": _close,
    "pre_review_notice_days": _plan_notice,
    "report_days": _report,
    "reexamination_days": _late,
    "bar_years": _bar,
    "plan_approvals": lambda rules: tuple(
        asked(rules, "plan", "reported", "approve", approvals=number) for number in range(5)
    ),
    "pool_size": lambda rules: tuple(
        asked(rules, "pool", "gathering", "establish", experts=experts(size)) for size in range(45, 56)
    ),
    "pool_term_years": lambda rules: tuple(_term(rules, years) for years in range(1, 7)),
    "pool_renewal_share": lambda rules: tuple(
        asked(rules, "pool", "adjusting", "finish-adjustment", renewed=renewed) for renewed in range(10, 41)
    ),
    "committee_chairs": lambda rules: tuple(
        asked(rules, "committee", "drawn", "constitute", chairs=chairs) for chairs in range(4)
    ),
    "group_size": lambda rules: (
        tuple(asked(rules, "committee", "drawn", "constitute", groups=(9, size)) for size in range(1, 7))
        + tuple(asked(rules, "deliberation", "waiting", "give-opinion", opinions=count) for count in range(1, 7))
    ),
    "review_specialties": lambda rules: tuple(
        asked(rules, "committee", "forming", "record-draw", specialties=number) for number in range(7)
    ),
    "integrity_record_years": lambda rules: tuple(
        asked(rules, "integrity-record", "running", "expire", entered_on=dt.date(year, 7, 10))
        for year in range(2019, 2026)
    ),
}
"""For each number acts at and around its edge."""


def _term(rules: ReviewRules, years: int) -> tuple[str, ...]:
    """Refused, or remarked on where the document says it only as a rule."""
    facts = replace(
        MAKERS["committee"](rules_of(rules.track)), rules=rules, pool_adjusted_on=dt.date(2026 - years, 5, 11)
    )
    remarks = tuple(one.code for one in cautions("committee", "record-draw", facts))
    return (*asked(rules, "committee", "forming", "record-draw", pool_adjusted_on=facts.pool_adjusted_on), *remarks)


def changed(rules: ReviewRules, name: str, value: Fraction) -> ReviewRules:
    return replace(rules, numbers={**rules.numbers, name: replace(rules.numbers[name], value=value)})


def neighbours(rules: ReviewRules, name: str) -> list[Fraction]:
    number = rules.numbers[name]
    if number.unit == "share":
        return [number.value - Fraction(1, 10), number.value + Fraction(1, 10)]
    return [value for value in (number.value - 1, number.value + 1) if value >= 1]


WATCHED: Mapping[str, set[str]] = {
    "attendance": {"attendance-too-low"},
    "majority": {"outcome-wrong"},
    "expert_title_years": {"expert-not-qualified"},
    "expert_vice_senior_years": {"expert-not-qualified"},
    "committee_size": {"committee-too-small"},
    "result_notice_days": {"notice-days-not-run"},
    "pre_review_notice_days": {"notice-days-not-run"},
    "report_days": {"report-too-late"},
    "reexamination_days": {"request-in-time"},
    "bar_years": {"barred"},
    "plan_approvals": {"approval-missing"},
    "pool_size": {"pool-too-small"},
    "pool_term_years": {"pool-overdue"},
    "pool_renewal_share": {"renewal-too-small"},
    "committee_chairs": {"chairs-wrong"},
    "group_size": {"group-too-small", "opinions-too-few"},
    "review_specialties": {"specialties-wrong"},
    "integrity_record_years": {"record-still-runs"},
}
"""The refusals that speak of a number; those of other numbers on the same row are not its own."""


def found_by(name: str, rules: ReviewRules) -> list[tuple[str, ...]]:
    """What the probe of a number finds, its own refusals only."""
    watched = {*WATCHED[name], "number-not-set"}
    return [tuple(code for code in codes if code in watched) for codes in PROBES[name](rules)]


@pytest.mark.parametrize("track", STATED)
def test_another_value_of_a_number_changes_an_outcome_and_only_its_own(track: str) -> None:
    rules = complete(track)
    before = {name: found_by(name, rules) for name in PROBES}
    for name in rules.numbers:
        if name in BEFORE_THE_DOOR:
            continue
        for value in neighbours(rules, name):
            other = changed(rules, name, value)
            after = {probe: found_by(probe, other) for probe in PROBES}
            assert {probe for probe in PROBES if before[probe] != after[probe]} == {name}, (
                name,
                value,
            )


@pytest.mark.parametrize("track", STATED)
def test_taking_a_number_away_changes_an_outcome(track: str) -> None:
    rules = complete(track)
    for name in rules.numbers:
        if name not in BEFORE_THE_DOOR:
            without = replace(rules, numbers={key: number for key, number in rules.numbers.items() if key != name})
            assert found_by(name, rules) != found_by(name, without), name


@pytest.mark.parametrize("track", PLANNED)
def test_the_base_of_the_majority_matters(track: str) -> None:
    rules = complete(track)
    members = replace(rules.numbers["majority"], base="members")
    assert _majority(replace(rules, numbers={**rules.numbers, "majority": members})) != _majority(rules)


@pytest.mark.parametrize("track", PLANNED)
def test_whether_the_recused_count_matters(track: str) -> None:
    """24 present, 3 of them recused: 16 votes needed with them, 14 without."""
    rules = complete(track)

    def found(counted: bool) -> Outcome:
        own = replace(rules, recused_counted=counted)
        return tuple(
            asked(
                own,
                "vote",
                "opened",
                "record",
                members=31,
                present=24,
                recused=3,
                recused_present=3,
                counts=(Count(yes, 21 - yes),),
            )
            for yes in range(22)
        )

    assert next(number for number, codes in enumerate(found(True)) if not codes) == 16
    assert next(number for number, codes in enumerate(found(False)) if not codes) == 14


@pytest.mark.parametrize("track", STATED)
def test_every_duty_of_a_track_changes_its_tables_or_its_outcomes(track: str) -> None:
    rules = complete(track)
    for duty in rules.duties:
        if duty == "record-considered":
            continue  # it says what the remark on an application cites: tests/procedure/review/test_cautions.py
        without = replace(rules, duties={key: clause for key, clause in rules.duties.items() if key != duty})
        changes = {"committee": {"drawn": experts(26)}} if duty == "odd" else {}
        assert _everything(rules, changes) != _everything(without, changes), duty


def _everything(rules: ReviewRules, changes: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """Every refusal of every row with facts turned against it, clauses included."""
    found: list[Any] = []
    for name, table in review_tables(rules).items():
        for row in table.transitions:
            facts = replace(MAKERS[name](rules_of(rules.track)), rules=rules, **_against(name), **changes.get(name, {}))
            reasons = refusals(table, row.state, row.who[0], row.act, facts)
            found.append((name, row.act, row.clause, [(one.code, one.clause) for one in reasons]))
    return found


def _against(table: str) -> dict[str, Any]:
    young = experts(1, since=dt.date(2024, 6, 1), outstanding=True)[0]
    return {
        "pool": {"candidate": young, "chairs_listed": 0},
        "committee": {"chairs_from_pool": False},
        "seat": {"total_conflict": True},
        "meeting": {"chair_present": False},
        "deliberation": {"defence_open": True, "recused_in_room": 1},
        "vote": {"secret": False, "voter_present": False, "voter_deliberated": False, "voter_recused": True},
        "recommendation": {"recognised": Fraction(10)},
    }.get(table, {})


# --------------------------------------------------------------------------- before the committee's door


def _before_the_door(procedure: Procedure) -> list[Any]:
    rule = notice_rule(procedure, {}, "employer_notice_days")
    tiers = (
        RoundTier("employer", ("单位", "employer"), "通知"),
        RoundTier("department", ("部门", "department"), "通知"),
    )
    chain = tiers_of(procedure, tiers)
    assert not isinstance(chain, Refusal)
    if isinstance(rule, Refusal):
        return [chain.experts, rule.code]
    return [
        chain.experts,
        [days_refusals(NoticeFacts(day("06-01")), rule, shipped_calendar(), on) == () for on in days("06-02", "06-20")],
    ]


@pytest.mark.parametrize("track", STATED)
def test_the_numbers_before_the_door_matter_too(track: str) -> None:
    pack, _, level = track.partition("/")
    procedure = procedure_of(load_pack(pack), level)
    assert procedure is not None
    for name in BEFORE_THE_DOOR:
        number = procedure.numbers.get(name)
        if number is not None:
            other = {**procedure.numbers, name: replace(number, value=number.value + 1)}
            assert _before_the_door(replace(procedure, numbers=other)) != _before_the_door(procedure)
