"""Tests on one record, and patterns of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


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
