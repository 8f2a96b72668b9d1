"""Exact numbers: points and amounts are never floats.

A number read from a file is kept as it was printed (``Decimal``) and reckoned with as a fraction.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

Number = int | Decimal | Fraction


def exact(value: object) -> Fraction:
    """The exact value of a printed number: ``12``, ``0.9``, ``"13/6"``.

    Raises:
        ValueError: the text is not a number, or is a float (which has no exact printed form).
    """
    if isinstance(value, bool | float):
        raise ValueError(f"not an exact number: {value!r}")
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value.adjusted()) <= 30):
        raise ValueError(f"not a number of this world: {value}")
    if isinstance(value, int | Decimal | Fraction):
        return Fraction(value)
    text = str(value).strip()
    if len(text) > 60:
        raise ValueError("not a number: too long")
    try:
        if "/" in text:
            top, bottom = text.split("/")
            return Fraction(int(top), int(bottom))
        number = Decimal(text)
        if "_" in text:
            raise ValueError("not a number")
    except (InvalidOperation, ValueError, ZeroDivisionError) as error:
        raise ValueError(f"not a number: {text!r}") from error
    if not number.is_finite():
        raise ValueError(f"not a finite number: {text!r}")
    if abs(number.adjusted()) > 30 and number:
        raise ValueError(f"out of all proportion: {text!r}")
    return Fraction(number)


def as_text(value: Number) -> str:
    """A number as the JSON contract writes it: ``"13.5"``, or ``"13/6"`` where decimals end nowhere."""
    if isinstance(value, int):
        return str(int(value))
    fraction = value if isinstance(value, Fraction) else Fraction(value)
    bottom = fraction.denominator
    if bottom == 1:
        return str(fraction.numerator)
    twos = fives = 0
    while bottom % 2 == 0:
        bottom //= 2
        twos += 1
    while bottom % 5 == 0:
        bottom //= 5
        fives += 1
    if bottom != 1:
        return f"{fraction.numerator}/{fraction.denominator}"
    places = max(twos, fives)
    digits = abs(fraction.numerator) * 10**places // fraction.denominator
    whole, rest = divmod(digits, 10**places)
    sign = "-" if fraction < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}"


def shown(value: Number, places: int = 1) -> str:
    """A number for the eye: rounded half up to at most two places, at least ``places``."""
    fraction = Fraction(value)
    hundredths = (abs(fraction) * 100 + Fraction(1, 2)).__floor__()
    whole, rest = divmod(hundredths, 100)
    text = f"{rest:02d}"
    if text.endswith("0") and places <= 1:
        text = text[:1]
    if places == 0 and not text.strip("0"):
        text = ""
    sign = "-" if fraction < 0 and hundredths else ""
    return f"{sign}{whole}.{text}" if text else f"{sign}{whole}"
