"""What a recheck of claimed scores comes to: causes, differences by indicator, one applicant rechecked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Pair = tuple[str, str]
Sort = Literal[
    "no-such-indicator",
    "no-record",
    "cap",
    "rank",
    "rank-proof",
    "window",
    "field",
    "level",
    "counted-once",
    "elsewhere",
    "open",
    "missing-paper",
    "several",
    "not-claimed",
    "left-empty",
    "unexplained",
]
SORTS: Mapping[Sort, Pair] = {
    "no-such-indicator": ("没有这一指标", "no such indicator"),
    "no-record": ("没有材料", "no record"),
    "cap": ("封顶", "cap"),
    "rank": ("排名系数", "rank coefficient"),
    "rank-proof": ("排名未证明", "rank not proved"),
    "window": ("不在计算年限内", "outside the window of years"),
    "field": ("非本专业", "not of the field"),
    "level": ("等级认定不同", "another level or class"),
    "counted-once": ("同类只计一次", "counted once only"),
    "elsewhere": ("已在他处计分", "counted elsewhere"),
    "open": ("待定", "still open"),
    "missing-paper": ("缺佐证材料", "evidence missing"),
    "several": ("多种原因", "several causes together"),
    "not-claimed": ("有材料未自报", "records not claimed"),
    "left-empty": ("未自报", "nothing claimed"),
    "unexplained": ("原因不明", "not explained"),
}
"""The causes, each with its name."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a claim is not what the rules come to. ``points``: what the indicator would be without it, where reckoned."""

    sort: Sort
    says: Pair
    points: Fraction | None = None
    records: tuple[str, ...] = ()
    full: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """An indicator whose claim lies outside what the rules come to, or hangs on what is open; the first cause explains most."""

    path: str
    label: str
    cite: tuple[str, ...]
    cap: Fraction | None
    claimed: Fraction
    low: Fraction
    high: Fraction
    causes: tuple[Cause, ...]

    @property
    def kind(self) -> Literal["above", "below", "open"]:
        """Whether too much is claimed, too little, or it is not settled yet."""
        return "above" if self.claimed > self.high else "below" if self.claimed < self.low else "open"

    @property
    def delta(self) -> Fraction:
        """How far the claim lies above (or, negative, below) what the rules come to; 0 while open."""
        if self.claimed > self.high:
            return self.claimed - self.high
        return min(self.claimed - self.low, Fraction(0))


@dataclass(frozen=True, slots=True)
class Rechecked:
    """One applicant's claims rechecked: totals, how many indicators were compared, and the differences in printed order."""

    claimed: Fraction
    low: Fraction
    high: Fraction
    compared: int
    differences: tuple[Difference, ...]

    @property
    def same(self) -> int:
        """How many indicators are as claimed."""
        return self.compared - len(self.differences)
