"""The statistics of a review as a workbook: a sheet for each table."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font

from zhicheng.web.review.phrases import FINDINGS
from zhicheng.web.review.statistics import Line, Spread, Table, column_name

Pair = tuple[str, str]


def workbook_of(tables: Sequence[Table], spread: Spread | None, lang: str) -> bytes:
    """An Excel workbook in one language."""
    side = 0 if lang == "zh" else 1
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet = book.create_sheet(table.title[side][:31])
        sheet.append([table.head[side], *(name[side] for _, name in FINDINGS), ("合计", "in all")[side]])
        for line in (*table.lines, table.total):
            sheet.append(_row(line, side))
        _dress(sheet)
    if spread is not None:
        sheet = book.create_sheet(("得分分布", "scores")[side])
        sheet.append([("分数段", "points")[side], ("人数", "persons")[side]])
        for start, end, count in spread.columns:
            sheet.append([column_name(start, end)[side], count])
        _dress(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _row(line: Line, side: int) -> list[object]:
    name = line.name[side]
    return [f"'{name}" if name.startswith(("=", "+", "-", "@")) else name, *line.by_finding, line.total]


def _dress(sheet: object) -> None:
    for cell in sheet[1]:  # type: ignore[index]
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"  # type: ignore[attr-defined]
