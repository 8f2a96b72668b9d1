"""The dossier goes through the pages and comes back the same: every kind of record, every file format."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.dossier_forms.examples import demo, known_records, record_of
from tests.web.public.selfcheck.page import IOT, fields_of, held, press, send, text_of
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import Dossier
from zhicheng.web.dossier_forms.state import dossier_state, with_record

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_record_of_every_kind_is_opened_and_saved_unchanged(client: Client, now: object, kind: str) -> None:
    facts = max((one for one in known_records() if one["kind"] == kind), key=len, default={"kind": kind})
    record = record_of({**facts, "id": "one"})
    dossier = with_record(Dossier(), record)
    for at in ("", "zj-iot-2026/senior-engineer"):
        form = text_of(send(client, dossier, "/check/edit/", open="edit:one", at=at))
        saved = press(client, form, "/check/edit/", act="save")
        assert saved.status_code == 200
        assert dossier_state(held(text_of(saved))) == dossier_state(dossier)
        assert ('id="verdict"' in text_of(saved)) == bool(at)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_new_record_of_every_kind_can_be_added_and_taken_out_again(client: Client, now: object, kind: str) -> None:
    form = text_of(client.post("/check/edit/", {"open": f"new:{kind}"}))
    typed = {"r-year": "2025"} if 'name="r-year"' in form else {}
    if 'name="r-name"' in form:
        typed["r-name"] = "新的一条 <b>"
    added = text_of(press(client, form, "/check/edit/", act="save", **typed))
    assert [record.__dict__["kind"] for record in held(added).records] == [kind], added[:3000]
    assert "<b>" not in added.replace("<b>—", "").split("papers__what")[1].split("</span>")[0]
    id_ = held(added).records[0].id
    removed = text_of(press(client, added, "/check/remove/", id=id_))
    assert held(removed) == Dossier()
    back = removed.split('name="removed" value="')[1].split('"')[0].replace("&quot;", '"').replace("&lt;", "<")
    restored = press(client, removed, "/check/restore/", removed=back.replace("&gt;", ">"))
    assert held(text_of(restored)) == held(added)


def test_the_applicants_facts_are_opened_and_saved_unchanged(client: Client, now: object) -> None:
    form = text_of(send(client, demo(), "/check/edit/", open="facts"))
    saved = text_of(press(client, form, "/check/edit/", act="save"))
    assert dossier_state(held(saved)) == dossier_state(demo())
    changed = text_of(press(client, form, "/check/edit/", act="save", **{"r-city": "宁波"}))
    assert (demo().applicant.city, held(changed).applicant.city) == ("杭州", "宁波")


def test_save_and_add_another_opens_an_empty_form_of_the_same_kind(client: Client, now: object) -> None:
    form = text_of(client.post("/check/edit/", {"open": "new:patent"}))
    again = text_of(press(client, form, "/check/edit/", act="another", **{"r-name": "第一件"}))
    assert fields_of(again)["open"] == "new:patent" and fields_of(again)["r-name"] == ""
    saved = text_of(press(client, again, "/check/edit/", act="save", **{"r-name": "第二件"}))
    assert [record.name for record in held(saved).records] == ["第一件", "第二件"]


@pytest.mark.parametrize("format", ["xlsx", "yaml", "json"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_saved_file_opens_to_the_same_dossier(client: Client, now: object, format: str, language: str) -> None:
    client.cookies["language"] = language
    saved = send(client, demo(), f"/check/save/{format}/")
    assert saved.headers["Content-Disposition"].startswith("attachment; ")
    file = SimpleUploadedFile(f"dossier.{format}", saved.content)
    page = client.post("/check/open/", {"dossier": "", "file": file})
    assert dossier_state(held(text_of(page))) == dossier_state(demo())
    assert 'data-saved="yes"' in text_of(page)


def test_the_day_the_round_and_assumptions_travel_along(client: Client, now: object) -> None:
    page = text_of(send(client, demo(), IOT, as_of="2026-12-31", answers='{"conduct":true}'))
    again = text_of(press(client, page, IOT))
    fields = fields_of(again)
    assert (fields["as_of"], json.loads(fields["answers"])) == ("2026-12-31", {"conduct": True})
    assert dossier_state(held(again)) == dossier_state(demo())


def test_a_record_id_that_is_taken_is_said_beside_the_form(client: Client, now: object) -> None:
    form = text_of(send(client, demo(), "/check/edit/", open="edit:project-3"))
    page = text_of(press(client, form, "/check/edit/", act="save", **{"r-id": "project-1"}))
    assert "已被另一条材料使用" in page and dossier_state(held(page)) == dossier_state(demo())


def test_a_file_with_errors_leaves_the_dossier_of_the_page(client: Client, now: object) -> None:
    file = SimpleUploadedFile("bad.yaml", b"records:\n- kind: nonsense\n- kind: patent\n  rank: nine\n")
    page = text_of(client.post("/check/open/", {"dossier": dossier_state(demo()), "file": file}))
    assert dossier_state(held(page)) == dossier_state(demo())
    assert "文件有误" in page and page.count("bad.yaml") >= 2
    none = text_of(client.post("/check/open/", {"dossier": dossier_state(demo())}))
    assert "没有选择文件" in none and dossier_state(held(none)) == dossier_state(demo())
