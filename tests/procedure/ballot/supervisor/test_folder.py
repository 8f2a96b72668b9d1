"""The supervisor's folder: what it keeps survives a crash; keys are used once; it signs only what fits its own lists."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest

from tests.procedure.ballot.conftest import MakeRoom
from tests.procedure.ballot.room import PASSPHRASE, Room
from zhicheng.procedure.ballot.issuing import Issued
from zhicheng.procedure.ballot.keys import (
    fingerprint,
    make_signing_key,
    sign_statement,
    signing_public,
    statement_holds,
)
from zhicheng.procedure.ballot.messages import Sign
from zhicheng.procedure.ballot.platform import ask_for_board
from zhicheng.procedure.ballot.session import session_of, short
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.procedure.ballot.supervisor.folder import Folder
from zhicheng.procedure.refusal import ActRefused

AT = dt.datetime(2026, 11, 20, 17, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    return make_room(members=3)


def reopened(room: Room) -> Folder:
    return Folder.open(room.folder.path, PASSPHRASE, os.urandom)


def test_a_restart_in_the_middle_of_a_vote_changes_nothing(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    voter = room.voter(vote, "m01")
    voter.choices["a-001"] = "Y"
    before = voter.stamps("supervisor", ["a-001"])
    room.folder = reopened(room)
    assert voter.stamps("supervisor", ["a-001"]) == before
    voter.choices["a-001"] = "N"
    answer = room.relay(voter.request("supervisor", ["a-001"]))
    assert answer["refusals"][0]["code"] == "already-stamped"


def test_a_line_cut_off_by_a_crash_is_as_if_never_written(room: Room) -> None:
    folder = room.folder
    folder.write("s/x.json", {})
    folder.keep_issued("s", [Issued("m01", "a-001", "AAAA")])
    with (folder.path / "s" / "issued.jsonl").open("ab") as stream:
        stream.write(b'["m02", "a-0')
    assert folder.issued("s") == [Issued("m01", "a-001", "AAAA")]
    folder.keep_issued("s", [Issued("m02", "a-001", "BBBB")])
    assert folder.issued("s") == [Issued("m01", "a-001", "AAAA"), Issued("m02", "a-001", "BBBB")]


def test_only_who_and_the_blinded_value_are_kept_of_a_stamp(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    voter = room.voter(vote, "m01")
    voter.choices["a-001"] = "Y"
    request = voter.request("supervisor", ["a-001"])
    room.relay(request)
    line = (room.folder.path / vote.session.id / "issued.jsonl").read_text("utf-8")
    assert line == f'["m01", "a-001", "{request["requests"][0]["blinded"]}"]\n'


def test_public_keys_that_a_session_has_used_are_offered_no_more(room: Room) -> None:
    before = room.folder.public_keys()
    session = room.session({"a-001": {}, "a-002": {}})
    room.open(session)
    after = reopened(room).public_keys()
    assert len(before.stamp_keys) - len(after.stamp_keys) == 2
    assert not {one.supervisor.n for one in session.applicants} & {key.n for key in after.stamp_keys}
    assert session.opening_key not in after.opening_keys


# --- signing ---


def asked(room: Room, **changes: Any) -> Sign:
    return room.asked(session_of(room.session({"a-001": {}}).plain() | changes))


def test_a_session_waits_for_a_look_and_is_then_signed(room: Room) -> None:
    message = asked(room)
    answer = room.relay(message.plain())
    assert answer["refusals"][0]["code"] == "not-open"
    waits = desk.waiting(room.folder)
    assert waits == message
    zh, en = desk.summary(message.session)
    assert "出席 3 名" in zh and "3 present" in en and message.session.id[:4] in zh
    signed = desk.sign(room.folder, message)
    assert desk.waiting(room.folder) is None
    assert room.relay(message.plain()) == signed.plain()
    assert set(signed.tags) == {"m01", "m02", "m03"}
    key = message.session.signing.supervisor
    assert statement_holds(key, message.session.plain(), signed.signature)


def test_what_does_not_fit_the_supervisor_s_own_lists_is_not_signed(room: Room) -> None:
    other = signing_public(make_signing_key())
    good = room.session({"a-001": {}}).plain()
    wrong: dict[str, dict[str, Any]] = {
        "another meeting": {"meeting": "another"},
        "other members": {"members": ["m01", "m02", "m03", "m04"]},
        "others present": {"present": ["m01", "m02"]},
        "another signing key of the supervisor": {"signing": good["signing"] | {"supervisor": other}},
        "the platform's keys in place of the supervisor's": {
            "applicants": [good["applicants"][0] | {"supervisor": room.platform_spare[0].plain()}]
        },
        "another opening key": {"opening_key": {"n": _other_opening(good["opening_key"]["n"]), "e": 65537}},
    }
    for name, change in wrong.items():
        reasons = desk.session_refusals(room.folder, room.asked(session_of(good | change)))
        assert {one.code for one in reasons} == {"session-not-ours"}, name
    assert desk.session_refusals(room.folder, room.asked(session_of(good))) == ()


def _other_opening(n: str) -> str:
    return n[:20] + ("A" if n[20] != "A" else "B") + n[21:]


def test_a_session_of_a_platform_that_is_not_the_known_one_is_not_signed(room: Room) -> None:
    message = asked(room)
    other = make_signing_key()
    forged = message.model_copy(update={"signature": sign_statement(other, message.session.plain())})
    assert [one.code for one in desk.session_refusals(room.folder, forged)] == ["bad-signature"]
    fields = message.session.plain()
    fields["signing"]["platform"] = signing_public(other)
    session = session_of(fields)
    whole = message.model_copy(update={"session": session, "signature": sign_statement(other, session.plain())})
    assert [one.code for one in desk.session_refusals(room.folder, whole)] == ["bad-signature"]


def test_with_too_few_there_nothing_is_signed(room: Room) -> None:
    room.folder.mark([], ["m02", "m03"])
    room.present = ["m01"]
    with pytest.raises(ActRefused) as refused:
        desk.sign(room.folder, asked(room))
    assert refused.value.codes == ("too-few-present",)


def test_too_few_at_one_deliberation_is_too_few(room: Room) -> None:
    with pytest.raises(ActRefused) as refused:
        room.open(room.session({"a-001": {}, "a-002": {"missed": ["m01", "m02"]}}))
    assert refused.value.codes == ("too-few-present",)


@pytest.mark.parametrize("members", [["m01", "M01"], ["m01", "m01"], []], ids=["case", "twice", "none"])
def test_codes_that_a_disk_may_not_tell_apart_are_refused(tmp_path: Path, members: list[str]) -> None:
    """An admission code is kept under the member's code: M01 must not overwrite m01 where capitals make no difference."""
    key = signing_public(make_signing_key())
    with pytest.raises(ActRefused) as refused:
        Folder.create(tmp_path / "x", PASSPHRASE, "m", members, key, os.urandom)
    assert refused.value.codes == ("no-members",) and not (tmp_path / "x").exists()


def test_only_members_come_and_go(room: Room) -> None:
    assert room.folder.mark([], ["m02"]) == ["m01", "m03"]
    assert room.folder.mark(["m02", "m02"], []) == ["m01", "m02", "m03"]
    with pytest.raises(ActRefused) as refused:
        room.folder.mark(["m04"], [])
    assert refused.value.codes == ("not-a-member",)


# --- the end ---


def test_the_opening_key_is_destroyed_once_and_the_statement_fits(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(room.members, "Y"))
    with pytest.raises(ActRefused) as early:
        desk.destroy(room.folder, vote.session.id, AT)
    assert early.value.codes == ("not-open",)
    room.whole(vote)
    statement = desk.destroy(room.folder, vote.session.id, AT)
    assert statement.statement.at == "2026-11-20T09:30:00Z"
    assert statement.statement.opening_key == fingerprint(vote.session.opening_key.n)
    assert statement_holds(vote.session.signing.supervisor, statement.statement.plain(), statement.signature)
    with pytest.raises(KeyError):
        room.folder.opening_key(vote.session.opening_key.n)
    assert not (room.folder.path / vote.session.id / "handover.json").exists()
    assert desk.destroy(room.folder, vote.session.id, AT + dt.timedelta(days=1)) == statement
    assert desk.board(room.folder, vote.session.id) == vote.board


def test_messages_that_are_for_nobody(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    for message in (None, [], "hello", {}, {"format": "x"}, {"format": "zhicheng-ballot-request/1"}):
        assert desk.answer(room.folder, message, os.urandom)["refusals"][0]["code"] == "bad-message"
    voter = room.voter(vote, "m01")
    voter.choices["a-001"] = "Y"
    request = voter.request("supervisor", ["a-001"])
    strange = voter.sealed(request | {"session": "0" * 64})
    assert room.relay(strange)["refusals"][0]["code"] == "unknown-session"
    own = voter.sealed(request | {"issuer": "platform"})
    assert room.relay(own)["refusals"][0]["code"] == "bad-message"


def test_the_board_is_for_the_platform_that_signs_its_request(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(room.members, "Y"))
    asked = ask_for_board(vote, room.platform_signing)
    assert room.relay(asked)["refusals"][0]["code"] == "not-open"
    room.whole(vote)
    assert vote.board is not None and room.relay(asked) == vote.board.plain()
    stranger = ask_for_board(vote, make_signing_key())
    for wrong, code in (
        (stranger, "bad-signature"),
        (asked | {"session": "0" * 64}, "unknown-session"),
        ({name: value for name, value in asked.items() if name != "signature"}, "bad-message"),
    ):
        assert room.relay(wrong)["refusals"][0]["code"] == code


def test_what_decides_the_outcome_is_said_before_signing(room: Room) -> None:
    session = room.session({"a-001": {"missed": ["m03"], "recused": ["m02"]}}, present=room.members)
    zh, en = desk.summary(session)
    assert "1 recusals, 1 deliberations missed" in en
    assert "2/3 of the members present at the vote in favour, those recused included" in en
    assert "回避 1 人次，未参加评议 1 人次" in zh
    again = room.session({"a-001": {}}, repeats=session)
    assert f"(repeats {short(session.id)})" in desk.summary(again)[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [("run", 2**60), ("attendance", {"share": "1e999999999", "source": "x"})],
    ids=["no canonical form", "a fraction that takes for ever"],
)
def test_numbers_without_measure_are_refused_before_they_are_reckoned_with(room: Room, name: str, value: Any) -> None:
    asked = room.asked(room.session({"a-001": {}})).plain()
    asked["session"] |= {"repeats": "0" * 64, "run": 2, name: value}
    answer = desk.answer(room.folder, asked, os.urandom)
    assert answer["refusals"][0]["code"] == "bad-message"
