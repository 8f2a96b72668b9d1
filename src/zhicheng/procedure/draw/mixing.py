"""More variety in a lottery, at nobody's cost: who sits with whom should not hang on the solver's whims.

The solver's lottery has few committees with many tickets each, so that some experts would always come together. Two
committees with a member each that the other lacks may swap them: everybody keeps exactly the tickets they had, and a
swap counts only if both committees are lawful.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from zhicheng.procedure.draw.bundle import TICKETS
from zhicheng.procedure.draw.lawful import Ground, bits
from zhicheng.procedure.draw.solver import binding

PIECES: Final = 1_000
"""Committees are split into about so many pieces before they are mixed."""
_ROUNDS: Final = 20


def mixed(ground: Ground, tickets: Mapping[int, int]) -> dict[int, int]:
    """The same tickets for everybody over more committees; depends on nothing but its input."""
    pieces = _pieces(tickets)
    tests = binding(ground)
    stream = _numbers(ground, len(pieces))
    seats = [eligible for eligible in ground.eligible.values() if eligible]
    by_size: dict[int, list[int]] = {}
    for number, (_, size) in enumerate(pieces):
        by_size.setdefault(size, []).append(number)
    for same in by_size.values():
        for _ in range(_ROUNDS * len(same) if len(same) > 1 else 0):
            first, second = same[next(stream) % len(same)], same[next(stream) % len(same)]
            one, other = pieces[first][0], pieces[second][0]
            seat = seats[next(stream) % len(seats)]
            mine, theirs = one & ~other & seat, other & ~one & seat
            if mine and theirs:
                swap = _nth(mine, next(stream)) | _nth(theirs, next(stream))
                if all(test.holds(one ^ swap) and test.holds(other ^ swap) for test in tests):
                    pieces[first] = (one ^ swap, pieces[first][1])
                    pieces[second] = (other ^ swap, pieces[second][1])
    found: dict[int, int] = {}
    for committee, size in pieces:
        found[committee] = found.get(committee, 0) + size
    return found


def _pieces(tickets: Mapping[int, int]) -> list[tuple[int, int]]:
    """The committees in pieces of ten tickets, and what is left of each in single tickets."""
    size = TICKETS // PIECES
    found = []
    for committee, number in sorted(tickets.items()):
        found.extend([(committee, size)] * (number // size))
        found.extend([(committee, 1)] * (number % size))
    return found


def _nth(mask: int, number: int) -> int:
    places = list(bits(mask))
    return 1 << places[number % len(places)]


def _numbers(ground: Ground, label: int) -> Iterator[int]:
    """Numbers that follow from the pool alone: nobody's to choose, the same everywhere."""
    head = hashlib.sha256("|".join((*ground.codes, str(label))).encode()).hexdigest()
    counter = 0
    while True:
        block = hashlib.sha256(f"{head}|{counter}".encode()).digest()
        yield from (int.from_bytes(block[at : at + 4], "big") for at in range(0, 32, 4))
        counter += 1
