"""After the board: the time for objections, when the minutes may be signed, what the statements say."""

from __future__ import annotations

import datetime as dt

import pytest

from zhicheng.procedure.ballot.minutes import Objection, Window, may_object, minutes_refusals, moment

NINE = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
WINDOW = Window(NINE, NINE + dt.timedelta(minutes=30))
VOTERS = ["m01", "m02", "m03"]


def codes(now: dt.datetime, objections: list[Objection], checked: list[str]) -> list[str]:
    return [one.code for one in minutes_refusals(WINDOW, now, objections, checked, VOTERS)]


def test_signed_early_only_when_everybody_has_looked() -> None:
    soon = NINE + dt.timedelta(minutes=5)
    assert codes(soon, [], VOTERS) == []
    assert codes(soon, [], VOTERS[:2]) == ["window-open"]
    (reason,) = minutes_refusals(WINDOW, soon, [], VOTERS[:2], VOTERS)
    assert "m03" in reason.text[0] and "m01" not in reason.text[0]


def test_after_the_window_those_who_did_not_look_hold_nobody_up() -> None:
    assert codes(WINDOW.closes, [], []) == []
    assert codes(WINDOW.closes - dt.timedelta(seconds=1), [], []) == ["window-open"]


def test_an_objection_holds_up_the_minutes_until_it_is_settled_however_late() -> None:
    waiting = Objection("a-001", "榜上没有我的票")
    settled = Objection("a-001", "榜上没有我的票", "重新表决")
    late = WINDOW.closes + dt.timedelta(days=3)
    assert codes(late, [waiting], VOTERS) == ["objections-open"]
    assert codes(late, [settled], VOTERS) == []
    assert codes(NINE, [waiting, settled], []) == ["objections-open", "window-open"]


@pytest.mark.parametrize(
    ("minutes", "signed", "allowed"),
    [(-1, False, False), (0, False, True), (29, False, True), (30, False, False), (5, True, False)],
)
def test_when_one_may_object(minutes: int, signed: bool, allowed: bool) -> None:
    found = may_object(WINDOW, NINE + dt.timedelta(minutes=minutes), signed)
    assert (found == ()) is allowed
    assert allowed or [one.code for one in found] == ["objections-over"]


def test_a_moment_is_written_in_utc() -> None:
    china = dt.timezone(dt.timedelta(hours=8))
    assert moment(dt.datetime(2026, 11, 20, 17, 0, 1, 999, tzinfo=china)) == "2026-11-20T09:00:01Z"
    with pytest.raises(ValueError, match="time zone"):
        moment(dt.datetime(2026, 11, 20, 17, 0))
