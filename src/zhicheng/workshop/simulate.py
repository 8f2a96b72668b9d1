"""How many would pass at each pass mark, how scores are spread, and which indicators decide near a mark.

Counts are exact. Where a score is still an interval, "surely" counts its lower end, "possibly" those whose upper end
reaches the mark and whose lower end does not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zhicheng.policy.core import Track
from zhicheng.vocabulary.truth import MET, OPEN
from zhicheng.workshop.outcomes import Outcome, Standard, standard_of

Totals = Counter[tuple[Any, Any, tuple[int, int, int]]]
"""How many have this score (lowest and highest units) and may apply so, by the truth of reaching the mark."""


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One pass mark: how many reach it, and how many may also apply then; surely, and possibly besides."""

    mark: Fraction
    reach: int
    reach_open: int
    passing: int
    passing_open: int


@dataclass(frozen=True, slots=True)
class Band:
    """How many have a least score from ``start`` (included) to ``end`` (excluded); of them still open."""

    start: Fraction
    end: Fraction
    count: int
    unsettled: int


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator among those near the mark.

    ``carries``: they reach the mark and would not without its points; ``cut``: they miss it and would reach it without
    its cap; ``unsettled``: the mark hangs on what is open in it alone; ``bound``: its cap cuts something off;
    ``mean``: its mean points. What is placed elsewhere is kept.
    """

    path: str
    label: str
    cap: Fraction | None
    carries: int
    cut: int
    unsettled: int
    bound: int
    mean: Fraction


@dataclass(frozen=True)
class Simulation:
    """A population at a range of pass marks. ``at``: the mark looked at closely, ``near``: how far around it."""

    track: str
    count: int
    lines: tuple[MarkLine, ...]
    bands: tuple[Band, ...]
    at: Fraction
    near: Fraction
    close: int
    indicators: tuple[IndicatorLine, ...]


def simulate(
    track: Track,
    outcomes: Iterable[Outcome],
    marks: Sequence[Fraction],
    *,
    at: Fraction | None = None,
    near: Fraction = Fraction(5),
    band: Fraction = Fraction(5),
) -> Simulation:
    """The simulation over outcomes, taken one by one; memory does not grow with their number.

    ``at``: the mark whose neighbourhood is looked at (default: the middle of ``marks``).

    Raises:
        ValueError: the track has no scoring standard, or there is no mark.
    """
    standard = standard_of(track)
    if standard is None or not marks:
        raise ValueError("nothing to simulate: no scoring standard, or no mark")
    middle = marks[len(marks) // 2] if at is None else at
    close = Close(standard, middle, near)
    totals: Totals = Counter()
    for outcome in outcomes:
        totals[outcome.low[0], outcome.high[0], outcome.applies] += 1
        close.take(outcome.low, outcome.high, outcome.raw)
    return simulation_of(track.name, standard, marks, totals, close, band)


def simulation_of(
    track: str, standard: Standard, marks: Sequence[Fraction], totals: Totals, close: Close, band: Fraction
) -> Simulation:
    """The simulation from what was counted."""
    lines = tuple(_line(mark, standard, totals) for mark in marks)
    at, near = standard.points(close.mark), standard.points(close.near)
    bands = _bands(totals, standard, band)
    return Simulation(track, sum(totals.values()), lines, bands, at, near, close.count, tuple(close.lines()))


def _line(mark: Fraction, standard: Standard, totals: Totals) -> MarkLine:
    units = mark * standard.unit
    sums = [0, 0, 0, 0]
    for (low, high, applies), count in totals.items():
        reached = MET if low >= units else OPEN if high >= units else 0
        passed = min(reached, applies[reached])
        sums[0] += count * (reached == MET)
        sums[1] += count * (reached == OPEN)
        sums[2] += count * (passed == MET)
        sums[3] += count * (passed == OPEN)
    return MarkLine(mark, *sums)


def _bands(totals: Totals, standard: Standard, width: Fraction) -> tuple[Band, ...]:
    counts: Counter[int] = Counter()
    unsettled: Counter[int] = Counter()
    for (low, high, _), count in totals.items():
        place = int(standard.points(low) // width)
        counts[place] += count
        unsettled[place] += count if low != high else 0
    last = max(counts, default=0)
    return tuple(Band(place * width, (place + 1) * width, counts[place], unsettled[place]) for place in range(last + 1))


class Close:
    """Those whose score lies near the mark, and what their passing hangs on."""

    def __init__(self, standard: Standard, at: Fraction, near: Fraction) -> None:
        self.standard = standard
        self.mark, self.near = at * standard.unit, near * standard.unit
        self.nodes = standard.indicators()
        self.sums: dict[int, list[Any]] = {node: [0, 0, 0, 0, Fraction(0)] for node in self.nodes}
        self.count = 0

    def take(self, low: list[Any], high: list[Any], raw: list[Any]) -> None:
        """Count one more dossier by the units of every node, if it is near."""
        if low[0] > self.mark + self.near or high[0] < self.mark - self.near:
            return
        self.count += 1
        for node in self.nodes:
            sums = self.sums[node]
            if low[0] >= self.mark:
                sums[0] += bool(low[node]) and self.standard.total_with(node, 0, low, raw) < self.mark
            else:
                sums[1] += raw[node] > low[node] and self.standard.total_with(node, raw[node], low, raw) >= self.mark
                sums[2] += high[node] > low[node] and (
                    self.standard.total_with(node, high[node], low, raw) >= self.mark
                )
            sums[3] += raw[node] > low[node]
            sums[4] += low[node]

    def lines(self) -> list[IndicatorLine]:
        """Every indicator, those on which most hangs first."""
        found = []
        for node in self.nodes:
            carries, cut, unsettled, bound, total = self.sums[node]
            cap = self.standard.caps[node]
            mean = self.standard.points(total) / self.count if self.count else Fraction(0)
            found.append(
                IndicatorLine(
                    self.standard.paths[node],
                    self.standard.labels[node],
                    None if cap is None else self.standard.points(cap),
                    carries,
                    cut,
                    unsettled,
                    bound,
                    mean,
                )
            )
        return sorted(found, key=lambda one: -(one.carries + one.cut + one.unsettled))
