"""A plan as the report that goes to the departments: its figures, its text, the approvals that stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from zhicheng.documents.plan_report import PlanApproval, PlanCount, PlanNotice, PlanReport
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Approval, Plan
from zhicheng.web.committee.plan_parts import FIGURES, figures_of
from zhicheng.web.rounds.setting import pack_for

THE_PLATFORM = "监管部门"
"""How a supervisor without a department of their own signs."""


def as_report(plan: Plan, rules: ReviewRules, approvals: list[Approval]) -> PlanReport:
    """The report of a plan: with the figures it was reported with, else those of now."""
    round_ = plan.review.round
    figures: Mapping[str, Any] = plan.content[FIGURES] if plan.reported_on else figures_of(round_)
    needed = rules.number("plan_approvals")
    texts = {key: plan.content.get(key) for key in ("procedure", "schedule", "discipline", "note")}
    return PlanReport(
        office=round_.office.name,
        round_title=round_.title[0],
        title_reviewed=pack_for(round_).about(round_.level)[0],
        arrived=figures["arrived"],
        eligible=figures["eligible"],
        not_eligible=figures["not_eligible"],
        members=figures["members"],
        notice=_notice(figures["notice"]),
        seats=_counts(figures["seats"]),
        groups=_counts(figures["groups"]),
        meeting_day=plan.meeting_day,
        place=plan.place or None,
        approvals=tuple(_approval(one) for one in approvals if not one.void),
        approvals_needed=None if isinstance(needed, Refusal) else needed.whole,
        reported_on=plan.reported_on,
        **texts,
    )


def _counts(given: Mapping[str, int]) -> tuple[PlanCount, ...]:
    return tuple(PlanCount(name, count) for name, count in given.items())


def _notice(given: Mapping[str, Any] | None) -> PlanNotice | None:
    if given is None:
        return None
    day = dt.date.fromisoformat
    return PlanNotice(
        day(given["first_day"]), day(given["last_day"]), given["named"], given["objections"], given["upheld"]
    )


def _approval(one: Approval) -> PlanApproval:
    office = one.organisation.name if one.organisation is not None else THE_PLATFORM
    return PlanApproval(office, one.approved_at.astimezone(CHINA).date())
