"""What is said about chances before a draw: who is foreseeable, who has far less than the others."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from zhicheng.procedure.draw.bundle import LOTTERY, TICKETS, Statement
from zhicheng.procedure.draw.lawful import Ground, bits
from zhicheng.procedure.draw.plain import chances_plain

FORESEEABLE: Final = Fraction(4, 5)
"""Above this chance a member is as good as known beforehand."""


@dataclass(frozen=True, slots=True)
class ChanceWarning:
    """Something to know before the draw; it forbids nothing. ``codes``: whom it concerns."""

    code: str
    text: tuple[str, str]
    codes: tuple[str, ...]


def chances_of_round(ground: Ground, statement: Statement) -> dict[str, Fraction]:
    """The chance of everybody who is in for an open seat of a round, by code."""
    by_seat = chances_plain(ground)
    places = ((place, seat) for seat in by_seat for place in bits(ground.eligible[seat]))
    if statement.mode == LOTTERY and statement.chances is not None:
        return {ground.codes[place]: Fraction(statement.chances[place], TICKETS) for place, _ in places}
    return {ground.codes[place]: by_seat[seat] for place, seat in places}


def warnings_of(ground: Ground, chances: dict[str, Fraction]) -> tuple[ChanceWarning, ...]:
    """Chances of none, above 0.8, and below half of what an even draw over all open seats would give."""
    even = Fraction(sum(ground.open_seats.values()), max(1, len(chances)))
    never = sorted(code for code, chance in chances.items() if chance == 0)
    high = sorted(code for code, chance in chances.items() if chance > FORESEEABLE)
    low = sorted(code for code, chance in chances.items() if 0 < chance < even / 2)
    lowest = decimal(min((chances[code] for code in low), default=even))
    found = (
        ChanceWarning(
            "never",
            (
                f"{len(never)} 名专家不可能抽中：没有一签包含他们；若确有合规的委员会能包含他们，抽签表不公",
                f"{_experts(never)} can't be drawn: no ticket has them, which is unfair if a lawful committee could",
            ),
            tuple(never),
        ),
        ChanceWarning(
            "foreseeable",
            (
                f"{len(high)} 名专家中签机会超过 0.8，事前可料；宜扩大其专业的专家库",
                f"{_experts(high)} with a chance above 0.8, known beforehand; enlarge the pool of that specialty",
            ),
            tuple(high),
        ),
        ChanceWarning(
            "far-below-even",
            (
                f"{len(low)} 名专家中签机会不到平均机会 {decimal(even)} 的一半（最低 {lowest}）",
                f"{_experts(low)} with less than half of the even chance {decimal(even)} (lowest: {lowest})",
            ),
            tuple(low),
        ),
    )
    return tuple(one for one in found if one.codes)


def _experts(codes: list[str]) -> str:
    return "1 expert" if len(codes) == 1 else f"{len(codes)} experts"


def decimal(value: Fraction) -> str:
    """A chance with four places, rounded half up."""
    whole = (value.numerator * 20_000 // value.denominator + 1) // 2
    return f"{whole // 10_000}.{whole % 10_000:04}"
