"""The real voter's page in a browser, served by the platform, beside the supervisor's real program."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.web.meetings.ground import all_deliberated, hall, opened
from tests.web.meetings.sealed import both, networked
from tests.web.people import signed_in
from zhicheng.web.meetings.models import Envelope
from zhicheng.web.meetings.services.opening import handing_over, not_confirmed
from zhicheng.web.meetings.services.voting import record

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest.fixture
def browser() -> Iterator[Any]:
    """A browser; its driver runs a loop of its own, beside which Django must still be let."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_a_member_votes_in_a_browser(now: dt.datetime, tmp_path: Path, browser: Any, live_server: Any) -> None:
    """From the link on the member's page to the ballot found on the board; ten others vote by the format page."""
    made = hall(now, applicants=2)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    with networked(there):
        there.open(votes)
        context = browser.new_context(base_url=live_server.url)
        cookie = signed_in(made.users[4]).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(40_000)
        page.goto(f"/vote/{made.meeting.code}/enter/v1/")
        _vote(page, there.folder.cards()[made.codes[4]], [one.code for one in votes])
        assert Envelope.objects.filter(member=made.codes[4]).count() == 2
        there.vote(dict.fromkeys([one for one in range(11) if one != 4], "YN"))
        there.close()
        there.confirm([one for one in range(11) if one != 4])
        page.locator("#closed-title:not(:empty)").wait_for()
        assert not_confirmed(there.session) == []
        there.part()
        there.show(handing_over(there.session, actor=made.supervisor))
        page.locator("#board-title:not(:empty)").wait_for()
        page.wait_for_selector("#rows td.found")
        assert page.locator("#rows td.found").count() == 2
        context.close()
    assert [record(made.vote(one), actor=made.as_(8), now=made.now).yes for one in range(2)] == [11, 0]


def _vote(page: Any, card: str, applicants: list[str]) -> None:
    page.locator("#code").fill(card)
    page.get_by_role("button", name="进入", exact=True).click()
    page.get_by_role("heading", name="抄下您的种子卡").wait_for()
    seed = page.locator("#groups li").all_inner_texts()
    page.locator("#last").fill(seed[-1])
    page.get_by_role("button", name="抄好了", exact=True).click()
    page.get_by_role("heading", name="与墙上和邻座核对").wait_for()
    page.get_by_role("button", name="一致，继续", exact=True).click()
    page.get_by_role("heading", name="投票").first.wait_for()
    for name, choice in zip(applicants, ("Y", "N"), strict=True):
        page.locator(f"input[name='{name}'][value='{choice}']").check()
    page.get_by_role("button", name="核对我的选择").click()
    page.get_by_role("button", name="投出").click()
    page.get_by_role("heading", name="已全部投出").wait_for()
