"""What waits for an office, a supervisor and an expert in plan, notice and committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.web.accounts.waiting import Waiting, add_source, day_of
from zhicheng.web.committee.committee_queries import committees_of, own_seats, plans_reported, seats_of
from zhicheng.web.committee.models import Committee, Plan
from zhicheng.web.committee.plan_process import PRE_REVIEW, approvers, department_of
from zhicheng.web.experts.tasks import add_task_source
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


@add_source
def _supervisor(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001 - the shape of a source
    """Plans that this department has not approved yet."""
    if "supervisor" not in standing.roles:
        return
    own = department_of(standing)
    for plan in plans_reported(standing):
        if all(key != own and person != standing.user_id for key, person in approvers(plan)):
            title, address = plan.review.round.title, f"/reviews/{plan.review.round.code}/plan/"
            what = (f"份评审工作方案待核准（{title[0]}）", f"plan of a review to be approved ({title[1]})")
            yield Waiting("plan-reported", what, 1, address, until=plan.meeting_day)


@add_source
def _office(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    if "committee-office" not in standing.roles:
        return
    for plan in visible(standing, "change", Plan.objects.filter(state="returned").select_related("review__round")):
        what = (f"份方案被退回（{plan.review.round.title[0]}）", f"plan returned ({plan.review.round.title[1]})")
        yield Waiting("plan-returned", what, 1, f"/reviews/{plan.review.round.code}/plan/")
    for committee in committees_of(standing).exclude(state="dissolved"):
        yield from _seats(standing, committee, day_of(now))
    yield from _notices(standing, day_of(now))


def _seats(standing: Standing, committee: Committee, today: dt.date) -> Iterator[Waiting]:
    title, address = committee.review.round.title, f"/reviews/{committee.review.round.code}/committee/"
    seats = seats_of(standing, committee)
    opened = (f"个席位空缺，待补抽（{title[0]}）", f"seats are open, to be drawn anew ({title[1]})")
    yield Waiting("seats-open", opened, seats.filter(state="declined").count(), f"{address}?state=declined")
    if committee.answer_until is not None and committee.answer_until < today:
        late = (f"名专家期满未答复（{title[0]}）", f"experts have not answered in time ({title[1]})")
        yield Waiting("seats-late", late, seats.filter(state="drawn").count(), f"{address}?state=drawn")


def _notices(standing: Standing, today: dt.date) -> Iterator[Waiting]:
    rows = Notice.objects.filter(kind=PRE_REVIEW, state="posted").select_related("round")
    for notice in visible(standing, "close", rows):
        address = f"/reviews/{notice.round.code}/notice/"
        objections = visible(standing, "settle", Objection.objects.filter(notice=notice, state="open")).count()
        yield Waiting("review-objections", ("件评前公示异议待处理", "objections to be settled"), objections, address)
        if notice.last_day < today and not notice.provisional and not objections:
            run = ("份评前公示期满，待登记结束", "notice before the review to be closed")
            yield Waiting("review-notice-run", run, 1, address)


@add_task_source
def _expert(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001
    """Invitations that the expert has not answered."""
    for seat in own_seats(standing).filter(state="drawn"):
        title = seat.committee.review.round.title
        what = (f"份评审邀请待答复（{title[0]}）", f"invitation to a committee to be answered ({title[1]})")
        yield Waiting("seat-drawn", what, 1, f"/expert/seats/{seat.pk}/", until=seat.committee.answer_until)
