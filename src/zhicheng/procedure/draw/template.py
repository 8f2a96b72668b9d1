"""The workbook in which an office writes a draw down: a sheet for each table, notes at the headers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from zhicheng.procedure.conflicts.tables import Table
from zhicheng.procedure.draw.plan_file import SETTINGS, TABLES

_NOTES: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("settings", "value"): (
        "出席比例如 2/3；须为单数填“是”或“否”；不写席位表时填委员人数，按专家库人数分配各专业席位。",
        "attendance like 2/3; odd is yes or no; without a seats sheet give the members, shared out by the pool.",
    ),
    ("seats", "set"): (
        "“是”：该席位的人员由指定产生（如主任委员），不参加抽取。",
        "yes: named, not drawn (such as a chair).",
    ),
    ("pool", "id"): ("专家在库中的编号，不是身份证号。", "the number in the register, no identity number."),
    ("pool", "seat"): ("该专家可被抽取的席位（专业）。", "the seat group (specialty) for which they may be drawn."),
    ("pool", "bar"): ("留空即可参加抽取。", "empty: may be drawn."),
    ("caps", "value"): ("留空：对每一个地区（单位）分别适用。", "empty: for each region (employer) on its own."),
    ("groups", "from"): ("几个席位之间用“、”。", "several seat groups separated by 、."),
    ("recusals", "expert"): ("一行一名专家。", "one expert in each row."),
    ("recusals", "seat"): (
        "评议该申报人的席位（专业）；留空表示不限。",
        "the seat group (specialty) that reviews the applicant; empty: any.",
    ),
}
_FILL = PatternFill("solid", fgColor="DCE6F5")


def write_template(path: Path, lang: int = 0) -> None:
    """Write the empty workbook; ``lang`` 0 Chinese, 1 English."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in TABLES:
        _sheet(book, table, lang)
    settings = book[SETTINGS.title[lang]]
    words = SETTINGS.fields[0].words or {}
    starting = {"serial": "1", "odd": ("是", "yes")[lang], "balls": "0"}
    for row, (name, pair) in enumerate(words.items(), 2):
        settings.cell(row, 1, pair[lang])
        settings.cell(row, 2, starting.get(name))
    book.save(path)


def _sheet(book: Workbook, table: Table, lang: int) -> None:
    sheet = book.create_sheet(table.title[lang])
    sheet.freeze_panes = "A2"
    for column, field in enumerate(table.fields, 1):
        cell = sheet.cell(1, column, field.head[lang])
        cell.font, cell.fill = Font(bold=True), _FILL
        sheet.column_dimensions[cell.column_letter].width = 22
        note = _NOTES.get((table.name, field.name))
        if note:
            cell.comment = Comment(note[lang], "zhicheng")
        if field.words and table is not SETTINGS:
            choices = ",".join(pair[lang] for pair in field.words.values())
            check = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            check.add(f"{cell.column_letter}2:{cell.column_letter}2000")
            sheet.add_data_validation(check)
