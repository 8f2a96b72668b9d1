"""What a person wrote, made ready for the schema: blanks dropped, numbers that are words made words.

The schema's own reading is generous in places where a dossier must not be: it takes the number 86400
for a day in 1970 and ``true`` for the rank 1. Such values are refused here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from zhicheng.dossier.schema import FactSchema, schema_of_model
from zhicheng.vocabulary.labels import Pair

MOST_DIGITS: Final = 16
LONGEST: Final = 4000

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_NO_DAY: Final = ("应为日期，如 2026-11-20", "must be a date such as 2026-11-20")
_NO_WHOLE: Final = ("应为整数", "must be a whole number")
_TOO_BIG: Final = ("位数过多", "has too many digits")
_UNPRINTABLE: Final = ("含有不可见的控制字符", "holds characters that can't be printed")


class Unfit(ValueError):
    """A value that the schema must not see; the pair says what is wrong with it."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        super().__init__(pair[0])


@cache
def shape_of(model: type[BaseModel]) -> Mapping[str, FactSchema]:
    """The facts a model declares, kept: every record of a dossier asks for them."""
    return schema_of_model(model)


def prepared(model: type[BaseModel], item: Mapping[Any, Any]) -> tuple[dict[Any, Any], list[tuple[str, Any, Pair]]]:
    """The entries of ``item`` as the schema may see them, and what is wrong: (name, value, message)."""
    shape = shape_of(model)
    fit: dict[Any, Any] = {}
    wrong: list[tuple[str, Any, Pair]] = []
    for name, value in item.items():
        fact = shape.get(name) if isinstance(name, str) else None
        try:
            ready = value if fact is None else _ready(value, fact)
        except Unfit as error:
            wrong.append((str(name), value, error.pair))
            continue
        if ready is not None:
            fit[name] = ready
    return fit, wrong


def clean_text(text: str, longest: int = LONGEST) -> str:
    """``text`` without blanks around it and with one kind of line break.

    Raises:
        Unfit: it is too long or holds control characters, which no spreadsheet and no page can show.
    """
    stripped = text.replace("\r\n", "\n").strip()
    if len(stripped) > longest:
        raise Unfit((f"过长（最多 {longest} 字）", f"is too long (at most {longest} characters)"))
    if _UNFIT.search(stripped):
        raise Unfit(_UNPRINTABLE)
    return stripped


def day_of(text: str) -> dt.date:
    """The day that ``text`` names in the form 2026-11-20.

    Raises:
        Unfit: another form, or no such day.
    """
    if not _DAY.fullmatch(text):
        raise Unfit(_NO_DAY)
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Unfit(("没有这一天", "names no day of the calendar")) from error


def _ready(value: Any, fact: FactSchema) -> Any:
    if isinstance(value, str):
        value = clean_text(value)
        if not value:
            return None
    if fact.type == "date":
        return _day(value)
    if fact.type in ("whole", "amount"):
        return _number(value, fact)
    if fact.type == "word":
        return _word(value)
    if fact.type in ("words", "texts") and isinstance(value, list | tuple):
        return tuple(_items(value))
    if fact.type == "mapping" and isinstance(value, dict):
        return {_word(_clean(key, 100)): _word(_clean(part, 100)) for key, part in value.items()}
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str):
        return day_of(value)
    if value is None or isinstance(value, dt.date):
        return value
    raise Unfit(_NO_DAY)


def _number(value: Any, fact: FactSchema) -> Any:
    if fact.type == "whole" and isinstance(value, bool):
        raise Unfit(_NO_WHOLE)
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        raise Unfit(_TOO_BIG)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) >= MOST_DIGITS and value:
        raise Unfit(_TOO_BIG)
    return value


def _word(value: Any) -> Any:
    """985 is a word where words are asked for."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else value


def _clean(value: Any, longest: int = LONGEST) -> Any:
    return clean_text(value, longest) if isinstance(value, str) else value


def _items(value: list[Any] | tuple[Any, ...]) -> Iterator[Any]:
    for item in value:
        ready = _word(_clean(item))
        if ready != "":
            yield ready
