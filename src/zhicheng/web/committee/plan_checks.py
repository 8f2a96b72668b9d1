"""What a plan is judged by, condition by condition, as it stands: for the office what is missing, for the supervisor
what to look at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.building import ALWAYS
from zhicheng.procedure.review.plan_states import DRAFTING
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Plan
from zhicheng.web.committee.plan_process import PLAN
from zhicheng.web.review.acting import Asked, Common
from zhicheng.web.review.rules import table_of
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Check:
    """A condition of the report: what it asks, what stands against it (nothing: it holds)."""

    say: Pair
    against: tuple[Refusal, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing stands against it."""
        return not self.against


def checks_of(plan: Plan, rules: ReviewRules, *, actor: Standing, now: dt.datetime) -> tuple[Check, ...]:
    """Every condition of a report, judged now; a plan that is reported, as on the day of its report.

    Raises:
        ActRefused: ``no-such-step``: the document has no plan to report.
    """
    table = table_of(rules, "plan")
    row = table.row(DRAFTING, "report")
    if row is None:
        return ()
    moment = dt.datetime.combine(plan.reported_on, dt.time(12), CHINA) if plan.reported_on else now
    common = Common(
        {"rules": rules, "seen_version": plan.version, "version": plan.version, "party": True, "reason_given": True}
    )
    facts = PLAN.facts(plan, Asked("report", actor, moment, rules), common)
    without = {*ALWAYS, *(() if plan.meeting_day else ("reported-in-time",))}
    names = [name for name in row.conditions if name not in without]
    return tuple(Check(table.conditions[name].say, table.conditions[name].reasons(facts)) for name in names)
