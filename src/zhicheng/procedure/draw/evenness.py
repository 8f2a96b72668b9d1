"""Whether a published lottery plainly favours somebody: two checks that need no solver.

Experts *alike* can be exchanged for one another in every committee without its becoming unlawful or lawful. There is
one lottery's worth of chances that is as equal as can be (leximin), so exchanging two alike leaves it as it is: they
have the same chance. That is checked for all of them (:func:`unequal`), and nobody can be favoured over one alike.

Of others only what shows by looking is found (:func:`movable`). In such a lottery nobody can give tickets to a colleague
of the same seat group who has fewer: that would raise the lower chance and lower the higher one. Where it could be done
with many tickets, the lottery was not made as it must be. The rounding leaves a few to spare, never :data:`TOLERANCE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from zhicheng.procedure.draw.lawful import CAP, SEAT, Condition, Ground, bits

ALIKE: Final = 20
"""Tickets of 10,000 by which experts alike may differ: the rounding takes one or two."""

TOLERANCE: Final = 50
"""Tickets of 10,000 that may be movable: ten times what the rounding leaves."""
LOOKS: Final = 30_000
"""Exchanged committees that are looked at, the widest differences first: a fraction of a second."""


def unequal(ground: Ground, counts: Sequence[int] | Mapping[int, int]) -> tuple[str, str, int] | None:
    """Two experts alike with too different numbers of tickets, the one with more first, and the difference.

    ``counts`` are the tickets of each place of the pool. ``None``: nobody is favoured over an expert alike.
    """
    for places in alike(ground):
        ranked = sorted(places, key=lambda place: counts[place])
        apart = counts[ranked[-1]] - counts[ranked[0]]
        if apart > ALIKE:
            return ground.codes[ranked[-1]], ground.codes[ranked[0]], apart
    return None


def alike(ground: Ground) -> list[list[int]]:
    """The places that are open to the draw, those that are alike together.

    Alike are experts of one seat group who count, or don't, for the same conditions that could be broken at all.
    """
    seats = [one for one in ground.conditions if one.kind == SEAT]
    masks = [one.mask for one in ground.conditions if one.kind != SEAT and _breakable(one, seats)]
    found: dict[tuple[int, ...], list[int]] = {}
    for number, eligible in enumerate(ground.eligible.values()):
        for place in bits(eligible):
            found.setdefault((number, *(mask >> place & 1 for mask in masks)), []).append(place)
    return list(found.values())


def _breakable(one: Condition, seats: Sequence[Condition]) -> bool:
    """Whether some choice of the right number for each seat group could break a condition."""
    most = sum(min(seat.least, (seat.mask & one.mask).bit_count()) for seat in seats)
    least = sum(max(0, seat.least - (seat.mask & ~one.mask).bit_count()) for seat in seats)
    return most > one.most or least < one.least


def movable(ground: Ground, entries: list[tuple[str, int]]) -> tuple[str, int] | None:
    """An expert who could give tickets to colleagues of the seat group who have fewer by a hundred and more; how many.

    ``None``: nobody was found who could give more than :data:`TOLERANCE`. Within :data:`LOOKS` looks: those with the
    most tickets come first.
    """
    committees = [(int(bitmap, 16), number) for bitmap, number in entries]
    counts = [sum(number for one, number in committees if one >> place & 1) for place in range(len(ground.codes))]
    looks = LOOKS
    for more, fewer in _colleagues(ground, counts):
        found = 0
        for committee, number in committees:
            if not committee >> more & 1:
                continue
            others = [committee ^ (1 << more | 1 << less) for less in fewer if not committee >> less & 1]
            looks -= len(others)
            found += number if any(map(ground.lawful, others)) else 0
            if found > TOLERANCE:
                return ground.codes[more], found
            if looks <= 0:
                return None
    return None


def _colleagues(ground: Ground, counts: list[int]) -> Iterator[tuple[int, list[int]]]:
    """Experts by tickets, the most first, each with those of the seat group who have far fewer, the fewest first.

    First those under the very same caps, between whom hardly anything forbids an exchange: in an honest lottery they
    are equal and cost no look. Then all of a seat group.
    """
    caps = [condition.mask for condition in ground.conditions if condition.kind == CAP]
    alike: dict[tuple[int, ...], list[int]] = {}
    for number, eligible in enumerate(ground.eligible.values()):
        for place in bits(eligible):
            alike.setdefault((number, *(mask >> place & 1 for mask in caps)), []).append(place)
    yield from _far_apart(alike.values(), counts)
    yield from _far_apart([list(bits(eligible)) for eligible in ground.eligible.values()], counts)


def _far_apart(groups: Iterable[list[int]], counts: list[int]) -> Iterator[tuple[int, list[int]]]:
    members = [(more, sorted(group, key=lambda place: counts[place])) for group in groups for more in group]
    for more, ranked in sorted(members, key=lambda one: -counts[one[0]]):
        fewer = [less for less in ranked if counts[more] - counts[less] > 2 * TOLERANCE]
        if fewer:
            yield more, fewer
