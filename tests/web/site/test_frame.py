"""The frame of every page: language, size of type, headers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client


@pytest.mark.django_db
def test_an_unknown_address_answers_in_both_languages(client: Client, now: dt.datetime) -> None:
    assert "没有这一页" in client.get("/nowhere/").content.decode()
    client.post("/language/", {"language": "en", "next": "/nowhere/"})
    assert "There is no such page" in client.get("/nowhere/").content.decode()


@pytest.mark.django_db
def test_every_answer_has_a_strict_content_policy(client: Client, now: dt.datetime) -> None:
    policy = client.get("/nowhere/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_choosing_a_language_never_leads_to_another_site(client: Client, db: None) -> None:
    assert client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"}).url == "/"


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words(now: dt.datetime) -> None:
    careful = Client(enforce_csrf_checks=True)
    answer = careful.post("/accounts/logout/")
    assert answer.status_code == 403
    assert 'data-code="form-token"' in answer.content.decode()
    assert "Cookie" in answer.content.decode()
    assert "DEBUG" not in answer.content.decode()
