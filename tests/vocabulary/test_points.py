"""Exact numbers in and out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.vocabulary.points import as_text, exact, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("0.9", Fraction(9, 10)),
        ("13/6", Fraction(13, 6)),
        (Decimal("0.10"), Fraction(1, 10)),
        (7, 7),
        (" 3.5 ", Fraction(7, 2)),
    ],
)
def test_exact(text: object, value: Fraction) -> None:
    assert exact(text) == value


@pytest.mark.parametrize("bad", [0.1, True, "x", "1/0", "nan", "inf", "", None, "1/2/3"])
def test_what_is_no_exact_number_is_refused(bad: object) -> None:
    with pytest.raises(ValueError):
        exact(bad)


@given(st.fractions(-(10**9), 10**9, max_denominator=10_000))
def test_text_comes_back_exactly(value: Fraction) -> None:
    assert exact(as_text(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(13, 6), "13/6"),
        (Fraction(27, 2), "13.5"),
        (Fraction(-1, 4), "-0.25"),
        (8, "8"),
        (Fraction(1, 200), "0.005"),
    ],
)
def test_as_text(value: Fraction, text: str) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(27, 2), 1, "13.5"),
        (Fraction(13), 1, "13.0"),
        (Fraction(13), 0, "13"),
        (Fraction(13, 6), 1, "2.17"),
        (Fraction(-1, 2), 1, "-0.5"),
        (Fraction(1, 4), 1, "0.25"),
    ],
)
def test_shown(value: Fraction, places: int, text: str) -> None:
    assert shown(value, places) == text
