"""A whole meeting between both halves and pages written from the format page alone; killed and resumed anywhere."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.procedure.ballot.conftest import MakeRoom
from tests.procedure.ballot.room import MEETING, Room, state
from tests.procedure.ballot.voter import Message, RefusedByIssuer, Voter
from zhicheng.procedure.ballot.bundle import bundle, results
from zhicheng.procedure.ballot.minutes import moduli_of, repetition_refusals
from zhicheng.procedure.ballot.platform import PlatformVote, close_vote, delete_envelopes, drop_voters, hand_over
from zhicheng.procedure.ballot.recount import load_ballots, recount, sound
from zhicheng.procedure.ballot.session import session_of
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.procedure.canonical import canonical
from zhicheng.procedure.refusal import ActRefused

SIGNED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)


def test_a_meeting_from_check_in_to_recount(make_room: MakeRoom) -> None:
    room = make_room()
    vote = room.open(room.session({"a-001": {}, "a-002": {"recused": ["m02"]}, "a-003": {"missed": ["m05"]}}))
    room.ballots(vote, {"m01": "YYN", "m02": "YN", "m03": "YYY", "m04": "NAY", "m05": "YY"})
    board = room.whole(vote)
    assert len(board.board.rows) == 13 and not board.board.spoiled
    for member in room.members:
        assert room.voter(vote, member).look_for_rows(state(room, vote, member)) == []
    assert desk.objectors(room.folder, vote.session.id) == []
    whole = load_ballots(canonical(bundle(MEETING, [room.held(vote)]).plain()))
    assert sound(recount(whole))
    shown = {one.applicant: (one.yes, one.no, one.blank, one.base, one.passed) for one in whole.results}
    assert shown == {"a-001": (4, 1, 0, 5, True), "a-002": (3, 0, 1, 5, False), "a-003": (2, 2, 0, 4, False)}


def test_the_choices_come_out_as_they_went_in(make_room: MakeRoom) -> None:
    """Every applicant has another count of each letter, so nothing can be mixed up without showing."""
    room = make_room()
    vote = room.open(room.session({"a-001": {}, "a-002": {}, "a-003": {}}))
    room.ballots(vote, {"m01": "YNA", "m02": "YYN", "m03": "YYN", "m04": "AYY", "m05": "NAA"})
    room.whole(vote)
    found = {one.applicant: (one.yes, one.no, one.blank) for one in results([room.held(vote)])}
    assert found == {"a-001": (3, 1, 1), "a-002": (3, 1, 1), "a-003": (1, 2, 2)}


# --- killed and resumed ---


class Killed(Exception):
    """The browser is gone."""


def dying(send: Callable[[Message], Message], after: int, arrives: bool) -> Callable[[Message], Message]:
    """A way to the platform that breaks at message ``after``: before it arrives, or before its answer comes back."""
    count = iter(range(100))

    def way(message: Message) -> Message:
        last = next(count) == after
        if last and not arrives:
            raise Killed
        answer = send(message)
        if last:
            raise Killed
        return answer

    return way


def ledger_of(room: Room, vote: PlatformVote) -> tuple[Any, ...]:
    """All that both halves keep of a member."""
    return (
        sorted((row.member, row.applicant, row.blinded) for row in vote.issued),
        sorted((row.member, row.applicant, row.blinded) for row in room.folder.issued(vote.session.id)),
        sorted((kept.member, canonical(kept.envelope.plain())) for kept in vote.kept),
    )


@pytest.mark.parametrize("arrives", [False, True], ids=["before it arrives", "before the answer"])
@pytest.mark.parametrize("after", range(4), ids=["hello", "platform", "supervisor", "envelopes"])
def test_killed_at_any_message_another_device_goes_on_and_nothing_is_repeated(
    make_room: MakeRoom, after: int, arrives: bool
) -> None:
    room = make_room(members=3)
    vote = room.open(room.session({"a-001": {}, "a-002": {}}))
    choices = {"a-001": "Y", "a-002": "N"}
    send: Callable[[Message], Message] = lambda message: room.send(vote, "m01", message)  # noqa: E731
    first = Voter("m01", room.seeds["m01"], room.codes["m01"], dying(send, after, arrives))
    with pytest.raises(Killed):
        first.hello(MEETING, "v1")
        first.vote(choices)
    second = room.voter(vote, "m01")
    known = after > 1 or (after == 1 and arrives)
    assert second.choices == (choices if known else {})
    second.vote(second.choices or choices)
    once = ledger_of(room, vote)
    assert [len(part) for part in once] == [2, 2, 2]
    third = room.voter(vote, "m01")
    third.vote(third.choices)
    assert ledger_of(room, vote) == once


def test_sent_again_every_message_is_the_same_to_the_byte(make_room: MakeRoom) -> None:
    room = make_room(members=3)
    vote = room.open(room.session({"a-001": {}, "a-002": {}}))
    traces: list[list[bytes]] = []
    for _ in range(2):
        trace: list[bytes] = []

        def way(message: Message, trace: list[bytes] = trace) -> Message:
            answer = room.send(vote, "m01", message)
            trace.extend((canonical(message), canonical(answer)))
            return answer

        voter = Voter("m01", room.seeds["m01"], room.codes["m01"], way)
        voter.hello(MEETING, "v1")
        del trace[:]
        voter.vote({"a-001": "Y", "a-002": "A"})
        traces.append([one for one in trace if b"-request/" in one or b"-stamps/" in one or b"-envelopes/" in one])
    assert len(traces[0]) > 4
    assert traces[0] == traces[1][-len(traces[0]) :]


def test_a_vote_in_parts_and_a_look_from_a_new_device_after_closing(make_room: MakeRoom) -> None:
    room = make_room(members=3)
    vote = room.open(room.session({"a-001": {}, "a-002": {}}))
    room.voter(vote, "m01").vote({"a-002": "N"})
    room.voter(vote, "m01").vote({"a-001": "Y"})
    room.ballots(vote, {"m02": "YY", "m03": "YY"})
    room.whole(vote)
    later = room.voter(vote, "m01")
    assert later.choices == {"a-001": "Y", "a-002": "N"}
    assert later.look_for_rows(state(room, vote, "m01")) == []


# --- missing envelopes, late ones ---


def test_a_missing_envelope_delays_closing_and_stays_in_the_base(make_room: MakeRoom) -> None:
    room = make_room()
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(["m01", "m02", "m03"], "Y"))
    for reasons in ({}, {("m04", "a-001"): "突发疾病"}, {("m04", "a-001"): "突发疾病", ("m05", "a-001"): "  "}):
        with pytest.raises(ActRefused) as refused:
            close_vote(vote, room.platform_signing, reasons)
        assert refused.value.codes == ("envelopes-missing",)
        assert vote.stage == "voting"
    room.close(vote, {("m04", "a-001"): "突发疾病", ("m05", "a-001"): "设备故障"})
    room.confirm(vote, ["m01", "m02", "m03"])
    room.count(vote)
    whole = bundle(MEETING, [room.held(vote)])
    assert sound(recount(whole))
    (outcome,) = whole.results
    assert (outcome.yes, outcome.missing, outcome.base, outcome.passed) == (3, 2, 5, False)


def test_nobody_is_opened_before_all_have_confirmed_or_are_noted_down(make_room: MakeRoom) -> None:
    room = make_room(members=3)
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(room.members, "Y"))
    room.close(vote)
    room.confirm(vote, ["m01", "m02"])
    with pytest.raises(ActRefused) as kept:
        hand_over(vote, os.urandom)
    assert kept.value.codes == ("not-open",)
    answer = room.hand_over(vote)
    assert answer["refusals"][0]["code"] == "not-open"
    with pytest.raises(ActRefused) as refused:
        desk.open_session(room.folder, vote.session.id, {})
    assert refused.value.codes == ("not-confirmed",) and "m03" in str(refused.value)
    board = desk.open_session(room.folder, vote.session.id, {"m03": "电脑没电，本人同意"})
    assert [(one.member, one.reason) for one in board.board.without] == [("m03", "电脑没电，本人同意")]
    again = desk.open_session(room.folder, vote.session.id, {})
    assert again == board


def test_after_closing_the_old_request_is_answered_and_a_new_one_is_not(make_room: MakeRoom) -> None:
    room = make_room(members=3)
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(["m01", "m02"], "Y"))
    late = room.voter(vote, "m03")
    room.close(vote, {("m03", "a-001"): "缺席"})
    assert room.voter(vote, "m01").row("a-001")
    late.choices["a-001"] = "Y"
    with pytest.raises(RefusedByIssuer) as refused:
        late.stamps("platform", ["a-001"])
    assert refused.value.codes == ("closed",)
    assert {row.member for row in vote.issued} == {"m01", "m02"}


# --- repetition ---


def test_a_vote_is_repeated_with_fresh_keys_numbers_and_stamps(make_room: MakeRoom) -> None:
    room = make_room(members=3)
    first = room.open(room.session({"a-001": {}, "a-002": {}}))
    room.ballots(first, {"m01": "YY", "m02": "YN", "m03": "YY"})
    before = room.whole(first).board
    session = room.session({"a-002": {}}, repeats=first.session)
    why = {"a-002": "m02 的选票缺失"}
    assert repetition_refusals(first.session, session, moduli_of(first.session), why) == ()
    first.void = True
    second = room.open(session)
    assert state(room, first, "m01")["stage"] == "void"
    room.ballots(second, {"m01": "Y", "m02": "Y", "m03": "Y"})
    after = room.whole(second).board
    assert not {row.ballot.number for row in before.rows} & {row.ballot.number for row in after.rows}
    whole = bundle(MEETING, [room.held(first, repeated=why), room.held(second)])
    assert sound(recount(whole))
    assert [(one.applicant, one.yes, one.session) for one in whole.results] == [
        ("a-001", 3, first.session.id),
        ("a-002", 3, second.session.id),
    ]


def test_a_repetition_with_anything_old_or_unreasoned_is_refused(make_room: MakeRoom) -> None:
    room = make_room(members=3)
    first = room.open(room.session({"a-001": {}, "a-002": {}})).session
    good = room.session({"a-002": {}}, repeats=first)
    keys, why = moduli_of(first), {"a-002": "缺票", "a-009": "缺票"}
    assert repetition_refusals(first, good, keys, why) == ()
    stale = first.on("a-002").plain()
    (fresh,) = good.plain()["applicants"]
    wrong = {
        "both stamp keys again": {"applicants": [stale]},
        "one stamp key again": {"applicants": [fresh | {"platform": stale["platform"]}]},
        "the opening key again": {"opening_key": first.opening_key.plain()},
        "another run": {"run": 3},
        "another vote": {"vote": "v2"},
        "another session": {"repeats": "0" * 64},
        "a stranger": {"applicants": [fresh | {"applicant": "a-009"}]},
    }
    for name, change in wrong.items():
        session = session_of(good.plain() | change)
        assert {one.code for one in repetition_refusals(first, session, keys, why)} == {"not-a-repetition"}, name
    assert repetition_refusals(first, good, keys, {"a-002": " "})
    assert repetition_refusals(first, good, [*keys, good.opening_key.n], why)


def test_a_session_given_up_before_closing_stands_in_the_bundle_and_counts_nothing(make_room: MakeRoom) -> None:
    room = make_room(members=3)
    first = room.open(room.session({"a-001": {}}))
    room.ballots(first, {"m01": "Y"})
    second = room.open(room.session({"a-001": {}}, repeats=first.session))
    room.ballots(second, dict.fromkeys(room.members, "N"))
    room.whole(second)
    whole = bundle(MEETING, [room.held(first, repeated={"a-001": "停电"}), room.held(second)])
    assert sound(recount(whole))
    assert [(one.yes, one.no) for one in whole.results] == [(0, 3)]


def test_dropping_the_voters_leaves_nothing_of_them(make_room: MakeRoom) -> None:
    room = make_room(members=3)
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(room.members, "Y"))
    sent = [kept.envelope for kept in vote.kept]
    with pytest.raises(ActRefused):
        drop_voters(vote, os.urandom)
    room.close(vote)
    drop_voters(vote, os.urandom)
    assert vote.kept == []
    assert sorted(canonical(one.plain()) for one in vote.loose) == sorted(canonical(one.plain()) for one in sent)
    assert state(room, vote, "m01")["received"] == []


def test_a_committee_of_thirty_one_by_the_numbers(make_room: MakeRoom) -> None:
    """A fixed sample of the full meeting: 21 of 31 pass, 20 do not; m31 is recused for the third and counted."""
    room = make_room(members=31)
    vote = room.open(room.session({"a-001": {}, "a-002": {}, "a-003": {"recused": ["m31"]}}))
    letters = {
        member: ("Y" if place < 21 else "N") + ("Y" if place < 20 else "A") + ("Y" if place < 21 else "N")
        for place, member in enumerate(room.members)
    }
    room.ballots(vote, letters | {"m31": letters["m31"][:2]})
    room.whole(vote)
    whole = bundle(MEETING, [room.held(vote)])
    assert sound(recount(whole))
    assert [(one.yes, one.base, one.passed) for one in whole.results] == [
        (21, 31, True),
        (20, 31, False),
        (21, 31, True),
    ]


def test_at_the_end_the_envelopes_go_and_the_hashes_stay(make_room: MakeRoom) -> None:
    room = make_room(members=3)
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(room.members, "Y"))
    with pytest.raises(ActRefused):
        delete_envelopes(vote, SIGNED, room.platform_signing)
    room.whole(vote)
    gone = desk.destroy(room.folder, vote.session.id, SIGNED)
    emptied = delete_envelopes(vote, SIGNED, room.platform_signing)
    assert vote.loose == [] and vote.kept == []
    assert not (room.folder.path / vote.session.id / "handover.json").exists()
    whole = bundle(MEETING, [room.held(vote, destruction=gone, deletion=emptied)])
    assert sound(recount(whole)) and len(whole.sessions[0].leaves or ()) == 3
