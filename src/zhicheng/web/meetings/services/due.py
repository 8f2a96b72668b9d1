"""What is due in meetings: members and office, on the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.procedure.review.meeting_states import CONVENED
from zhicheng.web.accounts.waiting import day_of
from zhicheng.web.committee.models import Seat
from zhicheng.web.meetings.models import Meeting
from zhicheng.web.rounds.due_dates import Due, add_due


@add_due
def meetings(now: dt.datetime) -> Iterator[Due]:
    """Members of the committee, before a meeting to which they are called."""
    rows = Meeting.objects.filter(state=CONVENED, day__gte=day_of(now)).select_related("review__round").order_by("pk")
    for row in rows:
        round_ = row.review.round
        what = (f"“{round_.title_zh}”评审会议临近", f'the meeting of "{round_.title_en}" is near')
        seats = Seat.objects.filter(committee__review=row.review, state="accepted").exclude(expert__user=None)
        for user in seats.order_by("pk").values_list("expert__user", flat=True):
            if user is not None:
                yield Due(user, f"meeting-{row.pk}", row.day, what, "/expert/", round_)
