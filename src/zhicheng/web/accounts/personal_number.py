"""The citizen's identity number: 18 characters, of which the last one checks the others (GB 11643-1999)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from zhicheng.procedure.refusal import Refusal

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS: Final = "10X98765432"
PROVINCES: Final = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()  # noqa: SIM905 - read like a list
)
"""First two digits: provinces, and 81 to 83 of the residence permits for Hong Kong, Macao and Taiwan."""

_SHAPE: Final = re.compile(r"[0-9]{17}[0-9X]")
_DO: Final = ("请按证件逐位核对", "compare it with the card, digit by digit")


def normal_form(text: str) -> str:
    """The number as it is kept: full-width digits made plain, no spaces, X in capitals."""
    plain = "".join(chr(ord(one) - 0xFEE0) if "！" <= one <= "～" else one for one in text)
    return "".join(plain.split()).upper()


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that belongs to seventeen digits."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(first_seventeen, WEIGHTS, strict=True)) % 11]


def number_faults(number: str, today: dt.date) -> tuple[Refusal, ...]:
    """What is wrong with a number in normal form; empty when nothing is. The number itself is never repeated."""
    if not _SHAPE.fullmatch(number):
        return (
            _fault(
                "shape",
                "公民身份号码应为 18 位（末位可为 X）",
                "an identity number has 18 characters, the last a digit or X",
            ),
        )
    faults = []
    if number[:2] not in PROVINCES:
        faults.append(_fault("province", "前两位不是省级行政区划代码", "the first two digits name no province"))
    if not _lived(number[6:14], today):
        faults.append(_fault("date", "第 7 至 14 位不是真实的出生日期", "digits 7 to 14 are no date of birth"))
    if check_character(number[:17]) != number[17]:
        faults.append(_fault("check", "末位校验码不符", "the last character does not check the others"))
    return tuple(faults)


def _lived(digits: str, today: dt.date) -> bool:
    try:
        born = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return dt.date(1900, 1, 1) <= born <= today


def _fault(code: str, zh: str, en: str) -> Refusal:
    return Refusal(f"personal-number-{code}", (zh, en), do=_DO)
