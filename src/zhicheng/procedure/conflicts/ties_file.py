"""The ties file: ties, declarations, decisions and the round's rules, as people write them; and back from frozen facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from zhicheng.procedure.conflicts.tables import Field, Notes, Row, Table, read_tables, rows_of_tree
from zhicheng.procedure.conflicts.ties import Decision, Declaration, RoundRule, Stated, Tie
from zhicheng.procedure.conflicts.words import (
    CONFLICT,
    DECISIONS,
    KIN,
    KINDS,
    OUTCOMES,
    RELATIONS,
    STATED_BY,
)

_EXPERT: Final = Field("expert", ("专家编号", "Expert"), required=True)
_APPLICANT: Final = Field("applicant", ("申报人编号", "Applicant"), required=True)
_KIND: Final = Field("kind", ("关系", "Kind"), "word", True, KINDS)
_ON: Final = Field("on", ("日期", "On"), "day", True)
_SOURCE: Final = Field("source", ("来源", "Source"), required=True)

TIES: Final = Table(
    "ties",
    ("关系登记", "Ties"),
    (
        _EXPERT,
        _APPLICANT,
        _KIND,
        Field("relation", ("亲属类型", "Relation"), "word", False, RELATIONS),
        Field("start", ("起", "From"), "day"),
        Field("end", ("止", "To"), "last-day"),
        Field("stated_by", ("提供人", "Stated by"), "word", True, STATED_BY),
        _SOURCE,
        Field("note", ("备注", "Note")),
    ),
)
DECLARATIONS: Final = Table("declarations", ("专家申明", "Declarations"), (_EXPERT, _ON, _SOURCE))
DECISIONS_TABLE: Final = Table(
    "decisions",
    ("办公室认定", "Decisions"),
    (
        _EXPERT,
        _APPLICANT,
        _KIND,
        Field("outcome", ("认定", "Outcome"), "word", True, DECISIONS),
        Field("reason", ("理由", "Reason"), required=True),
        Field("by", ("认定人", "By"), required=True),
        _ON,
    ),
)
RULES: Final = Table(
    "rules",
    ("本轮规定", "Rules of the round"),
    (
        _KIND,
        Field("outcome", ("结果", "Outcome"), "word", True, OUTCOMES),
        Field("years", ("年限", "Years"), "whole"),
        _SOURCE,
        Field("by", ("设定人", "By"), required=True),
        _ON,
    ),
)
TABLES: Final = (TIES, DECLARATIONS, DECISIONS_TABLE, RULES)


def read_ties(raw: bytes, file: str) -> Stated:
    """What a ties file states, from YAML, JSON or Excel.

    Raises:
        Refused: the file can't be read, or something in it is wrong: every place, by row and field.
    """
    return _stated(read_tables(raw, file, TABLES), file)


def stated_from_tree(tree: Mapping[str, Any], file: str) -> Stated:
    """The same from the tables of a file of conflict facts, where every field is present and empty ones are null.

    Raises:
        Refused: as :func:`read_ties`.
    """
    return _stated(rows_of_tree({key: _without_empty(rows) for key, rows in tree.items()}, file, TABLES), file)


def _without_empty(rows: Any) -> Any:
    if not isinstance(rows, list):
        return rows
    return [
        {key: value for key, value in row.items() if value not in (None, "")} if isinstance(row, dict) else row
        for row in rows
    ]


def _stated(found: Mapping[str, tuple[Row, ...]], file: str) -> Stated:
    notes = Notes(file)
    for row in found["ties"]:
        _tie_faults(row, notes)
    for row in found["rules"]:
        if row.values["outcome"] != CONFLICT and "years" in row.values:
            what = ("只有“须回避”的规定才设年限", "only a rule that makes a conflict has years")
            notes.note(f"{row.place}（年限）", what, ("请清空此格", "leave it empty"))
    notes.finish()
    return Stated(
        tuple(Tie(**row.values) for row in found["ties"]),
        tuple(Declaration(**row.values) for row in found["declarations"]),
        tuple(Decision(**row.values) for row in found["decisions"]),
        tuple(RoundRule(**row.values) for row in found["rules"]),
    )


def _tie_faults(row: Row, notes: Notes) -> None:
    values: Mapping[str, Any] = row.values
    if "relation" in values and values["kind"] != KIN:
        what = ("只有亲属关系才填亲属类型", "only kin have a relation")
        notes.note(f"{row.place}（亲属类型）", what, ("请清空此格", "leave it empty"))
    start, end = values.get("start"), values.get("end")
    if start is not None and end is not None and end < start:
        notes.note(f"{row.place}（止）", (f"止 {end} 早于起 {start}", f"the end {end} is before {start}"))
