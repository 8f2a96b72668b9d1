"""What a record surely brings although its row is open: the least over everything it still may be.

A project of unknown class counts in one of five rows; whichever it is, it brings at least what the
lowest of them gives. The rows stay open; the node above them has the floor.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import AllTests, AnyTest, AttributeTest, NotTest, Pattern, RecordTest, Term
from zhicheng.policy.patterns import term_values
from zhicheng.verdict.items import NO_VALUE, Context, Item
from zhicheng.vocabulary.truth import MET, NOT_MET

Units = Any
MOST_VALUES = 24


def attributes_in(test: RecordTest) -> frozenset[str]:
    """The attributes that a test looks at."""
    match test:
        case AttributeTest(attribute=name):
            return frozenset({name})
        case AllTests(tests=tests) | AnyTest(tests=tests):
            return frozenset(name for part in tests for name in attributes_in(part))
        case NotTest(test=inner):
            return attributes_in(inner)
        case _:
            return frozenset()


def attributes_of(patterns: Iterable[Pattern], kind: str) -> frozenset[str]:
    """The attributes that patterns look at in records of a kind."""
    return frozenset(name for pattern in patterns if pattern.kind == kind for name in attributes_in(pattern.test))


def floor_of(
    item: Item, rows: list[tuple[Any, Any]], names: frozenset[str], terms: dict[Any, Term], context: Context
) -> Units:
    """The least that ``rows`` (test, worth) bring over all values of the one attribute that is open; 0
    when more than one is, or when its values can't be counted up."""
    unsure = [name for name in sorted(names) if _unsure(item.value(name, context))]
    if len(unsure) != 1:
        return 0
    values = _values(item, unsure[0], terms, context)
    if not values or len(values) > MOST_VALUES:
        return 0
    return min(_best(item, unsure[0], value, rows, context) for value in values)


def _unsure(value: Any) -> bool:
    return value is None or type(value) is frozenset


def _values(item: Item, name: str, terms: dict[Any, Term], context: Context) -> list[Any]:
    value = item.value(name, context)
    if type(value) is frozenset:
        return [] if None in value else sorted(value, key=str)
    term = terms.get((item.kind, name))
    if term is not None:
        return [*term_values(term), *([] if _always_a_value(term) else [NO_VALUE])]
    fact = facts_of(item.kind).get(name)
    if fact is None:
        return []
    return [True, False] if fact.type == "flag" else list(fact.words) if fact.type == "word" else []


def _always_a_value(term: Term) -> bool:
    """Whether the document gives the term some value whatever the papers say."""
    sinks = bool(term.one_down) and term.floor is None
    return not sinks and any(case.test is None for case in term.cases)


def _best(item: Item, name: str, value: Any, rows: list[tuple[Any, Any]], context: Context) -> Units:
    """The best row for a record if the attribute had this value; what may not match counts nothing."""
    as_if = Item(item.record)
    as_if.values[name] = value
    best: Units = 0
    for test, each in rows:
        truth = test(as_if, context)
        if truth == NOT_MET:
            continue
        low, _ = each(as_if, context)
        if truth == MET and low > best:
            best = low
    return best
