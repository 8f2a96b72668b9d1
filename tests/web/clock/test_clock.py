"""The clock of a demonstration: moved by operators, nowhere else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.web.accounts.city import City, acts, browser, city, text
from tests.web.accounts.test_grants import refused
from zhicheng.web.clock.now import CHINA, current_moment
from zhicheng.web.clock.services import move_clock
from zhicheng.web.ledger.models import Entry

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 11, 20, 16, 5, tzinfo=CHINA)


@pytest.fixture
def here(now: dt.datetime) -> City:
    return city(now)


@pytest.mark.parametrize("to", [LATER, dt.datetime(2025, 1, 1, 0, 0, tzinfo=CHINA)])
def test_it_moves_forward_and_back(here: City, to: dt.datetime) -> None:
    page = browser(here.operator).post("/clock/", {"day": to.date().isoformat(), "time": to.strftime("%H:%M")})
    assert page.url == "/clock/"
    assert current_moment() == to
    entry = Entry.objects.get()
    assert (entry.act, entry.at, entry.actor) == ("move-clock", here.now, here.operator)
    assert entry.detail["to"] == to.isoformat()


def test_the_page_says_what_it_is_and_the_frame_says_so_too(here: City) -> None:
    page = text(browser(here.operator).get("/clock/"))
    assert page.count("2026年10月12日 09:30") == 2


@pytest.mark.parametrize("who", ["supervisor", "officer", "clerk", "secretary", "applicant"])
def test_nobody_else_moves_it(here: City, who: str) -> None:
    assert refused(lambda: move_clock(LATER, actor=here.as_(getattr(here, who)), now=here.now)) == ("no-right",)
    client = browser(getattr(here, who))
    assert (
        client.get("/clock/").status_code
        == client.post("/clock/", {"day": "2027-01-01", "time": "10:00"}).status_code
        == 404
    )
    assert current_moment() == here.now and acts() == []


def test_where_the_systems_clock_counts_it_can_not_be_moved(here: City, settings: Any) -> None:
    operator = here.as_(here.operator)
    settings.STATED_CLOCK = False
    assert refused(lambda: move_clock(LATER, actor=operator, now=here.now)) == ("no-stated-clock",)
    client = browser(here.operator)
    assert "系统时钟" in text(client.get("/clock/"))
    assert client.post("/clock/", {"day": "2027-01-01", "time": "10:00"}).status_code == 409


@pytest.mark.parametrize(
    "said",
    [{"day": "1850-01-01", "time": "10:00"}, {"day": "soon", "time": "10:00"}, {"day": "2027-01-01", "time": ""}],
)
def test_a_day_that_is_none_is_refused_beside_the_field(here: City, said: dict[str, str]) -> None:
    page = browser(here.operator).post("/clock/", said)
    assert page.status_code == 422 and "field--error" in text(page)
    assert current_moment() == here.now
