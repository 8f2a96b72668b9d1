"""Who gains and who loses by a change of the rules: a population judged on both sides, by group and by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zhicheng.dossier.model import Dossier
from zhicheng.verdict.dates import Dates
from zhicheng.vocabulary.truth import MET, NOT_MET
from zhicheng.workshop.diff import Comparison
from zhicheng.workshop.outcomes import (
    GROUPS,
    Outcome,
    Pair,
    Standard,
    asks_for_mark,
    groups_of,
    judge_one,
    standard_of,
)


@dataclass(frozen=True, slots=True)
class Effect:
    """How many of a group gain and lose. ``table[before][after]``: by truth (0 not met, 1 open, 2 met) on either side.

    ``up`` and ``down``: how many have a surely higher and lower score; ``points``: sum of the changes of the least score.
    """

    group: Pair
    count: int
    table: tuple[tuple[int, int, int], tuple[int, int, int], tuple[int, int, int]]
    up: int
    down: int
    points: Fraction

    @property
    def gain(self) -> int:
        """How many come nearer to a yes: not met to open, or either to met."""
        return sum(self.table[before][after] for before in range(3) for after in range(before + 1, 3))

    @property
    def lose(self) -> int:
        """How many come farther from a yes."""
        return sum(self.table[before][after] for before in range(3) for after in range(before))

    @property
    def mean(self) -> Fraction:
        """The mean change of the least score."""
        return self.points / self.count if self.count else Fraction(0)


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """A way in by which people gain or lose: how many get in by it on this side and by nothing on the other."""

    key: str
    side: str
    count: int


@dataclass(frozen=True)
class Effects:
    """The effects on a population. ``asked``: what was asked, may apply or (with a mark) may apply and reaches it."""

    count: int
    pass_mark: Fraction | None
    whole: Effect
    groups: dict[str, tuple[Effect, ...]]
    rules: tuple[RuleEffect, ...]


def effects(
    comparison: Comparison, population: Iterable[Dossier], dates: Dates, pass_mark: Fraction | None = None
) -> Effects:
    """A population under both sides of a comparison. With a pass mark "yes" means: may apply, and reaches the mark."""
    counting = Counting(comparison, dates, pass_mark)
    by_mark = [asks_for_mark(track) for track in counting.tracks]
    for dossier in population:
        found = [judge_one(track, dossier, dates, asks) for track, asks in zip(counting.tracks, by_mark, strict=True)]
        counting.take(dossier, found)
    return counting.done()


class _Tally:
    """The running sums of one group."""

    def __init__(self) -> None:
        self.table: Counter[tuple[int, int]] = Counter()
        self.up = self.down = 0
        self.points = Fraction(0)

    def effect(self, group: Pair) -> Effect:
        rows = [tuple(self.table[before, after] for after in range(3)) for before in range(3)]
        table: Any = tuple(rows)
        return Effect(group, sum(self.table.values()), table, self.up, self.down, self.points)


class Counting:
    """The running sums of a population under both sides; ``standards``: theirs, where outcomes come in other units."""

    def __init__(self, comparison: Comparison, dates: Dates, pass_mark: Fraction | None) -> None:
        self.sides = (comparison.before, comparison.after)
        self.tracks = tuple(side.track for side in self.sides)
        self.standards: tuple[Standard | None, ...] = tuple(standard_of(track) for track in self.tracks)
        self.dates, self.pass_mark = dates, pass_mark
        self.whole = _Tally()
        self.groups: dict[str, dict[Pair, _Tally]] = {name: {} for name in GROUPS}
        self.rules: Counter[tuple[str, int]] = Counter()

    def take(self, dossier: Dossier, found: list[Outcome]) -> None:
        """Count one more dossier with what it comes to on either side."""
        truths = [self._answer(one, which) for which, one in enumerate(found)]
        scores = [self._score(one, which) for which, one in enumerate(found)]
        tallies = [self.whole]
        for name, group in groups_of(dossier, self.dates).items():
            tallies.append(self.groups[name].setdefault(group, _Tally()))
        for tally in tallies:
            tally.table[truths[0], truths[1]] += 1
            tally.up += scores[1][0] > scores[0][1]
            tally.down += scores[1][1] < scores[0][0]
            tally.points += scores[1][0] - scores[0][0]
        self._rules(found, truths)

    def _truth(self, outcome: Outcome, which: int) -> int:
        """The truth of "the score reaches the pass mark" on one side; open without a mark."""
        standard = self.standards[which]
        return 1 if self.pass_mark is None or standard is None else outcome.reaches(self.pass_mark * standard.unit)

    def _answer(self, outcome: Outcome, which: int) -> int:
        reached = self._truth(outcome, which)
        applies = outcome.applies[reached]
        return applies if self.pass_mark is None or self.standards[which] is None else min(applies, reached)

    def _score(self, outcome: Outcome, which: int) -> tuple[Fraction, Fraction]:
        standard = self.standards[which]
        if standard is None or not outcome.low:
            return Fraction(0), Fraction(0)
        return standard.points(outcome.low[0]), standard.points(outcome.high[0])

    def _rules(self, found: list[Outcome], truths: list[int]) -> None:
        """Which ways in carry those who may apply on one side only."""
        for which in (0, 1):
            if truths[which] == MET and truths[1 - which] == NOT_MET:
                met = found[which].truths[self._truth(found[which], which)]
                for part in ("routes", "landmarks"):
                    for clause in getattr(self.tracks[which], part):
                        if met[clause.key] == MET:
                            self.rules[clause.key, which] += 1

    def done(self) -> Effects:
        """What was counted."""
        whole = self.whole.effect(("全体", "everybody"))
        groups = {
            name: tuple(tally.effect(group) for group, tally in sorted(found.items(), key=_by_size))
            for name, found in self.groups.items()
        }
        rules = tuple(
            RuleEffect(key, self.sides[which].name, count) for (key, which), count in self.rules.most_common()
        )
        return Effects(whole.count, self.pass_mark, whole, groups, rules)


def _by_size(entry: tuple[Pair, _Tally]) -> tuple[int, str]:
    return -sum(entry[1].table.values()), entry[0][0]
