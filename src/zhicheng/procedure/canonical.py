"""One way to write a value as bytes (RFC 8785), and its digest: what is hashed and signed looks the same everywhere."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785


class NotCanonical(ValueError):
    """A value that has no canonical form: a key that is no text, a set, a number outside of JSON."""


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value made of dict, list, str, int, bool and None (RFC 8785, JCS).

    Formats of this house hold no fractions: points and shares are strings, amounts are integers below 2^53.

    Raises:
        NotCanonical: the value has no canonical form.
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, TypeError) as fault:
        raise NotCanonical(str(fault)) from None


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, 64 lower-case hexadecimal digits."""
    return sha256(canonical(value))


def sha256(data: bytes) -> str:
    """SHA-256 of bytes, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
