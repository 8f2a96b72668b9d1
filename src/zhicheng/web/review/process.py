"""How a round's second half moves: its roles, its facts."""

from __future__ import annotations

from zhicheng.procedure.review.round_states import ReviewFacts
from zhicheng.web.applications.models import Application
from zhicheng.web.review.acting import Asked, Common, Process
from zhicheng.web.review.models import Review
from zhicheng.web.review.others import facts_of
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.standing import Standing

ARRIVED = "arrived"


def office_or_supervisor(round_: Round, actor: Standing) -> frozenset[str]:
    """The roles in which most people stand to a review: the round's own office, a supervisor."""
    own = {"committee-office"} if actor.holds("committee-office", round_.office_id) else set()
    return frozenset(own | ({"supervisor"} if actor.holds("supervisor") else set()))


def staff_for(application: Application, actor: Standing) -> frozenset[str]:
    """The same to one application: nobody is office or supervisor in a matter of their own."""
    if application.applicant_id is not None and application.applicant_id == actor.user_id:
        return frozenset()
    return office_or_supervisor(application.round, actor)


def unchecked(round_: Round) -> int:
    """How many applications that arrived the office has not checked yet."""
    return Application.objects.filter(round=round_, state=ARRIVED, eligibility=None).count()


def _facts(row: Review, _asked: Asked, common: Common) -> ReviewFacts:
    return ReviewFacts(**common.fields, unchecked=unchecked(row.round), **facts_of(row.round))


REVIEW = Process[Review, ReviewFacts](
    table="review",
    round_of=lambda row: row.round,
    roles=lambda row, actor: office_or_supervisor(row.round, actor),
    facts=_facts,
)
