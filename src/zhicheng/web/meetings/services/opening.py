"""From the closing of a sealed ballot to its board: closed, voters parted from envelopes, handed over, shown."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping

from django.db import connection, transaction

from zhicheng.procedure.ballot.bundle import tally
from zhicheng.procedure.ballot.envelopes import missing_pairs
from zhicheng.procedure.ballot.forms import read
from zhicheng.procedure.ballot.keys import statement_holds
from zhicheng.procedure.ballot.messages import SignedBoard, SignedDestruction
from zhicheng.procedure.ballot.platform import (
    ask_for_board,
    close_vote,
    delete_envelopes,
    drop_voters,
    hand_over,
    take_board,
)
from zhicheng.procedure.canonical import digest
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.meeting_states import SIGNED
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings import ballots
from zhicheng.web.meetings.models import BallotSession, LooseEnvelope, Meeting, Vote
from zhicheng.web.meetings.platform_half import Message, half_of, held_of, signing_key
from zhicheng.web.meetings.process import VOTE
from zhicheng.web.review.acting import perform
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

Reasons = Mapping[tuple[str, str], str]


@transaction.atomic
def close_session(session: BallotSession, reasons: Reasons, *, actor: Standing, now: dt.datetime) -> BallotSession:
    """Whoever presides closes: nothing comes in any more, the root is shown. ``reasons``: (member, applicant) → why the
    vote closes without that envelope; who gave none stays in the base.

    Raises:
        ActRefused: ``no-right``, ``envelopes-missing``, every reason of the votes' table.
    """
    locked(session.meeting, None)
    row = locked(session, None)
    require(actor, "preside", row)
    half = half_of(row)
    signed = close_vote(half, signing_key(row.meeting), reasons)
    for one in _votes(row):
        why = "；".join(sorted({text for (_, name), text in reasons.items() if name == one.code}))
        perform(VOTE, one, "close", actor=actor, now=now, reason=why)
    row.closing, row.leaves, row.stage = signed.plain(), list(half.leaves or ()), "closed"
    row.version += 1
    row.save()
    detail = {"digest": row.digest, "seed": signed.closing.root, "count": signed.closing.count}
    write_entry("close-session", actor=actor, now=now, on=row, role="chair", detail=detail)
    return row


def still_missing(session: BallotSession) -> list[tuple[str, str]]:
    """Members who may vote and have handed in no envelope, as (member, applicant): needed to close, shown to whoever
    presides. That somebody has not voted is seen in the room; how they voted is nowhere."""
    half = half_of(session)
    return list(missing_pairs(half.session, half.kept))


def _votes(session: BallotSession) -> list[Vote]:
    rows = Vote.objects.filter(session=session).select_related("application", "session", "meeting__review__round")
    return list(rows.order_by("pk"))


def not_confirmed(session: BallotSession) -> list[str]:
    """Members with envelopes whose page has not yet found them under the root."""
    absent = {(one["member"], one["applicant"]) for one in session.closing["closing"]["missing"]}
    signed = half_of(session, "-", "-").session
    voters = {who for name in signed.names for who in signed.eligible(name) if (who, name) not in absent}
    return sorted(voters - set(session.confirmed))


@transaction.atomic
def part_envelopes(session: BallotSession, *, reason: str = "", actor: Standing, now: dt.datetime) -> BallotSession:
    """The envelopes lose their voters for good: the rows with a voter go, rows without are written by one statement in
    random order with random keys. Once the transaction is over the old rows' place on the disk is written anew.

    Raises:
        ActRefused: ``no-right``, ``not-closed``, ``envelopes-unconfirmed`` without a reason, ``member-objects``.
    """
    row = locked(session, None)
    require(actor, "preside", row)
    if row.stage != "closed" or row.parted:
        raise ActRefused(_NOT_CLOSED)
    if row.objecting:
        raise ActRefused(_objecting(row.objecting))
    waiting = not_confirmed(row)
    if waiting and not reason.strip():
        raise ActRefused(_waiting(waiting))
    half = half_of(row)
    drop_voters(half, secrets.token_bytes)
    ballots.Envelope.objects.filter(session=row).delete()
    LooseEnvelope.objects.bulk_create([LooseEnvelope(session=row, body=one.plain()) for one in half.loose])
    row.parted, row.parted_because = True, reason.strip()[:300]
    row.version += 1
    row.save()
    detail = {"digest": row.digest, "count": len(half.loose), "reason": reason.strip()}
    write_entry("part-envelopes", actor=actor, now=now, on=row, role="chair", detail=detail)
    transaction.on_commit(_wipe, robust=True)
    return row


def _wipe() -> None:
    """What was deleted leaves the disk with the table's old file. Where another meeting has envelopes in it meanwhile the
    table is written anew, which drops what no transaction sees any more."""
    table = ballots.Envelope._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '10s'")
        cursor.execute(f"lock table {table} in access exclusive mode")
        if not ballots.Envelope.objects.exists():
            cursor.execute(f"truncate {table}")
            return
    with connection.cursor() as cursor:
        cursor.execute(f"vacuum full {table}")


def handing_over(session: BallotSession, *, actor: Standing) -> Message:
    """The message that carries the envelopes, without voters, to the supervisor.

    Raises:
        ActRefused: ``no-right``; ``not-open``: not closed, or voters and envelopes are not parted.
    """
    require(actor, "relay", session)
    return hand_over(half_of(session), secrets.token_bytes).plain()


def asking_for_board(session: BallotSession, *, actor: Standing) -> Message:
    """The message by which the platform asks the supervisor's program for the board.

    Raises:
        ActRefused: ``no-right``.
    """
    require(actor, "relay", session)
    return ask_for_board(half_of(session, "-", "-"), signing_key(session.meeting))


@transaction.atomic
def show_board(session: BallotSession, message: object, *, actor: Standing, now: dt.datetime) -> BallotSession:
    """The supervisor's board, from the supervisor's own machine: every ballot with its stamps; the votes are counted.

    Raises:
        ActRefused: ``no-right``, ``bad-message``, ``not-open``, ``bad-signature``, ``bad-root``, and the reasons of
            the votes' table: ``envelopes-unconfirmed``, ``envelopes-not-parted``.
    """
    locked(session.meeting, None)
    row = locked(session, None)
    require(actor, "relay", row)
    half = half_of(row, "-", "-")
    board = read(SignedBoard, message)
    if row.board:
        raise ActRefused(_SHOWN)
    take_board(half, board)
    row.board, row.stage = board.plain(), "opened"
    row.version += 1
    row.save()
    held = held_of(row)
    for one in _votes(row):
        _count(one, held, [who.member for who in board.board.without], actor, now)
    detail = {"digest": row.digest, "sha256": digest(board.board.plain()), "rows": len(board.board.rows)}
    write_entry("show-board", actor=actor, now=now, on=row, role="supervisor", detail=detail)
    return row


def _count(vote: Vote, held: object, without: list[str], actor: Standing, now: dt.datetime) -> None:
    found = tally(held, vote.code)  # type: ignore[arg-type]

    def set_down(row: Vote) -> None:
        row.yes, row.no, row.blank, row.spoiled, row.missing = (
            found.yes, found.no, found.blank, found.spoiled, found.missing,
        )  # fmt: skip

    perform(VOTE, vote, "open-envelopes", actor=actor, now=now, brought={"without": without}, change=set_down)


@transaction.atomic
def keep_destruction(session: BallotSession, message: object, *, actor: Standing, now: dt.datetime) -> BallotSession:
    """The supervisor's statement that the opening key is destroyed; the platform deletes the envelopes then.

    Raises:
        ActRefused: ``no-right``, ``bad-message``, ``minutes-first`` (not signed yet), ``not-opened``,
            ``another-session``, ``bad-signature``.
    """
    row = locked(session, None)
    require(actor, "relay", row)
    said = read(SignedDestruction, message)
    half = half_of(row)
    _refuse_destruction(row, said, half.session.signing.supervisor)
    row.destruction = said.plain()
    row.deletion = delete_envelopes(half, now, signing_key(row.meeting)).plain()
    LooseEnvelope.objects.filter(session=row).delete()
    ballots.Relayed.objects.filter(session=row).delete()
    row.keys = ""
    row.version += 1
    row.save()
    detail = {"digest": row.digest, "statement": digest(row.destruction["statement"])}
    write_entry("destroy-opening-key", actor=actor, now=now, on=row, role="supervisor", detail=detail)
    detail = {"digest": row.digest, "statement": digest(row.deletion["statement"])}
    write_entry("delete-envelopes", actor=None, now=now, on=row, detail=detail)
    return row


def _refuse_destruction(row: BallotSession, said: SignedDestruction, key: str) -> None:
    if row.meeting.state != SIGNED:
        raise ActRefused(_MINUTES_FIRST)
    if row.stage != "opened" or not row.board:
        raise ActRefused(_NOT_OPENED)
    statement = said.statement
    if (statement.session, statement.board) != (row.digest, digest(row.board["board"])):
        raise ActRefused(_OTHER_SESSION)
    if not statement_holds(key, statement.plain(), said.signature):
        raise ActRefused(_BAD_SIGNATURE)


def sessions_to_destroy(meeting: Meeting) -> list[BallotSession]:
    """Opened sessions whose opening key is not stated to be destroyed."""
    return list(meeting.sessions.filter(stage="opened", destruction={}).order_by("pk"))


def _objecting(members: list[str]) -> Refusal:
    named = "、".join(members)
    return Refusal(
        "member-objects",
        (f"有委员的页面未在根下找到自己的信封：{named}", f"pages that do not find their envelopes: {named}"),
        do=("不得开票，请作废并重新投票", "nothing is opened: void the vote and repeat it"),
    )


def _waiting(members: list[str]) -> Refusal:
    named = "、".join(members)
    return Refusal(
        "envelopes-unconfirmed",
        (f"尚未确认：{named}", f"not confirmed yet: {named}"),
        do=("请待确认，或写明理由", "wait for them, or write why not"),
    )


_NOT_CLOSED = Refusal(
    "not-closed", ("本轮尚未截止，或投票人与信封已分离", "the ballot is not closed, or already parted")
)
_SHOWN = Refusal("board-shown", ("计票榜已公布", "the board is shown already"))
_MINUTES_FIRST = Refusal(
    "minutes-first",
    ("会议记录尚未签字，不能登记销毁", "the minutes are not signed yet"),
    do=("请先签署会议记录", "have them signed first"),
)
_NOT_OPENED = Refusal("not-opened", ("本轮没有开票", "the session was not opened"))
_OTHER_SESSION = Refusal("another-session", ("声明所指不是本轮", "the statement is of another session"))
_BAD_SIGNATURE = Refusal("bad-signature", ("签名不符", "a signature does not hold"))
