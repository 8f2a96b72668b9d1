"""Reminders: on the day of each lead, once, to whom it concerns, and not once it is done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.utils.module_loading import import_string

from tests.web.people import World, a_draft, handed_in, person, signed_in, world
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Message, Return
from zhicheng.web.clock.now import state_moment
from zhicheng.web.committee.models import Committee, Plan, Seat
from zhicheng.web.experts.models import Availability, Expert, Pool
from zhicheng.web.keeping.daily import daily_reminders
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.due_dates import due_at
from zhicheng.web.rounds.models import Round, Window
from zhicheng.web.sending.models import Reminder
from zhicheng.web.sending.services.reminding import planned, send_reminders

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def here(now: dt.datetime) -> World:
    """Applicants' window: until 23 October; it is the 12th."""
    return world(now)


def reminded(user: Any) -> list[str]:
    rows = Message.objects.filter(user=user, kind="reminder").order_by("pk")
    return [one.text_zh for one in rows]


def on(here: World, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, here.now.timetz())


def test_a_draft_is_reminded_of_at_each_lead_once(here: World) -> None:
    a_draft(here, here.applicant)
    for day, count in ((12, 0), (15, 0), (16, 1), (16, 1), (17, 1), (21, 1), (22, 2), (23, 2), (24, 2), (30, 2)):
        send_reminders(on(here, dt.date(2026, 10, day)))
        assert len(reminded(here.applicant)) == count, day
    assert reminded(here.applicant)[0] == "“示例年度”的申报尚未提交（期限：2026-10-23）"
    assert sorted(Reminder.objects.values_list("lead", flat=True)) == [1, 7]
    assert not reminded(here.other_applicant) and not reminded(here.employer_officer)


def test_what_is_handed_in_is_not_reminded_of_and_its_employer_is(here: World) -> None:
    handed_in(here)
    for day in (16, 22, 23):
        send_reminders(on(here, dt.date(2026, 10, day)))
    assert not reminded(here.applicant)
    assert not reminded(here.employer_officer)
    send_reminders(on(here, dt.date(2026, 10, 30)))
    assert len(reminded(here.employer_officer)) == 1
    assert not reminded(here.other_employer_officer), "nothing is in that employer's hands"


def test_a_day_that_was_missed_is_made_up_for_once(here: World) -> None:
    a_draft(here, here.applicant)
    send_reminders(on(here, dt.date(2026, 10, 19)))
    send_reminders(on(here, dt.date(2026, 10, 20)))
    assert len(reminded(here.applicant)) == 1


def test_a_later_day_is_reminded_of_anew(here: World) -> None:
    a_draft(here, here.applicant)
    send_reminders(on(here, dt.date(2026, 10, 16)))
    Window.objects.filter(tier="applicant").update(closes=dt.date(2026, 10, 30))
    send_reminders(on(here, dt.date(2026, 10, 17)))
    assert len(reminded(here.applicant)) == 1
    send_reminders(on(here, dt.date(2026, 10, 23)))
    assert len(reminded(here.applicant)) == 2


def test_the_rounds_own_days_count(here: World) -> None:
    a_draft(here, here.applicant)
    Round.objects.update(options={**here.round.options, "reminder_days": [3]})
    for day, count in ((16, 0), (20, 1), (22, 1)):
        send_reminders(on(here, dt.date(2026, 10, day)))
        assert len(reminded(here.applicant)) == count
    Round.objects.update(options={**here.round.options, "reminder_days": []})
    Reminder.objects.all().delete()
    send_reminders(on(here, dt.date(2026, 10, 22)))
    assert len(reminded(here.applicant)) == 1


def test_two_that_plan_at_once_send_once(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    a_draft(here, here.applicant)
    moment = on(here, dt.date(2026, 10, 16))
    before = planned(moment)
    assert send_reminders(moment) == 1
    reminding = import_string("zhicheng.web.sending.services.reminding.planned").__module__
    monkeypatch.setattr(f"{reminding}.planned", lambda _: before)
    with transaction.atomic():
        assert send_reminders(moment) == 0
    assert len(reminded(here.applicant)) == 1


def test_the_days_turn_goes_by_the_stated_clock_and_arranges_the_next(here: World) -> None:
    from django_tasks_db.models import DBTaskResult

    a_draft(here, here.applicant)
    state_moment(on(here, dt.date(2026, 10, 22)))
    daily_reminders.call()
    assert len(reminded(here.applicant)) == 1
    assert DBTaskResult.objects.filter(task_path=daily_reminders.module_path, status="READY").count() == 1


def returned(here: World) -> set[str]:
    row = handed_in(here)
    row.state = "returned-by-employer"
    row.save()
    Return.objects.create(
        application=row, submission=row.submissions.get(), organisation=here.employer, tier=1,
        returned_by=here.employer_officer, returned_at=here.now, correct_by=here.now.date() + DAY,
    )  # fmt: skip
    return {"alice"}


def department(here: World) -> set[str]:
    row = handed_in(here)
    row.state, row.holder, row.tier = "at-department", here.county, 1
    row.save()
    Window.objects.filter(tier="department-1").update(closes=here.now.date() + DAY)
    return {"cora"}


def notice(here: World) -> set[str]:
    row = Notice.objects.create(
        round=here.round, organisation=here.employer, first_day=here.now.date(), days=5, last_day=here.now.date() + DAY,
        calendar_version="x", posted_by=here.employer_officer, posted_at=here.now,
    )  # fmt: skip
    Objection.objects.create(notice=row, receipt_digest="x", text="异议", received_at=here.now)
    return {"erin"}


def _review(here: World) -> Review:
    return Review.objects.get_or_create(round=here.round, defaults={"begun_at": here.now})[0]


def plan_to_report(here: World) -> set[str]:
    Round.objects.update(numbers={"report_days": {"value": "5", "unit": "working-days", "source": "示例年度通知"}})
    Plan.objects.create(review=_review(here), meeting_day=dt.date(2026, 10, 21))
    return {"olga"}


def plan_to_approve(here: World) -> set[str]:
    Plan.objects.create(review=_review(here), state="reported", meeting_day=here.now.date() + DAY)
    return {"sven"}


def _expert(here: World) -> Expert:
    pool = Pool.objects.create(office=here.office, name="库")
    return Expert.objects.create(
        pool=pool, user=person("rhea", here.now, ("expert", here.office)), code="e1", name="专家甲", employer_name="某校",
        region="杭州市", specialty="感知", title="professorate", title_since=here.now.date(), joined_on=here.now.date(),
    )  # fmt: skip


def availability(here: World) -> set[str]:
    Availability.objects.create(
        expert=_expert(here), round=here.round, asked_at=here.now, answer_until=here.now.date() + DAY
    )
    return {"rhea"}


def seat(here: World) -> set[str]:
    committee = Committee.objects.create(review=_review(here), answer_until=here.now.date() + DAY)
    Seat.objects.create(committee=committee, expert=_expert(here), specialty="感知", invited_at=here.now)
    return {"rhea"}


GROUNDS = (returned, department, notice, plan_to_report, plan_to_approve, availability, seat)


@pytest.mark.parametrize("ground", GROUNDS, ids=lambda one: one.__name__)
def test_who_has_something_due_is_told_and_nobody_else(ground: Any, here: World) -> None:
    who = ground(here)
    soon = [one for one in due_at(here.now) if (one.day - here.now.date()).days <= 2]
    assert soon
    send_reminders(here.now)
    told = set(Message.objects.filter(kind="reminder").values_list("user__username", flat=True))
    assert told == who
    for row in Message.objects.filter(kind="reminder"):
        address = signed_in(row.user).get(row.reminder.address).status_code
        assert address in (200, 404), address
        assert "专家甲" not in row.text_zh and "申小艾" not in row.text_zh


def test_the_operators_page_says_what_and_to_how_many_not_to_whom(here: World) -> None:
    for user in (here.applicant, here.other_applicant):
        a_draft(here, user)
    state_moment(on(here, dt.date(2026, 10, 16)))
    page = signed_in(here.operator).get("/keeping/reminders/").content.decode()
    assert page.count("申报尚未提交") == 2, "today's, and the one of the last day but one"
    assert '<td class="n">2</td>' in page
    assert "alice" not in page and "申小艾" not in page
    assert not Reminder.objects.exists(), "looking sends nothing"


def test_organisations_without_anybody_remind_nobody(here: World) -> None:
    row = handed_in(here)
    row.employer = Organisation.objects.create(name="无人单位", kind="employer", above=here.county)
    row.save()
    send_reminders(on(here, dt.date(2026, 11, 5)))
    assert not Message.objects.filter(kind="reminder").exists()
