"""What the lists of notices and objections have in common: states, columns."""

from __future__ import annotations

import datetime as dt

from zhicheng.procedure.notices import OUTCOMES
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.site.listing import Column

Pair = tuple[str, str]

NOTICE_STATES: tuple[tuple[str, Pair], ...] = (
    ("posted", ("公示中", "posted")),
    ("closed", ("已结束", "closed")),
    ("void", ("已作废", "void")),
)
OBJECTION_STATES: tuple[tuple[str, Pair], ...] = tuple(OUTCOMES.items())


def notice_state(notice: Notice) -> Pair:
    """The state's name."""
    return dict(NOTICE_STATES)[notice.state]


def days_left(notice: Notice, today: dt.date) -> Pair:
    """How long a posted notice still runs."""
    if notice.state != "posted":
        return "", ""
    left = (notice.last_day - today).days
    if notice.provisional:
        return "止日待节假日安排公布", "its end waits for the calendar"
    if left < 0:
        return "期满，可登记结束", "its days have run"
    return (
        ("今天是最后一天", "last day today")
        if left == 0
        else (f"还有{left}天", f"{left} day{'' if left == 1 else 's'} left")
    )


def notice_columns(today: dt.date) -> list[Column[Notice]]:
    """Round, days, persons, state."""
    return [
        Column("round", ("年度评审", "Round"), lambda one: one.round.title, "round__title_zh"),
        Column("first", ("公示首日", "First day"), lambda one: one.first_day.isoformat(), "first_day"),
        Column("last", ("公示止日", "Last day"), lambda one: one.last_day.isoformat(), "last_day"),
        Column("persons", ("人数", "Persons"), lambda one: str(one.persons), "persons", number=True),
        Column("state", ("状态", "State"), notice_state, "state"),
        Column("left", ("剩余", "Left"), lambda one: days_left(one, today)),
    ]


def objection_columns() -> list[Column[Objection]]:
    """Number, notice, whom it concerns, the text, received, state: nothing of its sender."""
    return [
        Column("unit", ("单位", "Unit"), lambda one: one.notice.organisation.name, "notice__organisation__name"),
        Column("about", ("针对", "About"), about, "application__name"),
        Column("text", ("异议内容", "Objection"), lambda one: one.text),
        Column("received", ("收到日期", "Received"), lambda one: one.received_at.date().isoformat(), "received_at"),
        Column("state", ("状态", "State"), lambda one: OUTCOMES[one.state], "state"),
    ]


def about(objection: Objection) -> str | Pair:
    """Whom an objection concerns."""
    if objection.application is None:
        return "整份公示", "the notice as a whole"
    return objection.application.name
