"""A stored assignment checked from its bundle alone: rules counted, limits and choice proved. No solver is run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from zhicheng.procedure.assignment.assign import Assignment
from zhicheng.procedure.assignment.costs import costs_of
from zhicheng.procedure.assignment.exchange import improving_ring, standing_of
from zhicheng.procedure.assignment.grid import grid_of
from zhicheng.procedure.assignment.limits import tightest
from zhicheng.procedure.assignment.task import STATED, Expert, Limits, Pair, Task, loads_of, nearness

MOST_PLACES = 20
"""No finding names more places than this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was checked, whether it holds, and the places where it does not (codes of persons)."""

    code: str
    holds: bool
    text: Pair
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """How even an assignment is: opinions per expert, experts of the specialty per applicant (least and total)."""

    loads: tuple[tuple[str, int], ...]
    fewest: int
    most: int
    worst_match: int
    matches: int
    opinions: int


def check_assignment(assignment: Assignment, before: Assignment | None = None) -> tuple[Finding, ...]:
    """What a stored assignment keeps and what not; it is sound when every finding holds.

    The counts come first. Only when they all hold, the limits are proved to be the tightest (where they are said
    to be), and the choice to be the one that the seed gives: no ring of exchanges makes it better.
    ``before``: the bundle that this one says it changes, where it is at hand.
    """
    counted = tuple(_counts(assignment))
    linked = () if before is None else (_linked(assignment, before),)
    if not all(one.holds for one in counted):
        return (*counted, *linked)
    return (*counted, _tight(assignment), _chosen(assignment), *linked)


def sound(findings: tuple[Finding, ...]) -> bool:
    """Whether everything that was checked holds."""
    return all(one.holds for one in findings)


def balance_of(assignment: Assignment) -> Balance:
    """How even an assignment is. Codes that are on no list count for nothing."""
    task = assignment.frozen.task
    loads = loads_of(assignment.assigned)
    rows = tuple((one.code, loads.get(one.code, 0)) for one in task.experts)
    matches = _matches(assignment)
    numbers = [count for _, count in rows]
    opinions = sum(len(experts) for _, experts in assignment.assigned)
    return Balance(rows, min(numbers), max(numbers), min(matches.values(), default=0), sum(matches.values()), opinions)


def _counts(assignment: Assignment) -> Iterator[Finding]:
    task, limits = assignment.frozen.task, assignment.frozen.limits
    yield _rows(assignment)
    yield _opinions(assignment)
    wrong = [
        f"{expert}–{applicant}"
        for applicant, experts in assignment.assigned
        for expert in experts
        if (expert, applicant) in task.recused
    ]
    text = (f"{len(task.recused)} 对回避无一违反", f"none of {len(task.recused)} recusals is broken")
    yield _finding("recusals", text, wrong)
    asked = max(limits.matching, task.matching)
    wrong = [applicant for applicant, count in _matches(assignment).items() if count < asked]
    text = (f"每人至少 {asked} 名本专业专家", f"each has at least {asked} experts of the specialty")
    yield _finding("specialty", text, wrong)
    yield _loads(task, limits, loads_of(assignment.assigned))


def _rows(assignment: Assignment) -> Finding:
    listed = [one.code for one in assignment.frozen.task.applicants]
    there = [applicant for applicant, _ in assignment.assigned]
    wrong = sorted((set(listed) ^ set(there)) | {code for code, count in Counter(there).items() if count > 1})
    text = (f"{len(listed)} 名申报人各一行", f"each of {len(listed)} applicants has one row")
    return _finding("every-applicant", text, wrong or ([] if there == listed else ["(order)"]))


def _opinions(assignment: Assignment) -> Finding:
    task = assignment.frozen.task
    known = {one.code for one in task.experts}
    wrong = [
        applicant
        for applicant, experts in assignment.assigned
        if len(experts) != task.opinions or list(experts) != sorted(set(experts)) or not known >= set(experts)
    ]
    text = (
        f"每人恰有 {task.opinions} 名不同的名单内专家",
        f"each has exactly {task.opinions} different listed experts",
    )
    return _finding("number-of-opinions", text, wrong)


def _loads(task: Task, limits: Limits, loads: dict[str, int]) -> Finding:
    recused = loads_of(tuple((applicant, (expert,)) for expert, applicant in task.recused))
    wrong, above = [], dict(limits.above)
    for expert in task.experts:
        most = _most(expert, above.get(expert.code, limits.most), len(task.applicants) - recused.get(expert.code, 0))
        count = loads.get(expert.code, 0)
        if not min(limits.least, most) <= count <= most:
            wrong.append(f"{expert.code} ({count})")
    more = "、".join(f"{code} ≤ {bound}" for code, bound in limits.above)
    text = (
        f"每名专家阅 {limits.least} 到 {limits.most} 份（个人上限与回避另计{f'；专业人手少而较多的：{more}' if more else ''}）",
        f"every expert reads {limits.least} to {limits.most} (own limits and recusals apart"
        f"{f'; more, since few share their specialty: {more}' if more else ''})",
    )
    return _finding("loads", text, wrong)


def _most(expert: Expert, most: int, free: int) -> int:
    return min(most, free) if expert.most is None else min(most, free, expert.most)


def _matches(assignment: Assignment) -> dict[str, int]:
    experts = {one.code: one for one in assignment.frozen.task.experts}
    rows = dict(assignment.assigned)
    return {
        one.code: sum(code in experts and nearness(experts[code], one) > 0 for code in rows.get(one.code, ()))
        for one in assignment.frozen.task.applicants
    }


def _tight(assignment: Assignment) -> Finding:
    """Whether the limits are the tightest, found again by exact search; of stated ones, the specialty alone."""
    task, limits, earlier = assignment.frozen.task, assignment.frozen.limits, assignment.frozen.earlier
    start = None if earlier is None else earlier.limits
    if limits.how == STATED:
        lawful = (tightest(task, limits.least, limits.most, start), tightest(task, limits.least, None, start))
        text = (
            f"阅件上下限由办公室设定，未核验是否最均衡；本专业 {limits.matching} 名不能再多",
            f"the office set the bounds, whether they are the tightest is open; {limits.matching} of the specialty is the most",
        )
        return _finding("limits-stated", text, [] if limits in lawful else ["limits"])
    best = tightest(task, start=start)
    names = ("least", "most", "matching", "above")
    wrong = [name for name in names if best is None or getattr(best, name) != getattr(limits, name)]
    text = (
        f"上下限 {limits.least}–{limits.most}、本专业 {limits.matching} 名均不能再紧",
        f"neither {limits.least} to {limits.most} nor {limits.matching} of the specialty could be tighter",
    )
    return _finding("limits-tightest", text, wrong)


def _chosen(assignment: Assignment) -> Finding:
    """Whether the assignment is the cheapest for its seed: no ring of exchanges improves it."""
    task = assignment.frozen.task
    grid = grid_of(task, assignment.frozen.limits)
    has = [0] * len(task.experts)
    rows = {one.code: place for place, one in enumerate(task.experts)}
    for applicant, (_, experts) in enumerate(assignment.assigned):
        for expert in experts:
            has[rows[expert]] |= 1 << applicant
    ring = improving_ring(grid, standing_of(grid, has), costs_of(assignment.frozen, assignment.seed))
    kept = assignment.frozen.earlier is not None
    text = (
        f"{'变动最少、' if kept else ''}专业最近，其余由种子决定：任何轮换都不能改进",
        f"{'fewest changes, ' if kept else ''}nearest specialties, the rest by the seed: no exchange improves it",
    )
    moved = [
        f"{task.applicants[place].code}: {_name(task, giver)}→{_name(task, taker)}"
        for giver, taker, place in ring or ()
    ]
    return _finding("best-choice", text, moved)


def _name(task: Task, place: int) -> str:
    return task.experts[place].code if 0 <= place < len(task.experts) else "·"


def _linked(assignment: Assignment, before: Assignment) -> Finding:
    earlier = assignment.frozen.earlier
    same = (
        earlier is not None
        and earlier.digest == before.digest
        and (earlier.limits, earlier.assigned) == (before.frozen.limits, before.assigned)
    )
    text = ("所变更的正是所给的前一次分配", "the assignment that it changes is the one given")
    return _finding("earlier", text, [] if same else ["earlier"])


def _finding(code: str, text: Pair, wrong: list[str]) -> Finding:
    return Finding(code, not wrong, text, tuple(wrong[:MOST_PLACES]))
