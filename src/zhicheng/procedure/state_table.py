"""State machines as tables: state, act, who, conditions, next state, clause.

A table is data that a policy officer reads row by row; :func:`refusals` is all the machinery there is. Whatever
is not a row is refused. Pages, services, tests and the diagrams of the documentation read the same table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from zhicheng.procedure.refusal import Refusal

Pair = tuple[str, str]
Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class State:
    """A state, and how it is called to the applicant and to those who work on it; ``final``: it may end here."""

    name: str
    applicant: Pair
    staff: Pair
    final: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """In ``state`` one of ``who`` may do ``act`` if every one of ``conditions`` holds; then it is ``next_state``."""

    state: str
    act: str
    who: tuple[str, ...]
    conditions: tuple[str, ...]
    next_state: str
    label: Pair
    clause: str = ""


@dataclass(frozen=True)
class Condition(Generic[Facts]):
    """A condition: what it asks, the codes it can refuse with, and the function that gives the reasons.

    ``cited``: the rule comes from the documents, so that a reason without a clause of its own cites the step's;
    else it is the platform's own rule and cites nothing.
    """

    name: str
    say: Pair
    codes: tuple[str, ...]
    reasons: Callable[[Facts], tuple[Refusal, ...]]
    cited: bool = True


@dataclass(frozen=True)
class StateTable(Generic[Facts]):
    """A state machine: where it starts, its states, its rows, its conditions by name, its roles' names."""

    name: str
    title: Pair
    start: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    conditions: Mapping[str, Condition[Facts]]
    roles: Mapping[str, Pair]

    def state(self, name: str) -> State:
        """The state of that name.

        Raises:
            KeyError: there is none.
        """
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)

    def row(self, state: str, act: str) -> Transition | None:
        """The row for an act in a state; ``None`` when the act can't be done from there."""
        return next((row for row in self.transitions if (row.state, row.act) == (state, act)), None)

    def acts(self) -> tuple[str, ...]:
        """Every act, in the order of the rows."""
        return tuple(dict.fromkeys(row.act for row in self.transitions))

    def label(self, act: str) -> Pair:
        """How an act is called.

        Raises:
            KeyError: there is no such act.
        """
        for row in self.transitions:
            if row.act == act:
                return row.label
        raise KeyError(act)


def refusals(table: StateTable[Facts], state: str, role: str, act: str, facts: Facts) -> tuple[Refusal, ...]:
    """Why ``role`` may not do ``act`` in ``state`` now; empty when it may.

    State and role come first and alone: whoever is out of turn or has no part in the step learns nothing of the
    conditions. All unmet conditions are given at once, in the order of the row.

    Raises:
        KeyError: the table has no such state.
    """
    here = table.state(state)
    row = table.row(state, act)
    if row is None:
        return (_no_row(table, here, role, act),)
    if role not in row.who:
        return (_not_yours(table, row),)
    return tuple(
        _with_clause(reason, row) if table.conditions[name].cited else reason
        for name in row.conditions
        for reason in table.conditions[name].reasons(facts)
    )


def next_state(table: StateTable[Facts], state: str, act: str) -> str:
    """The state after a permitted act.

    Raises:
        KeyError: the act can't be done in that state.
    """
    row = table.row(state, act)
    if row is None:
        raise KeyError((state, act))
    return row.next_state


def acts_of(table: StateTable[Facts], state: str, role: str) -> tuple[str, ...]:
    """The acts that ``role`` has in ``state``, whether or not their conditions hold now."""
    return tuple(row.act for row in table.transitions if row.state == state and role in row.who)


def _with_clause(reason: Refusal, row: Transition) -> Refusal:
    return replace(reason, clause=row.clause) if row.clause and not reason.clause else reason


def _no_row(table: StateTable[Facts], here: State, role: str, act: str) -> Refusal:
    """Done already, out of turn, or no act at all."""
    rows = [row for row in table.transitions if row.act == act]
    if not rows:
        text = (f"没有“{act}”这一操作", f"there is no act '{act}'")
        return Refusal("no-such-act", text, do=("请从页面上的按钮办理", "use the buttons of the page"))
    zh, en = rows[0].label
    if any(row.next_state == here.name for row in rows):
        return Refusal(
            "already-done",
            (
                f"现为“{here.staff[0]}”，“{zh}”已经办理或无需办理",
                f"it is '{here.staff[1]}': '{en}' has been done already or is not needed",
            ),
            do=("请刷新页面", "reload the page"),
        )
    own = [row.label for row in table.transitions if row.state == here.name and role in row.who]
    return Refusal(
        "not-from-this-state",
        (f"现为“{here.staff[0]}”，不能{zh}", f"it is '{here.staff[1]}'; '{en}' is not possible from there"),
        do=(
            f"现在可以：{'、'.join(label[0] for label in own)}" if own else "现在没有需要您办理的事项",
            f"possible now: {', '.join(label[1] for label in own)}" if own else "nothing waits for you now",
        ),
    )


def _not_yours(table: StateTable[Facts], row: Transition) -> Refusal:
    names = [table.roles.get(role, (role, role)) for role in row.who]
    return Refusal(
        "not-your-step",
        (
            f"“{row.label[0]}”由{'或'.join(name[0] for name in names)}办理",
            f"'{row.label[1]}' is for the {' or '.join(name[1] for name in names)}",
        ),
        row.clause,
        ("请由其登录办理，或核对您的登录身份", "leave it to them, or check the account you use"),
    )


def check_table(table: StateTable[Facts]) -> tuple[str, ...]:
    """What is wrong with a table, one line each; empty when it is sound.

    Every state can be reached and every one that is not final left; no (state, act) twice; an act has one label;
    every state, condition and role is known, every condition used.
    """
    return tuple(_faults(table))


def _faults(table: StateTable[Facts]) -> Iterator[str]:
    names = [state.name for state in table.states]
    yield from (f"state {name} stands twice" for name in dict.fromkeys(names) if names.count(name) > 1)
    cells = [(row.state, row.act) for row in table.transitions]
    yield from (f"{state}: {act} stands twice" for state, act in dict.fromkeys(cells) if cells.count((state, act)) > 1)
    for row in table.transitions:
        yield from _row_faults(table, row, names)
    reached = reachable(table)
    for state in table.states:
        if state.name not in reached:
            yield f"state {state.name} can't be reached"
        if not state.final and all(row.state != state.name for row in table.transitions):
            yield f"state {state.name} is a dead end"
    used = {name for row in table.transitions for name in row.conditions}
    yield from (f"condition {name} is not used" for name in table.conditions if name not in used)
    yield from (f"condition {name} is filed as {key}" for key, name in _misfiled(table))


def _row_faults(table: StateTable[Facts], row: Transition, names: list[str]) -> Iterator[str]:
    where = f"{row.state}: {row.act}"
    yield from (f"{where}: no state {name}" for name in (row.state, row.next_state) if name not in names)
    yield from (f"{where}: no condition {name}" for name in row.conditions if name not in table.conditions)
    yield from (f"{where}: no role {role}" for role in row.who if role not in table.roles)
    if not row.who:
        yield f"{where}: nobody may do it"
    if row.label != table.label(row.act):
        yield f"{where}: another label than before"


def _misfiled(table: StateTable[Facts]) -> list[tuple[str, str]]:
    return [(key, condition.name) for key, condition in table.conditions.items() if key != condition.name]


def reachable(table: StateTable[Facts]) -> frozenset[str]:
    """The states that can be reached from the start, whatever the conditions."""
    found, waiting = {table.start}, [table.start]
    while waiting:
        here = waiting.pop()
        further = {row.next_state for row in table.transitions if row.state == here} - found
        found |= further
        waiting.extend(further)
    return frozenset(found)
