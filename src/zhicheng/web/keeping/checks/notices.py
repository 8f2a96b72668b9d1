"""Notices: the last day is what the calendar it names gives, and what hangs together belongs together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import F, Q

from zhicheng.procedure.calendar_years import Calendar, shipped_calendar
from zhicheng.procedure.notices import CALENDAR_DAYS, WORKING_DAYS, NoticeRule, notice_end
from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.notices.models import Notice, Objection

Found = Iterator[tuple[str, Pair]]


@invariant("notice-last-day")
def last_day(_: Look) -> Found:
    """A notice ends on the day that its calendar gives (one counted by an earlier calendar is left alone)."""
    calendar = shipped_calendar()
    for notice in Notice.objects.filter(calendar_version=calendar.version):
        ends = {_end(notice, unit, calendar) for unit in (WORKING_DAYS, CALENDAR_DAYS)}
        if notice.last_day not in ends:
            yield row_name(notice), ("止日与所用工作日历不符", "its last day is not what its calendar gives")


def _end(notice: Notice, unit: str, calendar: Calendar) -> dt.date:
    return notice_end(NoticeRule(notice.days, unit, False, ""), notice.first_day, calendar).last_day


@invariant("notice-state")
def state_agrees(_: Look) -> Found:
    """A closed notice has the moment and the person, after its last day, and no open objection; a posted one has none."""
    for notice in Notice.objects.filter(state="closed"):
        if notice.closed_at is None or notice.closed_by_id is None:
            yield row_name(notice), ("已结束而没有时间或经办人", "it is closed without moment or person")
        elif notice.closed_at.astimezone(_CHINA).date() <= notice.last_day:
            yield row_name(notice), ("公示期未满即结束", "it was closed before its days had run")
    for notice in Notice.objects.filter(state="posted").exclude(closed_at=None):
        yield row_name(notice), ("公示中而有结束时间", "it is posted and has a moment of closing")
    for notice in Notice.objects.filter(state="closed", objections__state="open").distinct():
        yield row_name(notice), ("已结束而有未处理的异议", "it is closed while an objection is open")


_CHINA = dt.timezone(dt.timedelta(hours=8))


@invariant("notice-parts-agree")
def parts_agree(_: Look) -> Found:
    """A notice's applications are of its round, at a unit's of that unit; an objection's application hangs in its notice."""
    links = Notice.applications.through.objects.filter(
        ~Q(application__round=F("notice__round"))
        | Q(notice__kind="employer-notice") & ~Q(application__employer=F("notice__organisation"))
    )
    for link in links:
        yield (
            f"notice {link.notice_id}",
            ("含其他年度或其他单位的申报", "it holds an application of another round or organisation"),
        )
    for objection in Objection.objects.filter(application__isnull=False).exclude(notice__applications=F("application")):
        yield row_name(objection), ("所指申报不在该公示中", "the application it names is not in the notice")
