"""The lottery before rounding is the optimum, found another way; after it everybody has their tickets."""

from __future__ import annotations

import random
from math import floor

import pytest

from tests.procedure.draw.pools import plan, stated, with_conflicts
from tests.procedure.draw.small import Small, leximin_by_listing, places_of
from zhicheng.procedure.draw.lawful import ground_of, standing_before
from zhicheng.procedure.draw.leximin import leximin
from zhicheng.procedure.draw.lottery import counts_of, rounded, short
from zhicheng.procedure.draw.mixing import mixed
from zhicheng.procedure.draw.solver import NoLawfulCommittee

HAND_MADE = {
    # one region holds 4 of 6 but may have only 1 of 3: each of the 4 gets 1/4, each of the other 2 gets 1
    "region cap": (
        Small([("s", "north", "")] * 4 + [("s", "south", "")] * 2, {"s": 3}, [("region", "north", 0, 1)]),
        [0.25] * 4 + [1.0] * 2,
    ),
    # one of each employer at most, 3 + 1 + 1 + 1 experts, 2 seats of 4 employers: 1/2 each, shared by three
    "employer cap": (
        Small([("s", "", "A")] * 3 + [("s", "", name) for name in "BCD"], {"s": 2}, [("employer", None, 0, 1)]),
        [1 / 3] * 6,
    ),
    # without conditions everybody of a seat group has the same chance
    "no caps": (Small([("s", "", "")] * 5 + [("t", "", "")] * 3, {"s": 2, "t": 1}), [0.4] * 5 + [1 / 3] * 3),
    # 3 members, two thirds free of conflict: at most one of places 0 to 2
    "quorum": (Small([("s", "", "")] * 6, {"s": 3}, recusals=[[0, 1, 2]]), [1 / 3] * 3 + [2 / 3] * 3),
}


@pytest.mark.parametrize("name", HAND_MADE)
def test_chances_worked_out_by_hand(name: str) -> None:
    small, chances = HAND_MADE[name]
    found = leximin(small.ground()).chances
    assert [found[place] for place in range(len(chances))] == pytest.approx(chances, abs=1e-6)


def made_up(seed: int) -> Small:
    """A tiny draw that looks like a real one."""
    chance = random.Random(seed)
    seats = {"s": chance.randint(1, 3), "t": chance.randint(0, 2)}
    seats = {name: count for name, count in seats.items() if count}
    experts = [
        (name, chance.choice(["north", "south", "south"]), chance.choice("ABCD"))
        for name, count in seats.items()
        for _ in range(count + chance.randint(1, 3))
    ]
    size = sum(seats.values())
    caps: list[tuple[str, str | None, int, int | None]] = [("employer", None, 0, chance.randint(1, 2))]
    if chance.random() < 0.7:
        low = chance.randint(0, 1)
        caps.append(("region", "north", low, low + chance.randint(0, size)))
    recusals = [
        chance.sample(range(len(experts)), min(len(experts), chance.randint(1, 3))) for _ in range(chance.randint(0, 2))
    ]
    return Small(experts, seats, caps, recusals, attendance="1/2")


@pytest.mark.parametrize("seed", range(60))
def test_lottery_is_the_optimum_over_all_lawful_committees(seed: int) -> None:
    small = made_up(seed)
    committees, ground = small.lawful(), small.ground()
    if not committees:
        with pytest.raises(NoLawfulCommittee):
            leximin(ground)
        return
    found = leximin(ground)
    expected = leximin_by_listing(committees, len(small.experts))
    assert [found.chances[place] for place in range(len(expected))] == pytest.approx(expected, abs=1e-6)
    known = set(committees)
    assert all(places_of(committee) in known for committee in found.weights)
    given = [0.0] * len(expected)
    for committee, weight in found.weights.items():
        for place in places_of(committee):
            given[place] += weight
    assert all(one >= wanted - 1e-6 for one, wanted in zip(given, expected, strict=True)), (
        "the chances are really given"
    )
    tickets = rounded(ground, found)
    assert sum(tickets.values()) == 10_000
    assert all(places_of(committee) in known for committee in tickets)
    counts = counts_of(tickets, len(expected))
    assert all(count >= floor(10_000 * (one - 1e-7)) - 1 for count, one in zip(counts, expected, strict=True))


def test_what_the_small_pools_cover() -> None:
    """The pools above are worth something: most have lawful committees, and unequal chances."""
    found = [small.lawful() for small in map(made_up, range(60))]
    assert sum(bool(one) for one in found) >= 40
    assert sum(not one for one in found) >= 2


def test_the_lawful_are_those_that_the_rules_words_name() -> None:
    for seed in range(30):
        small = made_up(seed)
        ground, known = small.ground(), set(small.lawful())
        for committee in range(1 << len(small.experts)):
            assert ground.lawful(committee) == (places_of(committee) in known)


@pytest.mark.slow
def test_a_lottery_of_full_size_keeps_its_promises() -> None:
    bundle = stated(with_conflicts(plan("满额", capped=True), applicants=40, each=4))
    last = bundle.rounds[-1]
    ground = ground_of(bundle.frozen, bundle.private, standing_before([], bundle.private), [], [], [])
    assert last.committees is not None and last.statement.chances is not None
    assert sum(number for _, number in last.committees) == 10_000
    assert all(ground.lawful(int(bitmap, 16)) for bitmap, _ in last.committees)
    best = leximin(ground)
    for place, chance in best.chances.items():
        assert last.statement.chances[place] >= floor(10_000 * chance + 1e-4) - 1
    barred = [number for number, line in enumerate(bundle.frozen.pool) if line.barred]
    assert len(barred) == 2 and not any(last.statement.chances[number] for number in barred)


def test_mixing_takes_nothing_from_anybody() -> None:
    small = Small(
        [("s", region, employer) for region in ("n", "m") for employer in "ABCDE" for _ in range(3)],
        {"s": 9},
        [("employer", None, 0, 2), ("region", "n", 3, 5)],
    )
    ground = small.ground()
    tickets = rounded(ground, leximin(ground))
    more = mixed(ground, tickets)
    assert counts_of(more, 30) == counts_of(tickets, 30)
    assert all(ground.lawful(committee) for committee in more)
    assert len(more) > 5 * len(tickets)
    assert sum(more.values()) == 10_000


def test_someone_short_is_noticed() -> None:
    """The test of the rounding itself: take two tickets away from one expert and it speaks up."""
    small = Small([("s", "", name) for name in "AABBC"], {"s": 2}, [("employer", None, 0, 1)])
    ground = small.ground()
    best = leximin(ground)
    tickets = rounded(ground, best)
    assert short(ground, best.chances, tickets) == []
    one = next(committee for committee in tickets if committee & 1 and tickets[committee] > 3)
    other = next(committee for committee in tickets if not committee & 1)
    tickets[one] -= 3
    tickets[other] += 3
    assert 0 in short(ground, best.chances, tickets)
