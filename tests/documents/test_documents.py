"""Every document in every format: what is given is there, the same input makes the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.documents.reading import ISSUED, MADE, made, pdf_pages, pdf_text, squeezed, text_of
from zhicheng.documents.data import Education, MaterialRecord, ReviewForm
from zhicheng.documents.fonts import font_set
from zhicheng.documents.registry import DOCUMENTS, kind_of_form, title_of_form
from zhicheng.documents.render import default_template, render
from zhicheng.documents.samples import bare_sample, full_sample
from zhicheng.policy.round import load_round
from zhicheng.vocabulary.problems import Refused

ODD = "王 #x $a$ *b* @ref <z> {{x}} {%y%} {_{k}_} & \\ [k] _i_ `c` = h"


def words_of(data: Any) -> list[str]:
    """Every text of the data, in the order it was given."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, tuple):
        return [text for item in data for text in words_of(item)]
    if is_dataclass(data):
        return [text for item in fields(data) if item.name not in DRAWN for text in words_of(getattr(data, item.name))]
    return []


DRAWN = {"code", "code_mm", "drawing", "drawing_mm"}
"""Codes are drawn; a certificate's modules are read back in test_certificate."""
CODED = {"vice-senior", "normal", "score", "master", "bachelor", "professional", "general-public"}


@pytest.mark.parametrize(("kind", "format"), MADE)
def test_everything_given_is_in_the_document(kind: str, format: str) -> None:
    data = full_sample(kind)
    text = text_of(made(kind, data, format).bytes, format)
    missing = [
        line
        for given in words_of(data)
        if given not in CODED
        for line in given.split("\n")
        if squeezed(line) not in text
    ]
    assert missing == []


@pytest.mark.parametrize(("kind", "format"), MADE)
def test_the_same_input_makes_the_same_bytes(kind: str, format: str) -> None:
    first, second = (made(kind, full_sample(kind), format) for _ in range(2))
    assert first == second
    later = render(kind, full_sample(kind), format, issued_at=ISSUED + dt.timedelta(days=1))
    assert later.bytes != first.bytes, "the time of issue is in the file"
    elsewhere = render(kind, full_sample(kind), format, issued_at=ISSUED.astimezone(dt.UTC))
    assert elsewhere.bytes == first.bytes, "the same moment told in another zone"


@pytest.mark.parametrize(("kind", "format"), MADE)
def test_a_bare_document_has_no_word_of_the_program(kind: str, format: str) -> None:
    text = text_of(made(kind, bare_sample(kind), format).bytes, format)
    for word in ("None", "none", "null", "{{", "{%", "NaN", "auto", "True", "False"):
        assert word not in text


@pytest.mark.parametrize("kind", ["review-form", "performance-statement", "exceptional-promotion", "material-list"])
def test_empty_parts_say_that_there_is_nothing(kind: str) -> None:
    assert "无" in pdf_text(made(kind, bare_sample(kind), "pdf").bytes)


@pytest.mark.parametrize(("kind", "format"), MADE)
def test_what_a_person_typed_is_printed_as_it_is(kind: str, format: str) -> None:
    chosen = DOCUMENTS[kind]
    data = replace(full_sample(kind), **{chosen.subject: ODD})
    assert squeezed(ODD) in text_of(made(kind, data, format).bytes, format)


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_rare_characters_of_names_are_printed(format: str) -> None:
    data = replace(full_sample("review-form"), name="王䶮𬭚㛃·阿卜杜拉")
    assert "王䶮𬭚㛃·阿卜杜拉" in text_of(made("review-form", data, format).bytes, format)


@pytest.mark.parametrize(
    ("name", "told"),
    [("王\U00020000", "U+20000"), ("王\U0001f600", "U+1F600"), ("王\ue000某", "U+E000"), ("王\u206c", "U+206C")],
)
def test_a_character_the_font_lacks_is_refused_not_left_out(name: str, told: str) -> None:
    data = replace(full_sample("employer-notice"), unit=name)
    with pytest.raises(Refused) as caught:
        made("employer-notice", data, "pdf")
    (problem,) = caught.value.problems
    assert "字库缺字，需人工处理" in problem.text("zh") and told in problem.text("zh")
    assert problem.place == "unit"


@pytest.mark.parametrize("format", ["pdf", "docx"])
@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\u202e", "\ud800", "\uffff"])
def test_control_characters_are_refused_in_every_format(sign: str, format: str) -> None:
    data = replace(full_sample("review-form"), education=(Education(f"示例{sign}大学"),))
    with pytest.raises(Refused) as caught:
        made("review-form", data, format)
    assert caught.value.problems[0].place == "education[1].school"
    caught.value.problems[0].text("en").encode()


def test_tabs_and_foreign_line_ends_do_no_harm() -> None:
    data = replace(full_sample("review-form"), summary="甲\t乙\r\n丙\u2028丁\ufeff戊")
    assert "甲乙丙丁戊" in pdf_text(made("review-form", data, "pdf").bytes)


def test_the_review_form_lies_on_a3_across() -> None:
    sizes = {
        (round(width), round(height))
        for width, height in pdf_pages(made("review-form", full_sample("review-form"), "pdf").bytes)
    }
    assert sizes == {(1191, 842)}


def test_numbers_are_never_split_and_long_words_wrap() -> None:
    import pypdfium2

    long = "https://example.cn/" + "abcdefghij" * 20
    data = full_sample("material-list")
    data = replace(data, records=(MaterialRecord("A" + "1" * 14, "项目", long + " 合同 330199198804120000 号"),))
    raw = made("material-list", data, "pdf").bytes
    page = pypdfium2.PdfDocument(raw)[0]
    text = page.get_textpage()
    assert "330199198804120000" in text.get_text_range(), "eighteen digits stand on one line"
    right = max(text.get_charbox(at)[2] for at in range(text.count_chars()))
    assert right < page.get_width() - 40, "nothing runs over the margin"


def test_opinion_boxes_stay_whole_on_their_page() -> None:
    import pypdfium2

    labels = ("用人单位意见", "主管部门意见", "评审委员会办公室意见")
    for lines in range(0, 40, 3):
        data = replace(full_sample("exceptional-promotion"), results="\n".join(["业绩一行。"] * lines))
        for page in pypdfium2.PdfDocument(made("exceptional-promotion", data, "pdf").bytes):
            text = page.get_textpage().get_text_range()
            assert sum(text.count(label) for label in labels) == text.count("（公章）")


def test_another_documents_data_is_no_data() -> None:
    with pytest.raises(TypeError, match="ReviewForm"):
        made("review-form", full_sample("material-list"), "pdf")
    with pytest.raises(ValueError, match="time zone"):
        render("review-form", full_sample("review-form"), "pdf", issued_at=dt.datetime(2026, 1, 1))


def test_unknown_documents_and_formats_are_told_with_what_there_is() -> None:
    with pytest.raises(Refused, match="review-form"):
        made("review-forms", full_sample("review-form"), "pdf")
    with pytest.raises(Refused, match="pdf、docx"):
        made("review-form", full_sample("review-form"), "xlsx")


def test_file_names_say_what_it_is_and_never_leave_their_folder() -> None:
    done = made("review-form", replace(full_sample("review-form"), name="../王/某\n?"), "pdf")
    assert done.file_name_zh == "专业技术职务任职资格评审表-王_某.pdf"
    assert done.file_name_en == "review-form.pdf"
    assert done.media_type == "application/pdf"


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_office_files_hold_no_time_but_that_of_issue(format: str) -> None:
    for kind, other in MADE:
        if other == format:
            with zipfile.ZipFile(io.BytesIO(made(kind, full_sample(kind), format).bytes)) as archive:
                assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
                assert b"2026-11-20T01:30:00Z" in archive.read("docProps/core.xml")


def test_every_form_that_the_ningbo_notice_orders_is_made_here() -> None:
    forms = load_round("ningbo-2024").forms_of("ningbo-qti-2024/engineer")
    assert [getattr(kind_of_form(form.say[0]), "key", None) for form in forms] == [
        "review-form",
        "performance-statement",
        "post-information",
        "exceptional-promotion",
        "material-list",
        "entrusting-letter",
        "recommendation-roster",
    ]
    assert kind_of_form("无犯罪记录证明") is None


@pytest.mark.parametrize("format", ["pdf", "xlsx"])
def test_pages_are_added_up_and_what_is_not_counted_is_said(format: str) -> None:
    data = full_sample("material-list")
    assert "31页" in text_of(made("material-list", data, format).bytes, format)
    data = replace(data, forms=(replace(data.forms[0], pages=None), *data.forms[1:]))
    assert "23页（部分材料未计页数）" in text_of(made("material-list", data, format).bytes, format)


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    from concurrent.futures import ThreadPoolExecutor

    def one(kind: str) -> bytes:
        return made(kind, full_sample(kind), "pdf").bytes

    kinds = [key for key, format in MADE if format == "pdf"] * 4
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(one, kinds))
    assert together == [one(kind) for kind in kinds]


@pytest.mark.parametrize(("kind", "format"), MADE)
def test_a_notices_own_name_for_a_form_is_its_title(kind: str, format: str) -> None:
    title = title_of_form("破格推荐中级某某资格评审表（一式三份）")
    done = made(kind, full_sample(kind), format, title=title)
    assert "破格推荐中级某某资格评审表" in text_of(done.bytes, format)
    assert DOCUMENTS[kind].title[0] not in text_of(done.bytes, format) or kind == "material-list"
    assert done.file_name_zh.startswith("破格推荐中级某某资格评审表-")


def test_a_folder_of_fonts_comes_before_the_installed_one(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    own = font_set()
    assert own.families == ("Noto Sans SC",)
    assert ord("䶮") in own.covered and 0x20000 not in own.covered
    font = TTFont(next(face.path for face in own.fonts.fonts()))
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = "SourceHanSerifSC" if record.nameID == 6 else "Source Han Serif SC"
    font.save(tmp_path / "renamed.ttf")
    both = font_set((str(tmp_path),))
    assert both.families == ("Source Han Serif SC", "Noto Sans SC") and both.covered >= own.covered
    data = full_sample("entrusting-letter")
    ours, theirs = (made("entrusting-letter", data, "pdf", font_folders=folders) for folders in ((), (str(tmp_path),)))
    assert b"SourceHanSerifSC" in theirs.bytes and b"SourceHanSerifSC" not in ours.bytes


def test_templates_are_always_the_same_bytes() -> None:
    for kind, format in MADE:
        first = default_template(kind, format)
        default_template.cache_clear()
        assert default_template(kind, format) == first


def test_a_field_more_is_a_field_to_print() -> None:
    """Whoever adds a field to the largest form must fill it in the example, and so is asked to print it."""
    full = full_sample("review-form")
    assert [item.name for item in fields(ReviewForm) if getattr(full, item.name) in (None, ())] == []
