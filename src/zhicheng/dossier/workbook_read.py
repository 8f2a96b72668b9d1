"""A dossier read from a workbook: every error at once, each by sheet, cell and header."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from zhicheng.dossier.json_text import Placed, PlacedList
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.messages import shown_value
from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.dossier.prepare import Unfit
from zhicheng.dossier.schema import FactSchema
from zhicheng.dossier.workbook import (
    APPLICANT,
    APPLICANT_HEADS,
    CLAIMED,
    CLAIMED_HEADS,
    LISTS,
    MOST_ROWS,
    OWN_SHEETS,
    columns_by_header,
    columns_of,
    key_of,
    sheet_name,
    sheets_by_name,
)
from zhicheng.dossier.workbook_cells import cell_value, decoded, number_in
from zhicheng.dossier.workbook_guard import LARGEST_FILE, guarded
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest

_LAST_COLUMN: Final = 702
_FORMULA: Final = ("不接受公式，请填写数值本身", "formulas are not accepted, fill in the value itself")


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell and where it stands."""

    row: int
    column: int
    value: Any
    format: str

    @property
    def at(self) -> str:
        """The cell's name: C4."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass
class Reader:
    """One workbook being read: its file, what was found wrong, what was found."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    applicant: Placed = field(default_factory=Placed)
    claimed: Placed = field(default_factory=Placed)
    records: list[tuple[str, Placed]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def note(self, place: str, zh: str, en: str, do: tuple[str, str] = ("", "")) -> None:
        """Keep a problem."""
        self.problems.append(Problem(self.file, place, (zh, en), do))


def read_workbook(path: Path) -> Dossier:
    """The dossier in an .xlsx file; formulas are refused, nothing in the file is executed.

    Raises:
        Refused: the file is no plain workbook, or something in it is wrong.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Refused(
            [Problem(path.name, "", ("读不到文件", "the file can't be read"), (str(error.strerror),) * 2)]
        ) from error
    return workbook_dossier(raw, path.name)


def workbook_dossier(raw: bytes, file: str) -> Dossier:
    """As :func:`read_workbook`, for bytes at hand; ``file`` stands in the messages."""
    reader = Reader(file)
    reader.problems.extend(guarded(raw, file))
    sheets = _sheets(raw, reader)
    _read_sheets(sheets, reader)
    place = {id_: position for position, id_ in enumerate(reader.order)}
    records = sorted(reader.records, key=lambda entry: place.get(str(entry[1].get("id")), len(place)))
    data = {
        "applicant": reader.applicant,
        "claimed": reader.claimed,
        "records": PlacedList((record for _, record in records), dict(enumerate(where for where, _ in records))),
    }
    try:
        dossier = dossier_from(data, file)
    except Refused as refused:
        raise Refused([*reader.problems, *_unsaid(refused.problems, reader.problems)]) from refused
    if reader.problems:
        raise Refused(reader.problems)
    return dossier


def _unsaid(later: tuple[Problem, ...], earlier: list[Problem]) -> Iterator[Problem]:
    """What the schema adds; a cell that could not be read is not missing as well."""
    said = {problem.place for problem in earlier}
    for problem in later:
        if problem.place not in said:
            yield problem


def _sheets(raw: bytes, reader: Reader) -> dict[str, list[list[Cell]]]:
    """The filled cells of every sheet by its title, row by row; formulas and errors are noted."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions the library drops; none holds a value
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
            return {sheet.title: list(_rows(sheet, reader)) for sheet in book.worksheets}
    except Exception as error:  # a damaged workbook makes the library raise anything
        what = ("不是有效的 .xlsx 工作簿", "not a valid .xlsx workbook")
        raise Refused([*reader.problems, Problem(reader.file, "", what)]) from error


def _rows(sheet: Any, reader: Reader) -> Iterator[list[Cell]]:
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=_LAST_COLUMN), start=1):
        cells = []
        for column, cell in enumerate(row, start=1):
            if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
                continue
            found = Cell(number, column, cell.value, cell.number_format or "")
            if cell.data_type == "f":
                reader.note(f"{sheet.title}!{found.at}", *_FORMULA)
            elif cell.data_type == "e":
                reader.note(
                    f"{sheet.title}!{found.at}",
                    f"单元格是错误值 {cell.value}",
                    f"the cell holds the error {cell.value}",
                )
            else:
                cells.append(found)
        if cells:
            yield cells


def _read_sheets(sheets: dict[str, list[list[Cell]]], reader: Reader) -> None:
    known = sheets_by_name()
    seen: dict[str, str] = {}
    meant: set[str] = set()
    for title, rows in sheets.items():
        target = known.get(key_of(title))
        if target is None:
            if rows:
                meant.add(_unknown_sheet(title, reader))
        elif target in seen:
            reader.note(title, f"与工作表“{seen[target]}”重复", f"the same as sheet '{seen[target]}'")
        else:
            seen[target] = title
            _read_sheet(target, title, rows, reader)
    language = 1 if seen.get(APPLICANT) == OWN_SHEETS[APPLICANT][1] else 0
    for target in (APPLICANT, CLAIMED, *KINDS):
        if target not in seen and target not in meant:
            name = sheet_name(target, language)
            reader.note(
                name,
                f"缺少工作表“{name}”",
                f"the sheet '{name}' is missing",
                ("请勿删除或改名，不用的表留空即可", "don't delete or rename sheets, leave them empty"),
            )


def _unknown_sheet(title: str, reader: Reader) -> str:
    known = sheets_by_name()
    near = nearest(key_of(title), known)
    name = "" if near is None else sheet_name(known[near], 0 if not title.isascii() else 1)
    reader.note(
        title,
        f"没有工作表“{title}”" + (f"，是否“{name}”？" if near else ""),
        f"no sheet '{title}'" + (f", did you mean '{name}'?" if near else ""),
    )
    return known[near] if near else ""


def _read_sheet(target: str, title: str, rows: list[list[Cell]], reader: Reader) -> None:
    if target == LISTS:
        reader.order = [decoded(str(cell.value)) for row in rows for cell in row if cell.column == 1 and cell.row > 1]
    elif target == APPLICANT:
        _read_applicant(Table(target, title, reader), rows)
    elif target == CLAIMED:
        _read_claimed(title, rows, reader)
    else:
        _read_records(Table(target, title, reader), rows)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet being read: which kind it holds, under which title, for which reader."""

    kind: str
    title: str
    reader: Reader

    def note(self, at: str, zh: str, en: str) -> None:
        """Keep a problem of a cell."""
        self.reader.note(f"{self.title}!{at}", zh, en)

    def fact(self, name: str) -> FactSchema:
        """A fact of the kind by its name."""
        return next(fact for fact in columns_of(self.kind) if fact.name == name)

    def unknown(self, text: str, at: str) -> str:
        """Note an unknown header; the fact it may have meant comes back, or nothing."""
        known = columns_by_header(self.kind)
        near = nearest(key_of(text), known)
        fact = self.fact(known[near]) if near else None
        given = shown_value(text)
        self.note(
            at,
            f"没有表头“{given}”" + (f"，是否“{fact.zh}”？" if fact else ""),
            f"no header '{given}'" + (f", did you mean '{fact.en}'?" if fact else ""),
        )
        return fact.name if fact else ""

    def take(self, into: Placed, cell: Cell, fact: FactSchema) -> None:
        """Put what a cell says into a record; what it can't mean is noted."""
        into.places[fact.name] = f"{self.title}!{cell.at}（{fact.zh}）"
        try:
            into[fact.name] = cell_value(cell.value, cell.format, fact, self.kind)
        except Unfit as error:
            given = shown_value(cell.value)
            self.reader.note(into.places[fact.name], f"“{given}”：{error.pair[0]}", f"'{given}': {error.pair[1]}")


def _read_records(table: Table, rows: list[list[Cell]]) -> None:
    if not rows:
        table.note("1", "缺少表头", "the header row is missing")
        return
    heads, body = (rows[0], rows[1:]) if rows[0][0].row == 1 else ([], rows)
    columns = _columns(table, heads, bool(body))
    headed = {head.column for head in heads}
    for row in body:
        record = Placed({"kind": table.kind})
        for cell in row:
            fact = columns.get(cell.column)
            if fact is not None:
                table.take(record, cell, fact)
            elif heads and cell.column not in headed:
                table.note(cell.at, "这一列没有表头", "this column has no header")
        number = row[0].row
        for column, fact in columns.items():  # what is missing stands nowhere: its column says where
            record.places.setdefault(fact.name, f"{table.title}!{get_column_letter(column)}{number}（{fact.zh}）")
        table.reader.records.append((f"{table.title}!{number}", record))


def _columns(table: Table, heads: list[Cell], filled: bool) -> dict[int, FactSchema]:
    """Which fact stands in which column; unknown, doubled and missing headers are noted."""
    known = columns_by_header(table.kind)
    columns: dict[int, FactSchema] = {}
    meant: set[str] = set()
    for head in heads:
        name = known.get(key_of(str(head.value)))
        if name is None:
            meant.add(table.unknown(str(head.value), head.at))
        elif any(fact.name == name for fact in columns.values()):
            table.note(head.at, f"表头“{head.value}”重复", f"the header '{head.value}' stands twice")
        else:
            columns[head.column] = table.fact(name)
    have = {fact.name for fact in columns.values()} | meant
    for fact in columns_of(table.kind):
        if fact.name not in have and filled:
            table.note("1", f"缺少列“{fact.zh}”", f"the column '{fact.en}' is missing")
    return columns


def _read_applicant(table: Table, rows: list[list[Cell]]) -> None:
    known = columns_by_header(APPLICANT)
    begun = False
    for row in rows:
        label = next((str(cell.value) for cell in row if cell.column == 1), "")
        if not begun:
            begun = key_of(label) in {key_of(text) for text in APPLICANT_HEADS[0]}
            continue
        name = known.get(key_of(label))
        if name is None:
            table.unknown(label, f"A{row[0].row}")
            continue
        for cell in row:
            if cell.column == 2:
                table.take(table.reader.applicant, cell, table.fact(name))
    if not begun:
        heads = "、".join(pair[0] for pair in APPLICANT_HEADS)
        table.note("A", f"找不到表头“{heads}”", f"the header row '{APPLICANT_HEADS[0][1]}' is missing")


def _read_claimed(title: str, rows: list[list[Cell]], reader: Reader) -> None:
    body = [row for row in rows if row[0].row > 1]
    heads = {cell.column: key_of(str(cell.value)) for row in rows if row[0].row == 1 for cell in row}
    for column, pair in enumerate(CLAIMED_HEADS, start=1):
        if body and heads.get(column) not in {key_of(text) for text in pair}:
            reader.note(
                f"{title}!{get_column_letter(column)}1", f"表头应为“{pair[0]}”", f"the header must be '{pair[1]}'"
            )
    for row in body:
        cells = {cell.column: cell for cell in row}
        path, points = cells.get(1), cells.get(2)
        place = f"{title}!{row[0].at}"
        if path is None or points is None:
            reader.note(place, "指标路径和自评分须同时填写", "the path and its points go together")
            continue
        name = decoded(str(path.value)).strip()
        if name in reader.claimed:
            reader.note(place, f"指标“{shown_value(name)}”重复", f"the indicator '{shown_value(name)}' stands twice")
        reader.claimed.places[name] = f"{title}!{points.at}"
        reader.claimed[name] = _points(points.value)


def _points(value: Any) -> Any:
    try:
        return number_in(value)
    except Unfit:
        return str(value)  # such as 13/6; what is no number is told with the rest
