"""Presence per deliberation and per vote: who left, who came late, who came back."""

from __future__ import annotations

import datetime as dt

import pytest

from zhicheng.procedure.ballot.presence import Deliberation, Movement, missed, present_at, throughout
from zhicheng.procedure.refusal import ActRefused


def at(minute: int) -> dt.datetime:
    return dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC) + dt.timedelta(minutes=minute)


MOVEMENTS = [
    Movement("m05", at(40), True),  # after the deliberation
    Movement("m01", at(0), True),
    Movement("m02", at(0), True),
    Movement("m02", at(20), False),  # in the middle of it, and back
    Movement("m02", at(21), True),
    Movement("m03", at(15), True),  # late for it
    Movement("m04", at(0), True),
    Movement("m04", at(35), False),  # after it, before the vote
    Movement("m06", at(0), True),
    Movement("m06", at(30), False),  # at its last word, and back for the vote
    Movement("m06", at(45), True),
]
TALK = Deliberation("a-001", at(10), at(30))


def test_present_is_who_came_and_has_not_left() -> None:
    assert present_at(MOVEMENTS, at(-1)) == frozenset()
    assert present_at(MOVEMENTS, at(20)) == {"m01", "m03", "m04", "m06"}
    assert present_at(MOVEMENTS, at(50)) == {"m01", "m02", "m03", "m05", "m06"}


def test_who_left_for_a_minute_or_came_late_was_not_at_the_deliberation() -> None:
    assert throughout(MOVEMENTS, TALK.begins, TALK.ends) == {"m01", "m04", "m06"}
    assert missed(MOVEMENTS, TALK, at(50)) == ("m02", "m03", "m05")


def test_who_is_gone_when_the_vote_opens_is_not_listed_as_having_missed_it() -> None:
    assert "m04" not in present_at(MOVEMENTS, at(50)) and "m04" not in missed(MOVEMENTS, TALK, at(50))


def test_no_vote_before_the_deliberation_has_ended() -> None:
    assert missed(MOVEMENTS, TALK, at(30)) == ("m02", "m03")
    with pytest.raises(ActRefused) as refused:
        missed(MOVEMENTS, TALK, at(29))
    assert refused.value.codes == ("vote-before-deliberation",)
