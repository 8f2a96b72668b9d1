"""The minutes as a document."""

from __future__ import annotations

from zhicheng.documents.minutes import Minutes, MinutesMember, MinutesVote, drawn
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Seat
from zhicheng.web.meetings.minutes import STATED, attended, digest_of, majority_of, votes_of
from zhicheng.web.meetings.models import PAPER, Meeting, Presence, Signature, Vote
from zhicheng.web.meetings.room import seats_of

ROLES = {"chair": "主任委员", "deputy": "副主任委员"}


def as_minutes(meeting: Meeting) -> Minutes:
    """The minutes of a meeting as they stand."""
    seats = members_then(meeting)
    digest = digest_of(meeting)
    kept = meeting.minutes.get("checkpoint")
    lines = (kept["origin"], str(kept["size"]), kept["root"]) if kept else ()
    drawing, width = drawn(lines)
    return Minutes(
        office=meeting.review.round.office.name,
        round_title=meeting.review.round.title[0],
        code=meeting.code,
        day=meeting.day,
        place=meeting.place,
        members=_members(meeting, digest),
        votes=tuple(_vote(one) for one in votes_of(meeting)),
        rule=majority_of(meeting)[0],
        tellers="、".join(one.expert.name for one in meeting.tellers.select_related("expert").order_by("pk")),
        total=len(seats),
        came=len(attended(meeting)),
        recorder=meeting.minutes.get("recorder") or None,
        proceedings=meeting.minutes.get("proceedings") or None,
        remarks=meeting.minutes.get("remarks") or None,
        checkpoint=lines,
        digest=digest,
        drawing=drawing,
        drawing_mm=width,
    )


def members_then(meeting: Meeting) -> dict[str, Seat]:
    """The members by code: as the signed minutes state them, who has given up the seat since among them."""
    stated = meeting.minutes.get(STATED)
    if stated is None:
        return seats_of(meeting)
    rows = Seat.objects.filter(committee__review=meeting.review_id, expert__code__in=stated["members"])
    return {one.expert.code: one for one in rows.select_related("expert").order_by("expert__code", "pk")}


def _members(meeting: Meeting, digest: str) -> tuple[MinutesMember, ...]:
    signed = set(Signature.objects.filter(meeting=meeting, digest=digest).values_list("seat", flat=True))
    excused = meeting.minutes.get("unsigned", {})
    return tuple(
        MinutesMember(
            seat.expert.name,
            ROLES.get(seat.role, "委员"),
            _spans(meeting, seat.pk),
            "已签" if seat.pk in signed else excused.get(code, ""),
        )
        for code, seat in members_then(meeting).items()
    )


def _spans(meeting: Meeting, seat: int) -> str:
    rows = Presence.objects.filter(meeting=meeting, seat=seat).order_by("came_at", "pk")
    return "、".join(_span(one) for one in rows) or "未到"


def _span(one: Presence) -> str:
    left = f"{one.left_at.astimezone(CHINA):%H:%M}" if one.left_at is not None else ""
    return f"{one.came_at.astimezone(CHINA):%H:%M}–{left}"


def _vote(one: Vote) -> MinutesVote:
    room = one.room or {"present": [], "missed": [], "recused": []}
    there = set(room["present"]) - set(room["missed"])
    voided = one.state == "voided" and not one.set_aside
    return MinutesVote(
        name=one.application.name,
        unit=one.application.employer_name,
        way="纸质" if one.way == PAPER else "电子",
        present=len(there),
        recused=len(set(room["recused"]) & there),
        yes=one.yes or 0,
        no=one.no or 0,
        blank=one.blank or 0,
        spoiled=one.spoiled or 0,
        missing=one.missing or 0,
        needed=f"{one.needed}/{one.base}" if one.needed is not None else "—",
        outcome="作废" if voided else "通过" if one.outcome == "passed" else "未通过",
        remark=one.why if voided else "",
    )
