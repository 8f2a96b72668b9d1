"""The certificate as a file: every character is on the paper, the code can be read off it, PDF/A and signature hold."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
import segno

from tests.documents.certificates import (
    AT,
    EXAMPLES,
    ISSUER,
    LINK,
    NOW,
    content,
    example_files,
    keys,
    listed,
    old_content,
    pdf,
    seal,
)
from tests.documents.pdfa import pdfa_faults
from tests.documents.reading import pdf_text
from zhicheng.documents.certificate import make_certificate, print_certificate, unprintable
from zhicheng.documents.certificate_data import certificate_sheet
from zhicheng.documents.fonts import font_set
from zhicheng.documents.pdf_update import with_statement
from zhicheng.documents.plain import BEIJING
from zhicheng.documents.render import default_template
from zhicheng.procedure.certificate.seal import SealProvider
from zhicheng.procedure.certificate.signed_pdf import statement_of
from zhicheng.procedure.certificate.statement import code_text, stated
from zhicheng.procedure.certificate.verification import check_certificate
from zhicheng.vocabulary.problems import Refused

MARK = ("平台签名，非电子印章", "platform signature, not an official electronic seal")
RARE = "䶮㛃𬭚·"
FULL = content(name=f"王{RARE}阿卜杜拉", replaces=old_content().number, specialty="物联网工程（感知与控制）")


def test_everything_it_says_is_on_the_paper() -> None:
    text = pdf_text(pdf(FULL))
    for value in (FULL.number, FULL.name, FULL.person, FULL.title, FULL.specialty, FULL.committee, FULL.issuer,
                  FULL.document, FULL.valid_in, FULL.replaces, FULL.key, "2026年10月30日", "2026年11月20日",
                  "专业技术职务任职资格证书", "SeniorEngineer", *MARK, LINK):  # fmt: skip
        assert "".join(value.split()) in text, value
    assert len(pypdfium2.PdfDocument(pdf(FULL))) == 1


def test_long_fields_stay_on_the_one_page() -> None:
    long = content(name="阿卜杜热合曼·" * 2 + "某", committee="委" * 36, document="文" * 22, specialty="专" * 16)
    text = pdf_text(pdf(long))
    assert long.name in text and long.committee in text and long.document in text
    assert len(pypdfium2.PdfDocument(pdf(long))) == 1


# --------------------------------------------------------------------------- characters


@pytest.mark.parametrize("sign", RARE)
def test_a_rare_character_has_a_glyph_of_its_own_and_is_drawn(sign: str) -> None:
    """Read back, looked up in the font, found in the file's own subset, and seen as ink that differs from its absence."""
    from fontTools.ttLib import TTFont

    font = TTFont(next(face.path for face in font_set().fonts.fonts()))
    glyph = font.getBestCmap()[ord(sign)]
    assert glyph != ".notdef" and font.getGlyphID(glyph) != 0
    made = pdf(content(name=f"王{sign}某"))
    assert f"王{sign}某" in pdf_text(made)
    drawn, box = _ink(made, f"王{sign}某", 1)
    other, _ = _ink(pdf(content(name="王口某")), "王口某", 1)
    assert drawn > 8, f"{sign} leaves ink in {box}"
    assert drawn != other, "and it is not the box that stands for a character that is missing"


def _ink(raw: bytes, words: str, at: int) -> tuple[int, tuple[float, ...]]:
    """How many dark points the sign at a place of a text has, and its box on the page."""
    document = pypdfium2.PdfDocument(raw)
    page = document[0]
    text = page.get_textpage()
    whole = text.get_text_range()
    place = len(whole[: whole.index(words)].encode("utf-16-le")) // 2 + len(words[:at].encode("utf-16-le")) // 2
    left, bottom, right, top = text.get_charbox(place)
    bitmap = page.render(scale=4, grayscale=True).to_pil()
    crop = bitmap.crop(
        (int(left * 4), bitmap.height - int(top * 4) - 1, int(right * 4) + 1, bitmap.height - int(bottom * 4) + 1)
    )
    return sum(point < 128 for point in crop.tobytes()), (left, bottom, right, top)


@pytest.mark.parametrize(
    ("name", "told"), [("王\U00020000", "U+20000"), ("王\ue000", "U+E000"), ("王\U0001f600", "U+1F600")]
)
def test_a_character_the_font_lacks_is_refused_by_name(name: str, told: str) -> None:
    with pytest.raises(Refused) as caught:
        pdf(content(name=name))
    (problem,) = caught.value.problems
    assert "字库缺字" in problem.text("zh") and told in problem.text("zh") and problem.place == "name"


def test_nothing_is_signed_that_can_not_be_printed() -> None:
    from zhicheng.documents.platform_seal import PlatformSeal

    asked: list[bytes] = []

    def card(data: bytes) -> bytes:
        asked.append(data)
        return seal().sign(data)

    with pytest.raises(Refused):
        make_certificate(content(name="王\U00020000"), PlatformSeal(seal().key, ISSUER, card), link=LINK, at=AT)
    assert asked == []
    assert unprintable(content(name=f"王{RARE}")) == []
    assert [one.place for one in unprintable(content(name="\U00020000", document="\U0002a6d7"))] == ["name", "document"]


def test_what_is_never_printable_is_refused_before_anything_is_signed() -> None:
    for name in ("王\u202e某", "王\x00", "王\ud800"):
        with pytest.raises(Refused):
            pdf(content(name=name))


@pytest.mark.parametrize("field", ["committee", "document", "specialty", "issuer", "title", "valid_in"])
def test_no_field_drops_a_character(field: str) -> None:
    with pytest.raises(Refused, match="U\\+2A6D7"):
        pdf(content(**{field: "某\U0002a6d7某"}))


# --------------------------------------------------------------------------- the code


def test_the_printed_code_is_the_link_module_by_module() -> None:
    """The picture of the page, sampled in the middle of each module, is the matrix of link and statement."""
    raw = pdf(FULL)
    text = code_text(LINK, statement_of(raw))
    level = "m" if len(text) <= 624 else "l"
    matrix = segno.make(text, error=level, mode="byte", boost_error=False, micro=False).matrix
    expected = [[bool(dark) for dark in row] for row in matrix]
    page = pypdfium2.PdfDocument(raw)[0]
    picture = page.render(scale=8, grayscale=True).to_pil()
    around = (0.7, 0.2, 0.95, 0.47)
    edges = [int(part * side) for part, side in zip(around, picture.size * 2, strict=True)]
    dark = picture.point(lambda value: 255 * (value < 128)).crop(edges)
    left, top, right, bottom = dark.getbbox()
    size = len(expected)
    side = (right - left) / size
    found = [
        [dark.getpixel((left + (x + 0.5) * side, top + (y + 0.5) * side)) == 255 for x in range(size)]
        for y in range(size)
    ]
    assert found == expected
    assert abs((right - left) - (bottom - top)) <= 2
    millimetres = (right - left) / 8 / 72 * 25.4
    assert 18 <= millimetres <= 40.2 and millimetres / size >= 0.41


# --------------------------------------------------------------------------- file


def test_the_same_content_makes_the_same_bytes() -> None:
    first, second = (make_certificate(content(), seal(), link=LINK, at=AT)[1].pdf for _ in range(2))
    assert first == second
    assert make_certificate(content(), seal(), link=LINK, at=AT.astimezone(dt.UTC))[1].pdf != b""
    assert make_certificate(content(name="李四"), seal(), link=LINK, at=AT)[1].pdf != first


def test_no_clock_of_the_machine_is_in_the_file() -> None:
    raw = pdf(content())
    days = {found[:8] for found in re.findall(rb"D:(\d{14})", raw)}
    assert days == {b"20261120"}
    assert set(re.findall(rb"\d{4}-\d\d-\d\dT", raw)) == {b"2026-11-20T"}


@pytest.mark.parametrize("said", [content(), FULL], ids=["plain", "full"])
def test_the_signed_file_is_still_pdf_a(said: object) -> None:
    assert pdfa_faults(pdf(said)) == []  # type: ignore[arg-type]


def test_the_look_at_pdf_a_finds_what_is_wrong() -> None:
    raw = pdf(content())
    for old, new, told in (
        (b"<pdfaid:part>2<", b"<pdfaid:part>4<", "pdfaid:part"),
        (b"/F 132", b"/F 131", "not printed"),
        (b"/S/GTS_PDFA1", b"/S/GTS_XXXX1", "output intent"),
        (b"/Lang (", b"/JS   (", "/JS"),
    ):
        assert old in raw
        assert any(told in fault for fault in pdfa_faults(raw.replace(old, new))), told


# --------------------------------------------------------------------------- signature


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not installed")
def test_pdfsig_accepts_the_signature(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(pdf(content()))
    told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    for words in ("Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "SHA-256", MARK[0], ISSUER):
        assert words in told, told
    file.write_bytes(pdf(content()).replace(b"<pdfaid:part>2<", b"<pdfaid:part>4<"))
    told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" not in told


def test_another_library_reads_a_pades_signature_that_allows_no_change() -> None:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    (signature,) = PdfFileReader(io.BytesIO(pdf(content()))).embedded_signatures
    root = x509.Certificate.load(seal().key.certificate)
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root], moment=NOW))
    assert status.bottom_line and status.intact and status.valid
    assert str(status.coverage) == "SignatureCoverageLevel.ENTIRE_FILE" and status.docmdp_ok
    assert str(signature.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Name"] == f"{ISSUER}（{MARK[0]}）"
    assert signature.signer_info["signed_attrs"].native and "unsigned_attrs" not in [
        k for k, v in signature.signer_info.native.items() if v
    ]
    kinds = {attribute["type"] for attribute in signature.signer_info["signed_attrs"].native}
    assert kinds == {"content_type", "message_digest", "signing_certificate_v2"}, "PAdES B-B, and no signing time"


def test_a_provider_is_a_seal_provider_and_seals_a_file_once() -> None:
    provider: SealProvider = seal()
    sealed = provider.seal_pdf(with_statement(_printed(), "zc1.a.b"), at=AT)
    assert sealed.at == AT and sealed.certificate == provider.key.certificate
    with pytest.raises(Refused, match="签名或表单"):
        provider.seal_pdf(sealed.pdf, at=AT)
    with pytest.raises(Refused, match="PDF"):
        provider.seal_pdf(b"no pdf", at=AT)
    with pytest.raises(ValueError, match="time zone"):
        provider.seal_pdf(_printed(), at=dt.datetime(2026, 11, 20))
    with pytest.raises(Refused, match="不可签名"):
        provider.seal_pdf(_printed(), at=dt.datetime(2025, 11, 20, tzinfo=BEIJING))


def test_a_container_that_does_not_fit_is_refused() -> None:
    from zhicheng.documents.pdf_update import with_signature

    with pytest.raises(Refused, match="预留"):
        with_signature(_printed(), at=AT, name="x", reason="y", reserved=64, contain=lambda _: b"0" * 65)


def test_the_key_signs_by_the_day_in_beijing() -> None:
    """Half past midnight of its first day there is still the day before in Greenwich."""
    early = dt.datetime(2025, 12, 31, 16, 30, tzinfo=dt.UTC)
    assert seal().seal_pdf(_printed(), at=early).at == early
    with pytest.raises(Refused, match="2025-12-31"):
        seal().seal_pdf(_printed(), at=early - dt.timedelta(hours=1))


def test_a_key_behind_a_function_signs_as_one_in_memory() -> None:
    from zhicheng.documents.platform_seal import PlatformSeal

    asked: list[bytes] = []

    def card(data: bytes) -> bytes:
        asked.append(data)
        return seal().sign(data)

    made = make_certificate(content(), PlatformSeal(seal().key, ISSUER, card), link=LINK, at=AT)[1].pdf
    assert made == pdf(content()) and len(asked) == 2
    with pytest.raises(ValueError, match="belong"):
        PlatformSeal(seal("example key 2").key, ISSUER, seal()._signer)


def test_what_another_key_is_named_for_is_not_sealed() -> None:
    with pytest.raises(Refused, match="另一把密钥"):
        make_certificate(content(key="0" * 16), seal(), link=LINK, at=AT)


# --------------------------------------------------------------------------- template


@cache
def _printed(template: str | None = None) -> bytes:
    sheet = certificate_sheet(stated(content(), seal().sign), link=LINK, mark=MARK)
    templates = None if template is None else {"certificate.typ": template.encode()}
    return print_certificate(sheet, at=AT, templates=templates)


def test_a_template_can_be_replaced_and_its_errors_name_the_line() -> None:
    own_template = default_template("certificate", "pdf").decode()
    own = own_template + "\n#place(center + horizon, dy: 20mm)[本证书与纸质证书同等有效 #d.name]"
    assert "本证书与纸质证书同等有效王䶮" in pdf_text(_printed(own))
    for line, told in (
        ("#d.nmae", "没有字段“nmae”，是否“name”"),
        ('#image("x.png")', "不能使用 image"),
        ("#let x = (", "模板有错"),
    ):
        with pytest.raises(Refused) as caught:
            _printed(own_template + "\n" + line)
        assert told in caught.value.problems[0].text("zh")


def test_the_heading_is_the_offices_own() -> None:
    made = make_certificate(content(), seal(), link=LINK, at=AT, heading=("职称证书", "Title Certificate"))[1].pdf
    assert "职称证书" in pdf_text(made) and "TitleCertificate" in pdf_text(made)


# --------------------------------------------------------------------------- examples


def test_the_examples_of_the_format_page_are_what_it_says() -> None:
    import json

    from zhicheng.procedure.certificate.keys import keys_in
    from zhicheng.procedure.certificate.status import list_in

    files = {name: (EXAMPLES / name).read_bytes() for name in example_files()}
    assert all(len(raw) < 300_000 for raw in files.values())
    known = keys_in(json.loads(files["certificate.keys.json"]))
    status = list_in(json.loads(files["certificate.status.json"]))
    assert (known, status) == (keys(), listed())
    outcomes = {
        "certificate.pdf": "valid",
        "certificate-revoked.pdf": "revoked",
        "certificate-reissued.pdf": "re-issued",
    }
    for name, outcome in outcomes.items():
        checked = check_certificate(files[name], known, status, now=NOW)
        assert checked.outcome == outcome
    fresh, kept = (statement_of(raw["certificate.pdf"]) for raw in (example_files(), files))
    assert fresh == kept and replace(fresh.content, name="x") != kept.content
