"""A task as rows of bits: for every expert, one bit per applicant. Exact and quick without any library."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhicheng.procedure.assignment.task import Limits, Task


@dataclass(frozen=True, slots=True)
class Grid:
    """Per expert: ``may`` (applicants not recused), ``own`` (applicants of a specialty of theirs), own limits.

    An applicant takes ``opinions`` in all, at most ``outside`` of them from experts of other specialties.
    """

    may: tuple[int, ...]
    own: tuple[int, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]
    applicants: int
    opinions: int
    outside: int


def grid_of(task: Task, limits: Limits) -> Grid:
    """The grid of a task (in the order of its codes) under limits.

    An expert's least is never more than own limit and number of applicants allow: whoever is recused from most
    of them reads fewer.
    """
    rows = {one.code: place for place, one in enumerate(task.experts)}
    columns = {one.code: place for place, one in enumerate(task.applicants)}
    everybody = (1 << len(task.applicants)) - 1
    may = [everybody] * len(task.experts)
    for pair in task.recused:
        may[rows[pair[0]]] &= ~(1 << columns[pair[1]])
    of: dict[str, int] = {}
    for place, applicant in enumerate(task.applicants):
        of[applicant.specialty] = of.get(applicant.specialty, 0) | 1 << place
    own, most, above = [], [], dict(limits.above)
    for place, expert in enumerate(task.experts):
        mask = 0
        for specialty in expert.specialties:
            mask |= of.get(specialty, 0)
        own.append(mask)
        bound = above.get(expert.code, limits.most)
        most.append(min(bound, may[place].bit_count(), bound if expert.most is None else expert.most))
    least = tuple(min(limits.least, bound) for bound in most)
    outside = task.opinions - limits.matching
    return Grid(tuple(may), tuple(own), least, tuple(most), len(task.applicants), task.opinions, outside)


def places(mask: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
