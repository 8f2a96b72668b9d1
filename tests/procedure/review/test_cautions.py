"""Remarks: what is only recalled or said "as a rule" is said aloud, and refuses nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from zhicheng.procedure.review.cautions import UNVERIFIED, cautions, entry_cautions
from zhicheng.procedure.review.consequences import Entry, bar_refusals, entries_shown
from zhicheng.procedure.review.tables import review_tables
from zhicheng.procedure.state_table import refusals

from .worked import IOT, PLANNED, QTI_SENIOR, ROBOT, WENZHOU, bare, experts, facts_for, rules_of

REMARKS: list[tuple[str, str, str, str, dict[str, Any], str, bool]] = [
    # track, table, state, act, what changes, code, verified
    (IOT, "committee", "drawn", "constitute", {"drawn": experts(12), "accepted": 12}, "committee-even", False),
    (
        QTI_SENIOR,
        "committee",
        "forming",
        "record-draw",
        {"pool_adjusted_on": dt.date(2022, 1, 1)},
        "pool-overdue",
        True,
    ),
    (IOT, "vote", "prepared", "open", {"secret": False}, "ballot-not-secret", False),
    (ROBOT, "vote", "on-paper", "hand-out", {"secret": False}, "ballot-not-secret", False),
    (QTI_SENIOR, "vote", "open", "cast", {"voter_deliberated": False}, "voter-left", True),
    (QTI_SENIOR, "vote", "paper-open", "take-card", {"voter_deliberated": False}, "voter-left", True),
    (IOT, "meeting", "closed", "sign", {"sealed": False}, "seal-missing", False),
    (IOT, "result", "filed", "publish", {"reexaminations_open": 1}, "reexamination-open", False),
    (IOT, "reexamination", "draft", "ask", {}, "reexamination-unwritten", False),
]
BLOCKED_ELSEWHERE = {
    "committee-even": (QTI_SENIOR, {"drawn": experts(26), "accepted": 26}),
    "pool-overdue": (IOT, {"pool_adjusted_on": dt.date(2022, 1, 1)}),
    "ballot-not-secret": (QTI_SENIOR, {"secret": False}),
    "voter-left": (IOT, {"voter_deliberated": False}),
    "seal-missing": (QTI_SENIOR, {"sealed": False}),
}
"""The same thing under a document that orders it: refused there, and not remarked on again."""


@pytest.mark.parametrize(("track", "table", "state", "act", "change", "code", "verified"), REMARKS)
def test_a_remark_refuses_nothing(
    track: str, table: str, state: str, act: str, change: dict[str, Any], code: str, verified: bool
) -> None:
    machine = review_tables(rules_of(track))[table]
    row = machine.row(state, act)
    assert row is not None
    facts = facts_for(track, table, act, **change)
    assert refusals(machine, state, row.who[0], act, facts) == ()
    (remark,) = cautions(table, act, facts)
    assert (remark.code, remark.verified) == (code, verified)
    assert remark.source
    assert ("未核对原文" in remark.sentence()) == (not verified)
    assert ("not checked" in remark.sentence("en")) == (not verified)


@pytest.mark.parametrize(("track", "table", "state", "act", "change", "code", "verified"), REMARKS)
def test_where_the_document_orders_it_it_is_refused_instead(
    track: str, table: str, state: str, act: str, change: dict[str, Any], code: str, verified: bool
) -> None:
    if code not in BLOCKED_ELSEWHERE:
        return
    other, changed = BLOCKED_ELSEWHERE[code]
    machine = review_tables(rules_of(other))[table]
    row = next(row for row in machine.transitions if row.act == act)
    facts = facts_for(other, table, act, **changed)
    assert [one.code for one in refusals(machine, row.state, row.who[0], act, facts)] == [code]
    assert cautions(table, act, facts) == ()


def test_nothing_is_remarked_on_where_all_is_in_order() -> None:
    for track in PLANNED:
        for name, table in review_tables(rules_of(track)).items():
            for row in table.transitions:
                if (name, row.act) != ("reexamination", "ask"):
                    assert cautions(name, row.act, facts_for(track, name, row.act)) == (), (track, name, row.act)


def test_what_is_recalled_names_its_text_and_is_in_no_refusal() -> None:
    assert all("人社部令第40号" in rule.source for rule in UNVERIFIED.values())
    for track in PLANNED:
        clauses = {row.clause for table in review_tables(bare(track)).values() for row in table.transitions}
        assert not any("第40号" in clause or "47号" in clause for clause in clauses)


SINCE = dt.date(2026, 7, 10)


def test_under_366_a_record_warns_and_is_shown_and_bars_nobody() -> None:
    entries = [Entry(IOT, SINCE, 2026, barred=True)]
    rules = {IOT: bare(IOT)}
    assert bar_refusals(bare(IOT), entries, 2027) == ()
    (remark,) = entry_cautions(bare(IOT), rules, entries, dt.date(2027, 6, 1))
    assert (remark.source, remark.verified) == ("第十七条", True)
    assert entry_cautions(bare(IOT), rules, entries, dt.date(2029, 7, 9)) != ()
    assert entry_cautions(bare(IOT), rules, entries, dt.date(2029, 7, 10)) == ()


def test_the_2019_plan_bars_and_a_bar_binds_under_its_own_document() -> None:
    entries = [Entry(QTI_SENIOR, SINCE, 2026, barred=True)]
    rules = {QTI_SENIOR: bare(QTI_SENIOR)}
    (reason,) = bar_refusals(bare(QTI_SENIOR), entries, 2028)
    assert (reason.code, reason.clause) == ("barred", "方案四（四）3")
    assert "2030" in reason.do[1]
    assert bar_refusals(bare(IOT), entries, 2028) == ()
    assert [one.code for one in entry_cautions(bare(IOT), rules, entries, dt.date(2028, 6, 1))] == ["integrity-record"]


def test_annulled_or_light_cases_bar_nobody() -> None:
    for change in ({"annulled": True}, {"barred": False}):
        entries = [replace(Entry(QTI_SENIOR, SINCE, 2026, barred=True), **change)]
        assert bar_refusals(bare(QTI_SENIOR), entries, 2028) == ()
    gone = [Entry(WENZHOU, SINCE, 2026, annulled=True)]
    assert entries_shown({WENZHOU: bare(WENZHOU)}, gone, SINCE) == ()


def test_an_entry_whose_years_nobody_set_still_counts() -> None:
    rules = replace(bare(IOT), numbers={})
    entries = [Entry(IOT, SINCE, 2026)]
    assert entries_shown({IOT: rules}, entries, dt.date(2040, 1, 1)) == tuple(entries)
