"""What the supervisor answers: signs sessions after a look at its own lists, stamps, notes, opens, destroys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from zhicheng.procedure.ballot.blind_signature import Random
from zhicheng.procedure.ballot.forms import read
from zhicheng.procedure.ballot.issuing import issue
from zhicheng.procedure.ballot.keys import mac_holds, sign_statement, signing_public, statement_holds, tag_of
from zhicheng.procedure.ballot.meeting import attendance_refusals, majority_sentence
from zhicheng.procedure.ballot.messages import (
    BOARD_PLEASE,
    CONFIRMATION,
    HANDOVER,
    NOTED,
    REQUEST,
    SIGN,
    SIGNED,
    Board,
    BoardPlease,
    Closing,
    Confirmation,
    Handover,
    Noted,
    Request,
    Sign,
    SignedBoard,
    SignedDestruction,
    SignedReply,
)
from zhicheng.procedure.ballot.minutes import destruction
from zhicheng.procedure.ballot.opening import handover_refusals, open_envelopes
from zhicheng.procedure.ballot.platform import refusal_message
from zhicheng.procedure.ballot.refusals import (
    BAD_MAC,
    BAD_ROOT,
    BAD_SIGNATURE,
    CLOSED,
    GIVEN_UP,
    KEY_GONE,
    NOT_HERE,
    NOT_OPEN,
    UNKNOWN_SESSION,
    bad_message,
    no_voter,
    not_present,
)
from zhicheng.procedure.ballot.session import Session, SignedSession, short
from zhicheng.procedure.ballot.supervisor.abandoning import given_up
from zhicheng.procedure.ballot.supervisor.folder import WAITING, Folder
from zhicheng.procedure.canonical import digest
from zhicheng.procedure.refusal import ActRefused, Refusal


def answer(folder: Folder, message: object, random: Random) -> dict[str, Any]:
    """The answer to a message that the platform relays; refusals are answers too. Nobody else changes the folder
    meanwhile."""
    try:
        if not isinstance(message, dict):
            raise ActRefused(bad_message("", "is no object"))
        with folder.locked():
            return _answer(folder, message, random)
    except ActRefused as refused:
        return refusal_message(refused)


def _answer(folder: Folder, message: dict[str, Any], random: Random) -> dict[str, Any]:
    kind = message.get("format")
    if kind == REQUEST:
        return _stamp(folder, read(Request, message), message, random)
    if kind == CONFIRMATION:
        return _note(folder, read(Confirmation, message), message)
    if kind == SIGN:
        return _wait_for_signature(folder, read(Sign, message))
    if kind == HANDOVER:
        return _take(folder, read(Handover, message))
    if kind == BOARD_PLEASE:
        return _show(folder, read(BoardPlease, message))
    raise ActRefused(bad_message("format", f"{kind!r} is for nobody here"))


def _known(folder: Folder, session_id: str) -> SignedSession:
    signed = folder.session(session_id)
    if signed is None:
        raise ActRefused(UNKNOWN_SESSION)
    return signed


def _by_member(folder: Folder, session: Session, member: str, message: dict[str, Any]) -> None:
    """The message comes from this member, who is in the room by the supervisor's own list."""
    if member not in session.present:
        raise ActRefused(not_present(member))
    if not mac_holds(folder.admission_code(member), message):
        raise ActRefused(BAD_MAC)


def _stamp(folder: Folder, request: Request, message: dict[str, Any], random: Random) -> dict[str, Any]:
    session = _known(folder, request.session).session
    _by_member(folder, session, request.member, message)
    before = [row for row in folder.issued(request.session) if row.member == request.member]

    def key_of(applicant: str) -> Any:
        return folder.stamp_key(session.on(applicant).supervisor.n)

    stamps, new = issue(session, "supervisor", request, before, key_of, random)
    if new and request.member not in folder.present:
        raise ActRefused(not_present(request.member))
    if new and _over(folder, request.session):
        raise ActRefused(CLOSED)
    folder.keep_issued(request.session, new)
    return stamps.plain()


def _over(folder: Folder, session_id: str) -> bool:
    """No first stamps any more: the envelopes are here, or were (the board stays when they are deleted), or the session
    was given up."""
    if any((folder.path / session_id / name).exists() for name in ("handover.json", "board.json")):
        return True
    return given_up(folder, session_id)


def _note(folder: Folder, said: Confirmation, message: dict[str, Any]) -> dict[str, Any]:
    """Note a confirmation; the last word of a member counts, until the envelopes are open."""
    session = _known(folder, said.session).session
    _by_member(folder, session, said.member, message)
    if said.of == "closing" and folder.read(f"{said.session}/board.json") is not None:
        raise ActRefused(CLOSED)
    folder.append(f"{said.session}/confirmations.jsonl", [message])
    return Noted(format=NOTED, session=said.session, member=said.member, of=said.of).plain()


def confirmations(folder: Folder, session_id: str, of: str) -> dict[str, Confirmation]:
    """The last word of every member on the closing or on the board."""
    said = [Confirmation.model_validate(row) for row in folder.lines(f"{session_id}/confirmations.jsonl")]
    return {one.member: one for one in said if one.of == of}


# --- signing a session ---


def _wait_for_signature(folder: Folder, asked: Sign) -> dict[str, Any]:
    """The signature if it has been given; else the session waits for somebody to look at it."""
    signed = folder.session(asked.session.id)
    if signed is not None:
        return reply(folder, signed).plain()
    reasons = session_refusals(folder, asked)
    if reasons:
        raise ActRefused(reasons)
    folder.write(WAITING, asked.plain())
    raise ActRefused(NOT_OPEN)


def waiting(folder: Folder) -> Sign | None:
    """The session that waits for the supervisor's signature."""
    found = folder.read(WAITING)
    return None if found is None else read(Sign, found)


def session_refusals(folder: Folder, asked: Sign) -> tuple[Refusal, ...]:
    """Why the supervisor does not sign a session: another meeting, another list of present members than its own, keys
    that are not its own or used before, too few there, or a platform that is not the one it knows."""
    session, meeting = asked.session, folder.meeting
    if session.signing.platform != meeting["platform_key"] or not statement_holds(
        meeting["platform_key"], session.plain(), asked.signature
    ):
        return (BAD_SIGNATURE,)
    wrong: list[tuple[str, str]] = []
    if session.meeting != meeting["meeting"] or session.members != meeting["members"]:
        wrong.append(("会议或评委名单不同", "another meeting or list of members"))
    if session.present != folder.present:
        wrong.append(("出席名单与监督方的不同", "another list of those present than the supervisor's own"))
    if session.signing.supervisor != signing_public(folder.signing_key()) or not folder.owns(session):
        wrong.append(("监督方密钥不是本机的", "keys that are not the supervisor's"))
    own = {one.supervisor.n for one in session.applicants} | {session.opening_key.n}
    theirs = {one.platform.n for one in session.applicants}
    former = [signed.session for signed in folder.sessions()]
    before = folder.used() | {one.platform.n for signed in former for one in signed.applicants}
    if (own | theirs) & before:
        wrong.append(("密钥已用于另一轮", "keys that another session has used"))
    if _out_of_line(session, former):
        wrong.append(
            ("已签过同一表决或同一申报人的另一轮", "a second session on a vote or an applicant, not as its next run")
        )
    share = Fraction(session.attendance.share)
    thin = [
        reason for name in session.thin() for reason in attendance_refusals(share, session.members, session.there(name))
    ]
    if session.voterless():
        thin.append(no_voter(session.voterless()))
    do = ("请与平台核对后重新提交", "compare with the platform and hand it in again")
    return (*(Refusal("session-not-ours", pair, do=do) for pair in wrong), *thin)


def _out_of_line(session: Session, before: Sequence[Session]) -> bool:
    """Whether a session stands beside one signed before instead of following it: with two at once, one shown to some
    members and one to the others, the platform would learn how each part voted."""
    if session.repeats is None:
        return any(one.vote == session.vote or set(one.names) & set(session.names) for one in before)
    former = next((one for one in before if one.id == session.repeats), None)
    if former is None or (former.vote, former.run + 1) != (session.vote, session.run):
        return True
    rivals = [one for one in before if one.repeats == former.id]
    return bool(former.others(session.names)) or any(set(one.names) & set(session.names) for one in rivals)


def sign(folder: Folder, asked: Sign) -> SignedReply:
    """Sign a session that somebody has looked at (:func:`summary`); from now on its stamps are given.

    Raises:
        ActRefused: see :func:`session_refusals`.
    """
    with folder.locked():
        signed = folder.session(asked.session.id)
        if signed is None:
            reasons = session_refusals(folder, asked)
            if reasons:
                raise ActRefused(reasons)
            own = sign_statement(folder.signing_key(), asked.session.plain())
            signatures = {"platform": asked.signature, "supervisor": own}
            signed = SignedSession.model_validate({"session": asked.session.plain(), "signatures": signatures})
            folder.add_session(signed)
        (folder.path / WAITING).unlink(missing_ok=True)
        return reply(folder, signed)


def reply(folder: Folder, signed: SignedSession) -> SignedReply:
    """The signature, and a tag for every present member."""
    here = signed.session.id
    tags = {member: tag_of(folder.admission_code(member), here) for member in signed.session.present}
    return SignedReply(format=SIGNED, session=here, signature=signed.signatures.supervisor, tags=tags)


def summary(session: Session) -> tuple[str, str]:
    """A session in a few words, for somebody who decides whether to sign it."""
    recused = sum(len(one.recused) for one in session.applicants)
    missed = sum(len(one.missed) for one in session.applicants)
    rule = majority_sentence(session.majority.rule(), session.majority.source)
    again = (
        ("", "")
        if session.repeats is None
        else (f"（重复 {short(session.repeats)}）", f" (repeats {short(session.repeats)})")
    )
    return (
        f"{session.meeting} 第 {session.vote} 项表决第 {session.run} 轮{again[0]}：申报人 {len(session.applicants)} 名，"
        f"评委 {len(session.members)} 名，出席 {len(session.present)} 名，回避 {recused} 人次，未参加评议 {missed} 人次，"
        f"{rule[0]}；会议文件指纹 {short(session.id)}",
        f"{session.meeting}, vote {session.vote}, run {session.run}{again[1]}: {len(session.applicants)} applicants, "
        f"{len(session.members)} members, {len(session.present)} present, {recused} recusals, {missed} deliberations "
        f"missed, {rule[1]}; fingerprint of the session {short(session.id)}",
    )


# --- opening ---


def _take(folder: Folder, message: Handover) -> dict[str, Any]:
    """Keep the envelopes if they fit the closing; opening them is an act of its own. The answer is the board, if any."""
    session = _known(folder, message.session).session
    everybody = dict.fromkeys(session.members, "-")
    reasons = handover_refusals(session, message, {}, everybody)
    if reasons:
        raise ActRefused(reasons)
    name = f"{message.session}/handover.json"
    if given_up(folder, message.session):
        raise ActRefused(GIVEN_UP)
    kept = folder.read(name)
    if kept is not None and read(Handover, kept).closing.closing != message.closing.closing:
        raise ActRefused(BAD_ROOT)
    if kept is None and folder.read(f"{message.session}/board.json") is None:
        folder.write(name, message.plain())
    return board(folder, message.session).plain()


def handed_over(folder: Folder, session_id: str) -> Closing:
    """The closing of a session whose envelopes are here: what somebody looks at before they are opened. Its numbers add
    up, for each applicant envelopes and missing make all who may vote, or the envelopes were not taken.

    Raises:
        ActRefused: not signed here, given up, or not handed over.
    """
    _known(folder, session_id)
    if given_up(folder, session_id):
        raise ActRefused(GIVEN_UP)
    kept = folder.read(f"{session_id}/handover.json")
    if kept is None:
        raise ActRefused(NOT_HERE)
    return read(Handover, kept).closing.closing


def stamped_but_missing(folder: Folder, session_id: str) -> set[tuple[str, str]]:
    """Those (member, applicant) named as missing whose ballot has the supervisor's stamp: begun, and never come."""
    stamped = {(row.member, row.applicant) for row in folder.issued(session_id)}
    return stamped & {(one.member, one.applicant) for one in handed_over(folder, session_id).missing}


def open_session(folder: Folder, session_id: str, without: Mapping[str, str]) -> SignedBoard:
    """Open the envelopes of a session and sign the board; once.

    ``without``: members without whose confirmation it is done, and why.

    Raises:
        ActRefused: not signed here, not handed over, given up, not confirmed by all, its key is gone, or the envelopes or
            the closing's numbers do not fit.
    """
    with folder.locked():
        session = _known(folder, session_id).session
        if folder.read(f"{session_id}/board.json") is not None:
            return board(folder, session_id)
        handed_over(folder, session_id)
        if not folder.has_opening_key(session):
            raise ActRefused(KEY_GONE)
        kept = folder.read(f"{session_id}/handover.json")
        confirmed = confirmations(folder, session_id, "closing")
        key = folder.opening_key(session.opening_key.n)
        stamped = {row.member for row in folder.issued(session_id)}
        opened = open_envelopes(session, read(Handover, kept), key, confirmed, without, stamped)
        signed = SignedBoard(board=opened, signature=sign_statement(folder.signing_key(), opened.plain()))
        folder.write(f"{session_id}/board.json", signed.plain())
        return signed


def _show(folder: Folder, asked: BoardPlease) -> dict[str, Any]:
    """The board, for the platform alone: members have it from there, nobody else on the network has a claim to it."""
    session = _known(folder, asked.session).session
    bare = {name: value for name, value in asked.plain().items() if name != "signature"}
    if not statement_holds(session.signing.platform, bare, asked.signature):
        raise ActRefused(BAD_SIGNATURE)
    return board(folder, asked.session).plain()


def board(folder: Folder, session_id: str) -> SignedBoard:
    """The signed board.

    Raises:
        ActRefused: the envelopes are not open yet.
    """
    found = folder.read(f"{session_id}/board.json")
    if found is None:
        raise ActRefused(NOT_OPEN)
    return read(SignedBoard, found)


def objectors(folder: Folder, session_id: str) -> list[str]:
    """Members whose page did not find a ballot of theirs on the board, or looked at another board."""
    shown = digest(board(folder, session_id).board.plain())
    said = confirmations(folder, session_id, "board")
    return sorted(member for member, one in said.items() if not one.holds or one.digest != shown)


def destroy(folder: Folder, session_id: str, at: dt.datetime) -> SignedDestruction:
    """Destroy a session's opening key and the envelopes kept here; the statement is for the ledger.

    A session without a board (given up) has none to name and needs no statement: its key is destroyed by
    :func:`.abandoning.give_up`.

    Raises:
        ActRefused: not signed here, or not opened.
    """
    with folder.locked():
        session = _known(folder, session_id).session
        if folder.read(f"{session_id}/board.json") is None:
            raise ActRefused(NOT_HERE)
        shown: Board = board(folder, session_id).board
        folder.destroy_opening_key(session)
        (folder.path / session_id / "handover.json").unlink(missing_ok=True)
        name = f"{session_id}/destruction.json"
        if folder.read(name) is None:
            folder.write(name, destruction(session, shown, at, folder.signing_key()).plain())
        return read(SignedDestruction, folder.read(name))
