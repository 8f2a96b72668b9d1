"""What the report of a review's plan says: eligibility, notice, committee, procedure, the departments' approval."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhicheng.documents.data import Day


@dataclass(frozen=True, slots=True)
class PlanCount:
    """How many members a specialty or a group has."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class PlanNotice:
    """The notice before the review: its days, how many it named, objections to it and how many were upheld."""

    first_day: dt.date
    last_day: dt.date
    named: int
    objections: int
    upheld: int


@dataclass(frozen=True, slots=True)
class PlanApproval:
    """A department that has approved."""

    office: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class PlanReport:
    """评审工作方案报告; ``parts`` as the office wrote them, by their names."""

    office: str
    round_title: str
    title_reviewed: str
    arrived: int
    eligible: int
    not_eligible: int
    members: int
    notice: PlanNotice | None = None
    seats: tuple[PlanCount, ...] = ()
    groups: tuple[PlanCount, ...] = ()
    meeting_day: Day = None
    place: str | None = None
    procedure: str | None = None
    schedule: str | None = None
    discipline: str | None = None
    note: str | None = None
    approvals: tuple[PlanApproval, ...] = ()
    approvals_needed: int | None = None
    reported_on: Day = None


def sample(office: str, round_title: str) -> PlanReport:
    """Example data with every field filled."""
    return PlanReport(
        office,
        round_title,
        "物联网专业高级工程师",
        arrived=43,
        eligible=40,
        not_eligible=3,
        members=11,
        notice=PlanNotice(dt.date(2026, 10, 12), dt.date(2026, 10, 19), 40, 2, 1),
        seats=(PlanCount("物联网感知", 4), PlanCount("物联网网络", 4), PlanCount("物联网平台", 3)),
        groups=(PlanCount("感知组", 4), PlanCount("网络组", 4), PlanCount("平台组", 3)),
        meeting_day=dt.date(2026, 11, 20),
        place="示例会议中心一号厅",
        procedure="先由专业评议组综合材料审查和面试答辩量化赋分，提出推荐意见。\n再由年度执行评委会评议后投票表决。",
        schedule="11月19日报到，20日分组评议，21日全体会议。",
        discipline="有利害关系的委员应当回避；评审过程由监督人员全程监督。",
        note="会议期间集中食宿。",
        approvals=(PlanApproval("示例省经济和信息化厅", dt.date(2026, 11, 2)),),
        approvals_needed=2,
        reported_on=dt.date(2026, 10, 30),
    )
