"""The minutes: written by the office, with the ledger's checkpoint, signed by the members who were there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from zhicheng.evidence.store import Stored
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.meeting_states import ANNOUNCED, CLOSED
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.meetings.minutes import attended, digest_of
from zhicheng.web.meetings.models import Meeting, Signature
from zhicheng.web.meetings.room import own_seat
from zhicheng.web.meetings.scans import kept
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import NO_RIGHT, require
from zhicheng.web.visibility.standing import Standing

LONGEST = 8000


@transaction.atomic
def write_minutes(
    meeting: Meeting,
    *,
    recorder: str,
    proceedings: str,
    remarks: str = "",
    unsigned: Mapping[str, str] | None = None,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
) -> Meeting:
    """What the office writes. Once the meeting is closed the ledger's checkpoint goes in with it: all that was done at
    the meeting is under it. Other words have to be signed anew; ``unsigned``: members who can't sign, and why.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``minutes-settled``, ``not-a-member``.
    """
    row = locked(meeting, version)
    require(actor, "write-minutes", row)
    if row.state in ("signed", "archived", "preparing"):
        raise ActRefused(_SETTLED)
    excused = {code: why.strip()[:200] for code, why in (unsigned or {}).items() if why.strip()}
    if not set(excused) <= set(attended(row)):
        raise ActRefused(_NO_MEMBER)
    written = {
        "recorder": recorder.strip()[:80],
        "proceedings": proceedings.strip()[:LONGEST],
        "remarks": remarks.strip()[:LONGEST],
    }
    kept_before = {name: row.minutes.get(name) for name in written}
    row.minutes = {**row.minutes, **written, "unsigned": excused}
    if row.state in (CLOSED, ANNOUNCED) and (kept_before != written or "checkpoint" not in row.minutes):
        row.minutes["checkpoint"] = _checkpoint(now)
    row.version += 1
    row.save()
    detail = {"count": len(excused), "changed": kept_before != written}
    write_entry("write-minutes", actor=actor, now=now, on=row, role="committee-office", detail=detail)
    return row


def _checkpoint(now: dt.datetime) -> dict[str, object]:
    found = issue_checkpoint(now=now)
    origin, _, root = found.note.split("\n")[:3]
    return {"size": found.size, "origin": origin, "root": root, "at": found.at.isoformat()}


@transaction.atomic
def sign_minutes(meeting: Meeting, seen: str, *, actor: Standing, now: dt.datetime) -> Signature:
    """A member who was there signs the minutes as they read them (``seen``: their digest).

    Raises:
        ActRefused: ``no-right``, ``minutes-changed``, ``not-there``, ``not-written``.
    """
    row = locked(meeting, None)
    require(actor, "sign", row)
    seat = own_seat(row, actor)
    if seat is None:
        raise ActRefused(NO_RIGHT)
    if seat.expert.code not in attended(row):
        raise ActRefused(_NOT_THERE)
    if "checkpoint" not in row.minutes:
        raise ActRefused(_NOT_WRITTEN)
    if digest_of(row) != seen:
        raise ActRefused(_CHANGED)
    made, new = Signature.objects.get_or_create(meeting=row, seat=seat, digest=seen, defaults={"at": now})
    if new:
        write_entry("sign-minutes", actor=actor, now=now, on=row, role="expert", detail={"digest": seen})
    return made


@transaction.atomic
def keep_sealed_result(
    meeting: Meeting, scan: Stored, *, actor: Standing, now: dt.datetime, version: int | None
) -> Meeting:
    """The scan of the result under the committee's seal.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-closed``.
    """
    row = locked(meeting, version)
    require(actor, "write-minutes", row)
    if row.state not in (CLOSED, ANNOUNCED):
        raise ActRefused(_NOT_CLOSED)
    row.seal = kept(scan, now)
    row.version += 1
    row.save()
    detail = {"digest": scan.sha256}
    write_entry("seal-result", actor=actor, now=now, on=row, role="committee-office", detail=detail)
    return row


_SETTLED = Refusal("minutes-settled", ("会议尚未召集，或会议记录已签字", "not convened yet, or signed already"))
_NO_MEMBER = Refusal("not-a-member", ("有人不是到会委员", "somebody was not at the meeting"))
_NOT_THERE = Refusal("not-there", ("您未到会，不签署会议记录", "you were not at the meeting"))
_NOT_WRITTEN = Refusal(
    "not-written", ("会议记录尚未定稿", "the minutes are not final yet"), do=("请待办公室定稿", "wait for the office")
)
_CHANGED = Refusal(
    "minutes-changed",
    ("会议记录在您打开页面之后已有改动", "the minutes have changed since you opened the page"),
    do=("请重新阅读后签署", "read them again, then sign"),
)
_NOT_CLOSED = Refusal("not-closed", ("会议尚未闭会", "the meeting is not closed"))
