"""The published lottery: 10,000 lawful committees, of which a ticket names one; its making, its form, its reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

from zhicheng.procedure.canonical import digest
from zhicheng.procedure.draw.bundle import TICKETS
from zhicheng.procedure.draw.evenness import unequal
from zhicheng.procedure.draw.lawful import Ground, bits
from zhicheng.procedure.draw.leximin import Leximin, leximin
from zhicheng.procedure.draw.mixing import mixed
from zhicheng.procedure.draw.solver import BestCommittee, SolverAstray

Entries = list[tuple[str, int]]
"""Committees as they stand in the bundle: bitmap and number of tickets, ascending by bitmap."""

_NOISE: Final = 1e-4
"""A ten-thousandth of a ticket: what the solver's floats may be off by, and far less than a ticket."""
_SPARE: Final = (0, 100, 400, 1600)


@dataclass(frozen=True, slots=True)
class Lottery:
    """A lottery with the chances it was rounded from (by place in the pool, 0 where nobody can be drawn)."""

    entries: Entries
    chances: list[int]
    exact: dict[int, float]


def make_lottery(ground: Ground) -> Lottery:
    """The lottery of a round: as equal as can be (leximin), rounded to 10,000 tickets, well mixed.

    Raises:
        NoLawfulCommittee: there is none.
        SolverAstray: the solver failed, or the rounding would take more than a ticket too much from somebody.
    """
    best = leximin(ground)
    tickets = rounded(ground, best)
    entries = entries_of(mixed(ground, tickets), len(ground.codes))
    return Lottery(entries, chances_of(entries, len(ground.codes)), best.chances)


def rounded(ground: Ground, best: Leximin) -> dict[int, int]:
    """Whole tickets for committees, so that everybody has at least floor(10,000·chance) - 1, and those alike as many.

    Each committee gets the whole part of its tickets. The rest go one by one to the lawful committee whose members
    lag most behind their chance.

    Raises:
        SolverAstray: somebody would fall short.
    """
    search = BestCommittee(ground)
    for spare in _SPARE:
        tickets = _rounded(ground, best, search, spare)
        even = unequal(ground, counts_of(tickets, len(ground.codes))) is None
        if even and not short(ground, best.chances, tickets):
            return tickets
    raise SolverAstray("the rounding leaves somebody short")


def _rounded(ground: Ground, best: Leximin, search: BestCommittee, spare: int) -> dict[int, int]:
    whole = sum(best.weights.values())
    tickets = {one: floor(weight / whole * (TICKETS - spare)) for one, weight in best.weights.items()}
    tickets = {one: number for one, number in tickets.items() if number}
    rest = TICKETS - sum(tickets.values())
    counts = counts_of(tickets, len(ground.codes))
    owed = {place: TICKETS * chance - counts[place] for place, chance in best.chances.items()}
    lag = dict.fromkeys(owed, 0.0)
    for _ in range(rest):
        for place, all_of_it in owed.items():
            lag[place] += all_of_it / rest
        committee = search.best(lag)
        tickets[committee] = tickets.get(committee, 0) + 1
        for place in bits(committee & ~ground.keep):
            lag[place] -= 1
    return tickets


def short(ground: Ground, chances: Mapping[int, float], tickets: Mapping[int, int]) -> list[int]:
    """The places that have fewer tickets than floor(10,000·chance) - 1."""
    counts = counts_of(tickets, len(ground.codes))
    return [place for place, chance in chances.items() if counts[place] < floor(TICKETS * chance + _NOISE) - 1]


def counts_of(tickets: Mapping[int, int], length: int) -> list[int]:
    """In how many of the tickets each place of the pool is."""
    counts = [0] * length
    for committee, number in tickets.items():
        for place in bits(committee):
            counts[place] += number
    return counts


def entries_of(tickets: Mapping[int, int], length: int) -> Entries:
    """The committees in the bundle's form; ``length`` is that of the pool."""
    digits = -(-length // 4)
    return [(f"{committee:0{digits}x}", number) for committee, number in sorted(tickets.items())]


def lottery_digest(entries: Sequence[tuple[str, int]]) -> str:
    """The digest that a round's statement fixes."""
    return digest([[bitmap, number] for bitmap, number in entries])


def chances_of(entries: Sequence[tuple[str, int]], length: int) -> list[int]:
    """For each line of the pool, in how many of the 10,000 committees it is."""
    tickets: dict[int, int] = {}
    for bitmap, number in entries:
        tickets[int(bitmap, 16)] = tickets.get(int(bitmap, 16), 0) + number
    return counts_of(tickets, length)


def committee_at(entries: Sequence[tuple[str, int]], ticket: int) -> int | None:
    """The committee that a ticket names; ``None``: there is no such ticket."""
    for bitmap, number in entries:
        if ticket < number:
            return int(bitmap, 16)
        ticket -= number
    return None
