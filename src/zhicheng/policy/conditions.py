"""Conditions: routes, landmarks, basic and review conditions, in the phrases of the documents."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from zhicheng.dossier.facts import APPLICANT_FACTS
from zhicheng.dossier.kinds import KINDS
from zhicheng.policy.core import (
    All,
    AllTests,
    Any_,
    AtLeast,
    Clause,
    Condition,
    Decide,
    EachYear,
    FactTest,
    Not,
    Pattern,
    Records,
    Score,
    Total,
    Years,
    YearSum,
)
from zhicheng.policy.patterns import Scope, check_attribute, read_patterns, read_question, read_tests, read_window
from zhicheng.policy.predicates import Unreadable, predicate_of
from zhicheng.policy.reading import Notebook
from zhicheng.vocabulary.text import nearest
from zhicheng.vocabulary.yaml_text import line_of

CLAUSE_KEYS = ("say", "window", "where", "cite")
RECORD_EXTRAS = ("times", "of_which", "distinct")


def read_clauses(value: Any, prefix: str, scope: Scope, notes: Notebook) -> tuple[Clause, ...]:
    """A mapping of printed labels to clauses; ``window`` and ``where`` beside them hold for all."""
    mapping = notes.mapping(value or {}, prefix or "clauses")
    inner = scope.with_window(read_window(mapping.get("window"), notes, line_of(mapping, "window")))
    inner = inner.with_where(notes.mapping(mapping.get("where") or {}, "where"))
    return tuple(
        read_clause(str(label), body, prefix, inner, notes, line_of(mapping, label))
        for label, body in mapping.items()
        if label not in ("window", "where")
    )


def read_clause(label: str, value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Clause:
    """A condition under its label; ``say`` restates it in our own short words."""
    mapping = notes.mapping(value, label, line)
    say = notes.text(mapping.get("say"), f"{label} 的 say", line_of(mapping, "say") if "say" in mapping else line)
    inner = scope.with_window(read_window(mapping.get("window"), notes, line_of(mapping, "window") or line))
    inner = inner.with_where(notes.mapping(mapping.get("where") or {}, "where"))
    key = prefix + label
    body = {name: part for name, part in mapping.items() if name not in CLAUSE_KEYS}
    lines = {name: line_of(mapping, name) or line for name in body}
    return Clause(label, key, say, _read_parts(body, lines, key, inner, notes, line), line)


def read_condition(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    """One condition; several keys side by side must all hold."""
    mapping = notes.mapping(value, "condition", line)
    if "say" in mapping:
        return read_clause(
            str(mapping.get("label", "")),
            {k: v for k, v in mapping.items() if k != "label"},
            prefix,
            scope,
            notes,
            line,
        )
    scope = scope.with_window(read_window(mapping.get("window"), notes, line_of(mapping, "window") or line))
    scope = scope.with_where(notes.mapping(mapping.get("where") or {}, "where"))
    body = {name: part for name, part in mapping.items() if name not in CLAUSE_KEYS}
    return _read_parts(body, {name: line_of(mapping, name) or line for name in body}, prefix, scope, notes, line)


def _read_parts(
    body: dict[Any, Any], lines: dict[Any, int], prefix: str, scope: Scope, notes: Notebook, line: int
) -> Condition:
    """The condition keys of one mapping. ``at_least`` goes with ``of`` and ``each_record``."""
    parts: list[Condition] = []
    for name, part in body.items():
        here = lines[name]
        if name in ("of", "each_record"):
            if "at_least" not in body:
                notes.note(here, f"“{name}”须与 at_least 同用", f"'{name}' goes with at_least")
        elif name == "at_least":
            parts.append(_at_least(body, prefix, scope, notes, here))
        elif name in READERS:
            parts.append(READERS[name](part, prefix, scope, notes, here))
        elif name in KINDS:
            parts.append(_records_of_kind(str(name), part, scope, notes, here))
        else:
            known = [*READERS, "at_least", *KINDS]
            near = nearest(str(name), known)
            notes.note(
                here,
                f"没有“{name}”这种条件" + (f"，是否“{near}”？" if near else ""),
                f"no condition '{name}'" + (f", did you mean '{near}'?" if near else ""),
                (
                    f"可用：{'、'.join(READERS)}、at_least 或材料种类",
                    f"allowed: {', '.join(READERS)}, at_least, or a kind of record",
                ),
            )
    if not parts:
        notes.note(line, f"{prefix} 没有条件", f"{prefix} has no condition")
        return All(())
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _members(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> tuple[Condition, ...]:
    """A list of conditions, or labelled clauses as a mapping."""
    if isinstance(value, dict):
        return read_clauses(value, prefix, scope, notes)
    return tuple(
        read_condition(item, prefix, scope, notes, line_of(value, place) or line)
        for place, item in enumerate(notes.sequence(value, "list of conditions", line))
    )


def _all(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    return All(_members(value, prefix, scope, notes, line))


def _any(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    return Any_(_members(value, prefix, scope, notes, line))


def _not(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    return Not(read_condition(value, prefix, scope, notes, line))


def _at_least(body: dict[Any, Any], prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    members = _members(body.get("of"), prefix, scope, notes, line)
    once = notes.one_of(
        body.get("each_record", "may-serve-several"), ("may-serve-several", "once"), "each_record", line
    )
    count = notes.whole(body["at_least"], "at_least", line, 1, 99)
    if count > len(members):
        notes.note(line, f"要求 {count} 项，但只列了 {len(members)} 项", f"asks for {count} of only {len(members)}")
    return AtLeast(count, members, once == "once")


def _records_of_kind(kind: str, value: Any, scope: Scope, notes: Notebook, line: int) -> Condition:
    """``award: {level: provincial+, times: 2, of_which: {rank: 1, times: 1}}``."""
    mapping = notes.mapping({} if value is None else value, kind, line)
    tests = {name: part for name, part in mapping.items() if name not in RECORD_EXTRAS}
    patterns = read_patterns({kind: tests}, scope, notes, line)

    def narrower(more: dict[Any, Any]) -> Any:
        return read_patterns({kind: {**tests, **more}}, scope, notes, line)

    return _counted(patterns, mapping, narrower, scope, notes, line=line)


def _records(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    """``records: {match: [{project: …}, {product: …}], times: 2}`` over several kinds."""
    mapping = notes.mapping(value, "records", line)
    notes.keys(mapping, ("match", *RECORD_EXTRAS), "records")
    patterns = read_patterns(mapping.get("match"), scope, notes, line)

    def narrower(more: dict[Any, Any]) -> Any:
        match = mapping.get("match")
        return tuple(  # what is no mapping has been noted already
            pattern
            for item in (match if isinstance(match, list) else [match])
            if isinstance(item, dict)
            for kind, tests in item.items()
            if tests is None or isinstance(tests, dict)
            for pattern in read_patterns({kind: {**(tests or {}), **more}}, scope, notes, line)
        )

    return _counted(patterns, mapping, narrower, scope, notes, line=line)


def _counted(
    patterns: Any,
    mapping: dict[Any, Any],
    narrower: Callable[[dict[Any, Any]], Any],
    scope: Scope,
    notes: Notebook,
    *,
    line: int,
) -> Condition:
    times = notes.whole(mapping.get("times", 1), "times", line)
    distinct = mapping.get("distinct")
    check_attribute(None if distinct is None else str(distinct), patterns, scope, notes, line, what="distinct")
    wide = Records(patterns, times, None if distinct is None else str(distinct))
    if "of_which" not in mapping:
        return wide
    inner = dict(notes.mapping(mapping["of_which"], "of_which", line))
    inner_times = notes.whole(inner.pop("times", 1), "times", line)
    return All((wide, Records(narrower(inner), inner_times)))


def _total(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    mapping = notes.mapping(value, "total", line)
    notes.keys(mapping, ("of", "what", "reach"), "total")
    patterns, what = read_patterns(mapping.get("of"), scope, notes, line), notes.text(mapping.get("what"), "what", line)
    check_attribute(what, patterns, scope, notes, line, what="what")
    return Total(patterns, what, _decimal(mapping.get("reach"), notes, line))


def _decimal(value: Any, notes: Notebook, line: int) -> Decimal:
    reach = notes.number(value, "reach", line)
    return Decimal(reach.numerator) / reach.denominator


def _years(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    mapping = notes.mapping(value, "years", line)
    notes.keys(mapping, ("of", "reach", "begins", "after", "interrupted", "reckon"), "years")
    interrupted = notes.one_of(mapping.get("interrupted", "added"), ("added", "continuous"), "interrupted", line)
    after = mapping.get("after")
    patterns = read_patterns(mapping.get("of"), scope.with_where({}), notes, line)
    begins = notes.texts(mapping.get("begins"), "begins", line)
    for name in begins:
        check_attribute(name, patterns, scope, notes, line, what="begins")
    return Years(
        patterns,
        notes.whole(mapping.get("reach"), "reach", line, 1, 60),
        begins,
        () if after is None else read_patterns(after, scope, notes, line),
        interrupted == "continuous",
        notes.one_of(mapping.get("reckon", "tenure"), DATES, "reckon", line),
    )


def _each_year(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    mapping = notes.mapping(value, "each_year", line)
    notes.keys(mapping, ("of", "last", "must", "sums", "count_current", "if_missing", "reckon"), "each_year")
    patterns = read_patterns(mapping.get("of"), scope, notes, line)
    kind = patterns[0].kind if patterns else "assessment"
    must = mapping.get("must")
    sums = tuple(
        _year_sum(item, kind, scope, notes, line) for item in notes.sequence(mapping.get("sums") or [], "sums", line)
    )
    missing = notes.one_of(mapping.get("if_missing", "open"), ("open", "ignore"), "if_missing", line)
    return EachYear(
        patterns,
        notes.whole(mapping.get("last"), "last", line, 1, 30),
        None
        if must is None
        else AllTests(tuple(read_tests(kind, notes.mapping(must, "must", line), scope, notes, line))),
        sums,
        bool(mapping.get("count_current", False)),
        "open" if missing == "open" else "ignore",
        notes.one_of(mapping.get("reckon", "assessments"), DATES, "reckon", line),
    )


def _year_sum(value: Any, kind: str, scope: Scope, notes: Notebook, line: int) -> YearSum:
    mapping = notes.mapping(value, "sums", line)
    notes.keys(mapping, ("what", "reach", "where"), "sums")
    where = notes.mapping(mapping.get("where") or {}, "where", line)
    what = notes.text(mapping.get("what"), "what", line)
    check_attribute(what, (Pattern(kind, AllTests(())),), scope, notes, line, what="what")
    return YearSum(
        what, _decimal(mapping.get("reach"), notes, line), AllTests(tuple(read_tests(kind, where, scope, notes, line)))
    )


def _decide(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    key, ask, by = read_question(value, notes, line)
    return Decide(key, ask, by)


def _score(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    return Score(None if value == "pass-mark" else notes.number(value, "score", line))


def _facts(value: Any, prefix: str, scope: Scope, notes: Notebook, line: int) -> Condition:
    mapping = notes.mapping(value, "applicant", line)
    notes.keys(mapping, APPLICANT_FACTS, "applicant")
    tests: list[Condition] = []
    for name, wanted in mapping.items():
        fact = APPLICANT_FACTS.get(str(name))
        if fact is None:
            continue
        try:
            tests.append(
                FactTest(
                    str(name),
                    predicate_of(wanted, words=fact.words, several=False, numeric=fact.type in ("whole", "amount")),
                )
            )
        except Unreadable as error:
            notes.note(line, error.pair[0], error.pair[1])
    return tests[0] if len(tests) == 1 else All(tuple(tests))


DATES = ("as_of", "tenure", "achievements", "assessments", "ce_years", "insurance", "work_years", "submission")

READERS: dict[str, Callable[[Any, str, Scope, Notebook, int], Condition]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "records": _records,
    "total": _total,
    "years": _years,
    "each_year": _each_year,
    "decide": _decide,
    "score": _score,
    "applicant": _facts,
}
