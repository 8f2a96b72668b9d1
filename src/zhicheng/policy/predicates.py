"""How the value of an attribute is asked for: ``second+``, ``..5``, ``4-7``, ``[200,500)``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from zhicheng.policy.core import Between, HasAny, OneOf, Predicate
from zhicheng.vocabulary.text import nearest
from zhicheng.vocabulary.words import PLACE, at_or_above, at_or_below

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_AT_LEAST = re.compile(rf"({_NUMBER})\+$")
_AT_MOST = re.compile(rf"\.\.({_NUMBER})$")
_BELOW = re.compile(rf"<({_NUMBER})$")
_FROM_TO = re.compile(r"([0-9]+)-([0-9]+)$")
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$")
_INTERVAL = re.compile(rf"([\[(])({_NUMBER}),({_NUMBER}|inf)([\])])$")


class Unreadable(ValueError):
    """A predicate that says nothing; the pair is the message in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        self.pair = (zh, en)
        super().__init__(zh)


def number_interval(written: str) -> Between | None:
    """The interval that ``written`` denotes, ``None`` when it is not one.

    ``5+`` is 5 or more, ``..5`` at most 5, ``<5`` below 5, ``4-7`` from 4 to 7 both included,
    ``[200,500)`` as printed (包下不包上), ``[15,inf)`` open above.
    """
    text = written.replace(" ", "")
    if match := _AT_LEAST.match(text):
        return Between(Decimal(match[1]), None, True, False, text)
    if match := _AT_MOST.match(text):
        return Between(None, Decimal(match[1]), False, True, text)
    if match := _BELOW.match(text):
        return Between(None, Decimal(match[1]), False, False, text)
    if match := _FROM_TO.match(text):
        return Between(Decimal(match[1]), Decimal(match[2]), True, True, text)
    if match := _INTERVAL.match(text):
        high = None if match[3] == "inf" else Decimal(match[3])
        return Between(Decimal(match[2]), high, match[1] == "[", match[4] == "]", text)
    return None


def predicate_of(value: Any, *, words: Iterable[str], several: bool, numeric: bool) -> Predicate:
    """The predicate that a value in a pattern means.

    ``words`` are the words the attribute may take (none: any text), ``several`` says that the
    attribute is a list, ``numeric`` that it is a number.

    Raises:
        Unreadable: the value fits no form, or names a word the attribute can't have.
    """
    known = tuple(words)
    if isinstance(value, bool):
        return OneOf(frozenset({value}), str(value).lower())
    if isinstance(value, int | Decimal):
        return Between(Decimal(value), Decimal(value), True, True, str(value))
    if isinstance(value, dt.date):
        return OneOf(frozenset({value}), value.isoformat())
    if isinstance(value, list):
        return _one_of_list(value, known, several)
    text = str(value)
    if not numeric and not known and (days := _DATES.match(text)):
        return _days(days[1], days[2], text)
    if numeric:
        interval = number_interval(text)
        if interval is None:
            raise Unreadable(
                f"“{text}”不是数值范围；可写 5、5+、..5、<5、4-7、[200,500)",
                f"'{text}' is no range of numbers; write 5, 5+, ..5, <5, 4-7 or [200,500)",
            )
        return interval
    return _one_of_word(text, known, several)


def _days(first: str, last: str, written: str) -> Between:
    try:
        return Between(dt.date.fromisoformat(first), dt.date.fromisoformat(last), True, True, written)
    except ValueError as error:
        raise Unreadable(f"“{written}”中有不存在的日期", f"'{written}' names a day that does not exist") from error


def _one_of_list(value: list[Any], known: tuple[str, ...], several: bool) -> Predicate:
    if all(isinstance(item, int) and not isinstance(item, bool) for item in value):
        return OneOf(frozenset(value), ", ".join(map(str, value)))
    if all(isinstance(item, bool) for item in value):
        return OneOf(frozenset(value), ", ".join(str(item).lower() for item in value))
    chosen: frozenset[Any] = frozenset()
    for item in value:
        chosen |= _words_meant(str(item), known)
    written = ", ".join(map(str, value))
    return HasAny(chosen, written) if several else OneOf(chosen, written)


def _one_of_word(text: str, known: tuple[str, ...], several: bool) -> Predicate:
    chosen = _words_meant(text, known)
    return HasAny(chosen, text) if several else OneOf(chosen, text)


def _words_meant(text: str, known: tuple[str, ...]) -> frozenset[str]:
    base = text.removesuffix("+").removeprefix("..")
    if known and base not in known:
        near = nearest(base, known)
        hint = f"，是否“{near}”？" if near else ""
        raise Unreadable(
            f"没有“{base}”这个词{hint}可用：{'、'.join(known)}",
            f"no word '{base}'{f', did you mean {near!r}?' if near else ''} allowed: {', '.join(known)}",
        )
    if base == text:
        return frozenset({text})
    if base not in PLACE:
        raise Unreadable(f"“{base}”没有高低次序，不能写“以上/以下”", f"'{base}' has no order, so + and .. mean nothing")
    wide = at_or_above(base) if text.endswith("+") else at_or_below(base)
    return wide & frozenset(known) if known else wide
