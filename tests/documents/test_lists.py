"""Lists are written and read back the same; what is wrong is told by sheet, cell and header, all at once."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.reading import made, sheet_cells
from zhicheng.documents.columns import HOURS, ROSTER
from zhicheng.documents.lists import placed_roster, read_hours, read_roster
from zhicheng.documents.office import ContinuingEducationSheet, HoursRow, RecommendationRoster, RosterRow
from zhicheng.documents.samples import bare_sample, full_sample
from zhicheng.documents.words import CATEGORIES, EDUCATION, LEVELS, WAYS
from zhicheng.vocabulary.problems import Refused

ROSTER_DATA: RecommendationRoster = full_sample("recommendation-roster")

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Zs", "Co", "Cn"], exclude_characters="0123456789"),
    min_size=1, max_size=30,
)  # fmt: skip
days = st.none() | st.dates(dt.date(1850, 1, 1), dt.date(2100, 12, 31))
persons = st.builds(
    RosterRow, texts, texts, texts, st.sampled_from(list(LEVELS)), texts, st.sampled_from(list(WAYS)),
    st.sampled_from(list(EDUCATION)), number=st.none() | texts, sex=st.sampled_from([None, "男", "女"]),
    present_title=st.none() | texts, present_title_on=days, department=st.none() | texts, note=st.none() | texts,
)  # fmt: skip
stretches = st.builds(
    HoursRow, texts, texts, st.integers(1990, 2100), st.sampled_from(list(CATEGORIES)), texts,
    st.decimals("0.01", "8784", places=2), organiser=st.none() | texts, start=days, proof=st.none() | texts,
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(persons, max_size=6, unique_by=lambda row: (row.name, row.unit, row.title_applied, row.number)))
def test_a_roster_written_is_the_roster_read(rows: list[RosterRow]) -> None:
    done = made("recommendation-roster", replace(ROSTER_DATA, rows=tuple(rows)), "xlsx")
    assert read_roster(done.bytes) == tuple(rows)


def test_each_person_comes_with_the_place_on_the_sheet() -> None:
    rows = ROSTER_DATA.rows
    done = made("recommendation-roster", ROSTER_DATA, "xlsx")
    assert placed_roster(done.bytes) == tuple((f"花名册!{number}", row) for number, row in enumerate(rows, 4))


@settings(max_examples=30)
@given(
    st.lists(
        stretches, max_size=6, unique_by=lambda row: (row.name, row.unit, row.year, row.category, row.course, row.start)
    )
)
def test_hours_written_are_the_hours_read(rows: list[HoursRow]) -> None:
    done = made("continuing-education-sheet", ContinuingEducationSheet("某年度", "某厂", tuple(rows)), "xlsx")
    assert read_hours(done.bytes) == tuple(rows)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://example.cn")', "_x000D_", "#REF!", "'quoted"]
)
def test_what_looks_like_a_formula_is_text_and_reads_back(text: str) -> None:
    rows = (replace(ROSTER_DATA.rows[0], name=text, unit=text, note=text),)
    raw = made("recommendation-roster", replace(ROSTER_DATA, rows=rows, filled_by=text), "xlsx").bytes
    assert read_roster(raw) == rows
    for cell in sheet_cells(raw):
        assert cell.data_type != "f"
        if isinstance(cell.value, str) and cell.value[0] in "=+-@":
            assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def changed(change: Callable[[Any], None], kind: str = "recommendation-roster") -> bytes:
    """A full list in which one thing was changed by hand."""
    book = openpyxl.load_workbook(io.BytesIO(made(kind, full_sample(kind), "xlsx").bytes))
    change(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(cell: str, value: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet[cell].value = value

    return change


def told(raw: bytes, read: Callable[..., Any] = read_roster) -> list[str]:
    with pytest.raises(Refused) as caught:
        read(raw)
    assert all(problem.text("en") and problem.what[0] and problem.what[1] for problem in caught.value.problems)
    return [problem.text("zh") for problem in caught.value.problems]


WRONG = [
    (put("C4", None), "花名册.xlsx:花名册!C4（姓名）：必须填写"),
    (put("G4", "付高级"), "花名册!G4（级别）：没有“付高级”这个词，是否“副高级”？"),
    (put("D4", "不详"), "花名册!D4（性别）：没有“不详”这个词"),
    (put("L4", "2018年13月1日"), "花名册!L4（现职称取得日期）：没有这一天"),
    (put("L4", "去年"), "花名册!L4（现职称取得日期）：应为日期"),
    (put("E4", "=A1"), "花名册!E4：不接受公式"),
    (put("E4", "#N/A"), "花名册!E4：是错误值 #N/A"),
    (put("E4", "某" * 101), "花名册!E4（工作单位）：超过 100 字"),
    (put("N4", "身份证330199198804120000"), "花名册!N4（备注）：名册不收身份证件号码；请删除号码后重新导入"),
    (put("B4", "330199 198804120000".replace(" ", "")), "花名册!B4（申报编号）：名册不收身份证件号码"),
    (put("H4", "a\u202eb"), "花名册!H4（现从事专业）：含不可打印的控制字符"),
    (put("O3", "身份证号码"), "花名册!O：名册不收身份证件号码；请删除这一列"),
    (put("O3", "备 注 二"), "花名册!O：没有表头“备 注 二”，是否“备注”？"),
    (put("H3", "申报职称"), "花名册!H：表头“申报职称”重复"),
    (put("G3", "级别（高、中）吗"), "花名册：缺少列“级别”"),
    (lambda sheet: sheet.merge_cells("C4:C5"), "花名册!C4:C5：合并了单元格"),
]


@pytest.mark.parametrize(("change", "expected"), WRONG)
def test_each_error_says_where_and_what(change: Callable[[Any], None], expected: str) -> None:
    assert any(expected in line for line in told(changed(change))), told(changed(change))


def test_every_error_is_told_at_once_and_nothing_is_taken() -> None:
    def change(sheet: Any) -> None:
        sheet["G4"].value, sheet["J4"].value, sheet["C5"].value = "甲级", "文盲", None

    assert len(told(changed(change))) == 3


def test_the_same_person_twice_is_refused() -> None:
    def change(sheet: Any) -> None:
        for letter in "BCDEFGHIJKLMN":
            sheet[f"{letter}5"].value = sheet[f"{letter}4"].value

    assert told(changed(change)) == ["花名册.xlsx:花名册!5：与 花名册!4 重复；删除其中一行"]


def test_hours_have_their_own_errors() -> None:
    sheet = "continuing-education-sheet"
    wrong = {"D4": 25, "E4": "专业课", "G4": 0, "G5": "二十"}
    lines = told(
        changed(lambda page: [put(cell, value)(page) for cell, value in wrong.items()] and None, sheet), read_hours
    )
    assert [line.split("：")[0] for line in lines] == [
        f"继续教育学时.xlsx:继续教育学时!{cell}（{head}）" for cell, head in
        (("D4", "年度"), ("E4", "科目类别"), ("G4", "学时"), ("G5", "学时"))
    ]  # fmt: skip
    assert "早于开始日期" in told(changed(put("J4", dt.date(2025, 5, 1)), sheet), read_hours)[0]


def test_what_people_write_for_a_word_is_understood() -> None:
    def change(sheet: Any) -> None:
        sheet["G4"].value, sheet["I4"].value, sheet["J4"].value, sheet["L4"].value = (
            "高级",
            "转评",
            "硕士研究生",
            "2018年12月20日",
        )

    row = read_roster(changed(change))[0]
    assert (row.level, row.way_in, row.education) == ("vice-senior", "re-evaluation", "master")
    assert row.present_title_on == dt.date(2018, 12, 20)


def test_english_headers_other_order_and_missing_optional_columns_are_read() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    required = [column for column in reversed(ROSTER) if column.required]
    sheet.append([column.head[1] for column in required])
    values = {"name": "Li Si", "unit": "Plant", "title_applied": "Engineer", "level": "intermediate", "specialty": "IoT",
              "way_in": "normal", "education": "bachelor"}  # fmt: skip
    sheet.append([values[column.field] for column in required])
    out = io.BytesIO()
    book.save(out)
    assert read_roster(out.getvalue()) == (RosterRow(**values),)


def test_an_empty_list_is_no_error_and_a_bare_number_no_row() -> None:
    assert read_roster(made("recommendation-roster", bare_sample("recommendation-roster"), "xlsx").bytes) == ()

    def change(sheet: Any) -> None:
        for letter in "BCDEFGHIJKLMN":
            sheet[f"{letter}5"].value = None

    assert read_roster(changed(change)) == ROSTER_DATA.rows[:1]


def test_a_file_that_is_no_roster_is_told_so() -> None:
    book = openpyxl.Workbook()
    book.active.append(["你好", "世界"])
    out = io.BytesIO()
    book.save(out)
    assert "找不到表头" in told(out.getvalue())[0]
    assert "工作簿是空的" in told(_saved(openpyxl.Workbook()))[0]
    assert "不是有效的 .xlsx 工作簿" in told(b"%PDF-1.7")[0]


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with(name: str, body: bytes) -> bytes:
    """The full roster with one more, or another, part in its archive."""
    raw = made("recommendation-roster", ROSTER_DATA, "xlsx").bytes
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (_with("xl/vbaProject.bin", b"x"), "含有宏"),
        (_with("xl/externalLinks/externalLink1.xml", b"<a/>"), "外部链接"),
        (_with("xl/embeddings/a.bin", b"x"), "嵌入的文件"),
        (_with("xl/sharedStrings.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "实体定义"),
        (_with("xl/big.xml", b" " * 7_000_000), "压缩炸弹"),
        (_with("xl/workbook.xml", b"<broken"), "不是有效的 .xlsx 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 .xls 或加了密码"),
        (b"P" * 5_000_001, "过大"),
    ],
)
def test_hostile_workbooks_are_refused_before_they_are_opened(raw: bytes, expected: str) -> None:
    assert expected in told(raw)[0]


def test_the_columns_are_those_of_the_provinces_list_and_no_number() -> None:
    heads = [column.head[0] for column in ROSTER]
    assert [head for head in heads if head in ("姓名", "工作单位", "申报职称", "级别", "现从事专业", "申报方式", "最高学历")] == [
        "姓名", "工作单位", "申报职称", "级别", "现从事专业", "申报方式", "最高学历"]  # fmt: skip
    assert not [head for head in (*heads, *(column.head[0] for column in HOURS)) if "身份" in head or "证件号" in head]


def test_a_roster_prints_on_a3_with_its_head_on_every_page() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made("recommendation-roster", ROSTER_DATA, "xlsx").bytes)).worksheets[0]
    assert (int(sheet.page_setup.paperSize), sheet.page_setup.orientation) == (8, "landscape")
    assert sheet.print_title_rows == "$1:$3" and sheet.freeze_panes == "D4"
    assert [next(iter(rule.sqref.ranges)).bounds[:2] for rule in sheet.data_validations.dataValidation] == [
        (4, 4),
        (7, 4),
        (9, 4),
        (10, 4),
    ]


def test_hours_are_exact() -> None:
    row = full_sample("continuing-education-sheet").rows[0]
    sheet = ContinuingEducationSheet(
        "某年度", "某厂", (replace(row, hours=Decimal("0.1")), replace(row, year=2024, hours=Decimal("8783.99")))
    )
    assert [found.hours for found in read_hours(made("continuing-education-sheet", sheet, "xlsx").bytes)] == [
        Decimal("0.1"),
        Decimal("8783.99"),
    ]
