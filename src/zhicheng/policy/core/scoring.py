"""The scoring standard: what a row is worth, rows, groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from zhicheng.policy.core.conditions import Condition
from zhicheng.policy.core.records import AllTests, Between, Patterns
from zhicheng.policy.core.terms import Coefficient, Open, Step


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


def rows_of(node: Group | Row) -> Iterator[Row]:
    """All rows below a node, in printed order."""
    if isinstance(node, Row):
        yield node
        return
    for member in node.members:
        yield from rows_of(member)
