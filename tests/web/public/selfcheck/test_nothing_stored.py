"""No row, no session, no cookie and no file comes from a self-check, whatever a visitor does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.dossier_forms.examples import demo
from tests.web.public.selfcheck.page import IOT, send
from zhicheng.web.dossier_forms.state import dossier_state, download

pytestmark = pytest.mark.django_db

MARK = "自研设备接入网关二期"
"""The name of a record, which must be found nowhere afterwards."""


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def files() -> set[Path]:
    return {path for path in Path(settings.HOME).rglob("*") if path.is_file() and "postgres" not in path.parts}


@pytest.fixture
def no_temporary_files(settings: object) -> None:
    """Django would put large uploads into this folder, which is not there."""
    settings.FILE_UPLOAD_TEMP_DIR = "/nowhere/at/all"  # type: ignore[attr-defined]


def test_everything_a_visitor_can_do_leaves_nothing_behind(
    client: Client, now: object, no_temporary_files: None
) -> None:
    rows_before, files_before = rows(), files()
    dossier = demo()
    answers = {address: client.get(address) for address in ("/", "/check/", IOT)}
    steps = {
        "/check/": {},
        IOT: {},
        f"{IOT}more/": {},
        f"{IOT}report/": {},
        "/check/example/": {},
        "/check/edit/": {"open": "edit:project-3"},
        "/check/live/": {"open": "edit:project-3", "r-name": MARK},
        "/check/remove/": {"id": "project-3"},
        "/check/save/xlsx/": {},
        "/check/save/yaml/": {},
        "/check/save/json/": {},
        "/check/clear/": {},
    }
    answers |= {f"POST {address}": send(client, dossier, address, **more) for address, more in steps.items()}
    book = SimpleUploadedFile("mine.xlsx", download(dossier, "xlsx"))
    answers["a workbook"] = client.post("/check/open/", {"dossier": "", "file": book})
    large = SimpleUploadedFile("large.yaml", b"# " + b"x" * 4_000_000)
    answers["a large file"] = client.post("/check/open/", {"dossier": "", "file": large})
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 200} == {}
    assert MARK in answers["a workbook"].content.decode() and dossier_state(dossier)
    assert [answer.cookies for answer in answers.values() if answer.cookies] == []
    assert client.cookies == {}
    assert {name: (rows_before[name], count) for name, count in rows().items() if rows_before[name] != count} == {}
    assert files() - files_before == set()  # an earlier test's temporary files may vanish meanwhile


def test_no_browser_or_proxy_keeps_a_page_with_a_dossier(client: Client, now: object) -> None:
    for address in ("/check/", IOT, f"{IOT}report/", "/check/save/json/"):
        assert send(client, demo(), address).headers["Cache-Control"] == "no-store"
