"""What waits for a person in notices: days that have run, objections to be settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.web.accounts.waiting import Waiting, add_source, day_of
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


@add_source
def _employer(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    if not standing.roles & {"employer", "personnel-agency"}:
        return
    notices = visible(
        standing, "close", Notice.objects.filter(state="posted", provisional=False, last_day__lt=day_of(now))
    )
    yield Waiting(
        "notices-run",
        ("份公示期已满，待登记结束", "notices whose days have run: to be closed"),
        notices.count(),
        "/employer/notices/",
    )
    objections = visible(standing, "settle", Objection.objects.filter(state="open")).count()
    yield Waiting("objections", ("件异议待处理", "objections to be settled"), objections, "/employer/objections/")


@add_source
def _supervisor(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001
    if "supervisor" in standing.roles:
        objections = visible(standing, "view", Objection.objects.filter(state="open")).count()
        yield Waiting(
            "objections-open", ("件异议尚未处理完毕", "objections not settled yet"), objections, "/objections/"
        )
