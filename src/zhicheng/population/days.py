"""Dates as integers of days since 1970, reckoned as the documents reckon (compiled; see ``vocabulary.dates``)."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

NO_DAY = -(2**31)


@nb.njit(cache=True, inline="never")
def civil(days: Any) -> Any:
    """(year, month, day) of a date in the Gregorian calendar."""
    z = days + 719468
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    day = doy - (153 * mp + 2) // 5 + 1
    month = mp + 3 if mp < 10 else mp - 9
    year = yoe + era * 400 + (1 if month <= 2 else 0)
    return year, month, day


@nb.njit(cache=True, inline="never")
def days_from(year: Any, month: Any, day: Any) -> Any:
    """The integer of a date given as year, month, day."""
    y = year - (1 if month <= 2 else 0)
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    doe = yoe * 365 + yoe // 4 - yoe // 100 + doy
    return era * 146097 + doe - 719468


@nb.njit(cache=True, inline="never")
def _leap(year: Any) -> Any:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@nb.njit(cache=True, inline="never")
def add_years(days: Any, years: Any) -> Any:
    """The same day ``years`` later; 29 February has its anniversary on the 28th of a common year."""
    year, month, day = civil(days)
    year += years
    if month == 2 and day == 29 and not _leap(year):
        day = 28
    return days_from(year, month, day)


@nb.njit(cache=True, inline="never")
def full_years(start: Any, until: Any) -> Any:
    """Full years from ``start`` to ``until``, 0 when ``until`` lies before."""
    if until < start:
        return 0
    year, month, day = civil(start)
    last_year, last_month, last_day = civil(until)
    if month == 2 and day == 29 and not _leap(last_year):
        day = 28
    reached = month < last_month or (month == last_month and day <= last_day)
    return last_year - year if reached else last_year - year - 1


@nb.njit(cache=True, inline="never")
def sort_spans(first: Any, last: Any, count: Any) -> None:
    """Orders the spans by (first, last) in place; few as they are, by insertion."""
    for i in range(1, count):
        a, b = first[i], last[i]
        j = i - 1
        while j >= 0 and (first[j] > a or (first[j] == a and last[j] > b)):
            first[j + 1], last[j + 1] = first[j], last[j]
            j -= 1
        first[j + 1], last[j + 1] = a, b


@nb.njit(cache=True, inline="never")
def merge_spans(first: Any, last: Any, count: Any) -> Any:
    """Joins overlapping or touching spans in place; how many are left."""
    if count == 1:
        return 1 if first[0] <= last[0] else 0
    sort_spans(first, last, count)
    kept = 0
    for i in range(count):
        if last[i] < first[i]:
            continue
        if kept and first[i] <= last[kept - 1] + 1:
            last[kept - 1] = max(last[kept - 1], last[i])
        else:
            first[kept], last[kept] = first[i], last[i]
            kept += 1
    return kept


@nb.njit(cache=True, inline="never")
def end_to_end(first: Any, last: Any, count: Any) -> Any:
    """(start, end) of merged spans laid end to end from the first day of the first one."""
    end = last[0]
    for i in range(1, count):
        end += last[i] - first[i] + 1
    return first[0], end


@nb.njit(cache=True, inline="never")
def years_in(first: Any, last: Any, count: Any) -> Any:
    """Full years in all spans together, gaps left out, overlaps counted once."""
    count = merge_spans(first, last, count)
    if count == 0:
        return 0
    start, end = end_to_end(first, last, count)
    return full_years(start, end)


@nb.njit(cache=True, inline="never")
def longest_in(first: Any, last: Any, count: Any) -> Any:
    """Full years of the longest unbroken span."""
    count = merge_spans(first, last, count)
    best = 0
    for i in range(count):
        best = max(best, full_years(first[i], last[i]))
    return best


YEAR_PARTS = 365 * 366
"""Parts of a year in which both 1/365 and 1/366 are whole."""


@nb.njit(cache=True, inline="never")
def exact_years_in(first: Any, last: Any, count: Any) -> Any:
    """Years in all spans together in parts of ``YEAR_PARTS``: full years, then days of the year begun."""
    count = merge_spans(first, last, count)
    if count == 0:
        return 0
    start, end = end_to_end(first, last, count)
    whole = full_years(start, end)
    begun = add_years(start, whole)
    length = add_years(start, whole + 1) - begun
    return whole * YEAR_PARTS + (end - begun) * (YEAR_PARTS // length)


@nb.njit(cache=True, nogil=True)
def served_years(start: Any, end: Any, until: Any) -> Any:
    """Full years from each start to its end, or to ``until``; ``-1`` where no start is stated."""
    found = np.empty(len(start), np.int32)
    for i in range(len(start)):
        if start[i] == NO_DAY:
            found[i] = -1
        else:
            last = until if end[i] == NO_DAY or end[i] > until else end[i]
            found[i] = full_years(start[i], last)
    return found
