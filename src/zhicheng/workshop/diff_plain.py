"""Rules without their wording: what two rules have to share to be the same rule, and how near two rules are.

Labels, restatements, the keys of questions and the order of joined conditions are wording. Tests that a general
clause adds to every record (the window, the field) go without saying here; they are compared once for the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any, TypeVar

from zhicheng.policy.core import (
    All,
    AllTests,
    Any_,
    AnyTest,
    AtLeast,
    AttributeTest,
    Band,
    Bands,
    Between,
    Case,
    Clause,
    Coefficient,
    Criterion,
    Decide,
    Each,
    EachYear,
    Factor,
    FactTest,
    Given,
    Group,
    HasAny,
    Judged,
    Not,
    NotTest,
    OneOf,
    Open,
    Pattern,
    PerYear,
    Records,
    Row,
    Score,
    Step,
    Term,
    Total,
    Window,
    Years,
    YearSum,
)

Plain = Any
"""Nested tuples of words and numbers; equal exactly where two rules say the same."""
T = TypeVar("T")


def plain(rule: Any) -> Plain:
    """A rule, a test, a worth or a term as nested tuples without wording."""
    match rule:
        case Clause(item=item):
            return plain(item)
        case All(items=items):
            return _joined("all", items)
        case Any_(items=items):
            return _joined("any", items)
        case AllTests(tests=tests):
            return ("tests", *_sorted(plain(test) for test in tests if not getattr(test, "general", False)))
        case AnyTest(tests=tests):
            return ("either", *_sorted(plain(test) for test in tests))
        case AtLeast(count=count, items=items, once=once):
            return ("at least", count, once, *_sorted(plain(item) for item in items))
        case Judged(by=by) | Decide(by=by):
            return ("decided by", by)
        case OneOf(values=values) | HasAny(values=values):
            return (type(rule).__name__, *sorted((_value(value) for value in values), key=repr))
        case tuple():
            return ("patterns", *_sorted(plain(part) for part in rule))
        case _:
            return _fields(rule)


_PARTS: dict[type, tuple[str, ...]] = {
    AttributeTest: ("attribute", "predicate"),
    Between: ("low", "high", "low_in", "high_in"),
    Window: ("years", "since_title", "counted"),
    NotTest: ("test",),
    Pattern: ("kind", "test"),
    Not: ("item",),
    Records: ("patterns", "times", "distinct"),
    Total: ("patterns", "attribute", "at_least"),
    Years: ("patterns", "at_least", "begins", "after", "continuous", "reckon"),
    YearSum: ("attribute", "at_least", "test"),
    EachYear: ("patterns", "last", "must", "sums", "include_current", "if_missing", "reckon"),
    Score: ("at_least",),
    FactTest: ("name", "predicate"),
    Factor: ("test", "times", "plus"),
    Each: ("points", "coefficient", "factors", "count"),
    PerYear: ("points", "whole", "after", "reckon"),
    Band: ("interval", "points"),
    Bands: ("measure", "bands", "attribute", "last", "reckon"),
    Given: ("points", "item"),
    Row: ("patterns", "worth", "cap", "limit", "per"),
    Group: ("members", "cap", "limit", "per", "top_level", "apart"),
    Open: ("low", "high", "by"),
    Step: ("first", "last", "worth"),
    Coefficient: ("steps", "unproven"),
    Criterion: ("attribute", "cases"),
    Case: ("value", "test"),
    Term: ("name", "kinds", "order", "cases", "criteria", "one_down", "floor"),
}
"""What of each kind of rule is no wording."""

_IN_ORDER = frozenset({"cases", "steps", "order", "begins", "unproven", "kinds", "points"})


def _fields(rule: Any) -> Plain:
    names = _PARTS.get(type(rule))
    if names is None:
        return _value(rule)
    return (type(rule).__name__, *((name, _field(name, getattr(rule, name))) for name in names))


def _field(name: str, value: Any) -> Plain:
    if isinstance(value, tuple) and name in _IN_ORDER:
        return tuple(plain(part) if type(part) in _PARTS else _value(part) for part in value)
    return plain(value)


def _value(value: Any) -> Plain:
    """A word or number; 5 and 5.0 are the same."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    try:
        return str(Fraction(value))
    except (TypeError, ValueError):
        return tuple(_value(part) for part in value) if isinstance(value, tuple) else str(value)


def _joined(word: str, items: Sequence[Any]) -> Plain:
    """Conditions joined by one word, nested ones of the same word taken in; one alone stands for itself."""
    flat: list[Plain] = []
    for item in items:
        inner = plain(item)
        flat.extend(inner[1:] if isinstance(inner, tuple) and inner[:1] == (word,) else [inner])
    kept = _sorted(flat)
    return kept[0] if len(kept) == 1 else (word, *kept)


def _sorted(parts: Any) -> list[Plain]:
    return sorted(parts, key=repr)


def same(first: Any, second: Any) -> bool:
    """Whether two rules say the same apart from their wording."""
    return bool(plain(first) == plain(second))


def tokens(rule: Any) -> Counter[str]:
    """The words of a rule with their number, each with the word it stands under."""
    return Counter(_tokens(plain(rule), ""))


def _tokens(part: Plain, above: str) -> Iterator[str]:
    if not isinstance(part, tuple):
        yield f"{above}={part}"
        return
    head = str(part[0]) if part and isinstance(part[0], str) else above
    if head == "AttributeTest":  # a value says little without the attribute it is of
        name, predicate = part[1][1], part[2][1]
        yield name
        yield from [f"{name}={predicate}"] * 2
        if predicate[0] != "Between":
            yield from (f"{name}={value}" for value in predicate[1:5])
        return
    for inner in part[1:] if part and isinstance(part[0], str) else part:
        yield from _tokens(inner, head)


def nearness(first: Counter[str], second: Counter[str]) -> float:
    """How much of two rules is the same: 0 for nothing, 1 for everything. Only orders pairs, decides no verdict."""
    union = sum((first | second).values())
    return sum((first & second).values()) / union if union else 1.0


def alike(first: str, second: str) -> float:
    """How alike two printed labels are, 0 to 1."""
    return 1.0 if first == second else SequenceMatcher(None, first, second).ratio()


def aligned(
    before: Sequence[T],
    after: Sequence[T],
    near: Callable[[T, T], float],
    *,
    least: float,
    named: Callable[[T], str] | None = None,
) -> list[tuple[T | None, T | None]]:
    """Pairs of what belongs together, best first taken, none below ``least``; in the order of ``before``, what only
    ``after`` has at the end. ``named``: things of one name belong together whatever else they say."""
    taken: dict[int, int] = {}
    if named is not None:
        places = {named(one): place for place, one in enumerate(after)}
        for place, one in enumerate(before):
            if named(one) in places and places[named(one)] not in taken.values():
                taken[place] = places[named(one)]
    scores = sorted(
        (
            (-near(one, other), place, beside)
            for place, one in enumerate(before)
            if place not in taken
            for beside, other in enumerate(after)
            if beside not in taken.values()
        ),
        key=lambda found: found,
    )
    for score, place, beside in scores:
        if -score >= least and place not in taken and beside not in taken.values():
            taken[place] = beside
    pairs: list[tuple[T | None, T | None]] = [
        (one, after[taken[place]] if place in taken else None) for place, one in enumerate(before)
    ]
    used = set(taken.values())
    return pairs + [(None, other) for beside, other in enumerate(after) if beside not in used]
