"""Witnesses: for a change in the rules a small dossier on which the two sides do not say the same.

It is looked for among dossiers made for the rules of both sides, then among these bent a little; what is shown is what
:func:`zhicheng.verdict.evaluate.evaluate` says on either side. What people would have to judge is taken as granted on
both. A change without a witness is not said to be without effect: none was found among so many tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice, zip_longest
from typing import Any

from zhicheng.dossier.model import Dossier
from zhicheng.policy.core import Clause, Decide, Judged, Track, clauses_of, rows_of
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.policy.wording import value_text
from zhicheng.report.points_text import joined
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.truth import MET, NAMES, NOT_MET, OPEN
from zhicheng.workshop.diff import Change, Comparison, Place, Side
from zhicheng.workshop.diff_bend import bent, figures_of
from zhicheng.workshop.diff_seeds import NOTHING, Maker, Seed, dossier_of

Pair = tuple[str, str]
MOST_SEEDS = 60
MOST_BENT = 240
TRUTHS: tuple[Pair, Pair, Pair] = (("不符合", "not met"), ("待定", "open"), ("符合", "met"))


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says of a witness: on the rule in question, on applying, and the score."""

    rule: Pair
    can_apply: str
    ways: tuple[str, ...]
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Witness:
    """A dossier on which the sides differ; ``granted``: questions were taken as answered with yes."""

    dossier: Dossier
    before: Said
    after: Said
    granted: bool

    @property
    def decides(self) -> bool:
        """Whether the dossier may apply on one side and not on the other."""
        return self.before.can_apply != self.after.can_apply


@dataclass(frozen=True, slots=True)
class Search:
    """What a search for a witness came to: the witness, if one was found, and how many dossiers were tried."""

    witness: Witness | None
    tried: int


Probe = Callable[[Verdict], tuple[Any, Pair]]
"""What a verdict says about one rule: a value to compare, and words."""


def witnesses(comparison: Comparison, dates: Dates) -> Iterator[tuple[Change, Search]]:
    """Every change with the search for its witness, in order."""
    finder = Finder(comparison, dates)
    for change in comparison.changes:
        yield change, finder.find(change)


class Finder:
    """Looks for witnesses of the changes of one comparison."""

    def __init__(self, comparison: Comparison, dates: Dates) -> None:
        self.sides = (comparison.before, comparison.after)
        self.dates = dates
        self.makers = tuple(Maker(side.track, dates) for side in self.sides)
        self.keys = tuple(tuple(questions_of(side.track)) for side in self.sides)
        tracks = [side.track for side in self.sides]
        self.domains = tuple(dict.fromkeys(domain for track in tracks for domain in track.domains[:1]))
        self.own = tuple(domain for track in tracks for domain in track.domains)

    def find(self, change: Change) -> Search:
        """The first dossier found on which the two sides differ over a change, made as small as it goes."""
        if change.how == "reworded" or (change.kind == "term" and None in (change.before, change.after)):
            return Search(None, 0)
        probes = self._probe(change, 0), self._probe(change, 1)
        tried = 0
        for granted in (True, False):
            best: tuple[int, Seed] | None = None
            for seed in self._candidates(change) if granted else islice(self._candidates(change), MOST_SEEDS):
                tried += 1
                strength = self._strength(seed, probes, change, granted)
                if strength and (best is None or strength > best[0]):
                    best = strength, seed
                if strength == 2:
                    break
            if best is not None:
                smallest = self._shrunk(best[1], best[0], probes, change, granted)
                return Search(self._witness(smallest, probes, granted), tried)
        return Search(None, tried)

    # ------------------------------------------------------------------ candidates

    def _candidates(self, change: Change) -> Iterator[Seed]:
        seeds = [
            list(islice(self._seeds(change, which, place), MOST_SEEDS))
            for which, place in enumerate((change.before, change.after))
        ]
        mixed = [seed for pair in zip_longest(*seeds) for seed in pair if seed is not None]
        yield from mixed
        yield NOTHING
        rules = [place.rule for place in (change.before, change.after) if place is not None]
        figures = figures_of(*rules)
        yield from islice(chain.from_iterable(bent(seed, self.dates, figures) for seed in mixed[:12]), MOST_BENT)

    def _seeds(self, change: Change, which: int, place: Place | None) -> Iterator[Seed]:
        maker = self.makers[which]
        rule = None if place is None else place.rule
        if isinstance(rule, Clause):
            yield from maker.of_condition(rule)
        elif change.kind in ("row", "group"):
            yield from _mixed([list(maker.of_row(row)) for row in rows_of(rule)]) if rule is not None else ()
        elif change.kind == "term" and rule is not None:
            yield from maker.of_term(rule)
        elif change.kind == "coefficient" and rule is not None:
            for row in rule[1][:3]:
                yield from islice(maker.of_row(row), 4)
        elif change.kind in ("general", "present"):
            for pattern in maker.around(maker.track)[:40]:
                yield from (Seed(records=records) for records in islice(maker.of_pattern(pattern, 1), 1))

    # ------------------------------------------------------------------ judging

    def _judged(self, dossier: Dossier, which: int, granted: bool) -> Verdict:
        """The verdict of one side; ``granted``: every question of judgement answered with yes."""
        answers: dict[str, Any] = {}
        for key, of_record in self.keys[which] if granted else ():
            if of_record:
                answers |= {f"{key}@{record.id}": True for record in dossier.records}
            else:
                answers[key] = True
        return evaluate(self.sides[which].track, dossier, self.dates, answers=answers)

    def _strength(self, seed: Seed, probes: tuple[Probe, Probe], change: Change, granted: bool) -> int:
        """0: both say the same; 1: they differ, yet one is open; 2: they differ plainly."""
        dossier = dossier_of(seed, self.domains, self.own)
        first, second = (probe(self._judged(dossier, which, granted))[0] for which, probe in enumerate(probes))
        if first == second or first is None or second is None:
            return 0
        if isinstance(first, int) and isinstance(second, int):
            if change.how in ("added", "removed"):
                owner, other = (first, second) if change.how == "removed" else (second, first)
                if owner <= other and change.section != "basic":
                    return 0
            return 1 if OPEN in (first, second) else 2
        if change.kind in ("row", "group") and change.how in ("added", "removed"):
            owner, other = (first, second) if change.how == "removed" else (second, first)
            return 2 if owner[0] > other[0] else 1 if owner[1] > other[1] else 0
        return 2

    def _shrunk(self, seed: Seed, strength: int, probes: tuple[Probe, Probe], change: Change, granted: bool) -> Seed:
        for record in seed.records:
            smaller = replace(seed, records=tuple(one for one in seed.records if one is not record))
            if self._strength(smaller, probes, change, granted) >= strength:
                seed = smaller
        return seed

    def _witness(self, seed: Seed, probes: tuple[Probe, Probe], granted: bool) -> Witness:
        dossier = dossier_of(seed, self.domains, self.own)
        verdicts = [self._judged(dossier, which, granted) for which in (0, 1)]
        unasked = [evaluate(side.track, dossier, self.dates) for side in self.sides]
        said = [_said(probe, verdict) for probe, verdict in zip(probes, verdicts, strict=True)]
        mattered = said != [_said(probe, verdict) for probe, verdict in zip(probes, unasked, strict=True)]
        return Witness(dossier, said[0], said[1], mattered)

    # ------------------------------------------------------------------ what is compared

    def _probe(self, change: Change, which: int) -> Probe:
        place = (change.before, change.after)[which]
        if change.kind == "clause":
            return _clause_probe(place, change.section, self.sides[which])
        if change.kind in ("row", "group"):
            return _points_probe(None if place is None else place.key)
        if change.kind == "term":
            kinds = frozenset(kind for one in (change.before, change.after) if one for kind in one.rule.kinds)
            return _term_probe(change.place.rule.name, kinds)
        return _points_probe(None)


def _said(probe: Probe, verdict: Verdict) -> Said:
    met = tuple(way.clause.key for way in verdict.ways_in if way.truth == MET)
    return Said(probe(verdict)[1], NAMES[verdict.can_apply], met, verdict.low, verdict.high)


def _mixed(lists: list[list[Seed]]) -> Iterator[Seed]:
    for layer in zip_longest(*lists):
        yield from (seed for seed in layer if seed is not None)


def questions_of(track: Track) -> Iterator[tuple[str, bool]]:
    """The keys of everything a track leaves to people, and whether it is asked of each record."""
    seen: set[tuple[str, bool]] = set()
    stack: list[Any] = [getattr(track, name) for name in ("basic", "routes", "landmarks", "review", "terms", "scoring")]
    while stack:
        part = stack.pop()
        if isinstance(part, Decide | Judged):
            seen.add((part.key, isinstance(part, Judged)))
        elif isinstance(part, tuple | list):
            stack.extend(part)
        elif hasattr(part, "__dataclass_fields__"):
            stack.extend(getattr(part, name) for name in part.__dataclass_fields__)
    yield from sorted(seen)


def _clause_probe(place: Place | None, section: str, side: Side) -> Probe:
    if place is not None:
        key = place.key
        return lambda verdict: (verdict.truths[key], TRUTHS[verdict.truths[key]])
    if section in ("routes", "landmarks"):
        return _ways
    if section == "basic":
        return _not_asked
    keys = [one.key for clause in side.track.review for one in clauses_of(clause) if any(patterns_in(one))]

    def any_of_review(verdict: Verdict) -> tuple[Any, Pair]:
        truth = max((verdict.truths[key] for key in keys), default=NOT_MET)
        words = (f"没有这一项；其他各项{TRUTHS[truth][0]}", f"no such item; of the others: {TRUTHS[truth][1]}")
        return truth, words

    return any_of_review


def _not_asked(_: Verdict) -> tuple[Any, Pair]:
    return MET, ("不作要求", "not asked")


def _ways(verdict: Verdict) -> tuple[Any, Pair]:
    """Whether any way in is met, where the other side has a way that this one has not."""
    truth = max((way.truth for way in verdict.ways_in), default=NOT_MET)
    met = "、".join(way.clause.key for way in verdict.ways_in if way.truth == truth and truth)
    if not truth:
        return truth, ("没有一条途径符合", "no way in is met")
    return truth, (f"{met}{TRUTHS[truth][0]}", f"{met.replace('、', ', ')}: {TRUTHS[truth][1]}")


def _points_probe(path: str | None) -> Probe:
    def points(verdict: Verdict) -> tuple[Any, Pair]:
        low, high = points_at(verdict, path)
        text = as_text(low) if low == high else f"{as_text(low)}～{as_text(high)}"
        where = ("总分 ", "in all ") if path is None else ("", "")
        return (low, high), (f"{where[0]}{text} 分", f"{where[1]}{text} points")

    return points


def points_at(verdict: Verdict, path: str | None) -> tuple[Fraction, Fraction]:
    """The points of a node, lowest and highest; of ``None`` those of the whole standard."""
    standard, scored = verdict.rules.standard, verdict.scored
    if standard is None or scored is None:
        return Fraction(0), Fraction(0)
    places = [place for place, source in enumerate(standard.sources) if path is None or source.path == path]
    if not places:
        return Fraction(0), Fraction(0)
    return Fraction(scored.low[places[0]]) / standard.unit, Fraction(scored.high[places[0]]) / standard.unit


def _term_probe(name: str, kinds: frozenset[str]) -> Probe:
    def values(verdict: Verdict) -> tuple[Any, Pair]:
        found = [(item.value(name, verdict.context), item.kind) for item in verdict.context.items if item.kind in kinds]
        said = joined([value_text(value, kind, name) for value, kind in found])
        return said[0], said

    return values
