"""Lists read back from Excel: a roster, an hours sheet. Every error at once, by sheet, cell and header."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from zhicheng.documents.columns import HOURS, ROSTER, Column
from zhicheng.documents.office import HoursRow, RosterRow
from zhicheng.documents.plain import control_problems
from zhicheng.documents.sheets import opened_template, tag_columns
from zhicheng.documents.words import by_label
from zhicheng.dossier.prepare import Unfit
from zhicheng.dossier.workbook import MOST_ROWS
from zhicheng.dossier.workbook_cells import decoded, number_in
from zhicheng.dossier.workbook_guard import guarded
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest, plain

_HEAD_WITHIN: Final = 12
_MOST_COLUMNS: Final = 60
_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_PERSONAL = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_NUMBER_HEADS: Final = ("身份证", "证件号", "公民身份号码", "idnumber", "idcard")
_NO_NUMBERS: Final = ("名册不收身份证件号码", "the list takes no personal numbers")
_DROP_THEM: Final = ("请删除号码后重新导入", "delete the numbers and import again")


def read_roster(raw: bytes, file: str = "花名册.xlsx", template: bytes | None = None) -> tuple[RosterRow, ...]:
    """The persons on a roster. ``template`` is the round's own, if it has one: its headers are then understood.

    Raises:
        Refused: the file is no plain workbook, or something in it is wrong; nothing is taken then.
    """
    return tuple(row for _, row in placed_roster(raw, file, template))


def placed_roster(
    raw: bytes, file: str = "花名册.xlsx", template: bytes | None = None
) -> tuple[tuple[str, RosterRow], ...]:
    """As :func:`read_roster`, each person with the place on the sheet (``花名册!4``).

    Raises:
        Refused: as :func:`read_roster`.
    """
    reader = _Reader(file, ROSTER, template, "recommendation-roster.xlsx")
    rows = [(place, RosterRow(**row)) for place, row in reader.rows(raw)]
    reader.refuse_doubles(((row.name, row.unit, row.title_applied, row.number), place) for place, row in rows)
    reader.finish()
    return tuple(rows)


def read_hours(raw: bytes, file: str = "继续教育学时.xlsx", template: bytes | None = None) -> tuple[HoursRow, ...]:
    """The hours on a continuing-education sheet; as :func:`read_roster`.

    Raises:
        Refused: as :func:`read_roster`; an end before its start is wrong too.
    """
    return tuple(row for _, row in placed_hours(raw, file, template))


def placed_hours(
    raw: bytes, file: str = "继续教育学时.xlsx", template: bytes | None = None
) -> tuple[tuple[str, HoursRow], ...]:
    """As :func:`read_hours`, each row with the place on the sheet (``学时!4``).

    Raises:
        Refused: as :func:`read_hours`.
    """
    reader = _Reader(file, HOURS, template, "continuing-education-sheet.xlsx")
    rows = [(place, HoursRow(**row)) for place, row in reader.rows(raw)]
    for place, row in rows:
        if row.start and row.end and row.end < row.start:
            reader.note(
                place, (f"结束日期 {row.end} 早于开始日期 {row.start}", f"the end {row.end} is before {row.start}")
            )
    reader.refuse_doubles(
        ((row.name, row.unit, row.year, row.category, row.course, row.start), place) for place, row in rows
    )
    reader.finish()
    return tuple(rows)


def placed_rows(
    raw: bytes, file: str, columns: Sequence[Column], alone: Sequence[str] = ()
) -> tuple[tuple[str, dict[str, Any]], ...]:
    """The rows of a list with columns of its own, each with its place; no two rows agree in the fields ``alone``.

    Raises:
        Refused: as :func:`read_roster`.
    """
    reader = _Reader(file, columns, None, "")
    rows = list(reader.rows(raw))
    if alone:
        reader.refuse_doubles((tuple(row.get(field) for field in alone), place) for place, row in rows)
    reader.finish()
    return tuple(rows)


@dataclass
class _Reader:
    """One list being read."""

    file: str
    columns: Sequence[Column]
    template: bytes | None
    template_name: str
    problems: list[Problem] = field(default_factory=list)

    def note(self, place: str, what: tuple[str, str], do: tuple[str, str] = ("", "")) -> None:
        """Keep a problem."""
        self.problems.append(Problem(self.file, place, what, do))

    def finish(self) -> None:
        """Refuse, when something was wrong."""
        if self.problems:
            raise Refused(self.problems)

    def refuse_doubles(self, rows: Iterator[tuple[tuple[Any, ...], str]]) -> None:
        """The same entry twice is an error of the list, whichever of the two was meant."""
        seen: dict[tuple[Any, ...], str] = {}
        for key, place in rows:
            if key in seen:
                self.note(
                    place, (f"与 {seen[key]} 重复", f"the same as {seen[key]}"), ("删除其中一行", "delete one of them")
                )
            seen.setdefault(key, place)

    def rows(self, raw: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each row that is whole, with its place (sheet and row)."""
        self.problems.extend(guarded(raw, self.file))
        title, cells = self._sheet(raw)
        heads = self._heads()
        top = self._head_row(cells, heads)
        if top is None:
            names = "、".join(column.head[0] for column in self.columns if column.required)
            english = ", ".join(column.head[1] for column in self.columns if column.required)
            self.note(title, (f"找不到表头；应有：{names}", f"no head row; it must have: {english}"))
            return
        known = self._known_columns(title, cells[top], heads)
        if self.problems:
            return
        for number, row in cells.items():
            if number > top and any(place in row for place in known):
                taken = self._row(title, number, row, known)
                if taken is not None:
                    yield f"{title}!{number}", taken

    def _sheet(self, raw: bytes) -> tuple[str, dict[int, dict[int, Any]]]:
        """The filled cells of the first sheet that has any, by row and column."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
                for sheet in book.worksheets:
                    cells = {number: row for number, row in self._cells(sheet) if row}
                    if cells:
                        return sheet.title, cells
        except Exception as error:  # a damaged workbook makes the library raise anything
            what = ("不是有效的 .xlsx 工作簿", "not a valid .xlsx workbook")
            raise Refused([*self.problems, Problem(self.file, "", what)]) from error
        raise Refused([*self.problems, Problem(self.file, "", ("工作簿是空的", "the workbook is empty"))])

    def _cells(self, sheet: Any) -> Iterator[tuple[int, dict[int, Any]]]:
        for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=_MOST_COLUMNS), start=1):
            found = {}
            for column, cell in enumerate(row, start=1):
                place = f"{sheet.title}!{get_column_letter(column)}{number}"
                if cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
                    continue
                if cell.data_type == "f":
                    do = ("请填写数值本身", "fill in the value itself")
                    self.note(place, ("不接受公式", "formulas are not accepted"), do)
                elif cell.data_type == "e":
                    self.note(place, (f"是错误值 {cell.value}", f"holds the error {cell.value}"))
                else:
                    found[column] = cell.value
            yield number, found

    def _heads(self) -> dict[str, Column]:
        """Which column a header means: ours in both languages, and those of the round's own template."""
        found = {_key(text): column for column in self.columns for text in (*column.head, column.field)}
        if self.template is not None:
            by_tag = {column.tag: column for column in self.columns} | {column.field: column for column in self.columns}
            for tag, head in tag_columns(opened_template(self.template, self.template_name)).items():
                if tag in by_tag:
                    found[_key(head)] = by_tag[tag]
        return found

    def _head_row(self, cells: Mapping[int, Mapping[int, Any]], heads: Mapping[str, Column]) -> int | None:
        """The row with most headers among the first ones; at least three must be known."""
        counts = {
            number: sum(_key(value) in heads for value in row.values())
            for number, row in cells.items()
            if number <= _HEAD_WITHIN
        }
        best = max(counts, key=lambda number: counts[number], default=None)
        return best if best is not None and counts[best] >= 3 else None

    def _known_columns(self, title: str, row: Mapping[int, Any], heads: Mapping[str, Column]) -> dict[int, Column]:
        known: dict[int, Column] = {}
        for place, value in row.items():
            at = f"{title}!{get_column_letter(place)}"
            column = heads.get(_key(value))
            if column is None:
                self._unknown_head(at, str(value), heads)
            elif column in known.values():
                self.note(at, (f"表头“{column.head[0]}”重复", f"the header '{column.head[1]}' stands twice"))
            else:
                known[place] = column
        for column in self.columns:
            if column.required and column not in known.values():
                self.note(title, (f"缺少列“{column.head[0]}”", f"the column '{column.head[1]}' is missing"))
        return known

    def _unknown_head(self, at: str, text: str, heads: Mapping[str, Column]) -> None:
        if any(word in _key(text) for word in _NUMBER_HEADS):
            self.note(at, _NO_NUMBERS, ("请删除这一列", "delete this column"))
            return
        near = nearest(_key(text), heads)
        meant = heads[near].head if near else ("", "")
        self.note(
            at,
            (f"没有表头“{text[:40]}”" + (f"，是否“{meant[0]}”？" if near else ""),
             f"no header '{text[:40]}'" + (f", did you mean '{meant[1]}'?" if near else "")),
            ("改成所列表头，或删除这一列", "use a header of the template, or delete this column"),
        )  # fmt: skip

    def _row(
        self, title: str, number: int, row: Mapping[int, Any], known: Mapping[int, Column]
    ) -> dict[str, Any] | None:
        before = len(self.problems)
        taken: dict[str, Any] = {}
        for place, column in known.items():
            at = f"{title}!{get_column_letter(place)}{number}（{column.head[0]}）"
            if column.type == "serial":
                continue
            if place not in row:
                if column.required:
                    self.note(at, ("必须填写", "must be filled in"))
                continue
            try:
                taken[column.field] = value_of(row[place], column)
            except Unfit as error:
                self.note(at, error.pair, _DROP_THEM if error.pair == _NO_NUMBERS else ("", ""))
        filled = any(known[place].type != "serial" for place in row if place in known)
        if not filled:  # a row with nothing but its running number
            del self.problems[before:]
            return None
        return taken if len(self.problems) == before else None


def value_of(value: Any, column: Column) -> Any:
    """What a filled cell means for its column.

    Raises:
        Unfit: it means nothing there.
    """
    if column.type in _READERS:
        return _READERS[column.type](value)
    text = _text(value)
    if column.words:
        return _word(text, column.words)
    if len(text) > column.longest:
        raise Unfit((f"超过 {column.longest} 字", f"longer than {column.longest} characters"))
    if _PERSONAL.search(unicodedata.normalize("NFKC", text)):
        raise Unfit(_NO_NUMBERS)
    if control_problems(text, ""):
        raise Unfit(("含不可打印的控制字符", "holds control characters"))
    return text


def _year(value: Any) -> int:
    year = number_in(value)
    if year != year.to_integral_value() or not 1950 <= year <= 2100:
        raise Unfit(("应为四位年份，如 2026", "must be a year such as 2026"))
    return int(year)


def _hours(value: Any) -> Decimal:
    hours = number_in(value)
    if not 0 < hours <= 8784 or hours != hours.quantize(Decimal("0.01")):
        raise Unfit(("学时应大于0，不超过一年，最多两位小数", "hours: above 0, within a year, at most two decimals"))
    return hours.quantize(Decimal(1)) if hours == hours.to_integral_value() else hours.normalize()


def _text(value: Any) -> str:
    if isinstance(value, str):
        return decoded(value).strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit(("应为文字", "must be text"))
    return str(int(value)) if value == int(value) else repr(value)


def _word(text: str, words: Mapping[str, tuple[str, str]]) -> str:
    labels = by_label(words)
    word = labels.get(_key(text))
    if word is not None:
        return word
    near = nearest(_key(text), labels)
    meant = words[labels[near]] if near else ("", "")
    raise Unfit(
        (f"没有“{text[:40]}”这个词" + (f"，是否“{meant[0]}”？" if near else "") + f"可填：{'、'.join(pair[0] for pair in words.values())}",
         f"no word '{text[:40]}'" + (f", did you mean '{meant[1]}'?" if near else "") + f" Allowed: {', '.join(pair[1] for pair in words.values())}"),
    )  # fmt: skip


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", value).strip()) if isinstance(value, str) else None
    if match is None:
        raise Unfit(("应为日期，如 2026-11-20", "must be a date such as 2026-11-20"))
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError as error:
        raise Unfit(("没有这一天", "names no day of the calendar")) from error


def _key(value: Any) -> str:
    return plain(str(value)).casefold()


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {"date": _day, "year": _year, "hours": _hours}
