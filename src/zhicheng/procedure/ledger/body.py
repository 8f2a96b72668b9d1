"""What stands in the ledger for one act: canonical JSON, in which personal values are only promised.

A personal value (a reason in free words, what was searched for) is not written down; a commitment to it is:
SHA-256(salt ‖ value). Value and salt lie beside the ledger and can be erased there; the entry, the tree and every
proof stay as they are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from zhicheng.procedure.canonical import canonical

SALT: Final = 32
"""Bytes of the salt of a sealed value."""
OWN_SALT: Final = 16
"""Bytes of an entry's own salt: they keep a leaf's hash, which stands in other entries' proofs, from being guessed."""
KEYS: Final = ("act", "actor", "at", "detail", "object", "role", "salt", "sealed")
"""The members of a body, in the order in which they are written."""
_SHORT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/-]{0,127}")
_AT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_SALT: Final = re.compile(r"[0-9a-f]{32}")
_PROMISE: Final = re.compile(r"[0-9a-f]{64}")
_LONG: Final = re.compile(r"[0-9]{16}")
"""Digits in which an integer of 2^53 or more could hide."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a commitment: the salt and the value."""

    salt: bytes
    value: Any


@dataclass(frozen=True, slots=True)
class Act:
    """One act as the ledger records it.

    ``actor``: the account's number, ``None`` for a visitor or the platform itself; ``detail`` open values;
    ``private`` values that are only promised.
    """

    act: str
    actor: int | None
    at: dt.datetime
    role: str
    object_type: str
    object_id: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)


def commitment(opening: Opening) -> str:
    """SHA-256(salt ‖ canonical JSON of the value), 64 lower-case hexadecimal digits.

    Raises:
        NotCanonical: the value has no canonical form.
    """
    return hashlib.sha256(opening.salt + canonical(opening.value)).hexdigest()


def written(act: Act, random: Callable[[int], bytes]) -> tuple[str, dict[str, Opening]]:
    """The body of an entry, and what opens its promised values. ``random`` gives that many unforeseeable bytes.

    Raises:
        NotCanonical: a value has no canonical form.
    """
    openings = {key: Opening(random(SALT), value) for key, value in sorted(act.private.items())}
    body = {
        "act": act.act,
        "actor": act.actor,
        "at": moment(act.at),
        "detail": dict(act.detail),
        "object": {"id": act.object_id, "type": act.object_type},
        "role": act.role,
        "salt": random(OWN_SALT).hex(),
        "sealed": {key: commitment(opening) for key, opening in openings.items()},
    }
    return canonical(body).decode(), openings


def moment(at: dt.datetime) -> str:
    """A moment as it is written: universal time with six digits of a second, ``2026-10-12T01:30:00.000000Z``."""
    return f"{at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def can_stand_open(value: Any) -> bool:
    """Whether the form of a value can't be anybody's words: a number, yes or no, a date, a short key, lists of such."""
    if isinstance(value, str):
        return not value or _SHORT.fullmatch(value) is not None
    if isinstance(value, list | tuple):
        return all(can_stand_open(one) for one in value)
    if isinstance(value, dict):
        return all(can_stand_open(one) for pair in value.items() for one in pair)
    return value is None or isinstance(value, bool | int)


def read_body(body: str) -> dict[str, Any] | None:
    """The body as a mapping, or ``None`` where it is not the canonical JSON of an entry."""
    try:
        data = json.loads(body, parse_float=_no_fraction, parse_constant=_no_fraction)
        same = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == body
        if same and (_LONG.search(body) or not body.isascii()):  # only then the quick way of writing could differ
            same = canonical(data).decode() == body and _names_ascii(data)
    except (ValueError, TypeError, RecursionError):
        return None
    return data if same and isinstance(data, dict) and tuple(data) == KEYS and _typed(data) else None


def _no_fraction(text: str) -> Any:
    raise ValueError(f"no whole number: {text}")


def _names_ascii(value: Any) -> bool:
    if isinstance(value, dict):
        return all(name.isascii() and _names_ascii(inner) for name, inner in value.items())
    return all(_names_ascii(inner) for inner in value) if isinstance(value, list) else True


def _is_moment(text: str) -> bool:
    try:
        return _AT.fullmatch(text) is not None and dt.datetime.fromisoformat(text) is not None
    except ValueError:
        return False


def _typed(data: Mapping[str, Any]) -> bool:
    """Whether each member has its type and form; anything else could be shown in two ways, or promise anything."""
    texts = (data["act"], data["at"], data["role"], data["salt"])
    about = data["object"]
    return (
        all(isinstance(one, str) for one in texts)
        and _is_moment(data["at"])
        and _SALT.fullmatch(data["salt"]) is not None
        and (data["actor"] is None or type(data["actor"]) is int)
        and isinstance(data["detail"], dict)
        and isinstance(about, dict)
        and tuple(about) == ("id", "type")
        and all(isinstance(one, str) for one in about.values())
        and isinstance(data["sealed"], dict)
        and all(isinstance(one, str) and _PROMISE.fullmatch(one) for one in data["sealed"].values())
    )
