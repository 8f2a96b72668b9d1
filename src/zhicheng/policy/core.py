"""The core of the policy language: about a dozen kinds of node.

YAML is only the way in. Verdicts, reasons, wording and (later) array plans all work on these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

# --------------------------------------------------------------------------- tests on one record


@dataclass(frozen=True, slots=True)
class OneOf:
    """The attribute is one of these words or numbers; ``scale`` keeps how it was written."""

    values: frozenset[Any]
    written: str


@dataclass(frozen=True, slots=True)
class Between:
    """A number or date in an interval; ``None`` is unbounded."""

    low: Any
    high: Any
    low_in: bool
    high_in: bool
    written: str


@dataclass(frozen=True, slots=True)
class HasAny:
    """A list attribute holds at least one of these words."""

    values: frozenset[str]
    written: str


Predicate = OneOf | Between | HasAny


@dataclass(frozen=True, slots=True)
class AttributeTest:
    """``attribute`` (a fact or a derived term) satisfies ``predicate``.

    ``general``: the test comes from a general clause of the document and goes without saying.
    """

    attribute: str
    predicate: Predicate
    general: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A question about this record that the text leaves to people."""

    key: str
    ask: tuple[str, str]
    by: str


@dataclass(frozen=True, slots=True)
class Window:
    """The record's date lies within ``years`` before the reckoning date, or since the present title."""

    years: int | None
    since_title: bool
    counted: Literal["day", "calendar-year"] = "day"
    general: bool = False


@dataclass(frozen=True, slots=True)
class AllTests:
    """Every test holds."""

    tests: tuple[RecordTest, ...]


@dataclass(frozen=True, slots=True)
class AnyTest:
    """At least one test holds."""

    tests: tuple[RecordTest, ...]


@dataclass(frozen=True, slots=True)
class NotTest:
    """The test does not hold."""

    test: RecordTest


RecordTest = AttributeTest | Judged | Window | AllTests | AnyTest | NotTest


@dataclass(frozen=True, slots=True)
class Pattern:
    """Records of one kind that pass a test."""

    kind: str
    test: AllTests


Patterns = tuple[Pattern, ...]
"""Alternatives: a record matches when it matches one of them."""

# --------------------------------------------------------------------------- conditions


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

# --------------------------------------------------------------------------- terms of a document


@dataclass(frozen=True, slots=True)
class Case:
    """The term has value ``value`` when ``test`` holds (``None``: in every other case)."""

    value: Any
    test: AllTests | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of several criteria joined by 或: the value that one fact gives."""

    attribute: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of this document, derived from what a record's papers say.

    ``cases`` are tried in order. ``criteria`` give the highest value that the stated facts show;
    a criterion whose fact is not stated shows nothing. ``one_down`` lowers the value by a step.
    """

    name: str
    kinds: tuple[str, ...]
    cite: str
    order: tuple[Any, ...] = ()
    cases: tuple[Case, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    one_down: tuple[AllTests, ...] = ()
    floor: Any = None


@dataclass(frozen=True, slots=True)
class Open:
    """Points that the document leaves to people, or that were lost: anything from low to high."""

    low: Fraction
    high: Fraction
    ask: tuple[str, str]
    by: str
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a ladder by rank: ranks ``first`` to ``last`` (``None``: and all later ones)."""

    first: int
    last: int | None
    worth: Fraction | Open


@dataclass(frozen=True, slots=True)
class Coefficient:
    """Rank coefficients of a document, and what counts where the rank is not proved."""

    name: str
    cite: str
    steps: tuple[Step, ...]
    unproven: tuple[tuple[str, Fraction], ...] = ()


# --------------------------------------------------------------------------- scoring


@dataclass(frozen=True, slots=True)
class Factor:
    """Points are multiplied by ``times`` and ``plus`` is added for records that pass ``test``."""

    test: AllTests
    times: Fraction
    plus: Fraction


@dataclass(frozen=True, slots=True)
class Each:
    """Points for each matching record: a number, a ladder by rank, or a range left to experts."""

    points: Fraction | Open | tuple[Step, ...]
    coefficient: Coefficient | None = None
    factors: tuple[Factor, ...] = ()
    count: str | None = None


@dataclass(frozen=True, slots=True)
class PerYear:
    """Points for each year in the matching spans; ``whole``: full years only."""

    points: Fraction
    whole: bool = True
    after: Patterns = ()
    reckon: str = "work_years"


@dataclass(frozen=True, slots=True)
class Band:
    """Points for a measure in an interval."""

    interval: Between
    points: Fraction


@dataclass(frozen=True, slots=True)
class Bands:
    """Points by an interval in which a measure lies: a count, a yearly mean, or full years."""

    measure: Literal["count", "mean", "years"]
    bands: tuple[Band, ...]
    attribute: str | None = None
    last: int | None = None
    reckon: str = "assessments"


@dataclass(frozen=True, slots=True)
class Given:
    """Points that follow from a condition on the whole dossier."""

    points: Fraction
    item: Condition


Worth = Each | PerYear | Bands | Given


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the scoring standard."""

    label: str
    path: str
    patterns: Patterns
    worth: Worth
    cap: Fraction | None
    limit: int | None
    per: str | None
    cite: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a common label: ``cap`` bounds their points, ``limit`` the records counted.

    ``per`` counts the limit for each value of an attribute (of one result only the best).
    ``top_level`` names an attribute of which only the highest value present counts.
    ``apart``: records counted here may be counted elsewhere as well.
    """

    label: str
    path: str
    members: tuple[Group | Row, ...]
    cap: Fraction | None
    limit: int | None
    per: str | None
    top_level: str | None
    apart: bool
    cite: tuple[str, ...]
    line: int = 0


# --------------------------------------------------------------------------- a track


@dataclass(frozen=True, slots=True)
class Track:
    """Everything a document says for one level, under one choice of readings."""

    pack: str
    level: str
    title: str
    present: tuple[Pattern, ...]
    basic: tuple[Clause, ...]
    routes: tuple[Clause, ...]
    landmarks: tuple[Clause, ...]
    review: tuple[Clause, ...]
    scoring: Group | None
    defence: tuple[str, ...]
    prices: dict[str, tuple[str, ...]]
    terms: tuple[Term, ...]
    domains: tuple[str, ...]
    unranked: tuple[str, ...]
    shares: dict[str, Any] = field(default_factory=dict)
    specialties: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """``pack/level``, for example ``zj-iot-2026/senior-engineer``."""
        return f"{self.pack}/{self.level}"


def rows_of(node: Group | Row) -> Iterator[Row]:
    """All rows below a node, in printed order."""
    if isinstance(node, Row):
        yield node
        return
    for member in node.members:
        yield from rows_of(member)


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
