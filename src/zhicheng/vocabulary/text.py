"""Chinese text as people type it: widths of brackets and digits, nearest known word."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

_BRACKETS = str.maketrans({"(": "（", ")": "）"})
_HAN_DIGITS = "零一二三四五六七八九"


def full_width_brackets(text: str) -> str:
    """``text`` with full-width brackets, as clause labels are printed: 第七条（一）."""
    return text.translate(_BRACKETS)


def plain(text: str) -> str:
    """``text`` for comparing: compatibility forms folded, white space dropped."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, for "did you mean"; ``None`` when nothing is near."""
    found = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def han_number(number: int) -> str:
    """A whole number below 100 as the documents write it: 7 → 七, 12 → 十二, 20 → 二十."""
    if not 0 <= number < 100:
        raise ValueError(f"han_number knows 0 to 99, not {number}")
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _HAN_DIGITS[ones]
    head = "十" if tens == 1 else _HAN_DIGITS[tens] + "十"
    return head + (_HAN_DIGITS[ones] if ones else "")
