"""From everybody checked to the plan approved: notice, draw, answers, a replacement, groups, report, two approvals."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.committee.seated import Ground, accepted, drawn, ground, own, redrawn
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.committee.models import Committee, Draw, Group, Plan, Seat
from zhicheng.web.committee.services.committee import constitute
from zhicheng.web.committee.services.notice import close_review_notice, post_review_notice
from zhicheng.web.committee.services.plan import PlanText, approve_plan, begin_plan, report_plan, write_plan
from zhicheng.web.committee.services.seats import decline_seat
from zhicheng.web.ledger.models import Entry
from zhicheng.web.review.others import facts_of
from zhicheng.web.review.services import take_further

pytestmark = pytest.mark.django_db

MEETING = dt.date(2026, 12, 8)


def later(made: Ground, days: int) -> dt.datetime:
    made.here.now = made.here.now + dt.timedelta(days=days)
    return made.here.now


def noticed(made: Ground) -> None:
    notice = post_review_notice(made.review, "王老师 0571-12345678", actor=made.office, now=made.here.now)
    now = later(made, 8)
    close_review_notice(notice, "无异议", actor=made.office, now=now, version=notice.version)


def formed(made: Ground) -> Committee:
    accepted(made, drawn(made))
    made.committee.refresh_from_db()
    return constitute(made.committee, actor=made.office, now=made.here.now, version=made.committee.version)


def written(made: Ground) -> Plan:
    plan = begin_plan(made.review, actor=made.office, now=made.here.now)
    text = PlanText(MEETING, "杭州示例会议中心", {"procedure": "先分组评议，再投票表决。"})
    return write_plan(plan, text, actor=made.office, now=made.here.now, version=plan.version)


def test_the_whole_way(now: dt.datetime) -> None:
    made = ground(now)
    noticed(made)
    seats = drawn(made)
    assert (len(seats), {one.state for one in seats}) == (11, {"drawn"})
    gone = seats[0]
    decline_seat(gone, reason="另有任务", actor=own(made.here, gone), now=made.here.now, version=gone.version)
    new = redrawn(made, [gone.expert], Draw.objects.get())
    assert len(new) == 1 and new[0].replaces == gone and new[0].specialty == gone.specialty
    assert Seat.objects.get(pk=gone.pk).state == "replaced"
    assert new[0].drawn_round == 2 and new[0].group is not None
    accepted(made, [*seats[1:], *new])
    made.committee.refresh_from_db()
    constitute(made.committee, actor=made.office, now=made.here.now, version=made.committee.version)
    assert facts_of(made.here.round)["committee_formed"]
    assert sorted(one.seats.filter(state="accepted").count() for one in Group.objects.all()) == [3, 4, 4]

    plan = report_plan(written(made), actor=made.office, now=made.here.now, version=None)
    assert plan.state == "reported" and plan.content["figures"]["members"] == 11
    plan = approve_plan(plan, actor=made.supervisor, now=made.here.now, version=plan.version)
    assert plan.state == "reported" and not facts_of(made.here.round)["plan_approved"]
    plan = approve_plan(plan, actor=made.here.as_(made.other_supervisor), now=made.here.now, version=plan.version)
    assert plan.state == "approved" and facts_of(made.here.round)["plan_approved"]
    review = take_further(made.review, "finish-checking", actor=made.office, now=made.here.now, version=None)
    assert take_further(review, "begin-review", actor=made.office, now=made.here.now, version=None).state == "reviewing"
    acts = list(Entry.objects.filter(act__startswith="plan-").order_by("pk").values_list("act", flat=True))
    assert acts == ["plan-report", "plan-consent", "plan-approve"]


def test_a_plan_reported_too_early_says_everything_that_is_missing(now: dt.datetime) -> None:
    made = ground(now)
    plan = begin_plan(made.review, actor=made.office, now=now)
    with pytest.raises(ActRefused) as refused:
        report_plan(plan, actor=made.office, now=now, version=plan.version)
    assert refused.value.codes == (
        "notice-not-posted", "committee-not-formed", "procedure-missing", "meeting-day-missing",
    )  # fmt: skip
