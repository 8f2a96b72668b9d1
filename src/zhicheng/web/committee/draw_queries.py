"""Questions the pages of draws and assignments ask; each starts from what the person may see."""

from __future__ import annotations

from django.db.models import QuerySet

from zhicheng.web.committee.models import Assignment, Committee, Draw, Reading, Seat
from zhicheng.web.experts.models import Expert
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import VISITOR, Standing

_BESIDE = "committee__review__round__office"


def draws_of(standing: Standing, committee: Committee | None) -> list[Draw]:
    """The draws of a committee that this person may see, the latest first."""
    if committee is None:
        return []
    rows = Draw.objects.filter(committee=committee).select_related(_BESIDE)
    return list(visible(standing, "view", rows).order_by("-serial"))


def draws_seen(standing: Standing, act: str = "view") -> QuerySet[Draw]:
    """Every draw on which this person may do something, the latest first."""
    return visible(standing, act, Draw.objects.select_related(_BESIDE)).order_by("-begun_at", "-pk")


def public_draws() -> QuerySet[Draw]:
    """The draws that everybody may check: those with a round stated."""
    return draws_seen(VISITOR, "verify")


def experts_named(standing: Standing, codes: list[str], committee: Committee) -> dict[str, Expert]:
    """The experts behind these codes of the pool, as far as this person may see them; by code."""
    rows = Expert.objects.filter(pool__office=committee.review.round.office_id, code__in=codes)
    return {one.code: one for one in visible(standing, "view", rows.select_related("employer"))}


def seats_by_code(standing: Standing, committee: Committee) -> dict[str, Seat]:
    """The last seat of each expert who has or had one, by the expert's code."""
    rows = visible(standing, "view", Seat.objects.filter(committee=committee).select_related("expert", "group"))
    return {one.expert.code: one for one in rows.order_by("pk")}


def assignments_of(standing: Standing, committee: Committee | None) -> list[Assignment]:
    """The assignments of a committee that this person may see, the latest first."""
    if committee is None:
        return []
    rows = Assignment.objects.filter(committee=committee).select_related(_BESIDE, "made_by")
    return list(visible(standing, "view", rows).order_by("-number"))


def assignments_to_seed(standing: Standing) -> QuerySet[Assignment]:
    """The assignments that wait for halves of a seed."""
    rows = Assignment.objects.filter(stage="frozen").select_related(_BESIDE)
    return visible(standing, "give-half", rows)


def readings_of(standing: Standing, committee: Committee) -> QuerySet[Reading]:
    """Who reads what now."""
    rows = Reading.objects.filter(seat__committee=committee, ended_because="")
    return visible(standing, "view", rows.select_related("seat__expert", "application"))


def assignments_seen(standing: Standing, act: str) -> QuerySet[Assignment]:
    """Every assignment on which this person may do something."""
    return visible(standing, act, Assignment.objects.select_related(_BESIDE))
