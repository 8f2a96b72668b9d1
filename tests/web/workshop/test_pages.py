"""The workshop's pages: for policy officers and operators only, in both languages, with what the pure rooms say."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.web.people import person, signed_in, world
from zhicheng.web.workshop import made

pytestmark = pytest.mark.django_db
PAGES = (
    "/workshop/",
    "/workshop/diff/?a=zj-iot-2026/senior-engineer&b=zj-robot-2026/senior-engineer&people=0",
    "/workshop/lint/?pack=ningbo-qti-2024",
    "/workshop/simulate/?track=zj-iot-2026/senior-engineer&people=200&low=40&high=50",
)


def officer(now: dt.datetime) -> Client:
    return signed_in(person("paula", now, ("policy-officer", None), name="政策处"))


def test_only_those_who_work_on_policies_see_it(now: dt.datetime) -> None:
    here = world(now)
    assert Client().get("/workshop/").status_code == 302  # to the sign-in
    for user in (here.applicant, here.employer_officer, here.county_officer, here.office_officer, here.supervisor):
        client = signed_in(user)
        assert [client.get(page).status_code for page in PAGES] == [404] * len(PAGES), user
        assert "/workshop/" not in client.get("/policies/").content.decode()
    operator = signed_in(person("oscar", now, ("operator", None), name="运维"))
    assert operator.get("/workshop/").status_code == 200
    assert 'href="/workshop/"' in operator.get("/policies/").content.decode()


@pytest.mark.long
def test_two_tracks_compared_in_both_languages(now: dt.datetime) -> None:
    client = officer(now)
    page = client.get(PAGES[1]).content.decode()
    assert "第七条（三） → 第六条（三）" in page
    assert "实例" in page and page.count("<h1") == 1
    assert "style=" not in page and "<script" not in page.split("<main", 1)[1]
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Witness" in client.get(PAGES[1]).content.decode()


@pytest.mark.long
def test_who_gains_and_who_loses_in_a_made_up_population(now: dt.datetime) -> None:
    page = officer(now).get(PAGES[1].replace("people=0", "people=200")).content.decode()
    assert "200 人中" in page and "受损" in page and "<svg" in page
    found = made.comparison(
        "zj-iot-2026/senior-engineer", "zj-robot-2026/senior-engineer", 200, dt.date(now.year, 12, 31)
    )
    assert found.effects is not None and found.effects.count == 200


def test_lint_and_simulation(now: dt.datetime) -> None:
    client = officer(now)
    lint = client.get(PAGES[2]).content.decode()
    assert str(len(made.findings("ningbo-qti-2024"))) in lint
    page = client.get(PAGES[3]).content.decode()
    assert "规定分值 45 分时，200 人中" in page
    assert page.count("<svg") == 3


@pytest.mark.parametrize(
    "page",
    [
        "/workshop/diff/?a=zj-iot-2026/senior-engineer&b=nothing",
        "/workshop/diff/",
        "/workshop/diff/?a=zj-iot-2026/senior-engineer&b=zj-iot-2026/senior-engineer&people=9999999",
        "/workshop/lint/?pack=../../etc",
        "/workshop/simulate/?track=<script>",
        "/workshop/simulate/?track=zj-iot-2026/senior-engineer&people=-5",
    ],
)
def test_what_is_no_choice_has_no_page(now: dt.datetime, page: str) -> None:
    assert officer(now).get(page).status_code == 404


def test_marks_out_of_all_proportion_are_brought_back(now: dt.datetime) -> None:
    page = officer(now).get("/workshop/simulate/?track=zj-iot-2026/senior-engineer&people=200&low=999&high=0&at=abc")
    assert page.status_code == 200
