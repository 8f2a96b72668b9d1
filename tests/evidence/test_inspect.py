"""Active content is found: in clear and escaped at upload, inside object streams in the second pass."""

from __future__ import annotations

import pytest

from tests.evidence import files
from zhicheng.evidence.deep import refuse_deep, refuse_object_streams
from zhicheng.evidence.inspect import first_look, refuse_names
from zhicheng.evidence.limits import Limits
from zhicheng.evidence.sniff import Kind
from zhicheng.procedure.refusal import Refusal

LIMITS = Limits()
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"

ACTIVE = {
    "a script run on opening": files.pdf(SCRIPT, catalog=b"/OpenAction 10 0 R"),
    "a script in the tree of names": files.pdf(SCRIPT, catalog=b"/Names<</JavaScript<</Names[(a) 10 0 R]>>>>"),
    "an escaped name": files.pdf(b"<</S/J#61vaScript/J#53(1)>>", catalog=b"/OpenAction 10 0 R"),
    "a name escaped throughout": files.pdf(
        b"<</S/#4a#61#76#61#53#63#72#69#70#74/#4aS(1)>>", catalog=b"/OpenAction 10 0 R"
    ),
    "a script's key alone": files.pdf(b"<</S/Rendition2/JS (1)>>"),
    "a script's key and a comment before its value": files.pdf(b"<</JS % a comment\n 11 0 R>>"),
    "a program to start": files.pdf(b"<</S/Launch/F(cmd.exe)>>", catalog=b"/OpenAction 10 0 R"),
    "attached files": files.pdf(catalog=b"/Names<</EmbeddedFiles<</Names[]>>>>"),
    "a note with a file": files.pdf(page=b"/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]>>]"),
    "actions of a page": files.pdf(page=b"/AA<</O<</S/Named/N/Print>>>>"),
    "actions by reference": files.pdf(b"<</O 11 0 R>>", page=b"/AA 10 0 R"),
    "films": files.pdf(page=b"/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>]"),
    "a dynamic form": files.pdf(files.stream(b"<xdp/>"), catalog=b"/AcroForm<</XFA 10 0 R/Fields[]>>"),
    "a form that sends": files.pdf(b"<</S/SubmitForm/F(http://example.invalid)>>"),
    "a form that reads": files.pdf(b"<</S/ImportData/F(a.fdf)>>"),
    "a jump into another file": files.pdf(b"<</S/GoToR/F(\\\\\\\\host\\\\share)>>"),
}

HARMLESS = {
    "plain": files.pdf(),
    "opens at a page": files.pdf(catalog=b"/OpenAction[100 0 R/Fit]"),
    "a web link": files.pdf(
        page=b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.invalid)>>>>]"
    ),
    "a form to fill": files.pdf(catalog=b"/AcroForm<</Fields[]>>"),
    "a signature": files.pdf(b"<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 1 2 3]/Contents<00>>>"),
    "text about scripts": files.pdf(content=b"BT (JavaScript, JS, AA and Launch) Tj ET"),
    "names that only begin alike": files.pdf(b"<</JSX 1/AAPL:Keywords[]/LaunchPad 2/EncryptMetadata false>>"),
    "a harmless object stream": files.pdf(files.object_stream(b"<</Type/Font>>")),
}


def code_of(data: bytes) -> str:
    """The code of the first look, or the type."""
    found = first_look(data, LIMITS)
    return found.code if isinstance(found, Refusal) else found.value


@pytest.mark.parametrize("name", ACTIVE)
def test_active_content_in_clear_is_refused_at_upload(name: str) -> None:
    assert code_of(ACTIVE[name]) == "active-content"


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_documents_pass_both_passes(name: str) -> None:
    assert code_of(HARMLESS[name]) == "pdf"
    assert refuse_deep(HARMLESS[name], Kind.PDF, LIMITS) is None


def test_the_refusal_names_everything_found_at_once() -> None:
    found = refuse_names(files.pdf(SCRIPT, b"<</S/Launch/F(a)>>"))
    assert found is not None
    assert "脚本" in found.text[0]
    assert "启动程序" in found.text[0]
    assert "a script" in found.text[1]
    assert "打印" in found.do[0]


@pytest.mark.parametrize("key", [b"/Encrypt 10 0 R", b"/Encr#79pt 10 0 R", b"/Encrypt<</Filter/Standard>>"])
def test_an_encrypted_document_is_refused(key: bytes) -> None:
    assert code_of(files.pdf(b"<</Filter/Standard/V 1/R 2/P -4>>", trailer=key)) == "encrypted"


def test_scans_are_not_refused_by_chance() -> None:
    """Forty million bytes without a pattern hold /JS and /AA by chance several times; none counts."""
    chance = 0
    for salt in range(8):
        data = files.noise(5_000_000, salt)
        chance += data.count(b"/JS") + data.count(b"/AA") + data.count(b"/XFA")
        assert refuse_names(data) is None
    assert chance > 0


@pytest.mark.parametrize(
    "hidden",
    [
        files.object_stream(SCRIPT),
        files.object_stream(b"<</S/J#61vaScript/J#53(1)>>"),
        files.object_stream(SCRIPT, b"/Type/Obj#53tm/N 1/First 5"),
        files.object_stream(SCRIPT, b"/N 1/First 5"),
        files.object_stream(SCRIPT, b"/Type/SomethingElse"),
        files.object_stream(SCRIPT, b"/Type/ObjStm/N 1/First 5%" + b" " * 9_000 + b"\n"),
        files.object_stream(b" " * 3_000_000 + SCRIPT),
    ],
    ids=["plain", "escaped", "its type escaped", "without type", "under a false type", "padded", "far inside"],
)
def test_a_script_in_an_object_stream_is_found_by_the_second_pass_only(hidden: bytes) -> None:
    data = files.pdf(hidden)
    assert code_of(data) == "pdf"
    found = refuse_deep(data, Kind.PDF, LIMITS)
    assert found is not None
    assert found.code == "active-content"


@pytest.mark.parametrize(
    "words",
    [
        b"/Type/ObjStm/N 1/First 5/Filter/LZWDecode",
        b"/Type/ObjStm/N 1/First 5/Filter[/ASCIIHexDecode/FlateDecode]",
        b"/Type/ObjStm/N 1/First 5/Filter 11 0 R",
        b"/Type/ObjStm/N 1/First 5/Filter/FlateDecode/DecodeParms<</Predictor 12>>",
    ],
)
def test_an_object_stream_that_cannot_be_unpacked_is_refused(words: bytes) -> None:
    found = refuse_object_streams(files.pdf(files.stream(b"xx", words, packed=False)), LIMITS)
    assert found is not None
    assert found.code == "cannot-inspect"


@pytest.mark.parametrize(
    "key", [b"%\xff\xfe\xfd\n/XFA[]", b"/JS%\xff\xfe\xfd\n(1)", b"%\xff\xfe\xfd\n/AA<</O 11 0 R>>"]
)
def test_a_short_key_between_binary_bytes_is_found_by_the_second_pass(key: bytes) -> None:
    data = files.pdf(b"<<" + key + b">>")
    assert code_of(data) == "pdf"
    found = refuse_deep(data, Kind.PDF, LIMITS)
    assert found is not None
    assert found.code == "active-content"


@pytest.mark.parametrize(
    ("flood", "code"),
    [
        (b"/#41" * 50_000, "cannot-inspect"),
        (b"/JS 1 " * 50_000, "cannot-inspect"),
        (b"/JS 1" + b"1" * 100_000, "pdf"),
        ((b"/JS" + b"%" * 1_500 + b"\n") * 3_000, "cannot-inspect"),
    ],
    ids=["escapes", "keys without value", "an endless number", "comments"],
)
def test_a_flood_of_doubtful_names_is_cut_short(flood: bytes, code: str) -> None:
    assert code_of(files.pdf(content=flood)) == code


def test_a_long_comment_hides_no_key() -> None:
    for length in (10, 1_500, 5_000):
        assert code_of(files.pdf(b"<</JS %" + b"x" * length + b"\n(1)>>")) == "active-content"


def test_an_object_stream_that_grows_without_end_is_refused() -> None:
    bomb = files.pdf(files.object_stream(b" " * 60_000_000))
    found = refuse_object_streams(bomb, Limits(unpacked=50_000_000))
    assert found is not None
    assert found.code == "inflates-too-much"


def test_many_pages_are_refused() -> None:
    limits = Limits(pages=5)
    assert refuse_deep(files.pdf(pages=5), Kind.PDF, limits) is None
    found = refuse_deep(files.pdf(pages=6), Kind.PDF, limits)
    assert found is not None
    assert found.code == "too-many-pages"
    assert "6" in found.text[0]


@pytest.mark.parametrize("damage", [b"%PDF-1.7\nnothing\n%%EOF", b"%PDF-1.7\n" + files.noise(3_000) + b"\n%%EOF"])
def test_garbage_is_damaged(damage: bytes) -> None:
    found = refuse_deep(damage, Kind.PDF, LIMITS)
    assert found is not None
    assert found.code == "damaged"


def test_pictures_are_measured_by_their_header() -> None:
    assert code_of(files.png(10_000, 6_000, rows=b"")) == "png"
    assert code_of(files.png(10_000, 6_001, rows=b"")) == "too-many-pixels"
    assert code_of(files.png(0, 10, rows=b"")) == "damaged"
    large = bytearray(files.jpeg())
    place = large.index(b"\xff\xc0")
    large[place + 5 : place + 9] = b"\xff\x00\xff\x00"
    assert code_of(bytes(large)) == "too-many-pixels"


def test_a_picture_with_two_headers_is_damaged() -> None:
    whole = files.jpeg()
    place = whole.index(b"\xff\xc0")
    size = 2 + int.from_bytes(whole[place + 2 : place + 4], "big")
    assert code_of(whole[:place] + whole[place : place + size] * 2 + whole[place + size :]) == "damaged"
