"""Whether the limits can be kept at all, exactly: opinions are handed out one by one, moved on where an expert is full.

Nothing here is a guess: if no chain of moves frees a place for an applicant, there is none in any assignment
(the argument of Ford and Fulkerson), and the same for an expert who is below the least.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from zhicheng.procedure.assignment.grid import Grid, places


@dataclass(slots=True)
class Handed:
    """Opinions handed out so far. ``has``: per expert the applicants read; per applicant how many are still short.

    ``idle`` are experts who stay below their least; ``spare`` marks applicants who may still take one from outside.
    """

    has: list[int]
    short: list[int]
    outside: list[int]
    spare: int
    idle: list[int] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether every applicant has all opinions and every expert the least."""
        return not any(self.short) and not self.idle


def feasible(grid: Grid) -> bool:
    """Whether some assignment keeps the limits of the grid."""
    need = grid.applicants * grid.opinions
    if not sum(grid.least) <= need <= sum(grid.most):
        return False
    return hand_out(grid).whole


def hand_out(grid: Grid) -> Handed:
    """As many opinions as can be handed out under the limits; then the least brought to every expert.

    The number handed out is the greatest possible. An expert's least is looked at only when nothing is short.
    """
    spare = (1 << grid.applicants) - 1 if grid.outside > 0 else 0
    state = Handed([0] * len(grid.may), [grid.opinions] * grid.applicants, [0] * grid.applicants, spare)
    for applicant in range(grid.applicants):
        while state.short[applicant] and _serve(grid, state, applicant):
            state.short[applicant] -= 1
    if not any(state.short):
        state.idle = [expert for expert in range(len(grid.may)) if not _fill_up(grid, state, expert)]
    return state


def moves(grid: Grid, state: Handed, giver: int, taker: int) -> int:
    """The applicants whose opinion can move from one expert to another as things stand."""
    free = state.has[giver] & grid.may[taker] & ~state.has[taker]
    return free & (grid.own[taker] | ~grid.own[giver] | state.spare)


def bottleneck(grid: Grid, state: Handed) -> set[int]:
    """The experts for whom a higher bound, for any of them alone, would let one more opinion be handed out.

    They are those from whom a chain of moves leads to an applicant who is short; all of them are full. Whichever way
    the greatest number of opinions was handed out, they are the same (the cut nearest to the applicants).
    """
    found = {expert for one, lacks in enumerate(state.short) if lacks for expert in _doors(grid, state, one)}
    queue = list(found)
    for expert in queue:
        for other in range(len(grid.may)):
            if other not in found and moves(grid, state, expert, other):
                found.add(other)
                queue.append(other)
    return found


def _doors(grid: Grid, state: Handed, applicant: int) -> list[int]:
    """The experts who could read the applicant as things stand, if they had a place."""
    bit = 1 << applicant
    return [
        expert
        for expert, may in enumerate(grid.may)
        if may & bit and not state.has[expert] & bit and (grid.own[expert] | state.spare) & bit
    ]


def _serve(grid: Grid, state: Handed, applicant: int) -> bool:
    """One more opinion for the applicant, if need be along a chain of moves; whether that worked."""
    bit = 1 << applicant
    doors = _doors(grid, state, applicant)
    doors.sort(key=lambda expert: (not grid.own[expert] & bit, state.has[expert].bit_count()))
    chain = _chain(grid, state, doors, lambda expert: state.has[expert].bit_count() < grid.most[expert])
    if chain is None:
        return False
    _walk(grid, state, chain)
    _give(grid, state, chain[0], applicant)
    return True


def _fill_up(grid: Grid, state: Handed, expert: int) -> bool:
    """Bring an expert to the least by taking from experts above theirs; whether that worked."""
    while state.has[expert].bit_count() < grid.least[expert]:
        givers = [other for other, has in enumerate(state.has) if has.bit_count() > grid.least[other]]
        chain = _chain(grid, state, givers, lambda other: other == expert)
        if chain is None:
            return False
        _walk(grid, state, chain)
    return True


def _chain(grid: Grid, state: Handed, starts: list[int], ends: Callable[[int], bool]) -> list[int] | None:
    """The shortest chain of experts from one of ``starts`` to one where ``ends``, each passing an opinion on.

    The shortest never uses one applicant's place from outside twice: it could be cut short there.
    """
    before: dict[int, int | None] = dict.fromkeys(starts)
    queue = list(before)
    for expert in queue:
        if ends(expert):
            chain = [expert]
            while (step := before[chain[-1]]) is not None:
                chain.append(step)
            return chain[::-1]
        for other in range(len(grid.may)):
            if other not in before and moves(grid, state, expert, other):
                before[other] = expert
                queue.append(other)
    return None


def _walk(grid: Grid, state: Handed, chain: list[int]) -> None:
    """Move one opinion along each link; from the end, so that no step passes on what it has just been given."""
    links = [(giver, taker, next(places(moves(grid, state, giver, taker)))) for giver, taker in pairwise(chain)]
    for giver, taker, applicant in reversed(links):
        _take(grid, state, giver, applicant)
        _give(grid, state, taker, applicant)


def _give(grid: Grid, state: Handed, expert: int, applicant: int) -> None:
    bit = 1 << applicant
    state.has[expert] |= bit
    if not grid.own[expert] & bit:
        state.outside[applicant] += 1
        if state.outside[applicant] >= grid.outside:
            state.spare &= ~bit


def _take(grid: Grid, state: Handed, expert: int, applicant: int) -> None:
    bit = 1 << applicant
    state.has[expert] &= ~bit
    if not grid.own[expert] & bit:
        state.outside[applicant] -= 1
        if state.outside[applicant] < grid.outside:
            state.spare |= bit
