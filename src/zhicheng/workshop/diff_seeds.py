"""Small dossiers made for one rule: each just meets it, in one of the ways in which it can be met.

Where a text asks for one of several words the seeds take each in turn, at a bound they stand on it. A witness for a
change is looked for among the seeds of both sides first: what just meets one rule seldom meets another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Any

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.fields import Record
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import (
    All,
    AllTests,
    Any_,
    AnyTest,
    AtLeast,
    AttributeTest,
    Bands,
    Between,
    Clause,
    Condition,
    EachYear,
    FactTest,
    Given,
    HasAny,
    Judged,
    NotTest,
    OneOf,
    Pattern,
    PerYear,
    Records,
    RecordTest,
    Row,
    Term,
    Total,
    Track,
    Years,
    rows_of,
)
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.verdict.compiled import compiled
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.invert import build, record_for
from zhicheng.vocabulary.dates import add_years

MOST = 24
"""So many seeds of one rule are made at most."""
SPANS = (1, 2, 3, 4, 5, 8, 10, 12, 15, 20, 25, 30)
"""Years of a span that is paid by the year."""


@dataclass(frozen=True)
class Seed:
    """The parts of a small dossier: facts about the applicant, records."""

    applicant: dict[str, Any] = field(default_factory=dict)
    records: tuple[Record, ...] = ()

    def joined(self, other: Seed) -> Seed:
        """Both together."""
        return Seed({**self.applicant, **other.applicant}, self.records + other.records)


NOTHING = Seed()


class Maker:
    """Makes seeds for the rules of one track at one day."""

    def __init__(self, track: Track, dates: Dates) -> None:
        self.track, self.dates = track, dates
        self.rules = compiled(track)
        empty = Dossier.model_construct(applicant=Applicant(domains=track.domains[:1]), claimed={}, records=())
        self.context = evaluate(track, empty, dates).context
        self.made = 0

    # ------------------------------------------------------------------ conditions

    def of_condition(self, condition: Condition) -> Iterator[Seed]:
        """Seeds that should meet a condition, simplest first; what people decide is not for a seed."""
        match condition:
            case Clause(item=item):
                yield from self.of_condition(item)
            case All(items=items):
                yield from self._together(items)
            case Any_(items=items):
                for item in items:
                    yield from self.of_condition(item)
            case AtLeast(count=count, items=items):
                for first in range(len(items)):
                    yield from self._together([items[(first + step) % len(items)] for step in range(count)], 2)
            case FactTest(name=name, predicate=predicate):
                yield from (Seed({name: value}) for value in values_of(predicate))
            case Records() | Total() | Years() | EachYear():
                yield from self._of_records(condition)
            case _:
                yield NOTHING

    def _of_records(self, condition: Records | Total | Years | EachYear) -> Iterator[Seed]:
        match condition:
            case Records(patterns=patterns, times=times):
                for pattern in patterns:
                    yield from (Seed(records=records) for records in self.of_pattern(pattern, times))
            case Total(patterns=patterns, attribute=attribute, at_least=least):
                for pattern in patterns:
                    for (record,) in self.of_pattern(pattern, 1):
                        yield from self._changed(record, {attribute: least})
            case Years():
                yield from self._years(condition)
            case EachYear():
                yield from self._each_year(condition)

    def _together(self, items: Iterable[Condition], each: int = 4) -> Iterator[Seed]:
        parts = [list(islice(self.of_condition(item), each)) or [NOTHING] for item in items]
        for chosen in product(*parts):
            whole = NOTHING
            for part in chosen:
                whole = whole.joined(part)
            yield whole

    def _years(self, condition: Years) -> Iterator[Seed]:
        until = self.dates.of(condition.reckon)
        start = add_years(until, -condition.at_least)
        before = [Seed(records=found) for pattern in condition.after for found in self.of_pattern(pattern, 1)][:3]
        for pattern in condition.patterns:
            for (record,) in islice(self.of_pattern(pattern, 1), 6):
                for whole in self._changed(record, {"start": start, **dict.fromkeys(condition.begins, start)}):
                    for earlier in before or [NOTHING]:
                        moved = tuple(self._moved_to(one, start) for one in earlier.records)
                        yield whole.joined(Seed(records=moved))

    def _moved_to(self, record: Record, day: dt.date) -> Record:
        names = [name for name in ("date", "qualified_on", "start") if name in facts_of(str(record.__dict__["kind"]))]
        return self._with(record, dict.fromkeys(names, day)) or record

    def _each_year(self, condition: EachYear) -> Iterator[Seed]:
        last = self.dates.of(condition.reckon)
        latest = last.year if condition.include_current or (last.month, last.day) == (12, 31) else last.year - 1
        tests = () if condition.must is None else condition.must.tests
        sums = condition.sums or (None,)
        records: list[Record] = []
        for year in range(latest - condition.last + 1, latest + 1):
            for total in sums:
                extra = () if total is None else total.test.tests
                for pattern in condition.patterns[:1]:
                    wanted = Pattern(pattern.kind, AllTests((*pattern.test.tests, *tests, *extra)))
                    record = self._record(wanted)
                    more = {"year": year} if total is None else {"year": year, total.attribute: total.at_least}
                    changed = None if record is None else self._with(record, more)
                    records += [] if changed is None else [changed]
        yield Seed(records=tuple(records))

    # ------------------------------------------------------------------ records

    def of_pattern(self, pattern: Pattern, times: int) -> Iterator[tuple[Record, ...]]:
        """Records that match a pattern, ``times`` alike: one set for each word and each bound it names."""
        for narrow in islice(narrowed(pattern), MOST):
            record = self._record(narrow)
            if record is not None:
                yield tuple(self._copy(record, place) for place in range(times))

    def _record(self, pattern: Pattern) -> Record | None:
        self.made += 1
        return record_for(pattern, self.rules, self.context, f"w{self.made}")

    def _copy(self, record: Record, place: int) -> Record:
        if place == 0:
            return record
        self.made += 1
        more = {"result": f"s{self.made}"} if "result" in facts_of(str(record.__dict__["kind"])) else {}
        return self._with(record, {"id": f"w{self.made}", **more}) or record

    def _with(self, record: Record, facts: dict[str, Any]) -> Record | None:
        kind = str(record.__dict__["kind"])
        known = {name: value for name, value in facts.items() if name in facts_of(kind)}
        return build(kind, {**stated(record), **known}, str(known.get("id", record.id)))

    def _changed(self, record: Record, facts: dict[str, Any]) -> Iterator[Seed]:
        changed = self._with(record, facts)
        if changed is not None:
            yield Seed(records=(changed,))

    # ------------------------------------------------------------------ scoring and terms

    def of_row(self, row: Row) -> Iterator[Seed]:
        """Seeds that a row pays for: one record of each sort, several, spans of years."""
        worth = row.worth
        if isinstance(worth, Given):
            yield from self.of_condition(worth.item)
            return
        for pattern in row.patterns:
            for (record,) in islice(self.of_pattern(pattern, 1), 8):
                if isinstance(worth, PerYear) or (isinstance(worth, Bands) and worth.measure == "years"):
                    yield from self._spans(record)
                elif isinstance(worth, Bands):
                    yield from self._by_year(record, worth)
                else:
                    yield Seed(records=(record,))
                    yield from (Seed(records=many) for many in self._several(record))

    def _several(self, record: Record) -> Iterator[tuple[Record, ...]]:
        for times in (2, 4, 8):
            yield tuple(self._copy(record, place) for place in range(times))
        same_result = self._with(record, {"result": "s0"})
        if same_result is not None and "result" in facts_of(str(record.__dict__["kind"])):
            yield same_result, self._with(same_result, {"id": f"{record.id}b"}) or same_result

    def _spans(self, record: Record) -> Iterator[Seed]:
        until = self.dates.of("work_years")
        for years in SPANS:
            yield from self._changed(record, {"start": add_years(until, -years)})

    def _by_year(self, record: Record, worth: Bands) -> Iterator[Seed]:
        latest = self.dates.of(worth.reckon).year - 1
        for count in range(1, (worth.last or 5) + 1):
            for band in worth.bands:
                amount = {} if worth.attribute is None else {worth.attribute: band.interval.low or band.interval.high}
                made = [
                    self._with(record, {"id": f"{record.id}y{place}", "year": latest - place, **amount})
                    for place in range(count)
                ]
                yield Seed(records=tuple(one for one in made if one is not None))

    def of_term(self, term: Term) -> Iterator[Seed]:
        """One record for each value of a term and each way of showing it."""
        values = dict.fromkeys([case.value for one in term.criteria for case in one.cases])
        values |= dict.fromkeys([case.value for case in term.cases])
        for kind in term.kinds:
            for value in values:
                test = AllTests((AttributeTest(term.name, OneOf(frozenset({value}), str(value))),))
                yield from (Seed(records=records) for records in self.of_pattern(Pattern(kind, test), 1))
            yield from self._shown_by(term, kind)

    def _shown_by(self, term: Term, kind: str) -> Iterator[Seed]:
        """Records that state just the fact of one criterion or case, at its bound."""
        tests = [case.test for one in term.criteria for case in one.cases] + [case.test for case in term.cases]
        for test in (*tests, *term.one_down):
            if test is not None:
                yield from (Seed(records=records) for records in self.of_pattern(Pattern(kind, test), 1))

    def around(self, track: Track) -> tuple[Pattern, ...]:
        """Every pattern of the track, for records that have nothing to do with the rule in question."""
        found = [
            one
            for part in ("basic", "routes", "landmarks", "review")
            for clause in getattr(track, part)
            for patterns in patterns_in(clause)
            for one in patterns
        ]
        return tuple(
            found + ([] if track.scoring is None else [one for row in rows_of(track.scoring) for one in row.patterns])
        )


def stated(record: Record) -> dict[str, Any]:
    """What a record says, without what its schema takes for granted."""
    kind = str(record.__dict__["kind"])
    defaults = {name: fact.default for name, fact in facts_of(kind).items()}
    return {
        name: value
        for name, value in record.__dict__.items()
        if name not in ("id", "kind") and value != defaults.get(name)
    }


def values_of(predicate: Any) -> list[Any]:
    """A few values that satisfy a predicate: each word, both bounds."""
    if isinstance(predicate, OneOf):
        return sorted(predicate.values, key=str)
    if isinstance(predicate, HasAny):
        return [(word,) for word in sorted(predicate.values)]
    return [bound for bound in (predicate.low, predicate.high) if bound is not None]


def narrowed(pattern: Pattern) -> Iterator[Pattern]:
    """The pattern itself, then with one of its alternatives taken for the whole: one word, one bound, one branch."""
    yield pattern
    for test in _narrow(pattern.test):
        if isinstance(test, AllTests):
            yield Pattern(pattern.kind, test)


def _narrow(test: RecordTest) -> Iterator[RecordTest]:
    match test:
        case AllTests(tests=tests):
            for place, part in enumerate(tests):
                for narrow in _narrow(part):
                    yield AllTests((*tests[:place], narrow, *tests[place + 1 :]))
        case AnyTest(tests=tests):
            for part in tests:
                yield part
                yield from _narrow(part)
        case AttributeTest(predicate=OneOf(values=values)) if len(values) > 1:
            for value in sorted(values, key=str):
                yield replace(test, predicate=OneOf(frozenset({value}), str(value)))
        case AttributeTest(predicate=Between(low=low, high=high, high_in=True)) if high is not None and low != high:
            yield replace(test, predicate=Between(high, high, True, True, str(high)))
        case NotTest() | Judged() | _:
            return


def dossier_of(seed: Seed, domains: tuple[str, ...], own: tuple[str, ...]) -> Dossier:
    """The dossier of a seed; records of one document's own field are made to be of both documents' field."""
    records = []
    for record in seed.records:
        named = record.domains
        if named is not None and set(named) & set(own):
            records.append(record.model_copy(update={"domains": domains}))
        else:
            records.append(record)
    applicant = Applicant(**{"domains": domains, **seed.applicant})
    unique = {record.id: record for record in records}
    return Dossier.model_construct(applicant=applicant, claimed={}, records=tuple(unique.values()))
