"""Dossiers in files: exported in three formats, looked at before anything is kept, refused with the place of each error."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.people import demonstration_dossier, keep_demonstration_dossier, person, signed_in, standing, world
from tests.web.records.pages import text_of_area
from zhicheng.web.dossier_forms.state import FORMATS, Format, download, upload
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.records.services import MOST_RECORDS, keep_facts, keep_record

pytestmark = pytest.mark.django_db


def given(client: Client, name: str, content: bytes) -> object:
    return client.post("/records/import/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_exported_is_taken_over_whole(form: Format, now: dt.datetime) -> None:
    here = world(now)
    keep_demonstration_dossier(here.applicant, now, papers=False)
    file = signed_in(here.applicant).get(f"/records/export/{form}/")
    assert file.status_code == 200 and file["Cache-Control"] == "private, no-store"
    assert len(upload(f"records.{form}", file.content).records) == 32

    client = signed_in(here.other_applicant)
    look = given(client, f"records.{form}", file.content)
    html = look.content.decode()  # type: ignore[attr-defined]
    assert "将添加 32" in html and html.count("＋ 添加") == 32
    assert not Record.objects.filter(owner=here.other_applicant).exists(), "nothing is kept before it is confirmed"
    carried = {"dossier": text_of_area(html, "dossier"), "file": f"records.{form}"}
    assert client.post("/records/import/", carried).status_code == 302
    mine = Record.objects.filter(owner=here.applicant).values_list("kind", "data")
    theirs = Record.objects.filter(owner=here.other_applicant).values_list("kind", "data")
    assert sorted(map(str, mine)) == sorted(map(str, theirs))
    assert Profile.objects.get(user=here.other_applicant).facts == Profile.objects.get(user=here.applicant).facts
    client.post("/records/import/", carried)
    assert Record.objects.filter(owner=here.other_applicant).count() == 32, "confirmed twice, kept once"
    assert "没有新的内容" in given(client, f"records.{form}", file.content).content.decode()  # type: ignore[attr-defined]


def test_a_file_without_facts_leaves_mine_alone(now: dt.datetime) -> None:
    user = person("alice", now)
    keep_facts({"city": "杭州市", "in_service": True}, actor=standing(user, now), now=now, version=None)
    client = signed_in(user)
    html = given(
        client, "d.yaml", "applicant: {city: 宁波市}\nrecords:\n  - {id: a, kind: patent, name: 甲}\n".encode()
    ).content.decode()  # type: ignore[attr-defined]
    assert "杭州市" in html and "宁波市" in html
    client.post("/records/import/", {"dossier": text_of_area(html, "dossier")})
    assert Profile.objects.get(user=user).facts == {"city": "宁波市", "in_service": True}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "d.yaml",
            "records:\n  - {id: a, kind: patent, name: 甲}\n  - {id: b, kind: unicorn}\n".encode(),
            ("第3行", "unicorn"),
        ),
        ("d.json", b'{"records": [', ("d.json",)),
        ("d.xlsm", b"PK\x03\x04", ("宏",)),
        ("d.exe", b"MZ", ("不认识的文件类型",)),
        ("d.xlsx", b"no workbook at all", ("d.xlsx",)),
        ("d.json", b" " * 1_100_000, ("超过 1 MB",)),
    ],
)
def test_a_wrong_file_is_refused_with_its_places(
    name: str, content: bytes, told: tuple[str, ...], now: dt.datetime
) -> None:
    answer = given(signed_in(person("alice", now)), name, content)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert all(text in answer.content.decode() for text in told)  # type: ignore[attr-defined]
    assert not Record.objects.exists()


def test_an_error_in_a_workbook_names_sheet_and_cell(now: dt.datetime) -> None:
    book = openpyxl.load_workbook(io.BytesIO(download(demonstration_dossier(), "xlsx")))
    sheet = book["专利"]
    heads = [cell.value for cell in sheet[1]]
    column = next(number for number, head in enumerate(heads, 1) if str(head).startswith("日期") or "日" in str(head))
    sheet.cell(row=2, column=column, value="去年")
    stream = io.BytesIO()
    book.save(stream)
    html = given(signed_in(person("alice", now)), "d.xlsx", stream.getvalue()).content.decode()  # type: ignore[attr-defined]
    assert re.search(r"专利!\w+[0-9]", html)


def test_what_a_page_carries_is_read_as_a_strangers(now: dt.datetime) -> None:
    client = signed_in(person("alice", now))
    answer = client.post("/records/import/", {"dossier": '{"records": [{"id": "a", "kind": "unicorn"}]}'})
    assert answer.status_code == 422 and "unicorn" in answer.content.decode()
    assert client.post("/records/import/", {}).status_code == 422


def test_more_records_than_are_kept_are_refused_and_none_is_taken(now: dt.datetime) -> None:
    user = person("alice", now)
    Record.objects.bulk_create(
        Record(owner=user, key=f"h{number}", kind="honour", data={"name": f"{number}"}, created_at=now, updated_at=now)
        for number in range(MOST_RECORDS - 1)
    )
    client = signed_in(user)
    html = given(
        client,
        "d.yaml",
        "records:\n  - {id: a, kind: patent, name: 甲}\n  - {id: b, kind: patent, name: 乙}\n".encode(),
    ).content.decode()  # type: ignore[attr-defined]
    answer = client.post("/records/import/", {"dossier": text_of_area(html, "dossier")})
    assert answer.status_code == 409 and "最多保存" in answer.content.decode()
    assert not Record.objects.filter(kind="patent").exists()


def test_the_empty_template_hides_what_my_rounds_do_not_ask(now: dt.datetime) -> None:
    here = world(now)
    book = openpyxl.load_workbook(io.BytesIO(signed_in(here.applicant).get("/records/template/").content))
    assert book["专利"].sheet_state == "visible"
    assert any(sheet.sheet_state == "hidden" for sheet in book.worksheets)
    assert upload("t.xlsx", signed_in(here.applicant).get("/records/template/").content).records == ()


def test_others_and_visitors_get_nothing(now: dt.datetime) -> None:
    here = world(now)
    keep_record({"kind": "patent", "name": "只有我的"}, actor=here.as_(here.applicant), now=now)
    for form in ("yaml", "json"):
        assert "只有我的".encode() not in signed_in(here.other_applicant).get(f"/records/export/{form}/").content
        assert Client().get(f"/records/export/{form}/").status_code == 302
    assert "只有我的" in signed_in(here.applicant).get("/records/export/yaml/").content.decode()
    assert signed_in(here.applicant).get("/records/export/pdf/").status_code == 404
