"""Which value of a fact is better than another: scales of words, ranks, amounts, yes before no.

Only facts whose order is beyond doubt stand here; a fact without an order is never compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import (
    AllTests,
    AnyTest,
    AttributeTest,
    Bands,
    Between,
    Each,
    HasAny,
    NotTest,
    OneOf,
    Pattern,
    Predicate,
    RecordTest,
    Row,
    Term,
)
from zhicheng.vocabulary.words import PLACE, SCALES

RANKS: Final = tuple(range(14, 0, -1))
"""Ranks from the last looked at to the first."""

ORDERS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("standard", "level"): ("enterprise", "group", "local", "industry", "country", "worldwide"),
    ("first-equipment", "scope"): ("in-province", "domestic", "worldwide"),
    ("first-equipment", "recognised"): ("municipal", "provincial", "ministry"),
    ("teaching", "role"): ("tutor", "professor"),
    ("teaching", "appointed_by"): ("faculty", "university"),
    ("society", "role"): ("member", "director", "standing-director", "head"),
    ("post", "platform_role"): ("other", "deputy", "head"),
    ("post", "position"): ("department-manager", "technical-director"),
    ("paper", "author"): ("other", "first"),
    ("talk", "venue"): ("domestic", "international", "important-international"),
    ("patent", "type"): ("design", "utility", "invention"),
    ("report", "spread"): ("considerable", "major"),
    ("talent", "title"): ("world-skills-bronze", "world-skills-silver", "world-skills-gold"),
}
"""Words of one fact that stand on no common scale, lowest first."""

WORSE_WHEN_TRUE: Final = frozenset({"sub_project", "owner_built", "transferred", "branch", "scored_elsewhere"})
"""Yes/no facts of which "no" is the better answer."""

NO_BETTER: Final = frozenset({"service", "re_evaluated", "second_bachelor", "public_institution", "key_department"})
"""Yes/no facts of which neither answer is better."""

NO_ORDER: Final = frozenset({("maturity", "step")})
"""Numbers whose end differs from scheme to scheme: the rows alone say which steps there are."""

SILENCE: Final = frozenset({"rank_proof", "ranked"})
"""Facts about the proof of another fact; hiding is looked at apart."""


class InPlay:
    """What the rules of a track look at in records of a kind: facts, words, bounds."""

    def __init__(self, patterns: Iterable[Pattern], rows: Iterable[Row], terms: Iterable[Term]) -> None:
        self.words: dict[tuple[str, str], set[str]] = {}
        self.bounds: dict[tuple[str, str], set[Any]] = {}
        self.names: dict[str, set[str]] = {}
        self.terms: dict[tuple[str, str], list[Term]] = {}
        for term in terms:
            for kind in term.kinds:
                self.terms.setdefault((kind, term.name), []).append(term)
        self._done: set[tuple[str, str]] = set()
        for pattern in patterns:
            self._take(pattern.kind, pattern.test)
        for row in rows:
            self._take_worth(row)

    def _take_worth(self, row: Row) -> None:
        worth = row.worth
        for kind in {pattern.kind for pattern in row.patterns}:
            if isinstance(worth, Each):
                if worth.coefficient is not None or isinstance(worth.points, tuple):
                    self.names.setdefault(kind, set()).add("rank")
                for factor in worth.factors:
                    self._take(kind, factor.test)
            if isinstance(worth, Bands) and worth.attribute is not None:
                bounds = self.bounds.setdefault((kind, worth.attribute), set())
                bounds.update(one for band in worth.bands for one in (band.interval.low, band.interval.high))
                self.names.setdefault(kind, set()).add(worth.attribute)

    def _take(self, kind: str, test: RecordTest) -> None:
        match test:
            case AttributeTest(attribute=name, predicate=predicate):
                self._take_attribute(kind, name, predicate)
            case AllTests(tests=tests) | AnyTest(tests=tests):
                for part in tests:
                    self._take(kind, part)
            case NotTest(test=inner):
                self._take(kind, inner)

    def _take_attribute(self, kind: str, name: str, predicate: Predicate) -> None:
        self.names.setdefault(kind, set()).add(name)
        if isinstance(predicate, Between):
            self.bounds.setdefault((kind, name), set()).update({predicate.low, predicate.high})
        elif isinstance(predicate, OneOf | HasAny):
            written = {word.strip().removeprefix("..").removesuffix("+") for word in predicate.written.split(",")}
            self.words.setdefault((kind, name), set()).update(written)
        if (kind, name) in self._done:
            return
        self._done.add((kind, name))
        for term in self.terms.get((kind, name), ()):
            for tests in tests_of(term):
                self._take(kind, tests)

    def ordered(self, kind: str, name: str) -> tuple[Any, ...]:
        """The values of a fact that the rules tell apart, worst first; empty when it has no order."""
        fact = facts_of(kind).get(name)
        if fact is None or name not in self.names.get(kind, ()) or name in SILENCE or (kind, name) in NO_ORDER:
            return ()
        if name == "rank":
            return RANKS
        if fact.type == "flag":
            return () if name in NO_BETTER else (True, False) if name in WORSE_WHEN_TRUE else (False, True)
        if fact.type in ("whole", "amount"):
            return tuple(sorted(_around(self.bounds.get((kind, name), ()), fact.type == "whole")))
        if fact.type != "word":
            return ()
        mentioned = self.words.get((kind, name), set())
        if (kind, name) in ORDERS:
            every = kind == "talent" and not mentioned.isdisjoint(
                ORDERS[kind, name]
            )  # gold is above silver, named or not
            return tuple(word for word in ORDERS[kind, name] if every or word in mentioned)
        return _between(mentioned, fact.words)

    def values(self, kind: str, name: str) -> tuple[Any, ...]:
        """Values of a fact worth trying: the words of the schema, yes and no, numbers about the bounds."""
        if name == "domains":
            return (("other",),)
        fact = facts_of(kind)[name]
        if fact.type in ("whole", "amount", "flag"):
            return self.ordered(kind, name) or (True, False) if fact.type == "flag" else self.ordered(kind, name)
        if fact.type == "words":
            return ((), *((word,) for word in fact.words))
        return fact.words

    def facts(self, kind: str) -> Iterator[str]:
        """The facts of a kind that the rules look at, in the order of the schema."""
        for name in facts_of(kind):
            if name in self.names.get(kind, ()):
                yield name


def tests_of(term: Term) -> Iterator[AllTests]:
    """Every test in a term: of its cases, its criteria, of one step down."""
    for case in (*term.cases, *(case for criterion in term.criteria for case in criterion.cases)):
        if case.test is not None:
            yield case.test
    yield from term.one_down


def _between(mentioned: set[str], known: tuple[str, ...]) -> tuple[str, ...]:
    """The part of a common scale that lies between the words mentioned."""
    scales = {PLACE[word][0] for word in mentioned if word in PLACE and word in known}
    if len(scales) != 1:
        return ()
    scale = SCALES[scales.pop()]
    places = [PLACE[word][1] for word in mentioned if word in PLACE and word in known]
    return tuple(word for word in scale[min(places) : max(places) + 1] if word in known and word != "other")


def _around(bounds: Iterable[Any], whole: bool) -> set[Any]:
    """At each bound, just below it, and between bounds."""
    known = sorted(Decimal(bound) for bound in bounds if bound is not None and not hasattr(bound, "year"))
    found: set[Any] = set()
    for bound in known:
        found |= {bound, bound - 1 if whole else bound - Decimal("0.5")}
    for low, high in pairwise(known):
        found.add((low + high) / 2 if not whole else Decimal(int((low + high) / 2)))
    if known:
        found.add(known[-1] + 1)
    return {int(value) if whole else value for value in found if value > 0}
