"""Records to search among: for each row and clause the records that its pattern asks for, one way after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from zhicheng.dossier.fields import Record
from zhicheng.policy.core import AllTests, AnyTest, AttributeTest, OneOf, Pattern, RecordTest, Row
from zhicheng.verdict.invert import record_for
from zhicheng.verdict.matching import compile_test
from zhicheng.vocabulary.truth import MET
from zhicheng.workshop.witness import Bench, Facts, Tried, changed
from zhicheng.workshop.witness_orders import InPlay

MOST_WAYS = 12
MOST_PARTS = 6
FEW_NEAR = 3
MOST_NEAR = 4000


@dataclass(frozen=True, slots=True)
class Step:
    """A record with one fact at one value, and what ``evaluate`` says of it."""

    value: Any
    record: Record
    tried: Tried


@dataclass(frozen=True, slots=True)
class Walk:
    """One fact of a record taken through its values, worst first; all other facts stay as they are."""

    kind: str
    fact: str
    steps: tuple[Step, ...]


class Pool:
    """The records and walks of a bench."""

    def __init__(self, bench: Bench, only: frozenset[Pattern] | None = None) -> None:
        self.bench = bench
        self.only = only
        self.in_play = InPlay(bench.patterns, bench.rows, bench.track.terms)
        self._records: tuple[Record, ...] | None = None
        self._walks: tuple[Walk, ...] | None = None

    def records(self) -> tuple[Record, ...]:
        """A record for every way of every pattern, where one can be made; none twice."""
        if self._records is None:
            found: dict[Any, Record] = {}
            for pattern in self.bench.patterns:
                if self.only is None or pattern in self.only:
                    for record in records_for(self.bench, pattern):
                        found.setdefault(_facts_of(record), record)
            self._records = tuple(found.values())
        return self._records

    def of_row(self, row: Row) -> tuple[Record, ...]:
        """The records made for the patterns of a row."""
        return tuple(record for pattern in row.patterns for record in records_for(self.bench, pattern))

    def scoring_in(self, row: Row) -> Record | None:
        """A record that scores in the row, searched from its patterns with up to two facts changed at a
        time; ``None``: none was found."""
        kinds = {pattern.kind for pattern in row.patterns}
        near = list(self.of_row(row)) or [one for one in self.records() if one.__dict__["kind"] in kinds]
        near = sorted(near, key=lambda record: -self._tests_met(row, record))[:FEW_NEAR]
        beside = [other for record in near for other in self._one_changed(record)]
        farther = (other for record in beside for other in self._one_changed(record))
        for record in (*near, *beside, *islice(farther, MOST_NEAR)):
            if row.path in self.bench.try_(record).rows() or self._scores_refused(row, record):
                return record
        return None

    def _tests_met(self, row: Row, record: Record) -> int:
        """How much of what the row asks for a record already has."""
        context = self.bench.try_(record).verdict.context
        return max(
            sum(compile_test(part)(context.items[0], context) == MET for part in pattern.test.tests)
            for pattern in row.patterns
            if pattern.kind == record.__dict__["kind"]
        )

    def _scores_refused(self, row: Row, record: Record) -> bool:
        """Whether the record scores in the row when every question about it is answered with no."""
        answers = dict.fromkeys(self.bench.answers((record,)), False)
        verdict = self.bench.verdict((record,), answers)
        return any(node.path == row.path and node.high > 0 for node in verdict.score_nodes())

    def _one_changed(self, record: Record) -> Iterator[Record]:
        kind = str(record.__dict__["kind"])
        for name in (*self.in_play.facts(kind), "domains"):
            for value in self.in_play.values(kind, name):
                if value != record.__dict__.get(name):
                    other = changed(record, {name: value})
                    if other is not None:
                        yield other

    def walks(self) -> tuple[Walk, ...]:
        """Every record of the pool taken through every ordered fact that the rules look at."""
        if self._walks is None:
            self._walks = tuple(self._all_walks())
        return self._walks

    def _all_walks(self) -> Iterator[Walk]:
        seen: set[Any] = set()
        for record in self.records():
            kind = str(record.__dict__["kind"])
            for name in self.in_play.facts(kind):
                values = self.in_play.ordered(kind, name)
                if len(values) < 2:
                    continue
                key = (kind, name, _facts_of(record, name))
                if key in seen:
                    continue
                seen.add(key)
                steps = tuple(self._steps(record, name, values))
                if len(steps) > 1:
                    yield Walk(kind, name, steps)

    def _steps(self, record: Record, name: str, values: tuple[Any, ...]) -> Iterator[Step]:
        for value in values:
            other = changed(record, {name: value})
            if other is not None and possible(other):
                yield Step(value, other, self.bench.try_(other))


def possible(record: Record) -> bool:
    """Whether a paper can say this at all: only the first author is the first; special prizes are of science."""
    facts = record.__dict__
    if facts["kind"] == "award" and facts["grade"] == "special":
        return bool(facts["family"] in (None, "science"))
    if facts["kind"] == "paper" and facts["rank"] is not None:
        return bool({"first": facts["rank"] == 1, "other": facts["rank"] > 1}.get(facts["author"] or "", True))
    return True


def records_for(bench: Bench, pattern: Pattern) -> tuple[Record, ...]:
    """Records that match a pattern, one for each of its alternatives (at most a dozen)."""
    if pattern not in bench.made:
        bench.made[pattern] = _records_for(bench, pattern)
    return bench.made[pattern]


def _records_for(bench: Bench, pattern: Pattern) -> tuple[Record, ...]:
    context = bench.try_().verdict.context
    found: dict[Any, Record] = {}
    for test in islice(narrowed(pattern.test), MOST_WAYS):
        record = record_for(Pattern(pattern.kind, test), bench.rules, context, "a1")
        if record is not None:
            found.setdefault(_facts_of(record), record)
    if not found:  # an alternative by itself may be out of reach (related, where only own is known)
        whole = record_for(pattern, bench.rules, context, "a1")
        return () if whole is None else (whole,)
    return tuple(found.values())


def narrowed(test: AllTests) -> Iterator[AllTests]:
    """The test with one alternative chosen wherever it offers several, the written order kept."""
    parts = [list(islice(_choices(part), MOST_PARTS)) for part in test.tests]
    for chosen in product(*parts):
        yield AllTests(tuple(chosen))


def _choices(test: RecordTest) -> Iterator[RecordTest]:
    match test:
        case AttributeTest(attribute=name, predicate=OneOf(values=values, written=written), general=general):
            named = {word.strip().removeprefix("..").removesuffix("+") for word in written.split(",")}
            words = [word for word in sorted(values, key=str) if str(word) in named]
            for word in words or sorted(values, key=str):
                yield AttributeTest(name, OneOf(frozenset({word}), str(word)), general)
        case AnyTest(tests=tests):
            for part in tests:
                yield from _choices(part)
        case AllTests():
            yield from narrowed(test)
        case _:
            yield test


def _facts_of(record: Record, without: str = "") -> Any:
    return tuple(
        (name, tuple(sorted(value.items())) if isinstance(value, dict) else value)
        for name, value in record.__dict__.items()
        if name not in ("id", without)
    )


def facts_said(record: Record) -> Facts:
    """What a record states beyond its kind, id and defaults."""
    fields = type(record).model_fields
    return {
        name: value
        for name, value in record.__dict__.items()
        if name not in ("id", "kind") and value != fields[name].default
    }
