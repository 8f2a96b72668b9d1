"""A platform, or a supervisor, that cheats one member: the voter's half refuses, says why, and gives nothing away."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.procedure.ballot.device import confirmed, device, voted
from tests.procedure.ballot.relay import Message, Room, Tamper, room
from zhicheng.procedure.ballot.bundle import held
from zhicheng.procedure.ballot.envelopes import Kept
from zhicheng.procedure.ballot.forms import read
from zhicheng.procedure.ballot.keys import (
    make_signing_key,
    make_stamp_key,
    sign_statement,
    signing_public,
    stamp_public,
)
from zhicheng.procedure.ballot.messages import Proof, SignedBoard
from zhicheng.procedure.ballot.proof import ROW_MISSING, proof_finding
from zhicheng.procedure.refusal import ActRefused

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not on this machine"),
]

MEMBERS = ["m01", "m02", "m03"]
CHOICES = {
    "m01": {"a-001": "Y", "a-002": "N"},
    "m02": {"a-001": "Y", "a-002": "Y"},
    "m03": {"a-001": "A", "a-002": "N"},
}
Change = Callable[[Message], None]


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path, MEMBERS) as opened:
        opened.open_vote(["a-001", "a-002"])
        yield opened


def answers(kind: str, change: Change, member: str = "m01") -> Tamper:
    """Changes every answer of this kind to one member."""

    def tamper(to: str, message: Message, answer: Message) -> Message:
        if to == member and answer["format"] == f"zhicheng-ballot-{kind}/1":
            change(answer)
        return answer

    return tamper


def flipped(text: str) -> str:
    """Base64 with another letter in the middle."""
    middle = len(text) // 2
    return text[:middle] + ("B" if text[middle] == "A" else "A") + text[middle + 1 :]


# --- the session


def other_key(meeting: Room) -> Change:
    """A stamp key of its own for one applicant, by which the ballot would be known again; newly signed."""
    key = stamp_public(make_stamp_key()).plain()

    def change(answer: Message) -> None:
        session = answer["signed"]["session"]
        session["applicants"][0]["platform"] = key
        answer["signed"]["signatures"]["platform"] = sign_statement(meeting.key, session)

    return change


def other_supervisor(meeting: Room) -> Change:
    """A supervisor of the platform's own making, signatures and all."""
    key = make_signing_key()

    def change(answer: Message) -> None:
        session = answer["signed"]["session"]
        session["signing"]["supervisor"] = signing_public(key)
        answer["signed"]["signatures"]["platform"] = sign_statement(meeting.key, session)
        answer["signed"]["signatures"]["supervisor"] = sign_statement(key, session)

    return change


def fewer_applicants(meeting: Room) -> Change:
    def change(answer: Message) -> None:
        session = answer["signed"]["session"]
        session["applicants"].pop()
        answer["signed"]["signatures"]["platform"] = sign_statement(meeting.key, session)

    return change


def no_signature_of(issuer: str) -> Callable[[Room], Change]:
    def for_meeting(meeting: Room) -> Change:
        def change(answer: Message) -> None:
            signatures = answer["signed"]["signatures"]
            signatures[issuer] = flipped(signatures[issuer])

        return change

    return for_meeting


def one_member_more(meeting: Room) -> Change:
    return lambda answer: answer.update(note="")


@pytest.mark.parametrize(
    ("cheat", "code"),
    [
        (other_key, "bad-tag"),
        (other_supervisor, "bad-tag"),
        (fewer_applicants, "bad-tag"),
        (no_signature_of("platform"), "bad-signature"),
        (no_signature_of("supervisor"), "bad-signature"),
        (one_member_more, "bad-form"),
    ],
    ids=["other-key", "other-supervisor", "fewer-applicants", "platform-unsigned", "supervisor-unsigned", "form"],
)
def test_another_session_is_refused_before_anything_is_sent(
    meeting: Room, cheat: Callable[[Room], Change], code: str
) -> None:
    meeting.tamper = answers("state", cheat(meeting))
    assert device(meeting, "m01", ("cast", CHOICES["m01"]))["refused"] == code
    assert [one.kind for one in meeting.log] == ["hello"]
    assert device(meeting, "m02", ("cast", CHOICES["m02"]))["chosen"] == CHOICES["m02"]  # who is shown the true one


def test_the_session_can_not_be_exchanged_while_a_member_is_voting(meeting: Room) -> None:
    first = meeting.open

    def tamper(to: str, message: Message, answer: Message) -> Message:
        if meeting.open is first:
            meeting.open_vote(["a-001", "a-002"])  # a true repetition, right after the first look
        return answer

    meeting.tamper = tamper
    assert device(meeting, "m01", ("hello", None), ("cast", CHOICES["m01"]))["refused"] == "new-session"
    assert [one.kind for one in meeting.log] == ["hello", "hello"]
    assert device(meeting, "m01", ("hello", None), ("cast", CHOICES["m01"]))["chosen"] == CHOICES["m01"]


def test_a_code_of_somebody_else_does_not_open_the_page(meeting: Room) -> None:
    assert device(meeting, "m01", ("hello", None), card=meeting.cards["m02"])["refused"] == "bad-tag"


# --- stamps and envelopes


@pytest.mark.parametrize("issuer", ["platform", "supervisor"])
@pytest.mark.parametrize("how", ["flipped", "exchanged", "short"])
def test_a_stamp_that_does_not_hold_ends_it(meeting: Room, issuer: str, how: str) -> None:
    def spoil(answer: Message) -> None:
        if answer["issuer"] != issuer:
            return
        one, other = answer["stamps"]
        if how == "flipped":
            one["stamp"] = flipped(one["stamp"])
        elif how == "exchanged":
            one["stamp"], other["stamp"] = other["stamp"], one["stamp"]
        else:
            one["stamp"] = one["stamp"][4:]

    meeting.tamper = answers("stamps", spoil)
    found = device(meeting, "m01", ("cast", CHOICES["m01"]))["refused"]
    assert found == ("bad-form" if how == "short" else "bad-stamp")
    asked = ["hello", "request platform", "request supervisor"]
    assert [one.kind for one in meeting.log] == asked[: 2 if issuer == "platform" else 3]


def test_a_record_that_is_not_the_member_s_is_an_alarm(meeting: Room) -> None:
    device(meeting, "m02", ("cast", CHOICES["m02"]))
    theirs = meeting.sent("m02", "request platform")[0].message["requests"]
    meeting.tamper = answers("state", lambda answer: answer.update(requests=theirs))
    assert device(meeting, "m01", ("cast", CHOICES["m01"]))["refused"] == "not-mine"
    assert [one.kind for one in meeting.sent("m01")] == ["hello"]


def test_an_envelope_that_is_not_the_member_s_is_an_alarm(meeting: Room) -> None:
    device(meeting, "m01", ("cast", CHOICES["m01"]))

    def change(answer: Message) -> None:
        answer["received"][0]["leaf"] = "00" * 32

    meeting.tamper = answers("state", change)
    assert device(meeting, "m01", ("cast", {}))["refused"] == "not-my-envelope"
    meeting.tamper = answers("receipt", change, member="m02")
    assert device(meeting, "m02", ("cast", CHOICES["m02"]))["refused"] == "not-my-envelope"


def test_an_envelope_without_a_ballot_of_the_member_is_an_alarm(meeting: Room) -> None:
    received = [{"applicant": "a-001", "leaf": "00" * 32}]
    meeting.tamper = answers("state", lambda answer: answer.update(received=received))
    assert device(meeting, "m01", ("hello", None))["refused"] == "not-my-envelope"


# --- closing


def told(meeting: Room, member: str) -> dict[str, Any]:
    """What the member's page told the supervisor last."""
    return meeting.sent(member, "confirmation")[-1].message


def test_a_dropped_envelope_is_told_and_nothing_is_opened(meeting: Room) -> None:
    voted(meeting, CHOICES)
    meeting.open.kept[:] = [one for one in meeting.open.kept if (one.member, one.applicant) != ("m01", "a-002")]
    meeting.close({("m01", "a-002"): "未投"})
    # the platform still says that it has received it, or no more: either way the supervisor hears of it
    said = device(meeting, "m01", ("confirm", None))["said"]
    assert (said["holds"], said["missing"], said["left"]) == (False, ["a-002"], [])
    assert told(meeting, "m01")["missing"] == ["a-002"] and told(meeting, "m01")["holds"] is False
    received = [{"applicant": name, "leaf": one.answer["received"][place]["leaf"]}
                for one in meeting.sent("m01", "envelopes") for place, name in enumerate(["a-001", "a-002"])]  # fmt: skip
    meeting.tamper = answers("state", lambda answer: answer.update(received=received))
    said = device(meeting, "m01", ("confirm", None))["said"]
    assert (said["holds"], said["missing"]) == (False, ["a-002"])
    assert told(meeting, "m01")["missing"] == ["a-002"]
    with pytest.raises(ActRefused):
        confirmed_but_for_m01(meeting)


def confirmed_but_for_m01(meeting: Room) -> None:
    """The others confirm, and the supervisor is asked to open."""
    for member in ("m02", "m03"):
        device(meeting, member, ("confirm", None))
    meeting.show_board()


def test_a_page_opened_again_that_finds_none_of_its_envelopes_tells_the_supervisor(meeting: Room) -> None:
    """The platform drops all that a member handed in, says that nothing came, and shows a board that is none besides."""
    voted(meeting, CHOICES)
    meeting.open.kept[:] = [one for one in meeting.open.kept if one.member != "m01"]
    meeting.close({("m01", name): "未投" for name in ("a-001", "a-002")})
    asked = {"board": {"without": [{"member": "m01", "reason": "本人同意"}]}, "signature": ""}
    for board in (None, asked):
        meeting.tamper = answers("state", lambda answer, board=board: answer.update(board=board), "m01")  # type: ignore[misc]
        said = device(meeting, "m01", ("confirm", None))["said"]
        assert (said["holds"], said["missing"], said["left"]) == (False, ["a-001", "a-002"], [])
        assert told(meeting, "m01")["holds"] is False and told(meeting, "m01")["missing"] == ["a-001", "a-002"]
    with pytest.raises(ActRefused):
        confirmed_but_for_m01(meeting)


def test_a_member_who_began_and_agreed_to_be_left_out_does_not_object(meeting: Room) -> None:
    """m01's device died after the platform's stamps; the supervisor asked, and wrote on the board that it did."""
    voted(meeting, {member: CHOICES[member] for member in ("m02", "m03")})
    device(meeting, "m01", ("cast", CHOICES["m01"]), last=2)
    meeting.close({("m01", name): "设备故障" for name in ("a-001", "a-002")})
    assert device(meeting, "m01", ("confirm", None))["said"]["missing"] == ["a-001", "a-002"]
    for member in ("m02", "m03"):
        device(meeting, member, ("confirm", None))
    meeting.show_board(without={"m01": "设备故障，本人同意"})
    said = device(meeting, "m01", ("check", None))["said"]
    assert (said["holds"], said["missing"], said["left"]) == (True, [], ["a-001", "a-002"])
    assert meeting.sent("m01", "request supervisor") == []


def test_an_exchanged_envelope_is_told_and_nothing_is_opened(meeting: Room) -> None:
    voted(meeting, CHOICES)
    kept = meeting.open.kept
    place = next(i for i, one in enumerate(kept) if (one.member, one.applicant) == ("m01", "a-001"))
    envelope = kept[place].envelope.model_copy(update={"key": flipped(kept[place].envelope.key)})
    kept[place] = Kept("m01", envelope)
    meeting.close()
    assert device(meeting, "m01", ("confirm", None))["refused"] == "not-my-envelope"
    meeting.tamper = answers("state", lambda answer: answer.update(received=[]))  # it would rather not say
    said = device(meeting, "m01", ("confirm", None))["said"]
    assert (said["holds"], said["missing"]) == (False, ["a-001"])
    with pytest.raises(ActRefused):
        confirmed_but_for_m01(meeting)


@pytest.mark.parametrize("what", ["leaf-dropped", "leaf-added", "order", "root", "count", "signature"])
def test_a_list_of_leaves_that_is_not_the_signed_one_is_told(meeting: Room, what: str) -> None:
    voted(meeting, CHOICES)
    meeting.close()

    def change(answer: Message) -> None:
        leaves, signed = answer["leaves"], answer["closing"]
        if what == "leaf-dropped":
            mine = {one["leaf"] for one in answer["received"]}
            leaves.remove(next(leaf for leaf in leaves if leaf not in mine))
        elif what == "leaf-added":
            leaves.append("ff" * 32)
        elif what == "order":
            leaves[0], leaves[1] = leaves[1], leaves[0]
        elif what == "signature":
            signed["signature"] = flipped(signed["signature"])
        else:
            signed["closing"][what] = {"root": "00" * 32, "count": 7}[what]

    meeting.tamper = answers("state", change)
    said = device(meeting, "m01", ("confirm", None))["said"]
    assert (said["holds"], said["missing"]) == (False, [])
    assert told(meeting, "m01")["holds"] is False
    with pytest.raises(ActRefused):
        confirmed_but_for_m01(meeting)


def test_an_envelope_in_the_name_of_a_member_who_never_cast_is_told(meeting: Room) -> None:
    voted(meeting, {member: CHOICES[member] for member in ("m01", "m02")})
    device(meeting, "m03", ("cast", {"a-001": "A"}))
    stuffed = Kept("m03", meeting.open.kept[-1].envelope.model_copy(update={"applicant": "a-002"}))
    meeting.open.kept.append(stuffed)
    meeting.close()
    meeting.tamper = answers(
        "state", lambda answer: answer.update(received=[one for one in answer["received"] if one["applicant"] == "a-001"]), "m03"
    )  # fmt: skip
    said = device(meeting, "m03", ("confirm", None))["said"]
    assert (said["holds"], said["missing"]) == (False, ["a-002"])


# --- board


def altered(meeting: Room, change: Callable[[dict[str, Any]], None], *, signed: bool) -> None:
    """The board is shown with a change; ``signed``: by the supervisor itself."""
    shown = meeting.open.board
    assert shown is not None
    board = json.loads(json.dumps(shown.board.plain()))
    change(board)
    signature = sign_statement(meeting.folder.signing_key(), board) if signed else shown.signature
    meeting.open.board = SignedBoard.model_validate({"board": board, "signature": signature})
    if signed:
        meeting.folder.write(f"{meeting.open.session.id}/board.json", meeting.open.board.plain())


def row_of(meeting: Room, board: dict[str, Any], applicant: str, choice: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = board["rows"]
    return next(r for r in rows if (r["ballot"]["applicant"], r["ballot"]["choice"]) == (applicant, choice))


@pytest.fixture
def opened(meeting: Room) -> Room:
    voted(meeting, CHOICES)
    meeting.close()
    confirmed(meeting)
    meeting.show_board()
    return meeting


def test_a_dropped_row_is_missed_by_its_voter_alone(opened: Room) -> None:
    altered(opened, lambda board: board["rows"].remove(row_of(opened, board, "a-001", "A")), signed=True)
    said = {member: device(opened, member, ("check", None))["said"] for member in MEMBERS}
    assert {member: one["missing"] for member, one in said.items()} == {"m01": [], "m02": [], "m03": ["a-001"]}
    assert told(opened, "m03")["missing"] == ["a-001"] and told(opened, "m03")["holds"] is False
    shown = next(one["proof"] for one in said["m03"]["checked"] if not one["found"])
    vote = opened.open
    assert proof_finding(held(vote.signed, vote.closing, vote.leaves, vote.board), read(Proof, shown)) == ROW_MISSING


@pytest.mark.parametrize("what", ["choice", "number", "prefix", "stamp"])
def test_a_changed_row_is_missed_by_its_voter(opened: Room, what: str) -> None:
    def change(board: dict[str, Any]) -> None:
        row = row_of(opened, board, "a-001", "A")
        if what == "choice":
            row["ballot"]["choice"] = "Y"
        elif what == "number":
            row["ballot"]["number"] = secrets.token_hex(16)
        elif what == "prefix":
            row["prefix"] = flipped(row["prefix"])
        else:
            row["platform"] = flipped(row["platform"])

    altered(opened, change, signed=True)
    assert device(opened, "m03", ("check", None))["said"]["missing"] == ["a-001"]


def test_a_board_that_the_supervisor_did_not_sign_is_told(opened: Room) -> None:
    altered(opened, lambda board: board["without"].append({"member": "m09", "reason": "-"}), signed=False)
    said = device(opened, "m01", ("check", None))["said"]
    assert (said["holds"], said["missing"]) == (False, [])


def test_a_spoiled_ballot_is_told_with_its_reason(opened: Room) -> None:
    leaf = next(
        one["leaf"] for one in opened.sent("m03", "envelopes")[-1].answer["received"] if one["applicant"] == "a-001"
    )

    def change(board: dict[str, Any]) -> None:
        board["rows"].remove(row_of(opened, board, "a-001", "A"))
        board["spoiled"].append({"applicant": "a-001", "leaf": leaf, "reason": "not-opened"})

    altered(opened, change, signed=True)
    said = device(opened, "m03", ("check", None))["said"]
    assert said["missing"] == ["a-001"]
    assert [one["spoiled"] for one in said["checked"] if not one["found"]] == ["not-opened"]


@pytest.mark.parametrize("what", ["named-missing", "other-root"])
def test_a_closing_that_is_changed_after_the_opening_is_told(opened: Room, what: str) -> None:
    """A platform that would hide a dropped row by saying that the member's envelope never came."""
    altered(opened, lambda board: board["rows"].remove(row_of(opened, board, "a-001", "A")), signed=True)

    def change(answer: Message) -> None:
        closing = answer["closing"]["closing"]
        if what == "named-missing":
            closing["missing"].append({"applicant": "a-001", "member": "m03", "reason": "-"})
        else:
            closing["root"] = "00" * 32

    opened.tamper = answers("state", change, "m03")
    said = device(opened, "m03", ("check", None))["said"]
    assert said["holds"] is False
    assert told(opened, "m03")["holds"] is False
    assert said["left"] == []
    assert said["missing"] == ["a-001"]
