"""Reading policies through the interface: whole, in both languages, as its description says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from zhicheng.policy.core import rows_of
from zhicheng.web.api.policies import PolicyOut, ReadingOut, TrackOut
from zhicheng.web.public.policies import library

BASE = "/api/v1"
pytestmark = pytest.mark.django_db


def test_the_list_names_every_document_and_track(client: Client, now: dt.datetime) -> None:
    listed = client.get(f"{BASE}/policies").json()
    assert [one["pack"] for one in listed] == [pack.id for pack in library.documents()]
    for one in listed:
        assert PolicyOut.model_validate(one).hash == library.document(one["pack"]).hash  # type: ignore[union-attr]
        assert client.get(f"{BASE}/policies/{one['pack']}").json() == one


@pytest.mark.parametrize(("pack", "level"), [(pack.id, level) for pack, level in library.every_track()])
def test_a_track_has_every_clause_and_row_worded_in_both_languages(
    client: Client, now: dt.datetime, pack: str, level: str
) -> None:
    track = TrackOut.model_validate_json(client.get(f"{BASE}/policies/{pack}/tracks/{level}").content)
    rules = library.document(pack).track(level)  # type: ignore[union-attr]
    assert [one.clause for one in track.clauses] == list(library.clauses(rules))
    assert len(track.scoring) == (0 if rules.scoring is None else sum(1 for _ in rows_of(rules.scoring)))
    assert all(one.say and one.rule.zh and one.rule.en for one in track.clauses)
    assert all(one.worth.zh and one.worth.en and one.cite for one in track.scoring)
    named = {id_ for one in (*track.clauses, *track.scoring) for id_ in one.readings}
    assert named <= set(library.document(pack).readings)  # type: ignore[union-attr]


def test_a_clause_that_counts_says_how_many(client: Client, now: dt.datetime) -> None:
    clauses = client.get(f"{BASE}/policies/zj-iot-2026/tracks/senior-engineer").json()["clauses"]
    by_key = {one["clause"]: one for one in clauses}
    assert by_key["第十二条"]["at_least"] == 3
    assert by_key["第七条（八）"]["prices"] == ["defence"]
    assert by_key["第八条（一）"]["prices"] == ["defence"]
    assert by_key["第七条（一）"]["prices"] == []


def test_readings_carry_alternatives_and_the_one_chosen(client: Client, now: dt.datetime) -> None:
    readings = [ReadingOut.model_validate(one) for one in client.get(f"{BASE}/policies/zj-iot-2026/readings").json()]
    assert all(one.choice in one.alternatives for one in readings)
    assert next(one for one in readings if one.id == "RD-31").levels == ["senior-engineer"]


@pytest.mark.parametrize(
    "address",
    ["policies/nowhere", "policies/demo", "policies/zj-iot-2026/tracks/engineer", "policies/nowhere/readings"],
)
def test_what_is_not_there_is_a_typed_error_in_both_languages(client: Client, now: dt.datetime, address: str) -> None:
    response = client.get(f"{BASE}/{address}")
    assert response.status_code == 404
    assert response.json() == {
        "code": "no-such-thing",
        "zh": "没有这一项",
        "en": "there is no such thing",
        "clause": "",
        "do_zh": "",
        "do_en": "",
        "problems": [],
    }


def test_an_answer_held_already_is_not_sent_again(client: Client, now: dt.datetime) -> None:
    mark = client.get(f"{BASE}/policies/zj-iot-2026").headers["ETag"]
    assert client.get(f"{BASE}/policies/zj-iot-2026", headers={"If-None-Match": mark}).status_code == 304
    assert client.get(f"{BASE}/policies/zj-im-2026", headers={"If-None-Match": mark}).status_code == 200
