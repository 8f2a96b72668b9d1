"""The meeting: counts that add up, nobody in the room twice, envelopes without voters once they are parted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q

from zhicheng.procedure.review.vote_states import RECORDED, VOIDED
from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.meetings.models import (
    PAPER,
    AgendaItem,
    BallotSession,
    Card,
    Envelope,
    LooseEnvelope,
    Presence,
    Signature,
    Stamp,
    Tally,
    Vote,
)

Found = Iterator[tuple[str, Pair]]
CLOSED: Final = ("closed", "announced", "signed", "archived")


@invariant("vote-counts")
def counts_add_up(_: Look) -> Found:
    """The ballots counted are the cards handed out, or the envelopes closed, but for those missing; the outcome follows
    from the count."""
    for row in Vote.objects.exclude(yes=None).select_related("session").order_by("pk"):
        if row.way == PAPER and row.ballots > (row.cards or 0):
            yield row_name(row), ("票数多于发出的选票", "more ballots were counted than cards handed out")
        if row.way == PAPER and row.ballots + (row.missing or 0) != (row.cards or 0):
            yield row_name(row), ("票数与发出的选票数不符", "ballots and missing ones are not the cards handed out")
        closed = _envelopes(row)
        if closed is not None and closed != row.ballots:
            yield (
                row_name(row),
                ("票数与截止时的信封数不符", "the ballots are not the envelopes there were at the closing"),
            )
    for row in Vote.objects.filter(state=RECORDED):
        if row.yes is None or row.needed is None or not row.outcome:
            yield row_name(row), ("已记录而没有票数或结论", "it is recorded without count or outcome")
        elif (row.yes >= row.needed) != (row.outcome == "passed"):
            yield row_name(row), ("结论与票数不符", "its outcome does not follow from its count")
        elif row.base is not None and row.ballots > row.base:
            yield row_name(row), ("票数多于基数", "more ballots were counted than there are in the base")


def _envelopes(row: Vote) -> int | None:
    """How many envelopes there were for an applicant at the closing; ``None``: no sealed ballot, or not closed."""
    if row.session is None or not row.session.closing:
        return None
    counts = row.session.closing.get("closing", {}).get("counts", [])
    return next((one["envelopes"] for one in counts if one["applicant"] == row.code), 0)


@invariant("vote-cards")
def cards_taken(_: Look) -> Found:
    """No more cards were taken than handed out; each teller's count holds no more than there are; votes are on the agenda."""
    taken = Vote.objects.filter(way=PAPER).annotate(took=Count("taken"))
    for over in taken.filter(Q(took__gt=F("cards")) | Q(took__gt=0, cards=None)):
        yield row_name(over), ("领取的选票多于发出的", "more cards were taken than handed out")
    for row in Vote.objects.filter(way=PAPER).exclude(yes=None):
        figures = {name: getattr(row, name) for name in ("yes", "no", "blank", "spoiled")}
        if Tally.objects.filter(vote=row, **figures).values("teller").distinct().count() < 2:
            yield row_name(row), ("票数不是两名计票人各自所计", "its count is not what two tellers each counted")
    agenda = AgendaItem.objects.filter(meeting=OuterRef("meeting"), application=OuterRef("application"))
    for row in Vote.objects.exclude(Exists(agenda)):
        yield row_name(row), ("表决对象不在会议议程上", "what it is about is not on the meeting's agenda")
    for card in Card.objects.exclude(seat__committee=F("vote__meeting__review__committee")):
        yield row_name(card), ("领票席位不属于本评委会", "its seat is another committee's")
    for item in AgendaItem.objects.exclude(application__round=F("meeting__review__round")):
        yield row_name(item), ("议程含其他年度的申报", "an application of another round is on the agenda")


@invariant("ballot-parted")
def envelopes_parted(_: Look) -> Found:
    """Once voters and envelopes are parted no envelope has a voter; once the key is destroyed none is left at all."""
    for row in Envelope.objects.filter(session__parted=True).values_list("session", flat=True).distinct():
        yield (
            f"ballotsession {row}",
            ("信封与投票人已分离而仍有带投票人的信封", "parted, but envelopes with voters are there"),
        )
    for session in BallotSession.objects.exclude(destruction={}).order_by("pk"):
        if session.keys or LooseEnvelope.objects.filter(session=session).exists():
            yield (
                row_name(session),
                ("密钥已销毁而信封或密钥仍在", "the key is destroyed, but envelopes or keys are there"),
            )
    for session in BallotSession.objects.filter(stage="opened", destruction={}).order_by("pk"):
        counted = session.closing.get("closing", {}).get("count")
        if counted is not None and LooseEnvelope.objects.filter(session=session).count() != counted:
            yield (
                row_name(session),
                ("信封数与截止时公布的不符", "its envelopes are not as many as were shown at the closing"),
            )
    for session in BallotSession.objects.filter(board__isnull=False).exclude(board={}).filter(parted=False):
        yield row_name(session), ("未分离即开票", "it was opened before voters and envelopes were parted")


@invariant("ballot-stamps")
def stamps_belong(_: Look) -> Found:
    """A stamp is for an applicant of its session, and for a member who sits on its committee."""
    for session in BallotSession.objects.prefetch_related("votes").order_by("pk"):
        votes = {one.code for one in Vote.objects.filter(session=session)}
        members = set(
            session.meeting.review.committee.seats.values_list("expert__code", flat=True)
            if hasattr(session.meeting.review, "committee")
            else ()
        )
        strangers = Stamp.objects.filter(session=session).exclude(applicant__in=votes, member__in=members)
        if votes and strangers.exists():
            yield (
                row_name(session),
                ("有不属于本轮的签发记录", "it has stamps for applicants or members that are not its own"),
            )


@invariant("presence-agrees")
def presences_agree(_: Look) -> Found:
    """Who was in the room, who counted and who signed sits on the committee; nobody's times overlap."""
    for row in Presence.objects.exclude(seat__committee=F("meeting__review__committee")):
        yield row_name(row), ("到会席位不属于本评委会", "its seat is another committee's")
    other = Presence.objects.filter(
        meeting=OuterRef("meeting"), seat=OuterRef("seat"), came_at__lt=OuterRef("came_at")
    ).filter(Q(left_at=None) | Q(left_at__gt=OuterRef("came_at")))
    for row in Presence.objects.filter(Exists(other)):
        yield row_name(row), ("同一委员的在场时段重叠", "a member was in the room twice at once")
    for signature in Signature.objects.exclude(seat__committee=F("meeting__review__committee")):
        yield row_name(signature), ("签字席位不属于本评委会", "who signed sits on another committee")
    for vote in Vote.objects.filter(meeting__state__in=CLOSED).exclude(state__in=(RECORDED, VOIDED)):
        yield row_name(vote), ("会议已结束而表决未完成", "its meeting is over, and it is neither recorded nor voided")
