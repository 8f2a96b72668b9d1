"""A session that is given up is never opened, its key can be destroyed; closings whose numbers do not add up are not taken."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable

import pytest

from tests.procedure.ballot.conftest import MakeRoom
from tests.procedure.ballot.room import Room
from zhicheng.procedure.ballot.keys import sign_statement
from zhicheng.procedure.ballot.messages import Closing, Missing
from zhicheng.procedure.ballot.platform import PlatformVote, drop_voters, hand_over
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.procedure.ballot.supervisor.abandoning import give_up, given_up, gives_up
from zhicheng.procedure.refusal import ActRefused

AT = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    return make_room(members=3)


@pytest.fixture
def handed(room: Room) -> PlatformVote:
    """Closed, confirmed and handed over, not opened; m03 has handed in nothing on a-002."""
    vote = room.open(room.session({"a-001": {}, "a-002": {}}))
    room.ballots(vote, {"m01": "YN", "m02": "YY"})
    last = room.voter(vote, "m03")
    last.choices = {"a-001": "Y", "a-002": "N"}
    last.row("a-002")
    last.post([last.envelope("a-001")])
    room.close(vote, {("m03", "a-002"): "设备故障"})
    room.confirm(vote, ["m01", "m02"])
    room.hand_over(vote)
    return vote


def codes(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(ActRefused) as refused:
        act()
    return refused.value.codes


EXCUSED = {"m03": "设备故障，本人同意"}


@pytest.mark.parametrize("names", [["a-001", "a-002"], ["a-002"]], ids=["all", "one"])
def test_what_is_repeated_before_it_is_opened_is_never_opened(
    room: Room, handed: PlatformVote, names: list[str]
) -> None:
    here = handed.session.id
    again = room.session({name: {} for name in names}, repeats=handed.session)
    assert gives_up(room.folder, again) and not given_up(room.folder, here)
    desk.sign(room.folder, room.asked(again))
    assert given_up(room.folder, here)
    assert codes(lambda: desk.open_session(room.folder, here, EXCUSED)) == ("given-up",)
    assert room.relay(hand_over(handed, os.urandom).plain())["refusals"][0]["code"] == "given-up"
    give_up(room.folder, here, "重新表决", AT)
    assert not room.folder.has_opening_key(handed.session) and room.folder.has_opening_key(again)


def test_what_was_opened_first_stays_open(room: Room, handed: PlatformVote) -> None:
    here = handed.session.id
    board = desk.open_session(room.folder, here, EXCUSED)
    again = room.session({"a-002": {}}, repeats=handed.session)
    assert not gives_up(room.folder, again)
    desk.sign(room.folder, room.asked(again))
    assert not given_up(room.folder, here) and desk.open_session(room.folder, here, {}) == board
    assert codes(lambda: give_up(room.folder, here, "x", AT)) == ("opened",)
    assert room.folder.has_opening_key(handed.session)


def test_a_session_given_up_for_paper(room: Room, handed: PlatformVote) -> None:
    here = handed.session.id
    assert codes(lambda: give_up(room.folder, here, "  ", AT)) == ("no-reason",)
    assert codes(lambda: give_up(room.folder, "0" * 64, "x", AT)) == ("unknown-session",)
    assert room.folder.has_opening_key(handed.session)
    for _ in range(2):
        give_up(room.folder, here, "改用纸票", AT)
        assert room.folder.read(f"{here}/given-up.json") == {"reason": "改用纸票", "at": "2026-11-20T09:30:00Z"}
        assert not (room.folder.path / here / "handover.json").exists()
    assert codes(lambda: desk.open_session(room.folder, here, EXCUSED)) == ("given-up",)
    assert codes(lambda: desk.destroy(room.folder, here, AT)) == ("not-open",)
    assert room.relay(hand_over(handed, os.urandom).plain())["refusals"][0]["code"] == "given-up"


def test_no_first_stamp_after_giving_up(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    give_up(room.folder, vote.session.id, "断电", AT)
    voter = room.voter(vote, "m01")
    voter.choices["a-001"] = "Y"
    assert room.relay(voter.request("supervisor", ["a-001"]))["refusals"][0]["code"] == "closed"


def test_without_its_key_there_is_a_sentence(room: Room, handed: PlatformVote) -> None:
    room.folder.destroy_opening_key(handed.session)
    assert codes(lambda: desk.open_session(room.folder, handed.session.id, EXCUSED)) == ("key-gone",)


def test_who_is_missing_though_stamped_is_known_before_opening(room: Room, handed: PlatformVote) -> None:
    closing = desk.handed_over(room.folder, handed.session.id)
    assert [(one.member, one.applicant, one.reason) for one in closing.missing] == [("m03", "a-002", "设备故障")]
    assert desk.stamped_but_missing(room.folder, handed.session.id) == {("m03", "a-002")}


def test_nothing_is_shown_before_it_is_handed_over(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    assert codes(lambda: desk.handed_over(room.folder, vote.session.id)) == ("not-open",)
    assert codes(lambda: desk.open_session(room.folder, vote.session.id, {})) == ("not-open",)


# --- the closing's numbers ---


def moved(closing: Closing) -> None:
    """As many in all, but one applicant has one envelope more and the other one less."""
    closing.counts[0] = closing.counts[0].model_copy(update={"envelopes": 2})
    closing.counts[1] = closing.counts[1].model_copy(update={"envelopes": 3})
    closing.missing[0] = closing.missing[0].model_copy(update={"applicant": "a-001"})


def silent(closing: Closing) -> None:
    """Nobody is named as missing."""
    closing.missing.clear()


def stranger(closing: Closing) -> None:
    """Somebody is missing who may not vote at all."""
    closing.missing[0] = closing.missing[0].model_copy(update={"member": "m09"})


def twice(closing: Closing) -> None:
    """One is named twice."""
    closing.missing.append(Missing(applicant="a-002", member="m03", reason="x"))


def short(closing: Closing) -> None:
    """An applicant is not counted."""
    closing.counts.pop()


@pytest.mark.parametrize("change", [moved, silent, stranger, twice, short])
def test_a_closing_that_does_not_add_up_is_not_taken(room: Room, change: Callable[[Closing], None]) -> None:
    vote = room.open(room.session({"a-001": {}, "a-002": {}}))
    room.ballots(vote, {"m01": "YN", "m02": "YY"})
    last = room.voter(vote, "m03")
    last.choices = {"a-001": "Y"}
    last.post([last.envelope("a-001")])
    room.close(vote, {("m03", "a-002"): "设备故障"})
    drop_voters(vote, os.urandom)
    assert vote.closing is not None
    closing = vote.closing.closing
    change(closing)
    lying = vote.closing.model_copy(
        update={"closing": closing, "signature": sign_statement(room.platform_signing, closing.plain())}
    )
    vote.closing = lying
    answer = room.relay(hand_over(vote, os.urandom).plain())
    assert {one["code"] for one in answer["refusals"]} == {"bad-closing"}
    assert room.folder.read(f"{vote.session.id}/handover.json") is None
