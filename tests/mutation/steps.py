"""One step up and one step down: numbers, intervals, ordered words, as they are written in a pack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from zhicheng.vocabulary.words import PLACE, SCALES

WHOLE = re.compile(r"(?<![\d.])\d+(?![\d.])")
INTERVALS = (
    re.compile(r"\d+(?:\.\d+)?\+$"),
    re.compile(r"(?:\.\.|<)\d+(?:\.\d+)?$"),
    re.compile(r"\d+-\d+$"),
    re.compile(r"[\[(]\d+(?:\.\d+)?,(?:\d+(?:\.\d+)?|inf)[\])]$"),
    re.compile(r"(?:title or )?\d+ years?$"),
)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def number_steps(value: int | Decimal) -> Iterator[int | Decimal]:
    """The next numbers below and above, by the last digit that is written."""
    step = Decimal(1).scaleb(int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 1
    if value - step >= 0:
        yield value - step  # type: ignore[operator]
    yield value + step  # type: ignore[operator]


def interval_steps(text: str) -> Iterator[str]:
    """An interval or window with one of its bounds a step lower or higher; none for other text."""
    if not any(form.match(text) for form in INTERVALS):
        return
    for match in NUMBER.finditer(text):
        written = match.group()
        for moved in number_steps(Decimal(written) if "." in written else int(written)):
            yield text[: match.start()] + str(moved) + text[match.end() :]


def key_steps(key: Any) -> Iterator[Any]:
    """A ladder's or band's key with one of its numbers moved."""
    if isinstance(key, int) and not isinstance(key, bool):
        yield from number_steps(key)
    elif isinstance(key, str):
        yield from interval_steps(key)


def word_steps(text: str, order: tuple[Any, ...] = ()) -> Iterator[str]:
    """The next words below and above on the word's scale; ``order``: the scale of a term."""
    base = text.removesuffix("+").removeprefix("..")
    scale: tuple[Any, ...] = order if base == text and text in order else ()
    if not scale and base in PLACE:
        scale = SCALES[PLACE[base][0]]
    if base not in scale:
        return
    place = scale.index(base)
    for other in (place - 1, place + 1):
        if 0 <= other < len(scale):
            yield text.replace(base, str(scale[other]))


def value_steps(value: Any, order: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Every small change of a value: the other truth, the next number, bound or word."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | Decimal):
        yield from number_steps(value)
    elif isinstance(value, str):
        found = tuple(interval_steps(value))
        yield from found or word_steps(value, order)


def orders_of(terms: Any) -> Mapping[str, tuple[Any, ...]]:
    """The scales that a pack's terms declare, by the term's name."""
    listed = terms.get("terms") or [] if isinstance(terms, dict) else []
    return {str(term["term"]): tuple(term["order"]) for term in listed if term.get("order")}
