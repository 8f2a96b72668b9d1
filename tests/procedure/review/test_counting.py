"""The arithmetic of shares, against plain fractions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.counting import Outcome, Room, attendance_needed, least, majority_base, outcome

from .worked import IOT, NINGBO, ROBOT, bare

SHARES = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)


@given(SHARES, st.integers(0, 500))
def test_the_least_that_is_at_least_a_share(share: Fraction, whole: int) -> None:
    found = least(share, whole)
    assert found >= share * whole > found - 1


@given(
    st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.booleans()
)
def test_two_thirds_by_whole_numbers(
    members: int, absent: int, recused: int, recused_absent: int, yes: int, counted: bool
) -> None:
    present = max(members - absent, 0)
    recused = min(recused, members)
    recused_present = max(min(recused - recused_absent, present), 0)
    room = Room(members, present, recused, recused_present)
    rules = replace(bare(ROBOT), recused_counted=counted)
    base = present if counted else present - recused_present
    found = outcome(rules, room, yes)
    assert isinstance(found, Outcome)
    assert found.base == base
    assert found.passed == (base > 0 and 3 * yes >= 2 * base)
    assert majority_base(rules, room) == base


def test_a_room_holds_no_more_than_there_are() -> None:
    for wrong in ((10, 11, 0, 0), (10, 5, 1, 2), (10, 1, 3, 2), (10, 5, 1, -1)):
        with pytest.raises(ValueError, match="more people"):
            Room(*wrong)


def test_a_room_of_one_and_a_room_without_recusals() -> None:
    assert outcome(bare(ROBOT), Room(1, 1), 1) == Outcome(True, 1, 1)
    without = replace(bare(ROBOT), recused_counted=False)
    assert outcome(without, Room(11, 9), 6) == Outcome(True, 6, 9)
    assert outcome(replace(without, numbers=bare(IOT).numbers), Room(11, 9), 5) == Outcome(False, 6, 9)


def test_shares_that_nobody_has_set() -> None:
    rules, room = bare(NINGBO), Room(11, 9)
    for found in (attendance_needed(rules, 11), majority_base(rules, room), outcome(rules, room, 9)):
        assert isinstance(found, Refusal)
        assert found.code == "number-not-set"


def test_the_base_is_the_readings_choice() -> None:
    members = replace(bare(IOT).numbers["majority"], base="members")
    other = replace(bare(IOT), numbers={**bare(IOT).numbers, "majority": members})
    assert majority_base(bare(IOT), Room(11, 8)) == 8
    assert majority_base(other, Room(11, 8)) == 11
