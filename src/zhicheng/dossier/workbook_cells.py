"""What one cell says, for the fact of its column: words by their labels, exact numbers, days."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from zhicheng.dossier.prepare import Unfit
from zhicheng.dossier.schema import FactSchema
from zhicheng.dossier.workbook import halves, key_of, parted, unmarked, words_by_label
from zhicheng.vocabulary.labels import word_label
from zhicheng.vocabulary.text import nearest

_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FLAGS: Final = {"是": True, "否": False, "yes": True, "no": False, "true": True, "false": False, "√": True, "×": False}
_NO_NUMBER: Final = ("应为数字（只填数字，不带单位）", "must be a number (without its unit)")
_NO_DAY: Final = ("应为日期，如 2026-11-20", "must be a date such as 2026-11-20")


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell's content, how it is formatted, and which fact of which kind it is taken for."""

    value: Any
    format: str
    fact: FactSchema
    kind: str


def cell_value(value: Any, number_format: str, fact: FactSchema, kind: str) -> Any:
    """The plain value that a filled cell means.

    Raises:
        Unfit: it means nothing for this fact.
    """
    if isinstance(value, str):
        value = decoded(value).strip()
    return _READERS[fact.type](Filled(value, number_format, fact, kind))


def decoded(text: str) -> str:
    """The text of a cell: ``_x000D_`` and the like are how Excel writes signs that XML can't hold."""
    return _CODED.sub(lambda match: chr(int(match[1], 16)), text)


def encoded(text: str) -> str:
    """The opposite of :func:`decoded`, for a text that looks like such a sign."""
    return _CODED.sub(lambda match: f"_x005F_x{match[1]}_", text)


def number_in(value: Any, number_format: str = "", unit: str = "") -> Decimal:
    """The exact number in a cell: 0.1 is a tenth, as it is displayed, and so is the text "0.1".

    Raises:
        Unfit: there is no exact number.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Unfit(_NO_NUMBER)
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        text = text.replace(",", "") if _GROUPED.fullmatch(text) else text
        text = text.removesuffix("%").strip() if unit == "%" else text
        if not _NUMBER.fullmatch(text) or len(text) > 40:
            raise Unfit(_NO_NUMBER)
        return Decimal(text)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise Unfit(_NO_NUMBER)
    if "%" in number_format:
        if unit != "%":
            raise Unfit(
                ("单元格是百分比格式，应填普通数字", "the cell is formatted as a percentage, a plain number is needed")
            )
        return number * 100
    return number


def _amount(cell: Filled) -> Decimal:
    return number_in(cell.value, cell.format, cell.fact.unit)


def _whole(cell: Filled) -> int:
    number = number_in(cell.value, cell.format, cell.fact.unit)
    if number.adjusted() > 20 or number != number.to_integral_value():
        raise Unfit(("应为整数", "must be a whole number"))
    return int(number)


def _date(cell: Filled) -> dt.date:
    value = cell.value
    if isinstance(value, dt.datetime):
        if value.time() != dt.time(0):
            raise Unfit(("应为日期，不带时刻", "must be a date without a time of day"))
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        raise Unfit((f"{_NO_DAY[0]}（单元格须为日期格式或文字）", f"{_NO_DAY[1]} (the cell must be a date or text)"))
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", value))
    if match is None:
        raise Unfit(_NO_DAY)
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError as error:
        raise Unfit(("没有这一天", "names no day of the calendar")) from error


def _flag(cell: Filled) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    answer = _FLAGS.get(key_of(str(cell.value)))
    if answer is None:
        raise Unfit(("应填 是 或 否", "must be yes or no"))
    return answer


def _word(cell: Filled) -> str:
    kind, fact = cell.kind, cell.fact
    known = words_by_label(kind, fact.name)
    text = unmarked(_text(cell))
    word = known.get(key_of(text))
    if word is not None:
        return word
    near = nearest(key_of(text), known)
    meant = word_label(known[near], kind, fact.name) if near else ("", "")
    names = [word_label(word, kind, fact.name) for word in fact.words]
    raise Unfit(
        (
            "没有这个词，" + (f"是否“{meant[0]}”？" if near else "") + f"可填：{'、'.join(name[0] for name in names)}",
            "is no word it may take, "
            + (f"did you mean '{meant[1]}'? " if near else "")
            + f"allowed: {', '.join(name[1] for name in names)}",
        )
    )


def _words(cell: Filled) -> list[str]:
    text = _text(cell).replace("，", "、").replace(",", "、")
    return [_word(replace(cell, value=part)) for part in parted(text)]


def _texts(cell: Filled) -> list[str]:
    return [unmarked(part) for part in parted(_text(cell))]


def _mapping(cell: Filled) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in parted(_text(cell)):
        sides = halves(part)
        if sides is None or not all(sides) or sides[0] in found:
            raise Unfit(("应写成 class=second，几项之间用“、”", "must read class=second, several separated by 、"))
        found[sides[0]] = sides[1]
    return found


def _text(cell: Filled) -> str:
    value = cell.value
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return value.date().isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit(("应为文字", "must be text"))
    return str(int(value)) if value == int(value) else repr(value)


_READERS: Final[dict[str, Callable[[Filled], Any]]] = {
    "amount": _amount,
    "whole": _whole,
    "date": _date,
    "flag": _flag,
    "word": _word,
    "words": _words,
    "texts": _texts,
    "mapping": _mapping,
    "text": _text,
}
