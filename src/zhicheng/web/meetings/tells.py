"""What the meeting tells the review and the scoring."""

from __future__ import annotations

from zhicheng.procedure.review.meeting_states import OPEN
from zhicheng.procedure.review.vote_states import ON_PAPER, PREPARED, VOIDED
from zhicheng.web.meetings.models import Meeting, Vote
from zhicheng.web.meetings.room import present_now, recused_for, seats_of
from zhicheng.web.review.others import add_fact
from zhicheng.web.rounds.models import Round
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.others import MeetingNow, tell_meeting


def last_meeting(round_: Round) -> Meeting | None:
    """The latest meeting of a round's review."""
    rows = Meeting.objects.filter(review__round=round_).select_related("review__round__office")
    return rows.order_by("-number").first()


def meeting_state(round_: Round) -> str:
    """The state of the latest meeting; empty: none was planned."""
    found = last_meeting(round_)
    return found.state if found is not None else ""


def meeting_now(row: Deliberation) -> MeetingNow:
    """The meeting as one deliberation meets it."""
    meeting = last_meeting(row.application.round)
    if meeting is None:
        return MeetingNow()
    present = present_now(meeting)
    out = recused_for(meeting, [row.application])[row.application_id]
    begun = Vote.objects.filter(application=row.application_id).exclude(state__in=(PREPARED, ON_PAPER, VOIDED))
    return MeetingNow(
        meeting.state == OPEN, len(seats_of(meeting)), len(present), len(out & frozenset(present)), begun.exists()
    )


add_fact("meeting_state", meeting_state)
tell_meeting(meeting_now)
