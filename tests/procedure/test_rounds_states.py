"""The round's table: opened when everything is set, extended only later and with a reason, closed when it is over."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from zhicheng.procedure.application_facts import TierWindow
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.rounds_states import (
    OFFICES,
    ROUND,
    ROUND_CONDITIONS,
    Extension,
    RoundFacts,
    extended,
    windows_refusals,
)
from zhicheng.procedure.state_table import check_table, next_state, refusals

from .worked import IOT, RULE


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


WINDOWS = (
    TierWindow(day("06-01"), day("06-30")),
    TierWindow(day("06-01"), day("07-10")),
    TierWindow(day("06-15"), day("07-31")),
)
FACTS = RoundFacts(
    today=day("06-20"),
    seen_version=1,
    version=1,
    tracks=1,
    chains=(IOT,),
    numbers=(RULE,),
    windows=WINDOWS,
    extensions=(Extension(0, day("07-05")),),
    reason_given=True,
)
OVER = day("08-01")


def codes(state: str, act: str, role: str = "committee-office", **changes: Any) -> list[str]:
    if act == "close":
        changes = {"today": OVER, **changes}
    return [refusal.code for refusal in refusals(ROUND, state, role, act, replace(FACTS, **changes))]


CELLS = {("draft", "open"): "open", ("open", "extend"): "open", ("open", "close"): "closed"}


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
@pytest.mark.parametrize("act", ["open", "extend", "close"])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_exactly_the_cells_are_permitted(state: str, act: str, role: str) -> None:
    found = codes(state, act, role)
    if (state, act) in CELLS and role in OFFICES:
        assert found == []
        assert next_state(ROUND, state, act) == CELLS[state, act]
    else:
        assert found in (["not-your-step"], ["not-from-this-state"], ["already-done"])


def test_the_table_is_sound() -> None:
    assert check_table(ROUND) == ()


BACKWARDS = (TierWindow(day("06-30"), day("06-01")), *WINDOWS[1:])
UNORDERED = (WINDOWS[0], TierWindow(day("06-01"), day("06-29")), WINDOWS[2])
NOT_SET = Refusal("number-not-set", ("未设", "not set"))
AGAINST = Refusal("number-against-document", ("不符", "against"))
NO_TIERS, DISORDER = (Refusal(code, ("", "")) for code in ("tiers-not-set", "tiers-out-of-order"))

TAKEN_AWAY: list[tuple[str, str, dict[str, Any], list[str]]] = [
    ("draft", "open", {"version": 2}, ["page-stale"]),
    ("draft", "open", {"tracks": 0}, ["no-track"]),
    ("draft", "open", {"chains": (IOT, NO_TIERS, DISORDER)}, ["tiers-not-set", "tiers-out-of-order"]),
    ("draft", "open", {"numbers": (RULE, NOT_SET, AGAINST)}, ["number-not-set", "number-against-document"]),
    ("draft", "open", {"windows": WINDOWS[:2]}, ["window-not-set"]),
    ("draft", "open", {"windows": BACKWARDS}, ["window-backwards", "windows-out-of-order", "round-too-late"]),
    ("draft", "open", {"windows": UNORDERED}, ["windows-out-of-order"]),
    ("draft", "open", {"today": day("07-01")}, ["round-too-late"]),
    ("open", "extend", {"extensions": ()}, ["extension-missing"]),
    ("open", "extend", {"extensions": (Extension(0, day("06-30")),)}, ["extension-not-later"]),
    ("open", "extend", {"extensions": (Extension(9, day("09-30")),)}, ["window-not-set"]),
    ("open", "extend", {"today": day("07-08"), "extensions": (Extension(0, day("07-07")),)}, ["extension-past"]),
    ("open", "extend", {"extensions": (Extension(0, day("07-11")),)}, ["windows-out-of-order"]),
    ("open", "extend", {"reason_given": False}, ["reason-missing"]),
    ("open", "close", {"today": day("07-31")}, ["windows-not-over"]),
]


@pytest.mark.parametrize(("state", "act", "changes", "found"), TAKEN_AWAY)
def test_what_is_missing_is_refused(state: str, act: str, changes: dict[str, Any], found: list[str]) -> None:
    assert codes(state, act) == []
    assert codes(state, act, **changes) == found
    facts = replace(FACTS, **{**({"today": OVER} if act == "close" else {}), **changes})
    for refusal in refusals(ROUND, state, "committee-office", act, facts):
        if refusal not in (NOT_SET, AGAINST, NO_TIERS, DISORDER):
            assert all(refusal.text) and all(refusal.do), refusal.code


def test_every_code_has_its_test() -> None:
    tested = {code for *_, found in TAKEN_AWAY for code in found}
    assert {code for condition in ROUND_CONDITIONS.values() for code in condition.codes} == tested


def test_an_extension_after_the_end_is_possible_and_several_go_together() -> None:
    assert codes("open", "extend", today=day("07-08"), extensions=(Extension(0, day("07-10")),)) == []
    together = (Extension(0, day("07-20")), Extension(1, day("07-25")))
    assert codes("open", "extend", extensions=together) == []
    assert [window.closes for window in extended(WINDOWS, together)] == [day("07-20"), day("07-25"), day("07-31")]


def test_windows_may_overlap_and_leave_their_beginning_open() -> None:
    assert windows_refusals((TierWindow(None, day("06-30")), TierWindow(None, day("06-30"))), 2) == ()
    assert windows_refusals(WINDOWS, 3) == ()


def test_the_refusal_names_the_tier() -> None:
    (found,) = windows_refusals(UNORDERED, 3)
    assert "用人单位" in found.sentence("zh") and "employer" in found.sentence("en")
    assert "第1级主管部门" in windows_refusals(WINDOWS[:2], 3)[0].sentence("zh")
