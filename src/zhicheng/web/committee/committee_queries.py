"""Questions the pages of plan, committee, seats and groups ask; each starts from what the person may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zhicheng.web.committee.committee_facts import CHAIRS, HELD, pool_of
from zhicheng.web.committee.models import Approval, Committee, Group, Plan, Seat
from zhicheng.web.committee.plan_process import PRE_REVIEW
from zhicheng.web.experts.models import Expert
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.notices.queries import objections_seen
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def plan_of(standing: Standing, review: Review) -> Plan | None:
    """The plan of a review, if it was begun and this person may see it."""
    rows = Plan.objects.select_related("review__round__office").filter(review=review)
    return visible(standing, "view", rows).first()


def plans_reported(standing: Standing) -> QuerySet[Plan]:
    """The plans that wait for a supervisor's approval."""
    rows = Plan.objects.filter(state="reported").select_related("review__round")
    return visible(standing, "approve", rows)


def approvals_of(standing: Standing, plan: Plan) -> list[Approval]:
    """Who has approved a plan, void ones last."""
    rows = Approval.objects.filter(plan__in=visible(standing, "view", Plan.objects.filter(pk=plan.pk)))
    return list(rows.select_related("organisation", "approved_by").order_by("void", "approved_at"))


def committee_of(standing: Standing, review: Review) -> Committee | None:
    """The committee of a review, if it was begun and this person may see it."""
    rows = Committee.objects.select_related("review__round__office").filter(review=review)
    return visible(standing, "view", rows).first()


def committees_of(standing: Standing) -> QuerySet[Committee]:
    """The committees that the person's office forms."""
    return visible(standing, "change", Committee.objects.select_related("review__round"))


def seats_of(standing: Standing, committee: Committee, act: str = "view") -> QuerySet[Seat]:
    """The seats of a committee that this person may see, replaced and void ones too."""
    rows = Seat.objects.filter(committee=committee).select_related("expert", "group", "replaces__expert")
    return visible(standing, act, rows)


def seat_seen(standing: Standing) -> QuerySet[Seat]:
    """Every seat that this person may see."""
    rows = Seat.objects.select_related("expert", "group", "committee__review__round__office", "replaces__expert")
    return visible(standing, "view", rows)


def own_seats(standing: Standing) -> QuerySet[Seat]:
    """The person's own seats, as an expert."""
    rows = Seat.objects.filter(expert__user=standing.user_id, expert__user__isnull=False)
    return visible(standing, "answer", rows.select_related("expert", "group", "committee__review__round__office"))


def members_beside(standing: Standing, seat: Seat) -> QuerySet[Seat]:
    """The members an expert sits with, as far as they may be seen: those who accepted, once the expert has too."""
    rows = visible(standing, "view", Seat.objects.filter(committee=seat.committee_id, state="accepted"))
    if seat.state != "accepted":
        rows = rows.none()
    beside = rows.exclude(pk=seat.pk).select_related("expert", "group")
    return beside.order_by("group__name", "specialty", "pk")


def groups_of(standing: Standing, committee: Committee) -> QuerySet[Group]:
    """The groups of a committee."""
    return visible(standing, "view", Group.objects.filter(committee=committee)).order_by("pk")


def can_preside(standing: Standing, committee: Committee) -> list[Expert]:
    """Whom the office can name for chair or deputy: those listed in the pool, and the members who have a seat."""
    pool = pool_of(committee.review.round)
    seated = visible(standing, "view", Seat.objects.filter(committee=committee, state__in=["drawn", "accepted"]))
    presiding = seated.filter(role__in=CHAIRS).values("expert")
    fitting = Q(listed_as__in=CHAIRS) | Q(pk__in=seated.values("expert"))
    experts = visible(standing, "view", Expert.objects.filter(fitting, pool=pool, left_on=None))
    return list(experts.exclude(pk__in=presiding).order_by("listed_as", "code"))


def seats_held(standing: Standing, committee: Committee) -> list[Seat]:
    """The seats that belong to the committee now, by specialty."""
    rows = seats_of(standing, committee).filter(state__in=HELD)
    return list(rows.order_by("specialty", "pk"))


def review_notices(standing: Standing, round_: Round) -> QuerySet[Notice]:
    """The notices before the review of a round that this person may see, the latest first."""
    rows = Notice.objects.filter(round=round_, kind=PRE_REVIEW).select_related("round", "organisation")
    return visible(standing, "view", rows).order_by("-posted_at", "-pk")


def notice_objections(standing: Standing, notice: Notice) -> QuerySet[Objection]:
    """The objections to a notice, without their senders."""
    return objections_seen(standing).filter(notice=notice).order_by("received_at")
