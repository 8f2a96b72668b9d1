"""The windows of a round as a picture: one bar for each tier, today as a line across them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from zhicheng.web.rounds.windows import Span, countdown, phase

Pair = tuple[str, str]

LEFT: Final = 150
RIGHT: Final = 860
ROW: Final = 44
TOP: Final = 36


@dataclass(frozen=True, slots=True)
class Bar:
    """A tier's bar: its name, its days, where it lies (in the picture's units), and its state on this day."""

    key: str
    name: Pair
    opens: dt.date
    closes: dt.date
    x: int
    y: int
    width: int
    phase: str
    countdown: Pair

    @property
    def middle(self) -> int:
        """The height of the bar's middle, for its label."""
        return self.y + 19

    @property
    def end(self) -> int:
        """Where the bar ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture: its bars, the place of today (``None``: outside), its height, the months' first days."""

    bars: tuple[Bar, ...]
    today: dt.date
    today_x: int | None
    height: int
    months: tuple[tuple[int, dt.date], ...]


def timeline(windows: Sequence[tuple[Pair, Span]], today: dt.date) -> Timeline | None:
    """The picture of named windows on a day; ``None`` where there is no window yet."""
    if not windows:
        return None
    first = min(one.opens for _, one in windows)
    last = max(one.closes for _, one in windows)
    days = (last - first).days + 1

    def at(day: dt.date) -> int:
        return LEFT + round((day - first).days * (RIGHT - LEFT) / days)

    bars = tuple(
        Bar(
            one.tier, name, one.opens, one.closes, at(one.opens), TOP + number * ROW,
            max(6, at(one.closes + dt.timedelta(days=1)) - at(one.opens)), phase(one, today), countdown(one, today),
        )
        for number, (name, one) in enumerate(windows)
    )  # fmt: skip
    here = at(today) if first <= today <= last else None
    return Timeline(bars, today, here, TOP + len(bars) * ROW + 8, tuple((at(day), day) for day in _months(first, last)))


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of the months between two days, the first of them left out."""
    found: list[dt.date] = []
    day = first.replace(day=1)
    while True:
        day = (day + dt.timedelta(days=32)).replace(day=1)
        if day > last:
            return found
        found.append(day)
