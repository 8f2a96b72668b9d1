"""The plain draw: within each specialty the order of SHA-256(seed, attempt, code); the first lawful committee counts.

Every expert of a seat group has the same chance, exactly, where no applicant's condition can bind: the order is
symmetric in the codes and the first attempt is lawful whatever the seed. Where one can bind, an attempt may be passed
over, and chances may differ by at most ``deviation``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import comb, prod
from typing import Final

from zhicheng.procedure.draw.lawful import CAP, GROUP, QUORUM, Condition, Ground, bits, mask_of
from zhicheng.procedure.draw.seed import order_key

ATTEMPTS: Final = 100
"""Where a plain draw is allowed, one attempt in 10,000 is passed over at most; so many in a row never are."""
LARGEST_DEVIATION: Final = Fraction(1, 10_000)
"""A lottery of 10,000 tickets is no finer than this; above it the lottery is the fairer way."""


def committee_at(ground: Ground, seed: str, attempt: int) -> int:
    """The committee of one attempt, lawful or not: in each seat group those who come first."""
    committee = ground.keep
    for seat, eligible in ground.eligible.items():
        keys = {place: order_key(seed, attempt, ground.codes[place]) for place in bits(eligible)}
        committee |= mask_of(first_of(keys, ground.open_seats[seat]))
    return committee


def first_of(keys: Mapping[int, str], count: int) -> list[int]:
    """The ``count`` places whose keys come first. Nothing but the order of the keys decides: that is the fairness."""
    return sorted(keys, key=lambda place: keys[place])[:count]


def draw_plain(ground: Ground, seed: str, attempts: int = ATTEMPTS) -> tuple[int, int] | None:
    """The attempt that counts and its committee; ``None`` if none of the first ``attempts`` is lawful."""
    for attempt in range(min(attempts, ATTEMPTS)):
        committee = committee_at(ground, seed, attempt)
        if ground.lawful(committee):
            return attempt, committee
    return None


def chances_plain(ground: Ground) -> dict[str, Fraction]:
    """For each seat group with open seats: the chance of each of its eligible experts."""
    return {
        seat: Fraction(ground.open_seats[seat], eligible.bit_count())
        for seat, eligible in ground.eligible.items()
        if ground.open_seats[seat] and eligible
    }


def deviation(ground: Ground) -> Fraction:
    """By how much any chance can differ from an equal one in its seat group, at most; 0: exactly equal.

    With u the chance that an attempt breaks some applicant's condition (each reckoned exactly, then added up),
    a chance among lawful attempts differs by at most u/(1-u). Caps are not reckoned with: they need a lottery.
    """
    if any(condition.kind == CAP for condition in ground.conditions):
        return Fraction(1)
    total = prod(comb(ground.eligible[seat].bit_count(), count) for seat, count in ground.open_seats.items())
    if total == 0:
        return Fraction(1)
    bad = sum(_breaking(ground, condition) for condition in ground.conditions if condition.kind in (QUORUM, GROUP))
    return Fraction(1) if 2 * bad >= total else Fraction(bad, total - bad)


def _breaking(ground: Ground, condition: Condition) -> int:
    """How many of the committees that an attempt can give break the condition."""
    ways = {(ground.keep & condition.mask).bit_count(): 1}
    for seat, eligible in ground.eligible.items():
        inside, among = (eligible & condition.mask).bit_count(), eligible.bit_count()
        count = ground.open_seats[seat]
        grown: dict[int, int] = {}
        for before, number in ways.items():
            for taken in range(max(0, count - (among - inside)), min(inside, count) + 1):
                here = number * comb(inside, taken) * comb(among - inside, count - taken)
                grown[before + taken] = grown.get(before + taken, 0) + here
        ways = grown
    return sum(number for taken, number in ways.items() if not condition.least <= taken <= condition.most)
