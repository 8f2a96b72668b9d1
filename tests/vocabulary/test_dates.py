"""Full years, gaps, overlaps, 29 February: against counting day by day."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.vocabulary.dates import Span, add_years, exact_years_in, full_years, merge, years_in

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))
D = dt.date


@pytest.mark.parametrize(
    ("start", "until", "years"),
    [
        (D(2021, 12, 31), D(2026, 12, 31), 5),
        (D(2022, 1, 1), D(2026, 12, 31), 4),
        (D(2020, 2, 29), D(2021, 2, 27), 0),
        (D(2020, 2, 29), D(2021, 2, 28), 1),
        (D(2020, 2, 29), D(2024, 2, 28), 3),
        (D(2020, 2, 29), D(2024, 2, 29), 4),
        (D(2026, 1, 1), D(2025, 1, 1), 0),
        (D(2026, 1, 1), D(2026, 1, 1), 0),
    ],
)
def test_full_years(start: dt.date, until: dt.date, years: int) -> None:
    assert full_years(start, until) == years


@given(DAYS, DAYS)
def test_full_years_by_walking_the_anniversaries(start: dt.date, until: dt.date) -> None:
    walked = 0
    while until >= start and add_years(start, walked + 1) <= until:
        walked += 1
    assert full_years(start, until) == walked


@given(DAYS, st.integers(-30, 30))
def test_the_same_day_or_the_last_of_february(day: dt.date, years: int) -> None:
    moved = add_years(day, years)
    assert (moved.year, moved.month) == (day.year + years, day.month)
    assert moved.day == day.day or (day.day == 29 and moved.day == 28)


@given(st.lists(st.tuples(DAYS, DAYS), max_size=6))
def test_merged_spans_hold_the_same_days_once(pairs: list[tuple[dt.date, dt.date]]) -> None:
    spans = [Span(*sorted(pair)) for pair in pairs]
    joined = merge(spans)
    days = {span.first + dt.timedelta(days=n) for span in spans for n in range((span.last - span.first).days + 1)}
    assert sum((span.last - span.first).days + 1 for span in joined) == len(days)
    assert all(first.last + dt.timedelta(days=1) < second.first for first, second in pairwise(joined))


def test_one_stretch_counts_as_full_years_and_gaps_are_left_out() -> None:
    assert years_in([Span(D(2021, 12, 31), D(2026, 12, 31))]) == 5
    assert years_in([Span(D(2020, 1, 1), D(2022, 1, 1)), Span(D(2024, 1, 1), D(2024, 12, 30))]) == 3
    assert years_in([Span(D(2020, 1, 1), D(2022, 1, 1)), Span(D(2024, 1, 1), D(2024, 12, 29))]) == 2
    assert years_in([]) == 0


@given(st.lists(st.tuples(DAYS, DAYS), max_size=4))
def test_exact_years_lie_within_the_year_begun(pairs: list[tuple[dt.date, dt.date]]) -> None:
    spans = [Span(*sorted(pair)) for pair in pairs]
    assert years_in(spans) <= exact_years_in(spans) < years_in(spans) + 1
