"""The tables of states as a reader sees them: a Mermaid diagram and Markdown tables, drawn from the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from zhicheng.procedure.state_table import State, StateTable, Transition

Facts = TypeVar("Facts")


def mermaid(table: StateTable[Facts], lang: str = "zh") -> str:
    """A table as the text of a Mermaid ``stateDiagram-v2``; the same table gives the same text.

    Acts that leave the state as it is are left out: they are in the Markdown table.
    """
    pick = 0 if lang == "zh" else 1
    lines = ["stateDiagram-v2", f"    [*] --> {_key(table.start)}"]
    lines.extend(f"    {_key(state.name)} : {state.staff[pick]}" for state in table.states)
    for row in table.transitions:
        if row.state != row.next_state:
            lines.append(f"    {_key(row.state)} --> {_key(row.next_state)} : {row.label[pick]}")
    lines.extend(f"    {_key(state.name)} --> [*]" for state in table.states if state.final)
    return "\n".join(lines) + "\n"


def markdown(table: StateTable[Facts]) -> str:
    """A table as Markdown, Chinese and English side by side: states, then rows, then conditions with their codes."""
    return "\n".join(_lines(table)) + "\n"


def groups(tables: Mapping[str, StateTable[Any]]) -> tuple[tuple[tuple[str, ...], StateTable[Any]], ...]:
    """Tables that read alike (clauses apart), together: the names they go by, and one of them; largest group first.

    ``tables`` by name, for example by track.
    """
    found: dict[str, tuple[list[str], StateTable[Any]]] = {}
    for name, table in tables.items():
        found.setdefault(mermaid(table) + markdown(table), ([], table))[0].append(name)
    return tuple((tuple(names), table) for names, table in sorted(found.values(), key=lambda group: -len(group[0])))


def differences(first: StateTable[Any], other: StateTable[Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The Markdown lines of states, rows and conditions that only ``first`` has, and those that only ``other`` has."""
    ours, theirs = (tuple(line for line in _lines(table) if line.startswith("| `")) for table in (first, other))
    return tuple(line for line in ours if line not in theirs), tuple(line for line in theirs if line not in ours)


def _lines(table: StateTable[Facts]) -> Iterator[str]:
    yield "| state | to the applicant | to those at work | final |\n|---|---|---|---|"
    yield from (_state_line(state) for state in table.states)
    yield "\n| state | act | who | conditions | next state |\n|---|---|---|---|---|"
    yield from (_row_line(table, row) for row in table.transitions)
    yield "\n| condition | 中文 | English | refuses with |\n|---|---|---|---|"
    for condition in table.conditions.values():
        codes = ", ".join(f"`{code}`" for code in condition.codes)
        yield f"| `{condition.name}` | {condition.say[0]} | {condition.say[1]} | {codes} |"


def _state_line(state: State) -> str:
    names = (f"{zh}<br>{en}" for zh, en in (state.applicant, state.staff))
    return f"| `{state.name}` | {' | '.join(names)} | {'yes' if state.final else ''} |"


def _row_line(table: StateTable[Facts], row: Transition) -> str:
    who = "<br>".join(" ".join(table.roles[role]) for role in row.who)
    conditions = ", ".join(f"`{name}`" for name in row.conditions)
    after = f"`{row.next_state}`" if row.next_state != row.state else "–"
    return f"| `{row.state}` | `{row.act}` {row.label[0]}<br>{row.label[1]} | {who} | {conditions} | {after} |"


def _key(name: str) -> str:
    """A state's name as Mermaid takes it: without hyphens."""
    return name.replace("-", "_")
