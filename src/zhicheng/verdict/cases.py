"""Worked cases: small dossiers with the expected verdict and its derivation, as data beside a pack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.policy.core import Track
from zhicheng.policy.pack import Pack
from zhicheng.policy.reading import Notebook
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.vocabulary.truth import NAMES
from zhicheng.vocabulary.yaml_text import line_of, read_yaml

CASE_KEYS = (
    "case",
    "why",
    "base",
    "as_of",
    "dates",
    "pass_mark",
    "readings",
    "answers",
    "drop",
    "change",
    "applicant",
    "records",
    "expect",
)
EXPECT_KEYS = ("clauses", "score", "nodes", "derived", "can_apply", "defence", "asks")


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case, ready to be judged."""

    name: str
    why: str
    file: str
    line: int
    level: str
    dossier: Dossier
    dates: Dates
    pass_mark: Fraction | None
    readings: Mapping[str, str]
    answers: Mapping[str, Any]
    expect: Mapping[str, Any]


def read_cases(file: Path) -> list[Case]:
    """The cases of one file.

    Raises:
        Refused: the file, or a dossier in it, is wrong.
    """
    tree = read_yaml(file)
    notes = Notebook(file.name)
    top = notes.mapping(tree, file.name)
    notes.keys(top, ("track", "bases", "cases"), file.name)
    level = notes.text(top.get("track"), "track", line_of(top))
    bases = notes.mapping(top.get("bases") or {}, "bases")
    cases = [
        _read_case(notes.mapping(item, "case"), level, bases, notes)
        for item in notes.sequence(top.get("cases"), "cases")
    ]
    notes.finish()
    return cases


def _read_case(item: dict[Any, Any], level: str, bases: dict[Any, Any], notes: Notebook) -> Case:
    line = line_of(item)
    notes.keys(item, CASE_KEYS, "case")
    expect = notes.mapping(item.get("expect"), "expect", line)
    notes.keys(expect, EXPECT_KEYS, "expect")
    name = notes.text(item.get("case"), "case", line)
    mark = item.get("pass_mark")
    return Case(
        name,
        notes.text(item.get("why"), f"{name} 的 why", line),
        notes.file,
        line,
        level,
        dossier_from(_dossier(item, bases, notes, line), f"{notes.file}:{line}"),
        _dates(item, notes, line),
        None if mark is None else notes.number(mark, "pass_mark", line),
        {str(k): str(v) for k, v in notes.mapping(item.get("readings") or {}, "readings", line).items()},
        notes.mapping(item.get("answers") or {}, "answers", line),
        expect,
    )


def _dates(item: dict[Any, Any], notes: Notebook, line: int) -> Dates:
    named = dict(notes.mapping(item.get("dates") or {}, "dates", line))
    as_of = named.pop("as_of", item.get("as_of"))
    if not isinstance(as_of, dt.date):
        notes.note(line, "缺少 as_of", "as_of is missing")
        as_of = dt.date(2026, 12, 31)
    return Dates(as_of, named)


def _dossier(item: dict[Any, Any], bases: dict[Any, Any], notes: Notebook, line: int) -> dict[str, Any]:
    name = None if item.get("base") is None else notes.text(item["base"], "base", line)
    base = notes.mapping(bases.get(name) or {}, "base", line)
    if name is not None and name not in bases:
        notes.note(line, f"没有名为“{name}”的 base", f"no base '{name}'")
    dropped = set(notes.texts(item.get("drop"), "drop", line))
    changed = dict(notes.mapping(item.get("change") or {}, "change", line))
    records = []
    for entry in notes.sequence(base.get("records") or [], "records", line):
        record = notes.mapping(entry, "record", line)
        id_ = str(record.get("id", ""))
        if id_ not in dropped:
            records.append({**record, **notes.mapping(changed.pop(id_, {}), "change", line)})
    for id_ in changed:
        notes.note(line, f"base 中没有材料 {id_}", f"no record {id_} in the base")
    records.extend(notes.sequence(item.get("records") or [], "records", line))
    applicant = {
        **notes.mapping(base.get("applicant") or {}, "applicant", line),
        **notes.mapping(item.get("applicant") or {}, "applicant", line),
    }
    return {"applicant": applicant, "records": records}


def judge(case: Case, track: Track) -> Verdict:
    """The verdict on a case."""
    return evaluate(track, case.dossier, case.dates, pass_mark=case.pass_mark, answers=case.answers)


def differences(case: Case, verdict: Verdict) -> Iterator[str]:
    """What the verdict says otherwise than the case expects."""
    expect = case.expect
    yield from _clauses_that_differ(expect.get("clauses") or {}, verdict)
    if expect.get("score") is not None:
        yield from _compare("score", expect["score"], verdict.low, verdict.high)
    yield from _nodes_that_differ(expect.get("nodes") or {}, verdict)
    for name, said in (("can_apply", NAMES[verdict.can_apply]), ("defence", verdict.defence)):
        if name in expect and expect[name] != said:
            yield f"{name}: expected {expect[name]}, found {said}"
    for key, wanted in (expect.get("derived") or {}).items():
        found = derived_value(verdict, str(key))
        if found != (wanted if isinstance(wanted, bool) else str(wanted)):
            yield f"{key}: expected {wanted}, found {found}"
    asked = {question.id for question in verdict.questions()} if expect.get("asks") else set()
    for question in expect.get("asks") or ():
        if question not in asked:
            yield f"not asked: {question}"


def _clauses_that_differ(wanted: Mapping[str, Any], verdict: Verdict) -> Iterator[str]:
    for key, outcome in wanted.items():
        found = verdict.truths.get(str(key))
        if found is None:
            yield f"{key}: no such clause"
        elif NAMES[found] != outcome:
            yield f"{key}: expected {outcome}, found {NAMES[found]}"


def _nodes_that_differ(wanted: Mapping[str, Any], verdict: Verdict) -> Iterator[str]:
    nodes = {node.path: node for node in verdict.score_nodes()} if wanted else {}
    for path, points in wanted.items():
        if path not in nodes:
            yield f"{path}: no such node"
        else:
            yield from _compare(str(path), points, nodes[path].points, nodes[path].high)


def _compare(name: str, wanted: Any, low: Fraction, high: Fraction) -> Iterator[str]:
    text = str(wanted)
    least, most = text.split("..") if ".." in text else (text, text)
    if exact(least) != low or exact(most) != high:
        yield f"{name}: expected {text}, found {as_text(low)}" + (f"..{as_text(high)}" if low != high else "")


def derived_value(verdict: Verdict, key: str) -> Any:
    """The value of ``record.term`` in a verdict: a word, ``none``, or ``unknown``."""
    id_, _, name = key.rpartition(".")
    for item in verdict.context.items:
        if item.id == id_:
            value = item.value(name, verdict.context)
            if isinstance(value, bool):
                return value
            if value is None or isinstance(value, frozenset):
                return "unknown"
            return "none" if value == "" else str(value)
    return "no such record"


def check_pack(pack: Pack) -> Iterator[tuple[Case, list[str]]]:
    """Every worked case of a pack with what its verdict says otherwise (nothing: as expected)."""
    for file in sorted((pack.folder / "examples").glob("*.yaml")):
        for case in read_cases(file):
            yield case, list(differences(case, judge(case, pack.track(case.level, case.readings))))
