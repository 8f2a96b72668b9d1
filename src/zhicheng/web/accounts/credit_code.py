"""The unified social credit code of organisations: 18 characters, of which the last one checks the others (GB 32100-2015)."""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that belongs to seventeen; raises ``ValueError`` on a character outside the alphabet."""
    total = sum(ALPHABET.index(one) * pow(3, place, 31) for place, one in enumerate(first_seventeen))
    return ALPHABET[-total % 31]


def is_credit_code(code: str) -> bool:
    """Whether the code has its shape and its check character."""
    if len(code) != 18 or any(one not in ALPHABET for one in code):
        return False
    return check_character(code[:17]) == code[17]
