"""Synthetic populations: the same seed and profile give the same dossiers, batch by batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import FactSchema, facts_of
from zhicheng.policy.core import AttributeTest, OneOf, Pattern, Track, rows_of
from zhicheng.policy.kinds_asked import kinds_asked, patterns_in
from zhicheng.population.columns import NO_DAY, days_of
from zhicheng.population.layout import (
    AMOUNT,
    CLAIM,
    NUMBERED,
    Vocabulary,
    applicant_facts,
    facts_kept,
    population_schema,
    record_type,
    text_key,
)
from zhicheng.population.profile import USUAL, KindProfile, Profile
from zhicheng.population.rows import KIND_PLACES
from zhicheng.verdict.floors import attributes_in

BATCH_ROWS: Final = 16_384
AMOUNT_STEPS: Final = (
    5,
    12,
    20,
    29.5,
    30,
    45,
    80,
    99.9,
    100,
    150,
    200,
    320,
    500,
    760,
    1000,
    2100,
    5000,
    12000,
    40000,
    150000,
)
"""Amounts in 万元 occur about these; some exactly at the limits of the documents."""
WHOLES: Final = {
    "staff": (5, 12, 20, 60, 100, 250, 300, 700, 1000, 3000),
    "team": (3, 8, 10, 14, 15, 22, 30, 50, 80),
    "times": (1, 1, 2, 3, 5, 8),
    "step": (1, 2, 3, 4, 5),
    "outlets": (0, 1, 3, 10),
}
TITLES: Final = ("先进工作者", "劳动模范", "优秀党员", "技术能手")
"""Texts that are told apart and never looked at."""


def generate(
    seed: int,
    dossiers: int,
    *,
    tracks: Sequence[Track] = (),
    profile: Profile = USUAL,
    as_of: dt.date = dt.date(2026, 12, 31),
    batch_rows: int = BATCH_ROWS,
) -> Iterator[pa.RecordBatch]:
    """A population of ``dossiers`` rows in batches.

    ``tracks`` say which kinds of record occur, which domains and texts; none: all kinds. Batch ``n`` depends on the
    seed, the profile, the tracks, ``as_of``, ``batch_rows`` and ``n`` only, never on how many rows are asked for in all
    (the last batch is a shorter one).
    """
    maker = _Maker(seed, tracks, profile, as_of)
    for number in range(-(-dossiers // batch_rows)):
        batch = maker.batch(number, number * batch_rows, batch_rows)
        yield batch.slice(0, min(batch_rows, dossiers - number * batch_rows))


class _Maker:
    """Draws batches under one seed and profile."""

    def __init__(self, seed: int, tracks: Sequence[Track], profile: Profile, as_of: dt.date) -> None:
        self.seed, self.profile, self.as_of = seed, profile, days_of(as_of)
        self.year = as_of.year
        asked = {kind for track in tracks for kind in kinds_asked(track)}
        self.kinds = [kind for kind in KINDS if not asked or kind in asked]
        own = [track.domains[0] for track in tracks if track.domains] or ["iot"]
        self.domains = [(domain,) for domain in dict.fromkeys(own)] + [("elsewhere",), ()]
        self.vocabulary = Vocabulary(_texts(tracks), self.domains)
        self.vocabulary.texts["claims"] = _claims(tracks)
        self.schema = population_schema(self.vocabulary)

    def batch(self, number: int, first: int, rows: int) -> pa.RecordBatch:
        rng = np.random.default_rng([self.seed, number])
        columns: dict[str, pa.Array] = {"dossier": pa.array([str(first + i) for i in range(rows)], pa.string())}
        columns["applicant"] = self._applicants(rng, rows)
        counts: dict[str, Any] = {}
        for kind in KINDS:
            counts[kind] = self._counts(rng, kind, rows)
            offsets = np.concatenate([[0], np.cumsum(counts[kind])]).astype(np.int32)
            values = self._records(rng, kind, int(offsets[-1]), counts[kind])
            columns[kind] = pa.ListArray.from_arrays(offsets, values, type=self.schema.field(kind).type)
        columns["claims"] = self._claimed(rng, rows, counts)
        return pa.RecordBatch.from_arrays([columns[name] for name in self.schema.names], schema=self.schema)

    # ------------------------------------------------------------------ applicants

    def _applicants(self, rng: Any, rows: int) -> pa.StructArray:
        arrays, fields = [], self.schema.field("applicant").type
        for fact in applicant_facts():
            arrays.append(self._applicant_fact(rng, fact, rows))
        return pa.StructArray.from_arrays(arrays, fields=list(fields))

    def _applicant_fact(self, rng: Any, fact: FactSchema, rows: int) -> pa.Array:
        if fact.name == "domains":
            own = len(self.domains) - 2
            return pa.array(rng.integers(0, max(own, 1), rows).astype(np.int32))
        yes = {"in_service": 0.99, "public_institution": 0.15, "retirement_extended": 0.01, "front_line": 0.1}
        if fact.type == "flag":
            codes = (rng.random(rows) < yes.get(fact.name, 0.5)).astype(np.int8)
            return pa.array(self._unstated(rng, fact, codes))
        if fact.type == "text":
            return pa.array(self._text(rng, "applicant", fact, rows))
        if fact.type == "date":
            days = self.as_of + rng.integers(-400, 9000, rows).astype(np.int32)
            return _dates(self._hide(rng, days, NO_DAY))
        codes = rng.integers(0, len(fact.words), rows).astype(np.int8)
        return pa.array(self._unstated(rng, fact, codes))

    # ------------------------------------------------------------------ records

    def _profile(self, kind: str) -> KindProfile:
        return self.profile.kinds.get(kind, self.profile.other)

    def _counts(self, rng: Any, kind: str, rows: int) -> Any:
        if kind not in self.kinds:
            return np.zeros(rows, np.int64)
        one = self._profile(kind)
        return np.minimum(one.least + rng.poisson(one.more, rows), one.most)

    def _records(self, rng: Any, kind: str, count: int, counts: Any) -> pa.StructArray:
        type_ = record_type(kind)
        spans = self._span(rng, count) if "start" in facts_of(kind) else {}
        arrays = []
        for fact in facts_kept(kind):
            if fact.name in spans:
                arrays.append(_dates(self._hide(rng, spans[fact.name], NO_DAY)))
            elif fact.name == "year":
                arrays.append(pa.array(self._years(counts, count)))
            else:
                arrays.append(self._fact(rng, kind, fact, count))
        return pa.StructArray.from_arrays(arrays, fields=list(type_))

    def _span(self, rng: Any, count: int) -> dict[str, Any]:
        """From, until (most last), and the qualification some months before."""
        start = (self.as_of - rng.integers(60, 20 * 365, count)).astype(np.int32)
        length = rng.integers(200, 12 * 365, count)
        ends = (rng.random(count) < 0.3) & (start + length < self.as_of)
        end = np.where(ends, start + length, NO_DAY).astype(np.int32)
        return {"start": start, "end": end, "qualified_on": (start - rng.integers(0, 400, count)).astype(np.int32)}

    def _years(self, counts: Any, count: int) -> Any:
        """The last years one after the other, this year first."""
        first = np.repeat(np.cumsum(counts) - counts, counts)
        return (self.year - (np.arange(count) - first)).astype(np.int32)

    def _fact(self, rng: Any, kind: str, fact: FactSchema, count: int) -> pa.Array:
        match fact.type:
            case "word":
                return pa.array(self._unstated(rng, fact, self._word(rng, kind, fact, count)))
            case "flag":
                yes = self._profile(kind).flags.get(fact.name, 0.97 if fact.default else 0.1)
                if fact.name == "rank_proof":
                    yes = 1 - self.profile.unproven
                return pa.array((rng.random(count) < yes).astype(np.int8))
            case "words":
                return pa.array(self._masks(rng, fact, count))
            case "whole":
                return pa.array(self._whole(rng, fact, count))
            case "amount":
                return self._amounts(rng, count)
            case "date":
                days = (self.as_of - rng.integers(-90, 9 * 365, count)).astype(np.int32)
                return _dates(self._hide(rng, days, NO_DAY))
            case "texts":
                return pa.array(self._domain_sets(rng, count))
            case _:
                return pa.array(self._text(rng, kind, fact, count))

    def _hide(self, rng: Any, values: Any, none: Any) -> Any:
        return np.where(rng.random(len(values)) < self.profile.unstated, none, values).astype(values.dtype)

    def _unstated(self, rng: Any, fact: FactSchema, codes: Any) -> Any:
        """Some codes hidden, where the schema lets a fact be unknown."""
        return codes if fact.default is not None else self._hide(rng, codes, -1)

    def _word(self, rng: Any, kind: str, fact: FactSchema, count: int) -> Any:
        weights = self._profile(kind).words.get(fact.name)
        size = len(fact.words)
        shares = np.ones(size) if weights is None else np.array([weights.get(word, 0) for word in fact.words])
        if weights is None and fact.default is not None:
            shares = np.where(np.array(fact.words) == fact.default, 4.0 * size, 1)
        edges = np.cumsum(shares / shares.sum())
        drawn = np.minimum(np.searchsorted(edges, rng.random(count), side="right"), size - 1)
        wild = rng.random(count) < self.profile.wild
        return np.where(wild, rng.integers(0, size, count), drawn).astype(np.int8)

    def _masks(self, rng: Any, fact: FactSchema, count: int) -> Any:
        """No word for half, one for most others, sometimes two."""
        size = len(fact.words)
        one = 1 << rng.integers(0, size, count)
        two = np.where(rng.random(count) < 0.1, 1 << rng.integers(0, size, count), 0)
        return self._unstated(rng, fact, np.where(rng.random(count) < 0.5, 0, one | two).astype(np.int32))

    def _whole(self, rng: Any, fact: FactSchema, count: int) -> Any:
        if fact.name == "rank":
            ranks = np.minimum(rng.geometric(0.3, count), 14).astype(np.int32)
            return np.where(rng.random(count) < self.profile.unranked, -1, ranks).astype(np.int32)
        choices = np.array(WHOLES.get(fact.name, (1, 2, 3)), np.int32)
        return self._unstated(rng, fact, choices[rng.integers(0, len(choices), count)])

    def _amounts(self, rng: Any, count: int) -> pa.Array:
        steps = (np.array(AMOUNT_STEPS) * 10_000).astype(np.int64)
        about = steps[rng.integers(0, len(steps), count)]
        spread = (about * rng.integers(80, 140, count)) // 100
        values = np.where(rng.random(count) < 0.2, about, spread)
        hidden = rng.random(count) < self.profile.unstated * 5
        return _decimals(values, hidden)

    def _domain_sets(self, rng: Any, count: int) -> Any:
        drawn, own = rng.random(count), len(self.domains) - 2
        profile = self.profile
        codes = np.where(drawn < profile.own_domains, rng.integers(0, max(own, 1), count), -1)
        elsewhere = (drawn >= profile.own_domains) & (drawn < profile.own_domains + profile.elsewhere)
        return np.where(elsewhere, own, codes).astype(np.int32)

    def _text(self, rng: Any, kind: str, fact: FactSchema, count: int) -> Any:
        if fact.name == NUMBERED:
            shared = rng.random(count) < self.profile.shared
            return np.where(shared, rng.integers(0, 3, count), -1).astype(np.int32)
        if fact.name == "stated_role":
            words = self.vocabulary.texts[text_key(kind, fact.name)]
            return np.where(rng.random(count) < 0.05, rng.integers(0, len(words), count), -1).astype(np.int32)
        words = self.vocabulary.texts.get(text_key(kind, fact.name), [])
        if not words:
            return np.full(count, -1, np.int32)
        return np.where(rng.random(count) < 0.1, -1, rng.integers(0, len(words), count)).astype(np.int32)

    # ------------------------------------------------------------------ claims

    def _claimed(self, rng: Any, rows: int, counts: dict[str, Any]) -> pa.ListArray:
        """Levels claimed without facts, for a few records of the kinds that have derived levels."""
        share = self.profile.claimed * self.profile.unstated
        words, per_row = self.vocabulary.texts["claims"], np.zeros(rows, np.int64)
        claims: list[list[dict[str, int]]] = [[] for _ in range(rows)]
        kinds = [kind for kind in ("project", "award", "paper", "standard") if kind in self.kinds]
        for kind in kinds:
            for row in np.flatnonzero((rng.random(rows) < share * 4) & (counts[kind] > 0)).tolist():
                place = int(rng.integers(0, counts[kind][row]))
                name, value = rng.integers(0, 3), rng.integers(3, len(words))
                claims[row].append({"kind": KIND_PLACES[kind], "place": place, "name": int(name), "value": int(value)})
                per_row[row] += 1
        offsets = np.concatenate([[0], np.cumsum(per_row)]).astype(np.int32)
        flat = pa.array([one for row in claims for one in row], CLAIM)
        return pa.ListArray.from_arrays(offsets, flat, type=self.schema.field("claims").type)


def _dates(days: Any) -> pa.Array:
    return pa.array(days.astype(np.int32), mask=days == NO_DAY).cast(pa.date32())


def _decimals(values: Any, hidden: Any) -> pa.Array:
    pairs = np.zeros((len(values), 2), np.int64)
    pairs[:, 0] = values
    valid = pa.array(~hidden).buffers()[1]
    return pa.Array.from_buffers(AMOUNT, len(values), [valid, pa.py_buffer(pairs.tobytes())])


def _texts(tracks: Sequence[Track]) -> dict[str, list[str]]:
    """For each free text the words that the tracks look for, and some that they don't."""
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        for fact in facts_kept(kind):
            if fact.name == "stated_role":
                found[text_key(kind, fact.name)] = ["lead", "participant"]
            elif fact.type == "text" and fact.name != NUMBERED:
                asked = [value for track in tracks for value in _asked(track, kind, fact.name)]
                found[text_key(kind, fact.name)] = list(dict.fromkeys([*asked, *TITLES]))
    cities = ["杭州", "宁波", "温州", "嘉兴"]
    specialties = [word for track in tracks for word in track.specialties]
    found["applicant.city"] = cities
    found["applicant.specialty"] = list(dict.fromkeys([*specialties, "其他专业"]))
    return found


def _asked(track: Track, kind: str, name: str) -> list[str]:
    """The words that patterns of a track look for in a text."""
    patterns: list[Pattern] = [
        pattern
        for clause in (*track.basic, *track.routes, *track.landmarks, *track.review)
        for group in patterns_in(clause)
        for pattern in group
    ]
    if track.scoring is not None:
        patterns += [pattern for row in rows_of(track.scoring) for pattern in row.patterns]
    found: list[str] = []
    for pattern in patterns:
        if pattern.kind == kind and name in attributes_in(pattern.test):
            found += [
                str(value)
                for test in pattern.test.tests
                if isinstance(test, AttributeTest) and test.attribute == name and isinstance(test.predicate, OneOf)
                for value in sorted(test.predicate.values, key=str)
            ]
    return found


def _claims(tracks: Sequence[Track]) -> list[str]:
    """Three names of derived levels, then values that may be claimed."""
    del tracks
    return ["level", "class", "role", "national", "provincial", "municipal", "first", "second", "lead", "class-a"]
