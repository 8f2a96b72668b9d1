"""From a pattern back to a record: the least that a paper would have to say to match it.

A proposal is only believed when the pattern's own test says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from zhicheng.dossier.fields import Record, Span
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import (
    AllTests,
    AnyTest,
    AttributeTest,
    Between,
    HasAny,
    Judged,
    NotTest,
    OneOf,
    Pattern,
    Predicate,
    RecordTest,
    Term,
    Window,
)
from zhicheng.verdict.compiled import CompiledTrack
from zhicheng.verdict.items import Context, Item
from zhicheng.verdict.matching import compile_predicate, compile_test
from zhicheng.vocabulary.dates import add_years
from zhicheng.vocabulary.truth import MET, OPEN
from zhicheng.vocabulary.words import PLACE

Facts = dict[str, Any]
MOST_TRIED = 24


def record_for(pattern: Pattern, rules: CompiledTrack, context: Context, id_: str) -> Record | None:
    """A record that matches the pattern with the lowest words and smallest numbers; ``None`` when
    none was found. What people would have to judge is left open."""
    test = compile_test(pattern.test, rules.unranked)
    for facts in islice(_ways(pattern.kind, pattern.test, rules, context, 0), MOST_TRIED):
        record = build(pattern.kind, {**_usual(pattern.kind, rules, context), **facts}, id_)
        if record is None:
            continue
        truth = test(Item(record), context)
        if truth == MET or (truth == OPEN and _judged(pattern.test)):
            return record
    return None


def build(kind: str, facts: Facts, id_: str) -> Record | None:
    """A record from facts, as if read from a file; ``None`` when the schema refuses it."""
    try:
        return KINDS[kind].model_validate({"id": id_, "kind": kind, **facts})
    except ValueError:
        return None


def _usual(kind: str, rules: CompiledTrack, context: Context) -> Facts:
    """What a new record of the applicant would say anyway: today's date, the document's field."""
    facts: Facts = {"domains": rules.track.domains[:1], "date": context.dates.of("achievements")}
    if issubclass(KINDS[kind], Span):
        facts["start"] = context.dates.of("tenure")
        del facts["date"]
    if "rank" in facts_of(kind):
        facts["rank"] = 1
    return facts


def _judged(test: RecordTest) -> bool:
    match test:
        case Judged():
            return True
        case AllTests(tests=tests) | AnyTest(tests=tests):
            return any(_judged(part) for part in tests)
        case _:
            return False


def _ways(kind: str, test: RecordTest, rules: CompiledTrack, context: Context, depth: int) -> Iterator[Facts]:
    """Sets of facts under which a test may hold, simplest first."""
    if depth > 4:
        return
    match test:
        case AttributeTest(attribute=name, predicate=predicate):
            yield from _attribute_ways(kind, name, predicate, rules, context, depth)
        case AllTests(tests=tests):
            parts = [list(islice(_ways(kind, part, rules, context, depth), 6)) for part in tests]
            for chosen in product(*parts):
                merged = _merged(chosen)
                if merged is not None:
                    yield merged
        case AnyTest(tests=tests):
            for part in tests:
                yield from _ways(kind, part, rules, context, depth)
        case Window():
            yield {"date": context.dates.of("achievements")}
        case Judged() | NotTest():
            yield {}


def _merged(parts: tuple[Facts, ...]) -> Facts | None:
    merged: Facts = {}
    for part in parts:
        for name, value in part.items():
            if name in merged and merged[name] != value:
                return None
            merged[name] = value
    return merged


def _attribute_ways(
    kind: str, name: str, predicate: Predicate, rules: CompiledTrack, context: Context, depth: int
) -> Iterator[Facts]:
    term = next((one for one in rules.track.terms if one.name == name and kind in one.kinds), None)
    if term is not None:
        yield from _term_ways(kind, term, predicate, rules, context, depth)
    elif name == "field":
        wanted = compile_predicate(predicate)
        yield {"domains": rules.track.domains[:1]} if wanted("own") else {"domains": ("other",)}
    elif name == "served" and isinstance(predicate, Between) and predicate.low is not None:
        yield {"start": add_years(context.dates.of("tenure"), -int(predicate.low))}
    else:
        for value in _values(predicate):
            yield {name: value}


def _values(predicate: Predicate) -> list[Any]:
    """Values that satisfy a predicate, lowest first."""
    if isinstance(predicate, HasAny):
        return [(word,) for word in sorted(predicate.values)]
    if isinstance(predicate, OneOf):
        return sorted(
            predicate.values,
            key=lambda word: (PLACE.get(word, ("", 0))[1], str(word)) if isinstance(word, str) else (0, str(word)),
        )
    if predicate.low is not None:
        return [predicate.low if predicate.low_in else _next(predicate.low, 1)]
    return [predicate.high if predicate.high_in else _next(predicate.high, -1)]


def _next(bound: Any, step: int) -> Any:
    """The nearest whole number, or day, beyond a bound that is not included."""
    return bound + dt.timedelta(days=step) if isinstance(bound, dt.date) else bound + step


def _term_ways(
    kind: str, term: Term, predicate: Predicate, rules: CompiledTrack, context: Context, depth: int
) -> Iterator[Facts]:
    holds = compile_predicate(predicate)
    for criterion in term.criteria:
        cases = sorted(
            (case for case in criterion.cases if holds(case.value)), key=lambda case: term.order.index(case.value)
        )
        for case in cases:
            if case.test is not None:
                yield from _ways(kind, case.test, rules, context, depth + 1)
    for case in term.cases:
        if case.test is not None and holds(case.value):
            yield from _ways(kind, case.test, rules, context, depth + 1)
    if any(case.test is None and holds(case.value) for case in term.cases):
        yield {}
