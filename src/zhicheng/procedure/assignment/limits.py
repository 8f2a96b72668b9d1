"""The tightest limits that can be kept, found before any seed is known: most, then least, then the specialty.

First nobody reads more than need be, and where a few must read more than the others, the others do not; under that
nobody reads fewer than need be; under both, the applicant with the fewest experts of the specialty has as many as
possible. Each is a whole number found by exact search, and the same whoever searches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from zhicheng.procedure.assignment.flow import bottleneck, feasible, hand_out
from zhicheng.procedure.assignment.grid import grid_of
from zhicheng.procedure.assignment.task import STATED, TIGHTEST, Limits, Task


def tightest(
    task: Task, least: int | None = None, most: int | None = None, start: Limits | None = None
) -> Limits | None:
    """The tightest limits of a task in order; ``least`` and ``most`` as the office states them, if it does.

    ``start``: limits of an assignment that is being changed, loosened no further than needed. ``None`` when no
    assignment keeps what is asked.
    """
    how = STATED if (least, most) != (None, None) else TIGHTEST
    free = Limits(least or 0, max(len(task.applicants), least or 0), task.matching, how)
    if how == TIGHTEST and start is None and can(task, ideal := _ideal(task, free)):
        return ideal
    here = _lowest_most(task, free, start) if most is None else replace(free, most=most)
    if here is None:
        return None
    if least is None:
        high = here.most if start is None else min(start.least, here.most)
        least = _highest(0, high, partial(_can_least, task, here))
        if least is None:
            return None
        here = replace(here, least=least)
    high = task.opinions if start is None else max(task.matching, min(start.matching, task.opinions))
    matching = _highest(task.matching, high, partial(_can_matching, task, here))
    return None if matching is None else replace(here, matching=matching)


def _ideal(task: Task, free: Limits) -> Limits:
    """What mere counting allows at best: the mean rounded up, the most that all can have at least, all of the specialty.

    Where it can be kept, nothing can be tighter, and one look at the task is enough.
    """
    most = _mean(task, free)
    bounds = grid_of(task, replace(free, most=most)).most
    need = len(task.applicants) * task.opinions
    least = next(value for value in range(most, -1, -1) if sum(min(value, bound) for bound in bounds) <= need)
    return replace(free, most=most, least=least, matching=task.opinions)


def _lowest_most(task: Task, free: Limits, start: Limits | None) -> Limits | None:
    """The lowest bound for all; where a few experts force it, it is theirs, and the others get one of their own.

    The few are those for whom a bound higher by one, for any of them alone, would let one more opinion be handed out.
    """
    here = free
    while True:
        low = max(_mean(task, here), 0 if start is None else start.most, free.least)
        most = _lowest(low, free.most, partial(_can_most, task, here))
        if most is None:
            return None
        if most <= low:
            return replace(here, most=most)
        tried, bounds = (
            grid_of(task, replace(here, most=most - 1, least=0)),
            grid_of(task, replace(here, most=most)).most,
        )
        known, forced = dict(here.above), bottleneck(tried, hand_out(tried))
        codes = {task.experts[place].code for place in forced if bounds[place] == most}
        new = dict.fromkeys(codes - known.keys(), most)
        if not new or len(known) + len(new) == len(task.experts):
            return replace(here, most=most)
        here = replace(here, above=tuple(sorted((known | new).items())))


def _mean(task: Task, here: Limits) -> int:
    """The opinions left for those not above, shared out evenly and rounded up."""
    grid, above = grid_of(task, replace(here, most=0)), dict(here.above)
    rest = sum(one.code not in above for one in task.experts)
    left = len(task.applicants) * task.opinions - sum(grid.most)
    return max(0, -(-left // rest))


def can(task: Task, limits: Limits) -> bool:
    """Whether some assignment of the task keeps these limits."""
    return feasible(grid_of(task, limits))


def _can_most(task: Task, limits: Limits, most: int) -> bool:
    return can(task, replace(limits, most=most))


def _can_least(task: Task, limits: Limits, least: int) -> bool:
    return can(task, replace(limits, least=least))


def _can_matching(task: Task, limits: Limits, matching: int) -> bool:
    return can(task, replace(limits, matching=matching))


def _lowest(low: int, high: int, holds: Callable[[int], bool]) -> int | None:
    """The lowest value that holds, where all above it hold too; the answer is mostly at or near ``low``."""
    step = 1
    while low < high and not holds(low):
        probe = min(high, low + step)
        if holds(probe):
            low, high = low + 1, probe
            while low < high:
                middle = (low + high) // 2
                low, high = (low, middle) if holds(middle) else (middle + 1, high)
            return low
        low, step = probe, step * 2
    return low if holds(low) else None


def _highest(low: int, high: int, holds: Callable[[int], bool]) -> int | None:
    """The highest value that holds, where all below it hold too; the answer is mostly at or near ``high``."""
    found = _lowest(-high, -low, lambda value: holds(-value))
    return None if found is None else -found
