"""A simulation as a workbook: a sheet for the marks, the spread and the indicators each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from zhicheng.policy.pack import Pack
from zhicheng.report.phrases import Lang, pick
from zhicheng.vocabulary.points import exact
from zhicheng.workshop.simulate import Simulation
from zhicheng.workshop.simulate_html import (
    BAND_HEADS,
    INDICATOR_HEADS,
    MARK_HEADS,
    band_rows,
    indicator_rows,
    mark_rows,
)

Pair = tuple[str, str]
MARKS: Pair = ("各规定分值", "pass marks")
SPREAD: Pair = ("得分分布", "spread")
DECIDING: Pair = ("指标", "indicators")


def write_simulation(found: Simulation, pack: Pack, target: Path, lang: Lang) -> None:
    """Write the workbook; numbers stand as numbers where they end, as text where they are fractions or shares.

    Raises:
        OSError: it can't be written.
    """
    write_tables(
        target,
        [
            (pick(MARKS, lang), MARK_HEADS, mark_rows(found)),
            (pick(SPREAD, lang), BAND_HEADS, band_rows(found)),
            (pick(DECIDING, lang), INDICATOR_HEADS, indicator_rows(found, pack, lang)),
        ],
        lang,
    )


Sheet = tuple[str, Sequence[Pair], Sequence[Sequence[str]]]


def write_tables(target: Path, sheets: Sequence[Sheet], lang: Lang) -> None:
    """Write tables of texts as a workbook.

    Raises:
        OSError: it can't be written.
    """
    target.write_bytes(tables_workbook(sheets, lang))


def tables_workbook(sheets: Sequence[Sheet], lang: Lang) -> bytes:
    """Tables of texts as a workbook, a sheet each (title, heads, rows), heads frozen; whole numbers become numbers."""
    from openpyxl import Workbook  # slow to import
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    for blank in book.worksheets:
        book.remove(blank)
    for title, heads, rows in sheets:
        sheet = book.create_sheet(title[:31])
        sheet.append([pick(head, lang) for head in heads])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for row in rows:
            sheet.append([cell_value(text) for text in row])
        for place in range(1, len(heads) + 1):
            longest = max((len(str(row[place - 1])) for row in rows), default=0)
            sheet.column_dimensions[get_column_letter(place)].width = min(60, max(10, longest * 1.6))
        sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell_value(text: str) -> str | int:
    """A text for a cell: a whole number as a number; what a sheet would take for a formula as plain text."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    if text[:1] not in ("=", "+", "-", "@", "\t", "\r"):
        return text
    try:
        exact(text)
    except ValueError:
        return f"'{text}"
    return text
