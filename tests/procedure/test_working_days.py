"""Working days counted: the worked examples, the law's first day, and no guess about a year not announced."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.procedure.calendar_years import Calendar, days_between, shipped_calendar
from zhicheng.procedure.refusal import ActRefused
from zhicheng.procedure.working_days import (
    UnknownYear,
    is_working_day,
    working_days_after,
    working_days_before,
    working_days_run,
)

DAY = dt.timedelta(days=1)
CALENDAR = shipped_calendar()
KNOWN = st.dates(dt.date(2019, 1, 1), dt.date(2026, 10, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("posted", "last"),
    [
        ("2026-09-28", "2026-10-10"),  # National Day, ending on a Saturday that is worked
        ("2026-02-13", "2026-02-27"),  # Spring Festival, with a worked Saturday
        ("2026-05-06", "2026-05-12"),  # the worked Saturday 05-09 counts
        ("2026-06-01", "2026-06-08"),  # an ordinary week
    ],
)
def test_five_working_days(posted: str, last: str) -> None:
    end = working_days_after(CALENDAR, day(posted), 5)
    assert (end.first_day, end.last_day, end.provisional) == (day(posted), day(last), False)
    assert end.latest_possible == end.last_day
    assert end.calendar_version == "state-council-2019-2026"


def test_a_year_not_announced_leaves_the_end_provisional() -> None:
    end = working_days_after(CALENDAR, day("2026-12-28"), 5)
    assert end.provisional
    assert end.last_day == day("2027-01-04")
    assert end.latest_possible == day("2027-01-05")


def test_a_notice_that_ends_within_the_last_known_year_is_certain() -> None:
    end = working_days_after(CALENDAR, day("2026-12-24"), 5)
    assert (end.last_day, end.provisional) == (day("2026-12-31"), False)


def test_the_day_of_posting_counts_only_when_asked() -> None:
    assert working_days_after(CALENDAR, day("2026-06-01"), 5, posting_day_counts=True).last_day == day("2026-06-05")
    on_a_sunday = working_days_after(CALENDAR, day("2026-06-07"), 1, posting_day_counts=True)
    assert on_a_sunday.last_day == day("2026-06-08")


@pytest.mark.parametrize("days", [0, -3])
def test_a_period_has_a_day(days: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        working_days_after(CALENDAR, day("2026-06-01"), days)


def test_an_unknown_year_is_an_error_for_people() -> None:
    with pytest.raises(UnknownYear) as refused:
        is_working_day(CALENDAR, day("2027-03-01"))
    assert isinstance(refused.value, ActRefused)
    assert refused.value.codes == ("calendar-year-unknown",)
    assert "2027年放假安排尚未导入" in refused.value.refusals[0].sentence("zh")
    assert "2027" in refused.value.refusals[0].sentence("en")


def test_make_up_saturdays_are_worked_and_feasts_are_not() -> None:
    assert is_working_day(CALENDAR, day("2026-10-10"))
    assert not is_working_day(CALENDAR, day("2026-10-07"))
    assert not is_working_day(CALENDAR, day("2026-10-11"))


@given(KNOWN, st.integers(1, 20))
def test_exactly_so_many_working_days_lie_after_posting(posted: dt.date, days: int) -> None:
    end = working_days_after(CALENDAR, posted, days)
    counted = [one for one in days_between(posted + DAY, end.last_day) if is_working_day(CALENDAR, one)]
    assert len(counted) == days
    assert counted[-1] == end.last_day


@given(KNOWN, st.integers(1, 20))
def test_the_progress_shown_agrees_with_the_end(posted: dt.date, days: int) -> None:
    last = working_days_after(CALENDAR, posted, days).last_day
    assert working_days_run(CALENDAR, posted, last) == days - 1
    assert working_days_run(CALENDAR, posted, last + DAY) == days


def test_a_report_ten_working_days_ahead_leaves_ten_between() -> None:
    report = working_days_before(CALENDAR, day("2026-10-20"), 10)
    assert report.last_day == day("2026-09-29")
    between = days_between(report.last_day + DAY, report.event - DAY)
    assert sum(is_working_day(CALENDAR, one) for one in between) == 10
    assert working_days_before(CALENDAR, day("2026-10-20"), 10, event_day_counts=True).last_day == day("2026-09-30")


@given(KNOWN.filter(lambda one: one.year > 2019), st.integers(1, 15))
def test_a_report_is_made_on_a_working_day_in_time(event: dt.date, days: int) -> None:
    report = working_days_before(CALENDAR, event, days)
    between = sum(is_working_day(CALENDAR, one) for one in days_between(report.last_day + DAY, event - DAY))
    assert is_working_day(CALENDAR, report.last_day)
    assert between == days
    assert not report.provisional


def test_a_report_for_a_meeting_in_an_unknown_year_is_provisional() -> None:
    report = working_days_before(CALENDAR, day("2027-01-11"), 10)
    assert report.provisional
    assert report.earliest_possible < report.last_day


def without(number: int) -> Calendar:
    """The shipped calendar as if a year had not been announced yet."""
    years = tuple(year for year in CALENDAR.years if year.year != number)
    return Calendar("unannounced", years, CALENDAR.widest)


@pytest.mark.parametrize("number", range(2019, 2027))
def test_no_year_so_far_went_beyond_the_latest_possible_end(number: int) -> None:
    blind = without(number)
    for posted in days_between(dt.date(number - 1, 12, 15), dt.date(number, 11, 30)):
        known = working_days_after(CALENDAR, posted, 5)
        unknown = working_days_after(blind, posted, 5)
        if unknown.provisional and not known.provisional:
            assert known.last_day <= unknown.latest_possible, posted


def test_no_year_since_2008_had_days_off_outside_the_widest_spans() -> None:
    library = pytest.importorskip("chinese_calendar")
    empty = Calendar("empty", (), CALENDAR.widest)
    for one in days_between(dt.date(2008, 1, 1), dt.date(2026, 12, 31)):
        if one.weekday() < 5 and not library.is_workday(one):
            assert empty.assumed_off(one), one
