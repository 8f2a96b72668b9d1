"""Conditions on a whole dossier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from zhicheng.policy.core.records import AllTests, Patterns, Predicate


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    """At least one condition holds."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """N of the conditions hold; ``once``: a record may serve only one of them."""

    count: int
    items: tuple[Condition, ...]
    once: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    item: Condition


@dataclass(frozen=True, slots=True)
class Records:
    """At least ``times`` records match; ``distinct``: counted by that attribute."""

    patterns: Patterns
    times: int = 1
    distinct: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of an amount over the matching records reaches ``at_least``."""

    patterns: Patterns
    attribute: str
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Years:
    """The matching spans make at least ``at_least`` full years.

    ``begins`` names date facts of the span that its start can't precede (qualification before
    appointment); ``after`` lets nothing count before the first record that matches it.
    """

    patterns: Patterns
    at_least: int
    begins: tuple[str, ...] = ()
    after: Patterns = ()
    continuous: bool = False
    reckon: str = "tenure"


@dataclass(frozen=True, slots=True)
class YearSum:
    """In each year an amount reaches ``at_least`` over the records passing ``test``."""

    attribute: str
    at_least: Decimal
    test: AllTests


@dataclass(frozen=True, slots=True)
class EachYear:
    """In each of the ``last`` years a record passes ``must``, or the sums are reached."""

    patterns: Patterns
    last: int
    must: AllTests | None
    sums: tuple[YearSum, ...]
    include_current: bool = False
    if_missing: Literal["open", "ignore"] = "open"
    reckon: str = "assessments"


@dataclass(frozen=True, slots=True)
class Decide:
    """A question about the applicant that the text leaves to people."""

    key: str
    ask: tuple[str, str]
    by: str


@dataclass(frozen=True, slots=True)
class Score:
    """The score reaches the pass mark of the round (``at_least`` is ``None``) or a printed number."""

    at_least: Fraction | None


@dataclass(frozen=True, slots=True)
class FactTest:
    """A fact about the applicant satisfies a predicate."""

    name: str
    predicate: Predicate


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition under its printed label; the unit of citation and of the verdict's ``clauses``."""

    label: str
    key: str
    say: str
    item: Condition
    line: int = 0


Condition = All | Any_ | AtLeast | Not | Records | Total | Years | EachYear | Decide | Score | FactTest | Clause


def clauses_of(condition: Condition) -> Iterator[Clause]:
    """All labelled clauses in a condition, outermost first."""
    match condition:
        case Clause():
            yield condition
            yield from clauses_of(condition.item)
        case All(items=items) | Any_(items=items) | AtLeast(items=items):
            for item in items:
                yield from clauses_of(item)
        case Not(item=item):
            yield from clauses_of(item)
        case _:
            return
