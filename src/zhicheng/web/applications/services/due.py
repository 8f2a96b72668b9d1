"""What is due in applications: drafts and corrections before their day, queues before their window closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import QuerySet

from zhicheng.web.accounts.waiting import day_of
from zhicheng.web.applications.models import Application, Return
from zhicheng.web.rounds.due_dates import Due, add_due, holders
from zhicheng.web.rounds.models import Window


@add_due
def own_windows(now: dt.datetime) -> Iterator[Due]:
    """Drafts not handed in, before the applicants' window closes."""
    for window in _open(now).filter(tier="applicant"):
        drafts = Application.objects.filter(round=window.round, state="draft", applicant__isnull=False)
        title = window.round.title
        what = (f"“{title[0]}”的申报尚未提交", f'your application for "{title[1]}" is not handed in yet')
        for pk, user in drafts.order_by("pk").values_list("pk", "applicant"):
            address = f"/applications/{pk}/"
            yield Due(user, f"application-{pk}", window.closes, what, address, window.round, pk)


@add_due
def corrections(now: dt.datetime) -> Iterator[Due]:
    """What was returned for correction by a day."""
    back = Return.objects.filter(resolved_at=None, correct_by__gte=day_of(now), application__applicant__isnull=False)
    for row in back.select_related("application__round").order_by("pk"):
        one = row.application
        if row.correct_by is not None and one.applicant_id is not None and one.state.startswith("returned"):
            what = ("退回的申报待补正", "your application, given back to you, is to be corrected")
            address = f"/applications/{one.pk}/corrections/"
            yield Due(one.applicant_id, f"return-{row.pk}", row.correct_by, what, address, one.round, one.pk)


@add_due
def units(now: dt.datetime) -> Iterator[Due]:
    """Applications at an employer, before the employers' window closes."""
    for window in _open(now).filter(tier="employer"):
        here = Application.objects.filter(round=window.round, state="at-employer")
        for organisation in here.order_by("employer").values_list("employer", flat=True).distinct():
            people = holders(now, organisation, "employer", "personnel-agency")
            yield from _queue(window, organisation, people, "/employer/")


@add_due
def departments(now: dt.datetime) -> Iterator[Due]:
    """Applications in a department's hands, before its window closes."""
    for window in _open(now).filter(tier__startswith="department-"):
        tier = int(window.tier.removeprefix("department-"))
        here = Application.objects.filter(round=window.round, tier=tier, state__in=("at-department", "endorsed"))
        for organisation in here.order_by("holder").values_list("holder", flat=True).distinct():
            if organisation is not None:
                yield from _queue(window, organisation, holders(now, organisation, "department"), "/department/")


def _open(now: dt.datetime) -> QuerySet[Window]:
    today = day_of(now)
    rows = Window.objects.filter(round__state="open", opens__lte=today, closes__gte=today)
    return rows.select_related("round").order_by("pk")


def _queue(window: Window, organisation: int, people: list[int], address: str) -> Iterator[Due]:
    title = window.round.title
    what = (f"“{title[0]}”尚有申报待审核报送", f'"{title[1]}": applications wait to be checked and sent on')
    for user in people:
        yield Due(user, f"window-{window.pk}-{organisation}", window.closes, what, address, window.round)
