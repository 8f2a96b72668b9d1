"""Why no assignment keeps the limits: which applicant lacks how many experts, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from zhicheng.procedure.assignment.flow import Handed, hand_out
from zhicheng.procedure.assignment.grid import Grid, grid_of
from zhicheng.procedure.assignment.task import Limits, Task
from zhicheng.procedure.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Shortage:
    """An applicant who lacks ``lacks`` opinions. Of all experts so many read the applicant already, are recused, are
    of another specialty (where no more of these may be taken), have all they may read; ``matching`` are of the
    specialty and not recused.
    """

    applicant: str
    specialty: str
    lacks: int
    experts: int
    given: int
    recused: int
    outside: int
    full: int
    matching: int


@dataclass(frozen=True, slots=True)
class Idle:
    """An expert who can't be brought to the least: reads ``reads`` at most while the others keep theirs."""

    expert: str
    least: int
    reads: int


def shortages(task: Task, limits: Limits) -> tuple[Shortage | Idle, ...]:
    """Who lacks what when as many opinions as possible are handed out under the limits; empty when all is well.

    The total lack is exact. Whom it falls on is not always fixed: it is told for the applicants last in order.
    """
    grid = grid_of(task, limits)
    state = hand_out(grid)
    found: list[Shortage | Idle] = []
    for place, lacks in enumerate(state.short):
        if lacks:
            found.append(_shortage(task, grid, state, place))
    found += [
        Idle(task.experts[expert].code, grid.least[expert], state.has[expert].bit_count()) for expert in state.idle
    ]
    return tuple(found)


def _shortage(task: Task, grid: Grid, state: Handed, place: int) -> Shortage:
    """Every expert is counted once: reads the applicant, recused, of a specialty no more of which may be taken, full."""
    bit, applicant = 1 << place, task.applicants[place]
    given = recused = outside = full = 0
    for may, own, has in zip(grid.may, grid.own, state.has, strict=True):
        given += bool(has & bit)
        recused += not may & bit
        if may & bit and not has & bit:
            open_to = bool((own | state.spare) & bit)
            full += open_to
            outside += not open_to
    matching = sum(bool(may & own & bit) for may, own in zip(grid.may, grid.own, strict=True))
    lacks, experts = state.short[place], len(grid.may)
    return Shortage(applicant.code, applicant.specialty, lacks, experts, given, recused, outside, full, matching)


def shortage_refusals(task: Task, limits: Limits) -> tuple[Refusal, ...]:
    """The shortages as sentences: for each applicant how many experts are lacking, why, what to do."""
    return tuple(
        _lacking(one, task, limits) if isinstance(one, Shortage) else _idle(one) for one in shortages(task, limits)
    )


def _lacking(one: Shortage, task: Task, limits: Limits) -> Refusal:
    zh = [f"申报人 {one.applicant}（{one.specialty}）还缺 {one.lacks} 名专家：共 {one.experts} 名"]
    en = [
        f"applicant {one.applicant} ({one.specialty}) lacks {one.lacks} expert{'s'[: one.lacks > 1]}: of {one.experts}"
    ]
    for count, chinese, english in (
        (one.given, "已分配", "read the applicant already"),
        (one.recused, "须回避", "are recused"),
        (one.outside, "不是本专业", "are of another specialty"),
        (one.full, "已达阅件上限", "have all they may read"),
    ):
        if count:
            zh.append(f"{count} 名{chinese}")
            en.append(f"{count} {english}")
    zh.append(f"未回避的本专业专家 {one.matching} 名（要求 {limits.matching} 名）")
    en.append(f"{one.matching} of the specialty are not recused ({limits.matching} are asked for)")
    do = _advice(one, limits)
    return Refusal("too-few-experts", ("，".join(zh), ", ".join(en)), task.clause, do)


def _advice(one: Shortage, limits: Limits) -> tuple[str, str]:
    if one.full:
        return ("请提高阅件上限或增加专家", "raise the limit of readings or add experts")
    if one.matching < limits.matching:
        return ("请增加该专业专家，或核对回避事实", "add experts of the specialty, or check the recusals")
    return ("请增加专家，或核对回避事实", "add experts, or check the recusals")


def _idle(one: Idle) -> Refusal:
    text = (
        f"专家 {one.expert} 至多能阅 {one.reads} 份，不足下限 {one.least} 份",
        f"expert {one.expert} can read {one.reads} at most, the least is {one.least}",
    )
    return Refusal("least-not-possible", text, do=("请降低下限", "lower the least"))
