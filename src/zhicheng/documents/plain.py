"""Data as templates get it: plain words, days as 2026-11-20, exact numbers as text; and what can be printed."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from inspect import getmembers
from typing import Any, Final, get_args, get_type_hints

from zhicheng.vocabulary.points import as_text
from zhicheng.vocabulary.problems import Problem

BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
_SPACES: Final = str.maketrans(
    {"\t": " ", "\u00a0": " ", "\u200b": None, "\ufeff": None, "\u2028": "\n", "\u2029": "\n"}
)
_MOST_TOLD: Final = 20


def tree(value: Any) -> Any:
    """A data class as a tree of mappings, sequences, texts, whole numbers, flags and ``None``.

    Line ends become ``\\n`` and tabs blanks; nothing else in a text is changed.
    """
    if is_dataclass(value) and not isinstance(value, type):
        own = {item.name: tree(getattr(value, item.name)) for item in fields(value)}
        reckoned = [name for name, _ in getmembers(type(value), lambda item: isinstance(item, property))]
        return own | {name: tree(getattr(value, name)) for name in reckoned}
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES)
    if isinstance(value, dt.datetime):
        raise TypeError("a document holds days, no times of day")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return as_text(value)
    if isinstance(value, tuple | list):
        return [tree(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    raise TypeError(f"a document holds no {type(value).__name__}")


def field_names(data: type[Any]) -> list[str]:
    """Every field that a template of this document may name, its parts' fields included; sorted."""
    found: set[str] = set()
    waiting: list[Any] = [data]
    while waiting:
        part = waiting.pop()
        if isinstance(part, type) and is_dataclass(part):
            reckoned = {name: item.fget for name, item in vars(part).items() if isinstance(item, property)}
            hints = get_type_hints(part) | {name: get_type_hints(get)["return"] for name, get in reckoned.items()}
            found |= set(hints)
            waiting.extend(hints.values())
        else:
            waiting.extend(get_args(part))
    return sorted(found)


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a tree with the path to it: ``("rows[3].name", "王䶮")``."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from texts(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for place, item in enumerate(value, start=1):
            yield from texts(item, f"{path}[{place}]")


def control_problems(data: Any, title: str) -> list[Problem]:
    """Control characters and marks that turn the direction of writing: nothing may hold them."""
    return _problems(
        data, title, _is_control, ("含不可打印的控制字符", "holds a control character that can't be printed")
    )


def glyph_problems(data: Any, title: str, covered: frozenset[int]) -> list[Problem]:
    """Characters the font does not have (字库缺字): they would print as nothing, so they are told instead."""
    return _problems(
        data,
        title,
        lambda sign: (
            sign != "\n" and (ord(sign) not in covered or unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co"))
        ),
        ("字库缺字，需人工处理", "the font lacks a character; it needs a person's hand"),
    )


def _problems(data: Any, title: str, wrong: Callable[[str], bool], what: tuple[str, str]) -> list[Problem]:
    found = []
    for path, text in texts(data):
        signs = list(dict.fromkeys(sign for sign in text if wrong(sign)))
        if signs:
            zh, en = _told(signs, text)
            found.append(
                Problem(
                    title,
                    path,
                    (f"{what[0]}：{zh}", f"{what[1]}: {en}"),
                    (
                        "请改用其他字形，或换用含此字的字库，或打印后手写补上",
                        "use another form of it, set a font that has it, or write it in by hand",
                    ),
                )
            )
    return found[:_MOST_TOLD]


def _told(signs: list[str], text: str) -> tuple[str, str]:
    named = "、".join(
        f"{sign if sign.isprintable() or ord(sign) > 0xFFFF else ''}（U+{ord(sign):04X}）" for sign in signs
    )
    place = text.index(signs[0])
    around = "".join(
        sign if ord(sign) > 31 and not 0xD800 <= ord(sign) < 0xE000 else "□"
        for sign in text[max(0, place - 6) : place + 6]
    )
    named = "".join(sign if not 0xD800 <= ord(sign) < 0xE000 else "□" for sign in named)
    return f"{named}，见“{around}”", f"{named}, in '{around}'"


def _is_control(sign: str) -> bool:
    code = ord(sign)
    if unicodedata.category(sign) in ("Cc", "Cs"):
        return sign != "\n"
    return 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069 or code in (0xFFFE, 0xFFFF)
