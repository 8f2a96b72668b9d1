"""HiGHS as this room uses it: the best lawful committee for given weights (imported only when called).

HiGHS reckons in floats; a committee it gives is read as whole numbers and tested again exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from zhicheng.procedure.draw.lawful import SEAT, Condition, Ground, bits, mask_of

TOLERANCE: Final = 1e-9


class NoLawfulCommittee(Exception):
    """There is no lawful committee at all."""


class SolverAstray(RuntimeError):
    """The solver stopped without an answer, or its answer fails the exact test. Nothing was decided by it."""


def new_solver() -> Any:
    """A silent solver that gives the same answer to the same question on the same machine."""
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 1,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": TOLERANCE,
        "mip_feasibility_tolerance": TOLERANCE,
        "primal_feasibility_tolerance": TOLERANCE,
        "dual_feasibility_tolerance": TOLERANCE,
    }.items():
        solver.setOptionValue(option, value)
    return solver


def solved(solver: Any) -> bool:
    """Run; whether there is an optimum.

    Raises:
        SolverAstray: neither an optimum nor a proof that there is none.
    """
    import highspy

    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return True
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return False
    raise SolverAstray(str(status))


def add_row(solver: Any, least: float, most: float, row: Mapping[int, float]) -> None:
    """A row least ≤ Σ value·column ≤ most."""
    import numpy as np

    columns = np.fromiter(row.keys(), dtype=np.int32, count=len(row))
    values = np.fromiter(row.values(), dtype=np.float64, count=len(row))
    solver.addRow(least, most, len(row), columns, values)


class BestCommittee:
    """Asks again and again for the lawful committee of greatest weight; the conditions stay, the weights change."""

    def __init__(self, ground: Ground) -> None:
        import highspy
        import numpy as np

        self.ground = ground
        self.places = [place for eligible in ground.eligible.values() for place in bits(eligible)]
        self.places.sort()
        self._columns = np.arange(len(self.places), dtype=np.int32)
        self._solver = new_solver()
        column = {place: number for number, place in enumerate(self.places)}
        for _ in self.places:
            self._solver.addVar(0.0, 1.0)
        kinds = np.array([highspy.HighsVarType.kInteger] * len(self.places))
        self._solver.changeColsIntegrality(len(self.places), self._columns, kinds)
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.possible = True
        for condition in binding(ground):
            fixed = (ground.keep & condition.mask).bit_count()
            row = {column[place]: 1.0 for place in bits(condition.mask) if place in column}
            if row:
                add_row(self._solver, condition.least - fixed, condition.most - fixed, row)
            elif not condition.least <= fixed <= condition.most:
                self.possible = False

    def best(self, weights: Mapping[int, float] | Sequence[float]) -> int:
        """A lawful committee of greatest total weight; ``weights`` by place in the pool.

        Raises:
            NoLawfulCommittee: there is none.
            SolverAstray: the solver failed.
        """
        import numpy as np

        costs = np.array([weights[place] for place in self.places], dtype=np.float64)
        self._solver.changeColsCost(len(self.places), self._columns, costs)
        if not self.possible or not solved(self._solver):
            raise NoLawfulCommittee
        values = self._solver.getSolution().col_value
        chosen = mask_of(place for place, value in zip(self.places, values, strict=True) if value > 0.5)
        committee = self.ground.keep | chosen
        if not self.ground.lawful(committee):
            raise SolverAstray("a committee that is not lawful")
        return committee


def binding(ground: Ground) -> list[Condition]:
    """The seats, and the conditions that a committee with the right seats could break, equal ones once."""
    found: dict[tuple[int, int, int], Condition] = {}
    for condition in ground.conditions:
        low, high = reach(ground, condition.mask)
        if condition.kind == SEAT or not condition.least <= low <= high <= condition.most:
            found.setdefault((condition.mask, condition.least, condition.most), condition)
    return list(found.values())


def reach(ground: Ground, mask: int) -> tuple[int, int]:
    """The fewest and the most members from ``mask`` in any committee with the right seats."""
    low = high = (ground.keep & mask).bit_count()
    for seat, eligible in ground.eligible.items():
        inside, among = (eligible & mask).bit_count(), eligible.bit_count()
        low += max(0, ground.open_seats[seat] - (among - inside))
        high += min(inside, ground.open_seats[seat])
    return low, high
