"""The tables of a review: exactly these cells for exactly these roles, per track, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from zhicheng.procedure.review.rules import RoundStep
from zhicheng.procedure.review.tables import NAMES, review_tables
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.state_pages import differences, groups
from zhicheng.procedure.state_table import StateTable, check_table, next_state, refusals

from .cells import ABSENT, CELLS, CLAUSES, WITHOUT
from .worked import (
    IIOT,
    IM,
    IOT,
    NINGBO,
    PLANNED,
    QTI_PROFESSORATE,
    QTI_SENIOR,
    ROBOT,
    STATED,
    WENZHOU,
    bare,
    facts_for,
    rules_of,
    with_settings,
)

Cell = tuple[tuple[str, ...], str]


@cache
def tables_of(track: str) -> dict[str, StateTable[Any]]:
    return dict(review_tables(rules_of(track)))


@cache
def cells_of(track: str, table: str) -> dict[tuple[str, str], Cell]:
    """What the independent statement says of a track: the common cells, then what is this track's own."""
    found: dict[tuple[str, str], Cell] = {}
    for (name, state, act), cell in CELLS.items():
        own = cell.get(track, cell.get("*")) if isinstance(cell, dict) else cell
        if name == table and own is not None:
            found[(state, act)] = own
    return found


def test_a_track_has_the_tables_that_its_document_has() -> None:
    for track in STATED:
        assert set(tables_of(track)) == set(NAMES) - ABSENT[track], track


def test_where_a_plan_is_missing_the_round_can_supply_it() -> None:
    steps = [
        RoundStep(step, who, "年度通知第五条")
        for step, who in (
            ("vote", ("committee",)),
            ("group-review", ("specialty-group",)),
            ("result-notice", ("intermediate-committee",)),
            ("publish", ("department",)),
        )
    ]
    rules = with_settings(NINGBO, {}, round_steps=steps)
    found = review_tables(rules)
    assert {"meeting", "deliberation", "vote", "result", "defence"} <= set(found)
    assert "plan" not in found and "committee" not in found
    assert found["result"].row("ended", "publish") is not None
    assert found["result"].row("ended", "publish").who == ("department",)  # type: ignore[union-attr]
    assert found["result"].row("ended", "publish").clause == "年度通知第五条"  # type: ignore[union-attr]
    for table in found.values():
        assert check_table(table) == ()


def test_a_round_gives_away_only_steps_that_there_are_and_with_a_source() -> None:
    for step in (RoundStep("fly", ("expert",), "x"), RoundStep("vote", (), "x"), RoundStep("vote", ("chair",), " ")):
        with pytest.raises(ValueError, match="no step"):
            with_settings(NINGBO, {}, round_steps=[step])


def test_a_round_does_not_take_a_step_from_whom_the_document_gives_it() -> None:
    rules = with_settings(IOT, {}, round_steps=[RoundStep("publish", ("operator",), "通知")])
    assert rules.steps["publish"].who == ("association",)


@pytest.mark.parametrize("track", STATED)
def test_every_table_is_sound(track: str) -> None:
    for name, table in tables_of(track).items():
        assert check_table(table) == (), name
        assert table.name == name
        assert table.states[0].name == table.start


@pytest.mark.parametrize("track", STATED)
@pytest.mark.parametrize("name", NAMES)
def test_exactly_the_cells_are_permitted(track: str, name: str) -> None:
    table = tables_of(track).get(name)
    cells = cells_of(track, name) if table is not None else {}
    if table is None:
        assert name in ABSENT[track]
        return
    acts = {act for table_, _, act in CELLS if table_ == name}
    assert set(table.acts()) <= acts
    for state in table.states:
        for act in sorted(acts):
            who, after = cells.get((state.name, act), ((), ""))
            facts = facts_for(track, name, act)
            for role in ROLES:
                found = [refusal.code for refusal in refusals(table, state.name, role, act, facts)]
                if role in who:
                    assert found == [], (state.name, act, role)
                    assert next_state(table, state.name, act) == after
                else:
                    out = ["not-from-this-state"], ["already-done"], ["no-such-act"]
                    assert found == ["not-your-step"] if who else found in out, (state.name, act, role)


@pytest.mark.parametrize("track", STATED)
def test_the_statement_has_no_cell_that_the_tables_lack(track: str) -> None:
    for name, table in tables_of(track).items():
        there = {(row.state, row.act) for row in table.transitions}
        assert set(cells_of(track, name)) == there, name


@pytest.mark.parametrize(("track", "table", "state", "act", "clause"), CLAUSES)
def test_a_row_cites_the_clause_of_its_own_document(track: str, table: str, state: str, act: str, clause: str) -> None:
    row = tables_of(track)[table].row(state, act)
    assert row is not None
    assert row.clause == clause


@pytest.mark.parametrize(("track", "table", "condition"), WITHOUT)
def test_what_a_document_does_not_order_is_no_condition(track: str, table: str, condition: str) -> None:
    assert condition not in tables_of(track)[table].conditions
    others = [there for there in PLANNED if table in tables_of(there)]
    assert any(condition in tables_of(there)[table].conditions for there in others)


def test_every_refusal_of_a_condition_is_one_of_its_codes() -> None:
    """Facts at their worst: every reason that comes out is announced by its condition."""
    for track in STATED:
        for name, table in tables_of(track).items():
            for row in table.transitions:
                worst = _worst(facts_for(track, name, row.act))
                for condition in row.conditions:
                    reasons = table.conditions[condition].reasons(worst)
                    for reason in reasons:
                        assert reason.code in table.conditions[condition].codes, (name, condition, reason)
                        assert all(reason.text) and bool(reason.do[0]) == bool(reason.do[1])


def _worst(facts: Any) -> Any:
    """Every number and truth turned round, every tuple emptied."""
    changes: dict[str, Any] = {}
    for name in facts.__dataclass_fields__:
        value = getattr(facts, name)
        if isinstance(value, bool):
            changes[name] = not value
        elif isinstance(value, int) and name not in ("members", "present", "recused", "recused_present"):
            changes[name] = 1 if value == 0 else 0
        elif isinstance(value, tuple):
            changes[name] = ()
    return replace(facts, **changes)


def test_tracks_that_read_alike_are_drawn_together() -> None:
    found = groups({track: tables_of(track)["result"] for track in PLANNED})
    together = {names for names, _ in found}
    assert (IOT, ROBOT, IM) in together  # the entrusted body settles objections and publishes
    assert (IIOT,) in together  # there the office settles them
    assert (QTI_SENIOR, QTI_PROFESSORATE) in together  # nothing is filed
    first, other = tables_of(IOT)["result"], tables_of(QTI_SENIOR)["result"]
    less, more = differences(first, other)
    assert any("`file`" in line for line in less) and not any("`file`" in line for line in more)
    assert differences(first, first) == ((), ())


def test_bare_rules_build_the_same_tables() -> None:
    for track in STATED:
        assert {name: table.transitions for name, table in review_tables(bare(track)).items()} == {
            name: table.transitions for name, table in tables_of(track).items()
        }


def test_wenzhou_and_ningbo_have_only_their_own_steps() -> None:
    assert set(tables_of(NINGBO)) == {"defence", "sanction", "integrity-record"}
    assert set(tables_of(WENZHOU)) == {"sanction", "integrity-record"}
