"""The pages: both languages, one heading, labels, no inline style; the verdict while typing; rounds."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.dossier_forms.browser import controls
from tests.web.dossier_forms.examples import demo
from tests.web.people import world
from tests.web.public.selfcheck.page import IOT, fields_of, press, send, text_of
from zhicheng.dossier.model import Dossier
from zhicheng.web.public.selfcheck.files import example_dossier

pytestmark = pytest.mark.django_db

PAGES = [
    ("/check/", {}),
    (IOT, {}),
    (f"{IOT}more/", {}),
    ("/check/edit/", {"open": "facts"}),
    ("/check/edit/", {"open": "new:project", "at": IOT[7:-1]}),
    ("/check/edit/", {"open": "new:degree"}),
    ("/check/clear/", {}),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("dossier", [demo(), Dossier()], ids=["demonstration", "empty"])
@pytest.mark.parametrize(("address", "more"), PAGES)
def test_every_page_in_both_languages(
    client: Client, now: object, language: str, dossier: Dossier, address: str, more: dict[str, str]
) -> None:
    client.cookies["language"] = language
    page = text_of(send(client, dossier, address, **more))
    tags = controls(page)
    assert [name for name, _ in tags].count("h1") == 1
    assert not any("style" in tag or any(key.startswith("on") for key in tag) for _, tag in tags)
    assert not re.search(r"<script(?![^>]* src=)", page)
    ids = [tag["id"] for _, tag in tags if "id" in tag]
    assert len(ids) == len(set(ids))
    labelled = {tag.get("for") for name, tag in tags if name == "label"}
    for name, tag in tags:
        if name in ("input", "select", "textarea") and tag.get("type") != "hidden":
            assert tag["id"] in labelled, tag
    assert ("What to fill in next" in page) == (language == "en" and "edit" not in address)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_front_page(client: Client, now: object, language: str) -> None:
    client.cookies["language"] = language
    here = world(now)  # type: ignore[arg-type]
    page = text_of(client.get("/"))
    assert 'href="/check/"' in page and "/policies/zj-iot-2026/" in page
    assert here.round.title[0 if language == "zh" else 1] in page
    assert ("天截止" if language == "zh" else "closes in") in page
    assert client.get("/").cookies == {}


def test_the_policy_browsers_link_leads_to_the_track(client: Client, now: object) -> None:
    response = client.get("/check/?track=zj-iot-2026/senior-engineer")
    assert (response.status_code, response.headers["Location"]) == (302, IOT)
    assert client.get("/check/?track=nothing/there").status_code == 404


def test_the_verdict_follows_what_is_typed_and_nothing_is_saved_by_it(client: Client, now: object) -> None:
    form = text_of(send(client, demo(), "/check/edit/", open="edit:title-2", at=IOT[7:-1]))
    assert "可以申报" in form
    live = press(client, form, "/check/live/", **{"r-title": "assistant"})
    text = text_of(live)
    assert "<html" not in text and "可以申报" not in text and 'id="answer-line"' in text
    assert "HX-Retarget" not in live.headers and len(live.content) < 20_000
    assert "可以申报" in text_of(press(client, form, "/check/live/"))


def test_without_a_track_every_track_follows_what_is_typed(client: Client, now: object) -> None:
    form = text_of(send(client, demo(), "/check/edit/", open="edit:title-2"))
    text = text_of(press(client, form, "/check/live/"))
    assert text.count("tracks__head") == 10 and "<button" not in text


def test_an_error_while_typing_is_told_by_field_and_keeps_the_verdict(client: Client, now: object) -> None:
    form = text_of(send(client, demo(), "/check/edit/", open="edit:project-3", at=IOT[7:-1]))
    live = press(client, form, "/check/live/", **{"r-date": "2025-13-45"})
    assert live.headers["HX-Retarget"] == "#live-errors" and live.status_code == 200
    assert 'data-field="id_r-date"' in text_of(live) and 'class="answer' not in text_of(live)
    assert 'id="id_r-date"' in form
    refused = text_of(press(client, form, "/check/edit/", act="save", **{"r-date": "2025-13-45"}))
    assert 'id="id_r-date_error"' in refused and fields_of(refused)["r-date"] == "2025-13-45"


def test_htmx_gets_only_what_changes(client: Client, now: object) -> None:
    whole = send(client, demo(), IOT)
    part = client.post(IOT, fields_of(text_of(whole)).dict(), headers={"HX-Request": "true"})
    assert "<html" not in text_of(part) and '<div class="answer' in text_of(part)
    more = client.post(f"{IOT}more/", fields_of(text_of(whole)).dict(), headers={"HX-Request": "true"})
    assert text_of(more).startswith('<div class="next">') and "<html" in text_of(send(client, demo(), f"{IOT}more/"))


def test_a_round_brings_its_date_and_pass_mark(client: Client, now: object) -> None:
    here = world(now)  # type: ignore[arg-type]
    address = f"/check/{here.round.track}/"
    page = text_of(send(client, demo(), address))
    assert f'<option value="{here.round.code}">' in page
    chosen = text_of(send(client, demo(), address, round=here.round.code, as_of="2020-01-01"))
    assert f'<option value="{here.round.code}" selected>' in chosen
    assert "2020年1月1日" not in chosen.split('id="verdict"')[1]


def test_the_report_is_one_file(client: Client, now: object) -> None:
    response = send(client, demo(), f"{IOT}report/", as_of="2026-12-31")
    assert response.headers["Content-Disposition"].startswith("attachment")
    text = text_of(response)
    assert text.startswith("<!doctype html>") and "可以申报：符合第七条（二）" in text
    assert not re.search(r"(?:src|href)=", text)


def test_the_example_is_the_demonstration_dossier() -> None:
    assert example_dossier() == demo() and len(demo().records) == 32
