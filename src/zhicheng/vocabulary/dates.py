"""Dates as the documents count them: full years (周年), spans of time, windows.

An anniversary counts as reached on its day; 29 February has its anniversary on 28 February of a
common year (the last day of the same month, as civil law reckons periods).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of time; both days are part of it."""

    first: dt.date
    last: dt.date


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day ``years`` later (earlier when negative)."""
    year = day.year + years
    if day.month == 2 and day.day == 29 and not calendar.isleap(year):
        return dt.date(year, 2, 28)
    return day.replace(year=year)


def full_years(start: dt.date, until: dt.date) -> int:
    """Full years (周年) from ``start`` to ``until``; none when ``until`` lies before ``start``."""
    if until < start:
        return 0
    years = until.year - start.year
    return years if add_years(start, years) <= until else years - 1


def merge(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, overlapping or touching ones joined: no day counts twice."""
    joined: list[Span] = []
    for span in sorted(spans):
        if span.last < span.first:
            continue
        if joined and span.first <= joined[-1].last + dt.timedelta(days=1):
            if span.last > joined[-1].last:
                joined[-1] = Span(joined[-1].first, span.last)
        else:
            joined.append(span)
    return joined


def years_in(spans: Iterable[Span]) -> int:
    """Full years in all spans together, gaps left out, overlaps counted once.

    The stretches are laid end to end from the first day of the first one, so that 3 years and
    360 days, a gap, and 6 days make 4 full years; one unbroken stretch is counted exactly as
    :func:`full_years` counts it.
    """
    joined = merge(spans)
    if not joined:
        return 0
    end = joined[0].last
    for span in joined[1:]:
        end += span.last - span.first + dt.timedelta(days=1)
    return full_years(joined[0].first, end)


def exact_years_in(spans: Iterable[Span]) -> Fraction:
    """Years in all spans together as a fraction: full years, then days of the year begun."""
    joined = merge(spans)
    if not joined:
        return Fraction(0)
    end = joined[0].last
    for span in joined[1:]:
        end += span.last - span.first + dt.timedelta(days=1)
    start = joined[0].first
    whole = full_years(start, end)
    begun = add_years(start, whole)
    length = (add_years(start, whole + 1) - begun).days
    return Fraction(whole) + Fraction((end - begun).days, length)
