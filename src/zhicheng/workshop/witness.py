"""The bench on which witnesses are made: one track, a plain applicant, dossiers tried and confirmed.

Everything a finding says of a dossier comes from ``evaluate``; nothing is reckoned here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.fields import Record
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import (
    AllTests,
    AnyTest,
    Clause,
    Decide,
    Given,
    Group,
    Judged,
    NotTest,
    Pattern,
    RecordTest,
    Row,
    clauses_of,
    rows_of,
)
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.policy.pack import Pack
from zhicheng.verdict.compiled import compiled
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.invert import build
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.truth import NAMES
from zhicheng.workshop.findings import Pair, Shown, Witness, points_text

Facts = dict[str, Any]
SECTIONS = ("basic", "routes", "landmarks", "review")


@dataclass(frozen=True, slots=True)
class Tried:
    """What ``evaluate`` says of a few records: score, truths of the clauses, rows that got points."""

    low: Fraction
    high: Fraction
    truths: Mapping[str, int]
    verdict: Verdict

    def rows(self) -> dict[str, tuple[Fraction, Fraction]]:
        """The rows with points: path → (sure, at best)."""
        return {
            node.path: (node.points, node.high) for node in self.verdict.score_nodes() if node.is_row and node.high > 0
        }


class Bench:
    """One track under a choice of readings, reckoned to one day; dossiers are tried on it."""

    def __init__(self, pack: Pack, level: str, as_of: dt.date, readings: Mapping[str, str] | None = None) -> None:
        self.pack, self.level = pack, level
        self.dates = Dates(as_of)
        self.readings = dict(readings or {})
        self.track = pack.track(level, self.readings)
        self.rules = compiled(self.track)
        self.applicant = Applicant(**_plain_applicant(self.track.domains, self.track.specialties))
        self.made: dict[Pattern, tuple[Record, ...]] = {}
        self._known: dict[Any, Tried] = {}

    @property
    def name(self) -> str:
        """``pack/level``."""
        return self.track.name

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the scoring standard, in printed order."""
        return () if self.track.scoring is None else tuple(rows_of(self.track.scoring))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Every labelled clause of the track, in printed order."""
        return tuple(
            clause
            for section in SECTIONS
            for outer in getattr(self.track, section)
            for clause in clauses_of(outer)
            if clause.label
        )

    @cached_property
    def nodes(self) -> tuple[Group | Row, ...]:
        """The nodes of the scoring standard, parents before children, the root first."""
        return () if self.track.scoring is None else tuple(_below(self.track.scoring))

    @cached_property
    def cites(self) -> dict[str, tuple[str, ...]]:
        """Where each node of the scoring standard stands: its own citation, or that of a group above it."""
        found: dict[str, tuple[str, ...]] = {}
        if self.track.scoring is not None:
            _cite_down(self.track.scoring, (), found)
        return found

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """The patterns of all rows and clauses, each once."""
        found: dict[Pattern, None] = {}
        for row in self.rows:
            found.update(dict.fromkeys(row.patterns))
            if isinstance(row.worth, Given):
                found.update((one, None) for many in patterns_in(row.worth.item) for one in many)
        for section in SECTIONS:
            for clause in getattr(self.track, section):
                found.update((one, None) for many in patterns_in(clause) for one in many)
        return tuple(found)

    @cached_property
    def asked(self) -> dict[str, frozenset[str]]:
        """The questions that patterns ask about a record, by kind (those of the terms are left open)."""
        found: dict[str, set[str]] = {}
        for pattern in self.patterns:
            found.setdefault(pattern.kind, set()).update(judged_in(pattern.test))
        return {kind: frozenset(keys) for kind, keys in found.items()}

    @cached_property
    def decides(self) -> frozenset[str]:
        """The questions about the applicant that some row asks."""
        return frozenset(
            row.worth.item.key
            for row in self.rows
            if isinstance(row.worth, Given) and isinstance(row.worth.item, Decide)
        )

    def record(self, kind: str, facts: Facts, id_: str = "a1") -> Record | None:
        """A record from facts; ``None`` when the schema refuses it."""
        return build(kind, facts, id_)

    def dossier(self, records: Iterable[Record]) -> Dossier:
        """A dossier of the plain applicant with these records."""
        return Dossier.model_construct(applicant=self.applicant, claimed={}, records=tuple(records))

    def answers(self, records: Iterable[Record]) -> dict[str, bool]:
        """Yes to every question that a pattern (no term) asks about the records, no to those a row asks
        about the applicant: so that nothing but the records makes the score."""
        asked = {
            f"{key}@{record.id}": True
            for record in records
            for key in sorted(self.asked.get(str(record.__dict__["kind"]), ()))
        }
        return asked | dict.fromkeys(sorted(self.decides), False)

    def verdict(self, records: tuple[Record, ...], answers: Mapping[str, Any] | None = None) -> Verdict:
        """``evaluate`` on a dossier with these records."""
        given = self.answers(records) if answers is None else answers
        return evaluate(self.track, self.dossier(records), self.dates, answers=given)

    def try_(self, *records: Record) -> Tried:
        """The outcome for these records, kept."""
        key = tuple(_frozen(record) for record in records)
        found = self._known.get(key)
        if found is None:
            verdict = self.verdict(records)
            found = self._known[key] = Tried(verdict.low, verdict.high, verdict.truths, verdict)
        return found

    def witness(
        self,
        name: str,
        say: Pair,
        records: tuple[Record, ...],
        places: Iterable[str] = (),
        *,
        unanswered: bool = False,
    ) -> Witness:
        """The dossier of ``records`` with what ``evaluate`` says of it: the score, and of each place
        (a node's path or a clause's key). Answers are kept where they were needed; ``unanswered``: none."""
        answers = {} if unanswered else self._needed(records)
        verdict = self.verdict(records, answers)
        shown = [Shown("score", points_text(verdict.low, verdict.high))]
        shown += [one for place in places if place != "score" and (one := shown_at(verdict, place)) is not None]
        return Witness(
            name,
            say,
            self.name,
            self.dossier(records),
            self.dates.as_of,
            self.readings,
            answers,
            tuple(shown),
        )

    def _needed(self, records: tuple[Record, ...]) -> dict[str, Any]:
        """The answers without which the outcome would be another."""
        wanted = self.try_(*records)
        bare = self.verdict(records, {})
        if (bare.low, bare.high, bare.truths) == (wanted.low, wanted.high, wanted.truths):
            return {}
        open_now = {question.id for question in bare.questions()}
        answers = {id_: value for id_, value in self.answers(records).items() if id_ in open_now}
        few = self.verdict(records, answers)
        same = (few.low, few.high, few.truths) == (wanted.low, wanted.high, wanted.truths)
        return answers if same else self.answers(records)


def shown_at(verdict: Verdict, place: str) -> Shown | None:
    """What a verdict says of a place: points of a node, truth of a clause; ``None``: it has no such place."""
    if place == "score":
        return Shown("score", points_text(verdict.low, verdict.high))
    if place in verdict.truths:
        return Shown(place, NAMES[verdict.truths[place]])
    for node in verdict.score_nodes():
        if node.path == place:
            return Shown(place, points_text(node.points, node.high))
    return None


def confirmed(witness: Witness, pack: Pack) -> bool:
    """Whether ``evaluate`` says of the witness what it is said to say."""
    level = witness.track.partition("/")[2]
    verdict = evaluate(
        pack.track(level, witness.readings),
        witness.dossier,
        Dates(witness.as_of),
        pass_mark=witness.pass_mark,
        answers=witness.answers,
    )
    return all(shown_at(verdict, shown.place) == shown for shown in witness.shown)


def changed(record: Record, facts: Facts) -> Record | None:
    """The record with some facts otherwise; a fact of ``None`` is left unsaid."""
    kind = str(record.__dict__["kind"])
    known = facts_of(kind)
    stated = {
        name: value for name, value in record.__dict__.items() if name in known and name != "id" and value is not None
    }
    stated |= facts
    return build(kind, {name: value for name, value in stated.items() if value is not None}, record.id)


def with_id(record: Record, id_: str) -> Record:
    """The same record under another id."""
    return record.model_copy(update={"id": id_})


def _plain_applicant(domains: tuple[str, ...], specialties: Mapping[str, str]) -> Facts:
    facts: Facts = {"domains": domains[:1], "in_service": True, "public_institution": False}
    if specialties:
        facts["specialty"] = next(iter(specialties))
    return facts


def _below(node: Group | Row) -> Iterator[Group | Row]:
    yield node
    if isinstance(node, Group):
        for member in node.members:
            yield from _below(member)


def _cite_down(node: Group | Row, above: tuple[str, ...], found: dict[str, tuple[str, ...]]) -> None:
    own = node.cite or above
    found[node.path] = own
    if isinstance(node, Group):
        for member in node.members:
            _cite_down(member, own, found)


def judged_in(test: RecordTest) -> Iterator[str]:
    """The questions in a test, terms left aside."""
    match test:
        case Judged(key=key):
            yield key
        case AllTests(tests=tests) | AnyTest(tests=tests):
            for part in tests:
                yield from judged_in(part)
        case NotTest(test=inner):
            yield from judged_in(inner)


def _frozen(record: Record) -> Any:
    return tuple(
        (name, tuple(sorted(value.items())) if isinstance(value, dict) else value)
        for name, value in record.__dict__.items()
    )
