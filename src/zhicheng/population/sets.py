"""Rows that count a set of records: years, numbers in bands, a condition on the whole dossier."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np

from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import Band, Bands, Given, PerYear, Row
from zhicheng.population.columns import NO_AMOUNT, SCALE, days_of
from zhicheng.population.counts import EXACT, TOTAL, count_truths, sum_amounts
from zhicheng.population.days import YEAR_PARTS
from zhicheng.population.truths import compile_truth
from zhicheng.vocabulary.truth import MET, NOT_MET

if TYPE_CHECKING:
    from zhicheng.population.builder import Builder

SetPoints = Callable[[Any], tuple[Any, Any]]
"""(low, high) units of each dossier."""


def compile_set(row: Row, unit: int, builder: Builder) -> SetPoints:
    """The worth of a row whose records count together."""
    worth = row.worth
    if isinstance(worth, PerYear):
        return _per_year(row, worth, unit, builder)
    if isinstance(worth, Bands):
        return _bands(row, worth, unit, builder)
    if isinstance(worth, Given):
        return _given(worth, unit, builder)
    raise TypeError(row.label)


def _units(points: Fraction, unit: int) -> int:
    return int(points * unit)


def _per_year(row: Row, worth: PerYear, unit: int, builder: Builder) -> SetPoints:
    slots = builder.slots(row.patterns)
    after = builder.slots(worth.after) if worth.after else ()
    until = days_of(builder.dates.of(worth.reckon))
    how, part = (TOTAL, 1) if worth.whole else (EXACT, YEAR_PARTS)
    each = _units(worth.points, unit) // part

    def points(work: Any) -> tuple[Any, Any]:
        not_before, found = work.first_days(after) if after else (np.zeros(0, np.int32), None)
        sure, possible, _ = work.years(slots, ("start",), until, not_before, how)
        low, high = sure * each, possible * each
        if found is not None:
            low, high = np.where(found == NOT_MET, 0, low), np.where(found == NOT_MET, 0, high)
        return low, high

    return points


def _given(worth: Given, unit: int, builder: Builder) -> SetPoints:
    check = compile_truth(worth.item, builder)
    units = _units(worth.points, unit)

    def points(work: Any) -> tuple[Any, Any]:
        truth = check(work)
        return np.where(truth == MET, units, 0), np.where(truth == NOT_MET, 0, units)

    return points


class _Ladder:
    """Bands as comparisons of integers of 1/scale."""

    def __init__(self, bands: tuple[Band, ...], unit: int, scale: int) -> None:
        self.steps = [(*_edges(band, scale), _units(band.points, unit)) for band in bands]

    def points(self, values: Any) -> Any:
        """The points of the first band that holds each value."""
        found = np.zeros(len(values), np.int64)
        open_ = np.ones(len(values), np.bool_)
        for low, high, units in self.steps:
            inside = open_ & (values >= low) & (values <= high)
            found[inside] = units
            open_ &= ~inside
        return found


def _edges(band: Band, scale: int) -> tuple[int, int]:
    """The least and the greatest integer of 1/scale inside a band."""
    interval = band.interval
    least, most = -(2**62), 2**62
    if interval.low is not None:
        edge = Fraction(interval.low) * scale
        least = ceil(edge) if interval.low_in or interval.low == interval.high else floor(edge) + 1
    if interval.high is not None:
        edge = Fraction(interval.high) * scale
        most = floor(edge) if interval.high_in or interval.low == interval.high else ceil(edge) - 1
    return least, most


def _bands(row: Row, worth: Bands, unit: int, builder: Builder) -> SetPoints:
    if worth.measure == "years":
        return _of_years(row, worth, unit, builder)
    for pattern in row.patterns:
        builder.use(pattern.kind, "year")
    return _of_mean(row, worth, unit, builder) if worth.measure == "mean" else _of_count(row, worth, unit, builder)


def _over_range(ladder: _Ladder, low: Any, high: Any) -> tuple[Any, Any]:
    """The least and the most points over all whole numbers from low to high."""
    least = most = ladder.points(low)
    for step in range(1, int((high - low).max(initial=0)) + 1):
        points = ladder.points(np.minimum(low + step, high))
        least, most = np.minimum(least, points), np.maximum(most, points)
    return least, most


def _of_years(row: Row, worth: Bands, unit: int, builder: Builder) -> SetPoints:
    slots = builder.slots(row.patterns)
    until = days_of(builder.dates.of(worth.reckon))
    ladder = _Ladder(worth.bands, unit, 1)

    def points(work: Any) -> tuple[Any, Any]:
        sure, possible, _ = work.years(slots, ("start",), until, np.zeros(0, np.int32), TOTAL)
        least, most = _over_range(ladder, np.minimum(sure, possible), possible)
        return least, most

    return points


def _years_counted(worth: Bands, builder: Builder) -> tuple[int, int] | None:
    if worth.last is None:
        return None
    last = builder.dates.of(worth.reckon)
    latest = last.year if (last.month, last.day) == (12, 31) else last.year - 1
    return latest - worth.last + 1, latest


def _inside(work: Any, slot: Any, years: tuple[int, int] | None) -> Any:
    """The truth of each record, not met outside the years counted."""
    truth = work.slot(slot)
    if years is None:
        return truth
    of = work.whole(slot.kind, "year")
    return np.where((of >= years[0]) & (of <= years[1]), truth, 0)


def _of_count(row: Row, worth: Bands, unit: int, builder: Builder) -> SetPoints:

    slots, years = builder.slots(row.patterns), _years_counted(worth, builder)
    ladder = _Ladder(worth.bands, unit, 1)

    def points(work: Any) -> tuple[Any, Any]:
        met, unsettled = np.zeros(work.rows, np.int64), np.zeros(work.rows, np.int64)
        for slot in slots:
            count_truths(work.columns.offsets(slot.kind), _inside(work, slot, years), met, unsettled)
        return _over_range(ladder, met, met + unsettled)

    return points


def _of_mean(row: Row, worth: Bands, unit: int, builder: Builder) -> SetPoints:

    slots, years = builder.slots(row.patterns), _years_counted(worth, builder)
    divisor = 1 if years is None else years[1] - years[0] + 1
    ladder = _Ladder(worth.bands, unit, SCALE * divisor)
    name = worth.attribute or ""
    amounts = [builder.amounts(slot.kind, name) if name in facts_of(slot.kind) else None for slot in slots]

    def points(work: Any) -> tuple[Any, Any]:
        sure, possible = np.zeros(work.rows, np.int64), np.zeros(work.rows, np.int64)
        for slot, amount in zip(slots, amounts, strict=True):
            if amount is not None:
                truth, values = _inside(work, slot, years), amount(work)
                offsets, unknown = work.columns.offsets(slot.kind), np.zeros(work.rows, np.bool_)
                sum_amounts(offsets, truth, values, NO_AMOUNT, sure, possible, unknown)
        first, last = ladder.points(sure), ladder.points(possible)
        return np.minimum(first, last), np.maximum(first, last)

    return points
