"""The committee deliberates on one applicant after the other; who took part is written down at the end."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhicheng.procedure.ballot.presence import throughout
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.meetings.models import Meeting
from zhicheng.web.meetings.room import movements
from zhicheng.web.meetings.tells import last_meeting
from zhicheng.web.review.acting import perform
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.process import DELIBERATION
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def begin_deliberation(
    row: Deliberation, *, actor: Standing, now: dt.datetime, version: int | None, reason: str = ""
) -> Deliberation:
    """The committee begins to deliberate on an applicant, or does so anew (``reason``) before any vote.

    Raises:
        ActRefused: every reason of the table: the meeting is not open, too few present, the recused in the room.
    """
    meeting = last_meeting(row.application.round)
    if meeting is not None:
        locked(meeting, None)  # nobody comes in or adjourns while it is looked at who is there
    act = "reopen" if row.state == "deliberated" else "begin"

    def begin(fresh: Deliberation) -> None:
        fresh.presence = {"begins": now.isoformat(), **({"meeting": meeting.pk} if meeting is not None else {})}

    return perform(DELIBERATION, row, act, actor=actor, now=now, version=version, reason=reason, change=begin)


def break_off(
    row: Deliberation, *, reason: str, actor: Standing, now: dt.datetime, version: int | None
) -> Deliberation:
    """A deliberation broken off: it has to begin anew.

    Raises:
        ActRefused: every reason of the table.
    """

    def forget(fresh: Deliberation) -> None:
        fresh.presence = {}

    return perform(DELIBERATION, row, "break-off", actor=actor, now=now, version=version, reason=reason, change=forget)


@transaction.atomic
def end_deliberation(
    row: Deliberation, meeting: Meeting, *, actor: Standing, now: dt.datetime, version: int | None
) -> Deliberation:
    """The deliberation on an applicant ends: whoever was in the room all the time took part.

    Raises:
        ActRefused: ``another-meeting``: it is not the one that goes on; every reason of the table.
    """
    latest = last_meeting(row.application.round)
    if latest is None or latest.pk != meeting.pk:
        raise ActRefused(_ANOTHER)
    locked(meeting, None)
    row = Deliberation.objects.get(pk=row.pk)
    begins = dt.datetime.fromisoformat(row.presence["begins"]) if "begins" in row.presence else now
    took_part = sorted(throughout(movements(meeting), begins, now))
    presence = {
        "begins": begins.isoformat(), "ends": now.isoformat(), "present": took_part, "meeting": meeting.pk,
    }  # fmt: skip

    def end(fresh: Deliberation) -> None:
        fresh.presence = presence

    return perform(
        DELIBERATION, row, "end", actor=actor, now=now, version=version, change=end,
        brought={"presence": took_part}, detail={"count": len(took_part)},
    )  # fmt: skip


_ANOTHER = Refusal("another-meeting", ("不是正在进行的会议", "it is not the meeting that goes on"))
