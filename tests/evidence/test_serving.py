"""Originals leave as downloads only, pictures in place; no name carries a personal number."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from zhicheng.evidence.serving import file_name, original_headers, picture_headers
from zhicheng.evidence.sniff import Kind

DIGEST = "0123abcd" * 8


@pytest.mark.parametrize("kind", list(Kind))
def test_an_original_is_a_download_that_can_do_nothing(kind: Kind) -> None:
    headers = original_headers(kind, "发明专利证书", DIGEST)
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in headers["Cache-Control"]
    assert headers["Content-Type"] == kind.media_type
    assert "html" not in headers["Content-Type"]


def test_the_name_of_a_download_is_written_for_old_and_new_browsers() -> None:
    words = original_headers(Kind.PDF, "发明专利证书", DIGEST)["Content-Disposition"]
    assert words.isascii()
    assert 'filename="0123abcd.pdf"' in words
    assert unquote(words.partition("filename*=UTF-8''")[2]) == "发明专利证书-0123abcd.pdf"


@pytest.mark.parametrize(
    "title",
    [
        "身份证330102199001011234",
        "身份证33010219900101123X",
        "身份证 3301 0219 9001 0112 34",
        "电话138-0013-8000",
        "３３０１０２１９９００１０１１２３４",
        "工资卡6222020200112233445",
        "护照号0123456",
    ],
)
def test_no_name_carries_a_personal_number(title: str) -> None:
    words = unquote(original_headers(Kind.PDF, title, DIGEST)["Content-Disposition"]).replace("0123abcd", "")
    assert re.search(r"\d{3}", words) is None


@pytest.mark.parametrize(
    "title",
    ["../../etc/passwd", 'a"; filename="b.exe', "a\r\nSet-Cookie: b=c", "a\u202efdp.exe", "", "…" * 300, "a\\b:c|d"],
)
def test_no_name_breaks_out_of_its_header_or_folder(title: str) -> None:
    name = file_name(title, Kind.OFD, DIGEST)
    assert name.endswith("0123abcd.ofd")
    assert len(name) <= 80
    assert not set(name) & set('/\\:"\r\n\u202e;')
    words = original_headers(Kind.OFD, title, DIGEST)["Content-Disposition"]
    assert words.isprintable()
    assert words.count('"') == 2


def test_pictures_are_shown_in_place_and_can_do_nothing() -> None:
    headers = picture_headers("image/png")
    assert headers["Content-Disposition"] == "inline"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    with pytest.raises(ValueError, match="svg"):
        picture_headers("image/svg+xml")
