"""The Excel template as people meet it: what it offers, and what it takes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from zhicheng.dossier.files import read_dossier, write_dossier
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import dossier_from
from zhicheng.dossier.prepare import Unfit
from zhicheng.dossier.schema import kind_title
from zhicheng.dossier.workbook import (
    APPLICANT,
    OWN_SHEETS,
    columns_by_header,
    columns_of,
    header,
    joined,
    key_of,
    parted,
    sheet_name,
    sheets_by_name,
    unmarked,
    words_by_label,
)
from zhicheng.dossier.workbook_cells import decoded, encoded, number_in
from zhicheng.dossier.workbook_write import write_template
from zhicheng.vocabulary.labels import word_label
from zhicheng.vocabulary.problems import Refused


@pytest.fixture(params=["zh", "en"])
def template(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Any, int]:
    """The template for patents and awards, and its language."""
    write_template(tmp_path / "t.xlsx", {"patent", "award"}, request.param)
    return load_workbook(tmp_path / "t.xlsx"), 0 if request.param == "zh" else 1


def test_wanted_kinds_are_shown_and_all_others_hidden(template: tuple[Any, int]) -> None:
    book, language = template
    shown = {sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"}
    assert shown == {sheet_name(name, language) for name in ("patent", "award", "applicant", "claimed")}
    assert len(book.worksheets) == len(KINDS) + len(OWN_SHEETS)
    assert book.worksheets[0].title == OWN_SHEETS[APPLICANT][language]


def test_headers_are_bold_frozen_and_explained(template: tuple[Any, int]) -> None:
    book, language = template
    sheet = book[sheet_name("project", language)]
    assert sheet.freeze_panes == "C2"
    heads = {str(cell.value): cell for cell in sheet[1]}
    assert list(heads) == [header(fact, language) for fact in columns_of("project")]
    assert all(cell.font.bold and cell.comment for cell in heads.values())
    amount = heads[("项目金额（万元）", "amount (10,000 yuan)")[language]]
    assert ("单位：万元", "Unit: 10,000 yuan")[language] in amount.comment.text
    assert ("数字，可带小数", "decimals allowed")[language] in amount.comment.text
    dates = next(cell for text, cell in heads.items() if text.startswith(("日期", "date")[language]))
    assert sheet.column_dimensions[dates.column_letter].number_format == "yyyy-mm-dd"


def test_words_are_chosen_from_lists_in_the_reader_s_language(template: tuple[Any, int]) -> None:
    book, language = template
    lists = book[OWN_SHEETS["lists"][language]]
    for kind in KINDS:
        sheet = book[sheet_name(kind, language)]
        rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
        for column, fact in enumerate(columns_of(kind), start=1):
            letter = sheet.cell(1, column).column_letter
            rule = rules.get(f"{letter}2:{letter}2001")
            if fact.type == "flag":
                assert rule is not None and rule.formula1 == ('"是,否"', '"yes,no"')[language]
            if fact.type == "word":
                assert rule is not None and rule.type == "list"
                cells = lists[str(rule.formula1).partition("!")[2].replace("$", "")]
                assert [cell[0].value for cell in cells] == [
                    word_label(word, kind, fact.name)[language] for word in fact.words
                ]


def test_what_people_type_is_understood(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    typed: dict[str, list[tuple[str, Any]]] = {
        "project": [
            ("编号", 101),
            ("项目金额", "１,２00.５"),
            ("日期", "2024年3月5日"),
            ("项目性质", "科研"),
            ("子课题", "是"),
            ("立项（下达）机关级别", "省部级 "),
            ("近3年收入占单位同期总收入", 0.3),
            ("证书注明排名", False),
            ("涉及的专业领域", "iot；robot"),
        ],
        "paper": [
            ("编号", "a-1"),
            ("收录", "SCI、ei，CCF A类"),
            ("作者身份", "通讯作者"),
            ("日期", dt.date(2024, 2, 29)),
            ("自报等级", "class=class-a"),
            ("作者排名", 2.0),
        ],
        "certificate": [
            ("编号", "c"),
            ("职业技能等级", "一级"),
            ("证书等级", "Advanced"),
            ("日期", "2024/3/5"),
            ("备注", "=不是公式"),
        ],
        "talent": [("编号", "t"), ("人才称号", "national-technical-expert")],
    }
    for kind, cells in typed.items():
        sheet = book[kind_title(kind)[0]]
        columns = {str(cell.value): cell.column for cell in sheet[1]}
        for start, value in cells:
            cell = sheet.cell(2, next(column for text, column in columns.items() if text.startswith(start)))
            cell.value = value
            if start == "备注":
                cell.data_type = "s"
            if start.startswith("近3年"):
                cell.number_format = "0%"
    first = book["申报人情况"]
    label = next(cell for (cell,) in first["A1:A40"] if cell.value == "事业单位人员")
    first.cell(label.row, 2).value = "否"
    book.save(tmp_path / "t.xlsx")
    dossier = read_dossier(tmp_path / "t.xlsx")
    assert dossier == dossier_from(
        {
            "applicant": {"public_institution": False},
            "records": [
                {
                    "id": "c",
                    "kind": "certificate",
                    "skill": "skill-1",
                    "level": "advanced",
                    "date": "2024-03-05",
                    "note": "=不是公式",
                },
                {"id": "t", "kind": "talent", "title": "national-technical-expert"},
                {
                    "id": "101",
                    "kind": "project",
                    "amount": Decimal("1200.5"),
                    "date": "2024-03-05",
                    "nature": "research",
                    "sub_project": True,
                    "authority": "provincial",
                    "income_share": 30,
                    "ranked": False,
                    "domains": ["iot", "robot"],
                },
                {
                    "id": "a-1",
                    "kind": "paper",
                    "indexes": ["sci", "ei", "ccf-a"],
                    "author": "corresponding",
                    "date": "2024-02-29",
                    "claims": {"class": "class-a"},
                    "rank": 2,
                },
            ],
        }
    )


def test_a_filled_workbook_can_be_filled_further(tmp_path: Path) -> None:
    """Records keep their order across sheets; new ones come after them."""
    records = [{"id": "b", "kind": "patent"}, {"id": "a", "kind": "award"}, {"id": "c", "kind": "patent", "rank": 1}]
    write_dossier(dossier_from({"records": records}), tmp_path / "d.xlsx")
    book = load_workbook(tmp_path / "d.xlsx")
    book["专利"]["A4"] = "d"
    book.save(tmp_path / "d.xlsx")
    assert [record.id for record in read_dossier(tmp_path / "d.xlsx").records] == ["b", "a", "c", "d"]


def test_a_sheet_with_records_is_never_hidden(tmp_path: Path) -> None:
    from zhicheng.dossier.workbook_write import write_workbook

    write_workbook(
        dossier_from({"records": [{"id": "b", "kind": "patent"}]}), tmp_path / "d.xlsx", kinds_wanted={"award"}
    )
    book = load_workbook(tmp_path / "d.xlsx")
    assert book["专利"].sheet_state == "visible"
    assert book["论文"].sheet_state == "hidden"


def test_an_unknown_kind_or_a_cell_too_full_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="是否“patent”"):
        write_template(tmp_path / "t.xlsx", {"patnet"})
    with pytest.raises(Refused, match="结尾"):
        write_template(tmp_path / "t.csv")
    dossier = dossier_from({"records": [{"id": "p", "kind": "patent", "evidence": ["长" * 3999] * 9}]})
    with pytest.raises(Refused, match=r"专利!.*内容过长"):
        write_dossier(dossier, tmp_path / "d.xlsx")


@pytest.mark.parametrize("kind", [APPLICANT, *KINDS])
def test_headers_and_labels_mean_one_thing(kind: str) -> None:
    known = columns_by_header(kind)
    for fact in columns_of(kind):
        for language in (0, 1):
            assert known[key_of(header(fact, language))] == fact.name
        if fact.words:
            labels = words_by_label(kind, fact.name)
            for word in fact.words:
                assert {labels[key_of(text)] for text in (word, *word_label(word, kind, fact.name))} == {word}


def test_sheet_names_fit_excel_and_mean_one_thing() -> None:
    names = [sheet_name(target, language) for target in (*OWN_SHEETS, *KINDS) for language in (0, 1)]
    assert len(sheets_by_name()) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_numbers_are_what_the_cell_shows() -> None:
    assert number_in(0.1) == Decimal("0.1")
    assert number_in("1,234.50") == Decimal("1234.5")
    assert number_in(0.1 + 0.2) != Decimal("0.3")  # the noise is not rounded away behind one's back
    assert number_in(0.07, "0%", "%") == 7
    for wrong in ("1,23", "", "1e5", "½", True, None, float("inf"), dt.date(2024, 1, 1)):
        with pytest.raises(Unfit):
            number_in(wrong)


def test_lists_in_a_cell_come_apart_as_they_were() -> None:
    for parts in ([], ["无"], ["none", "无"], ["a、b", "c\\"], ["x;y；z", "多\n行"], ["a=b"]):
        assert [unmarked(part) for part in parted(joined(parts, 0))] == parts


def test_signs_that_excel_codes_come_back() -> None:
    for text in ("_x0041_", "__x000D_", "a_x005F_b", "plain"):
        assert decoded(encoded(text)) == text
    assert decoded("a_x000D_") == "a\r"
