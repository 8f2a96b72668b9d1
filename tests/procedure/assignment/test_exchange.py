"""Exchanges reach the one best assignment from any lawful one, and say when it is reached."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from tests.procedure.assignment.test_assign import SEED, larger
from zhicheng.procedure.assignment.assign import assign, freeze
from zhicheng.procedure.assignment.costs import costs_of
from zhicheng.procedure.assignment.exchange import better, improving_ring, ring_to_make, standing_of
from zhicheng.procedure.assignment.flow import hand_out
from zhicheng.procedure.assignment.grid import Grid, grid_of, places
from zhicheng.procedure.assignment.optimum import keeps


@pytest.mark.parametrize("seed", range(4))
def test_without_the_solver_the_same_assignment_is_found(seed: int) -> None:
    frozen = freeze(larger(10, 30, seed + 10, 0.1, matching=0))
    grid, costs = grid_of(frozen.task, frozen.limits), costs_of(frozen, SEED)
    has, rings = better(grid, hand_out(grid).has, costs)
    assert rings > 0
    readers = [[frozen.task.experts[e].code for e in range(10) if has[e] >> a & 1] for a in range(30)]
    assert readers == [list(experts) for _, experts in assign(frozen, SEED).assigned]


def test_a_ring_is_found_whenever_anything_was_exchanged() -> None:
    frozen = freeze(larger(8, 20, 3, 0.05, matching=0))
    grid, costs = grid_of(frozen.task, frozen.limits), costs_of(frozen, SEED)
    best, _ = better(grid, hand_out(grid).has, costs)
    assert improving_ring(grid, standing_of(grid, best), costs) is None
    tried = 0
    for giver in range(8):
        for taker in range(8):
            for one in places(best[giver] & grid.may[taker] & ~best[taker]):
                for back in places(best[taker] & grid.may[giver] & ~best[giver]):
                    other = list(best)
                    other[giver] ^= 1 << one | 1 << back
                    other[taker] ^= 1 << one | 1 << back
                    counts = [sum(not grid.own[e] >> a & 1 for e in range(8) if other[e] >> a & 1) for a in (one, back)]
                    if max(counts) <= grid.outside:
                        tried += 1
                        assert improving_ring(grid, standing_of(grid, other), costs) is not None
    assert tried > 50


def random_grid(chance: random.Random) -> Grid:
    """A small grid with recusals, specialties, places from outside and loads that leave some room."""
    experts, applicants, opinions = chance.randint(3, 5), chance.randint(3, 6), chance.randint(1, 3)
    may = tuple(chance.getrandbits(applicants) | chance.getrandbits(applicants) for _ in range(experts))
    mean = applicants * opinions // experts
    most = tuple(min(mean + 1 + chance.randint(0, 1), mask.bit_count()) for mask in may)
    least = tuple(min(max(0, mean - chance.randint(0, 1)), bound) for bound in most)
    own = tuple(chance.getrandbits(applicants) for _ in range(experts))
    return Grid(may, own, least, most, applicants, opinions, chance.randint(0, opinions))


def cheapest(grid: Grid, costs: list[list[int]]) -> int | None:
    """The least cost of any assignment under the limits: applicant by applicant, for every row of loads."""
    best = {(0,) * len(grid.may): 0}
    for one in range(grid.applicants):
        free = [expert for expert, mask in enumerate(grid.may) if mask >> one & 1]
        groups = [
            group
            for group in combinations(free, grid.opinions)
            if sum(not grid.own[expert] >> one & 1 for expert in group) <= grid.outside
        ]
        found: dict[tuple[int, ...], int] = {}
        for loads, cost in best.items():
            for group in groups:
                after = tuple(load + (expert in group) for expert, load in enumerate(loads))
                total = cost + sum(costs[expert][one] for expert in group)
                found[after] = min(total, found.get(after, total))
        best = found
    lawful = [
        cost
        for loads, cost in best.items()
        if all(low <= load <= high for low, load, high in zip(grid.least, loads, grid.most, strict=True))
    ]
    return min(lawful, default=None)


def test_a_ring_that_needs_one_place_twice_falls_into_two() -> None:
    """Applicant 0 leaves two experts of the specialty (0, 2) for two outside it (1, 3), with one place outside left."""
    grid = Grid((3,) * 4, (1, 0, 1, 0), (0,) * 4, (2,) * 4, 2, 2, 1)
    steps = [(0, 1, 0), (1, 2, 1), (2, 3, 0), (3, 0, 1)]
    costs = [[5, 0], [1, 9], [7, 1], [2, 8]]
    found = ring_to_make(grid, costs, steps)
    assert found == [(1, 2, 1), (2, 1, 0)]  # costs 1 - 9 + 1 - 7; the other ring costs 2 - 5 + 0 - 8
    assert ring_to_make(grid, [[5, 0], [1, 1], [7, 9], [2, 8]], steps) == [(0, 3, 0), (3, 0, 1)]
    one_way = Grid((3,) * 4, (1, 0, 0, 0), (0,) * 4, (2,) * 4, 2, 2, 1)
    assert ring_to_make(one_way, costs, steps) == steps  # the second move stays outside: both can be made at once


# in 3019 and 3608 rings move one applicant twice
@pytest.mark.parametrize("start", [0, 1, 3019, 3608])
def test_exchanges_end_at_the_least_cost_of_all(start: int) -> None:
    chance = random.Random(start)
    lawful = 0
    for _ in range(150):
        grid = random_grid(chance)
        costs = [[chance.randrange(60) for _ in range(grid.applicants)] for _ in grid.may]
        handed, least = hand_out(grid), cheapest(grid, costs)
        assert handed.whole == (least is not None)
        if least is not None:
            has, _ = better(grid, handed.has, costs)
            assert keeps(grid, has)
            assert sum(costs[expert][one] for expert, mask in enumerate(has) for one in places(mask)) == least
            lawful += 1
    assert lawful > 20
