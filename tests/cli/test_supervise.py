"""``zhicheng supervise``: a vote from the first command to the last, by stick, as the supervisor types it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.procedure.ballot.room import MEETING, Room
from tests.procedure.ballot.room import PASSPHRASE as ROOM_PASSPHRASE
from tests.procedure.ballot.voter import Message
from zhicheng.cli.main import app
from zhicheng.procedure.ballot.card import ADMISSION, read_card
from zhicheng.procedure.ballot.keys import make_signing_key, signing_public
from zhicheng.procedure.ballot.messages import SignedReply
from zhicheng.procedure.ballot.platform import drop_voters, hand_over

PASSPHRASE = ROOM_PASSPHRASE


class Desk:
    """The supervisor at the keyboard."""

    def __init__(self, home: Path) -> None:
        self.home, self.folder = home, home / "supervisor"

    def type(self, *arguments: str | Path, code: int = 0, answer: str | None = None) -> Result:
        env = {"COLUMNS": "120", "ZHICHENG_SUPERVISOR_PASSPHRASE": PASSPHRASE}
        done = CliRunner().invoke(app, ["supervise", *map(str, arguments)], input=answer, env=env)
        assert done.exit_code == code, done.output
        assert "Traceback" not in done.output
        return done

    def by_stick(self, message: Message) -> Message:
        inbox = self.home / "in"
        inbox.mkdir(exist_ok=True)
        (inbox / "message.json").write_text(json.dumps(message), "utf-8")
        self.type("answer", self.folder, inbox, self.home / "out")
        found: Message = json.loads((self.home / "out" / "message.json").read_text("utf-8"))
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A meeting of three, its supervisor's folder where the desk has it."""
    return Room(tmp_path, members=3, stamps=2, openings=2)


@pytest.mark.long
def test_a_vote_by_stick_from_first_command_to_last(desk: Desk, tmp_path: Path) -> None:
    room = Room.__new__(Room)  # the platform's side; the supervisor's is typed
    room.members = room.present = ["m01", "m02"]
    room.platform_signing = make_signing_key()
    said = desk.type(
        "init", desk.folder, "--meeting", MEETING, "--members", "m02,m01",
        "--platform-key", signing_public(room.platform_signing),
    )  # fmt: skip
    assert "指纹" in said.output and "Fingerprint" in said.output
    desk.type("keys", desk.folder, "--stamps", "1", "--openings", "1", "-o", tmp_path / "keys.json")
    room.codes = {
        member: read_card(ADMISSION, card)
        for member, card in (line.split() for line in desk.type("cards", desk.folder).stdout.splitlines())
    }
    assert "在场 2 人" in desk.type("present", desk.folder, "--came", "m01,m02").output
    session = _session(room, json.loads((tmp_path / "keys.json").read_text("utf-8")))
    (tmp_path / "sign.json").write_text(json.dumps(room.asked(session).plain()), "utf-8")
    desk.type("sign", desk.folder, tmp_path / "sign.json", answer="n\n", code=1)
    looked = desk.type("sign", desk.folder, tmp_path / "sign.json", "-o", tmp_path / "signed.json", answer="y\n")
    assert "出席 2 名" in looked.output and session.id[:4] in looked.output
    reply = SignedReply.model_validate_json((tmp_path / "signed.json").read_text("utf-8"))
    vote = room.begin(session, reply)
    room.relay = desk.by_stick  # type: ignore[method-assign]
    room.ballots(vote, {"m01": "Y", "m02": "Y"})
    room.close(vote)
    room.confirm(vote, ["m01"])
    drop_voters(vote, os.urandom)
    desk.by_stick(hand_over(vote, os.urandom).plain())
    assert "印章 2，确认 1/2" in desk.type("status", desk.folder).output
    begins = session.id[:10]
    assert "m02" in desk.type("open", desk.folder, begins, "--yes", code=2).output
    desk.type("open", desk.folder, begins, "--without", "m02", code=2)
    desk.type("open", desk.folder, begins, "--without", "m02=离会", answer="n\n", code=1)
    asked = ["open", desk.folder, begins, "--without", "m02=离会", "-o", tmp_path / "board.json"]
    shown = desk.type(*asked, answer="y\n")
    assert "信封 2 个，缺票 0 个" in shown.output and "有效票 2 张" in shown.output
    assert "缺票" not in desk.type(*asked).output  # open already: nothing to ask
    assert "已经开启" in desk.type("give-up", desk.folder, begins, "--reason", "x", "--yes", code=2).output
    board = json.loads((tmp_path / "board.json").read_text("utf-8"))
    assert [row["ballot"]["choice"] for row in board["board"]["rows"]] == ["Y", "Y"]
    desk.type("destroy", desk.folder, begins, answer="n\n", code=1)
    desk.type("destroy", desk.folder, begins, "--yes", "-o", tmp_path / "gone.json")
    assert json.loads((tmp_path / "gone.json").read_text("utf-8"))["statement"]["session"] == session.id
    assert "密钥已销毁" in desk.type("status", desk.folder).output


def _session(room: Room, keys: Message) -> Any:
    """The platform's session for one applicant, with the keys that the supervisor wrote to a file."""
    from zhicheng.procedure.ballot.blind_signature import stamp_key
    from zhicheng.procedure.ballot.keys import make_stamp_key, stamp_public
    from zhicheng.procedure.ballot.messages import Keys

    own = make_stamp_key()
    room.platform_keys = {stamp_public(own).n: stamp_key(own)}
    room.platform_spare = [stamp_public(own)]
    room.seeds = {member: os.urandom(32) for member in room.members}

    class Offered:
        @staticmethod
        def public_keys() -> Keys:
            return Keys.model_validate(keys)

    room.folder = Offered  # type: ignore[assignment]
    return room.session({"a-001": {}})


def test_wrong_input_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    key = signing_public(make_signing_key())
    given = ["--meeting", "m", "--members", "m01", "--platform-key", key]
    assert "base64" in desk.type("init", desk.folder, *given[:-1], "AAAA", code=2).output
    desk.type("init", desk.folder, "--meeting", "会议", *given[2:], code=2)
    desk.type("init", desk.folder, "--meeting", "m", "--members", "", *given[4:], code=2)
    assert not desk.folder.exists()
    desk.type("init", desk.folder, *given)
    desk.type("init", desk.folder, *given, code=2)
    assert "m09" in desk.type("present", desk.folder, "--came", "m09", code=2).output
    desk.type("sign", desk.folder, code=2)
    (tmp_path / "x.json").write_text("{", "utf-8")
    desk.type("sign", desk.folder, tmp_path / "x.json", code=2)
    desk.type("open", desk.folder, "abc", code=2)
    desk.type("destroy", desk.folder, "", code=2)
    desk.type("serve", desk.folder, "--address", "nowhere", code=2)
    desk.type("status", tmp_path / "none", code=2)
    desk.folder.chmod(0o755)
    assert "chmod 700" in desk.type("status", desk.folder, code=2).output


def test_a_session_is_given_up_and_its_repetition_says_so(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    again = room.session({"a-001": {}}, repeats=vote.session)
    room.relay(room.asked(again).plain())
    typed = Desk(room.folder.path.parent)
    typed.type("give-up", typed.folder, vote.session.id[:8], "--reason", "断电", answer="n\n", code=1)
    assert room.folder.has_opening_key(vote.session)
    looked = typed.type("sign", typed.folder, answer="n\n", code=1)
    assert "尚未开启，签署后不得再开启" in looked.output
    done = typed.type("give-up", typed.folder, vote.session.id[:8], "--reason", "断电", "--yes")
    assert "启封密钥已销毁" in done.output and not room.folder.has_opening_key(vote.session)
    assert "已放弃，密钥已销毁" in typed.type("status", typed.folder).output
    refused = typed.type("open", typed.folder, vote.session.id[:8], "--yes", code=2).output
    assert "本轮已放弃" in refused and "supervise give-up" in refused


def test_who_is_missing_is_shown_before_opening(room: Room) -> None:
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, {"m01": "Y", "m02": "Y"})
    begun = room.voter(vote, "m03")
    begun.choices["a-001"] = "N"
    begun.row("a-001")
    room.close(vote, {("m03", "a-001"): "（称未投）"})
    room.confirm(vote, ["m01", "m02"])
    room.hand_over(vote)
    typed = Desk(room.folder.path.parent)
    asked = typed.type("open", typed.folder, vote.session.id[:8], "--without", "m03=x", answer="n\n", code=1).output
    assert "信封 2 个，缺票 1 个" in asked and "缺 m03 对 a-001 的票：（称未投）（已领监督方印章" in asked
    assert room.folder.read(f"{vote.session.id}/board.json") is None


def test_a_wrong_passphrase_opens_nothing(desk: Desk) -> None:
    key = signing_public(make_signing_key())
    desk.type("init", desk.folder, "--meeting", "m", "--members", "m01", "--platform-key", key)
    env = {"COLUMNS": "120", "ZHICHENG_SUPERVISOR_PASSPHRASE": "another one entirely"}
    done = CliRunner().invoke(app, ["supervise", "cards", str(desk.folder)], env=env)
    assert done.exit_code == 2 and "口令不对" in done.output
