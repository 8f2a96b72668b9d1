"""What is due in scoring: sheets before the meeting, defences on their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from zhicheng.procedure.review.deliberation_states import SUMMONED, WAITING
from zhicheng.web.accounts.waiting import day_of
from zhicheng.web.committee.models import Plan, Reading
from zhicheng.web.rounds.due_dates import Due, add_due
from zhicheng.web.scoring.models import DRAFT, Defence, Sheet


@add_due
def sheets(now: dt.datetime) -> Iterator[Due]:
    """Experts with a sheet to hand in, before the planned day of the meeting."""
    plans = Plan.objects.filter(meeting_day__gte=day_of(now)).select_related("review__round").order_by("pk")
    for plan in plans:
        round_ = plan.review.round
        done = Sheet.objects.filter(deliberation__application=OuterRef("application"), seat=OuterRef("seat"))
        left = Reading.objects.filter(ended_because="", seat__state="accepted", application__round=round_)
        left = left.filter(~Exists(done.exclude(state=DRAFT)), application__deliberation__state=WAITING)
        users = left.exclude(seat__expert__user=None).values_list("seat__expert__user", flat=True)
        what = (f"“{round_.title_zh}”尚有评分表待提交", f'"{round_.title_en}": sheets of yours are to be handed in')
        for user in users.order_by("seat__expert__user").distinct():
            if plan.meeting_day is not None:
                yield Due(user, f"sheets-{plan.review_id}", plan.meeting_day, what, "/expert/dossiers/", round_)


@add_due
def defences(now: dt.datetime) -> Iterator[Due]:
    """Applicants summoned to a defence."""
    rows = Defence.objects.filter(state=SUMMONED, appointed_at__gte=now).exclude(application__applicant=None)
    for row in rows.select_related("application__round").order_by("pk"):
        one = row.application
        if row.appointed_at is not None and one.applicant_id is not None:
            what = (
                "面试答辩临近，时间地点见申报页",
                "your defence is near: time and place are on your application's page",
            )
            day, address = day_of(row.appointed_at), f"/applications/{one.pk}/"
            yield Due(one.applicant_id, f"defence-{row.pk}", day, what, address, one.round, one.pk)
