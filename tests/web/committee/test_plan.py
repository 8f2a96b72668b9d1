"""The plan by services: approvals of several departments, returns, changes, the figures kept, the notice's objections."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.committee.seated import ground
from tests.web.committee.test_committee import refused
from tests.web.committee.test_whole_way import formed, later, noticed, written
from tests.web.people import person
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Approval, Plan
from zhicheng.web.committee.plan_parts import figures_of
from zhicheng.web.committee.plan_process import review_notice_facts
from zhicheng.web.committee.services.notice import close_review_notice, post_review_notice, void_review_notice
from zhicheng.web.committee.services.plan import (
    PlanText,
    approve_plan,
    change_plan,
    report_plan,
    return_plan,
    withdraw_plan,
    write_plan,
)
from zhicheng.web.notices.services.objecting import Sender, receive_objection, settle_objection
from zhicheng.web.review.models import EligibilityCheck
from zhicheng.web.review.others import facts_of
from zhicheng.web.review.services import check_eligibility
from zhicheng.web.visibility.scope import may

pytestmark = pytest.mark.django_db


def reported(now: dt.datetime):  # type: ignore[no-untyped-def]
    made = ground(now)
    noticed(made)
    formed(made)
    plan = report_plan(written(made), actor=made.office, now=made.here.now, version=None)
    return made, plan


def test_nobody_approves_twice_and_not_for_two_departments(now: dt.datetime) -> None:
    made, plan = reported(now)
    common = {"now": made.here.now, "version": None}
    plan = approve_plan(plan, actor=made.supervisor, **common)
    assert refused(approve_plan, plan, actor=made.supervisor, **common) == ("approved-already",)
    of_platform = made.here.as_(person("second", now, ("supervisor", None)))
    found = refused(approve_plan, plan, actor=of_platform, **common)
    assert found == ("approved-already",), "another person of the same department"
    both = made.here.as_(person("both", now, ("supervisor", made.here.city), ("supervisor", made.here.county)))
    plan = approve_plan(plan, actor=both, organisation=made.here.county.pk, **common)
    assert plan.state == "approved"
    assert set(Approval.objects.filter(void=False).values_list("organisation", flat=True)) == {
        None,
        made.here.county.pk,
    }


def test_one_approval_is_none_while_two_are_needed(now: dt.datetime) -> None:
    made, plan = reported(now)
    plan = approve_plan(plan, actor=made.supervisor, now=made.here.now, version=plan.version)
    assert plan.state == "reported" and not facts_of(made.here.round)["plan_approved"]
    other = made.here.as_(made.other_supervisor)
    assert refused(approve_plan, plan, actor=other, now=made.here.now, version=plan.version - 1) == ("page-stale",)


def test_approvals_of_an_earlier_report_do_not_count(now: dt.datetime) -> None:
    made, plan = reported(now)
    common = {"now": made.here.now, "version": None}
    approve_plan(plan, actor=made.supervisor, **common)
    plan = return_plan(plan, reason="请补充答辩安排", actor=made.here.as_(made.other_supervisor), **common)
    assert (plan.state, plan.returned_because, plan.reported_on) == ("returned", "请补充答辩安排", None)
    assert not Approval.objects.filter(void=False).exists()
    plan = report_plan(plan, actor=made.office, **common)
    plan = approve_plan(plan, actor=made.here.as_(made.other_supervisor), **common)
    assert plan.state == "reported", "the other department approves anew"
    plan = withdraw_plan(plan, reason="改会期", actor=made.office, **common)
    assert plan.state == "drafting" and not Approval.objects.filter(void=False).exists()


def test_an_approved_plan_is_changed_only_by_a_new_report(now: dt.datetime) -> None:
    made, plan = reported(now)
    common = {"now": made.here.now, "version": None}
    approve_plan(plan, actor=made.supervisor, **common)
    plan = approve_plan(plan, actor=made.here.as_(made.other_supervisor), **common)
    assert refused(write_plan, plan, PlanText(), actor=made.office, **common) == ("no-right",)
    assert refused(change_plan, plan, reason="", actor=made.office, **common) == ("reason-missing",)
    plan = change_plan(plan, reason="会期变动", actor=made.office, **common)
    assert plan.state == "drafting" and not facts_of(made.here.round)["plan_approved"]


def test_a_meeting_too_near_is_refused(now: dt.datetime) -> None:
    made = ground(now)
    noticed(made)
    formed(made)
    plan = written(made)
    Plan.objects.filter(pk=plan.pk).update(meeting_day=made.here.now.date() + dt.timedelta(days=3))
    assert refused(report_plan, plan, actor=made.office, now=made.here.now, version=None) == ("report-too-late",)


def test_the_office_can_not_approve_and_a_stranger_sees_nothing(now: dt.datetime) -> None:
    made, plan = reported(now)
    assert refused(approve_plan, plan, actor=made.office, now=made.here.now, version=None) == ("not-your-step",)
    for stranger in (made.here.applicant, made.here.employer_officer, made.here.city_officer):
        assert not may(made.here.as_(stranger), "view", plan)


def test_the_figures_are_those_of_the_report(now: dt.datetime) -> None:
    made, plan = reported(now)
    EligibilityCheck.objects.filter(application__serial="X000").update(outcome="not-eligible")
    assert figures_of(made.here.round)["eligible"] == 1
    plan.refresh_from_db()
    assert plan.content["figures"]["eligible"] == 2


def test_an_upheld_objection_is_acted_on_by_a_new_finding(now: dt.datetime) -> None:
    made = ground(now)
    notice = post_review_notice(made.review, "王 0571-12345678", actor=made.office, now=now)
    about = notice.applications.first()
    assert about is not None
    objection, _ = receive_objection(notice, about, "该申报人的业绩并非本人完成。", Sender(anonymous=True), now=now)
    assert refused(close_review_notice, notice, "", actor=made.office, now=later(made, 8), version=None) == (
        "objection-open",
    )
    settle_objection(objection, "upheld", "核实属实", actor=made.office, now=made.here.now, version=None)
    close_review_notice(notice, "", actor=made.office, now=made.here.now, version=None)
    assert review_notice_facts(made.here.round).unremedied == 1
    check_eligibility(
        about, outcome="not-eligible", way_in="", machine={}, differences={}, reason="业绩不实",
        actor=made.office, now=later(made, 1), seen=None,
    )  # fmt: skip
    assert review_notice_facts(made.here.round).unremedied == 0


def test_a_notice_made_void_is_posted_anew_and_its_days_begin_again(now: dt.datetime) -> None:
    made = ground(now)
    first = post_review_notice(made.review, "王 0571-12345678", actor=made.office, now=now)
    again = {"actor": made.office, "now": later(made, 2)}
    assert refused(post_review_notice, made.review, "王 1", **again) == ("notice-there-already",)
    assert refused(void_review_notice, first, "", version=None, **again) == ("reason-missing",)
    void_review_notice(first, "名单有误", version=None, **again)
    second = post_review_notice(made.review, "王 0571-12345678", **again)
    assert second.first_day > first.first_day and review_notice_facts(made.here.round).first_day == second.first_day


def test_only_the_office_posts_and_only_when_everybody_is_checked(now: dt.datetime) -> None:
    made = ground(now)
    assert refused(post_review_notice, made.review, "王 1", actor=made.supervisor, now=now) == ("no-right",)
    Application.objects.get(serial="X000").eligibility.delete()
    assert refused(post_review_notice, made.review, "", actor=made.office, now=now) == (
        "contact-missing", "eligibility-unchecked",
    )  # fmt: skip
