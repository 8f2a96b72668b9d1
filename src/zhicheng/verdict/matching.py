"""Tests on one record, compiled to functions that give a truth value."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

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
    Patterns,
    Predicate,
    RecordTest,
    Window,
)
from zhicheng.verdict.items import NO_VALUE, Context, Item
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN, negate, truth_of

Test = Callable[[Item, Context], int]


def compile_predicate(predicate: Predicate) -> Callable[[Any], bool]:
    """A function that says whether one known value satisfies the predicate."""
    if isinstance(predicate, OneOf):
        return predicate.values.__contains__
    if isinstance(predicate, HasAny):
        wanted = predicate.values
        return lambda value: not wanted.isdisjoint(value)
    return _compile_interval(predicate)


def _compile_interval(between: Between) -> Callable[[Any], bool]:
    low, high, low_in, high_in = between.low, between.high, between.low_in, between.high_in
    low, high = _as_int(low), _as_int(high)
    if low is not None and low == high:
        return lambda value: bool(value == low)
    if high is None:
        return (lambda value: bool(value >= low)) if low_in else (lambda value: bool(value > low))
    if low is None:
        return (lambda value: bool(value <= high)) if high_in else (lambda value: bool(value < high))

    def inside(value: Any) -> bool:
        return bool((value >= low if low_in else value > low) and (value <= high if high_in else value < high))

    return inside


def _as_int(bound: Any) -> Any:
    """A whole bound as ``int``, which compares quickest; dates and parts of a number as they are."""
    return int(bound) if isinstance(bound, Decimal) and bound == int(bound) else bound


def compile_test(test: RecordTest, unranked: frozenset[str] = frozenset()) -> Test:
    """A test as a function (item, context) → truth. ``unranked``: kinds whose rank limits are
    lifted when the paper states no ranks."""
    match test:
        case AttributeTest():
            return _attribute(test, unranked)
        case Judged(key=key):
            return _judged(key)
        case Window():
            return _window(test)
        case AllTests(tests=tests):
            return _all([compile_test(part, unranked) for part in tests])
        case AnyTest(tests=tests):
            return _any([compile_test(part, unranked) for part in tests])
        case NotTest(test=inner):
            compiled = compile_test(inner, unranked)
            return lambda item, context: negate(compiled(item, context))


def _attribute(test: AttributeTest, unranked: frozenset[str]) -> Test:
    name, holds = test.attribute, compile_predicate(test.predicate)

    def check(item: Item, context: Context) -> int:
        values = item.values
        value = values[name] if name in values else item.value(name, context)
        if value is None:
            return OPEN
        if type(value) is frozenset:
            found = {holds(one) for one in value if one is not None}
            if None in value or len(found) > 1:
                return OPEN
            return MET if found == {True} else NOT_MET
        if value == NO_VALUE:
            return NOT_MET
        return MET if holds(value) else NOT_MET

    if name != "rank":
        return check

    def check_rank(item: Item, context: Context) -> int:
        facts = item.facts
        if item.kind in unranked and not facts.get("ranked", True):
            return MET
        truth = check(item, context)
        if truth == MET and not facts.get("rank_proof", True):
            return OPEN
        return truth

    return check_rank


def _judged(key: str) -> Test:
    def check(item: Item, context: Context) -> int:
        answers = context.answers
        return truth_of(answers.get(f"{key}@{item.id}")) if answers else OPEN

    return check


def _window(window: Window) -> Test:
    years, since_title, counted = window.years, window.since_title, window.counted

    def check(item: Item, context: Context) -> int:
        first, last = context.window(years, since_title, counted)
        day = item.facts["date"]
        if day is None and item.facts.get("start") is not None and item.facts["start"] <= last:
            day = min(item.facts["end"] or last, last)  # what lasts counts when it reaches into the window
        if day is None:
            return OPEN
        if day > last:
            return NOT_MET
        if first is None:
            return OPEN
        return MET if day >= first else NOT_MET

    return check


def _all(tests: list[Test]) -> Test:
    if not tests:
        return lambda item, context: MET
    if len(tests) == 1:
        return tests[0]

    def check(item: Item, context: Context) -> int:
        truth = MET
        for test in tests:
            found = test(item, context)
            if found == NOT_MET:
                return NOT_MET
            if found < truth:
                truth = found
        return truth

    return check


def _any(tests: list[Test]) -> Test:
    def check(item: Item, context: Context) -> int:
        truth = NOT_MET
        for test in tests:
            found = test(item, context)
            if found == MET:
                return MET
            if found > truth:
                truth = found
        return truth

    return check


class Matcher:
    """Patterns compiled: which records of a dossier match, which might."""

    __slots__ = ("tests",)

    def __init__(self, patterns: Patterns, unranked: frozenset[str] = frozenset()) -> None:
        self.tests: tuple[tuple[str, Test], ...] = tuple(
            (pattern.kind, compile_test(pattern.test, unranked)) for pattern in patterns
        )

    def matching(self, context: Context) -> list[tuple[Item, int]]:
        """The records that match (``MET``) or might (``OPEN``)."""
        by_kind = context.by_kind
        if len(self.tests) == 1:
            kind, test = self.tests[0]
            found = [(item, test(item, context)) for item in by_kind.get(kind, ())]
            return [pair for pair in found if pair[1]]
        best: dict[str, tuple[Item, int]] = {}
        for kind, test in self.tests:
            for item in by_kind.get(kind, ()):
                truth = test(item, context)
                if truth and (item.id not in best or best[item.id][1] < truth):
                    best[item.id] = (item, truth)
        return list(best.values())

    def truth(self, item: Item, context: Context) -> int:
        """The truth of "this record matches"."""
        return max((test(item, context) for kind, test in self.tests if kind == item.kind), default=NOT_MET)


def pattern_kinds(patterns: tuple[Pattern, ...]) -> frozenset[str]:
    """The kinds of record that patterns look at."""
    return frozenset(pattern.kind for pattern in patterns)
