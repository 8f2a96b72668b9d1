"""The vote on paper: cards handed out and taken, the box emptied, two counts entered apart, the sheet scanned."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from django.db import transaction

from zhicheng.evidence.store import Stored
from zhicheng.procedure.ballot.meeting import Majority
from zhicheng.procedure.ballot.paper import (
    AGREED,
    RECOUNT,
    Entry,
    PaperApplicant,
    PaperVote,
    counted,
    entry_refusals,
    record,
    standing,
)
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings.models import PAPER, Card, Meeting, Tally, Vote
from zhicheng.web.meetings.process import VOTE, entries_of, handler_recused
from zhicheng.web.meetings.room import around, own_seat, recused_for, rooms_now
from zhicheng.web.meetings.scans import kept
from zhicheng.web.meetings.services.voting import at_its_meeting
from zhicheng.web.review.acting import perform
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import locked_for
from zhicheng.web.visibility.scope import NO_RIGHT
from zhicheng.web.visibility.standing import Standing

Figures = tuple[int, int, int, int]


@transaction.atomic
def hand_out(vote: Vote, *, cards: int, actor: Standing, now: dt.datetime, version: int | None = None) -> Vote:
    """So many cards are handed out: one for each who may vote now. The room is written down with it.

    Raises:
        ActRefused: ``vote-not-ready`` (another number of cards), ``attendance-too-low``, ``not-deliberated`` …
    """
    vote, _ = at_its_meeting(vote)
    room = rooms_now(vote.meeting, [vote.application], now)[vote.application_id]

    def open_it(row: Vote) -> None:
        row.room, row.cards, row.opened_at = room.plain, cards, now

    return perform(
        VOTE, vote, "hand-out", actor=actor, now=now, version=version, brought={"cards": cards}, change=open_it,
        detail={"count": cards},
    )  # fmt: skip


@transaction.atomic
def take_card(vote: Vote, *, actor: Standing, now: dt.datetime) -> Vote:
    """A member takes a card; that they did is kept, what they write on it is not.

    Raises:
        ActRefused: ``voter-absent``, ``voter-left``, ``voter-recused``, ``voted-already``, out of turn.
    """
    done = perform(VOTE, vote, "take-card", actor=actor, now=now)
    seat = own_seat(done.meeting, actor)
    if seat is None:
        raise ActRefused(NO_RIGHT)
    Card.objects.create(vote=done, seat=seat)
    return done


@transaction.atomic
def collect(vote: Vote, *, reason: str = "", actor: Standing, now: dt.datetime, version: int | None = None) -> Vote:
    """A teller has emptied the box. ``reason``: why not every card was taken.

    Raises:
        ActRefused: ``votes-missing`` without a reason, ``teller-recused``: one of the two may not count this vote, out
            of turn.
    """
    vote, _ = at_its_meeting(vote)
    recused = recused_for(vote.meeting, [vote.application])[vote.application_id]
    if vote.meeting.tellers.filter(expert__code__in=recused).exists():
        raise ActRefused(_TELLER_RECUSED)
    return perform(VOTE, vote, "collect", actor=actor, now=now, version=version, reason=reason)


@transaction.atomic
def enter_count(vote: Vote, figures: Figures, *, actor: Standing, now: dt.datetime) -> Vote:
    """What one teller counted (yes, no, blank, spoiled). The second entry either agrees, or both count again.

    Raises:
        ActRefused: ``too-many-cards``, ``counted-already``, ``not-two-tellers``, out of turn.
    """
    row = locked_for(actor, "view", vote)
    tellers = tuple(row.meeting.tellers.order_by("pk").select_related("expert"))
    seat = next((one for one in tellers if one.expert.user_id == actor.user_id), None)
    done = perform(VOTE, row, "enter-count", actor=actor, now=now)
    if seat is None or len(tellers) != 2:
        raise ActRefused(_NOT_TWO)
    before = entries_of(done)
    entry = Entry(seat.expert.code, *figures)
    codes = (tellers[0].expert.code, tellers[1].expert.code)
    against = entry_refusals(done.cards or 0, entry, before, codes)
    if against:
        raise ActRefused(against)
    yes, no, blank, spoiled = figures
    Tally.objects.create(
        vote=done, teller=seat, count=len(before) // 2 + 1, yes=yes, no=no, blank=blank, spoiled=spoiled
    )
    if standing([*before, entry]) == RECOUNT:
        write_entry(
            "count-differs", actor=actor, now=now, on=done, role="teller", detail={"number": len(before) // 2 + 1}
        )
    return done


@transaction.atomic
def keep_sheet(vote: Vote, scan: Stored, *, actor: Standing, now: dt.datetime) -> Vote:
    """The scan of the sheet that the tellers have signed.

    Raises:
        ActRefused: ``no-right``, ``teller-recused``, ``not-counting``: the vote is not being counted.
    """
    row = locked_for(actor, "view", vote)
    seat = own_seat(row.meeting, actor)
    if seat is None or not row.meeting.tellers.filter(pk=seat.pk).exists():
        raise ActRefused(NO_RIGHT)
    if handler_recused(row, seat):
        raise ActRefused(_TELLER_RECUSED)
    if row.state != "collected":
        raise ActRefused(_NOT_COUNTING)
    before = row.scan.digest if row.scan is not None else ""
    row.scan = kept(scan, now)
    row.version += 1
    row.save()
    detail = {"sha256": scan.sha256, **({"from": before} if before else {})}
    write_entry("keep-count-sheet", actor=actor, now=now, on=row, role="teller", detail=detail)
    return row


@transaction.atomic
def compare_counts(vote: Vote, *, actor: Standing, now: dt.datetime, version: int | None = None) -> Vote:
    """The two counts laid side by side: where they agree the vote is counted.

    Raises:
        ActRefused: ``count-missing``, ``counts-differ``, ``count-wrong``, ``scan-missing``.
    """

    def settle(row: Vote) -> None:
        if standing(entries_of(row)) != AGREED:
            return
        one = _applicant(row)
        found = counted(paper_vote(row), one, entries_of(row))
        row.yes, row.no, row.blank, row.spoiled, row.missing = (
            found.yes, found.no, found.blank, found.spoiled, found.missing,
        )  # fmt: skip
        row.record = _record(row)

    return perform(VOTE, vote, "compare-counts", actor=actor, now=now, version=version, change=settle)


def _applicant(vote: Vote) -> PaperApplicant:
    room = around(vote.room)
    return PaperApplicant(vote.code, room.missed & room.present, room.recused)


def paper_vote(vote: Vote) -> PaperVote:
    """A vote on paper as the format page has it."""
    room, rules = around(vote.room), rules_of(vote.meeting.review.round)
    attendance, majority = rules.number("attendance"), rules.number("majority")
    if isinstance(attendance, Refusal) or isinstance(majority, Refusal):
        raise ActRefused([one for one in (attendance, majority) if isinstance(one, Refusal)])
    base: Any = "members" if majority.base == "members" else "present"
    return PaperVote(
        vote.meeting.code,
        f"p{vote.pk}",
        tuple(sorted(room.members)),
        tuple(sorted(room.present)),
        (_applicant(vote),),
        Majority(Fraction(majority.value), base, rules.recused_counted),
        majority.clause,
        Fraction(attendance.value),
        attendance.clause,
    )


def _record(vote: Vote) -> dict[str, Any]:
    """The record, with digest and size of the scan in place of its bytes, which stay in the store."""
    made = record(paper_vote(vote), {vote.code: entries_of(vote)}, b"-")
    blob = vote.scan
    return made | {"scan": {"sha256": blob.digest, "bytes": blob.size} if blob is not None else {}}


def vote_on_paper(meeting: Meeting) -> bool:
    """Whether any vote of a meeting is or was held on paper."""
    return Vote.objects.filter(meeting=meeting, way=PAPER).exists()


_NOT_TWO = Refusal(
    "not-two-tellers",
    ("您不是本次计票人，或计票人不足两名", "you are not one of the two tellers, or there are not two"),
    do=("请由主任委员确定两名计票人", "let the chair name two tellers"),
)
_TELLER_RECUSED = Refusal(
    "teller-recused",
    ("有计票人对该申报人应当回避", "a teller is recused for this applicant"),
    do=("请主任委员另行确定计票人", "let the chair name other tellers"),
)
_NOT_COUNTING = Refusal("not-counting", ("此项表决不在计票中", "the vote is not being counted"))
