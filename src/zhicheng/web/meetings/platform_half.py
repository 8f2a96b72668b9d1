"""The platform's half of a ballot between its rows and procedure/ballot/platform.py."""

from __future__ import annotations

import json
from typing import Any, Final

from zhicheng.procedure.ballot.blind_signature import StampKey, stamp_key
from zhicheng.procedure.ballot.bundle import Ballots, Held, bundle, held
from zhicheng.procedure.ballot.envelopes import Kept
from zhicheng.procedure.ballot.forms import read, unb64
from zhicheng.procedure.ballot.issuing import Issued
from zhicheng.procedure.ballot.keys import rsa_private, signing_private, signing_public
from zhicheng.procedure.ballot.messages import (
    ENVELOPES,
    HELLO,
    REQUEST,
    Envelope,
    SignedBoard,
    SignedClosing,
    SignedDeletion,
    SignedDestruction,
)
from zhicheng.procedure.ballot.platform import PlatformVote
from zhicheng.procedure.ballot.session import SignedSession
from zhicheng.web.meetings import ballots
from zhicheng.web.meetings.models import BallotSession, Meeting

Message = dict[str, Any]
TO_BE_SIGNED: Final = "prepared"


def signing_key(meeting: Meeting) -> Any:
    """The platform's signing key of a meeting."""
    return signing_private(unb64(meeting.signing_key))


def platform_key(meeting: Meeting) -> str:
    """The public half of it, as the supervisor's program takes it."""
    return signing_public(signing_key(meeting))


def stamp_key_of(session: BallotSession, applicant: str) -> StampKey:
    """The platform's private stamp key for an applicant.

    Raises:
        KeyError: not voted on here.
    """
    return stamp_key(rsa_private(unb64(json.loads(session.keys)[applicant])))


def half_of(row: BallotSession, member: str = "", kind: str = "") -> PlatformVote:
    """A session that both have signed, as the functions of the platform's half take it.

    With a ``member`` it holds of stamps and envelopes what a message of that ``kind`` needs.
    """
    half = PlatformVote(read(SignedSession, row.signed), json.loads(row.tags))
    half.closing = read(SignedClosing, row.closing) if row.closing else None
    half.leaves = tuple(row.leaves) if row.closing else None
    half.board = read(SignedBoard, row.board) if row.board else None
    half.void = row.stage == "void"
    if not member or kind in (HELLO, REQUEST):
        stamps = ballots.Stamp.objects.filter(session=row, **({"member": member} if member else {}))
        half.issued = [Issued(*one) for one in stamps.values_list("member", "applicant", "blinded")]
    if not member or kind in (HELLO, ENVELOPES):
        own = {"member": member} if kind == HELLO else {}
        rows = ballots.Envelope.objects.filter(session=row, **own).values_list("member", "body")
        half.kept = [Kept(one, read(Envelope, body)) for one, body in rows]
    if not member:
        half.loose = [read(Envelope, one.body) for one in ballots.LooseEnvelope.objects.filter(session=row)]
    return half


def held_of(row: BallotSession) -> Held:
    """A session as the bundle has it; whose vote was voided before it was recorded is marked as repeated."""
    votes = row.votes.select_related("application")
    void = {
        one.code: one.why or row.void_because or "重新投票"
        for one in votes
        if one.state == "voided" and not one.set_aside
    }
    signed = read(SignedSession, row.signed)
    if row.stage == "void":
        void = dict.fromkeys(signed.session.names, row.void_because or "重新投票") | void
    return held(
        signed,
        read(SignedClosing, row.closing) if row.closing else None,
        row.leaves if row.closing else None,
        read(SignedBoard, row.board) if row.board else None,
        void,
        read(SignedDestruction, row.destruction) if row.destruction else None,
        read(SignedDeletion, row.deletion) if row.deletion else None,
    )


def bundle_of(meeting: Meeting) -> Ballots | None:
    """The bundle of a meeting's sealed ballots, for whoever recounts; ``None``: there was none."""
    sessions = [held_of(one) for one in meeting.sessions.exclude(signed={}).order_by("pk")]
    return bundle(meeting.code, sessions) if sessions else None
