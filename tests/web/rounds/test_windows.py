"""Which tier may act on a day, and how long still, in both languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from zhicheng.procedure.application_facts import TierWindow
from zhicheng.web.rounds.windows import countdown, open_tiers, phase, tier_key, tier_number, tier_windows


@dataclass
class One:
    tier: str
    opens: dt.date
    closes: dt.date
    cite: str = ""


def day(number: int) -> dt.date:
    return dt.date(2026, 10, number)


APPLICANT, EMPLOYER = One("applicant", day(5), day(15), "二"), One("employer", day(10), day(20))


@pytest.mark.parametrize(
    ("today", "open_now"),
    [
        (4, ()),
        (5, ("applicant",)),
        (10, ("applicant", "employer")),
        (15, ("applicant", "employer")),
        (16, ("employer",)),
        (21, ()),
    ],
)
def test_both_ends_of_a_window_are_open(today: int, open_now: tuple[str, ...]) -> None:
    assert open_tiers([EMPLOYER, APPLICANT], day(today)) == open_now


@pytest.mark.parametrize(
    ("today", "zh", "en"),
    [
        (2, "3天后开始", "opens in 3 days"),
        (4, "明天开始", "opens tomorrow"),
        (12, "还有3天截止", "closes in 3 days"),
        (14, "还有1天截止", "closes in 1 day"),
        (15, "今天截止", "closes today"),
        (16, "已于10月15日截止", "closed on 2026-10-15"),
    ],
)
def test_the_countdown_in_words(today: int, zh: str, en: str) -> None:
    assert countdown(APPLICANT, day(today)) == (zh, en)


def test_a_day_lies_before_within_or_after() -> None:
    assert [phase(APPLICANT, day(number)) for number in (4, 5, 15, 16)] == ["ahead", "current", "current", "done"]


def test_windows_by_tier_number_leave_a_gap_without_an_end() -> None:
    found = tier_windows([One("department-1", day(1), day(9)), APPLICANT])
    assert found == (TierWindow(day(5), day(15), "二"), TierWindow(None, None), TierWindow(day(1), day(9)))


def test_keys_and_numbers_of_tiers_go_both_ways() -> None:
    assert [tier_number(tier_key(number)) for number in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(KeyError):
        tier_key(5)
    with pytest.raises(KeyError):
        tier_number("department-9")
