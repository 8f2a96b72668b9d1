"""Chances as equal as the conditions allow: raise the lowest, then the next lowest, and so on (leximin).

The lottery over lawful committees is found by column generation: a linear program over the committees known so far,
and the best lawful committee for its prices, until no committee can improve it. See Flanigan et al., Nature 596
(2021).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from zhicheng.procedure.draw.lawful import Ground, bits
from zhicheng.procedure.draw.solver import BestCommittee, SolverAstray, add_row, new_solver, solved

GAP: Final = 1e-8
"""Below this a committee's gain is rounding noise."""
_PRICE: Final = 1e-6
"""A chance with a price above this can't be raised: it is final."""


@dataclass(frozen=True, slots=True)
class Leximin:
    """The best lottery before it is rounded: the chance of each eligible place, and the weight of each committee."""

    chances: dict[int, float]
    weights: dict[int, float]


def leximin(ground: Ground) -> Leximin:
    """The leximin lottery over the lawful committees.

    Raises:
        NoLawfulCommittee: there is none.
        SolverAstray: the solver failed.
    """
    search = _Search(ground)
    while search.free:
        search.raise_lowest()
    return Leximin(search.final, search.shares())


@dataclass
class _Search:
    """The linear program in the making: one row for each expert, one for the whole; one column for each committee."""

    ground: Ground
    final: dict[int, float] = field(default_factory=dict)
    committees: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        import highspy

        self.pricing = BestCommittee(self.ground)
        self.free = set(self.pricing.places)
        self.row = {place: number for number, place in enumerate(self.pricing.places)}
        self.whole = len(self.row)
        self.known: set[int] = set()
        self.master: Any = new_solver()
        # the lowest chance; without a bound of its own, so that always some experts' prices hold it
        self.master.addCol(1.0, 0.0, highspy.kHighsInf, 0, _ints(()), _floats(()))
        for _ in self.row:
            add_row(self.master, 0.0, highspy.kHighsInf, {0: -1.0})
        add_row(self.master, 1.0, 1.0, {})
        self.master.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for committee in self._first():
            self._add(committee)

    def _first(self) -> Iterator[int]:
        """Committees to begin with: those who sat less often weigh more."""
        weights = dict.fromkeys(self.row, 1.0)
        for _ in range(max(8, len(self.row))):
            committee = self.pricing.best(weights)
            for place in bits(committee & ~self.ground.keep):
                weights[place] *= 0.7
            yield committee

    def _add(self, committee: int) -> bool:
        if committee in self.known:
            return False
        self.known.add(committee)
        self.committees.append(committee)
        rows = [self.row[place] for place in bits(committee & ~self.ground.keep)] + [self.whole]
        self.master.addCol(0.0, 0.0, 1.0, len(rows), _ints(rows), _floats([1.0] * len(rows)))
        return True

    def raise_lowest(self) -> None:
        """Raise the lowest chance that is not final as far as it goes; make those final that hold it there."""
        while True:
            if not solved(self.master):
                raise SolverAstray("the linear program has no solution")
            solution = self.master.getSolution()
            prices = {place: abs(solution.row_dual[row]) for place, row in self.row.items()}
            best = self.pricing.best(prices)
            worth = sum(prices[place] for place in bits(best & ~self.ground.keep))
            if worth <= abs(solution.row_dual[self.whole]) + GAP or not self._add(best):
                break
        self._settle(float(solution.col_value[0]), prices)

    def _settle(self, lowest: float, prices: dict[int, float]) -> None:
        import highspy

        top = max(prices[place] for place in self.free)
        if top <= _PRICE / 1000:
            raise SolverAstray("no chance holds the lowest one")
        for place in sorted(self.free):
            if prices[place] > min(_PRICE, top / 2):
                self.free.discard(place)
                self.final[place] = lowest
                self.master.changeCoeff(self.row[place], 0, 0.0)
                self.master.changeRowBounds(self.row[place], lowest - GAP / 10, highspy.kHighsInf)

    def shares(self) -> dict[int, float]:
        """The weight of each committee in the lottery found last, those of no weight left out."""
        values = self.master.getSolution().col_value[1:]
        return {one: value for one, value in zip(self.committees, values, strict=False) if value > 0}


def _ints(values: Any) -> Any:
    import numpy as np

    return np.array(values, dtype=np.int32)


def _floats(values: Any) -> Any:
    import numpy as np

    return np.array(values, dtype=np.float64)
