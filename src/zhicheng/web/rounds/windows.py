"""The windows of a round: which tier may act on a day, and how long still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, Protocol

from zhicheng.procedure.application_facts import TierWindow
from zhicheng.procedure.tiers import APPLICANT_TIER

Pair = tuple[str, str]

MOST_DEPARTMENTS: Final = 3
TIER_KEYS: Final = ("applicant", "employer", *(f"department-{number}" for number in range(1, MOST_DEPARTMENTS + 1)))
"""How the windows of a round name its tiers, by tier number."""


class Span(Protocol):
    """A window as stored: its tier, its first and its last day, what it cites."""

    tier: str
    opens: dt.date
    closes: dt.date
    cite: str


def tier_key(tier: int) -> str:
    """The key of a tier number: ``applicant``, ``employer``, ``department-1`` …

    Raises:
        KeyError: a round has no such tier.
    """
    if not APPLICANT_TIER <= tier < len(TIER_KEYS):
        raise KeyError(tier)
    return TIER_KEYS[tier]


def tier_number(key: str) -> int:
    """The number of a tier's key; the opposite of :func:`tier_key`.

    Raises:
        KeyError: there is no such key.
    """
    if key not in TIER_KEYS:
        raise KeyError(key)
    return TIER_KEYS.index(key)


def tier_windows(windows: Iterable[Span]) -> tuple[TierWindow, ...]:
    """Stored windows by tier number, as the rules take them; a tier without a window has no end."""
    by_key = {window.tier: window for window in windows}
    last = max((tier_number(key) for key in by_key), default=-1)
    found = []
    for key in TIER_KEYS[: last + 1]:
        window = by_key.get(key)
        found.append(TierWindow(None, None) if window is None else TierWindow(window.opens, window.closes, window.cite))
    return tuple(found)


def is_open(window: Span, today: dt.date) -> bool:
    """Whether the tier may act on this day, both ends included."""
    return window.opens <= today <= window.closes


def open_tiers(windows: Iterable[Span], today: dt.date) -> tuple[str, ...]:
    """The keys of the tiers that may act on this day, the lowest first."""
    return tuple(sorted((one.tier for one in windows if is_open(one, today)), key=tier_number))


def phase(window: Span, today: dt.date) -> str:
    """``done``, ``current`` or ``ahead``: where a day lies to a window."""
    if today > window.closes:
        return "done"
    return "current" if today >= window.opens else "ahead"


def countdown(window: Span, today: dt.date) -> Pair:
    """How long until the window opens or closes, in words."""
    if today > window.closes:
        return f"已于{_day(window.closes)}截止", f"closed on {window.closes}"
    if today < window.opens:
        days = (window.opens - today).days
        return ("明天开始", "opens tomorrow") if days == 1 else (f"{days}天后开始", f"opens in {days} days")
    days = (window.closes - today).days
    if days == 0:
        return "今天截止", "closes today"
    return f"还有{days}天截止", f"closes in {days} day{'' if days == 1 else 's'}"


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"
