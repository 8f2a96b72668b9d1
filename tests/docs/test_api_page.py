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

from tests.web.api.asking import done, program, read, send
from tests.web.people import keep_demonstration_dossier, world
from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.plain import plain_dossier
from zhicheng.policy.pack import POLICIES
from zhicheng.web.api.api import api
from zhicheng.web.clock.now import state_moment
from zhicheng.web.tokens.scopes import SCOPES

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TRACK = "zj-iot-2026/senior-engineer"
SHOWN = dict(re.findall(r"<!-- answer: ([\w-]+) -->\n```json\n(.*?)```", API_PAGE.read_text("utf-8"), re.DOTALL))


@pytest.fixture
def visitor(db: None) -> Client:
    """Somebody without an account, on a day after the document came into force."""
    state_moment(NOW)
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
    assert set(SHOWN) == {"policies", "track", "verdict", "no-date", *OWN}


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
        assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-first")


OWN = ("applications", "offers", "refused", "submitted")
"""Answers to somebody with a token."""


def owned(now: dt.datetime) -> dict[str, Any]:
    """The answers that the page shows to people with tokens, on a round with one application."""
    here = world(now)
    keep_demonstration_dossier(here.applicant, now)
    applicant, officer = program(here.applicant, now), program(here.employer_officer, now)
    (made,) = done(applicant, f"rounds/{here.round.pk}/acts/apply")["made"]
    path = f"applications/{made['id']}"
    chosen = {"employer": here.employer.pk, "specialty": "物联网应用", "version": 1}
    done(applicant, f"{path}/acts/choose-employer", **chosen)
    done(applicant, f"{path}/acts/choose-way", way="第七条（二）", reason="", version=2)
    answers = {"submitted": done(applicant, f"{path}/acts/submit", version=3, promise=True)}
    answers["applications"] = read(applicant, "applications")
    post = {"organisation": here.employer.pk, "applications": [made["id"]], "contact": "人事部 0571-00000000"}
    done(officer, f"rounds/{here.round.pk}/acts/post-notice", **post)
    answers["offers"] = [one for one in read(officer, f"{path}/acts") if one["act"] == "recommend"]
    version = read(officer, path)["version"]
    answers["refused"] = send(officer, f"{path}/acts/recommend", text="同意推荐", version=version).json()
    return answers


def test_answers_to_a_token_are_part_of_what_comes(visitor: Client) -> None:
    assert visitor
    answers = owned(NOW)
    for name in OWN:
        assert part_of(json.loads(SHOWN[name]), answers[name]), (name, answers[name])


def test_every_act_and_object_that_the_page_names_is_there() -> None:
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    text = API_PAGE.read_text("utf-8")
    named = {f"/api/v1/{one}" for one in re.findall(r"^post (\S+) ", text, re.MULTILINE)}
    assert named
    assert {re.sub(r"/\d+/", "/{key}/", one) for one in named} - {"/api/v1/entries/{key}/acts/prove"} <= set(paths)
    assert {f"`{scope}`" for scope in SCOPES} <= set(re.findall(r"`(?:read|act):\w+`", text))
