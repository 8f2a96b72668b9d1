"""The Excel template, empty or filled with a dossier: lists to choose from, notes that explain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from zhicheng.dossier.fields import Record
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import MOST_RECORDS, Dossier
from zhicheng.dossier.plain import number_text, plain_facts
from zhicheng.dossier.schema import FactSchema
from zhicheng.dossier.workbook import (
    APPLICANT,
    APPLICANT_HEADS,
    CLAIMED,
    CLAIMED_HEADS,
    LISTS,
    NO,
    NOTHING,
    ORDER,
    YES,
    columns_of,
    header,
    joined,
    marked,
    sheet_name,
)
from zhicheng.dossier.workbook_cells import encoded
from zhicheng.vocabulary.labels import unit_label, word_label
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest

LONGEST_CELL: Final = 32_000
_FIRST_DAY: Final = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_DAY_FORMAT: Final = "yyyy-mm-dd"
_BLUE = PatternFill("solid", fgColor="DCE6F5")
_LINE = Border(bottom=Side(style="thin", color="8A9BB8"))
_BOLD = Font(bold=True)

INSTRUCTIONS: Final = (
    ("职称申报材料", "Dossier for a professional title"),
    (
        "每张工作表是一类材料，一条材料一行；编号自定（字母、数字、- _ .），全表不重复。",
        "Each sheet is a kind of record, each row one record; choose an id for each (letters, digits, - _ .), none twice.",
    ),
    (
        "只填证书和文件上写明的事实；不知道的留空，不要填 0，也不要推测级别。",
        "State only what the papers say; leave what you don't know empty, don't put 0 and don't guess a level.",
    ),
    (
        "一格填几项时用“、”隔开；确认一项也没有时填“无”。",
        "Separate several entries in one cell by 、; write none when there are certainly none.",
    ),
    (
        "请勿改动工作表名和表头，勿合并单元格，勿用公式和宏；把鼠标放在表头上可看说明。",
        "Don't rename sheets or headers, don't merge cells, use no formulas or macros; point at a header to see its note.",
    ),
    (
        "不要填写姓名、身份证号、证书编号等能认出个人的信息。",
        "Write no name, identity number or certificate number: nothing that identifies a person.",
    ),
)

_FORMATS: Final = {
    "amount": ("数字，可带小数，如 120.5", "number, decimals allowed, such as 120.5"),
    "whole": ("整数", "whole number"),
    "date": ("日期，如 2026-11-20", "date, such as 2026-11-20"),
    "text": ("文字", "text"),
    "texts": ("文字，几项之间用“、”", "text, several separated by 、"),
    "words": ("从所列各项中填一项或几项，用“、”隔开", "one or more of the entries listed, separated by 、"),
    "word": ("从下拉列表中选择", "choose from the list"),
    "flag": ("是 或 否", "yes or no"),
    "mapping": ("如 class=second，几项之间用“、”", "such as class=second, several separated by 、"),
}


def write_template(path: str | Path | IO[bytes], kinds_wanted: Collection[str] | None = None, lang: str = "zh") -> None:
    """An empty workbook to fill in; sheets of kinds that are not wanted are there but hidden.

    Raises:
        Refused: a wanted kind does not exist, or the file does not end in .xlsx.
    """
    write_workbook(Dossier(), path, lang, kinds_wanted)


def write_workbook(
    dossier: Dossier, path: str | Path | IO[bytes], lang: str = "zh", kinds_wanted: Collection[str] | None = None
) -> None:
    """A dossier as a workbook that reads back to the same dossier.

    Raises:
        Refused: a wanted kind does not exist, the file does not end in .xlsx, or a text is too long for a cell.
    """
    language = 1 if lang == "en" else 0
    _check_kinds(kinds_wanted)
    if isinstance(path, str | Path) and Path(path).suffix.lower() != ".xlsx":
        what = ("Excel 文件名应以 .xlsx 结尾", "the name of an Excel file must end in .xlsx")
        raise Refused([Problem(Path(path).name, "", what)])
    book = Workbook()
    del book[book.sheetnames[0]]
    book.properties.creator = "zhicheng"
    lists = _Lists(language)
    _write_applicant(book.create_sheet(sheet_name(APPLICANT, language)), dossier, lists, language)
    for kind in KINDS:
        sheet = book.create_sheet(sheet_name(kind, language))
        own = [record for record in dossier.records if getattr(record, "kind", "") == kind]
        _write_records(sheet, kind, own, lists, language)
        if kinds_wanted is not None and kind not in kinds_wanted and not own:
            sheet.sheet_state = "hidden"
    _write_claimed(book.create_sheet(sheet_name(CLAIMED, language)), dossier, language)
    lists.write(book.create_sheet(sheet_name(LISTS, language)), [record.id for record in dossier.records])
    book.save(path)


def _check_kinds(kinds_wanted: Collection[str] | None) -> None:
    for kind in sorted(set(kinds_wanted or ()) - set(KINDS)):
        near = nearest(kind, KINDS)
        raise Refused(
            [
                Problem(
                    "",
                    "",
                    (
                        f"没有“{kind}”这种材料" + (f"，是否“{near}”？" if near else ""),
                        f"no kind of record '{kind}'" + (f", did you mean '{near}'?" if near else ""),
                    ),
                    (f"可用：{'、'.join(KINDS)}", f"allowed: {', '.join(KINDS)}"),
                )
            ]
        )


class _Lists:
    """The lists to choose from: one column each on a hidden sheet, since a list in place is too short."""

    def __init__(self, language: int) -> None:
        self.language = language
        self.columns: list[tuple[str, ...]] = []

    def formula(self, fact: FactSchema, kind: str) -> str:
        """Where the labels of a fact's words stand."""
        labels = tuple(word_label(word, kind, fact.name)[self.language] for word in fact.words)
        if labels not in self.columns:
            self.columns.append(labels)
        letter = get_column_letter(self.columns.index(labels) + 2)  # column A holds the order of records
        return f"'{sheet_name(LISTS, self.language)}'!${letter}$2:${letter}${len(labels) + 1}"

    def write(self, sheet: Any, order: list[str]) -> None:
        """Write the lists, and the order in which the records stand across their sheets."""
        for column, entries in enumerate(
            [(ORDER[self.language], *order), *(("", *labels) for labels in self.columns)], start=1
        ):
            for row, entry in enumerate(entries, start=1):
                if entry:
                    _put(sheet.cell(row, column), entry, "@")
        sheet.sheet_state = "hidden"


def _put(cell: Any, value: Any, number_format: str = "General") -> None:
    """Fill a cell; a text stays a text even when it looks like a formula or an error."""
    if isinstance(value, str):
        cell.value = encoded(value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith("=")
    else:
        cell.value = value
    cell.number_format = number_format


def _written(value: Any, fact: FactSchema, kind: str, language: int) -> tuple[Any, str]:
    """What stands in the cell of a fact, and its number format."""
    if fact.type == "flag":
        return (YES if value else NO)[language], "@"
    if fact.type == "word":
        return word_label(value, kind, fact.name)[language], "@"
    if fact.type == "words":
        return "、".join(word_label(word, kind, fact.name)[language] for word in value) or NOTHING[language], "@"
    if fact.type == "texts":
        return joined(list(value), language), "@"
    if fact.type == "mapping":
        return "、".join(f"{marked(name)}={marked(word)}" for name, word in value.items()), "@"
    if isinstance(value, dt.date):
        return (value, _DAY_FORMAT) if value >= _FIRST_DAY else (value.isoformat(), "@")
    if isinstance(value, int | Decimal):
        return _number(value)
    return str(value), "@"


def _number(value: int | Decimal) -> tuple[Any, str]:
    """A number as such where a spreadsheet holds it exactly (15 digits), else as text."""
    text = number_text(value)
    if len(text.replace(".", "").lstrip("0")) > 15:
        return text, "@"
    return (int(text) if "." not in text else float(text)), "General"


def _fill(cell: Any, value: Any, fact: FactSchema, kind: str, language: int) -> None:
    content, number_format = _written(value, fact, kind, language)
    if isinstance(content, str) and len(content) > LONGEST_CELL:
        raise Refused(
            [
                Problem(
                    "",
                    f"{cell.parent.title}!{cell.coordinate}（{fact.zh}）",
                    (
                        f"内容过长，单元格最多 {LONGEST_CELL} 字",
                        f"too long for a cell of at most {LONGEST_CELL} characters",
                    ),
                )
            ]
        )
    _put(cell, content, number_format)


def _write_records(sheet: Any, kind: str, records: Iterable[Record], lists: _Lists, language: int) -> None:
    facts = columns_of(kind)
    for column, fact in enumerate(facts, start=1):
        _head(sheet.cell(1, column), header(fact, language), _note(fact, kind, language))
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = min(32, max(12, 2 * len(header(fact, language)) // (1 + language)))
        sheet.column_dimensions[letter].number_format = _column_format(fact)
        _offer(sheet, f"{letter}2:{letter}{MOST_RECORDS + 1}", fact, kind, lists)
    sheet.freeze_panes = "C2"
    sheet.row_dimensions[1].height = 45
    for row, record in enumerate(records, start=2):
        stated = plain_facts(record)
        for column, fact in enumerate(facts, start=1):
            if fact.name in stated:
                _fill(sheet.cell(row, column), stated[fact.name], fact, kind, language)


def _head(cell: Any, text: str, note: str = "") -> None:
    _put(cell, text)
    cell.font, cell.fill, cell.border = _BOLD, _BLUE, _LINE
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if note:
        cell.comment = Comment(note, "zhicheng", width=320, height=40 + 22 * (note.count("\n") + len(note) // 40))


def _column_format(fact: FactSchema) -> str:
    if fact.type == "date":
        return _DAY_FORMAT
    return "General" if fact.type in ("amount", "whole") else "@"


def _note(fact: FactSchema, kind: str, language: int) -> str:
    """What the header of a column is explained by: meaning, unit, format, words, what empty means."""
    names = (("含义", "单位", "格式", "可填", "不填"), ("Meaning", "Unit", "Format", "Choices", "Empty"))[language]
    mark = ("：", ": ")[language]
    lines = [f"{names[0]}{mark}{(fact.zh, fact.en)[language]}"]
    if fact.unit:
        lines.append(f"{names[1]}{mark}{unit_label(fact.unit)[language]}")
    lines.append(f"{names[2]}{mark}{_FORMATS[fact.type][language]}")
    if fact.words:
        lines.append(f"{names[3]}{mark}{'、'.join(word_label(word, kind, fact.name)[language] for word in fact.words)}")
    lines.append(f"{names[4]}{mark}{_empty(fact, kind, language)}")
    return "\n".join(lines)


def _empty(fact: FactSchema, kind: str, language: int) -> str:
    """What it means to leave a fact out."""
    if fact.name == "id":
        return ("不可不填", "not allowed")[language]
    if isinstance(fact.default, bool | str):
        return word_label(fact.default, kind, fact.name)[language]
    if isinstance(fact.default, int):
        return str(fact.default)
    if fact.type in ("texts", "mapping") and fact.default is not None:
        return NOTHING[language]
    return ("视为未知", "unknown")[language]


def _offer(sheet: Any, cells: str, fact: FactSchema, kind: str, lists: _Lists) -> None:
    """The list to choose from, or the check that Excel makes while one types."""
    language = lists.language
    match fact.type:
        case "word":
            rule = DataValidation(type="list", formula1=lists.formula(fact, kind))
        case "flag":
            rule = DataValidation(type="list", formula1=f'"{YES[language]},{NO[language]}"')
        case "date":
            rule = DataValidation(type="date", operator="greaterThan", formula1="1", errorStyle="warning")
        case "whole" | "amount":
            whole = fact.type == "whole"
            rule = DataValidation(
                type="whole" if whole else "decimal", operator="greaterThanOrEqual", formula1="0", errorStyle="warning"
            )
        case _:
            return
    rule.allow_blank, rule.showErrorMessage = True, True
    rule.errorTitle = sheet.title[:31]
    rule.error = f"{(fact.zh, fact.en)[language]}{('：', ': ')[language]}{_FORMATS[fact.type][language]}"[:220]
    rule.add(cells)
    sheet.add_data_validation(rule)


def _write_applicant(sheet: Any, dossier: Dossier, lists: _Lists, language: int) -> None:
    for row, pair in enumerate(INSTRUCTIONS, start=1):
        _put(sheet.cell(row, 1), pair[language])
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    top = len(INSTRUCTIONS) + 2
    for column, pair in enumerate(APPLICANT_HEADS, start=1):
        _head(sheet.cell(top, column), pair[language])
    stated = plain_facts(dossier.applicant)
    for row, fact in enumerate(columns_of(APPLICANT), start=top + 1):
        _put(sheet.cell(row, 1), header(fact, language))
        _put(
            sheet.cell(row, 3),
            _note(fact, APPLICANT, language).partition("\n")[2].replace("\n", "；" if language == 0 else "; "),
        )
        sheet.cell(row, 2).number_format = _column_format(fact)
        _offer(sheet, f"B{row}", fact, APPLICANT, lists)
        if fact.name in stated:
            _fill(sheet.cell(row, 2), stated[fact.name], fact, APPLICANT, language)
    for letter, width in (("A", 40), ("B", 28), ("C", 70)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{top + 1}"


def _write_claimed(sheet: Any, dossier: Dossier, language: int) -> None:
    notes = (
        ("量化赋分指标的路径，如 专业技术业绩/获奖", "path of an indicator, such as 专业技术业绩/获奖"),
        ("自评分，数字", "points claimed, a number"),
    )
    for column, (pair, note) in enumerate(zip(CLAIMED_HEADS, notes, strict=True), start=1):
        _head(sheet.cell(1, column), pair[language], note[language])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 60, 16
    sheet.column_dimensions["A"].number_format = "@"
    sheet.freeze_panes = "A2"
    for row, (path, points) in enumerate(dossier.claimed.items(), start=2):
        _put(sheet.cell(row, 1), path, "@")
        _put(sheet.cell(row, 2), points, "@")
