"""advise: from when a way in opens, what little would have to be added, what the next record brings.

Every proposal is verified by ``evaluate``. Additions have at most three records and are ordered by
fewest records, then lowest level words, then least waiting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, islice, product
from typing import Any

from zhicheng.dossier.fields import Record
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.schema import facts_of, kind_title
from zhicheng.policy.core import (
    All,
    Any_,
    AtLeast,
    Clause,
    Condition,
    Each,
    Patterns,
    Records,
    Score,
    Years,
    rows_of,
)
from zhicheng.policy.wording import attribute_name, patterns_text, value_text
from zhicheng.verdict.conditions import first_date, spans_of
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.findings import reached
from zhicheng.verdict.invert import record_for
from zhicheng.verdict.matching import Matcher
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.truth import MET, NOT_MET
from zhicheng.vocabulary.words import PLACE

Pair = tuple[str, str]
Bundle = tuple[Record, ...]
MOST_RECORDS = 3
MOST_TRIED = 60
MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Opening:
    """A way in that opens by waiting: its clause and the first day on which it is met."""

    clause: str
    say: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Addition:
    """Records that, added, settle something: which clause, what the records would have to be."""

    target: str
    say: str
    records: Bundle
    texts: tuple[Pair, ...]
    subject_to_judgement: bool


@dataclass(frozen=True, slots=True)
class NextRecord:
    """What one more record would add to the score: the row it falls in, the points gained."""

    path: str
    text: Pair
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Advice:
    """All three lists; each may be empty."""

    openings: tuple[Opening, ...]
    additions: tuple[Addition, ...]
    next_records: tuple[NextRecord, ...]


def advise(setting: Setting, dossier: Dossier, verdict: Verdict | None = None) -> Advice:
    """Advice on a dossier that was judged in a setting."""
    base = verdict or judge(setting, dossier)
    adviser = _Adviser(setting, dossier, base)
    gains = tuple(adviser.next_records())
    return Advice(tuple(adviser.openings()), tuple(adviser.additions(gains)), tuple(one for one, _ in gains))


class _Adviser:
    """One dossier in one setting, tried with more time or more records."""

    def __init__(self, setting: Setting, dossier: Dossier, base: Verdict) -> None:
        self.setting, self.dossier, self.base = setting, dossier, base
        self.rules, self.context = base.rules, base.context
        self.made = 0

    def _with(self, records: Bundle) -> Verdict:
        """The verdict with further records, what people would judge of them taken as granted."""
        ids = {record.id for record in records}
        more = Dossier.model_construct(
            applicant=self.dossier.applicant, claimed=self.dossier.claimed, records=(*self.dossier.records, *records)
        )
        first = judge(self.setting, more)
        granted = {
            question.id: True
            for question in first.questions()
            if question.record in ids and question.kind == "judgement"
        }
        if not granted:
            return first
        return judge(replace(self.setting, answers={**self.setting.answers, **granted}), more)

    # ------------------------------------------------------------------ time

    def openings(self) -> Iterator[Opening]:
        """Ways in that open by waiting alone, earliest first."""
        days = sorted({day for way in self.base.ways_in if way.truth != MET for day in self._days(way.clause)})
        waiting = {way.clause.key: way.clause.say for way in self.base.ways_in if way.truth != MET}
        for day in days:
            later = judge(replace(self.setting, dates=self._shifted(day)), self.dossier)
            for key in [key for key in waiting if later.truths[key] == MET]:
                yield Opening(key, waiting.pop(key), day)

    def _shifted(self, day: dt.date) -> Dates:
        ahead = day - self.setting.dates.as_of
        return Dates(day, {name: one + ahead for name, one in self.setting.dates.named.items()})

    def _days(self, condition: Condition) -> Iterator[dt.date]:
        match condition:
            case Years():
                day = self._reached(condition)
                if day is not None:
                    yield self.setting.dates.as_of + (day - self.context.dates.of(condition.reckon))
            case Clause(item=item):
                yield from self._days(item)
            case All(items=items) | Any_(items=items) | AtLeast(items=items):
                for item in items:
                    yield from self._days(item)

    def _reached(self, condition: Years) -> dt.date | None:
        not_before = None
        if condition.after:
            not_before, truth = first_date(Matcher(condition.after, self.rules.unranked), self.context)
            if truth == NOT_MET:
                return None
        until = self.context.dates.of(condition.reckon)
        found = Matcher(condition.patterns, self.rules.unranked).matching(self.context)
        _, possible, _ = spans_of(found, condition.begins, until, not_before)
        return reached(possible, condition.at_least, until)

    # ------------------------------------------------------------------ records

    def additions(self, gains: tuple[tuple[NextRecord, Record], ...]) -> Iterator[Addition]:
        """The smallest additions that open a way in, and that complete the review conditions."""
        found: list[Addition] = []
        if not any(way.truth == MET for way in self.base.ways_in):
            for way in self.base.ways_in:
                found.extend(self._settling(way.clause, gains))
        for clause in self.base.section("review"):
            if self.base.truths[clause.key] == NOT_MET:
                found.extend(self._settling(clause, gains))
        found.sort(key=_effort)
        yield from islice(found, MOST_SHOWN)

    def _settling(self, clause: Clause, gains: tuple[tuple[NextRecord, Record], ...]) -> Iterator[Addition]:
        bundles = sorted(islice(self._bundles(clause.item, gains), MOST_TRIED), key=_size)
        settled: list[Addition] = []
        for bundle in bundles:
            if not 0 < len(bundle) <= MOST_RECORDS or len(settled) >= 3:
                continue
            after = self._with(bundle)
            if after.truths[clause.key] == MET:
                settled.append(self._addition(clause, bundle, after))
        yield from settled

    def _addition(self, clause: Clause, bundle: Bundle, after: Verdict) -> Addition:
        ids = {record.id for record in bundle}
        judged = len(after.context.answers) > len(self.setting.answers)
        texts = tuple(_record_text(record) for record in bundle if record.id in ids)
        return Addition(clause.key, clause.say, bundle, texts, judged)

    def _bundles(self, condition: Condition, gains: tuple[tuple[NextRecord, Record], ...]) -> Iterator[Bundle]:
        """Sets of records that might settle a condition; time and decisions can't be added."""
        if self.context.kept.get(id(condition)) == MET:
            yield ()
            return
        match condition:
            case Clause(item=item):
                yield from self._bundles(item, gains)
            case Any_(items=items):
                for item in items:
                    yield from self._bundles(item, gains)
            case All(items=items):
                yield from self._joined([list(islice(self._bundles(item, gains), 8)) for item in items])
            case AtLeast(count=count, items=items):
                yield from self._enough(count, items, gains)
            case Records(patterns=patterns, times=times):
                yield from self._matching(patterns, times)
            case Score():
                yield from self._points(gains)

    def _joined(self, parts: list[list[Bundle]]) -> Iterator[Bundle]:
        for chosen in product(*parts):
            yield tuple(record for bundle in chosen for record in bundle)

    def _enough(self, count: int, items: tuple[Condition, ...], gains: Any) -> Iterator[Bundle]:
        open_items = [item for item in items if self.context.kept.get(id(item)) != MET]
        lack = count - (len(items) - len(open_items))
        cheapest = []
        for item in open_items:
            bundles = sorted(islice(self._bundles(item, gains), 8), key=_size)
            if bundles:
                cheapest.append(bundles[0])
        cheapest.sort(key=_size)
        for chosen in combinations(cheapest[:8], max(lack, 0)):
            yield tuple(record for bundle in chosen for record in bundle)

    def _matching(self, patterns: Patterns, times: int) -> Iterator[Bundle]:
        met = sum(1 for _, truth in Matcher(patterns, self.rules.unranked).matching(self.context) if truth == MET)
        lack = max(times - met, 1)
        if lack > MOST_RECORDS:
            return
        for pattern in patterns:
            records = []
            for _ in range(lack):
                self.made += 1
                record = record_for(pattern, self.rules, self.context, f"new-{self.made}")
                if record is not None:
                    records.append(record)
            if len(records) == lack:
                yield tuple(records)

    def _points(self, gains: tuple[tuple[NextRecord, Record], ...]) -> Iterator[Bundle]:
        """Records by which the score may reach the pass mark: the few that bring the most."""
        wanted = self.context.pass_mark
        if wanted is None:
            return
        lack = wanted - self.base.low
        best = [(one.gain, record) for one, record in gains[:10]]
        for number in (1, 2, 3):
            enough = [chosen for chosen in combinations(best, number) if sum(gain for gain, _ in chosen) >= lack]
            for chosen in islice(enough, 12):
                yield tuple(record for _, record in chosen)
            if enough:
                return

    def next_records(self) -> list[tuple[NextRecord, Record]]:
        """One more record of each row: the points it would bring now, most first."""
        scoring = self.rules.track.scoring
        found: list[tuple[NextRecord, Record]] = []
        if scoring is None or self.rules.standard is None:
            return found
        for row in rows_of(scoring):
            if not isinstance(row.worth, Each):
                continue
            gain, record = self._gain(row.patterns)
            if record is not None and gain > 0:
                found.append((NextRecord(row.path, patterns_text(row.patterns), gain), record))
        return sorted(found, key=lambda pair: (-pair[0].gain, pair[0].path))

    def _gain(self, patterns: Patterns) -> tuple[Fraction, Record | None]:
        for pattern in patterns:
            self.made += 1
            record = record_for(pattern, self.rules, self.context, f"new-{self.made}")
            if record is not None:
                more = Dossier.model_construct(
                    applicant=self.dossier.applicant, claimed={}, records=(*self.dossier.records, record)
                )
                return judge(self.setting, more).low - self.base.low, record
        return Fraction(0), None


def _level_words(record: Record) -> int:
    """How high the coded words of a record stand: lower is easier to come by."""
    return sum(PLACE[value][1] for value in record.__dict__.values() if isinstance(value, str) and value in PLACE)


def _size(bundle: Bundle) -> tuple[int, int]:
    return len(bundle), sum(_level_words(record) for record in bundle)


def _effort(addition: Addition) -> tuple[int, int, str]:
    return (*_size(addition.records), addition.target)


def _record_text(record: Record) -> Pair:
    """What a proposed record would have to say, in both languages."""
    kind = str(record.__dict__["kind"])
    zh_title, en_title = kind_title(kind)
    parts = []
    for name, fact in facts_of(kind).items():
        value = record.__dict__[name]
        if value is None or value == fact.default or name in ("id", "date", "start", "domains"):
            continue
        label, said = attribute_name(kind, name), value_text(value, kind, name)
        parts.append((f"{label[0]}：{said[0]}", f"{label[1]}: {said[1]}"))
    zh, en = "，".join(part[0] for part in parts), ", ".join(part[1] for part in parts)
    return (f"{zh_title}（{zh}）" if zh else zh_title), (f"{en_title} ({en})" if en else en_title)
