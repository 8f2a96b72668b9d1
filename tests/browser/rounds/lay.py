"""What lies on the stage before a play begins: organisations, people, an open round, and nothing of what is played."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser

from tests.browser.rounds.stage import CHINA
from tests.browser.visitor import chromium
from tests.web.people import World, person, world
from zhicheng.web.accounts.models import User
from zhicheng.web.clock.now import state_moment
from zhicheng.web.committee.models import Seat
from zhicheng.web.committee.services.seats import accept_seat
from zhicheng.web.experts.models import Availability
from zhicheng.web.experts.services.declaring import declare_all
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.standing import standing_of

MORNING = dt.datetime(2026, 10, 12, 9, 30, tzinfo=CHINA)
IOT, QTI = "zj-iot-2026/senior-engineer", "zj-qti-2023/senior-engineer"
NUMBERS = {
    "report_days": {"value": "5", "unit": "working-days", "source": "示例年度通知"},
    "pre_review_notice_days": {"value": "5", "unit": "working-days", "source": "示例年度通知"},
    "result_notice_days": {"value": "5", "unit": "working-days", "source": "示例年度通知"},
}


def browser_window() -> Iterator[Browser]:
    """A browser beside which Django may be asked, too: its driver runs a loop of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with chromium() as started:
            yield started


def laid(track: str = IOT, numbers: Sequence[str] = ("report_days",)) -> tuple[World, User]:
    """A world in which a round of the track is open; and the supervisor of a second department."""
    state_moment(MORNING)
    here = world(MORNING, track)
    Round.objects.filter(pk=here.round.pk).update(numbers={name: NUMBERS[name] for name in numbers})
    here.round.refresh_from_db()
    return here, person("susan", MORNING, ("supervisor", here.city), name="另一厅监管")


def accounts_for(here: World, seats: Sequence[Seat], now: dt.datetime) -> list[User]:
    """The experts of these seats have accounts."""
    made = []
    for seat in seats:
        expert = seat.expert
        if expert.user is None:
            expert.user = person(f"expert-{expert.code.lower()}", now, ("expert", here.office), name=expert.name)
            expert.save()
        made.append(expert.user)
    return made


def declare_and_accept(here: World, seat: Seat, now: dt.datetime) -> None:
    """A member says that there are no ties and accepts, by the services that the pages call."""
    assert seat.expert.user is not None
    actor = standing_of(seat.expert.user, now)
    declare_all(Availability.objects.get(expert=seat.expert, round=here.round), actor=actor, now=now)
    accept_seat(seat, actor=actor, now=now, version=None)
