"""Small tasks, and the best assignment by trying every one: slow, plain, written apart from the library."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

from zhicheng.procedure.assignment.task import Applicant, Expert, Limits, Task

Rows = tuple[tuple[str, ...], ...]
"""For each applicant, in the order of codes, the experts."""


def task(
    experts: dict[str, str],
    applicants: dict[str, str],
    recused: tuple[tuple[str, str], ...] = (),
    opinions: int = 2,
    matching: int = 1,
) -> Task:
    """A task; an expert's specialties are letters, the first is the main one."""
    return Task(
        tuple(Expert(code, tuple(letters)) for code, letters in experts.items()),
        tuple(Applicant(code, letter) for code, letter in applicants.items()),
        frozenset(recused),
        opinions,
        matching,
    )


def every_assignment(given: Task) -> Iterator[Rows]:
    """Every way of giving each applicant so many experts, none recused, enough of the specialty."""
    experts = sorted(given.experts, key=lambda one: one.code)
    choices = []
    for applicant in sorted(given.applicants, key=lambda one: one.code):
        free = [one for one in experts if (one.code, applicant.code) not in given.recused]
        groups = [
            group
            for group in combinations(free, given.opinions)
            if sum(applicant.specialty in one.specialties for one in group) >= given.matching
        ]
        choices.append([tuple(one.code for one in group) for group in groups])
    yield from product(*choices)


def loads(given: Task, rows: Rows) -> dict[str, int]:
    """How many applicants each expert reads."""
    return {one.code: sum(one.code in row for row in rows) for one in given.experts}


def top(given: Task, code: str, bound: int) -> int:
    """The most an expert may read under a bound: own limit and recusals reckoned with."""
    one = next(one for one in given.experts if one.code == code)
    free = sum((code, applicant.code) not in given.recused for applicant in given.applicants)
    return min(bound, free, bound if one.most is None else one.most)


def within(given: Task, rows: Rows, limits: Limits) -> bool:
    """Whether the loads keep the limits."""
    count, above = loads(given, rows), dict(limits.above)
    for one in given.experts:
        bound = top(given, one.code, above.get(one.code, limits.most))
        if not min(limits.least, bound) <= count[one.code] <= bound:
            return False
    return True


def every_load(given: Task) -> set[tuple[int, ...]]:
    """Every row of loads that comes from handing out some opinions, all or fewer, to each applicant."""
    found = {(0,) * len(given.experts)}
    for applicant in given.applicants:
        groups = [
            group
            for number in range(given.opinions + 1)
            for group in combinations(range(len(given.experts)), number)
            if all((given.experts[place].code, applicant.code) not in given.recused for place in group)
            and sum(applicant.specialty not in given.experts[place].specialties for place in group)
            <= given.opinions - given.matching
        ]
        found = {tuple(load + (place in group) for place, load in enumerate(row)) for row in found for group in groups}
    return found


def most_handed(rows: set[tuple[int, ...]], tops: list[int]) -> int:
    """The most opinions that can be handed out when no expert reads more than ``tops``."""
    return max(sum(row) for row in rows if all(load <= bound for load, bound in zip(row, tops, strict=True)))


def bounds(given: Task, floor: int = 0) -> tuple[int, tuple[tuple[str, int], ...]] | None:
    """``most`` and ``above`` word by word as docs/reference/format-assignment.md says."""
    codes, rows, need = [one.code for one in given.experts], every_load(given), len(given.applicants) * given.opinions
    above: dict[str, int] = {}

    def handed(most: int, raised: str = "") -> int:
        tops = [top(given, code, above.get(code, most + (code == raised))) for code in codes]
        return most_handed(rows, tops)

    while True:
        left = need - sum(top(given, code, bound) for code, bound in above.items())
        low = max(0, floor, -(-left // (len(codes) - len(above))))
        most = next((most for most in range(low, len(given.applicants) + 1) if handed(most) == need), None)
        if most is None:
            return None
        if most == low:
            return most, tuple(sorted(above.items()))
        new = [code for code in codes if code not in above and handed(most - 1, code) > handed(most - 1)]
        if len(new) + len(above) == len(codes):
            return most, tuple(sorted(above.items()))
        above |= dict.fromkeys(new, most)


def worst_match(given: Task, rows: Rows) -> int:
    """The fewest experts of the specialty that any applicant has."""
    of = {one.code: one.specialties for one in given.experts}
    applicants = sorted(given.applicants, key=lambda one: one.code)
    return min(sum(who.specialty in of[code] for code in row) for who, row in zip(applicants, rows, strict=True))


def worth(given: Task, rows: Rows, seed: str, kept: frozenset[tuple[str, str]] = frozenset()) -> tuple[int, int, int]:
    """What is maximised in turn: pairs kept, nearness, lots (negative: the lower total is the better)."""
    of = {one.code: one.specialties for one in given.experts}
    applicants = sorted(given.applicants, key=lambda one: one.code)
    keeps = near = lots = 0
    for who, row in zip(applicants, rows, strict=True):
        for code in row:
            keeps += (code, who.code) in kept
            near += 2 if of[code][0] == who.specialty else 1 if who.specialty in of[code] else 0
            text = f"zhicheng-assignment/1\n{seed}\n{code}\n{who.code}".encode()
            lots -= int(hashlib.sha256(text).hexdigest()[:12], 16)
    return keeps, near, lots


def best(given: Task, seed: str) -> tuple[Limits, Rows] | None:
    """The limits and the rows of the best assignment: the tightest limits in turn, then the worth."""
    found = bounds(given)
    if found is None:
        return None
    lawful = list(every_assignment(given))
    for least in range(found[0], -1, -1):
        limits = Limits(least, found[0], 0, above=found[1])
        kept = [rows for rows in lawful if within(given, rows, limits)]
        if kept:
            matching = max(worst_match(given, rows) for rows in kept)
            kept = [rows for rows in kept if worst_match(given, rows) == matching]
            return replace(limits, matching=matching), max(kept, key=lambda rows: worth(given, rows, seed))
    return None
