"""The working-day calendar as data: which days the State Council's yearly notices take off or have worked.

A calendar is a value: a version, its years, each with the notice it comes from. It never changes; a new notice
makes a new version (:mod:`zhicheng.procedure.calendar_import`), and whoever counts with one keeps its version.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from zhicheng.policy.reading import Notebook
from zhicheng.vocabulary.yaml_text import line_of, read_yaml

SHIPPED: Final = Path(__file__).parent / "calendar" / "state-council-2019-2026.yaml"
ANY_YEAR: Final = "any-year"

Span = tuple[tuple[int, int], tuple[int, int]]
"""From a month and day to a month and day of the same year, both included."""


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One announced year: weekdays without work, weekend days worked instead, and the notice that says so."""

    year: int
    off: frozenset[dt.date]
    worked: frozenset[dt.date]
    source: str

    def works(self, day: dt.date) -> bool:
        """Whether a day of this year is a working day."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A version of the calendar; ``years`` in order, ``widest`` the spans assumed off where nothing is announced.

    ``widest`` goes by year, with the year 0 for any other; it serves the latest possible end of a period only.
    """

    version: str
    years: tuple[CalendarYear, ...]
    widest: tuple[tuple[int, tuple[Span, ...]], ...] = ()

    def year(self, number: int) -> CalendarYear | None:
        """The year as announced; ``None`` when this version does not know it."""
        return next((year for year in self.years if year.year == number), None)

    def assumed_off(self, day: dt.date) -> bool:
        """Whether a day of a year not announced might, at the widest, be without work."""
        spans = dict(self.widest)
        place = (day.month, day.day)
        return any(first <= place <= last for first, last in spans.get(day.year, spans.get(0, ())))

    @property
    def text(self) -> str:
        """The canonical JSON: keys sorted, no spaces, days in order; the same calendar always gives the same text."""
        return json.dumps(_as_data(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical JSON in UTF-8, as lower-case hex."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@cache
def shipped_calendar() -> Calendar:
    """The calendar that comes with the program: 2019 to 2026."""
    return read_calendar(SHIPPED)


def read_calendar(path: Path) -> Calendar:
    """A calendar from its YAML file.

    Raises:
        Refused: the file can't be read, or a day in it is wrong; every error with its line.
    """
    notes = Notebook(path.name)
    tree = notes.mapping(read_yaml(path), path.name)
    notes.keys(tree, ("version", "years", "widest_off"), path.name)
    years = notes.mapping(tree.get("years"), "years")
    widest = notes.mapping(tree.get("widest_off") or {}, "widest_off")
    found = Calendar(
        notes.text(tree.get("version"), "version", line_of(tree)),
        tuple(_year(years, number, notes) for number in sorted(years, key=str)),
        tuple((_year_number(name), _spans(widest, name, notes)) for name in sorted(widest, key=str)),
    )
    notes.finish()
    return found


def calendar_from_text(text: str) -> Calendar:
    """A calendar from its canonical JSON (:attr:`Calendar.text`), as an installation keeps it.

    Raises:
        ValueError: the text is no calendar.
    """
    data = json.loads(text)
    return Calendar(
        str(data["version"]),
        tuple(
            CalendarYear(int(year["year"]), _days(year["off"]), _days(year["worked"]), str(year["source"]))
            for year in data["years"]
        ),
        tuple((int(year), tuple(_span_of(span) for span in spans)) for year, spans in data["widest"]),
    )


def _as_data(calendar: Calendar) -> dict[str, Any]:
    return {
        "version": calendar.version,
        "years": [
            {
                "year": year.year,
                "source": year.source,
                "off": sorted(day.isoformat() for day in year.off),
                "worked": sorted(day.isoformat() for day in year.worked),
            }
            for year in calendar.years
        ],
        "widest": [[year, [_span_text(span) for span in spans]] for year, spans in calendar.widest],
    }


def _days(texts: Iterable[str]) -> frozenset[dt.date]:
    return frozenset(dt.date.fromisoformat(text) for text in texts)


def _span_text(span: Span) -> str:
    (month, day), (last_month, last_day) = span
    return f"{month:02}-{day:02}..{last_month:02}-{last_day:02}"


def _span_of(text: str) -> Span:
    first, _, last = text.partition("..")
    return _place(first), _place(last or first)


def _place(text: str) -> tuple[int, int]:
    """Month and day of ``MM-DD``; a leap year decides whether there is such a day."""
    day = dt.datetime.strptime(f"2024-{text}", "%Y-%m-%d").date()
    return day.month, day.day


def _year_number(name: object) -> int:
    return name if isinstance(name, int) else 0


def _spans(tree: Mapping[Any, Any], key: object, notes: Notebook) -> tuple[Span, ...]:
    found = []
    line = line_of(tree, key)
    for text in notes.texts(tree.get(key), str(key), line):
        try:
            found.append(_span_of(text))
        except ValueError:
            notes.note(line, f"“{text}”不是 月-日（如 05-01..05-05）", f"'{text}' is not MM-DD (05-01..05-05)")
    return tuple(found)


def _year(years: Mapping[Any, Any], number: object, notes: Notebook) -> CalendarYear:
    line = line_of(years, number)
    year = notes.whole(number, "year", line, 1949, 2999)
    body = notes.mapping(years.get(number), str(number), line)
    notes.keys(body, ("source", "off", "worked"), str(number))
    off, worked = (_dates(year, _spans(body, name, notes), line, notes) for name in ("off", "worked"))
    for day in sorted(off | worked):
        if (day in off) == (day.weekday() >= 5):
            notes.note(
                line,
                f"{day} 与星期不符：放假只写周一至周五，上班只写周六日",
                f"{day}: off is for Monday to Friday, worked for Saturday and Sunday",
            )
    return CalendarYear(year, off, worked, notes.text(body.get("source"), "source", line))


def _dates(year: int, spans: Iterable[Span], line: int, notes: Notebook) -> frozenset[dt.date]:
    found: set[dt.date] = set()
    for first, last in spans:
        try:
            start, end = dt.date(year, *first), dt.date(year, *last)
        except ValueError:
            notes.note(line, f"{year} 年没有这一天", f"no such day in {year}")
            continue
        found.update(days_between(start, end))
    return frozenset(found)


def days_between(first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """Every day from ``first`` to ``last``, both included; none when ``last`` lies before."""
    return tuple(first + dt.timedelta(days=ahead) for ahead in range((last - first).days + 1))
