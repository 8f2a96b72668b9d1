"""What a rule about one record looks at, and how finely: the probes that tell two values apart.

Two records that agree on every probe of a rule are the same to that rule. A population has millions of records and few
such classes, so that each class is judged once, by the single evaluator itself, and the rest is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Final

from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import (
    AllTests,
    AnyTest,
    AttributeTest,
    Between,
    Each,
    Judged,
    NotTest,
    OneOf,
    Predicate,
    RecordTest,
    Row,
    Step,
    Term,
    Track,
    Window,
)
from zhicheng.population.layout import LEFT_OUT
from zhicheng.verdict.items import NO_VALUE
from zhicheng.verdict.matching import compile_predicate
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN

Probe = Callable[[Any], Hashable]
Key = tuple[str, Any]
"""``("fact", name)``, ``("term", name)``, ``("window", window)`` or ``("applicant", "")``."""
APPLICANT: Final[Key] = ("applicant", "")


class Needs:
    """Keys with their probes and, for numbers, the places where something changes."""

    def __init__(self) -> None:
        self.probes: dict[Key, list[Probe]] = {}
        self.breaks: dict[Key, set[Any]] = {}

    def add(self, key: Key, probe: Probe, breaks: Iterable[Any] = ()) -> None:
        """``probe`` is asked of the value under ``key``; it changes at ``breaks`` only."""
        self.probes.setdefault(key, []).append(probe)
        self.breaks.setdefault(key, set()).update(one for one in breaks if one is not None)


def is_none(value: Any) -> bool:
    """Whether a value is not stated."""
    return value is None


def same(value: Any) -> Hashable:
    """The value itself: every difference matters."""
    return value if isinstance(value, Hashable) else repr(value)


def truth_probe(predicate: Predicate) -> Probe:
    """The truth of ``predicate`` for a value, as the single evaluator has it."""
    holds = compile_predicate(predicate)

    def probe(value: Any) -> int:
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

    return probe


def edges_of(predicate: Predicate) -> tuple[Any, ...]:
    """Where the answer of a predicate changes along numbers or dates."""
    if isinstance(predicate, Between):
        return (predicate.low, predicate.high)
    return tuple(predicate.values) if isinstance(predicate, OneOf) else ()


class Looker:
    """Reads off the rules of one track what they look at in records of one kind."""

    def __init__(self, track: Track, kind: str, derived: frozenset[str]) -> None:
        self.track, self.kind, self.derived = track, kind, derived
        self.facts = facts_of(kind)
        self.own = frozenset(track.domains)

    def key(self, name: str) -> Key | None:
        """Where the value of an attribute comes from; ``None``: records of this kind never state it.

        Raises:
            Refused: it is a fact that populations don't keep.
        """
        if name in self.derived:
            return ("term", name)
        if name not in self.facts:
            return None
        if name in LEFT_OUT:
            raise Refused(
                [
                    Problem(
                        self.track.name,
                        f"{self.kind}.{name}",
                        ("人群表不含此项，规则却用到它", "a rule looks at this fact, which populations don't keep"),
                    )
                ]
            )
        return ("fact", name)

    def _fact(self, needs: Needs, name: str, probe: Probe, breaks: Iterable[Any] = ()) -> None:
        if name in self.facts:
            needs.add(("fact", name), probe, breaks)

    def value(self, needs: Needs, name: str, probe: Probe, breaks: Iterable[Any] = ()) -> None:
        """A probe on a fact or a term."""
        key = self.key(name)
        if key is not None:
            needs.add(key, probe, breaks)

    # ------------------------------------------------------------------ tests

    def test(self, needs: Needs, test: RecordTest, unranked: frozenset[str] = frozenset()) -> None:
        """What a test looks at."""
        match test:
            case AttributeTest(attribute=name, predicate=predicate):
                self.value(needs, name, truth_probe(predicate), edges_of(predicate))
                if name == "rank":
                    self._fact(needs, "rank_proof", same)
                    if self.kind in unranked:
                        self._fact(needs, "ranked", same)
            case Window():
                needs.add(("window", test), same)
            case AllTests(tests=tests) | AnyTest(tests=tests):
                for part in tests:
                    self.test(needs, part, unranked)
            case NotTest(test=inner):
                self.test(needs, inner, unranked)
            case Judged():
                pass

    def term(self, term: Term) -> Needs:
        """What a term of the document looks at."""
        needs = Needs()
        for criterion in term.criteria:
            self.value(needs, criterion.attribute, is_none)
            self._fact(needs, criterion.attribute, lambda value: value == "none")
            for case in criterion.cases:
                if case.test is not None:
                    self.test(needs, case.test)
        for test in [*(case.test for case in term.cases), *term.one_down]:
            if test is not None:
                self.test(needs, test)
        return needs

    def field(self) -> Needs:
        """What the rule of the field looks at: domains of the record, of the applicant, the specialty."""
        needs = Needs()
        self._fact(needs, "domains", self._domains)
        known = self.track.specialties
        needs.add(APPLICANT, lambda value: (self._domains(value[0]), known.get(value[1] or "")))
        return needs

    def _domains(self, domains: Any) -> Hashable:
        return None if domains is None else (bool(domains), self.own.intersection(domains))

    # ------------------------------------------------------------------ worth of a row

    def row(self, needs: Needs, row: Row, unranked: frozenset[str]) -> None:
        """What a row that counts records one by one looks at."""
        worth = row.worth
        for pattern in row.patterns:
            if pattern.kind == self.kind:
                self.test(needs, pattern.test, unranked)
        if not isinstance(worth, Each):
            return
        if isinstance(worth.points, tuple):
            self._rank(needs, worth.points)
        if worth.coefficient is not None:
            self._rank(needs, worth.coefficient.steps)
            self._fact(needs, "stated_role", same)
        for factor in worth.factors:
            self.test(needs, factor.test)
        if worth.count is not None:
            self.value(needs, worth.count, is_none)

    def _rank(self, needs: Needs, steps: tuple[Step, ...]) -> None:
        def probe(rank: Any) -> Hashable:
            if rank is None:
                return None
            return next((i for i, s in enumerate(steps) if s.first <= rank and (s.last is None or rank <= s.last)), -1)

        edges = [step.first for step in steps] + [step.last for step in steps]
        self.value(needs, "rank", probe, edges)
        self._fact(needs, "rank_proof", same)
        self._fact(needs, "ranked", same)
