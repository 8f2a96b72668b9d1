"""The answers shown in docs/how-to/use-the-api.md are what the interface answers to the requests shown."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from docs.checks import API_PAGE, part_of

from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.plain import plain_dossier
from zhicheng.policy.pack import POLICIES
from zhicheng.web.clock.now import state_moment

pytestmark = pytest.mark.django_db
TRACK = "zj-iot-2026/senior-engineer"
SHOWN = dict(re.findall(r"<!-- answer: ([\w-]+) -->\n```json\n(.*?)```", API_PAGE.read_text("utf-8"), re.DOTALL))


@pytest.fixture
def visitor(db: None) -> Client:
    """Somebody without an account, on a day after the document came into force."""
    state_moment(dt.datetime(2026, 10, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")))
    cache.clear()
    return Client()


def asked(visitor: Client, name: str) -> Any:
    """The request that the page shows before this answer."""
    if name == "policies":
        return visitor.get("/api/v1/policies")
    if name == "track":
        return visitor.get("/api/v1/policies/zj-iot-2026/tracks/senior-engineer")
    body: dict[str, Any] = {"track": TRACK, "dossier": {"records": []}}
    if name == "verdict":
        body |= {"as_of": "2026-12-31", "dossier": plain_dossier(read_dossier(POLICIES / "demo" / "dossier.yaml"))}
    return visitor.post("/api/v1/verdict", json.dumps(body, default=str), content_type="application/json")


def test_every_kind_of_answer_is_shown() -> None:
    assert set(SHOWN) == {"policies", "track", "verdict", "no-date"}


@pytest.mark.parametrize(("name", "status"), [("policies", 200), ("track", 200), ("verdict", 200), ("no-date", 422)])
def test_an_answer_shown_is_part_of_what_comes(visitor: Client, name: str, status: int) -> None:
    answer = asked(visitor, name)
    assert answer.status_code == status
    assert part_of(json.loads(SHOWN[name]), answer.json())


def test_what_is_held_already_is_not_sent_again(visitor: Client) -> None:
    mark = visitor.get("/api/v1/policies").headers["ETag"]
    assert visitor.get("/api/v1/policies", headers={"If-None-Match": mark}).status_code == 304


def test_what_belongs_to_an_account_needs_one(visitor: Client) -> None:
    for path in ("applications", "messages"):
        answer = visitor.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "not-understood")
