"""How many seats each specialty gets: largest remainder with a floor, an odd total, the track's least size."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from zhicheng.procedure.refusal import ActRefused, Refusal


def committee_size(minimum: int, odd: bool = True) -> int:
    """The smallest lawful size: ``minimum`` members, one more where the size must be odd and it is even."""
    return minimum + 1 if odd and minimum % 2 == 0 else minimum


def apportion(weights: Mapping[str, int], total: int, floor: int = 3) -> dict[str, int]:
    """The ``total`` seats over the specialties by their weights (experts or applicants), ``floor`` at least for each.

    Each gets the whole part of its exact share, or the floor where that is more; the specialties at the floor are
    then left out and the rest is shared among the others again. What is left goes to the largest remainders, the
    greater weight and then the name deciding between equals.

    Raises:
        ActRefused: a weight is not above zero, or the floors alone need more seats than there are.
    """
    if not weights or any(weight <= 0 for weight in weights.values()):
        raise ActRefused(
            Refusal("weight-not-positive", ("每个专业的人数须大于 0", "every specialty needs a number above 0"))
        )
    if floor * len(weights) > total:
        raise ActRefused(_too_few(floor * len(weights), total, floor))
    found: dict[str, int] = {}
    rest, seats = dict(weights), total
    while True:
        short = [name for name, weight in rest.items() if Fraction(weight * seats, sum(rest.values())) < floor]
        if not short:
            break
        for name in short:
            found[name] = floor
            seats -= floor
            del rest[name]
    shares = {name: Fraction(weight * seats, sum(rest.values())) for name, weight in rest.items()}
    found |= {name: int(share) for name, share in shares.items()}
    left = total - sum(found.values())
    order = sorted(shares, key=lambda name: (int(shares[name]) - shares[name], -weights[name], name))
    for name in order[:left]:
        found[name] += 1
    return {name: found[name] for name in weights}


def _too_few(needed: int, total: int, floor: int) -> Refusal:
    return Refusal(
        "seats-below-floor",
        (
            f"每个专业至少 {floor} 席，共需 {needed} 席，只有 {total} 席，差 {needed - total} 席",
            f"at least {floor} seats for each specialty make {needed}; there are {total}, {needed - total} too few",
        ),
        do=("请增加委员人数，或合并专业", "enlarge the committee, or merge specialties"),
    )
