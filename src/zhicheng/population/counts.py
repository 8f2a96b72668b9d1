"""Sums and counts per dossier, by the offsets of its records (compiled)."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from zhicheng.population.days import NO_DAY, exact_years_in, longest_in, years_in

TOTAL, LONGEST, EXACT = 0, 1, 2
"""How spans are counted: all together, the longest alone, all together to the day."""


@nb.njit(cache=True, nogil=True)
def count_truths(offsets: Any, truth: Any, met: Any, unsettled: Any) -> None:
    """Adds to each dossier how many of its records match and how many might."""
    for row in range(len(offsets) - 1):
        for i in range(offsets[row], offsets[row + 1]):
            met[row] += truth[i] == 2
            unsettled[row] += truth[i] == 1


@nb.njit(cache=True, nogil=True)
def count_distinct(offsets: Any, truth: Any, keys: Any, met: Any, unsettled: Any) -> None:
    """The same by values: of the records with one key the best counts; a negative key is the record's own."""
    for row in range(len(offsets) - 1):
        first, last = offsets[row], offsets[row + 1]
        for i in range(first, last):
            best, seen = truth[i], False
            for j in range(first, last):
                if keys[j] == keys[i] and keys[i] >= 0 and truth[j] > 0:
                    seen = seen or j < i
                    best = max(best, truth[j])
            if truth[i] > 0 and not seen:
                met[row] += best == 2
                unsettled[row] += best == 1


@nb.njit(cache=True, nogil=True)
def sum_amounts(offsets: Any, truth: Any, amounts: Any, none: Any, sure: Any, possible: Any, unknown: Any) -> None:
    """Adds the amounts of the records that match (``sure``) and of those that might too (``possible``)."""
    for row in range(len(offsets) - 1):
        for i in range(offsets[row], offsets[row + 1]):
            if truth[i] > 0:
                if amounts[i] == none:
                    unknown[row] = True
                else:
                    possible[row] += amounts[i]
                    sure[row] += amounts[i] * (truth[i] == 2)


@nb.njit(cache=True, nogil=True)
def best_in_year(offsets: Any, match: Any, years: Any, year: Any, must: Any, best: Any, there: Any) -> None:
    """The best truth of ``must`` among the matching records of one year, and whether there are any."""
    for row in range(len(offsets) - 1):
        for i in range(offsets[row], offsets[row + 1]):
            if match[i] > 0 and years[i] == year:
                there[row] = True
                best[row] = max(best[row], must[i])


@nb.njit(cache=True, nogil=True)
def any_in_years(offsets: Any, years: Any, first: Any, last: Any, there: Any) -> None:
    """Whether a dossier has any record of the years from first to last."""
    for row in range(len(offsets) - 1):
        for i in range(offsets[row], offsets[row + 1]):
            if first <= years[i] <= last:
                there[row] = True


@nb.njit(cache=True, nogil=True)
def only_year(match: Any, years: Any, year: Any, test: Any) -> Any:
    """The truth of ``test`` where a record matches at all and is of the year; else not met."""
    found = np.zeros(len(match), np.uint8)
    for i in range(len(match)):
        if match[i] > 0 and years[i] == year:
            found[i] = test[i]
    return found


@nb.njit(cache=True, nogil=True)
def first_days(offsets: Any, truth: Any, days: Any, best: Any, found: Any) -> None:
    """The first day among the records that match or might, and the best truth; a record without a day is open."""
    for row in range(len(offsets) - 1):
        for i in range(offsets[row], offsets[row + 1]):
            if truth[i] == 0:
                continue
            if days[i] == NO_DAY:
                found[row] = max(found[row], 1)
                continue
            found[row] = max(found[row], truth[i])
            if best[row] == NO_DAY or days[i] < best[row]:
                best[row] = days[i]


@nb.njit(cache=True, inline="never")
def _measure(how: Any, first: Any, last: Any, count: Any) -> Any:
    if how == LONGEST:
        return longest_in(first, last, count)
    if how == EXACT:
        return exact_years_in(first, last, count)
    return years_in(first, last, count)


@nb.njit(cache=True, inline="never")
def _start(starts: Any, i: Any) -> Any:
    """(the latest of the stated starts, how many are stated) of a record."""
    first, known = starts[0, i], 0
    for b in range(starts.shape[0]):
        if starts[b, i] != NO_DAY:
            known += 1
            first = max(first, starts[b, i])
    return first, known


@nb.njit(cache=True, inline="never")
def _span(i: Any, starts: Any, end: Any, until: Any, not_before: Any) -> Any:
    """(first day, last day, whether a start is not stated, whether there is a span at all) of a record."""
    first, known = _start(starts, i)
    torn = known < starts.shape[0]
    if not_before != NO_DAY and not_before > first:
        first = not_before
    last = until if end[i] == NO_DAY or end[i] > until else end[i]
    return first, last, torn, known > 0 and first <= last


@nb.njit(cache=True, nogil=True)
def count_years(offsets: Any, truth: Any, starts: Any, end: Any, until: Any, not_before: Any, how: Any) -> Any:
    """(sure, possible, unknown): years in the spans that surely count, in all that might, whether a start is not
    stated. ``starts``: one row for each date that a span can't precede."""
    rows = len(offsets) - 1
    sure, possible, unknown = np.zeros(rows, np.int64), np.zeros(rows, np.int64), np.zeros(rows, np.bool_)
    most = 1
    for row in range(rows):
        most = max(most, offsets[row + 1] - offsets[row])
    first, last = np.empty((2, most), np.int64), np.empty((2, most), np.int64)
    for row in range(rows):
        in_p, in_s = 0, 0
        begin = not_before[row] if len(not_before) else NO_DAY
        for i in range(offsets[row], offsets[row + 1]):
            if truth[i] == 0:
                continue
            a, b, torn, there = _span(i, starts, end, until, begin)
            unknown[row] |= torn
            if there:
                first[0, in_p], last[0, in_p] = a, b
                in_p += 1
            if there and truth[i] == 2 and not torn:
                first[1, in_s], last[1, in_s] = a, b
                in_s += 1
        possible[row] = _measure(how, first[0], last[0], in_p)
        sure[row] = possible[row] if in_s == in_p else _measure(how, first[1], last[1], in_s)
    return sure, possible, unknown
