"""Attendance, base, majority: integers only, every reading, the numbers of committees as they are."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.procedure.ballot.meeting import (
    TWO_THIRDS,
    Majority,
    Tally,
    attendance_refusals,
    attended,
    base_of,
    majority_sentence,
    needed,
    passed,
)

MEMBERS = [f"m{place:02}" for place in range(1, 32)]


@pytest.mark.parametrize(
    ("base", "yes"), [(11, 8), (13, 9), (17, 12), (21, 14), (25, 17), (31, 21), (3, 2), (1, 1), (2, 2)]
)
def test_two_thirds_of_committees_as_they_are(base: int, yes: int) -> None:
    rule = Majority()
    assert needed(TWO_THIRDS, base) == yes
    assert passed(rule, yes, base) and not passed(rule, yes - 1, base)


@given(st.integers(0, 400), st.integers(0, 400), st.fractions(min_value=Fraction(1, 50), max_value=1))
def test_a_share_is_compared_exactly(yes: int, base: int, share: Fraction) -> None:
    assert passed(Majority(share), yes, base) == (Fraction(yes) >= share * base)
    assert attended(share, base, yes) == (Fraction(yes) >= share * base)
    assert needed(share, base) - 1 < share * base <= needed(share, base)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Majority(), 4),
        (Majority(recused_counted=False), 3),
        (Majority(base="members"), 6),
        (Majority(base="members", recused_counted=False), 4),
    ],
)
def test_the_four_readings_of_the_base(rule: Majority, expected: int) -> None:
    """Six members, four there; one of those there and one absent are recused."""
    assert base_of(rule, MEMBERS[:6], MEMBERS[:4], {"m04", "m06"}) == expected


def test_a_recusal_can_decide() -> None:
    """The reading is no detail: 6 of 9 pass with the recused counted; 5 of 9 only when two recused are not."""
    members, recused = MEMBERS[:9], {"m08", "m09"}
    with_them, without = Majority(), Majority(recused_counted=False)
    assert not passed(with_them, 5, base_of(with_them, members, members, recused))
    assert passed(without, 5, base_of(without, members, members, recused))


@pytest.mark.parametrize(("members", "least"), [(25, 17), (11, 8), (31, 21), (3, 2), (24, 16)])
def test_below_two_thirds_no_vote_opens(members: int, least: int) -> None:
    everybody = MEMBERS[:members]
    assert attendance_refusals(TWO_THIRDS, everybody, everybody[:least]) == ()
    (reason,) = attendance_refusals(TWO_THIRDS, everybody, everybody[: least - 1])
    assert reason.code == "too-few-present" and str(least) in reason.text[0] and str(least) in reason.text[1]


def test_somebody_who_is_no_member_does_not_make_up_the_number() -> None:
    (reason,) = attendance_refusals(TWO_THIRDS, MEMBERS[:3], ["m01", "x99"])
    assert reason.code == "not-a-member" and "x99" in reason.text[0]


def test_blank_spoiled_and_missing_are_no_yes() -> None:
    tally = Tally(yes=15, no=0, blank=1, spoiled=1, missing=8)
    assert tally.cast == 17
    assert not passed(Majority(), tally.yes, 25)


def test_the_minutes_name_the_rule() -> None:
    zh, en = majority_sentence(Majority(), "方案四（三）5")
    assert "出席" in zh and "（含回避人员）" in zh and "2/3" in zh and "方案四（三）5" in zh
    assert "present" in en and "those recused included" in en
    zh, en = majority_sentence(Majority(Fraction(1, 2), "members", False), "章程第九条")
    assert "全体成员" in zh and "不含" in zh and "1/2" in zh and "all members" in en and "not included" in en
