"""The best assignment under the limits, proposed by HiGHS (imported only when called) and settled in whole numbers.

HiGHS reckons in floats. What it proposes is rounded, tested against every limit, and then improved by exchanges
until none is left: the answer is the cheapest in exact integers, whatever the machine.
"""

from __future__ import annotations

from typing import Any

from zhicheng.procedure.assignment.costs import KEPT_SHIFT, LOT_BYTES, NEAR_SHIFT
from zhicheng.procedure.assignment.exchange import better
from zhicheng.procedure.assignment.flow import hand_out
from zhicheng.procedure.assignment.grid import Grid, places


def best_assignment(grid: Grid, costs: list[list[int]]) -> list[int] | None:
    """The cheapest assignment as bits per expert; ``None`` when none keeps the limits."""
    proposed = _proposed(grid, costs)
    if proposed is None or not keeps(grid, proposed):
        handed = hand_out(grid)
        if not handed.whole:
            return None
        proposed = handed.has
    best, _ = better(grid, proposed, costs)
    assert keeps(grid, best)  # exchanges leave every limit as it was
    return best


def _proposed(grid: Grid, costs: list[list[int]]) -> list[int] | None:
    """What HiGHS proposes, rounded; ``None`` when it finds nothing."""
    import highspy
    import numpy

    pairs = [(expert, applicant) for expert, may in enumerate(grid.may) for applicant in places(may)]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(pairs), len(grid.may) + 2 * grid.applicants
    model.col_cost_ = numpy.array([_weight(costs[expert][applicant], len(grid.may)) for expert, applicant in pairs])
    model.col_lower_, model.col_upper_ = numpy.zeros(len(pairs)), numpy.ones(len(pairs))
    need, outside = [grid.opinions] * grid.applicants, [grid.outside] * grid.applicants
    model.row_lower_ = numpy.array([*grid.least, *need, *[0] * grid.applicants], dtype=float)
    model.row_upper_ = numpy.array([*grid.most, *need, *outside], dtype=float)
    start, index = _columns(grid, pairs)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = numpy.array(start, dtype=numpy.int32)
    model.a_matrix_.index_ = numpy.array(index, dtype=numpy.int32)
    model.a_matrix_.value_ = numpy.ones(len(index))
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(pairs)
    return _solved(model, pairs, len(grid.may))


def _solved(model: Any, pairs: list[tuple[int, int]], experts: int) -> list[int] | None:
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for name, value in (("threads", 1), ("random_seed", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0)):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    has = [0] * experts
    for (expert, applicant), value in zip(pairs, solver.getSolution().col_value, strict=True):
        if value > 0.5:
            has[expert] |= 1 << applicant
    return has


def _columns(grid: Grid, pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """For each pair the rows it counts in: the expert's load, the applicant's opinions, those from outside."""
    start, index, experts = [0], [], len(grid.may)
    for expert, applicant in pairs:
        index += [expert, experts + applicant]
        if not grid.own[expert] >> applicant & 1:
            index.append(experts + grid.applicants + applicant)
        start.append(len(index))
    return start, index


def _weight(cost: int, experts: int) -> float:
    """A cost as the solver sees it: lots below 1, and steps of nearness and kept pairs that outweigh a whole ring.

    A ring has at most as many moves as there are experts, so these weights have the same cheapest assignment as
    the exact costs.
    """
    rest = -(cost >> NEAR_SHIFT)
    kept, near = divmod(rest, 1 << (KEPT_SHIFT - NEAR_SHIFT))
    chance = (cost & ((1 << NEAR_SHIFT) - 1)) / (1 << 8 * LOT_BYTES)
    step = experts + 1
    return chance - step * near - step * (2 * experts + 1) * kept


def keeps(grid: Grid, has: list[int]) -> bool:
    """Whether an assignment keeps every limit, in whole numbers."""
    counts, outside = [0] * grid.applicants, [0] * grid.applicants
    for expert, mask in enumerate(has):
        if mask & ~grid.may[expert] or not grid.least[expert] <= mask.bit_count() <= grid.most[expert]:
            return False
        for applicant in places(mask):
            counts[applicant] += 1
            outside[applicant] += not grid.own[expert] >> applicant & 1
    return all(count == grid.opinions for count in counts) and all(count <= grid.outside for count in outside)
