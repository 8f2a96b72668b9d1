"""The table machinery on a table small enough to see through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.state_pages import markdown, mermaid
from zhicheng.procedure.state_table import Condition, State, StateTable, Transition, check_table, refusals

PAID = Condition[int](
    "paid", ("已付", "paid"), ("unpaid",), lambda sum_: () if sum_ else (Refusal("unpaid", ("未付", "unpaid")),)
)
DOOR: StateTable[int] = StateTable(
    "door",
    ("门", "door"),
    "shut",
    (
        State("shut", ("关着", "shut"), ("关", "shut")),
        State("open-wide", ("开着", "open"), ("开", "open"), final=True),
    ),
    (Transition("shut", "push", ("guest",), ("paid",), "open-wide", ("推", "push"), "第一条"),),
    {"paid": PAID},
    {"guest": ("客", "guest")},
)


def codes(state: str, role: str, act: str, facts: int, table: StateTable[int] = DOOR) -> list[str]:
    return [refusal.code for refusal in refusals(table, state, role, act, facts)]


def test_a_sound_table_has_no_faults() -> None:
    assert check_table(DOOR) == ()


def test_labels_and_states_go_by_name() -> None:
    assert DOOR.label("push") == ("推", "push")
    for ask in (lambda: DOOR.label("pull"), lambda: DOOR.state("ajar")):
        with pytest.raises(KeyError):
            ask()


def test_allowed_refused_by_a_condition_by_role_by_state() -> None:
    assert codes("shut", "guest", "push", 1) == []
    assert codes("shut", "guest", "push", 0) == ["unpaid"]
    assert codes("shut", "thief", "push", 0) == ["not-your-step"]
    assert codes("open-wide", "guest", "push", 1) == ["already-done"]
    assert codes("shut", "guest", "pull", 1) == ["no-such-act"]


def test_the_clause_of_the_row_goes_to_reasons_without_one() -> None:
    assert refusals(DOOR, "shut", "guest", "push", 0)[0].clause == "第一条"
    own = replace(DOOR, conditions={"paid": replace(PAID, cited=False)})
    assert refusals(own, "shut", "guest", "push", 0)[0].clause == ""
    cited = replace(PAID, reasons=lambda _: (Refusal("unpaid", ("未付", "unpaid"), "第二条"),))
    assert refusals(replace(DOOR, conditions={"paid": cited}), "shut", "guest", "push", 0)[0].clause == "第二条"


def test_out_of_turn_says_what_is_possible() -> None:
    leave = Transition("open-wide", "leave", ("guest",), (), "shut", ("走", "leave"))
    table = replace(
        DOOR, transitions=(*DOOR.transitions, leave), states=(*DOOR.states, State("gone", ("", ""), ("没", "gone")))
    )
    away = Transition("gone", "return", ("guest",), (), "gone", ("回", "return"))
    table = replace(table, transitions=(*table.transitions, away))
    (found,) = refusals(table, "gone", "guest", "push", 1)
    assert found.code == "not-from-this-state"
    assert "回" in found.sentence("zh") and "return" in found.sentence("en")
    (found,) = refusals(table, "gone", "thief", "push", 1)
    assert "nothing waits for you" in found.sentence("en")


FAULTS = [
    ({"transitions": (*DOOR.transitions, *DOOR.transitions)}, "shut: push stands twice"),
    ({"transitions": (replace(DOOR.transitions[0], next_state="away"),)}, "shut: push: no state away"),
    ({"transitions": (replace(DOOR.transitions[0], conditions=("rich",)),)}, "shut: push: no condition rich"),
    ({"transitions": (replace(DOOR.transitions[0], conditions=()),)}, "condition paid is not used"),
    ({"transitions": (replace(DOOR.transitions[0], who=("thief",)),)}, "shut: push: no role thief"),
    ({"transitions": (replace(DOOR.transitions[0], who=()),)}, "shut: push: nobody may do it"),
    ({"transitions": ()}, "state shut is a dead end"),
    ({"transitions": ()}, "state open-wide can't be reached"),
    ({"states": (*DOOR.states, DOOR.states[0])}, "state shut stands twice"),
    ({"conditions": {"rich": PAID, "paid": PAID}}, "condition paid is filed as rich"),
    (
        {"transitions": (*DOOR.transitions, Transition("open-wide", "push", ("guest",), (), "shut", ("顶", "shove")))},
        "open-wide: push: another label than before",
    ),
]


@pytest.mark.parametrize(("change", "fault"), FAULTS, ids=[fault for _, fault in FAULTS])
def test_every_fault_of_a_table_is_found(change: dict[str, object], fault: str) -> None:
    assert fault in check_table(replace(DOOR, **change))  # type: ignore[arg-type]


def test_the_diagram_is_the_table() -> None:
    assert mermaid(DOOR, "en") == (
        "stateDiagram-v2\n"
        "    [*] --> shut\n"
        "    shut : shut\n"
        "    open_wide : open\n"
        "    shut --> open_wide : push\n"
        "    open_wide --> [*]\n"
    )
    assert "shut --> open_wide : 推" in mermaid(DOOR)


def test_acts_that_change_no_state_are_in_the_table_only() -> None:
    knock = Transition("shut", "knock", ("guest",), (), "shut", ("敲", "knock"))
    table = replace(DOOR, transitions=(*DOOR.transitions, knock))
    assert "knock" not in mermaid(table, "en")
    assert "| `shut` | `knock` 敲<br>knock | 客 guest |  | – |" in markdown(table)


def test_the_table_in_markdown_names_states_rows_conditions_and_codes() -> None:
    text = markdown(DOOR)
    assert "| `open-wide` | 开着<br>open | 开<br>open | yes |" in text
    assert "| `shut` | `push` 推<br>push | 客 guest | `paid` | `open-wide` |" in text
    assert "| `paid` | 已付 | paid | `unpaid` |" in text
