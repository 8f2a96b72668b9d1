"""The shipped calendar says what the State Council's notices say; a damaged one is refused with its lines."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest

from zhicheng.procedure.calendar_years import (
    SHIPPED,
    Calendar,
    calendar_from_text,
    days_between,
    read_calendar,
    shipped_calendar,
)
from zhicheng.vocabulary.problems import Refused

MAKE_UP = {
    2024: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
"""The make-up days of three notices, typed in from the notices."""


def test_every_day_is_as_chinesecalendar_has_it() -> None:
    library = pytest.importorskip("chinese_calendar")
    calendar = shipped_calendar()
    for day in days_between(dt.date(2019, 1, 1), dt.date(2026, 12, 31)):
        year = calendar.year(day.year)
        assert year is not None
        assert year.works(day) == library.is_workday(day), day


@pytest.mark.parametrize("number", sorted(MAKE_UP))
def test_make_up_days_are_those_of_the_notice(number: int) -> None:
    year = shipped_calendar().year(number)
    assert year is not None
    assert sorted(f"{day:%m-%d}" for day in year.worked) == MAKE_UP[number]


@pytest.mark.parametrize(("number", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(number: int, days: int) -> None:
    year = shipped_calendar().year(number)
    assert year is not None
    assert sum(year.works(day) for day in days_between(dt.date(number, 1, 1), dt.date(number, 12, 31))) == days


def test_every_year_names_its_notice() -> None:
    assert all("国办发明电〔" in year.source for year in shipped_calendar().years)
    assert [year.year for year in shipped_calendar().years] == list(range(2019, 2027))


def test_the_hash_is_that_of_the_canonical_text() -> None:
    calendar = shipped_calendar()
    assert calendar.sha256 == hashlib.sha256(calendar.text.encode()).hexdigest()
    assert json.loads(calendar.text)["years"][0]["off"][0] == "2019-01-01"
    assert read_calendar(SHIPPED).sha256 == calendar.sha256


def test_a_calendar_comes_back_from_its_text() -> None:
    assert calendar_from_text(shipped_calendar().text) == shipped_calendar()


def test_one_day_more_is_another_hash() -> None:
    data = json.loads(shipped_calendar().text)
    data["years"][-1]["off"].append("2026-12-31")
    assert calendar_from_text(json.dumps(data)).sha256 != shipped_calendar().sha256


def test_a_year_that_is_not_there_is_none() -> None:
    assert shipped_calendar().year(2027) is None
    assert Calendar("leer", ()).year(2026) is None


WRONG = """\
version: v1
years:
  2025:
    source: 文号
    off: [02-29, 02-30, 10-04]
    worked: [10-13]
    extra: 1
  2026:
    off: [nonsense]
"""


def test_everything_wrong_in_a_file_is_said_at_once(tmp_path: Path) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_text(WRONG, "utf-8")
    with pytest.raises(Refused) as refused:
        read_calendar(file)
    text = "\n".join(problem.text() for problem in refused.value.problems)
    assert "extra" in text
    assert "2025 年没有这一天" in text
    assert "“02-30”不是 月-日" in text
    assert "2025-10-04 与星期不符" in text
    assert "2025-10-13 与星期不符" in text
    assert "nonsense" in text
    assert "source" in text
    assert all(problem.place for problem in refused.value.problems)
