"""Empty workbooks for the tables that people fill in: a sheet for each, with its headers and lists of words."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zhicheng.procedure.conflicts.tables import Table

_REQUIRED: Final = PatternFill("solid", fgColor="DCE6F5")
_ROWS: Final = 2000


def workbook_for(tables: Sequence[Table], lang: str = "zh") -> bytes:
    """An empty workbook; headers that must be filled in are shaded, words can be picked from a list."""
    book, place = Workbook(), 0 if lang == "zh" else 1
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(table.title[place]), table, place)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, table: Table, place: int) -> None:
    sheet.freeze_panes = "A2"
    for column, field in enumerate(table.fields, start=1):
        cell = sheet.cell(1, column, field.head[place])
        cell.font = Font(bold=True)
        if field.required:
            cell.fill = _REQUIRED
        sheet.column_dimensions[cell.column_letter].width = 20
        if field.words:
            words = ",".join(pair[place].replace(",", "，") for pair in field.words.values())
            if len(words) <= 250:  # Excel takes no longer list
                check = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
                check.add(f"{cell.column_letter}2:{cell.column_letter}{_ROWS}")
                sheet.add_data_validation(check)
