"""How the plan of a review moves: its roles, its facts; the departments that have approved it."""

from __future__ import annotations

from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import NoticeFacts, Objection
from zhicheng.procedure.review.plan_states import PlanFacts
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.committee_facts import committee_formed
from zhicheng.web.committee.models import Plan
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.models import Objection as ObjectionRow
from zhicheng.web.review.acting import Asked, Common, Process
from zhicheng.web.review.models import EligibilityCheck
from zhicheng.web.review.process import office_or_supervisor, unchecked
from zhicheng.web.review.recommending import admitted
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.standing import Standing

PRE_REVIEW = "pre-review-notice"
"""The kind of the notice before the review."""


def _facts(row: Plan, asked: Asked, common: Common) -> PlanFacts:
    round_ = row.review.round
    before = approvers(row)
    department = department_of(asked.actor, asked.brought)
    return PlanFacts(
        **common.fields,
        today=asked.now.astimezone(CHINA).date(),
        calendar=shipped_calendar(),
        unchecked=unchecked(round_),
        notice=review_notice_facts(round_),
        committee_formed=committee_formed(round_),
        procedure_attached=bool(str(row.content.get("procedure", "")).strip()),
        meeting_day=row.meeting_day,
        approvals=len({key for key, _ in before} | {department}),
        approved_before=any(department == key or asked.actor.user_id == person for key, person in before),
    )


PLAN = Process[Plan, PlanFacts](
    table="plan",
    round_of=lambda row: row.review.round,
    roles=lambda row, actor: office_or_supervisor(row.review.round, actor),
    facts=_facts,
)


def approvers(plan: Plan) -> list[tuple[int | None, int]]:
    """Who has approved the plan as it is reported: department (``None``: the platform's supervisor) and person."""
    return list(plan.approvals.filter(void=False).values_list("organisation_id", "approved_by_id"))


def department_of(actor: Standing, chosen: int | None = None) -> int | None:
    """For which department a supervisor approves: the one chosen if theirs, else their first; ``None``: no own one."""
    own = sorted(actor.organisations("supervisor"))
    return chosen if chosen in own else own[0] if own else None


def review_notice(round_: Round) -> Notice | None:
    """The notice before the review that counts: the latest that is not void."""
    rows = Notice.objects.filter(round=round_, kind=PRE_REVIEW).exclude(state="void")
    return rows.order_by("-posted_at", "-pk").first()


def review_notice_facts(round_: Round) -> NoticeFacts:
    """The notice before the review as the rules take it: its first day, its objections, the day it was closed."""
    notice = review_notice(round_)
    if notice is None:
        return NoticeFacts()
    rows = notice.objections.select_related("application")
    closed = notice.closed_at.astimezone(CHINA).date() if notice.closed_at is not None else None
    return NoticeFacts(notice.first_day, tuple(Objection(one.state, acted_on(one)) for one in rows), closed)


def acted_on(objection: ObjectionRow) -> bool:
    """Whether the office has found anew on the eligibility of whom an upheld objection concerns.

    One against the notice as a whole asks for another notice, which then is the one that counts.
    """
    if objection.settled_at is None or objection.application_id is None:
        return False
    found = EligibilityCheck.objects.filter(application=objection.application_id, checked_at__gt=objection.settled_at)
    return found.exists()


def to_be_named(round_: Round) -> list[Application]:
    """Whom the notice before the review names: those who are admitted to the review."""
    return list(admitted(round_).order_by("pk"))


def plan_approved(round_: Round) -> bool:
    """Whether the plan of the round's review stands approved."""
    return Plan.objects.filter(review__round=round_, state="approved").exists()
