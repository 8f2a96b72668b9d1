"""The words of one document: terms, rank coefficients, open points."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zhicheng.policy.core.records import AllTests


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
