"""The plain draw: exactly equal chances where no applicant's condition can bind, and a true bound where one can."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations

import pytest

from tests.procedure.draw.pools import hex_of
from tests.procedure.draw.small import Small, places_of
from zhicheng.procedure.draw.plain import chances_plain, committee_at, deviation, draw_plain, first_of

FREE = Small([("s", "", "")] * 5 + [("t", "", "")] * 4, {"s": 2, "t": 1})
"""9 experts, 3 seats, nobody recused: 40 committees."""


@pytest.mark.parametrize(("size", "count"), [(3, 1), (4, 2), (5, 2), (5, 3), (6, 3), (7, 3)])
def test_over_all_orders_every_set_is_taken_equally_often(size: int, count: int) -> None:
    """Exhaustive: each order of the keys is as likely as each other (SHA-256 treats all codes alike)."""
    taken: Counter[frozenset[int]] = Counter()
    for order in permutations([f"{number:02}" for number in range(size)]):
        taken[frozenset(first_of(dict(enumerate(order)), count))] += 1
    assert set(taken) == {frozenset(one) for one in combinations(range(size), count)}
    assert len(set(taken.values())) == 1


def test_the_order_of_the_pool_and_of_the_codes_tells_nothing() -> None:
    """Only keys decide: a code that sorts first is taken no sooner. 6,000 fixed seeds, 40 committees, chi-square."""
    ground = FREE.ground()
    taken = Counter(committee_at(ground, hex_of(f"seed {number}"), 0) for number in range(6_000))
    assert len(taken) == 40
    # 99.9 % bound of chi-square with 39 degrees of freedom
    assert sum((count - 150) ** 2 / 150 for count in taken.values()) < 72.1
    people = Counter(place for committee in taken.elements() for place in places_of(committee))
    assert all(abs(people[place] - 2400) < 160 for place in range(5))
    assert all(abs(people[place] - 1500) < 140 for place in range(5, 9))


def test_chances_are_seats_by_experts() -> None:
    assert chances_plain(FREE.ground()) == {"s": Fraction(2, 5), "t": Fraction(1, 4)}
    assert deviation(FREE.ground()) == 0


@pytest.mark.parametrize("recused", [[[0, 1]], [[0], [5], [3, 8]], [[0, 5]], [[0, 1, 2], [4, 5, 6]]])
def test_the_bound_is_true_and_zero_exactly_when_nothing_can_bind(recused: list[list[int]]) -> None:
    """Against every lawful committee: no chance is further from an equal one than the bound says."""
    small = Small(FREE.experts, FREE.seats, recusals=recused, attendance="1/3", group_size=2)
    lawful, everything = small.lawful(), FREE.lawful()
    off = deviation(small.ground())
    assert (off == 0) == (len(lawful) == len(everything))
    for place, (seat, _, _) in enumerate(small.experts):
        chance = Fraction(sum(place in one for one in lawful), len(lawful))
        assert abs(chance - {"s": Fraction(2, 5), "t": Fraction(1, 4)}[seat]) <= off


def test_the_first_lawful_attempt_counts_and_all_lawful_committees_are_equally_likely() -> None:
    small = Small(FREE.experts, FREE.seats, recusals=[[0, 1, 5]], attendance="2/3", group_size=0)
    ground, lawful = small.ground(), set(small.lawful())
    assert 0 < len(lawful) < 40
    taken: Counter[frozenset[int]] = Counter()
    attempts: Counter[int] = Counter()
    for number in range(5_000):
        seed = hex_of(f"seed {number}")
        found = draw_plain(ground, seed)
        assert found is not None
        attempt, committee = found
        assert all(not ground.lawful(committee_at(ground, seed, before)) for before in range(attempt))
        attempts[attempt] += 1
        taken[places_of(committee)] += 1
    assert set(taken) == lawful and len(attempts) > 1
    even = 5_000 / len(lawful)
    # 99.9 % bound of chi-square, by Wilson and Hilferty
    degrees = len(lawful) - 1
    bound = degrees * (1 - 2 / (9 * degrees) + 3.09 * (2 / (9 * degrees)) ** 0.5) ** 3
    assert sum((count - even) ** 2 / even for count in taken.values()) < bound


def test_no_lawful_attempt_is_no_draw() -> None:
    small = Small([("s", "", "")] * 3, {"s": 2}, recusals=[[0, 1, 2]])
    assert small.lawful() == []
    assert draw_plain(small.ground(), hex_of("seed")) is None
    assert deviation(small.ground()) == 1
