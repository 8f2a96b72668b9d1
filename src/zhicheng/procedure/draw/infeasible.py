"""Why no committee is lawful: which conditions stand against one another, and the least that would have to give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from zhicheng.procedure.draw.lawful import Condition, Ground, bits
from zhicheng.procedure.draw.solver import SolverAstray, add_row, binding, new_solver, solved
from zhicheng.procedure.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A condition and by how many persons it would have to give way: fewer than its least, or more than its most."""

    condition: Condition
    fewer: int
    more: int

    @property
    def title(self) -> tuple[str, str]:
        """The relaxation for people."""
        zh, en = self.condition.title
        ways = []
        if self.fewer:
            ways.append((f"少 {self.fewer} 人", f"{self.fewer} fewer"))
        if self.more:
            ways.append((f"多 {self.more} 人", f"{self.more} more"))
        return f"{zh}：须{'、'.join(way[0] for way in ways)}", f"{en}: {', '.join(way[1] for way in ways)}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Conditions that can't all hold, none of which can be spared; what each alone would have to give (``None``: it
    alone doesn't help, there is another conflict); the smallest change that helps."""

    together: tuple[Condition, ...]
    alone: tuple[Relaxation | None, ...]
    smallest: tuple[Relaxation, ...]

    def refusal(self) -> Refusal:
        """The conflict as a reason against the draw."""
        zh = "；".join(condition.title[0] for condition in self.together)
        en = "; ".join(condition.title[1] for condition in self.together)
        if len(self.together) == 1:
            text = (f"无法满足：{zh}", f"can't be met: {en}")
        else:
            text = (f"不能同时满足：{zh}", f"can't be met together: {en}")
        helps = [one for one in self.alone if one is not None]
        ways = helps if helps else list(self.smallest)
        joint = ("任选其一放宽：", "relax any one: ") if len(helps) > 1 else ("最小改动：", "smallest change: ")
        return Refusal(
            "seats-infeasible",
            text,
            do=(
                joint[0] + "；".join(way.title[0] for way in ways) + "；或扩大专家库",
                joint[1] + "; ".join(way.title[1] for way in ways) + "; or enlarge the pool",
            ),
        )


def conflict_of(ground: Ground) -> Conflict | None:
    """Why there is no lawful committee; ``None``: there is one.

    Raises:
        SolverAstray: the solver failed.
    """
    model = _Elastic(ground)
    if model.least_change(()) is not None:
        return None
    everything = range(len(model.conditions))
    smallest = model.least_change(everything)
    if smallest is None:
        raise SolverAstray("no relaxation found")
    core = list(everything)
    for number in everything:
        without = [one for one in core if one != number]
        if not model.feasible(without):
            core = without
    alone = tuple(next(iter(model.least_change([number]) or ()), None) for number in core)
    return Conflict(tuple(model.conditions[number] for number in core), alone, tuple(smallest))


class _Elastic:
    """The conditions as rows, each with two columns by which it may give way."""

    def __init__(self, ground: Ground) -> None:
        import highspy
        import numpy as np

        self.ground = ground
        self.conditions: Sequence[Condition] = binding(ground)
        self.solver: Any = new_solver()
        places = sorted(place for eligible in ground.eligible.values() for place in bits(eligible))
        column = {place: number for number, place in enumerate(places)}
        self.first = len(places)
        for _ in places:
            self.solver.addVar(0.0, 1.0)
        for _ in range(2 * len(self.conditions)):
            self.solver.addVar(0.0, 0.0)
        count = self.first + 2 * len(self.conditions)
        kinds = np.array([highspy.HighsVarType.kInteger] * count)
        self.solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
        for number, condition in enumerate(self.conditions):
            fixed = (ground.keep & condition.mask).bit_count()
            row = {column[place]: 1.0 for place in bits(condition.mask) if place in column}
            row |= {self.first + 2 * number: 1.0, self.first + 2 * number + 1: -1.0}
            add_row(self.solver, condition.least - fixed, condition.most - fixed, row)

    def _solve(self, elastic: Iterable[int], cost: float) -> bool:
        loose = set(elastic)
        for number in range(len(self.conditions)):
            for column in (self.first + 2 * number, self.first + 2 * number + 1):
                self.solver.changeColBounds(column, 0.0, float(self.ground_size) if number in loose else 0.0)
                self.solver.changeColCost(column, cost)
        return solved(self.solver)

    @property
    def ground_size(self) -> int:
        """More than any condition could ever have to give."""
        return len(self.ground.codes) + sum(self.ground.open_seats.values())

    def feasible(self, wanted: Iterable[int]) -> bool:
        """Whether the wanted conditions alone can all hold."""
        kept = set(wanted)
        return self._solve((number for number in range(len(self.conditions)) if number not in kept), 0.0)

    def least_change(self, elastic: Iterable[int]) -> list[Relaxation] | None:
        """The smallest change among the elastic conditions that makes all hold; ``None``: none does."""
        if not self._solve(elastic, 1.0):
            return None
        values = self.solver.getSolution().col_value[self.first :]
        found = (
            Relaxation(condition, round(values[2 * number]), round(values[2 * number + 1]))
            for number, condition in enumerate(self.conditions)
        )
        return [one for one in found if one.fewer or one.more]
