"""A new holiday notice: taken as a new version, refused row by row, shown as a difference."""

from __future__ import annotations

import datetime as dt

import pytest

from zhicheng.procedure.calendar_import import NoticeRow, calendar_changes, with_year
from zhicheng.procedure.calendar_years import days_between, shipped_calendar
from zhicheng.procedure.working_days import is_working_day, working_days_after
from zhicheng.vocabulary.problems import Refused

CALENDAR = shipped_calendar()
SOURCE = "通知文号（测试）"


def row(first: str, last: str = "", kind: str = "off") -> NoticeRow:
    return NoticeRow(dt.date.fromisoformat(first), dt.date.fromisoformat(last or first), kind)


NEXT_YEAR = [
    row("2027-01-01", "2027-01-03"),
    row("2027-02-05", "2027-02-11"),
    row("2027-02-13", kind="worked"),
    row("2027-04-03", "2027-04-05"),
    row("2027-05-01", "2027-05-05"),
    row("2027-05-08", kind="worked"),
    row("2027-06-09"),
    row("2027-09-15"),
    row("2027-10-01", "2027-10-07"),
    row("2027-10-09", kind="worked"),
]
"""An invented arrangement for a year that nobody has announced."""


def problems(rows: list[NoticeRow], source: str = SOURCE, version: str = "v2", year: int = 2027) -> list[str]:
    with pytest.raises(Refused) as refused:
        with_year(CALENDAR, year, rows, source, version)
    return [problem.text() for problem in refused.value.problems]


def test_a_new_year_makes_a_new_version_and_settles_what_was_provisional() -> None:
    before = working_days_after(CALENDAR, dt.date(2026, 12, 28), 5)
    calendar = with_year(CALENDAR, 2027, NEXT_YEAR, SOURCE, "v2")
    after = working_days_after(calendar, dt.date(2026, 12, 28), 5)
    assert (before.provisional, after.provisional) == (True, False)
    assert (after.last_day, after.calendar_version) == (dt.date(2027, 1, 5), "v2")
    assert is_working_day(calendar, dt.date(2027, 2, 13))
    assert CALENDAR.year(2027) is None


def test_a_notice_changed_during_the_year_replaces_it() -> None:
    old = CALENDAR.year(2020)
    assert old is not None
    rows = [NoticeRow(day, day, "off") for day in old.off] + [NoticeRow(day, day, "worked") for day in old.worked]
    rows.append(row("2020-02-03"))
    calendar = with_year(CALENDAR, 2020, rows, SOURCE, "v2")
    assert [(change.day, change.before, change.after) for change in calendar_changes(CALENDAR, calendar)] == [
        (dt.date(2020, 2, 3), True, False)
    ]
    assert [year.year for year in calendar.years] == [year.year for year in CALENDAR.years]


def test_a_year_new_shows_only_what_plain_weekdays_have_wrong() -> None:
    changes = calendar_changes(CALENDAR, with_year(CALENDAR, 2027, NEXT_YEAR, SOURCE, "v2"))
    assert {change.day.year for change in changes} == {2027}
    assert all(change.before is None for change in changes)
    assert [change.day.isoformat() for change in changes if change.after] == ["2027-02-13", "2027-05-08", "2027-10-09"]
    assert dt.date(2027, 1, 2) not in {change.day for change in changes}


def test_the_same_calendar_has_no_changes() -> None:
    assert calendar_changes(CALENDAR, CALENDAR) == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (row("2027-03-02", "2027-03-01"), "止日 2027-03-01 早于起日 2027-03-02"),
        (row("2026-12-31"), "不在 2027 年内"),
        (row("2027-07-01", "2027-07-31"), "一项超过 16 天"),
        (row("2027-03-01", kind="worked"), "2027-03-01 是周一至周五"),
        (row("2027-03-01", kind="holiday"), "只能是 off 或 worked"),
        (row("2027-10-02", kind="worked"), "2027-10-02 在第9行已有"),
    ],
)
def test_a_wrong_row_is_named_by_its_number(wrong: NoticeRow, said: str) -> None:
    found = problems([*NEXT_YEAR, wrong])
    assert any(text.startswith("第11行") and said in text for text in found), found


def test_every_wrong_row_is_said_at_once() -> None:
    found = problems([row("2027-03-02", "2027-03-01"), row("2028-01-01"), row("2027-03-03", kind="x")])
    assert [text[:3] for text in found] == ["第1行", "第2行", "第3行"]


def test_a_statutory_day_missing_or_a_half_read_notice_is_refused() -> None:
    assert any("2027-10-01" in text for text in problems([part for part in NEXT_YEAR if part.first.month != 10]))
    few = problems([row("2027-01-01"), row("2027-10-01")])
    assert any("放假只有 2 天" in text for text in few)


def test_source_and_a_new_version_are_needed() -> None:
    found = problems(NEXT_YEAR, source=" ", version=CALENDAR.version)
    assert len(found) == 2
    assert problems([], version="v2")[0].startswith("没有任何一行")


def test_no_year_since_2008_would_have_been_refused() -> None:
    library = pytest.importorskip("chinese_calendar")
    for year in range(2008, 2027):
        rows = [
            NoticeRow(day, day, "worked" if library.is_workday(day) else "off")
            for day in days_between(dt.date(year, 1, 1), dt.date(year, 12, 31))
            if library.is_workday(day) != (day.weekday() < 5)
        ]
        calendar = with_year(CALENDAR, year, rows, SOURCE, f"v{year}")
        assert len(rows) == sum(
            1
            for day in days_between(dt.date(year, 1, 1), dt.date(year, 12, 31))
            if is_working_day(calendar, day) != (day.weekday() < 5)
        )
