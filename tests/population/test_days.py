"""Dates as integers are reckoned as ``vocabulary.dates`` reckons them."""

from __future__ import annotations

import datetime as dt
import random

import pytest

pytest.importorskip("numba", reason="the extra 'population' is not installed")

import numpy as np

from zhicheng.population import days
from zhicheng.population.columns import day_from, days_of
from zhicheng.vocabulary import dates

LEAP = [dt.date(2020, 2, 29), dt.date(2024, 2, 29), dt.date(2000, 2, 29), dt.date(1996, 2, 28)]


def _day(rng: random.Random) -> dt.date:
    return rng.choice([rng.choice(LEAP), dt.date.fromordinal(rng.randint(711_000, 741_000))])


def test_a_day_is_the_same_day_as_an_integer() -> None:
    for day in [*LEAP, dt.date(1899, 12, 31), dt.date(2100, 3, 1)]:
        assert day_from(days_of(day)) == day
        assert days.civil(days_of(day)) == (day.year, day.month, day.day)


def test_full_years_and_anniversaries_are_those_of_the_documents() -> None:
    rng = random.Random(1)
    for _ in range(3000):
        start, until, years = _day(rng), _day(rng), rng.randint(-9, 30)
        assert days.full_years(days_of(start), days_of(until)) == dates.full_years(start, until)
        assert days.add_years(days_of(start), years) == days_of(dates.add_years(start, years))


def test_spans_are_joined_and_laid_end_to_end() -> None:
    rng = random.Random(2)
    for _ in range(2000):
        spans = [dates.Span(_day(rng), _day(rng)) for _ in range(rng.randint(0, 5))]
        first = np.array([days_of(span.first) for span in spans], np.int64)
        last = np.array([days_of(span.last) for span in spans], np.int64)
        assert days.years_in(first.copy(), last.copy(), len(spans)) == dates.years_in(spans)
        exact = days.exact_years_in(first.copy(), last.copy(), len(spans))
        assert exact == dates.exact_years_in(spans) * days.YEAR_PARTS
        longest = max((dates.full_years(span.first, span.last) for span in dates.merge(spans)), default=0)
        assert days.longest_in(first.copy(), last.copy(), len(spans)) == longest
