"""Questions an applicant's pages ask: each starts from what the person may see."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from zhicheng.procedure.tiers import EMPLOYER_TIER
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application, RecommendingExpert
from zhicheng.web.ledger.models import Entry
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.way import chain_of
from zhicheng.web.site.prepared import Prepared
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

MOST_FOUND = 20
"""So many organisations a search shows; who doesn't find theirs types more of its name."""


def own_applications(standing: Standing, act: str = "view") -> QuerySet[Application]:
    """The person's own applications on which they may do an act; never one that is theirs only by office."""
    rows = Application.objects.select_related("round")
    rows = rows.prefetch_related("round__windows")
    return visible(standing, act, rows.filter(applicant=standing.user_id, applicant__isnull=False)).distinct()


def own_application(standing: Standing, pk: int, *, windows: bool = True) -> Application | None:
    """One of the person's own applications; ``None``: there is none of that number that is theirs."""
    return next(iter((_ONE if windows else _ONE_ALONE)(standing, pk)), None)


_ONE: Final[Prepared[Application]] = Prepared(lambda standing, pk: own_applications(standing).filter(pk=pk))
_ONE_ALONE: Final[Prepared[Application]] = Prepared(
    lambda standing, pk: own_applications(standing).filter(pk=pk).prefetch_related(None)
)
_THERE: Final[Prepared[int]] = Prepared(
    lambda standing, pk: own_applications(standing).filter(pk=pk).values_list("pk", flat=True)
)


def has_application(standing: Standing, pk: int) -> bool:
    """Whether this is one of the person's own applications."""
    return bool(_THERE(standing, pk))


def rounds_to_begin(standing: Standing) -> QuerySet[Round]:
    """The open rounds in which the person has no application that counts."""
    begun = own_applications(standing).exclude(state="withdrawn").values("round")
    rows = Round.objects.exclude(pk__in=begun).prefetch_related("windows").order_by("-year", "title_zh")
    return visible(standing, "apply", rows)


def employers_to_choose(standing: Standing, round_: Round) -> QuerySet[Organisation]:
    """The organisations that can act as employer in a round: of the kinds its document lets act, and not closed."""
    kinds = chain_of(round_).tier(EMPLOYER_TIER).who
    return visible(standing, "choose", Organisation.objects.filter(kind__in=kinds, closed_at=None)).order_by("name")


def employers_found(standing: Standing, round_: Round, words: str) -> list[Organisation]:
    """Those whose name or region holds every word typed; the first few."""
    rows = employers_to_choose(standing, round_)
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(region__icontains=word))
    return list(rows[:MOST_FOUND]) if words.split() else []


def experts_asked(standing: Standing, application: Application) -> QuerySet[RecommendingExpert]:
    """The experts asked to recommend an application, those of the person's view."""
    return visible(standing, "view", RecommendingExpert.objects.filter(application=application)).order_by("pk")


def acts_about(standing: Standing, application: Application) -> QuerySet[Entry]:
    """What the ledger says was done with an application, in order; for the person it is about."""
    rows = Entry.objects.filter(object_type="application", object_id=str(application.pk))
    return visible(standing, "take-along", rows).order_by("number")
