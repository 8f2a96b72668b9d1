"""``python -m benchmarks.ballot_examples``: a small meeting, held anew, as verifiers/examples/ballots*.json.

Five members, three applicants: a recusal, a blank, a spoiled envelope, and a vote that is repeated because the board
left out a row. Keys and ballots are fresh every time, so the files differ from run to run; what they show does not.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from tests.procedure.ballot.room import MEETING, Room, hello
from tests.procedure.ballot.voter import CHOICES, ISSUERS, Voter, b64, pss

from zhicheng.procedure.ballot.bundle import Ballots, bundle
from zhicheng.procedure.ballot.card import ADMISSION, SEED, write_card
from zhicheng.procedure.ballot.keys import sign_statement
from zhicheng.procedure.ballot.messages import SignedBoard
from zhicheng.procedure.ballot.minutes import deletion
from zhicheng.procedure.ballot.platform import PlatformVote, take_board
from zhicheng.procedure.ballot.recount import recount, sound
from zhicheng.procedure.ballot.supervisor import desk

FOLDER = Path(__file__).parent.parent / "verifiers" / "examples"
FAULTY = "评委设备故障：所封信封与种子卡片重算的不一致，本人同意先行开启"
SIGNED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)


def main() -> None:
    """Hold the meeting, check it, write both files."""
    with tempfile.TemporaryDirectory() as home:
        room = Room(Path(home), members=5, stamps=4, openings=2)
        whole, trace = held_meeting(room)
        findings = recount(whole)
        assert sound(findings), [one for one in findings if not one.holds]
        _write("ballots.json", whole.plain())
        _write("ballots-voter.json", trace)


def held_meeting(room: Room) -> tuple[Ballots, dict[str, Any]]:
    """The meeting's bundle, and what one member's device had in its hands."""
    first = room.open(room.session({"a-001": {}, "a-002": {"recused": ["m02"]}, "a-003": {}}))
    room.ballots(first, {"m01": "YYY", "m02": "YN", "m03": "YAY", "m04": "YYY"})
    trace = _trace(room, first)
    _spoil(room, first)
    room.close(first)
    room.confirm(first, room.members[:4])
    dropped = _left_out(room, first, "a-003")
    second = room.open(room.session({"a-003": {}}, repeats=first.session))
    room.ballots(second, {"m01": "Y", "m02": "N", "m03": "Y", "m04": "Y", "m05": "Y"})
    room.whole(second)
    assert dropped.board.session == first.session.id
    reason = "计票榜缺少 m04 的选票（出示双章选票属实），用新密钥重新表决"
    return bundle(MEETING, [_ended(room, first, {"a-003": reason}), _ended(room, second, {})]), trace


def _spoil(room: Room, vote: PlatformVote) -> None:
    """m05 votes; on a-001 its device seals something that is no ballot."""
    voter = room.voter(vote, "m05")
    voter.choices = {"a-001": "Y", "a-002": "Y", "a-003": "N"}
    voter.post([voter.seal("a-001", b"{}"), *(voter.envelope(name) for name in ("a-002", "a-003"))])


def _left_out(room: Room, vote: PlatformVote, applicant: str) -> SignedBoard:
    """A supervisor that leaves m04's row off the board and signs that."""
    own = room.voter(vote, "m04").row(applicant)
    room.hand_over(vote)
    board = desk.open_session(room.folder, vote.session.id, {"m05": FAULTY}).board.plain()
    board["rows"] = [row for row in board["rows"] if row != own]
    signature = sign_statement(room.folder.signing_key(), board)
    signed = SignedBoard.model_validate({"board": board, "signature": signature})
    room.folder.write(f"{vote.session.id}/board.json", signed.plain())
    take_board(vote, signed)
    return signed


def _ended(room: Room, vote: PlatformVote, repeated: dict[str, str]) -> Any:
    gone = desk.destroy(room.folder, vote.session.id, SIGNED)
    assert vote.closing is not None
    emptied = deletion(vote.closing.closing, SIGNED + dt.timedelta(minutes=1), room.platform_signing)
    return room.held(vote, repeated=repeated, destruction=gone, deletion=emptied)


def _trace(room: Room, vote: PlatformVote) -> dict[str, Any]:
    """Everything m01 derives, sends and gets for a-001, for somebody who writes a page."""
    voter = room.voter(vote, "m01")
    state = voter.send(hello(vote, "m01"))
    mine = voter.secrets("a-001")
    lengths = {"number": 16, "prefix": 32, "envelope-key": 32, "envelope-seed": 48}
    lengths |= {f"{what}-{issuer}": size for issuer in ISSUERS for what, size in (("salt", 48), ("blind", 272))}
    row = voter.row("a-001")
    envelope = voter.envelope("a-001")
    return {
        "member": "m01",
        "seed": write_card(SEED, voter.seed),
        "admission": write_card(ADMISSION, voter.code),
        "state": state,
        "applicant": "a-001",
        "choice": "Y",
        "derived": {what: mine.derive(what, size).hex() for what, size in lengths.items()},
        "stamping": {issuer: _stamping(voter, issuer) for issuer in ISSUERS},
        "other_choices_blinded": {one: _blinded(voter, one) for one in CHOICES if one != "Y"},
        "content": row,
        "envelope": envelope,
        "leaf": voter.leaf(envelope),
        "confirmation": voter.sealed(
            {
                "format": "zhicheng-ballot-confirmation/1",
                "session": voter.id,
                "member": "m01",
                "of": "closing",
                "digest": "22" * 32,
                "holds": True,
                "missing": [],
            }
        ),
    }


def _stamping(voter: Voter, issuer: str) -> dict[str, Any]:
    mine, n = voter.secrets("a-001"), voter.modulus("a-001", issuer)
    request = voter.request(issuer, ["a-001"])
    answer = voter.send(request)
    return {
        "prepared": mine.prepared.hex(),
        "encoded": b64(pss(mine.prepared, mine.derive(f"salt-{issuer}", 48)).to_bytes(256, "big")),
        "factor": b64(mine.blinded(issuer, n)[2].to_bytes(256, "big")),
        "request": request,
        "answer": answer,
        "signature": voter.signature("a-001", issuer, answer["stamps"][0]["stamp"]),
    }


def _blinded(voter: Voter, choice: str) -> str:
    other = voter.secrets("a-001", choice)
    return b64(other.blinded("platform", voter.modulus("a-001", "platform"))[0].to_bytes(256, "big"))


def _write(name: str, value: dict[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(text.encode())} bytes, {os.path.relpath(FOLDER)}")


if __name__ == "__main__":
    main()
