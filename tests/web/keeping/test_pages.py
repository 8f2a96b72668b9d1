"""The operator's start and the page of the last run of the checks."""

from __future__ import annotations

import datetime as dt

import pytest
from django_tasks_db.models import DBTaskResult

from tests.web.people import World, signed_in, world
from zhicheng.web.keeping.inspecting import KEPT, inspect, keep
from zhicheng.web.keeping.invariants import Finding
from zhicheng.web.keeping.models import Inspection

pytestmark = pytest.mark.django_db
WRONG = Finding("vote-counts", "vote 7", ("票数与信封数不符", "the ballots are not the envelopes"))


@pytest.fixture
def here(now: dt.datetime) -> World:
    return world(now)


@pytest.mark.parametrize("who", ["operator", "supervisor"])
def test_what_the_last_run_found_stands_on_the_page(who: str, here: World) -> None:
    browser = signed_in(getattr(here, who))
    assert "还没有检查过" in browser.get("/keeping/checks/").content.decode()
    keep([], now=here.now, deep=False)
    assert "数据自洽" in browser.get("/keeping/checks/").content.decode()
    keep([WRONG], now=here.now, deep=True)
    page = browser.get("/keeping/checks/").content.decode()
    assert "vote-counts" in page and "vote 7" in page and "票数与信封数不符" in page
    assert browser.get("/keeping/").status_code == 200


@pytest.mark.parametrize("who", ["applicant", "employer_officer", "office_officer", "city_officer"])
def test_nobody_else_sees_it(who: str, here: World) -> None:
    keep([WRONG], now=here.now, deep=False)
    browser = signed_in(getattr(here, who))
    for address in ("/keeping/", "/keeping/checks/"):
        assert browser.get(address).status_code == 404
    assert browser.post("/keeping/checks/").status_code == 404
    assert not DBTaskResult.objects.filter(task_path__endswith="inspect_now").exists()


def test_the_button_has_them_run_by_a_job(here: World) -> None:
    assert signed_in(here.operator).post("/keeping/checks/", {"deep": "on"}).status_code == 302
    (job,) = DBTaskResult.objects.filter(task_path__endswith="inspect_now")
    assert job.args_kwargs["kwargs"] == {"deep": True}
    found = inspect(now=here.now, deep=True)
    assert [one.check for one in found] == [one["check"] for one in Inspection.objects.get().found]
    assert len(Inspection.objects.get().checks) > 40


def test_old_runs_go_and_a_flood_is_counted(here: World) -> None:
    for _ in range(KEPT + 3):
        keep([WRONG], now=here.now, deep=False)
    assert Inspection.objects.count() == KEPT
    row = keep([WRONG] * 700, now=here.now, deep=False)
    assert len(row.found) == 501 and row.found[-1]["en"] == "and 200 more"
