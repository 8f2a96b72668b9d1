"""Templates that a round replaces: they work, or the error says which template, which line, which field."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import openpyxl
import pytest

from tests.documents.reading import MADE, made, pdf_text, sheet_cells, word_text
from zhicheng.documents.lists import read_roster
from zhicheng.documents.registry import DOCUMENTS
from zhicheng.documents.render import check_template, default_template
from zhicheng.documents.samples import full_sample
from zhicheng.vocabulary.problems import Refused


@pytest.mark.parametrize(("kind", "format"), MADE)
def test_our_own_template_given_back_is_taken_and_makes_the_same_document(kind: str, format: str) -> None:
    own = default_template(kind, format)
    check_template(kind, format, own)
    name = DOCUMENTS[kind].template(format)
    data = full_sample(kind)
    assert made(kind, data, format, templates={name: own}) == made(kind, data, format)


def problem_of(kind: str, format: str, template: bytes) -> str:
    with pytest.raises(Refused) as caught:
        check_template(kind, format, template)
    assert caught.value.problems[0].text("en")
    return caught.value.problems[0].text("zh")


LETTER = default_template("entrusting-letter", "pdf").decode()


def test_a_replaced_typst_template_prints() -> None:
    template = (LETTER + "\n本函一式 #(1 + 1) 份，经办：#d.contact").encode()
    check_template("entrusting-letter", "pdf", template)
    done = made(
        "entrusting-letter", full_sample("entrusting-letter"), "pdf", templates={"entrusting-letter.typ": template}
    )
    assert "本函一式2份，经办：周某" in pdf_text(done.bytes)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("#d.contcat", "没有字段“contcat”，是否“contact”？（#d.contcat）；可用字段：committee"),
        ("#for g in d.groups [#g.titel]", "没有字段“titel”"),
        ("#nosuch(1)", "没有“nosuch”这个函数或变量"),
        ("#let x = (", "模板有错：unclosed delimiter"),
        ("#day(7)", "模板有错："),
        ('#import "@preview/cetz:0.4.0": canvas', "模板中不能使用 import"),
        ('#include "other.typ"', "模板中不能使用 include"),
        ('#read("/etc/passwd")', "模板中不能使用 read"),
        ('#image("../logo.png")', "模板中不能使用 image"),
        ('#eval("1")', "模板中不能使用 eval"),
        ('#dictionary(std).at("ev" + "al")("1")', "模板中不能使用 std"),
        ('#plugin("a.wasm")', "模板中不能使用 plugin"),
        ('#let r = read\n#r("/etc/passwd")', "file not found"),
        ("印章\U00020000", "字库缺字，需人工处理：\U00020000"),
    ],
)
def test_a_wrong_line_is_named(line: str, expected: str) -> None:
    at = LETTER.count("\n") + 1 + line.count("\n")
    told = problem_of("entrusting-letter", "pdf", (LETTER + line).encode())
    assert told.startswith(f"entrusting-letter.typ:第{at}行：") and expected in told


def test_a_template_reads_no_file_even_when_it_finds_a_way_to_ask() -> None:
    for path in ("/etc/hostname", "../../../../etc/hostname", "file:///etc/hostname", "/proc/self/environ"):
        told = problem_of("entrusting-letter", "pdf", f'{LETTER}\n#let r = read\n#r("{path}")'.encode())
        assert "file not found" in told or "escape" in told


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", "某文书".encode("gbk")])
def test_a_template_that_is_no_text_is_told_so(raw: bytes) -> None:
    assert "不是 UTF-8 文本" in problem_of("entrusting-letter", "pdf", raw)


def word_with(text: str, *, where: str = "end") -> bytes:
    document = docx.Document(io.BytesIO(default_template("entrusting-letter", "docx")))
    if where == "footer":
        document.sections[0].footer.add_paragraph(text)
    else:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_replaced_word_template_is_filled() -> None:
    template = word_with("经办：{{ contact }}；{% for g in groups %}{{ g.specialty }}{{ g.count }}人。{% endfor %}")
    check_template("entrusting-letter", "docx", template)
    done = made(
        "entrusting-letter", full_sample("entrusting-letter"), "docx", templates={"entrusting-letter.docx": template}
    )
    assert "经办：周某；物联网7人。物联网12人。" in word_text(done.bytes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("经办：{{ contcat }}", "没有字段“contcat”，是否“contact”？（“经办：{{ contcat }}”）"),
        ("{% for g in groups %}{{ g.titel }}{% endfor %}", "没有字段“titel”"),
        ("{{ contact", "标签有错"),
        ("{% for g in groups %}", "标签有错"),
        ("{{ contact | shout }}", "标签有错：No filter named 'shout'"),
        ("{{ ''.__class__.__mro__ }}", "标签有错"),
        ("{{ contact.__init__.__globals__ }}", "标签有错"),
        ("{% include '/etc/passwd' %}", "Word 模板"),
    ],
)
def test_a_wrong_tag_is_named(text: str, expected: str) -> None:
    told = problem_of("entrusting-letter", "docx", word_with(text))
    assert told.startswith("entrusting-letter.docx") and expected in told


def archive_with(raw: bytes, name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, body)
    return out.getvalue()


OUTSIDE = (
    b'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://example.cn/a.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("word/vbaProject.bin", b"x", "含有宏"),
        ("word/embeddings/a.bin", b"x", "嵌入的文件"),
        ("word/_rels/settings.xml.rels", OUTSIDE, "引用了外部内容"),
        ("word/document.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>', "实体定义"),
        ("word/document.xml", b"<broken", "不是有效的 Word 模板"),
        ("word/bomb.xml", b" " * 26_000_000, "压缩炸弹"),
    ],
)
def test_a_hostile_word_template_is_refused(name: str, body: bytes, expected: str) -> None:
    raw = archive_with(default_template("entrusting-letter", "docx"), name, body)
    assert expected in problem_of("entrusting-letter", "docx", raw)


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_a_file_of_another_kind_is_refused(format: str) -> None:
    kind = "entrusting-letter" if format == "docx" else "recommendation-roster"
    other = default_template(
        "material-list" if format == "docx" else "employer-notice", "xlsx" if format == "docx" else "docx"
    )
    assert "文件已损坏，或不是所需的格式" in problem_of(kind, format, other)
    assert "文件已损坏，或不是所需的格式" in problem_of(kind, format, b"hello")


def roster_template(*cells: tuple[str, Any]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(default_template("recommendation-roster", "xlsx")))
    for place, value in cells:
        book.worksheets[0][place].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_office_with_columns_of_its_own_writes_and_reads_them() -> None:
    template = roster_template(
        ("C3", "姓　名（全称）"), ("E3", "申报人所在单位"), ("K3", None), ("K4", None), ("P1", "共 {{ filled_by }} 报")
    )
    check_template("recommendation-roster", "xlsx", template)
    data = full_sample("recommendation-roster")
    raw = made("recommendation-roster", data, "xlsx", templates={"recommendation-roster.xlsx": template}).bytes
    assert "申报人所在单位" in [cell.value for cell in sheet_cells(raw)]
    with pytest.raises(Refused, match="没有表头“申报人所在单位”"):
        read_roster(raw)
    rows = read_roster(raw, template=template)
    assert [row.unit for row in rows] == [row.unit for row in data.rows]
    assert rows[0].present_title is None, "the office left this column out"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((("B4", "{{ rows.nmae }}"),), "recommendation-roster.xlsx:花名册!B4：没有字段“nmae”，是否“name”？"),
        ((("A2", "{{ roudn_title }}"),), "花名册!A2：没有字段“roudn_title”，是否“round_title”？"),
        ((("B4", "{{ people.name }}"),), "没有字段“people”"),
        ((("B4", "{{ rows }}"),), "没有字段“rows”"),
        ((("B4", "{{ 姓名 }}"),), "看不懂"),
        ((("A2", "第 {{ rows. }} 页"),), "看不懂"),
    ],
)
def test_a_wrong_cell_of_a_template_is_named(cells: tuple[tuple[str, Any], ...], expected: str) -> None:
    assert expected in problem_of("recommendation-roster", "xlsx", roster_template(*cells))


def test_a_formula_in_a_template_becomes_text() -> None:
    raw = made(
        "recommendation-roster", full_sample("recommendation-roster"), "xlsx",
        templates={"recommendation-roster.xlsx": roster_template(("P2", '=WEBSERVICE("http://example.cn")'))},
    ).bytes  # fmt: skip
    assert [cell.data_type for cell in sheet_cells(raw) if "WEBSERVICE" in str(cell.value)] == ["s"]
