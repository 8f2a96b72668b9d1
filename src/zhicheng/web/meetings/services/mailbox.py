"""What members' pages send: stamps, envelopes, confirmations; what is for the supervisor goes on to it unchanged."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from zhicheng.procedure.ballot.envelopes import Kept
from zhicheng.procedure.ballot.messages import CONFIRMATION, ENVELOPES, NOTED
from zhicheng.procedure.ballot.platform import PlatformVote, answer, refusal_message
from zhicheng.procedure.ballot.refusals import NOT_OPEN
from zhicheng.procedure.canonical import digest
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings import ballots
from zhicheng.web.meetings.models import BallotSession, Meeting, Relayed, Vote
from zhicheng.web.meetings.platform_half import Message, half_of, stamp_key_of
from zhicheng.web.meetings.process import VOTE
from zhicheng.web.meetings.relaying import send
from zhicheng.web.meetings.room import own_seat
from zhicheng.web.review.acting import Asked, judged
from zhicheng.web.review.rules import rules_of, table_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import NO_RIGHT
from zhicheng.web.visibility.standing import Standing


def answer_page(meeting: Meeting, message: Message, *, actor: Standing, now: dt.datetime) -> Message:
    """The answer to a message of a member's page; refusals are answers, too.

    Raises:
        ActRefused: who asks is no member (``no-right``).
        RelayFailed: the supervisor's program can't be reached now.
    """
    seat = own_seat(meeting, actor)
    if seat is None:
        raise ActRefused(NO_RIGHT)
    member = seat.expert.code
    row = _asked_for(meeting, message)
    if row is None:
        return refusal_message(ActRefused(NOT_OPEN))
    if message.get("format") == CONFIRMATION or message.get("issuer") == "supervisor":
        return _relayed(row, member, message, actor, now)
    return _answered(row, member, message, actor, now)


def _asked_for(meeting: Meeting, message: Message) -> BallotSession | None:
    """The session a message is about: the one it names, or the latest of the vote that a page asks for."""
    rows = meeting.sessions.filter(stage__in=("voting", "closed", "opened", "void")).exclude(signed={})
    if isinstance(message.get("session"), str):
        return rows.filter(digest=message["session"]).first()
    vote = message.get("vote")
    return rows.filter(code=vote).order_by("-run").first() if isinstance(vote, str) else None


@transaction.atomic
def _answered(row: BallotSession, member: str, message: Message, actor: Standing, now: dt.datetime) -> Message:
    fresh = locked(row, None)
    kind = str(message.get("format"))
    half = half_of(fresh, member, kind)
    issued, kept = len(half.issued), len(half.kept)
    if kind == ENVELOPES:
        against = _not_now(fresh, message, actor, now)
        if against:
            return refusal_message(ActRefused(against))

    def key_of(applicant: str) -> Any:
        return stamp_key_of(fresh, applicant)

    said = answer(half, member, message, key_of, secrets.token_bytes, _nowhere)
    _keep(fresh, half, issued, half.kept[kept:], actor, now)
    return said


def _nowhere(_: Message) -> Message:
    raise AssertionError("what is for the supervisor takes another way")


def _keep(
    row: BallotSession, half: PlatformVote, issued: int, new: Sequence[Kept], actor: Standing, now: dt.datetime
) -> None:
    ballots.Stamp.objects.bulk_create(
        ballots.Stamp(session=row, member=one.member, applicant=one.applicant, blinded=one.blinded)
        for one in half.issued[issued:]
    )
    if not new:
        return
    ballots.Envelope.objects.bulk_create(
        ballots.Envelope(session=row, member=one.member, applicant=one.applicant, body=one.envelope.plain())
        for one in new
    )
    write_entry("hand-in-envelopes", actor=actor, now=now, on=row, role="expert", detail={"count": len(new)})


def _not_now(row: BallotSession, message: Message, actor: Standing, now: dt.datetime) -> tuple[Refusal, ...]:
    """What the votes' table has against casting: on each vote that the message has a new envelope for."""
    sent = [one.get("applicant") for one in message.get("envelopes", ()) if isinstance(one, dict)]
    rules = rules_of(row.meeting.review.round)
    table = table_of(rules, "vote")
    found: list[Refusal] = []
    for vote in Vote.objects.filter(session=row).select_related("application", "session", "meeting__review__round"):
        if vote.code in sent and vote.state == "open":
            asked = Asked("cast", actor, now, rules)
            found += [one for one in judged(VOTE, table, vote, asked)[1] if one.code != "voted-already"]
    return tuple(dict.fromkeys(found))


def _relayed(row: BallotSession, member: str, message: Message, actor: Standing, now: dt.datetime) -> Message:
    """The supervisor's answer: over the network, or once the stick has brought it."""
    carry: Callable[[Message], Message] = lambda said: _carried(row, member, said)  # noqa: E731 - the shape of a relay

    def no_key(_: str) -> Any:
        raise AssertionError("the platform stamps nothing here")

    said = answer(half_of(row, member, "-"), member, message, no_key, secrets.token_bytes, carry)
    if message.get("format") == CONFIRMATION and said.get("format") == NOTED:
        note(row, message, actor=actor, now=now, role="expert")
    return said


def _carried(row: BallotSession, member: str, message: Message) -> Message:
    if row.meeting.relay:
        return send(row.meeting.relay, message)
    name = digest(message)
    there = Relayed.objects.filter(session=row, digest=name).first()
    if there is None:
        if Relayed.objects.filter(session=row, member=member).count() >= most_relayed(row):
            return refusal_message(ActRefused(_TOO_MANY))
        there, _ = Relayed.objects.get_or_create(
            session=row, digest=name, defaults={"member": member, "message": message}
        )
    return there.answer or refusal_message(ActRefused(_ON_THE_WAY))


def most_relayed(session: BallotSession) -> int:
    """How many messages of one member wait for, or came back from, the supervisor at most: what three devices of theirs
    would send, each asking for every stamp and confirming twice."""
    return 3 * (len(session.session["applicants"]) + 2)


@transaction.atomic
def note(session: BallotSession, message: Message, *, actor: Standing, now: dt.datetime, role: str) -> None:
    """A member's last word on closing or board, once the supervisor has noted it; that a page does not find what is its
    own, or finds it after all, is an entry."""
    row = locked(session, None)
    member, holds = str(message["member"]), message["holds"] is True
    names = "confirmed" if message["of"] == "closing" else "confirmed_board"
    said = set(getattr(row, names)) - {member}
    setattr(row, names, sorted(said | {member} if holds else said))
    objected = member in row.objecting
    row.objecting = sorted(set(row.objecting) - {member} | (set() if holds else {member}))
    row.save()
    if objected == holds:
        act = "withdraw-ballot-objection" if holds else "object-to-ballots"
        detail = {"expert": member, "step": str(message["of"]), "digest": row.digest}
        write_entry(act, actor=actor, now=now, on=row, role=role, detail=detail)


_TOO_MANY = Refusal(
    "too-many-messages",
    ("您发给监督方的消息过多，未再收下", "too many messages to the supervisor from you: no more are taken"),
    do=("请向会议工作人员说明", "tell the people who run the meeting"),
)
_ON_THE_WAY = Refusal(
    "on-the-way",
    ("已交监督方，正由专人传递", "handed on to the supervisor; the messages are carried by hand"),
    do=("请稍候片刻再试一次", "wait a moment and try again"),
)
