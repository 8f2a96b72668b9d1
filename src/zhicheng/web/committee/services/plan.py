"""Writes on the plan of a review: written, reported, approved department by department, returned, changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.plan_states import DRAFTING, RETURNED
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Approval, Plan
from zhicheng.web.committee.plan_parts import FIGURES, PARTS, figures_of
from zhicheng.web.committee.plan_process import PLAN, approvers, department_of
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.acting import perform
from zhicheng.web.review.models import Review
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE: Final = "committee-office"
LONGEST_PART: Final = 20_000


@dataclass(frozen=True, slots=True)
class PlanText:
    """What the office writes: the day and place of the meeting, the parts by their keys (plan_parts.PARTS)."""

    meeting_day: dt.date | None = None
    place: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def begin_plan(review: Review, *, actor: Standing, now: dt.datetime) -> Plan:
    """The plan of a review, to be written; the one there is, if it was begun.

    Raises:
        ActRefused: ``no-right``.
    """
    require(actor, "set-up", review)
    plan, new = Plan.objects.get_or_create(review=review)
    if new:
        write_entry("begin-plan", actor=actor, now=now, on=plan, role=OFFICE)
    return plan


@transaction.atomic
def write_plan(plan: Plan, text: PlanText, *, actor: Standing, now: dt.datetime, version: int | None) -> Plan:
    """The plan as the office has written it, while it is being drafted or was returned.

    Raises:
        ActRefused: ``no-right`` (reported or approved plans too), ``stale-page``, ``part-unknown``, ``part-too-long``.
    """
    row = locked(plan, version)
    require(actor, "change", row)
    _refuse_text(text)
    row.meeting_day, row.place = text.meeting_day, text.place.strip()[:200]
    row.content = {key: said.strip() for key, said in text.parts.items() if said.strip()}
    row.version += 1
    row.save()
    write_entry("write-plan", actor=actor, now=now, on=row, role=OFFICE, detail={"parts": sorted(row.content)})
    return row


def _refuse_text(text: PlanText) -> None:
    known = {key for key, _ in PARTS}
    against = [_PART_UNKNOWN for key in text.parts if key not in known]
    against += [_TOO_LONG for said in text.parts.values() if len(said) > LONGEST_PART]
    if against:
        raise ActRefused(dict.fromkeys(against))


def report_plan(plan: Plan, *, actor: Standing, now: dt.datetime, version: int | None) -> Plan:
    """The plan handed to the departments, with its figures as they are now; approvals of an earlier one are void.

    Raises:
        ActRefused: every reason the plan's table has.
    """

    def hand_over(row: Plan) -> None:
        row.content = {**row.content, FIGURES: figures_of(row.review.round)}
        row.reported_on = now.astimezone(CHINA).date()
        row.returned_because = ""
        row.approvals.filter(void=False).update(void=True)

    return perform(PLAN, plan, "report", actor=actor, now=now, version=version, change=hand_over)


def withdraw_plan(plan: Plan, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> Plan:
    """The office takes a reported plan back; approvals given are void."""
    return perform(PLAN, plan, "withdraw", actor=actor, now=now, version=version, reason=reason, change=_unreport)


def change_plan(plan: Plan, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> Plan:
    """An approved plan is to be changed: it is drafted anew and needs all its approvals again."""
    return perform(PLAN, plan, "change", actor=actor, now=now, version=version, reason=reason, change=_unreport)


def return_plan(plan: Plan, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> Plan:
    """A department returns the plan with what is to be changed."""

    def give_back(row: Plan) -> None:
        _unreport(row)
        row.returned_because = reason.strip()

    return perform(PLAN, plan, "return", actor=actor, now=now, version=version, reason=reason, change=give_back)


def _unreport(row: Plan) -> None:
    row.reported_on = None
    row.approvals.filter(void=False).update(void=True)


@transaction.atomic
def approve_plan(
    plan: Plan,
    *,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
    organisation: int | None = None,
) -> Plan:
    """One department's approval; the plan is approved with the last of those its document asks for.

    ``organisation``: for which of the person's departments. Nobody approves for two departments.

    Raises:
        ActRefused: ``approved-already``, ``number-not-set``, or out of turn.
    """
    row = locked(plan, None)
    department = department_of(actor, organisation)

    def approve(fresh: Plan) -> None:
        Approval.objects.create(
            plan=fresh,
            organisation_id=department,
            plan_version=fresh.version,
            approved_by_id=actor.person,
            approved_at=now,
        )

    return perform(
        PLAN,
        row,
        _act_of(row, department),
        actor=actor,
        now=now,
        version=version,
        brought=organisation,
        change=approve,
        detail={"organisation": department},
    )


def _act_of(plan: Plan, department: int | None) -> str:
    """Whether this approval is one of several to come, or the last."""
    needed = rules_of(plan.review.round).number("plan_approvals")
    if isinstance(needed, Refusal) or needed.value <= 1:
        return "approve"
    there = {key for key, _ in approvers(plan)} | {department}
    return "approve" if len(there) >= needed.value else "consent"


def may_be_written(plan: Plan) -> bool:
    """Whether the text of a plan can be changed as it stands."""
    return plan.state in (DRAFTING, RETURNED)


_PART_UNKNOWN = Refusal("part-unknown", ("方案没有这一部分", "a plan has no such part"))
_TOO_LONG = Refusal(
    "part-too-long",
    ("某一部分过长", "a part is too long"),
    do=("请精简至两万字以内", "keep it below 20,000 characters"),
)
