"""Applications with a notice of their unit, for the tests of notices and of the employer's pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.web.people import World, handed_in, world
from zhicheng.web.applications.checks import items_to_check
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.checking import check_item, state_conduct
from zhicheng.web.clock.now import state_moment
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.services.posting import post_notice

CONTACT = "人事部 0571-00000000"
LAST_DAY = dt.date(2026, 10, 19)
"""Five working days after Monday the 12th of October."""


@dataclass
class Posted:
    """A world in which a unit's notice names one application."""

    here: World
    application: Application
    notice: Notice


def posted(now: dt.datetime) -> Posted:
    """An application handed in today and named in a notice today."""
    here = world(now)
    application = handed_in(here)
    actor = here.as_(here.employer_officer)
    notice = post_notice(here.round, here.employer, [application], actor=actor, now=now, contact=CONTACT)
    application.refresh_from_db()
    return Posted(here, application, notice)


def check_everything(here: World, application: Application, now: dt.datetime) -> None:
    """Every item found to agree, and conduct stated."""
    actor = here.as_(here.employer_officer)
    for key in items_to_check(application.submissions.get()):
        check_item(application, key, "agrees", "", actor=actor, now=now)
    state_conduct(application, "遵纪守法，无违纪", True, actor=actor, now=now)


def go_to(day: dt.date) -> dt.datetime:
    """The platform's clock on a morning."""
    moment = dt.datetime.combine(day, dt.time(9, 30), tzinfo=dt.timezone(dt.timedelta(hours=8)))
    state_moment(moment)
    return moment
