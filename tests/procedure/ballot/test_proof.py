"""What a member proves with a ballot that bears both stamps: only an envelope under the root tells against the supervisor."""

from __future__ import annotations

import json
import os

import pytest

from tests.procedure.ballot.conftest import MakeRoom
from tests.procedure.ballot.room import Room
from tests.procedure.ballot.test_attacks import resigned
from tests.procedure.ballot.voter import Message, Voter, b64
from zhicheng.procedure.ballot.bundle import Held
from zhicheng.procedure.ballot.forms import read
from zhicheng.procedure.ballot.messages import Proof
from zhicheng.procedure.ballot.platform import PlatformVote
from zhicheng.procedure.ballot.proof import (
    FOUND,
    NOT_A_BALLOT,
    NOT_HANDED_IN,
    NOT_OPENED,
    ROW_MISSING,
    TWICE,
    envelope_of,
    noted_missing,
    proof_finding,
)


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    return make_room(members=4)


@pytest.fixture
def counted(room: Room) -> PlatformVote:
    """Everybody but m04 has voted; m04 has both stamps, hands nothing in, and the chair closes without."""
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, {"m01": "Y", "m02": "Y", "m03": "N"})
    cheat = room.voter(vote, "m04")
    cheat.choices["a-001"] = "N"
    cheat.row("a-001")
    room.close(vote, {("m04", "a-001"): "未交信封"})
    room.confirm(vote, ["m01", "m02", "m03"])
    room.count(vote, {"m04": "本人到场，不愿说明"})
    return vote


def shown(voter: Voter, applicant: str = "a-001", **instead: str) -> Proof:
    """What the member's page shows."""
    mine = voter.secrets(applicant)
    secrets = {name: b64(mine.derive(name.replace("_", "-"), size)) for name, size in SIZES.items()}
    return read(Proof, {"format": "zhicheng-ballot-proof/1", "row": voter.row(applicant), **(secrets | instead)})


SIZES = {"envelope_key": 32, "envelope_seed": 48}


def without_m03(room: Room, vote: PlatformVote, spoiled: str = "") -> Held:
    """A board that the supervisor signed without m03's row, or with its envelope called spoiled."""
    voter = room.voter(vote, "m03")
    own, leaf = voter.row("a-001"), voter.leaf(voter.envelope("a-001"))

    def change(board: Message) -> None:
        board["rows"].remove(own)
        if spoiled:
            board["spoiled"].append({"applicant": "a-001", "leaf": leaf, "reason": spoiled})

    return resigned(room, vote, change).sessions[0]


def test_the_envelope_is_made_anew_byte_for_byte(room: Room, counted: PlatformVote) -> None:
    voter = room.voter(counted, "m03")
    assert envelope_of(counted.session, shown(voter)).plain() == voter.envelope("a-001")


def test_an_envelope_never_handed_in_proves_nothing_against_the_supervisor(room: Room, counted: PlatformVote) -> None:
    cheat = room.voter(counted, "m04")
    held = room.held(counted)
    assert proof_finding(held, shown(cheat)) == NOT_HANDED_IN
    assert noted_missing(held, "a-001") == ("m04",) and noted_missing(held, "a-009") == ()


@pytest.mark.parametrize("spoiled", ["", "not-opened", "repeated", "stamp-platform"])
def test_a_row_left_out_or_called_spoiled_is_proved_by_its_voter(
    room: Room, counted: PlatformVote, spoiled: str
) -> None:
    honest = room.held(counted)
    proof = shown(room.voter(counted, "m03"))
    assert proof_finding(honest, proof) == FOUND
    assert proof_finding(without_m03(room, counted, spoiled), proof) == ROW_MISSING


@pytest.mark.parametrize("secret", SIZES)
def test_other_secrets_make_another_envelope(room: Room, counted: PlatformVote, secret: str) -> None:
    held, voter = without_m03(room, counted), room.voter(counted, "m03")
    other = shown(voter, **{secret: b64(os.urandom(SIZES[secret]))})
    assert proof_finding(held, other) == NOT_HANDED_IN


def test_a_changed_or_strange_ballot_proves_nothing(room: Room, counted: PlatformVote) -> None:
    held, proof = without_m03(room, counted), shown(room.voter(counted, "m03")).plain()
    for change in ({"choice": "Y"}, {"applicant": "a-009"}, {"session": "0" * 64}, {"number": "0" * 32}):
        forged = json.loads(json.dumps(proof))
        forged["row"]["ballot"] |= change
        assert proof_finding(held, read(Proof, forged)) == NOT_A_BALLOT


def test_the_second_of_two_ballots_of_one_number_is_not_called_dropped(room: Room) -> None:
    """m01 and m02 hand in the same ballot, each sealed its own way: one counts, the other is spoiled by rule."""
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(["m01", "m03", "m04"], "Y"))
    first, second = room.voter(vote, "m01"), room.voter(vote, "m02")
    proof, key = shown(first), os.urandom(32)
    copied = read(Proof, proof.plain() | {"envelope_key": b64(key)})
    second.post([envelope_of(vote.session, copied).plain()])
    room.close(vote)
    room.confirm(vote, ["m01", "m03", "m04"])
    room.count(vote, {"m02": "不肯确认"})
    held = room.held(vote)
    assert held.board is not None and [one.reason for one in held.board.board.spoiled] == ["repeated"]
    assert {proof_finding(held, proof), proof_finding(held, copied)} == {FOUND}  # the ballot stands on the board
    assert proof_finding(held.model_copy(update={"board": None}), proof) == NOT_OPENED


def test_a_member_s_own_two_ballots_under_one_number(room: Room) -> None:
    """Two members agree on a number and choose differently: the honest board shows one, and the other is no proof."""
    vote = room.open(room.session({"a-001": {}}))
    room.ballots(vote, dict.fromkeys(["m03", "m04"], "Y"))
    pair = [room.voter(vote, "m01"), room.voter(vote, "m02")]
    pair[1].seed = room.seeds["m01"]
    pair[0].choices["a-001"], pair[1].choices["a-001"] = "Y", "N"
    same = pair[0].secrets("a-001").derive("number", 16)

    proofs = []
    for voter in pair:
        secrets = voter.secrets
        voter.secrets = lambda *given, secrets=secrets: _numbered(secrets(*given), same)  # type: ignore[method-assign,misc]
        voter.post([voter.envelope("a-001")])
        proofs.append(shown(voter))
    room.close(vote)
    room.confirm(vote, ["m03", "m04"])
    room.count(vote, {"m01": "不肯确认", "m02": "不肯确认"})
    assert sorted(proof_finding(room.held(vote), one) for one in proofs) == [FOUND, TWICE]


def _numbered(mine: object, number: bytes) -> object:
    """A member's secrets with a number of another's."""
    derive = mine.derive  # type: ignore[attr-defined]
    object.__setattr__(mine, "derive", lambda what, size: number if what == "number" else derive(what, size))
    return mine
