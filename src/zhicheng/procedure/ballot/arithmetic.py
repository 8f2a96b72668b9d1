"""Powers and inverses modulo a large number: with gmpy2 where it is installed, else in Python; equal results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """One way to reckon: ``power(base, exponent, modulus)``, ``inverse(value, modulus)`` (ValueError: none)."""

    name: str
    power: Callable[[int, int, int], int]
    inverse: Callable[[int, int], int]


def _inverse(value: int, modulus: int) -> int:
    return pow(value, -1, modulus)


PURE: Final = Arithmetic("python", pow, _inverse)
"""Python's own integers; always there."""


def _fast() -> Arithmetic | None:
    try:
        import gmpy2  # type: ignore[import-untyped]
    except ImportError:
        return None

    def inverse(value: int, modulus: int) -> int:
        try:
            return int(gmpy2.invert(value, modulus))
        except ZeroDivisionError:
            raise ValueError("base is not invertible for the given modulus") from None

    def power(base: int, exponent: int, modulus: int) -> int:
        return int(gmpy2.powmod(base, exponent, modulus))

    def secret_power(base: int, exponent: int, modulus: int) -> int:
        # the time of powmod_sec does not depend on the exponent; it wants an odd modulus and a positive exponent
        if exponent > PUBLIC_EXPONENT and modulus & 1:
            return int(gmpy2.powmod_sec(base, exponent, modulus))
        return power(base, exponent, modulus)

    return Arithmetic("gmpy2", secret_power, inverse)


PUBLIC_EXPONENT: Final = 65537
"""The public exponent of every key of the ballot."""

FAST: Final = _fast()
"""With gmpy2; ``None`` where it is not installed."""

BEST: Final = FAST or PURE
"""The quicker of those that are there."""
