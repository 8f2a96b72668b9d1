"""What is due before a committee meets: the plan reported and approved, invitations answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.review.plan_states import DRAFTING, REPORTED, RETURNED, last_report_day
from zhicheng.web.accounts.waiting import day_of
from zhicheng.web.committee.models import Plan, Seat
from zhicheng.web.review.rules import rules_of
from zhicheng.web.rounds.due_dates import Due, add_due, holders


@add_due
def plans_to_report(now: dt.datetime) -> Iterator[Due]:
    """Plans that have a meeting's day and are not reported: by the last day on which they can be."""
    rows = Plan.objects.filter(state__in=(DRAFTING, RETURNED), meeting_day__gte=day_of(now))
    for plan in rows.select_related("review__round").order_by("pk"):
        round_ = plan.review.round
        last = last_report_day(rules_of(round_), shipped_calendar(), plan.meeting_day) if plan.meeting_day else None
        if last is None:
            continue
        what = (f"“{round_.title_zh}”的评审工作方案待报告", f'the plan of "{round_.title_en}" is to be reported')
        for user in holders(now, round_.office_id, "committee-office"):
            yield Due(user, f"plan-{plan.pk}", last, what, f"/reviews/{round_.code}/plan/", round_)


@add_due
def plans_to_approve(now: dt.datetime) -> Iterator[Due]:
    """Plans reported: supervisors who have not approved, until the meeting."""
    rows = Plan.objects.filter(state=REPORTED, meeting_day__gte=day_of(now)).select_related("review__round")
    for plan in rows.order_by("pk"):
        round_ = plan.review.round
        done = set(plan.approvals.filter(void=False).values_list("approved_by", flat=True))
        what = (f"“{round_.title_zh}”的评审工作方案待核准", f'the plan of "{round_.title_en}" waits for your approval')
        for user in holders(now, None, "supervisor"):
            if user not in done and plan.meeting_day is not None:
                address = f"/reviews/{round_.code}/plan/"
                yield Due(user, f"approval-{plan.pk}", plan.meeting_day, what, address, round_)


@add_due
def invitations(now: dt.datetime) -> Iterator[Due]:
    """Seats that were drawn and whose expert has not answered."""
    rows = Seat.objects.filter(state="drawn", committee__answer_until__gte=day_of(now)).exclude(expert__user=None)
    for seat in rows.select_related("committee__review__round", "expert").order_by("pk"):
        round_, until = seat.committee.review.round, seat.committee.answer_until
        if until is not None and seat.expert.user_id is not None:
            what = (f"“{round_.title_zh}”的评审邀请待答复", f'your seat in "{round_.title_en}": please answer')
            yield Due(seat.expert.user_id, f"seat-{seat.pk}", until, what, f"/expert/seats/{seat.pk}/", round_)
