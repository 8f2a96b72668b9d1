"""Tables that people fill in, as YAML, JSON or Excel: rows of known fields; every error at once, by file, row and field.

A file has one table or several; in Excel each is a sheet, in YAML and JSON a list under its name. Words, headers and
sheets are understood in Chinese, in English and as codes.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from zhicheng.dossier.json_text import Placed, parse_json
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.text import nearest, plain
from zhicheng.vocabulary.yaml_text import line_of, parse_yaml

Pair = tuple[str, str]

SUFFIXES: Final = (".yaml", ".yml", ".json", ".xlsx")
LONGEST: Final = 500
_DAY = re.compile(r"([0-9]{4})(?:\s*[-/.年]\s*([0-9]{1,2})(?:\s*[-/.月]\s*([0-9]{1,2})\s*日?)?)?\s*[年月]?")
_PERSONAL = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_SEPARATOR = re.compile(r"[、，,;；\n]")


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its code, its header in both languages, what it takes (text, word, texts, day, last-day, whole)."""

    name: str
    head: Pair
    type: str = "text"
    required: bool = False
    words: Mapping[str, Pair] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its code, its sheet in both languages, its fields."""

    name: str
    title: Pair
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: where it stands, its values by field; fields left empty are not there."""

    place: str
    values: Mapping[str, Any]


@dataclass
class Notes:
    """What is wrong in one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def note(self, place: str, what: Pair, do: Pair = ("", "")) -> None:
        """Keep a problem."""
        self.problems.append(Problem(self.file, place, what, do))

    def finish(self) -> None:
        """Refuse, when something was wrong.

        Raises:
            Refused: something was noted.
        """
        if self.problems:
            raise Refused(self.problems)


class Unfit(ValueError):
    """A value that a field can't take."""

    def __init__(self, zh: str, en: str) -> None:
        self.pair = (zh, en)
        super().__init__(zh)


def read_tables(raw: bytes, file: str, tables: Sequence[Table]) -> dict[str, tuple[Row, ...]]:
    """The rows of each table in a file, by its ending; a table that is not there has none.

    Raises:
        Refused: the file can't be read, or something in it is wrong: every place.
    """
    notes = Notes(file)
    ending = file[file.rfind(".") :].lower() if "." in file else ""
    if ending == ".xlsx":
        from zhicheng.procedure.conflicts.sheets import sheet_rows  # openpyxl is slow to import

        found = sheet_rows(raw, tables, notes)
    elif ending in SUFFIXES:
        tree = parse_json(raw, file) if ending == ".json" else parse_yaml(raw, file)
        found = _tree_rows(tree, tables, notes)
    else:
        what = (f"不认识的文件类型“{ending}”", f"unknown type of file '{ending}'")
        raise Refused([Problem(file, "", what, ("请用 .xlsx、.yaml 或 .json", "use .xlsx, .yaml or .json"))])
    notes.finish()
    return found


def rows_of_tree(tree: Any, file: str, tables: Sequence[Table]) -> dict[str, tuple[Row, ...]]:
    """As :func:`read_tables`, for a tree at hand.

    Raises:
        Refused: something in it is wrong: every place.
    """
    notes = Notes(file)
    found = _tree_rows(tree, tables, notes)
    notes.finish()
    return found


def _tree_rows(tree: Any, tables: Sequence[Table], notes: Notes) -> dict[str, tuple[Row, ...]]:
    if isinstance(tree, list) and len(tables) == 1:
        tree = {tables[0].name: tree}
    if not isinstance(tree, dict):
        names = [table.name for table in tables]
        notes.note("", (f"应为含 {'、'.join(names)} 的键值表", f"must be a mapping with {', '.join(names)}"))
        return {}
    by_name = {key_of(text): table for table in tables for text in (table.name, *table.title)}
    found: dict[str, tuple[Row, ...]] = {table.name: () for table in tables}
    for key, rows in tree.items():
        table = by_name.get(key_of(str(key)))
        if table is None:
            notes.note(_place(tree, key), *_unknown("键", "key", str(key), [one.name for one in tables]))
        elif not isinstance(rows, list):
            notes.note(_place(tree, key), ("应为列表", "must be a list"))
        else:
            found[table.name] = tuple(
                _tree_row(row, _place(rows, number), table, notes) for number, row in enumerate(rows)
            )
    return found


def _tree_row(row: Any, place: str, table: Table, notes: Notes) -> Row:
    if not isinstance(row, dict):
        notes.note(place, ("应为键值表", "must be a mapping"))
        return Row(place, {})
    by_name = {key_of(text): one for one in table.fields for text in (one.name, *one.head)}
    given: dict[str, Any] = {}
    for key, value in row.items():
        known = by_name.get(key_of(str(key)))
        if known is None:
            notes.note(_place(row, key), *_unknown("字段", "field", str(key), [one.name for one in table.fields]))
        elif value is not None:
            given[known.name] = (value, f"{_place(row, key)}（{known.head[0]}）")
    return filled(place, given, table, notes)


def filled(place: str, given: Mapping[str, tuple[Any, str]], table: Table, notes: Notes) -> Row:
    """A row of values with their places, each read for its field; what is wrong is noted."""
    values: dict[str, Any] = {}
    for one in table.fields:
        if one.name not in given:
            if one.required:
                notes.note(f"{place}（{one.head[0]}）", ("必须填写", "must be filled in"))
            continue
        value, at = given[one.name]
        try:
            values[one.name] = READERS[one.type](value, one)
        except Unfit as error:
            notes.note(at, error.pair)
    return Row(place, values)


def _place(tree: Any, key: Any) -> str:
    if isinstance(tree, Placed) or hasattr(tree, "places"):
        return str(tree.places.get(key, ""))
    line = line_of(tree, key)
    return f"第{line}行" if line else ""


def _unknown(zh: str, en: str, text: str, known: Sequence[str]) -> tuple[Pair, Pair]:
    near = nearest(text, known)
    what = (
        f"没有{zh}“{text[:40]}”" + (f"，是否“{near}”？" if near else ""),
        f"no {en} '{text[:40]}'" + (f", did you mean '{near}'?" if near else ""),
    )
    return what, (f"可用：{'、'.join(known)}", f"allowed: {', '.join(known)}")


def key_of(text: str) -> str:
    """A name for comparing: width, case and white space apart."""
    return plain(text).casefold()


def _text(value: Any, _: Field) -> str:
    if isinstance(value, dt.datetime | dt.date):
        value = value.strftime("%Y-%m-%d")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unfit("应为文字", "must be text")
    text = str(int(value)) if isinstance(value, float) and value == int(value) else str(value).strip()
    if not text or len(text) > LONGEST or not text.replace("\n", " ").isprintable():
        raise Unfit(f"应为 1 到 {LONGEST} 个可打印字符", f"must be 1 to {LONGEST} printable characters")
    if _PERSONAL.search(unicodedata.normalize("NFKC", text)):
        raise Unfit("不收身份证件号码，请删除", "takes no personal numbers: delete it")
    return text


def _word(value: Any, one: Field) -> str:
    text = _text(value, one)
    words = one.words or {}
    known = {key_of(label): word for word, pair in words.items() for label in (word, *pair)}
    word = known.get(key_of(text))
    if word is not None:
        return word
    near = nearest(key_of(text), known)
    meant = words[known[near]] if near else None
    raise Unfit(
        f"没有“{text[:40]}”"
        + (f"，是否“{meant[0]}”？" if meant else "")
        + f"可填：{'、'.join(pair[0] for pair in words.values())}",
        f"can't be '{text[:40]}'"
        + (f", did you mean '{meant[1]}'?" if meant else "")
        + f"; allowed: {', '.join(words)}",
    )


def _texts(value: Any, one: Field) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else _SEPARATOR.split(_text(value, one))
    found = tuple(_text(part, one) for part in parts if not (isinstance(part, str) and not part.strip()))
    if not found or len(set(found)) < len(found):
        raise Unfit("不能为空或重复", "must not be empty or name one thing twice")
    return found


def _day(value: Any, one: Field) -> dt.date:
    """A day; a year or month alone is its first day, for ``last-day`` its last."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        raise Unfit("应为日期，如 2026-11-20，或年份 2026", "must be a day such as 2026-11-20, or a year")
    year, month, day = (None if part is None else int(part) for part in match.groups())
    assert year is not None  # the pattern has it
    try:
        if day is not None and month is not None:
            return dt.date(year, month, day)
        if one.type != "last-day":
            return dt.date(year, month or 1, 1)
        following = dt.date(year + 1, 1, 1) if month in (None, 12) else dt.date(year, (month or 0) + 1, 1)
        return following - dt.timedelta(days=1)
    except ValueError as error:
        raise Unfit("没有这一天", "names no day of the calendar") from error


def _whole(value: Any, _: Field) -> int:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", unicodedata.normalize("NFKC", value).strip()):
        value = int(unicodedata.normalize("NFKC", value))
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 999_999:
        raise Unfit("应为不小于 0 的整数", "must be a whole number, not below 0")
    return value


READERS: Final[Mapping[str, Callable[[Any, Field], Any]]] = {
    "text": _text,
    "word": _word,
    "texts": _texts,
    "day": _day,
    "last-day": _day,
    "whole": _whole,
}
