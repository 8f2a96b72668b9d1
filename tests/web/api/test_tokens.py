"""A token opens what its person may, within its scopes, for reading and for acting; a session only reads."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client

from tests.web.api.asking import BASE, key_of, program, read, send
from tests.web.people import World, handed_in, signed_in, world
from zhicheng.web.accounts.models import Grant, User
from zhicheng.web.api import security
from zhicheng.web.ledger.models import Entry
from zhicheng.web.tokens.models import Token

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(now: dt.datetime) -> World:
    made = world(now)
    handed_in(made)
    return made


def test_a_token_sees_what_its_person_sees(here: World) -> None:
    assert [one["name"] for one in read(program(here.applicant, here.now), "applications")] == ["申小艾"]
    assert [one["name"] for one in read(program(here.employer_officer, here.now), "applications")] == ["申小艾"]
    assert read(program(here.other_employer_officer, here.now), "applications") == []


def test_a_token_gives_less_once_its_person_has_less(here: World) -> None:
    officer = program(here.employer_officer, here.now)
    assert read(officer, "applications")
    Grant.objects.filter(user=here.employer_officer).update(ended_at=here.now)
    assert read(officer, "applications") == []
    User.objects.filter(pk=here.employer_officer.pk).update(is_active=False)
    assert officer.get(f"{BASE}/applications").status_code == 401


def test_a_token_gives_only_its_scopes(here: World) -> None:
    reader = program(here.applicant, here.now, "read:applications")
    (row,) = read(reader, "applications")
    answer = send(reader, f"applications/{row['id']}/acts/withdraw", version=row["version"])
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    assert "act:applications" in answer.json()["do_en"]
    assert reader.get(f"{BASE}/messages").json()["code"] == "scope-missing"
    actor = program(here.applicant, here.now, "act:applications")
    assert actor.get(f"{BASE}/applications").status_code == 403
    assert (
        send(actor, f"applications/{row['id']}/acts/withdraw", version=row["version"]).json()["row"]["state"]
        == "withdrawn"
    )


def test_a_session_reads_and_never_acts(here: World) -> None:
    browser = signed_in(here.applicant)
    (row,) = browser.get(f"{BASE}/applications").json()
    answer = send(browser, f"applications/{row['id']}/acts/withdraw", version=row["version"])
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-first")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert read(browser, f"applications/{row['id']}")["state"] == "at-employer"


def test_what_is_no_token_opens_nothing_not_even_beside_a_session(here: World) -> None:
    for header in ("Bearer ", "Bearer zc_", f"Bearer zc_{'a' * 43}", "Bearer \x00"):
        answer = signed_in(here.applicant).get(f"{BASE}/applications", headers={"Authorization": header})
        assert answer.status_code == 401, header
    answer = Client(headers={"Authorization": "Basic YTpi"}).get(f"{BASE}/applications")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-first")


def test_the_ledger_says_by_which_token_an_act_was_done(here: World) -> None:
    actor = program(here.applicant, here.now)
    (row,) = read(actor, "applications")
    send(actor, f"applications/{row['id']}/acts/withdraw", version=row["version"])
    entry = Entry.objects.get(act="withdraw")
    assert entry.open_detail["token"] == Token.objects.get().pk
    assert "token" not in Entry.objects.get(act="submit").open_detail


def test_an_office_needs_its_second_factor_for_a_program_too(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = program(here.county_officer, here.now)
    monkeypatch.setattr(settings, "SECOND_FACTOR", "required")
    answer = officer.get(f"{BASE}/applications")
    assert (answer.status_code, answer.json()["code"]) == (403, "second-factor-first")


def test_calls_a_minute_are_counted_by_token(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "READS_A_MINUTE", 2)
    monkeypatch.setattr(security, "ACTS_A_MINUTE", 1)
    one = Client(headers={"Authorization": f"Bearer {key_of(here.applicant, here.now)}"})
    other = program(here.applicant, here.now)
    assert [one.get(f"{BASE}/applications").status_code for _ in range(3)] == [200, 200, 429]
    assert other.get(f"{BASE}/applications").status_code == 200
    acts = [send(one, "applications/1/acts/withdraw", version=1).status_code for _ in range(2)]
    assert acts[1] == 429


def test_when_it_was_used_last_is_remembered(here: World) -> None:
    client = program(here.applicant, here.now)
    assert Token.objects.get().last_used_at is None
    read(client, "applications")
    assert Token.objects.get().last_used_at == here.now
