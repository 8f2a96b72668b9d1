"""Questions the review's pages ask: each starts from what the person may see."""

from __future__ import annotations

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application, Submission
from zhicheng.web.review.models import Recommendation, Review
from zhicheng.web.review.process import ARRIVED
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

UNCHECKED = "unchecked"


def reviews_for(standing: Standing, act: str = "inspect") -> QuerySet[Review]:
    """The reviews this person works on or watches over, the latest round first."""
    rows = Review.objects.select_related("round", "round__office")
    return visible(standing, act, rows).order_by("-round__year", "round__title_zh", "pk")


def rounds_to_begin(standing: Standing) -> QuerySet[Round]:
    """Closed rounds of the person's office whose second half has not begun."""
    rows = Round.objects.filter(state="closed", review=None).select_related("office")
    return visible(standing, "review", rows).order_by("-year", "title_zh")


def arrived(standing: Standing, round_: Round) -> QuerySet[Application]:
    """The applications that arrived, others' than the person's own; ``finding``: eligible, not-eligible or unchecked;
    ``machine``: what the rules found when it was handed in (empty: nothing was handed in here)."""
    verdicts = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
    rows = Application.objects.filter(round=round_, state=ARRIVED).exclude(applicant=standing.user_id)
    rows = rows.select_related("round", "employer", "eligibility", "eligibility__checked_by", "recommendation")
    rows = rows.annotate(
        finding=Coalesce("eligibility__outcome", Value(UNCHECKED)),
        machine=Subquery(verdicts.values("verdict__can_apply")[:1]),
    )
    return visible(standing, "view", rows)


def counted(standing: Standing, round_: Round) -> dict[str, int]:
    """How many that arrived are eligible, not eligible, unchecked."""
    rows = arrived(standing, round_).order_by().values_list("eligibility__outcome").annotate(n=Count("pk"))
    return {outcome or UNCHECKED: count for outcome, count in rows}


def unchecked(standing: Standing, round_: Round) -> QuerySet[Application]:
    """Those that arrived and nobody has checked, in the order of their numbers."""
    return arrived(standing, round_).filter(eligibility=None).order_by("serial", "pk")


def to_hand_over(standing: Standing, round_: Round) -> QuerySet[Application]:
    """Those that no intermediate committee has and the office has neither exempted nor found ineligible."""
    rows = arrived(standing, round_).filter(recommendation=None).exclude(eligibility__outcome="not-eligible")
    return rows.order_by("employer__region", "serial", "pk")


def recommendations_for(standing: Standing, round_: Round) -> QuerySet[Recommendation]:
    """The recommendations in a round that this person may see, others' than about themselves."""
    rows = Recommendation.objects.filter(application__round=round_).exclude(application__applicant=standing.user_id)
    rows = rows.select_related("application", "application__round", "organisation")
    return visible(standing, "view", rows)


def with_committees(standing: Standing) -> QuerySet[Recommendation]:
    """What lies with the person's own intermediate committees."""
    own = standing.organisations("intermediate-committee")
    rows = Recommendation.objects.filter(organisation__in=own).exclude(application__applicant=standing.user_id)
    rows = rows.select_related("application", "application__round", "organisation")
    return visible(standing, "view", rows)


def intermediate_committees(standing: Standing) -> QuerySet[Organisation]:
    """The intermediate committees an office can hand applications to."""
    rows = Organisation.objects.filter(kind="intermediate-committee", closed_at=None)
    return visible(standing, "choose", rows).order_by("region", "name")
