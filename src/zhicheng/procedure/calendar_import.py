"""Bringing a new holiday notice into the calendar: checked row by row, giving a new version.

A row is one phrase of the notice: from a day to a day, off or worked. Rows that cannot be right are refused all
at once, each with its number, because a wrong calendar closes notices on wrong days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.calendar_years import Calendar, CalendarYear, days_between
from zhicheng.vocabulary.problems import Problem, Refused

OFF, WORKED = "off", "worked"
LONGEST: Final = 16
"""More days in one row than any holiday ever had: a slip of the pen."""

ALWAYS_OFF: Final = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""The statutory days with a fixed date; a notice without one of them is not read in full."""

FEWEST_OFF: Final = 9
"""Fewer weekdays off than any year since 2008 had; then a feast is missing."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One phrase of a holiday notice: the days from ``first`` to ``last``, both included, are ``off`` or ``worked``."""

    first: dt.date
    last: dt.date
    kind: str


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that one version of the calendar has as worked and another not; ``None``: the year is not in it."""

    day: dt.date
    before: bool | None
    after: bool | None


def with_year(calendar: Calendar, year: int, rows: Sequence[NoticeRow], source: str, version: str) -> Calendar:
    """A new version of the calendar in which ``year`` is as the notice ``source`` says; the old one stays as it is.

    Days off that fall on weekends may stand in the rows, as they do in the notice; they change nothing. The year
    may be in the calendar already: notices have been changed during a year.

    Raises:
        Refused: rows that can't be right, each by its number; no source; a version that is not new.
    """
    problems = [*_heads(calendar, source, version), *_row_problems(year, rows)]
    off = {day for row in rows if row.kind == OFF for day in _row_days(row) if day.weekday() < 5}
    worked = {day for row in rows if row.kind == WORKED for day in _row_days(row)}
    if not problems:
        problems.extend(_whole(year, off, worked))
    if problems:
        raise Refused(problems)
    years = [known for known in calendar.years if known.year != year]
    years.append(CalendarYear(year, frozenset(off), frozenset(worked), source.strip()))
    return Calendar(version.strip(), tuple(sorted(years, key=lambda known: known.year)), calendar.widest)


def calendar_changes(before: Calendar, after: Calendar) -> tuple[DayChange, ...]:
    """Every day that the two versions see differently, in order: what a second person looks at before approving.

    A year new in ``after`` shows only the days that plain weekdays would have wrong.
    """
    numbers = sorted({year.year for calendar in (before, after) for year in calendar.years})
    return tuple(
        change for number in numbers for change in _year_changes(number, before.year(number), after.year(number))
    )


def _year_changes(number: int, before: CalendarYear | None, after: CalendarYear | None) -> Iterator[DayChange]:
    for day in days_between(dt.date(number, 1, 1), dt.date(number, 12, 31)):
        plain = day.weekday() < 5
        was, now = (plain if year is None else year.works(day) for year in (before, after))
        if was != now:
            yield DayChange(day, None if before is None else was, None if after is None else now)


def _row_days(row: NoticeRow) -> tuple[dt.date, ...]:
    return days_between(row.first, row.last)


def _heads(calendar: Calendar, source: str, version: str) -> Iterator[Problem]:
    if not source.strip():
        yield Problem(
            "", "source", ("缺少通知文号", "the notice's number is missing"), ("请填写发文字号", "give its number")
        )
    if not version.strip() or version.strip() == calendar.version:
        yield Problem(
            "",
            "version",
            (f"版本“{version}”不是新的", f"version '{version}' is not new"),
            ("请另取一个版本名", "choose another name"),
        )


def _row_problems(year: int, rows: Sequence[NoticeRow]) -> Iterator[Problem]:
    if not rows:
        yield Problem(
            "", "", ("没有任何一行", "there is no row"), ("请按通知逐项填写", "enter the notice phrase by phrase")
        )
    seen: dict[dt.date, int] = {}
    for number, row in enumerate(rows, 1):
        place = f"第{number}行"
        wrong = tuple(_row_wrong(year, row))
        yield from (Problem("", place, what) for what in wrong)
        for day in () if wrong else _row_days(row):
            if day in seen:
                yield Problem("", place, (f"{day} 在第{seen[day]}行已有", f"{day} stands in row {seen[day]} already"))
            seen.setdefault(day, number)


def _row_wrong(year: int, row: NoticeRow) -> Iterator[tuple[str, str]]:
    if row.kind not in (OFF, WORKED):
        yield (f"类别只能是 off 或 worked，不是“{row.kind}”", f"a row is off or worked, not '{row.kind}'")
    if row.last < row.first:
        yield (f"止日 {row.last} 早于起日 {row.first}", f"it ends on {row.last}, before {row.first}")
        return
    if row.first.year != year or row.last.year != year:
        yield (
            f"不在 {year} 年内；跨年的请在各自年份填写",
            f"not within {year}; days of another year go with that year",
        )
    if (row.last - row.first).days >= LONGEST:
        yield (f"一项超过 {LONGEST} 天", f"more than {LONGEST} days in one row")
    elif row.kind == WORKED:
        yield from (
            (f"{day} 是周一至周五，本来就上班", f"{day} is a weekday and worked anyway")
            for day in _row_days(row)
            if day.weekday() < 5
        )


def _whole(year: int, off: Iterable[dt.date], worked: Iterable[dt.date]) -> Iterator[Problem]:
    """What is missing from a notice whose rows are right one by one."""
    free = set(off)
    for month, number in ALWAYS_OFF:
        day = dt.date(year, month, number)
        if day in set(worked) or (day.weekday() < 5 and day not in free):
            yield Problem(
                "",
                f"{day}",
                ("法定节假日没有放假", "a statutory holiday is not off"),
                ("请核对通知是否录全", "check that the whole notice was entered"),
            )
    if len(free) < FEWEST_OFF:
        yield Problem(
            "",
            "",
            (f"全年工作日放假只有 {len(free)} 天，不足 {FEWEST_OFF} 天", f"only {len(free)} weekdays off in the year"),
            ("请核对通知是否录全", "check that the whole notice was entered"),
        )
