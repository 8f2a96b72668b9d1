"""The attributes of records as small integers: words, numbers cut where rules change, terms, windows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import Any, Final

import numba as nb
import numpy as np

from zhicheng.dossier.schema import FactSchema
from zhicheng.policy.core import Window
from zhicheng.population.columns import NO_AMOUNT, NO_DAY, SCALE, day_from, days_of
from zhicheng.population.days import served_years
from zhicheng.population.layout import NUMBERED, text_key
from zhicheng.population.tables import Table
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN

MOST_MASKS: Final = 1 << 16


class Coded:
    """A word, a yes/no fact or a set of words: the column's own codes."""

    fixed = True
    shift = 1

    def __init__(self, kind: str, fact: FactSchema) -> None:
        self.kind, self.fact = kind, fact
        self._values: list[Any] = [None, *_values_of(fact)]

    def codes(self, work: Any) -> Any:
        """The column as it is, ``-1`` where nothing is stated."""
        return work.columns.leaf(self.kind, self.fact.name)

    def values(self) -> Sequence[Any]:
        """Not stated, then the words in order."""
        return self._values


def _values_of(fact: FactSchema) -> list[Any]:
    if fact.type == "word":
        return list(fact.words)
    if fact.type == "flag":
        return [False, True]
    return [tuple(w for i, w in enumerate(fact.words) if mask >> i & 1) for mask in range(1 << len(fact.words))]


class Text:
    """A free text or a set of domains: numbered over all batches a plan has seen."""

    fixed = False
    shift = 0

    def __init__(self, kind: str, fact: FactSchema) -> None:
        self.kind, self.fact = kind, fact
        self._known: dict[Any, int] = {None: 0}
        self._maps: dict[int, Any] = {}
        self._lock = threading.Lock()

    def codes(self, work: Any) -> Any:
        """The number of each record's text."""
        vocabulary = work.columns.vocabulary
        found = self._maps.get(id(vocabulary))
        if found is None or found[0] is not vocabulary:
            with self._lock:
                found = self._maps[id(vocabulary)] = (vocabulary, self._number(vocabulary))
        return found[1][work.columns.leaf(self.kind, self.fact.name) + 1]

    def _number(self, vocabulary: Any) -> Any:
        if self.fact.type == "texts":
            texts: Sequence[Any] = vocabulary.domains
        else:
            texts = vocabulary.texts.get(text_key(self.kind, self.fact.name), ())
        return np.array([0, *(self._known.setdefault(text, len(self._known)) for text in texts)], np.int32)

    def values(self) -> Sequence[Any]:
        """Not stated, then the texts in the order in which they came."""
        return list(self._known)


class Measured:
    """A number or a date, cut at the places where some rule changes."""

    fixed = True
    shift = 0

    def __init__(self, raw: Callable[[Any], Any], none: Any, breaks: Sequence[Any], to_int: Any, to_value: Any) -> None:
        self.raw, self.none = raw, none
        exact = sorted({to_int(one) for one in breaks})
        self.breaks = np.array([int(one) for one in exact], np.int64)
        points: list[int] = []
        for i, edge in enumerate(self.breaks.tolist()):
            points += [edge - 1, edge] if i == 0 else [(self.breaks[i - 1] + edge) // 2, edge]
        points.append(int(self.breaks[-1]) + 1 if len(self.breaks) else 0)
        self._values = [None, *(to_value(int(point)) for point in points)]

    def codes(self, work: Any) -> Any:
        """0 not stated; else which stretch between the breaks, the breaks themselves apart."""
        return _classes(self.raw(work), self.none, self.breaks)

    def values(self) -> Sequence[Any]:
        """One value for each stretch."""
        return self._values


@nb.njit(cache=True, nogil=True)
def _classes(raw: Any, none: Any, breaks: Any) -> Any:
    found = np.empty(len(raw), np.uint8)
    for i in range(len(raw)):
        value = raw[i]
        if value == none:
            found[i] = 0
        else:
            place = 1
            for edge in breaks:
                place += (value >= edge) + (value > edge)
            found[i] = place
    return found


def _whole(value: Any) -> int:
    if Decimal(value) != int(value):
        raise ValueError(value)
    return int(value)


def measured_fact(kind: str, fact: FactSchema, breaks: Sequence[Any]) -> Measured:
    """A number, an amount or a date of a record."""

    def raw(work: Any) -> Any:
        return work.columns.leaf(kind, fact.name)

    if fact.type == "date":
        return Measured(raw, NO_DAY, breaks, days_of, day_from)
    if fact.type == "amount":
        return Measured(raw, NO_AMOUNT, breaks, _scaled, lambda value: Decimal(max(value, 0)) / SCALE)
    return Measured(raw, -1, breaks, int, lambda value: max(value, 0))


def _scaled(value: Any) -> int:
    return _whole(Decimal(value) * SCALE)


def measured_served(kind: str, breaks: Sequence[Any], until: Any) -> Measured:
    """Full years served in a post, up to its end or the reckoning date."""

    def raw(work: Any) -> Any:
        return served_years(work.columns.leaf(kind, "start"), work.columns.leaf(kind, "end"), until)

    return Measured(raw, -1, breaks, int, lambda value: max(value, 0))


class InWindow:
    """The truth of "within the window" for each record."""

    fixed = True
    shift = 0

    def __init__(self, kind: str, window: Window, lasting: bool, last: Any, start: Any) -> None:
        self.kind, self.window, self.lasting = kind, window, lasting
        self.last = days_of(last)
        self.start = None if start is None else days_of(start)

    def codes(self, work: Any) -> Any:
        """0 outside, 1 it can't be known, 2 inside."""
        columns, kind = work.columns, self.kind
        date = columns.leaf(kind, "date")
        begins, ends = (
            (columns.leaf(kind, "start"), columns.leaf(kind, "end")) if self.lasting else (date[:0], date[:0])
        )
        fixed = NO_DAY if self.start is None else self.start
        title = work.title_since if self.window.since_title else _NOBODY
        return _inside(date, begins, ends, columns.offsets(kind), title, fixed, self.last)

    def values(self) -> Sequence[Any]:
        """The three truths."""
        return (NOT_MET, OPEN, MET)


_NOBODY: Final = np.zeros(0, np.int32)


@nb.njit(cache=True, nogil=True)
def _inside(date: Any, start: Any, end: Any, offsets: Any, title: Any, fixed: Any, last: Any) -> Any:
    found = np.empty(len(date), np.uint8)
    for row in range(len(offsets) - 1):
        first = fixed
        if len(title) and title[row] != NO_DAY and (first == NO_DAY or title[row] < first):
            first = title[row]
        for i in range(offsets[row], offsets[row + 1]):
            day = date[i]
            if day == NO_DAY and len(start) and start[i] != NO_DAY and start[i] <= last:
                day = last if end[i] == NO_DAY else min(end[i], last)
            if day == NO_DAY:
                found[i] = 1
            elif day > last:
                found[i] = 0
            elif first == NO_DAY:
                found[i] = 1
            else:
                found[i] = 2 if day >= first else 0
    return found


class Applicants:
    """The applicant's domains and specialty, for each record of a kind."""

    fixed = False
    shift = 0

    def __init__(self, kind: str, pairs: ApplicantPairs) -> None:
        self.kind, self.pairs = kind, pairs

    def codes(self, work: Any) -> Any:
        """The number of the pair (domains, specialty) of the dossier a record belongs to."""
        return np.repeat(work.codes(self.pairs), np.diff(work.columns.offsets(self.kind)))

    def values(self) -> Sequence[Any]:
        """The pairs in the order in which they came."""
        return self.pairs.values()


class ApplicantPairs:
    """The pairs (domains, specialty) of applicants, numbered over all batches."""

    def __init__(self, domains: Text, specialty: Text) -> None:
        self.domains, self.specialty = domains, specialty
        self._known: dict[Any, int] = {}
        self._lock = threading.Lock()

    def codes(self, work: Any) -> Any:
        """The number of each dossier's pair."""
        first, second = self.domains.codes(work), self.specialty.codes(work)
        pairs, places = np.unique(first.astype(np.int64) << 32 | second, return_inverse=True)
        domains, specialties = self.domains.values(), self.specialty.values()
        with self._lock:
            numbers = [
                self._known.setdefault((domains[pair >> 32], specialties[pair & 0xFFFFFFFF]), len(self._known))
                for pair in pairs.tolist()
            ]
        return np.array(numbers, np.int32)[places] if numbers else np.zeros(0, np.int32)

    def values(self) -> Sequence[Any]:
        """The pairs in the order in which they came."""
        return list(self._known)


class Derived:
    """A term of the document: looked up in a table that the single evaluator fills."""

    fixed = False
    shift = 0

    def __init__(self, kind: str, name: str) -> None:
        self.kind, self.name = kind, name
        self.table: Table | None = None
        self._known: dict[Hashable, int] = {}
        self._values: list[Any] = []
        self._lock = threading.Lock()

    def number(self, value: Any) -> int:
        """The number of a value; yes and 1 are not the same."""
        key = (type(value), value)
        with self._lock:
            if key not in self._known:
                self._known[key] = len(self._values)
                self._values.append(value)
            return self._known[key]

    def codes(self, work: Any) -> Any:
        """The number of each record's value, claims taken where the papers leave it open."""
        if self.table is None:
            raise LookupError(self.name)
        found = self.table.look_up(work, work.columns.count(self.kind))
        for place, claim in work.columns.claims.get(self.kind, {}).get(self.name, ()):
            value = self._values[found[place]]
            if value is None or type(value) is frozenset:
                found[place] = self.number(claim)
        return found

    def values(self) -> Sequence[Any]:
        """The values in the order in which they came."""
        return self._values


def fact_attribute(kind: str, fact: FactSchema, breaks: Sequence[Any]) -> Any:
    """The attribute that stands for a stated fact."""
    if fact.type in ("word", "flag") or (fact.type == "words" and 1 << len(fact.words) <= MOST_MASKS):
        return Coded(kind, fact)
    if fact.type in ("whole", "amount", "date"):
        return measured_fact(kind, fact, breaks)
    if fact.name == NUMBERED:
        raise NotImplementedError("a rule that looks at the number of a result")
    return Text(kind, fact)
