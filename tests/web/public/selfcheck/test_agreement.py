"""The pages say what the command line and the API say."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client
from django.utils.html import escape
from typer.testing import CliRunner

from tests.web.dossier_forms.examples import demo
from tests.web.public.selfcheck.page import IOT, send, text_of
from zhicheng.cli.main import app
from zhicheng.dossier.model import Dossier
from zhicheng.policy.pack import POLICIES
from zhicheng.report.phrases import phrase
from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.truth import NAMES
from zhicheng.web.dossier_forms.state import dossier_state
from zhicheng.web.public.policies import library
from zhicheng.web.public.selfcheck.tracks import every_answer

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 31)


def test_every_track_is_answered_as_on_the_command_line() -> None:
    file = POLICIES / "demo" / "dossier.yaml"
    told = CliRunner().invoke(app, ["which", str(file), "--as-of", DAY.isoformat(), "--json"])
    assert told.exit_code == 0
    by_track = {one["track"]: one for one in json.loads(told.stdout)}
    answers = every_answer(demo(), DAY)
    assert len(answers) == len(by_track) == len(library.every_track())
    for one in answers:
        said = by_track[one.name]
        assert one.state == said["can_apply"] and one.review == said["review"]
        ways = [way["clause"] for way in said["ways_in"] if way["outcome"] == said["can_apply"] != "not_met"]
        assert list(one.ways) == ways
        if said["score"] is not None:
            assert (as_text(one.verdict.low), as_text(one.verdict.high)) == (
                said["score"]["low"],
                said["score"]["high"],
            )


def test_the_best_track_comes_first_and_what_does_not_bind_after_what_does() -> None:
    answers = every_answer(demo(), DAY)
    truths = [one.verdict.can_apply for one in answers]
    assert truths == sorted(truths, reverse=True) and NAMES[truths[0]] == "met"
    for truth in set(truths):
        marks = [one.mark is not None for one in answers if one.verdict.can_apply == truth]
        assert marks == sorted(marks)
    early = every_answer(demo(), dt.date(2020, 1, 1))
    assert any(one.mark and one.mark[0].startswith("自 ") for one in early)


@pytest.mark.parametrize(("pack", "level"), [(pack.id, level) for pack, level in library.every_track()])
@pytest.mark.parametrize("dossier", [demo(), Dossier()], ids=["demonstration", "empty"])
def test_the_page_of_a_track_says_what_the_api_says(
    client: Client, now: object, pack: str, level: str, dossier: Dossier
) -> None:
    asked = {
        "dossier": json.loads(dossier_state(dossier)),
        "track": f"{pack}/{level}",
        "as_of": DAY.isoformat(),
        "before_in_force": True,
    }
    verdict = client.post("/api/v1/verdict", json.dumps(asked), content_type="application/json").json()
    page = text_of(send(client, dossier, f"/check/{pack}/{level}/", as_of=DAY.isoformat()))
    assert f'<div class="answer {verdict["can_apply"]}">' in page
    outcomes = [
        one["outcome"] for name in ("routes", "landmarks", "review", "basic") for one in verdict["findings"][name]
    ]
    for outcome in ("met", "open", "not_met"):
        shown = page.count(f'</span><span class="state {outcome}">{phrase(outcome, "zh")}</span></summary>')
        assert shown == outcomes.count(outcome)
    for question in verdict["questions"]:
        assert escape(question["ask"]) in page


def test_a_day_before_the_policy_is_marked(client: Client, now: object) -> None:
    page = text_of(send(client, demo(), IOT, as_of="2020-01-01"))
    assert "起施行" in page
