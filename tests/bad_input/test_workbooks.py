"""Workbooks with one mistake each, built here: refused at the right cell, with a reason in both languages."""

from __future__ import annotations

import datetime as dt
import io
import struct
import time
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from zhicheng.dossier.workbook_read import workbook_dossier
from zhicheng.dossier.workbook_write import write_template
from zhicheng.vocabulary.problems import Refused

Change = Callable[[Workbook], None]


@cache
def template(lang: str = "zh") -> bytes:
    """The empty template."""
    stream = io.BytesIO()
    write_template(stream, None, lang)
    return stream.getvalue()


def changed(change: Change, lang: str = "zh") -> bytes:
    """The template with one change made as a person would make it."""
    book = load_workbook(io.BytesIO(template(lang)))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def column(sheet: Any, header: str) -> int:
    """The column under a header."""
    return next(cell.column for cell in sheet[1] if str(cell.value).startswith(header))


def row(sheet: str, **facts: Any) -> Change:
    """A filled second row; the id is p1 when none is given."""

    def change(book: Workbook) -> None:
        for header, value in {"编号": "p1", **facts}.items():
            cell = book[sheet].cell(2, column(book[sheet], header))
            cell.value = value

    return change


def cell(sheet: str, at: str, value: Any, number_format: str = "General") -> Change:
    """One cell filled."""

    def change(book: Workbook) -> None:
        book[sheet][at] = value
        book[sheet][at].number_format = number_format

    return change


def both(*changes: Change) -> Change:
    """Several changes."""

    def change(book: Workbook) -> None:
        for one in changes:
            one(book)

    return change


def rename(old: str, new: str) -> Change:
    """A sheet renamed."""

    def change(book: Workbook) -> None:
        book[old].title = new

    return change


def remove(name: str) -> Change:
    """A sheet taken away."""

    def change(book: Workbook) -> None:
        del book[name]

    return change


def merge(book: Workbook) -> None:
    """Cells merged."""
    book["专利"].merge_cells("A2:B3")


def new_sheet(book: Workbook) -> None:
    """A sheet of one's own."""
    book.create_sheet("我的表")["A1"] = "x"


def drop_column(book: Workbook) -> None:
    """A column deleted while there are records."""
    row("专利")(book)
    book["专利"].delete_cols(column(book["专利"], "专利类型"))


def two_sheets(book: Workbook) -> None:
    """The same kind in Chinese and in English."""
    book.create_sheet("Patents")["A1"] = "id"


PEOPLE: dict[str, tuple[Change, str, str, str]] = {
    "formula": (row("专利", 本人排名="=1+1"), "专利!{本人排名}2", "不接受公式", "formulas are not accepted"),
    "formula-in-header": (cell("专利", "C1", "=A1"), "专利!C1", "不接受公式", "formulas are not accepted"),
    "formula-in-applicant": (
        cell("申报人情况", "B10", '=HYPERLINK("http://x","y")'),
        "申报人情况!B10",
        "不接受公式",
        "formulas",
    ),
    "array-formula": (
        cell("专利", "D2", ArrayFormula("D2:D3", "=A1:A2")),
        "专利!D2",
        "不接受公式",
        "formulas are not accepted",
    ),
    "error-cell": (
        row("专利", 名称="#DIV/0!"),
        "专利!B2",
        "单元格是错误值 #DIV/0!",
        "the cell holds the error #DIV/0!",
    ),
    "renamed-sheet": (
        rename("专利", "专例"),
        "专例",
        "没有工作表“专例”，是否“专利”？",
        "no sheet '专例', did you mean '专利'?",
    ),
    "missing-sheet": (remove("专利"), "专利", "缺少工作表“专利”", "the sheet '专利' is missing"),
    "unknown-sheet": (new_sheet, "我的表", "没有工作表“我的表”", "no sheet '我的表'"),
    "sheet-twice": (two_sheets, "Patents", "与工作表“专利”重复", "the same as sheet '专利'"),
    "renamed-header": (
        cell("专利", "B1", "名 字称"),
        "专利!B1",
        "没有表头“名 字称”，是否“名称”？",
        "did you mean 'name'?",
    ),
    "header-twice": (cell("专利", "B1", "编号"), "专利!B1", "表头“编号”重复", "the header '编号' stands twice"),
    "missing-header": (drop_column, "专利!1", "缺少列“专利类型”", "the column 'type' is missing"),
    "no-header": (both(row("专利"), cell("专利", "Z2", "x")), "专利!Z2", "这一列没有表头", "this column has no header"),
    "merged": (merge, "专利!A2:B3", "合并了单元格", "merged cells"),
    "unknown-word": (
        row("专利", 专利类型="发明专例"),
        "专利!{专利类型}2（专利类型）",
        "没有这个词，是否“发明专利”？",
        "did you mean 'invention'?",
    ),
    "wrong-flag": (row("专利", 已授权="也许"), "专利!{已授权}2（已授权）", "应填 是 或 否", "must be yes or no"),
    "number-with-unit": (
        row("项目", 项目金额="约3万元"),
        "项目!{项目金额}2（项目金额）",
        "应为数字",
        "must be a number",
    ),
    "yes-for-number": (row("项目", 项目金额=True), "项目!{项目金额}2（项目金额）", "应为数字", "must be a number"),
    "negative": (row("项目", 项目金额=-1), "项目!{项目金额}2（项目金额）", "不能为负", "is too small"),
    "half-a-rank": (row("专利", 本人排名=1.5), "专利!{本人排名}2（本人排名）", "应为整数", "must be a whole number"),
    "impossible-date": (
        row("专利", 日期="2026-02-30"),
        "专利!{日期}2（日期（取得、完成、发布））",
        "没有这一天",
        "names no day",
    ),
    "month-only": (
        row("专利", 日期="2026年2月"),
        "专利!{日期}2（日期（取得、完成、发布））",
        "应为日期",
        "must be a date",
    ),
    "number-for-date": (
        row("专利", 日期=2021),
        "专利!{日期}2（日期（取得、完成、发布））",
        "应为日期",
        "must be a date",
    ),
    "time-of-day": (
        row("专利", 日期=dt.datetime(2024, 1, 1, 8, 30)),
        "专利!{日期}2（日期（取得、完成、发布））",
        "不带时刻",
        "without a time",
    ),
    "no-id": (row("专利", 编号=None, 名称="x"), "专利!A2（编号）", "缺少 编号", "is missing"),
    "bad-id": (row("专利", 编号="专利 一"), "专利!A2（编号）", "格式不对", "has the wrong form"),
    "id-twice": (both(row("专利"), row("论文")), "论文!2", "编号 p1 重复", "duplicate id p1"),
    "end-before-start": (
        row("工作经历", 起始日期="2024-01-02", 结束日期="2024-01-01"),
        "工作经历!{结束日期}2（结束日期（至今则空））",
        "早于起始日期",
        "lies before the start",
    ),
    "bad-claim": (
        row("专利", 自报等级="一类"),
        "专利!{自报等级}2（自报等级（无事实依据时））",
        "应写成 class=second",
        "must read class=second",
    ),
    "points-without-path": (cell("自评分", "B2", "5"), "自评分!B2", "须同时填写", "go together"),
    "points-in-words": (
        both(cell("自评分", "A2", "获奖"), cell("自评分", "B2", "很多")),
        "自评分!B2",
        "不是数字",
        "not a number",
    ),
    "unknown-item": (
        cell("申报人情况", "A9", "从事专业领"),
        "申报人情况!A9",
        "没有表头“从事专业领”",
        "no header '从事专业领'",
    ),
    "no-applicant-head": (
        cell("申报人情况", "A8", None),
        "申报人情况!A",
        "找不到表头",
        "the header row 'Item' is missing",
    ),
    "percent-for-yuan": (
        both(row("项目"), cell("项目", "{项目金额}2", 0.5, "0%")),
        "项目!{项目金额}2（项目金额）",
        "百分比格式",
        "formatted as a percentage",
    ),
    "far-cell": (cell("专利", "A6000", "p1"), "专利!A6000", "超出了表格范围", "outside the table"),
    "far-column": (cell("专利", "AAA2", "p1"), "专利!AAA2", "超出了表格范围", "outside the table"),
    "control-character": (row("专利", 名称="a_x0007_b"), "专利!B2（名称）", "控制字符", "can't be printed"),
}


def letters_in(text: str, sheet_name: str) -> str:
    """``{header}`` replaced by the letter of its column."""
    if "{" not in text:
        return text
    sheet = load_workbook(io.BytesIO(template()))[sheet_name]
    head, rest = text.split("{")
    header, tail = rest.split("}")
    return head + sheet.cell(1, column(sheet, header)).column_letter + tail


@pytest.mark.parametrize("name", PEOPLE)
def test_a_wrong_workbook_is_refused(name: str) -> None:
    change, place, zh, en = PEOPLE[name]
    if name == "percent-for-yuan":
        change = both(row("项目"), cell("项目", letters_in("{项目金额}2", "项目"), 0.5, "0%"))
    place = letters_in(place, place.partition("!")[0])
    with pytest.raises(Refused) as refused:
        workbook_dossier(changed(change), "d.xlsx")
    told = [(problem.place, problem.text("zh"), problem.text("en")) for problem in refused.value.problems]
    assert (place, True, True) in [(where, zh in chinese, en in english) for where, chinese, english in told], told
    assert len(told) == 1, told


def test_every_mistake_is_told_at_once() -> None:
    change = both(
        row("专利", 专利类型="发明专例", 本人排名="=1"),
        row("论文", 编号="p2", 作者身份="第一"),
        cell("项目", "B1", "项目名"),
    )
    with pytest.raises(Refused) as refused:
        workbook_dossier(changed(change), "d.xlsx")
    assert {problem.place.split("!")[0] for problem in refused.value.problems} == {"专利", "论文", "项目"}
    assert len(refused.value.problems) == 4
    assert str(refused.value).startswith("d.xlsx:")


def with_members(members: dict[str, bytes], drop: str = "") -> bytes:
    """The template's zip with members added or replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in members and info.filename != drop:
                new.writestr(info, old.read(info))
        for name, content in members.items():
            new.writestr(name, content)
    return stream.getvalue()


def member(name: str) -> bytes:
    """A member of the template's zip."""
    with zipfile.ZipFile(io.BytesIO(template())) as archive:
        return archive.read(name)


def lying_sizes() -> bytes:
    """A zip whose directory understates the size of a member."""
    raw = bytearray(with_members({"xl/extra.xml": b"<a>" + b" " * 300_000 + b"</a>"}))
    place = raw.rfind(b"xl/extra.xml") - 46  # its entry in the central directory
    struct.pack_into("<I", raw, place + 24, 10)
    return bytes(raw)


def sheet_xml(old: bytes, new: bytes) -> bytes:
    """The template with a piece of the second sheet's XML replaced."""
    name = "xl/worksheets/sheet2.xml"
    content = member(name)
    assert old in content
    return with_members({name: content.replace(old, new, 1)})


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'

STRANGERS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "macros": (lambda: with_members({"xl/vbaProject.bin": b"x"}), "含有宏", "holds macros"),
    "macro-type": (
        lambda: with_members(
            {
                "[Content_Types].xml": member("[Content_Types].xml").replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            }
        ),
        "含有宏",
        "holds macros",
    ),
    "macro-sheet": (lambda: with_members({"xl/macrosheets/sheet1.xml": b"<a/>"}), "含有宏表", "macro sheets"),
    "external-link": (
        lambda: with_members({"xl/externalLinks/externalLink1.xml": b"<a/>"}),
        "外部链接",
        "links to other files",
    ),
    "embedded-file": (lambda: with_members({"xl/embeddings/oleObject1.bin": b"x"}), "嵌入的文件", "embedded files"),
    "data-connection": (lambda: with_members({"xl/connections.xml": b"<a/>"}), "数据连接", "data connections"),
    "zip-bomb": (lambda: with_members({"xl/extra.xml": b" " * 30_000_000}), "工作簿过大", "zip bomb"),
    "many-members": (
        lambda: with_members({f"xl/extra{number}.xml": b"<a/>" for number in range(500)}),
        "工作簿过大",
        "too large",
    ),
    "large-file": (lambda: b"PK" + b"\0" * 6_000_000, "工作簿过大", "too large"),
    "lying-sizes": (lying_sizes, "不是有效的 .xlsx", "not a valid .xlsx"),
    "entities": (lambda: with_members({"xl/sharedStrings.xml": ENTITIES}), "含有实体定义", "defines entities"),
    "utf-16-entities": (
        lambda: with_members({"xl/styles.xml": ENTITIES.decode().encode("utf-16")}),
        "不是 UTF-8",
        "not UTF-8",
    ),
    "member-twice": (
        lambda: with_members({"XL/workbook.xml": member("xl/workbook.xml")}),
        "不是有效的 .xlsx",
        "not a valid .xlsx",
    ),
    "old-xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 .xls", "an old .xls"),
    "no-zip": ("编号,名称\np1,x\n".encode, "不是有效的 .xlsx", "not a valid .xlsx"),
    "empty-file": (lambda: b"", "不是有效的 .xlsx", "not a valid .xlsx"),
    "cut-off": (lambda: template()[:-3000], "不是有效的 .xlsx", "not a valid .xlsx"),
    "other-zip": (lambda: with_members({}, drop="xl/workbook.xml"), "不是有效的 .xlsx", "not a valid .xlsx"),
    "no-relations": (
        lambda: with_members({}, drop="xl/_rels/workbook.xml.rels"),
        "不是有效的 .xlsx",
        "not a valid .xlsx",
    ),
    "broken-xml": (lambda: sheet_xml(b"</worksheet>", b""), "不是有效的 .xlsx", "not a valid .xlsx"),
    "broken-styles": (lambda: with_members({"xl/styles.xml": b"<styleSheet"}), "不是有效的 .xlsx", "not a valid .xlsx"),
    "merged-everything": (
        lambda: sheet_xml(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "合并了单元格",
        "merged cells",
    ),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_hostile_workbook_is_refused_quickly(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    build, zh, en = STRANGERS[name]
    raw = build()
    begun = time.monotonic()
    with pytest.raises(Refused) as refused:
        workbook_dossier(raw, "d.xlsx")
    assert time.monotonic() - begun < 20
    problem = refused.value.problems[0]
    assert zh in problem.text("zh"), problem
    assert en in problem.text("en"), problem
    assert list(tmp_path.iterdir()) == []


def test_a_hyperlink_over_everything_costs_nothing() -> None:
    raw = sheet_xml(
        b"</sheetData>", b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
    )
    begun = time.monotonic()
    assert workbook_dossier(raw, "d.xlsx").records == ()
    assert time.monotonic() - begun < 20


def test_a_wrong_dimension_hides_nothing() -> None:
    """The size a sheet says it has is not believed: every record is read."""
    raw = changed(row("专利"))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.startswith("xl/worksheets/sheet"):
                begin = content.index(b"<dimension")
                content = content[:begin] + b'<dimension ref="A1"/>' + content[content.index(b"/>", begin) + 2 :]
            new.writestr(info, content)
    assert [record.id for record in workbook_dossier(stream.getvalue(), "d.xlsx").records] == ["p1"]
