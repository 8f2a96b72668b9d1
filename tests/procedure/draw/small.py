"""Pools so small that everything about them can be listed, and what is true of them reckoned apart from the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from tests.procedure.draw.pools import hex_of
from zhicheng.procedure.draw.bundle import Cap, Frozen, Line, Private, Recusal, Rules, Seat
from zhicheng.procedure.draw.lawful import Ground, ground_of, standing_before


@dataclass(frozen=True)
class Small:
    """A tiny draw: experts as (seat, region, employer), seats by name, caps, recusals as places of experts."""

    experts: Sequence[tuple[str, str, str]]
    seats: dict[str, int]
    caps: Sequence[tuple[str, str | None, int, int | None]] = ()
    recusals: Sequence[Sequence[int]] = ()
    attendance: str = "2/3"
    group_size: int = 0

    def ground(self) -> Ground:
        """The ground as the library sees it; place *i* is expert *i*."""
        codes = sorted(hex_of(f"small {number}") for number in range(len(self.experts)))
        private = Private(
            salt="0" * 64,
            regions=[one[1] for one in self.experts],
            employers=[one[2] for one in self.experts],
            bars=[],
            recusals=[
                Recusal(applicant=f"A{number}", within=[], experts=sorted(codes[place] for place in places))
                for number, places in enumerate(self.recusals)
            ],
            conflicts="",
        )
        frozen = Frozen(
            draw="small",
            serial=1,
            previous_draw=None,
            title="",
            at="",
            rules=Rules(minimum=1, odd=False, attendance=self.attendance, group_size=self.group_size, source=""),
            seats=[Seat(name=name, count=count, set=False) for name, count in self.seats.items()],
            caps=[Cap(by=by, value=value, least=least, most=most) for by, value, least, most in self.caps],  # type: ignore[arg-type]
            groups=[],
            pool=[Line(code=code, seat=one[0], barred=False) for code, one in zip(codes, self.experts, strict=True)],
            supervisors=[],
            balls=4,
            private=private.digest,
        )
        return ground_of(frozen, private, standing_before([], private), [], [], [])

    def lawful(self) -> list[frozenset[int]]:
        """Every lawful committee, by going through all of them and reading the rules off their words."""
        by_seat = [
            list(combinations([place for place, one in enumerate(self.experts) if one[0] == name], count))
            for name, count in self.seats.items()
        ]
        found = [frozenset(place for part in parts for place in part) for parts in product(*by_seat)]
        return [one for one in found if self._within_caps(one) and self._quorate(one)]

    def _within_caps(self, committee: frozenset[int]) -> bool:
        for by, value, least, most in self.caps:
            column = 1 if by == "region" else 2
            for here in {value} if value is not None else {one[column] for one in self.experts} - {""}:
                count = sum(self.experts[place][column] == here for place in committee)
                if count < least or (most is not None and count > most):
                    return False
        return True

    def _quorate(self, committee: frozenset[int]) -> bool:
        above, below = (int(part) for part in self.attendance.split("/"))
        for places in self.recusals:
            free = len(committee - set(places))
            if Fraction(free, len(committee)) < Fraction(above, below) or free < self.group_size:
                return False
        return True


def places_of(committee: int) -> frozenset[int]:
    """The places of a committee of the library."""
    return frozenset(place for place in range(committee.bit_length()) if committee >> place & 1)


def leximin_by_listing(committees: Sequence[frozenset[int]], size: int) -> list[float]:
    """The leximin chances by the textbook: raise the lowest, then ask of each whether it alone could go higher.

    A linear program over all committees at once, another way than the library's, and slow.
    """
    final: dict[int, float] = {}
    while len(final) < size:
        free = [place for place in range(size) if place not in final]
        lowest = _highest(committees, size, final, free, dict.fromkeys(free, 0.0))
        stuck = []
        for place in free:
            others = {one: lowest - 1e-9 for one in free if one != place}
            if _highest(committees, size, final, [place], others) < lowest + 1e-7:
                stuck.append(place)
        final |= dict.fromkeys(stuck, lowest)
        assert stuck
    return [final[place] for place in range(size)]


def _highest(
    committees: Sequence[frozenset[int]],
    size: int,
    final: dict[int, float],
    raised: Sequence[int],
    floors: dict[int, float],
) -> float:
    """The most that the lowest chance among ``raised`` can be, with the final chances and the floors kept."""
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    count = len(committees)
    for _ in range(count):
        solver.addVar(0.0, 1.0)
    solver.addVar(0.0, highspy.kHighsInf)
    solver.changeColCost(count, -1.0)
    _row(solver, 1.0, 1.0, list(range(count)), [1.0] * count)
    for place in range(size):
        columns = [number for number, one in enumerate(committees) if place in one]
        if place in raised:
            _row(solver, 0.0, highspy.kHighsInf, [*columns, count], [1.0] * len(columns) + [-1.0])
        least = final.get(place, floors.get(place, 0.0))
        _row(solver, least - 1e-9 if least else 0.0, highspy.kHighsInf, columns, [1.0] * len(columns))
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(-solver.getInfo().objective_function_value)


def _row(solver: Any, least: float, most: float, columns: list[int], values: list[float]) -> None:
    solver.addRow(least, most, len(columns), np.array(columns, dtype=np.int32), np.array(values, dtype=np.float64))
