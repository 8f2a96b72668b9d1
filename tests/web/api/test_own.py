"""What the interface gives of applications, notices and messages: the rows of the pages, to the same people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.web.people import World, handed_in, signed_in, world
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.notices.services.posting import post_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(now: dt.datetime) -> World:
    made = world(now)
    application = handed_in(made)
    tell_applicant(application, "returned", ("秘密的话", "a secret word"), now=now)
    officer = made.as_(made.employer_officer)
    post_notice(made.round, made.employer, [application], actor=officer, now=now, contact="人事部 0571")
    return made


def names(client: Client, address: str) -> list[Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    return [one["name"] for one in answer.json()]


def test_an_application_is_given_to_those_who_see_its_page(here: World) -> None:
    for user in (here.applicant, here.employer_officer, here.supervisor):
        assert names(signed_in(user), "/api/v1/applications") == ["申小艾"]
    for user in (
        here.other_applicant,
        here.other_employer_officer,
        here.county_officer,
        here.office_officer,
        here.operator,
    ):
        assert names(signed_in(user), "/api/v1/applications") == []
        assert names(signed_in(user), "/api/v1/applications?q=申") == []
        pk = here.round.applications.get().pk
        assert signed_in(user).get(f"/api/v1/applications/{pk}").status_code == 404


def test_a_visitor_gets_notices_and_nothing_else(here: World) -> None:
    visitor = Client()
    assert visitor.get("/api/v1/applications").status_code == 401
    assert visitor.get("/api/v1/messages").status_code == 401
    (notice,) = visitor.get("/api/v1/notices").json()
    assert notice["names"] == ["申小艾"]
    assert "0571" not in str(notice)


def test_messages_are_ones_own(here: World) -> None:
    assert "秘密的话" in signed_in(here.applicant).get("/api/v1/messages").content.decode()
    for user in (here.employer_officer, here.operator, here.supervisor):
        assert signed_in(user).get("/api/v1/messages").json() == []
