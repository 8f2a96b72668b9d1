"""What waits for a person in applications: their own, those at their unit, those in their department's queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from zhicheng.web.accounts.waiting import Waiting, add_source, day_of
from zhicheng.web.applications.models import Application, Message
from zhicheng.web.rounds.models import Round, Window
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

SOON = dt.timedelta(days=7)


@add_source
def _own_applications(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001 - the shape of a source
    own = visible(standing, "change", Application.objects.filter(applicant=standing.user_id))
    returned = own.filter(state__startswith="returned").count()
    yield Waiting("returned", ("份申报被退回，请补正", "returned to you: please correct"), returned, "/applications/")
    drafts = own.filter(state="draft").count()
    yield Waiting("drafts", ("份申报尚未提交", "applications not handed in yet"), drafts, "/applications/")
    unread = visible(standing, "view", Message.objects.filter(user=standing.user_id, read_at=None)).count()
    yield Waiting("messages", ("条未读消息", "unread messages"), unread, "/messages/")


def _at_unit(standing: Standing) -> QuerySet[Application]:
    """Applications in the hands of the person's own employer or agency."""
    units = standing.organisations("employer", "personnel-agency")
    return visible(standing, "check", Application.objects.filter(employer__in=units, state="at-employer"))


@add_source
def _employer(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001
    if not standing.roles & {"employer", "personnel-agency"}:
        return
    yield Waiting(
        "at-employer",
        ("份申报待本单位审核", "applications to be checked by your unit"),
        _at_unit(standing).count(),
        "/employer/",
    )


def _in_tier(standing: Standing, state: str) -> QuerySet[Application]:
    """Applications in the hands of the person's own department, in one state."""
    return visible(
        standing, "check", Application.objects.filter(holder__in=standing.organisations("department"), state=state)
    )


@add_source
def _department(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001
    if "department" not in standing.roles:
        return
    queue = _in_tier(standing, "at-department").count()
    yield Waiting(
        "at-department", ("份申报待主管部门审核", "applications in your department's queue"), queue, "/department/"
    )
    endorsed = _in_tier(standing, "endorsed").count()
    yield Waiting("endorsed", ("份申报已审核，待报送", "endorsed, to be forwarded"), endorsed, "/department/")


@add_source
def _windows(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    """Windows of open rounds that close within seven days and in which this person has something in hand."""
    today = day_of(now)
    rounds = visible(standing, "view", Round.objects.filter(state="open"))
    closing = Window.objects.filter(round__in=rounds, opens__lte=today, closes__gte=today, closes__lte=today + SOON)
    for window in closing.select_related("round").order_by("closes", "pk"):
        count, address = _in_hand(standing, window)
        title = window.round.title
        what = (
            f"份申报在办，“{title[0]}”的时间即将截止",
            f'applications in hand: the time in "{title[1]}" is running out',
        )
        yield Waiting("window", what, count, address, until=window.closes)


def _in_hand(standing: Standing, window: Window) -> tuple[int, str]:
    here = Q(round=window.round)
    if window.tier == "applicant":
        own = visible(standing, "change", Application.objects.filter(here, applicant=standing.user_id))
        return own.filter(Q(state="draft") | Q(state__startswith="returned")).count(), "/applications/"
    if window.tier == "employer":
        return _at_unit(standing).filter(here).count(), "/employer/"
    tier = window.tier.removeprefix("department-")
    if not tier.isdecimal():
        return 0, "/home/"
    held = _in_tier(standing, "at-department") | _in_tier(standing, "endorsed")
    return held.filter(here, tier=int(tier)).count(), "/department/"
