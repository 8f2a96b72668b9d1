"""The same tables as sheets of an Excel workbook."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from zhicheng.dossier.workbook import MOST_ROWS
from zhicheng.dossier.workbook_cells import decoded
from zhicheng.dossier.workbook_guard import guarded
from zhicheng.procedure.conflicts.tables import Field, Notes, Row, Table, filled, key_of
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest

_HEAD_WITHIN: Final = 12
_MOST_COLUMNS: Final = 40
Cells = Mapping[int, Mapping[int, Any]]


def sheet_rows(raw: bytes, tables: Sequence[Table], notes: Notes) -> dict[str, tuple[Row, ...]]:
    """The rows of each table; a sheet is known by its name, and the only filled one of a one-table file anyway.

    Raises:
        Refused: it is no plain workbook.
    """
    notes.problems.extend(guarded(raw, notes.file))
    sheets = _sheets(raw, notes)
    by_name = {key_of(text): table for table in tables for text in (table.name, *table.title)}
    found: dict[str, tuple[Row, ...]] = {table.name: () for table in tables}
    for title, cells in sheets.items():
        table = by_name.get(key_of(title)) or (tables[0] if len(tables) == len(sheets) == 1 else None)
        if table is None:
            names = "、".join(one.title[0] for one in tables)
            english = ", ".join(one.title[1] for one in tables)
            what = (f"不认识的工作表“{title}”，可用：{names}", f"unknown sheet '{title}', allowed: {english}")
            notes.note(title, what, ("请改名或删除", "rename or delete it"))
            continue
        found[table.name] = _rows(title, cells, table, notes)
    return found


def _sheets(raw: bytes, notes: Notes) -> dict[str, Cells]:
    """The filled cells of every sheet that has any."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
            found = {sheet.title: dict(_cells(sheet, notes)) for sheet in book.worksheets}
    except Exception as error:  # a damaged workbook makes the library raise anything
        what = ("不是有效的 .xlsx 工作簿", "not a valid .xlsx workbook")
        raise Refused([*notes.problems, Problem(notes.file, "", what)]) from error
    return {title: cells for title, cells in found.items() if cells}


def _cells(sheet: Any, notes: Notes) -> list[tuple[int, dict[int, Any]]]:
    rows = []
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=_MOST_COLUMNS), start=1):
        found = {}
        for column, cell in enumerate(row, start=1):
            if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
                continue
            if cell.data_type in ("f", "e"):
                place = f"{sheet.title}!{get_column_letter(column)}{number}"
                notes.note(place, ("不接受公式与错误值", "formulas and errors are not accepted"))
                continue
            found[column] = decoded(cell.value).strip() if isinstance(cell.value, str) else cell.value
        if found:
            rows.append((number, found))
    return rows


def _rows(title: str, cells: Cells, table: Table, notes: Notes) -> tuple[Row, ...]:
    heads = {key_of(text): one for one in table.fields for text in (one.name, *one.head)}
    top = _head_row(cells, heads)
    if top is None:
        names = "、".join(one.head[0] for one in table.fields if one.required)
        english = ", ".join(one.head[1] for one in table.fields if one.required)
        notes.note(title, (f"找不到表头；应有：{names}", f"no head row; it must have: {english}"))
        return ()
    known = _known(title, cells[top], top, heads, notes)
    missing = [one for one in table.fields if one.required and one not in known.values()]
    for one in missing:
        notes.note(title, (f"缺少列“{one.head[0]}”", f"the column '{one.head[1]}' is missing"))
    rows = []
    for number, row in cells.items() if not missing else ():
        given = {
            known[column].name: (value, f"{title}!{get_column_letter(column)}{number}（{known[column].head[0]}）")
            for column, value in row.items()
            if column in known
        }
        if number > top and given:
            rows.append(filled(f"{title}!{number}", given, table, notes))
    return tuple(rows)


def _head_row(cells: Cells, heads: Mapping[str, Field]) -> int | None:
    """The row with most headers among the first ones; at least two must be known."""
    counts = {
        number: sum(_is_head(cell, heads) for cell in row.values())
        for number, row in cells.items()
        if number <= _HEAD_WITHIN
    }
    best = max(counts, key=lambda number: (counts[number], -number), default=None)
    return best if best is not None and counts[best] >= 2 else None


def _is_head(value: Any, heads: Mapping[str, Field]) -> bool:
    return isinstance(value, str) and key_of(value) in heads


def _known(
    title: str, row: Mapping[int, Any], number: int, heads: Mapping[str, Field], notes: Notes
) -> dict[int, Field]:
    known: dict[int, Field] = {}
    for column, value in row.items():
        at, text = f"{title}!{get_column_letter(column)}{number}", str(value)
        one = heads.get(key_of(text))
        if one is None and key_of(text) not in ("序号", "no."):
            near = nearest(key_of(text), heads)
            meant = heads[near].head if near else ("", "")
            what = (
                f"没有表头“{text[:40]}”" + (f"，是否“{meant[0]}”？" if near else ""),
                f"no header '{text[:40]}'" + (f", did you mean '{meant[1]}'?" if near else ""),
            )
            notes.note(at, what, ("请改成所列表头，或删除这一列", "use a known header, or delete this column"))
        elif one is not None and one in known.values():
            notes.note(at, (f"表头“{one.head[0]}”重复", f"the header '{one.head[1]}' stands twice"))
        elif one is not None:
            known[column] = one
    return known
