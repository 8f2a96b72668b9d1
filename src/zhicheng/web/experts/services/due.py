"""What is due from experts before a draw: whether they can serve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.web.accounts.waiting import day_of
from zhicheng.web.experts.models import Availability
from zhicheng.web.experts.services.availability import draw_begun
from zhicheng.web.rounds.due_dates import Due, add_due


@add_due
def availabilities(now: dt.datetime) -> Iterator[Due]:
    """Questions for availability without an answer, until the draw begins."""
    asked = Availability.objects.filter(available=None, answer_until__gte=day_of(now), expert__left_on=None)
    for row in asked.exclude(expert__user=None).select_related("round", "expert").order_by("pk"):
        if row.answer_until is not None and row.expert.user_id is not None and not draw_begun(row.round):
            title = row.round.title
            what = (f"能否参加“{title[0]}”评审，待您答复", f'say whether you can serve in "{title[1]}"')
            address = f"/expert/rounds/{row.round.code}/"
            yield Due(row.expert.user_id, f"availability-{row.pk}", row.answer_until, what, address, row.round)
