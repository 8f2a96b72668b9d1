"""After the board: objections, repetition, signing of the minutes, destruction of the opening key, deletion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from zhicheng.procedure.ballot.keys import fingerprint, sign_statement
from zhicheng.procedure.ballot.messages import (
    DELETION,
    DESTRUCTION,
    Board,
    Closing,
    Deletion,
    Destruction,
    SignedDeletion,
    SignedDestruction,
)
from zhicheng.procedure.ballot.session import Session
from zhicheng.procedure.canonical import digest
from zhicheng.procedure.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection to a vote on an applicant; ``settled``: how, once it is (by a repetition, or withdrawn)."""

    applicant: str
    reason: str
    settled: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when members may object, in UTC; it ends before the minutes are signed."""

    opens: dt.datetime
    closes: dt.datetime


def may_object(window: Window, now: dt.datetime, signed: bool) -> tuple[Refusal, ...]:
    """Why no objection is taken now; empty when it is. ``signed``: the minutes are."""
    if signed or not window.opens <= now < window.closes:
        return (
            Refusal(
                "objections-over",
                ("异议时间已过或纪要已签署", "the time for objections is over, or the minutes are signed"),
                do=("请向监督方投诉", "complain to the supervisor"),
            ),
        )
    return ()


def minutes_refusals(
    window: Window, now: dt.datetime, objections: Iterable[Objection], checked: Collection[str], voters: Collection[str]
) -> tuple[Refusal, ...]:
    """Why the minutes can't be signed yet; empty when they can.

    They can once every objection is settled and either the window is over or every voter's page has looked at the
    board (``checked``: members who confirmed it; ``voters``: members with a ballot).
    """
    waiting = [one for one in objections if not one.settled]
    reasons: list[Refusal] = []
    if waiting:
        named = "、".join(dict.fromkeys(one.applicant for one in waiting))
        reasons.append(
            Refusal(
                "objections-open",
                (f"对下列申报人的表决尚有异议：{named}", f"objections to the vote on: {named}"),
                do=("缺票的须重新表决，不得补票", "where a row is missing repeat the vote, never patch it"),
            )
        )
    unseen = sorted(set(voters) - set(checked))
    if now < window.closes and unseen:
        named = "、".join(unseen)
        reasons.append(
            Refusal(
                "window-open",
                (f"异议时间未到，且尚未核对：{named}", f"the time for objections runs, and not yet checked: {named}"),
                do=("请等待核对或期满", "wait for them, or for the end"),
            )
        )
    return tuple(reasons)


def repetition_refusals(
    former: Session, repetition: Session, former_moduli: Collection[str], reasons: Mapping[str, str]
) -> tuple[Refusal, ...]:
    """Why ``repetition`` does not repeat ``former``; empty when it does.

    Fresh stamp keys and a fresh opening key (``former_moduli``: base64 of every modulus used before in the meeting),
    the next run of the same vote, only applicants of the former one, each with a reason. A missing row is never
    patched into a board: who drops an envelope and then sees which row is added knows that member's vote.
    """
    wrong: list[tuple[str, str]] = []
    if (repetition.meeting, repetition.vote) != (former.meeting, former.vote):
        wrong.append(("会议或表决编号不同", "another meeting or vote"))
    if repetition.repeats != former.id or repetition.run != former.run + 1:
        wrong.append(("未指明所重复的一轮", "does not name the session that it repeats as the run before"))
    if former.others(repetition.names) or any(not reasons.get(name, "").strip() for name in repetition.names):
        wrong.append(
            ("申报人不在原一轮，或没有写明理由", "an applicant is not of the former session, or has no reason")
        )
    if set(moduli_of(repetition)) & (set(former_moduli) | set(moduli_of(former))):
        wrong.append(("使用了旧密钥", "keys are used again"))
    return tuple(
        Refusal("not-a-repetition", pair, do=("请用新密钥重新表决", "repeat with fresh keys and ballots"))
        for pair in wrong
    )


def moduli_of(session: Session) -> list[str]:
    """Every modulus of a session, as written."""
    stamps = [key.n for one in session.applicants for key in (one.platform, one.supervisor)]
    return [*stamps, session.opening_key.n]


def destruction(session: Session, board: Board, at: dt.datetime, key: EllipticCurvePrivateKey) -> SignedDestruction:
    """The supervisor's statement for the ledger that the opening key is gone; made after it has been destroyed."""
    statement = Destruction(
        format=DESTRUCTION,
        session=session.id,
        opening_key=fingerprint(session.opening_key.n),
        board=digest(board.plain()),
        at=moment(at),
    )
    return SignedDestruction(statement=statement, signature=sign_statement(key, statement.plain()))


def deletion(closing: Closing, at: dt.datetime, key: EllipticCurvePrivateKey) -> SignedDeletion:
    """The platform's statement for the ledger that the envelopes are deleted; root and leaves stay."""
    statement = Deletion(
        format=DELETION, session=closing.session, root=closing.root, count=closing.count, at=moment(at)
    )
    return SignedDeletion(statement=statement, signature=sign_statement(key, statement.plain()))


def moment(at: dt.datetime) -> str:
    """A moment as it is written: UTC, whole seconds.

    Raises:
        ValueError: it has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
