"""The platform's half of one vote: stamps, envelopes, closing, handing over; the rows are kept by whoever calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from zhicheng.procedure.ballot.blind_signature import Random
from zhicheng.procedure.ballot.envelopes import Kept, close, handover, receipt, receive, without_voters
from zhicheng.procedure.ballot.forms import read
from zhicheng.procedure.ballot.issuing import Issued, KeyOf, issue
from zhicheng.procedure.ballot.keys import sign_statement, statement_holds
from zhicheng.procedure.ballot.messages import (
    BOARD_PLEASE,
    CONFIRMATION,
    ENVELOPES,
    HELLO,
    REFUSAL,
    REQUEST,
    STATE,
    Blinded,
    Confirmation,
    Envelope,
    Envelopes,
    Handover,
    Hello,
    Request,
    SignedBoard,
    SignedClosing,
    SignedDeletion,
    State,
)
from zhicheng.procedure.ballot.minutes import deletion
from zhicheng.procedure.ballot.refusals import (
    BAD_ROOT,
    BAD_SIGNATURE,
    CLOSED,
    NOT_OPEN,
    UNKNOWN_SESSION,
    bad_message,
    no_voter,
    not_present,
)
from zhicheng.procedure.ballot.session import Session, SignedSession
from zhicheng.procedure.refusal import ActRefused

Relay = Callable[[dict[str, Any]], dict[str, Any]]
"""Carries a message to the supervisor and brings back the answer, neither of them changed."""


@dataclass(slots=True)
class PlatformVote:
    """One session as the platform keeps it. Its functions change it; a web page writes the same rows in one go.

    ``kept`` holds envelopes with voters until :func:`drop_voters`, ``loose`` those without afterwards; ``issued`` is
    the platform's own log of stamps.
    """

    signed: SignedSession
    tags: Mapping[str, str]
    issued: list[Issued] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    loose: list[Envelope] = field(default_factory=list)
    closing: SignedClosing | None = None
    leaves: tuple[str, ...] | None = None
    board: SignedBoard | None = None
    void: bool = False

    @property
    def session(self) -> Session:
        """The session."""
        return self.signed.session

    @property
    def stage(self) -> Literal["voting", "closed", "opened", "void"]:
        """How far the vote has come."""
        if self.void:
            return "void"
        if self.board is not None:
            return "opened"
        return "closed" if self.closing is not None else "voting"


def open_vote(signed: SignedSession, tags: Mapping[str, str]) -> PlatformVote:
    """A vote that begins: both signatures hold and enough members are there for every applicant.

    Raises:
        ActRefused: ``bad-signature``, ``too-few-present`` for an applicant, or ``no-voter``.
    """
    from fractions import Fraction

    from zhicheng.procedure.ballot.meeting import attendance_refusals

    session, plain = signed.session, signed.session.plain()
    own = statement_holds(session.signing.platform, plain, signed.signatures.platform)
    if not own or not statement_holds(session.signing.supervisor, plain, signed.signatures.supervisor):
        raise ActRefused(BAD_SIGNATURE)
    share = Fraction(session.attendance.share)
    reasons = [
        reason for name in session.thin() for reason in attendance_refusals(share, session.members, session.there(name))
    ]
    if session.voterless():
        reasons.append(no_voter(session.voterless()))
    if reasons:
        raise ActRefused(reasons)
    return PlatformVote(signed, dict(tags))


def answer(
    vote: PlatformVote | None, member: str, message: dict[str, Any], key_of: KeyOf, random: Random, relay: Relay
) -> dict[str, Any]:
    """The answer to a message of the page of ``member`` (who has logged in); refusals are answers too."""
    try:
        if vote is None:
            raise ActRefused(NOT_OPEN)
        if message.get("member") != member:
            raise ActRefused(bad_message("member", f"is not {member}"))
        if member not in vote.session.present:
            raise ActRefused(not_present(member))
        return _answer(vote, member, message, key_of, random, relay)
    except ActRefused as refused:
        return refusal_message(refused)


def refusal_message(refused: ActRefused) -> dict[str, Any]:
    """A refusal as it is sent."""
    return {
        "format": REFUSAL,
        "refusals": [
            {"code": one.code, "zh": one.sentence("zh"), "en": one.sentence("en")} for one in refused.refusals
        ],
    }


def _answer(
    vote: PlatformVote, member: str, message: dict[str, Any], key_of: KeyOf, random: Random, relay: Relay
) -> dict[str, Any]:
    kind = message.get("format")
    if kind == HELLO:
        hello = read(Hello, message)
        if (hello.meeting, hello.vote) != (vote.session.meeting, vote.session.vote):
            raise ActRefused(UNKNOWN_SESSION)
        return state(vote, member).plain()
    if kind == REQUEST:
        request = read(Request, message)
        return relay(message) if request.issuer == "supervisor" else stamp(vote, request, key_of, random)
    if kind == ENVELOPES:
        return take_in(vote, read(Envelopes, message))
    if kind == CONFIRMATION:
        read(Confirmation, message)
        return relay(message)
    raise ActRefused(bad_message("format", f"{kind!r} is for nobody here"))


def stamp(vote: PlatformVote, request: Request, key_of: KeyOf, random: Random) -> dict[str, Any]:
    """The platform's stamps; what is new is kept before the answer leaves.

    Raises:
        ActRefused: not for this member, another ballot than before, or a first one after closing.
    """
    stamps, new = issue(vote.session, "platform", request, vote.issued, key_of, random)
    if new and vote.stage != "voting":
        raise ActRefused(CLOSED)
    vote.issued.extend(new)
    return stamps.plain()


def take_in(vote: PlatformVote, message: Envelopes) -> dict[str, Any]:
    """The receipt for envelopes; what is new is kept before the answer leaves.

    Raises:
        ActRefused: closed, or see :func:`zhicheng.procedure.ballot.envelopes.receive`.
    """
    if vote.stage != "voting":
        raise ActRefused(CLOSED)
    answered, new = receive(vote.session, message, vote.kept)
    vote.kept.extend(new)
    return answered.plain()


def state(vote: PlatformVote, member: str) -> State:
    """What the platform holds of a member, and how far the vote has come."""
    order = {name: place for place, name in enumerate(vote.session.names)}
    asked = sorted((row for row in vote.issued if row.member == member), key=lambda row: order[row.applicant])
    own = {kept.applicant: kept.envelope for kept in vote.kept if kept.member == member}
    return State(
        format=STATE,
        member=member,
        stage=vote.stage,
        signed=vote.signed,
        tag=vote.tags[member],
        requests=[Blinded(applicant=row.applicant, blinded=row.blinded) for row in asked],
        received=receipt(vote.session, member, own).received,
        closing=vote.closing,
        leaves=None if vote.leaves is None else list(vote.leaves),
        board=vote.board,
    )


def close_vote(
    vote: PlatformVote, key: EllipticCurvePrivateKey, reasons: Mapping[tuple[str, str], str]
) -> SignedClosing:
    """Close: nothing comes in any more, root and count are signed and shown. ``reasons``: (member, applicant) → why.

    Raises:
        ActRefused: closed already, or envelopes are missing without a reason.
    """
    if vote.stage != "voting":
        raise ActRefused(CLOSED)
    closing, leaves = close(vote.session, vote.kept, reasons)
    vote.closing = SignedClosing(closing=closing, signature=sign_statement(key, closing.plain()))
    vote.leaves = leaves
    return vote.closing


def drop_voters(vote: PlatformVote, random: Random) -> None:
    """After the pages have confirmed the root: the envelopes lose their voters and stand in random order.

    Raises:
        ActRefused: the vote is not closed.
    """
    if vote.closing is None:
        raise ActRefused(NOT_OPEN)
    vote.loose.extend(without_voters(vote.kept, random))
    vote.kept.clear()


def hand_over(vote: PlatformVote, random: Random) -> Handover:
    """The message that carries the envelopes to the supervisor.

    Raises:
        ActRefused: not closed, or the envelopes still have their voters.
    """
    if vote.closing is None or vote.kept:
        raise ActRefused(NOT_OPEN)
    return handover(vote.session, vote.closing, vote.loose, random)


def ask_for_board(vote: PlatformVote, key: EllipticCurvePrivateKey) -> dict[str, Any]:
    """The message by which the platform asks the supervisor for the board; the answer goes to :func:`take_board`."""
    asked = {"format": BOARD_PLEASE, "session": vote.session.id}
    return asked | {"signature": sign_statement(key, asked)}


def take_board(vote: PlatformVote, board: SignedBoard) -> None:
    """The supervisor's board is shown from now on.

    Raises:
        ActRefused: not closed, not of this session and root, or the supervisor's signature does not hold.
    """
    if vote.closing is None:
        raise ActRefused(NOT_OPEN)
    if not statement_holds(vote.session.signing.supervisor, board.board.plain(), board.signature):
        raise ActRefused(BAD_SIGNATURE)
    if (board.board.session, board.board.root) != (vote.session.id, vote.closing.closing.root):
        raise ActRefused(BAD_ROOT)
    vote.board = board


def delete_envelopes(vote: PlatformVote, at: dt.datetime, key: EllipticCurvePrivateKey) -> SignedDeletion:
    """After the minutes are signed: the envelopes go, root, leaves and board stay; the statement is for the ledger.

    Raises:
        ActRefused: the vote was not opened.
    """
    if vote.closing is None or vote.board is None:
        raise ActRefused(NOT_OPEN)
    vote.kept.clear()
    vote.loose.clear()
    return deletion(vote.closing.closing, at, key)
