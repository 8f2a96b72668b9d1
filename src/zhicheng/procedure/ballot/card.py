"""Secrets as characters on a card: base 32 without look-alikes, a checksum against slips of the pen."""

from __future__ import annotations

import hashlib
from typing import Final

SEED: Final = "zhicheng-ballot-seed/1"
ADMISSION: Final = "zhicheng-ballot-admission/1"
BYTES: Final = {SEED: 32, ADMISSION: 12}
"""What cards there are (by the label of their checksum) and how many bytes each carries."""

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK: Final = 3
_LOOK_ALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class BadCard(ValueError):
    """Characters that are no such card: another length, a character that is none, a wrong checksum."""


def write_card(label: str, payload: bytes) -> str:
    """The card of a secret: groups of four characters joined by ``-``.

    Raises:
        ValueError: ``payload`` is not as long as such a card's.
    """
    if len(payload) != BYTES[label]:
        raise ValueError(f"{label}: {BYTES[label]} bytes, not {len(payload)}")
    data = payload + _checksum(label, payload)
    value, length = int.from_bytes(data, "big"), len(data) * 8 // 5
    text = "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(length)))
    return "-".join(text[start : start + 4] for start in range(0, length, 4))


def read_card(label: str, text: str) -> bytes:
    """The secret on a card, as typed: case, blanks and dashes don't matter, nor O for 0, I and L for 1.

    Raises:
        BadCard: it is no such card.
    """
    plain = "".join(text.split()).upper().translate(_LOOK_ALIKES)
    size = BYTES[label] + _CHECK
    if len(plain) != size * 8 // 5 or any(character not in ALPHABET for character in plain):
        raise BadCard("length or character")
    value = 0
    for character in plain:
        value = value << 5 | ALPHABET.index(character)
    data = value.to_bytes(size, "big")
    if _checksum(label, data[:-_CHECK]) != data[-_CHECK:]:
        raise BadCard("checksum")
    return data[:-_CHECK]


def _checksum(label: str, payload: bytes) -> bytes:
    return hashlib.sha256(label.encode() + b"\x00" + payload).digest()[:_CHECK]
