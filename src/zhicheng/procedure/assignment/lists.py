"""The lists of an assignment as files: experts and applicants, from Excel, YAML or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.assignment.task import Applicant, Expert
from zhicheng.procedure.conflicts.derive import same_employer_ties, same_person_ties
from zhicheng.procedure.conflicts.tables import Field, Notes, Row, Table, read_tables
from zhicheng.procedure.conflicts.ties import Tie

_PERSON: Final = Field("person", ("人员代号", "Person"))
_EMPLOYER: Final = Field("employer", ("工作单位", "Employer"))

EXPERTS: Final = Table(
    "experts",
    ("专家名单", "Experts"),
    (
        Field("code", ("专家编号", "Expert"), required=True),
        Field("specialties", ("专业", "Specialties"), "texts", required=True),
        _EMPLOYER,
        Field("most", ("阅件上限", "Most"), "whole"),
        _PERSON,
    ),
)
APPLICANTS: Final = Table(
    "applicants",
    ("申报人名单", "Applicants"),
    (
        Field("code", ("申报人编号", "Applicant"), required=True),
        Field("specialty", ("专业", "Specialty"), required=True),
        _EMPLOYER,
        _PERSON,
    ),
)


@dataclass(frozen=True, slots=True)
class Lists:
    """Experts and applicants, and the ties that the lists themselves show (same employer, same person)."""

    experts: tuple[Expert, ...]
    applicants: tuple[Applicant, ...]
    ties: tuple[Tie, ...]


def read_lists(experts: tuple[bytes, str], applicants: tuple[bytes, str]) -> Lists:
    """The lists in two files, each as its bytes and its name.

    Raises:
        Refused: a file can't be read, or something in it is wrong: every place, by row and field.
    """
    first = _rows(*experts, EXPERTS)
    second = _rows(*applicants, APPLICANTS)
    shown = [
        tie
        for field, ties in (("employer", same_employer_ties), ("person", same_person_ties))
        for tie in ties(_by_code(first, field), _by_code(second, field))
    ]
    return Lists(
        tuple(Expert(one.values["code"], one.values["specialties"], one.values.get("most")) for one in first),
        tuple(Applicant(one.values["code"], one.values["specialty"]) for one in second),
        tuple(shown),
    )


def _rows(raw: bytes, file: str, table: Table) -> tuple[Row, ...]:
    rows = read_tables(raw, file, (table,))[table.name]
    notes, seen = Notes(file), dict[str, str]()
    for row in rows:
        code = row.values["code"]
        if code in seen:
            what = (f"编号 {code} 与 {seen[code]} 重复", f"the code {code} stands at {seen[code]} too")
            notes.note(row.place, what, ("请核对编号", "check the codes"))
        seen.setdefault(code, row.place)
    if not rows:
        notes.note("", ("名单是空的", "the list is empty"))
    notes.finish()
    return rows


def _by_code(rows: tuple[Row, ...], field: str) -> dict[str, str]:
    return {row.values["code"]: row.values.get(field, "") for row in rows}
