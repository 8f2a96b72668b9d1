"""Exchanges: whether passing opinions around in a ring makes an assignment better. If no ring does, it is the best.

A known fact about flows in networks (Klein 1967): an assignment under limits is the cheapest exactly when no
ring of moves costs less than nothing. So the best one is proved by looking at rings; no solver is run again.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhicheng.procedure.assignment.grid import Grid, places

Step = tuple[int, int, int]
"""Giver, taker, applicant; experts by their place."""


@dataclass(slots=True)
class Standing:
    """An assignment as bits per expert, with the applicants who may take one more from outside."""

    has: list[int]
    spare: int


def standing_of(grid: Grid, has: list[int]) -> Standing:
    """The standing of an assignment that keeps the limits."""
    outside = [0] * grid.applicants
    for expert, mask in enumerate(has):
        for applicant in places(mask & ~grid.own[expert]):
            outside[applicant] += 1
    spare = sum(1 << applicant for applicant, count in enumerate(outside) if count < grid.outside)
    return Standing(list(has), spare)


def better(grid: Grid, has: list[int], costs: list[list[int]]) -> tuple[list[int], int]:
    """The cheapest assignment under the limits, from any that keeps them, and how many rings it took."""
    standing, rings = standing_of(grid, has), 0
    while (ring := improving_ring(grid, standing, costs)) is not None:
        for giver, taker, applicant in ring:
            if taker >= 0 and giver >= 0:
                standing.has[giver] &= ~(1 << applicant)
                standing.has[taker] |= 1 << applicant
        standing = standing_of(grid, standing.has)
        rings += 1
    return standing.has, rings


def improving_ring(grid: Grid, standing: Standing, costs: list[list[int]]) -> list[Step] | None:
    """A ring of moves that keeps every limit and lowers the cost; ``None`` when there is none.

    The last node stands for the limits: a ring through it takes from one who may read fewer and gives to one who
    may read more.
    """
    size = len(grid.may)
    best = _cheapest_moves(grid, standing, costs)
    for expert in range(size):
        load = standing.has[expert].bit_count()
        if load > grid.least[expert]:
            best[size, expert] = (0, -1)
        if load < grid.most[expert]:
            best[expert, size] = (0, -1)
    ring = _negative_cycle(size + 1, {link: cost for link, (cost, _) in best.items()})
    if ring is None:
        return None
    steps = [(giver, taker, best[giver, taker][1]) for giver, taker in ring]
    return ring_to_make(grid, costs, [step for step in steps if step[2] >= 0])


def _cheapest_moves(grid: Grid, standing: Standing, costs: list[list[int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """For each pair of experts the cheapest move from one to the other: its cost, its applicant."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for giver, has in enumerate(standing.has):
        own = costs[giver]
        for taker, may in enumerate(grid.may):
            free = has & may & ~standing.has[taker] & (grid.own[taker] | ~grid.own[giver] | standing.spare)
            if giver != taker and free:
                row = costs[taker]
                found[giver, taker] = min((row[applicant] - own[applicant], applicant) for applicant in places(free))
    return found


def _negative_cycle(size: int, costs: dict[tuple[int, int], int]) -> list[tuple[int, int]] | None:
    """A cycle whose costs sum to less than nothing (Bellman and Ford), as its links; ``None`` when there is none."""
    distance, before, last = [0] * size, [-1] * size, -1
    for _ in range(size):
        last = -1
        for (start, end), cost in costs.items():
            if distance[start] + cost < distance[end]:
                distance[end], before[end], last = distance[start] + cost, start, end
        if last < 0:
            return None
    node = last
    for _ in range(size):
        node = before[node]
    cycle = [node]
    while (previous := before[cycle[-1]]) != node:
        cycle.append(previous)
    cycle.append(node)
    return list(zip(cycle[1:], cycle, strict=False))[::-1]


def ring_to_make(grid: Grid, costs: list[list[int]], steps: list[Step]) -> list[Step]:
    """A ring whose moves can all be made at once; of the two rings that another one falls into, the cheaper.

    Two moves of one applicant get in each other's way only where both lead from the specialty to outside and one
    place from outside is left. Crossing them over gives two rings of the same total cost, so that one of them is
    still an improvement; each needs that place once less.
    """
    seen: dict[int, int] = {}
    for place, (giver, taker, applicant) in enumerate(steps):
        if not (grid.own[giver] & ~grid.own[taker]) >> applicant & 1:
            continue
        if applicant in seen:
            first = seen[applicant]
            inner = [*steps[first + 1 : place], (giver, steps[first][1], applicant)]
            outer = [*steps[:first], (steps[first][0], taker, applicant), *steps[place + 1 :]]
            cheaper = min(inner, outer, key=lambda ring: _cost(ring, costs))
            return ring_to_make(grid, costs, [step for step in cheaper if step[0] != step[1]])
        seen[applicant] = place
    return steps


def _cost(steps: list[Step], costs: list[list[int]]) -> int:
    return sum(costs[taker][applicant] - costs[giver][applicant] for giver, taker, applicant in steps)
