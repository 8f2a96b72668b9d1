"""Excel documents: a template's cells say ``{{ field }}``, and a row that says ``{{ list.field }}`` is repeated.

A text stays a text whatever it begins with: no cell of a document is ever a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter

from zhicheng.documents.archive import check_archive, settled
from zhicheng.documents.plain import tree
from zhicheng.documents.printing import unknown_field
from zhicheng.dossier.workbook_cells import encoded
from zhicheng.vocabulary.problems import Problem, Refused

LONGEST_CELL: Final = 32_000
_TAG = re.compile(r"\{\{\s*([a-z_]+)(?:\.([a-z_]+))?\s*\}\}")
_LOOKS_LIKE_A_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_FIRST_DAY: Final = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_AS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of the template, kept while the sheet is written anew."""

    column: int
    value: Any
    style: Any


def write_sheet(
    template: bytes, name: str, data: Any, content: dict[str, Any], known: list[str], issued_at: dt.datetime
) -> bytes:
    """The workbook of a document; same input, same bytes. ``content`` is the data as templates get it.

    Raises:
        Refused: the template names a field there is not, or is no plain workbook; a text is too long for a cell.
    """
    book = opened_template(template, name)
    filler = _Filler(name, data, content, known)
    for sheet in book.worksheets:
        _fill(sheet, filler)
    if filler.problems:
        raise Refused(dict.fromkeys(filler.problems))
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue(), issued_at)


def opened_template(raw: bytes, name: str) -> Any:
    """A template as a workbook.

    Raises:
        Refused: it is no plain workbook.
    """
    check_archive(raw, name, "xl/workbook.xml")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(raw), keep_links=False)
    except Exception as error:  # a damaged workbook makes the library raise anything
        raise Refused([Problem(name, "", ("不是有效的 .xlsx 工作簿", "not a valid .xlsx workbook"))]) from error


def tag_columns(book: Any) -> dict[str, str]:
    """By field of the repeated row: the header above it in the template."""
    found: dict[str, str] = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                match = _TAG.fullmatch(cell.value.strip()) if isinstance(cell.value, str) else None
                if match and match[2] and cell.row > 1:
                    head = sheet.cell(cell.row - 1, cell.column).value
                    if head is not None:
                        found.setdefault(match[2], str(head))
    return found


class _Filler:
    """Puts data where a template's cells name it; what they name in vain is noted."""

    def __init__(self, name: str, data: Any, plain: dict[str, Any], known: list[str]) -> None:
        self.name, self.data, self.plain, self.known = name, data, plain, known
        self.problems: list[Problem] = []

    def lists_in(self, value: Any) -> list[str]:
        """The lists that a cell's text goes through."""
        return [match[1] for match in _TAG.finditer(value) if match[2]] if isinstance(value, str) else []

    def filled(self, value: Any, place: str, item: Any = None, serial: int = 0) -> Any:
        """What stands in a cell of the document for what stands in the template's."""
        if not isinstance(value, str) or not _LOOKS_LIKE_A_TAG.search(value):
            return value
        whole = _TAG.fullmatch(value.strip())
        if whole:
            return self._value(whole, place, item, serial)
        text = _TAG.sub(lambda match: _shown(self._value(match, place, item, serial)), value)
        if _LOOKS_LIKE_A_TAG.search(_TAG.sub("", value)):
            what = (f"看不懂“{value[:40]}”", f"'{value[:40]}' says nothing")
            self.problems.append(Problem(self.name, place, what, ("写作 {{ 字段名 }}", "write {{ field }}")))
        return text

    def _value(self, match: re.Match[str], place: str, item: Any, serial: int) -> Any:
        head, field = match[1], match[2]
        if field == "serial" and head in self.plain:
            return serial or None
        source, name = (self.data, head) if field is None else (item, field)
        if name not in self.known or (field is not None and head not in self.plain):
            wrong = name if name not in self.known else head
            self.problems.append(Problem(self.name, place, *unknown_field(wrong, [*self.known, "serial"])))
            return None
        if source is None:
            return None
        if field is None and not hasattr(source, name):  # what every document has besides its data
            return self.plain.get(name)
        if not hasattr(source, name) or isinstance(getattr(source, name), tuple):
            self.problems.append(Problem(self.name, place, *unknown_field(match[0].strip("{} "), self.known)))
            return None
        return getattr(source, name)


def _shown(value: Any) -> str:
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "" if value is None else str(tree(value))


def _fill(sheet: Any, filler: _Filler) -> None:
    """Write a sheet anew: rows that go through a list once for each entry, the rows below moved down."""
    template = [
        (row[0].row, [_Cell(cell.column, cell.value, copy(cell._style)) for cell in row if _is_filled(cell)])
        for row in sheet.iter_rows()
    ]
    heights = {number: sheet.row_dimensions[number].height for number, _ in template}
    merged = [(area.min_row, area.max_row, area.min_col, area.max_col) for area in sheet.merged_cells.ranges]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet._cells.clear()
    first, below = {}, 1
    for number, cells in template:
        first[number] = below
        for serial, item in _entries(cells, filler):
            for cell in cells:
                place = f"{sheet.title}!{get_column_letter(cell.column)}{number}"
                put(sheet.cell(below, cell.column), filler.filled(cell.value, place, item, serial), cell.style, filler)
            sheet.row_dimensions[below].height = heights[number]
            below += 1
    first[max(first, default=0) + 1] = below
    _merge_again(sheet, merged, first)


def _merge_again(sheet: Any, merged: list[tuple[int, int, int, int]], first: dict[int, int]) -> None:
    """Merge what the template merges, where it has moved to."""
    for top, bottom, left, right in merged:
        if top in first and bottom + 1 in first:
            sheet.merge_cells(start_row=first[top], end_row=first[bottom + 1] - 1, start_column=left, end_column=right)


def _is_filled(cell: Any) -> bool:
    return not isinstance(cell, MergedCell) and (cell.value is not None or cell.has_style)


def _entries(cells: list[_Cell], filler: _Filler) -> list[tuple[int, Any]]:
    """What a row of the template is written for: once, or once for each entry of the list it names."""
    names = {name for cell in cells for name in filler.lists_in(cell.value)}
    chosen = next((name for name in sorted(names) if isinstance(filler.plain.get(name), list)), None)
    if chosen is None:
        return [(0, None)]
    entries = getattr(filler.data, chosen)
    return list(enumerate(entries, start=1)) or [(0, None)]


def put(cell: Any, value: Any, style: Any, filler: _Filler) -> None:
    """Fill a cell: numbers and days as such where Excel holds them, every text as text."""
    cell._style = copy(style)
    value = tree(value) if isinstance(value, str) else value
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
        value = value if value >= _FIRST_DAY else value.isoformat()
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            what = (f"内容过长，单元格最多 {LONGEST_CELL} 字", f"too long for a cell of {LONGEST_CELL} characters")
            filler.problems.append(Problem(filler.name, f"{cell.parent.title}!{cell.coordinate}", what))
            return
        cell.value = encoded(value)
        cell.data_type = "s"
        if value.startswith(_AS_FORMULA):
            cell.quotePrefix = True
    elif value is not None:
        cell.value = value
