"""The assignment in two steps: freeze the task and its limits, then, with a seed, find the one best assignment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from zhicheng.procedure.assignment.costs import checked_seed, costs_of
from zhicheng.procedure.assignment.grid import grid_of, places
from zhicheng.procedure.assignment.limits import tightest
from zhicheng.procedure.assignment.optimum import best_assignment
from zhicheng.procedure.assignment.shortage import shortage_refusals
from zhicheng.procedure.assignment.task import Earlier, Frozen, Limits, Task, ordered, plain_assigned
from zhicheng.procedure.canonical import digest
from zhicheng.procedure.refusal import ActRefused, Refusal

FORMAT: Final = "zhicheng-assignment/1"


@dataclass(frozen=True, slots=True)
class Assignment:
    """What was frozen, the seed, and for each applicant the experts, all in the order of codes."""

    frozen: Frozen
    seed: str
    assigned: tuple[tuple[str, tuple[str, ...]], ...]

    def plain(self) -> dict[str, Any]:
        """The bundle, as it is written and checked (``docs/reference/format-assignment.md``)."""
        return {
            "assigned": plain_assigned(self.assigned),
            "format": FORMAT,
            "frozen": self.frozen.plain(),
            "seed": self.seed,
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of the bundle."""
        return digest(self.plain())

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every ``(expert, applicant)``."""
        return frozenset((expert, applicant) for applicant, experts in self.assigned for expert in experts)

    def changes(self) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
        """Per applicant with a change since the earlier assignment: who no longer reads, who reads now."""
        earlier = dict(self.frozen.earlier.assigned) if self.frozen.earlier is not None else {}
        found = []
        for applicant, experts in self.assigned:
            before = earlier.get(applicant, ())
            gone = tuple(sorted(set(before) - set(experts)))
            new = tuple(sorted(set(experts) - set(before)))
            if gone or new:
                found.append((applicant, gone, new))
        return tuple(found)


def freeze(task: Task, *, least: int | None = None, most: int | None = None) -> Frozen:
    """Fix a task and its limits before a seed is known. ``least`` and ``most`` where the office states them.

    Raises:
        ActRefused: the lists are wrong, or no assignment keeps what is asked: which applicant lacks how many
            experts and why (``too-few-experts``, ``least-not-possible``), or ``limits-not-possible``.
    """
    return _frozen(ordered(task), least, most, None)


def freeze_again(before: Assignment, task: Task, *, least: int | None = None, most: int | None = None) -> Frozen:
    """Fix a changed task (a new recusal, an expert less) so that what stands is kept as far as it can be.

    The limits are those of the earlier assignment, loosened only as far as the change makes necessary.

    Raises:
        ActRefused: as :func:`freeze`.
    """
    earlier = Earlier(before.digest, before.frozen.limits, before.assigned)
    return _frozen(ordered(task), least, most, earlier)


def _frozen(task: Task, least: int | None, most: int | None, earlier: Earlier | None) -> Frozen:
    if (least is not None and least < 0) or (most is not None and most < max(1, least or 0)):
        text = ("阅件上下限应为整数，且下限不大于上限", "the least must not be above the most, nor below nothing")
        raise ActRefused(Refusal("limits-not-possible", text, do=("请改正后重试", "correct them and try again")))
    limits = tightest(task, least, most, earlier.limits if earlier is not None else None)
    if limits is None:
        tried = Limits(least or 0, max(len(task.applicants), least or 0) if most is None else most, task.matching)
        raise ActRefused(shortage_refusals(task, tried))
    return Frozen(task, limits, earlier)


def assign(frozen: Frozen, seed: str) -> Assignment:
    """The one best assignment of what was frozen: most pairs kept, then nearest specialties, then the seed's lots.

    ``seed``: 64 lower-case hexadecimal digits that nobody knew when the task was frozen. Any order of the lists,
    any machine and any version of the solver give the same answer.

    Raises:
        ActRefused: ``seed-not-usable``, or what :func:`freeze` refuses, when the limits were not made by it.
    """
    checked_seed(seed)
    frozen = replace(frozen, task=ordered(frozen.task))
    grid = grid_of(frozen.task, frozen.limits)
    has = best_assignment(grid, costs_of(frozen, seed))
    if has is None:
        raise ActRefused(shortage_refusals(frozen.task, frozen.limits))
    experts: list[list[str]] = [[] for _ in frozen.task.applicants]
    for place, mask in enumerate(has):
        for applicant in places(mask):
            experts[applicant].append(frozen.task.experts[place].code)
    rows = zip(frozen.task.applicants, experts, strict=True)
    return Assignment(frozen, seed, tuple((one.code, tuple(found)) for one, found in rows))
