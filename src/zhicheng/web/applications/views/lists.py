"""What the lists of applications have in common: columns, states, the marks of a return form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from zhicheng.policy.pack import load_pack
from zhicheng.procedure.application_states import APPLICATION
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.returning import Marked
from zhicheng.web.site.listing import Column

Pair = tuple[str, str]


def state_choices() -> list[tuple[str, Pair]]:
    """The states of an application as staff calls them."""
    return [(state.name, state.staff) for state in APPLICATION.states]


def state_name(application: Application) -> Pair:
    """The state's name for staff."""
    return APPLICATION.state(application.state).staff


def title_applied_for(application: Application) -> Pair:
    """The title, by the round's track."""
    return load_pack(application.round.pack).about(application.round.level)


def application_columns(page: str) -> list[Column[Application]]:
    """Number, name, unit, title, specialty, way in, state, handed in; each name leads to ``page``."""
    return [
        Column("serial", ("编号", "No."), lambda one: one.serial, "serial"),
        Column("name", ("姓名", "Name"), lambda one: one.name, "name", lambda one: reverse(page, args=[one.pk])),
        Column("unit", ("工作单位", "Employer"), lambda one: one.employer_name, "employer_name"),
        Column("title", ("申报职称", "Title"), title_applied_for),
        Column("specialty", ("专业", "Specialty"), lambda one: one.specialty, "specialty"),
        Column("way", ("申报方式", "Way in"), lambda one: one.way_in, "way_in"),
        Column("state", ("状态", "State"), state_name, "state"),
        Column(
            "submitted",
            ("提交日期", "Handed in"),
            lambda one: one.submitted_at.date().isoformat() if one.submitted_at else "",
            "submitted_at",
        ),
    ]


def marked_from(posted: QueryDict | Mapping[str, Any]) -> list[Marked]:
    """The items marked in a return form: ``item`` ticked, ``reason:<item>``, ``sentence:<item>``."""
    ticked = posted.getlist("item") if isinstance(posted, QueryDict) else posted.get("item", [])
    return [Marked(item, posted.get(f"reason:{item}", ""), posted.get(f"sentence:{item}", "")) for item in ticked]
