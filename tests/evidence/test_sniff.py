"""A file is told by its bytes: four types are taken, everything else is refused with its reason."""

from __future__ import annotations

import struct

import pytest

from tests.evidence import files
from zhicheng.evidence.limits import Limits
from zhicheng.evidence.ofd import refuse_unpacked
from zhicheng.evidence.refusals import CODES, refusal
from zhicheng.evidence.sniff import Kind, sniff
from zhicheng.procedure.refusal import Refusal

LIMITS = Limits()


def told(data: bytes, limits: Limits = LIMITS) -> str:
    """The type, or the code of the refusal."""
    found = sniff(data, limits)
    return found.code if isinstance(found, Refusal) else found.value


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (files.pdf(), Kind.PDF),
        (b"\xef\xbb\xbf" + files.pdf(), Kind.PDF),
        (files.pdf() + b"\r\n\x00\x00", Kind.PDF),
        (files.scan(), Kind.PDF),
        (files.jpeg(), Kind.JPEG),
        (files.jpeg() + b"\x00\x00\x00\x18ftypmp42 a film that a telephone appends", Kind.JPEG),
        (files.png(), Kind.PNG),
        (files.ofd(), Kind.OFD),
        (files.ofd(("Doc_0/Res/印章.esl", b"seal"), ("Doc_0/Attachs/original_invoice.xml", b"<a/>")), Kind.OFD),
    ],
)
def test_the_four_types_are_taken(data: bytes, kind: Kind) -> None:
    assert sniff(data, LIMITS) is kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(100), "archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(100), "archive"),
        (b"\x1f\x8b\x08" + bytes(100), "archive"),
        (bytes(257) + b"ustar" + bytes(300), "archive"),
        (files.zipped([("a.txt", b"a")]), "archive"),
        (files.office(), "type-not-allowed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "type-not-allowed"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "type-not-allowed"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "type-not-allowed"),
        (b"MZ\x90\x00" + bytes(200), "type-not-allowed"),
        (b"\x7fELF\x02\x01" + bytes(200), "type-not-allowed"),
        (b"#!/bin/sh\n", "type-not-allowed"),
        (b"GIF89a" + bytes(50), "type-not-allowed"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "type-not-allowed"),
        (b"II*\x00" + bytes(50), "type-not-allowed"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(50), "type-not-allowed"),
        ("纯文本".encode(), "type-not-allowed"),
    ],
)
def test_every_other_type_is_refused_by_name(data: bytes, code: str) -> None:
    assert told(data) == code


@pytest.mark.parametrize(
    "data",
    [
        b"MZ" + bytes(60) + files.pdf(),
        b"<html>" + files.pdf(),
        b"twelve bytes" + files.pdf(),
        files.pdf() + files.zipped([("run.class", b"\xca\xfe\xba\xbe")]),
        files.jpeg() + files.zipped([("run.class", b"\xca\xfe\xba\xbe")]),
        files.jpeg() + b"Rar!\x1a\x07\x00" + bytes(80),
        files.png() + files.zipped([("a.txt", b"a")]),
        files.png() + b"<script>alert(1)</script>",
        files.pdf() + b"A" * 5_000,
        files.pdf() + b"<script>alert(1)</script>",
        files.jpeg() + b"MZ\x90\x00 a program",
        files.jpeg() + b"\n<script>alert(1)</script>",
        files.pdf().replace(b"%\xe2\xe3\xcf\xd3", b"%<script>alert(1)</script>"),
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00<html><body>" + bytes(30) + b"\xff\xd9",
        b"\xff\xd8\xff\xfe\x00\x20" + b"%PDF-1.7 in a comment" + bytes(30) + b"\xff\xd9",
    ],
)
def test_a_file_of_two_types_is_refused(data: bytes) -> None:
    found = sniff(data, LIMITS)
    assert isinstance(found, Refusal)
    assert found.code in ("two-types", "type-not-allowed")


@pytest.mark.parametrize("whole", [files.pdf(pages=3), files.png(), files.jpeg(), files.ofd()])
def test_a_file_cut_off_is_damaged(whole: bytes) -> None:
    assert told(whole[: len(whole) // 2]) == "damaged"


def test_a_file_is_bounded_to_the_byte() -> None:
    data = files.pdf()
    assert told(data, Limits(bytes_per_file=len(data))) == "pdf"
    assert told(data, Limits(bytes_per_file=len(data) - 1)) == "too-large"


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (("../../etc/cron.d/run.xml", b"x"), "damaged"),
        (("/etc/run.xml", b"x"), "damaged"),
        (("a\\..\\b.xml", b"x"), "damaged"),
        (("a//b.xml", b"x"), "damaged"),
        (("ofd.XML", b"x"), "damaged"),
        (("Doc_0/run.js", b"x"), "active-content"),
        (("Doc_0/run.exe", b"x"), "active-content"),
        (("Doc_0/inner.zip", b"x"), "active-content"),
        (("Doc_0/inner.xml", files.zipped([("a", b"a")])), "archive"),
        (("Doc_0/picture.png", b"MZ\x90\x00 a program"), "archive"),
        (("Doc_0/bomb.xml", bytes(30_000_000)), "inflates-too-much"),
        (("[Content_Types].xml", b"x"), "type-not-allowed"),
    ],
)
def test_an_ofd_with_a_foreign_member_is_refused(member: tuple[str, bytes], code: str) -> None:
    assert told(files.ofd(member), Limits(unpacked=20_000_000)) == code


def test_an_ofd_must_be_one_inside() -> None:
    assert told(files.ofd(main=b"<OFD/>")) == "archive"
    assert told(files.ofd(main=b'<!DOCTYPE a [<!ENTITY b "c">]>' + files.OFD_MAIN)) == "active-content"


def test_an_ofd_has_bounded_members() -> None:
    data = files.ofd(*((f"Doc_0/{number}.xml", b"x") for number in range(50)))
    assert told(data, Limits(entries=53)) == "ofd"
    assert told(data, Limits(entries=52)) == "inflates-too-much"


def changed_directory(data: bytes, offset: int, value: bytes) -> bytes:
    """The ZIP with a field of the first entry of its directory overwritten."""
    place = data.index(b"PK\x01\x02") + offset
    return data[:place] + value + data[place + len(value) :]


@pytest.mark.parametrize(
    ("offset", "value", "code"),
    [
        (8, b"\x01\x00", "encrypted"),
        (10, b"\x63\x00", "cannot-inspect"),
        (20, struct.pack("<I", 0x7FFFFFFF), "damaged"),
        (38, struct.pack("<I", 0o120777 << 16), "damaged"),
        (42, struct.pack("<I", 7), "damaged"),
        (46, b"OFE.xml", "archive"),
    ],
)
def test_an_ofd_whose_directory_lies_is_refused(offset: int, value: bytes, code: str) -> None:
    assert told(changed_directory(files.ofd(), offset, value)) == code


def test_members_of_an_ofd_may_not_overlap() -> None:
    data = files.ofd()
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    first_start = data[data.index(b"PK\x01\x02") + 42 :][:4]
    assert told(data[: second + 42] + first_start + data[second + 46 :]) == "damaged"


def test_something_before_or_after_an_ofd_is_refused() -> None:
    assert told(files.ofd() + b"tail") == "damaged"
    assert told(b"PK\x03\x04" + files.ofd()) == "damaged"


def test_an_ofd_member_that_unpacks_to_more_than_it_says_is_found_by_the_second_pass() -> None:
    data = changed_directory(files.ofd(), 24, struct.pack("<I", 20))
    assert told(data) == "ofd"
    found = refuse_unpacked(data, LIMITS)
    assert found is not None
    assert found.code == "inflates-too-much"
    assert refuse_unpacked(files.ofd(), LIMITS) is None


def test_every_refusal_says_in_two_languages_what_is_wrong_and_what_to_do() -> None:
    for code in CODES:
        made = refusal(code, what=("甲", "a"), count=3, most=2, width=1, height=1)
        assert all((*made.text, *made.do)), code
        assert "{" not in made.sentence("zh") + made.sentence("en")
        assert made.text[0] != made.text[1]
