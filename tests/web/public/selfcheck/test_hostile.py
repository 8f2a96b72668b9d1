"""Whatever a page sends back: a message that says what is wrong, never a fault of the server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.dossier_forms.examples import demo
from tests.web.public.selfcheck.page import IOT, send, text_of
from zhicheng.web.dossier_forms.state import dossier_state

pytestmark = pytest.mark.django_db
ADDRESSES = ("/check/", IOT, f"{IOT}more/", f"{IOT}report/", "/check/edit/", "/check/live/", "/check/save/xlsx/")


def many(count: int) -> str:
    return json.dumps({"records": [{"id": f"p{number}", "kind": "patent"} for number in range(count)]})


HOSTILE: dict[str, Any] = {
    "broken": '{"records": [',
    "list": "[]",
    "number": "7",
    "null": "null",
    "words": "你好",
    "nested": "[" * 5000 + "]" * 5000,
    "wrong types": '{"applicant": [], "records": {"a": 1}, "claimed": "x"}',
    "wrong record": '{"records": [null, 7, "x", {"kind": []}, {"kind": "patent", "rank": {"a": 1}}]}',
    "twice": '{"records": [], "records": []}',
    "same id": '{"records": [{"id": "a", "kind": "patent"}, {"id": "a", "kind": "patent"}]}',
    "big number": '{"records": [{"id": "a", "kind": "patent", "rank": 1' + "0" * 5000 + "}]}",
    "2000 records": many(2000),
    "signs": '{"records": [{"id": "a", "kind": "patent", "name": "\\u0000\\ud800"}]}',
    "huge": '"' + "x" * 1_200_000 + '"',
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_dossier_is_refused_with_a_sentence(client: Client, now: object, address: str, name: str) -> None:
    for language, said in (("zh", "无法读取"), ("en", "can't be read")):
        client.cookies["language"] = language
        response = client.post(address, {"dossier": HOSTILE[name], "open": "new:patent"})
        page = text_of(response)
        assert response.status_code == 422 and said in page
        assert 'data-state="broken"' in page and '<ul class="reasons"><li>' in page
        assert HOSTILE[name] not in page


def test_more_than_a_request_may_hold_is_refused(client: Client, now: object) -> None:
    response = client.post("/check/", {"dossier": "x" * 3_000_000})
    assert response.status_code == 422 and "太大" in text_of(response)
    fields = {f"f{number}": "1" for number in range(5000)}
    assert client.post("/check/", fields).status_code == 422


def test_a_form_that_was_cut_off_is_refused(client: Client, now: object) -> None:
    response = client.post("/check/open/", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=")
    assert response.status_code == 422


@pytest.mark.parametrize(
    "more",
    [
        {"as_of": "soon"},
        {"as_of": "0001-01-01"},
        {"as_of": "9999-12-31"},
        {"answers": "[[["},
        {"answers": '{"a": [1]}'},
        {"if:x": "many"},
    ],
)
def test_other_wrong_fields_are_refused(client: Client, now: object, more: dict[str, str]) -> None:
    for address in ("/check/", IOT):
        assert send(client, demo(), address, **more).status_code == 422


@pytest.mark.parametrize(
    ("address", "more", "status"),
    [
        ("/check/edit/", {"open": "new:nonsense"}, 422),
        ("/check/edit/", {"open": "edit:gone"}, 422),
        ("/check/edit/", {"open": ""}, 422),
        ("/check/live/", {"open": "edit:../../x"}, 422),
        ("/check/remove/", {"id": "gone"}, 422),
        ("/check/restore/", {"removed": "[1]"}, 422),
        ("/check/restore/", {"removed": '{"kind": "patent", "id": "project-1"}'}, 422),
        ("/check/edit/", {"open": "facts", "at": "../etc"}, 404),
        ("/check/nowhere/level/", {}, 404),
        ("/check/zj-iot-2026/nothing/", {}, 404),
        ("/check/save/exe/", {}, 404),
        (IOT, {"round": "../../etc/passwd"}, 200),
        (IOT, {"round": "notice:../../etc/passwd"}, 200),
        (IOT, {"round": "notice:ningbo-2024"}, 200),
    ],
)
def test_what_is_not_there(client: Client, now: object, address: str, more: dict[str, str], status: int) -> None:
    assert send(client, demo(), address, **more).status_code == status


def test_markup_in_a_dossier_stays_text(client: Client, now: object) -> None:
    evil = "<script>alert(1)</script>"
    state = json.dumps({"records": [{"id": "a", "kind": "patent", "name": evil, "type": "invention"}]})
    for address, more in (("/check/", {}), (IOT, {}), ("/check/edit/", {"open": "edit:a", "at": IOT[7:-1]})):
        page = text_of(client.post(address, {"dossier": state, **more}))
        assert evil not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.xlsx", b"no workbook"),
        ("a.exe", b"MZ"),
        ("../../a.yaml", b"records: ["),
        ("a.json", b"\xff\xfe\x00"),
        ("a.yaml", b"&a [*a, *a]"),
        ("large.yaml", b"x" * 5_000_000),
    ],
)
def test_hostile_files_are_told_with_every_error(client: Client, now: object, name: str, raw: bytes) -> None:
    response = client.post("/check/open/", {"dossier": dossier_state(demo()), "file": SimpleUploadedFile(name, raw)})
    assert response.status_code == 200 and "文件有误" in text_of(response)


def test_addresses_that_take_only_posts_lead_home(client: Client, now: object) -> None:
    for address in ("edit", "live", "remove", "restore", "open", "example", "clear", "save/json", "save/xlsx"):
        response = client.get(f"/check/{address}/")
        assert (response.status_code, response.headers["Location"]) == (302, "/check/")


@pytest.mark.long
def test_too_many_requests_are_told(client: Client, now: object) -> None:
    found = [send(client, demo(), "/check/save/xlsx/").status_code for _ in range(21)]
    assert found[:20] == [200] * 20 and found[20] == 429
