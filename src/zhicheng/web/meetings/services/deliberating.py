"""The committee deliberates on one applicant after the other; who took part is written down at the end."""

from __future__ import annotations

import datetime as dt

from zhicheng.procedure.ballot.presence import throughout
from zhicheng.web.meetings.models import Meeting
from zhicheng.web.meetings.room import movements
from zhicheng.web.review.acting import perform
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.process import DELIBERATION
from zhicheng.web.visibility.standing import Standing


def begin_deliberation(
    row: Deliberation, *, actor: Standing, now: dt.datetime, version: int | None, reason: str = ""
) -> Deliberation:
    """The committee begins to deliberate on an applicant, or does so anew (``reason``) before any vote.

    Raises:
        ActRefused: every reason of the table: the meeting is not open, too few present, the recused in the room.
    """
    act = "reopen" if row.state == "deliberated" else "begin"

    def begin(fresh: Deliberation) -> None:
        fresh.presence = {"begins": now.isoformat()}

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


def end_deliberation(
    row: Deliberation, meeting: Meeting, *, actor: Standing, now: dt.datetime, version: int | None
) -> Deliberation:
    """The deliberation on an applicant ends: whoever was in the room all the time took part.

    Raises:
        ActRefused: every reason of the table.
    """
    begins = dt.datetime.fromisoformat(row.presence["begins"]) if "begins" in row.presence else now
    took_part = sorted(throughout(movements(meeting), begins, now))
    presence = {"begins": begins.isoformat(), "ends": now.isoformat(), "present": took_part}

    def end(fresh: Deliberation) -> None:
        fresh.presence = presence

    return perform(
        DELIBERATION, row, "end", actor=actor, now=now, version=version, change=end,
        brought={"presence": took_part}, detail={"count": len(took_part)},
    )  # fmt: skip
