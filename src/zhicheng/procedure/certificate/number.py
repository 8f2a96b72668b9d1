"""The number of a certificate: the office's prefix, fifteen random signs, one check sign.

``ZJIOT26-7K3M-9QX2-TV4B-N8R5``: 75 random bits cannot be guessed, and a slip of the pen is told apart from a number
that was never given.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
RANDOM_SIGNS: Final = 15
_READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})
_PREFIX: Final = re.compile(r"[A-Z0-9]{2,10}")
_WHOLE: Final = re.compile(rf"[A-Z0-9]{{2,10}}(?:-[{SIGNS}]{{4}}){{4}}")
_ALL: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def new_number(prefix: str, random: Callable[[int], bytes]) -> str:
    """A number for a new certificate. ``random(n)`` gives n bytes that nobody can foresee.

    Raises:
        ValueError: the prefix is not 2 to 10 capital letters and digits.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"prefix {prefix!r}: 2 to 10 of A-Z and 0-9")
    drawn = int.from_bytes(random(10), "big")
    signs = "".join(SIGNS[drawn >> 5 * place & 31] for place in range(RANDOM_SIGNS))
    signs += _check_sign(prefix + signs)
    return "-".join([prefix, *(signs[place : place + 4] for place in range(0, 16, 4))])


def is_number(text: str) -> bool:
    """Whether a text is a number of this kind with its right check sign."""
    return bool(_WHOLE.fullmatch(text)) and _check_sign(text.replace("-", "")[:-1]) == text[-1]


def typed_number(text: str) -> str | None:
    """The number that a person typed: blanks and small letters, O for 0, I or L for 1; ``None``: it is none."""
    plain = re.sub(r"[\s\-—–－]+", "", text).upper()
    prefix, signs = plain[:-16], plain[-16:].translate(_READ_AS)
    number = "-".join([prefix, *(signs[place : place + 4] for place in range(0, 16, 4))])
    return number if is_number(number) else None


def _check_sign(text: str) -> str:
    """One sign that catches every single wrong sign and nearly every swap of neighbours after the prefix.

    The hybrid system of ISO 7064 for 32 signs, MOD 33,32; a sign of the prefix counts as its place among 0-9A-Z
    modulo 32.
    """
    carry = 32
    for place, sign in enumerate(text):
        value = SIGNS.index(sign) if place >= len(text) - RANDOM_SIGNS else _ALL.index(sign) % 32
        carry = ((carry + value) % 32 or 32) * 2 % 33
    return SIGNS[(33 - carry) % 32]
