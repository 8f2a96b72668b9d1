"""Codes for experts: they hide who is who, and let a member prove later which line is theirs."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable


def member_key(secret: bytes, draw: str, serial: int, expert: str) -> str:
    """The key that opens one expert's line and no other: 64 hexadecimal digits.

    ``secret`` is the office's, 32 random bytes for each draw; ``expert`` the number in the pool's register.
    """
    return _hmac(secret, f"zhicheng-draw/1 member|{draw}|{serial}|{expert}")


def code_of(key: str, draw: str, serial: int, expert: str) -> str:
    """The code of an expert in the pool, from the expert's key: 64 hexadecimal digits."""
    return _hmac(bytes.fromhex(key), f"zhicheng-draw/1 code|{draw}|{serial}|{expert}")


def employer_codes(secret: bytes, names: Iterable[str]) -> dict[str, str]:
    """Codes E01, E02 … for employers, in an order that tells nothing about their names."""
    found = sorted({name for name in names if name}, key=lambda name: _hmac(secret, f"employer|{name}"))
    width = max(2, len(str(len(found))))
    return {name: f"E{place:0{width}}" for place, name in enumerate(found, 1)}


def applicant_code(secret: bytes, draw: str, applicant: str) -> str:
    """The code of an applicant: 16 hexadecimal digits."""
    return _hmac(secret, f"applicant|{draw}|{applicant}")[:16]


def _hmac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
