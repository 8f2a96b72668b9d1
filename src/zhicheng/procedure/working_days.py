"""Counting working days: until when a notice runs, by when a plan must be reported.

The day on which a period begins is not counted (Civil Code art. 201), make-up days at weekends are. A year that
is not announced is never guessed: an end in it is provisional, with the latest day it could be, and closes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from zhicheng.procedure.calendar_years import Calendar
from zhicheng.procedure.refusal import ActRefused, Refusal

ONE_DAY = dt.timedelta(days=1)


class UnknownYear(ActRefused):
    """A day whose year the calendar does not know; whether it is worked is not for a machine to guess."""

    def __init__(self, calendar: Calendar, year: int) -> None:
        self.year = year
        super().__init__(unknown_year(calendar, year))


def unknown_year(calendar: Calendar, year: int) -> Refusal:
    """Why nothing can be settled by a day of ``year``: its holidays are not in the calendar."""
    return Refusal(
        "calendar-year-unknown",
        (
            f"{year}年放假安排尚未导入（日历版本 {calendar.version}）",
            f"the holidays of {year} are not in the calendar yet (version {calendar.version})",
        ),
        do=("请导入国务院办公厅当年的放假通知", "import the State Council's holiday notice for that year"),
    )


@dataclass(frozen=True, slots=True)
class NoticeEnd:
    """Until when a period runs. ``first_day`` is the day of posting, ``last_day`` the last one counted.

    ``provisional``: the period reaches into a year not announced; then ``last_day`` takes plain weekdays as worked
    and ``latest_possible`` the widest days off. Else both are the same day.
    """

    first_day: dt.date
    last_day: dt.date
    provisional: bool
    latest_possible: dt.date
    calendar_version: str


@dataclass(frozen=True, slots=True)
class ReportDay:
    """The last day on which something can be reported in time for ``event``.

    ``provisional``: the days between reach into a year not announced; ``earliest_possible`` is safe at the widest.
    """

    event: dt.date
    last_day: dt.date
    provisional: bool
    earliest_possible: dt.date
    calendar_version: str


def is_working_day(calendar: Calendar, day: dt.date) -> bool:
    """Whether a day is worked, make-up days included.

    Raises:
        UnknownYear: the calendar does not know the day's year.
    """
    year = calendar.year(day.year)
    if year is None:
        raise UnknownYear(calendar, day.year)
    return year.works(day)


def working_days_after(
    calendar: Calendar, first_day: dt.date, days: int, *, posting_day_counts: bool = False
) -> NoticeEnd:
    """When ``days`` working days from ``first_day``, the day of posting, have run.

    The count begins the day after posting (Civil Code art. 201); with ``posting_day_counts`` on that day itself.

    Raises:
        ValueError: ``days`` is not at least 1.
    """
    start = first_day if posting_day_counts else first_day + ONE_DAY
    likely, latest = (_counted(start, days, ONE_DAY, works) for works in (_likely(calendar), _surely(calendar)))
    provisional = _unknown(calendar, start, likely)
    return NoticeEnd(first_day, likely, provisional, latest if provisional else likely, calendar.version)


def working_days_before(calendar: Calendar, event: dt.date, days: int, *, event_day_counts: bool = False) -> ReportDay:
    """The last day to report something that is due ``days`` working days ahead of ``event``.

    The careful count: neither the day of the report nor the event's own day is one of the ``days``. With
    ``event_day_counts`` the event's day is the last of them, one working day later.

    Raises:
        ValueError: ``days`` is not at least 1.
    """
    start = event if event_day_counts else event - ONE_DAY
    likely, earliest = (
        _reported(_counted(start, days, -ONE_DAY, works), works) for works in (_likely(calendar), _surely(calendar))
    )
    provisional = _unknown(calendar, likely, start)
    return ReportDay(event, likely, provisional, earliest if provisional else likely, calendar.version)


def working_days_run(calendar: Calendar, first_day: dt.date, today: dt.date) -> int:
    """How many working days after ``first_day`` have passed in full before ``today``; for the progress shown.

    Raises:
        UnknownYear: one of the days lies in a year the calendar does not know.
    """
    day, run = first_day + ONE_DAY, 0
    while day < today:
        run += is_working_day(calendar, day)
        day += ONE_DAY
    return run


Works = Callable[[dt.date], bool]


def _likely(calendar: Calendar) -> Works:
    """Announced years as announced, others by plain weekdays."""

    def works(day: dt.date) -> bool:
        year = calendar.year(day.year)
        return day.weekday() < 5 if year is None else year.works(day)

    return works


def _surely(calendar: Calendar) -> Works:
    """Announced years as announced; in others only weekdays that no feast can take."""

    def works(day: dt.date) -> bool:
        year = calendar.year(day.year)
        return day.weekday() < 5 and not calendar.assumed_off(day) if year is None else year.works(day)

    return works


def _counted(start: dt.date, days: int, step: dt.timedelta, works: Works) -> dt.date:
    """The day on which the last of ``days`` working days falls, from ``start`` on, one ``step`` at a time."""
    if days < 1:
        raise ValueError("a period has at least one day")
    day = start
    while True:
        days -= works(day)
        if not days:
            return day
        day += step


def _reported(last_counted: dt.date, works: Works) -> dt.date:
    """The last working day before the days that lie between report and event."""
    return _counted(last_counted - ONE_DAY, 1, -ONE_DAY, works)


def _unknown(calendar: Calendar, first: dt.date, last: dt.date) -> bool:
    return any(calendar.year(year) is None for year in range(first.year, last.year + 1))
