"""A zero byte, wherever it is sent, is answered in words, in both languages; nothing is done."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.people import World, signed_in, world
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.meetings.views.shared import parsed
from zhicheng.web.meetings.views.supervisor import _unpacked
from zhicheng.web.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(now: dt.datetime) -> World:
    return world(now)


@pytest.mark.parametrize(
    ("address", "posted"),
    [
        ("/notices/?q=a%00b", None),
        ("/policies/search/?q=%00", None),
        ("/ledger/about/round/1%00/", None),
        ("/accounts/login/", {"login": "al\0ice", "password": "x"}),
        ("/account/", {"na\0me": "x"}),
    ],
)
def test_it_is_refused_in_words(here: World, address: str, posted: dict[str, str] | None) -> None:
    client = signed_in(here.supervisor) if "ledger" in address or "account/" in address else Client()
    for language, words in (("zh", "无法保存的字符"), ("en", "a zero byte")):
        client.cookies["language"] = language
        found = client.get(address) if posted is None else client.post(address, posted)
        assert found.status_code == 400 and words in found.content.decode(), language


def test_a_file_s_name_and_a_whole_form_are_read_too(here: World) -> None:
    file = SimpleUploadedFile("a.json", b"{}")
    found = signed_in(here.supervisor).post("/verify/draw/", {"bundle": file, "expect": "0\0"})
    assert found.status_code == 400 and not Notice.objects.exists()


def test_a_message_with_one_is_no_message() -> None:
    for bad in (b'{"a": "\\u0000"}', b'{"\\u0000": 1}', b"{", b"9" * 5000, b"[" * 100_000):
        with pytest.raises(ActRefused) as refused:
            parsed(bad)
        assert refused.value.codes == ("not-json",)
    assert parsed('{"a": "好"}'.encode()) == {"a": "好"}


def packed(*, encrypted: bool = False, method: int = zipfile.ZIP_DEFLATED, body: bytes = b"{}") -> bytes:
    """An archive with one answer."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("answer.json", body)
    data = bytearray(stream.getvalue())
    if encrypted:
        data[6] |= 1
        data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def unknown_method() -> bytes:
    """Packed in a way that nobody here unpacks."""
    data = bytearray(packed())
    data[8] = data[data.rindex(b"PK\x01\x02") + 10] = 99
    return bytes(data)


def understated() -> bytes:
    """Its head says two bytes; a hundred million come out."""
    data = bytearray(packed(body=json.dumps("a" * 1_000_000).encode()))
    place = data.rindex(b"PK\x01\x02") + 24
    data[place : place + 4] = (2).to_bytes(4, "little")
    return bytes(data)


def cut() -> bytes:
    """Damaged in the middle."""
    data = bytearray(packed(body=json.dumps(list(range(2000))).encode()))
    data[60:400] = bytes(340)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", packed(encrypted=True), unknown_method(), understated(), cut(), packed()[:40]],
    ids=["empty", "two letters", "encrypted", "unknown method", "understated", "cut", "no end"],
)
def test_an_archive_that_can_t_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(ActRefused) as refused:
        _unpacked(data)
    assert refused.value.codes == ("not-json",)


def test_one_that_can_is_read() -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA):
        assert _unpacked(packed(method=method)) == {"answer.json": {}}
