"""Judging through the interface: the contract, its limits, what it refuses, and that nothing stays behind."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from jsonschema import Draft202012Validator

from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.plain import plain_dossier
from zhicheng.policy.pack import POLICIES, load_pack
from zhicheng.verdict.contract import verdict_json
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting, judge
from zhicheng.web.api import verdicts
from zhicheng.web.public.policies import library

TRACK = "zj-iot-2026/senior-engineer"
DEMO = POLICIES / "demo" / "dossier.yaml"
CONTRACT = Draft202012Validator(json.loads(verdicts.SCHEMA_FILE.read_text("utf-8")))
pytestmark = pytest.mark.django_db


def demo() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(plain_dossier(read_dossier(DEMO)), default=str))
    return data


def ask(client: Client, path: str, body: Any, **headers: str) -> Any:
    raw = body if isinstance(body, str | bytes) else json.dumps(body, ensure_ascii=False)
    return client.post(f"/api/v1/{path}", raw, content_type="application/json", headers=headers)


@pytest.mark.parametrize("track", [f"{pack.id}/{level}" for pack, level in library.every_track()])
def test_a_verdict_keeps_the_contract_for_every_track(client: Client, now: dt.datetime, track: str) -> None:
    response = ask(
        client, "verdict", {"track": track, "as_of": "2026-12-31", "dossier": demo(), "before_in_force": True}
    )
    assert response.status_code == 200
    CONTRACT.validate(response.json())
    assert response.json()["track"] == track


def test_the_verdict_is_the_one_the_core_gives(client: Client, now: dt.datetime) -> None:
    body = {"track": TRACK, "as_of": "2026-12-31", "pass_mark": "60", "readings": {"RD-31": "b"}, "dossier": demo()}
    setting = Setting(
        load_pack("zj-iot-2026"),
        "senior-engineer",
        Dates(dt.date(2026, 12, 31)),
        verdicts.exact("60"),
        {},
        {"RD-31": "b"},
    )
    assert ask(client, "verdict", body).json() == verdict_json(setting, judge(setting, read_dossier(DEMO)))


def test_a_round_brings_its_dates_and_answers_are_taken(client: Client, now: dt.datetime) -> None:
    found = ask(client, "verdict", {"track": TRACK, "round": "demo-2026", "dossier": demo()}).json()
    assert found["round"] == "demo-2026"
    assert found["as_of"]
    asked = {one["id"] for one in found["questions"]}
    assert "conduct" in asked
    answered = ask(
        client, "verdict", {"track": TRACK, "round": "demo-2026", "dossier": demo(), "answers": {"conduct": True}}
    )
    assert "conduct" not in {one["id"] for one in answered.json()["questions"]}


def test_which_judges_every_track_and_marks_those_not_in_force(client: Client, now: dt.datetime) -> None:
    found = ask(client, "which", {"as_of": "2026-01-15", "dossier": demo()}).json()
    in_force = {one["verdict"]["track"]: one["in_force"] for one in found["tracks"]}
    assert set(in_force) == {f"{pack.id}/{level}" for pack, level in library.every_track()}
    assert not in_force[TRACK]
    assert in_force["zj-qti-2023/senior-engineer"]
    for one in found["tracks"]:
        CONTRACT.validate(one["verdict"])


def test_nothing_of_a_dossier_stays_in_the_database(client: Client, now: dt.datetime) -> None:
    before = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    dossier = {"records": [{"id": "d1", "kind": "degree", "level": "master", "name": "留痕检验"}]}
    assert ask(client, "verdict", {"track": TRACK, "as_of": "2026-12-31", "dossier": dossier}).status_code == 200
    assert {model._meta.label: model._default_manager.count() for model in apps.get_models()} == before


def test_no_date_is_guessed(client: Client, now: dt.datetime) -> None:
    for path, body in (("verdict", {"track": TRACK, "dossier": {}}), ("which", {"dossier": {}})):
        response = ask(client, path, body)
        assert response.status_code == 422
        assert response.json()["problems"][0]["place"] == "as_of"


def test_a_document_before_its_date_is_refused_unless_asked_for(client: Client, now: dt.datetime) -> None:
    early = {"track": TRACK, "as_of": "2026-01-15", "dossier": {}}
    assert "2026-03-01" in ask(client, "verdict", early).json()["problems"][0]["en"]
    assert ask(client, "verdict", {**early, "before_in_force": True}).status_code == 200


def test_every_error_of_a_dossier_is_told_with_its_place_in_both_languages(client: Client, now: dt.datetime) -> None:
    records = [{"id": "d1", "kind": "degree", "level": "mastre"}, {"id": "d2", "kind": "patents"}]
    response = ask(client, "verdict", {"track": TRACK, "as_of": "2026-12-31", "dossier": {"records": records}})
    told = response.json()
    assert (response.status_code, told["code"]) == (422, "not-usable")
    assert [one["place"] for one in told["problems"]] == ["dossier.records[0].level", "dossier.records[1].kind"]
    assert all(one["zh"] and one["en"] and one["zh"] != one["en"] for one in told["problems"])


DEEP = '{"track": "x", "as_of": "2026-12-31", "dossier": ' + '{"a":' * 60 + "1" + "}" * 60 + "}"
HUGE = {
    "track": TRACK,
    "as_of": "2026-12-31",
    "dossier": {"records": [{"id": "x", "kind": "degree", "name": "长" * 400_000}]},
}
MANY = {"track": TRACK, "as_of": "2026-12-31", "dossier": {"records": [{}] * (verdicts.MOST_RECORDS + 1)}}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 422, "wrong-shape"),
        ("{", 422, "not-usable"),
        ("\x00\xff", 422, "not-usable"),
        (b"\xff\xfe{}", 422, "not-usable"),
        ("[]", 422, "wrong-shape"),
        ("null", 422, "wrong-shape"),
        ('{"dossier": {}, "dossier": {}}', 422, "not-usable"),
        ('{"dossier": {}, "as_of": NaN}', 422, "not-usable"),
        ('{"dossier": {}, "as_of": 1e999}', 422, "not-usable"),
        (DEEP, 422, "not-usable"),
        ({"dossier": [], "track": TRACK}, 422, "wrong-shape"),
        ({"dossier": "x", "track": TRACK}, 422, "wrong-shape"),
        ({"dossier": {}, "track": TRACK, "as_of": "2026-12-31", "shell": "x"}, 422, "wrong-shape"),
        ({"dossier": {}, "track": TRACK, "as_of": "2026-02-30"}, 422, "wrong-shape"),
        ({"dossier": {}, "track": "../../etc/passwd", "as_of": "2026-12-31"}, 422, "not-usable"),
        ({"dossier": {}, "track": "nowhere/engineer", "as_of": "2026-12-31"}, 422, "not-usable"),
        ({"dossier": {}, "track": TRACK, "as_of": "2026-12-31", "round": "../demo/dossier.yaml"}, 422, "not-usable"),
        ({"dossier": {}, "track": TRACK, "as_of": "2026-12-31", "round": "/etc/passwd"}, 422, "not-usable"),
        ({"dossier": {}, "track": TRACK, "as_of": "2026-12-31", "round": "ningbo-2024"}, 422, "not-usable"),
        ({"dossier": {}, "track": TRACK, "as_of": "2026-12-31", "pass_mark": "sixty"}, 422, "not-usable"),
        ({"dossier": {}, "track": TRACK, "as_of": "2026-12-31", "pass_mark": "1e30000000"}, 422, "not-usable"),
        ({"dossier": {}, "track": TRACK, "as_of": "2026-12-31", "readings": {"RD-31": "z"}}, 422, "not-usable"),
        ({"dossier": {}, "track": TRACK, "as_of": "2026-12-31", "readings": {"X": "a"}}, 422, "not-usable"),
        ({"dossier": {}, "track": TRACK, "as_of": "2026-12-31", "answers": {"conduct": {"a": 1}}}, 422, "wrong-shape"),
        ({"dossier": {"records": [7]}, "track": TRACK, "as_of": "2026-12-31"}, 422, "not-usable"),
        (MANY, 413, "too-many-records"),
        (HUGE, 413, "too-large"),
        ({**HUGE, "more": "x" * 3_000_000}, 413, "too-large"),
    ],
)
def test_hostile_bodies_are_refused_in_the_one_form(
    client: Client, now: dt.datetime, body: Any, status: int, code: str
) -> None:
    response = ask(client, "verdict", body)
    told = response.json()
    assert (response.status_code, told["code"]) == (status, code), told
    assert set(told) == {"code", "zh", "en", "clause", "do_zh", "do_en", "problems"}
    assert "passwd" not in response.content.decode()


def test_only_json_is_read(client: Client, now: dt.datetime) -> None:
    response = client.post("/api/v1/verdict", {"track": TRACK})
    assert (response.status_code, response.json()["code"]) == (415, "not-json")
    assert client.get("/api/v1/verdict").status_code == 405


def test_too_many_calls_a_minute_are_refused_and_the_next_minute_is_free(
    client: Client, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "VERDICTS_A_MINUTE", 2)
    body = {"track": TRACK, "as_of": "2026-12-31", "dossier": {}}
    assert [ask(client, "verdict", body).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(client, "verdict", body)
    assert refused.json()["code"] == "too-often"
    assert refused.headers["Retry-After"] == "60"
    # another address has its own count; what a caller writes of itself is not believed
    assert (
        client.post(
            "/api/v1/verdict", json.dumps(body), content_type="application/json", REMOTE_ADDR="10.9.8.7"
        ).status_code
        == 200
    )
    assert ask(client, "verdict", body, **{"X-Forwarded-For": "1.2.3.4"}).status_code == 429
    from tests.web.conftest import NOW
    from zhicheng.web.clock.now import state_moment

    state_moment(NOW + dt.timedelta(minutes=1))
    assert ask(client, "verdict", body).status_code == 200
