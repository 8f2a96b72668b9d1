"""What the pages show: over rows made visible only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from zhicheng.procedure.conflicts.facts import ConflictFacts
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application
from zhicheng.web.experts.facts import applicants_of, conflict_facts, experts_of
from zhicheng.web.experts.models import Availability, Declaration, Expert, Pool, Tie, TieRule
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def pools_seen(standing: Standing, act: str = "view") -> QuerySet[Pool]:
    """The pools this person may see, with how many experts are in each (``here``)."""
    rows = visible(standing, act, Pool.objects.select_related("office"))
    return rows.annotate(here=Count("experts", filter=Q(experts__left_on=None), distinct=True))


def own_offices(standing: Standing) -> QuerySet[Organisation]:
    """The committee offices for which this person acts."""
    return Organisation.objects.filter(pk__in=standing.organisations("committee-office"), closed_at=None)


def experts_seen(standing: Standing, pool: Pool, act: str = "view") -> QuerySet[Expert]:
    """The experts of a pool, those who left too; ``place``: as what they are listed, or ``left``."""
    rows = Expert.objects.filter(pool=pool).select_related("pool", "user", "invitation")
    place = Case(When(left_on__isnull=False, then=Value("left")), default=F("listed_as"), output_field=CharField())
    return visible(standing, act, rows.annotate(place=place))


def rounds_with_experts(standing: Standing, *, working: bool = False) -> QuerySet[Round]:
    """The rounds whose experts this person may look at (or works on): the office's own, and all for a supervisor."""
    rows = Round.objects.exclude(state="draft").select_related("office")
    looks_on = standing.holds("supervisor") and not working
    return visible(standing, "inspect" if looks_on else "review", rows)


def round_experts(standing: Standing, round_: Round) -> QuerySet[Expert]:
    """The experts concerned by a round, with what is known of them: ``answer`` (yes, no, empty, none), ``declared``."""
    answers = visible(standing, "view", Availability.objects.filter(expert=OuterRef("pk"), round=round_))
    declared = visible(standing, "view", Declaration.objects.filter(expert=OuterRef("pk"), round=round_))
    there = Q(pk__in=experts_of(round_).values("pk")) | Q(seats__committee__review__round=round_)
    rows = visible(standing, "view", Expert.objects.filter(there).distinct().select_related("pool"))
    return rows.annotate(
        asked_pk=Subquery(answers.values("pk")[:1]),
        answered=Subquery(answers.values("available")[:1]),
        declared_at=Subquery(declared.values("declared_at")[:1]),
        ties_open=Count("ties", filter=Q(ties__round=round_, ties__state="open"), distinct=True),
        ties_standing=Count("ties", filter=Q(ties__round=round_, ties__state="stands"), distinct=True),
    )


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """How far a round is with its experts; ``facts``: the ties of those who are available."""

    here: int
    asked: int
    available: int
    refused: int
    facts: ConflictFacts

    @property
    def waiting(self) -> int:
        """Asked, not answered."""
        return self.asked - self.available - self.refused


def round_counts(standing: Standing, round_: Round, *, as_of: dt.date) -> RoundCounts:
    """The counts over the rows this person may see."""
    here = visible(standing, "view", Expert.objects.filter(pk__in=experts_of(round_).values("pk")))
    answers = visible(standing, "view", Availability.objects.filter(round=round_, expert__in=here))
    return RoundCounts(
        here.count(),
        answers.count(),
        answers.filter(available=True).count(),
        answers.filter(available=False).count(),
        conflict_facts(round_, as_of=as_of),
    )


def ties_seen(standing: Standing, round_: Round, act: str = "view") -> QuerySet[Tie]:
    """The ties of a round that this person may see."""
    rows = Tie.objects.filter(round=round_).select_related("round__office", "expert", "application", "decided_by")
    return visible(standing, act, rows)


def rules_seen(standing: Standing, round_: Round) -> QuerySet[TieRule]:
    """The round's own rules on ties."""
    return visible(standing, "view", TieRule.objects.filter(round=round_)).order_by("kind")


def applicants_for_office(standing: Standing, round_: Round) -> QuerySet[Application]:
    """The applicants of a round, to those who may see applications."""
    rows = Application.objects.filter(pk__in=applicants_of(round_).values("pk")).order_by("serial", "pk")
    return visible(standing, "view", rows)


def applicants_for_expert(standing: Standing, round_: Round) -> QuerySet[Application]:
    """The applicants of a round to an expert who is to declare ties: name, employer and specialty are shown of them."""
    rows = Application.objects.filter(pk__in=applicants_of(round_).values("pk")).order_by("serial", "pk")
    named = visible(standing, "know", rows, as_object="applicant-name")
    return named.only("pk", "round", "name", "employer_name", "specialty", "serial")


def pool_for(standing: Standing, round_: Round) -> Pool | None:
    """The pool that the round's office keeps for its track, to those who may see it."""
    rows = Pool.objects.filter(office=round_.office_id, tracks__contains=[round_.track])
    return visible(standing, "view", rows).first()


def review_seen(standing: Standing, round_: Round) -> Review | None:
    """The review of a round, to those who may see it."""
    return visible(standing, "view", Review.objects.filter(round=round_)).first()


def own_experts(standing: Standing) -> QuerySet[Expert]:
    """The person's own entries in pools."""
    return visible(standing, "view", Expert.objects.filter(user=standing.user_id).select_related("pool__office"))


def own_answers(standing: Standing) -> QuerySet[Availability]:
    """The questions for availability put to this person, the newest round first."""
    rows = Availability.objects.filter(expert__user=standing.user_id).select_related("round__office", "expert__pool")
    return visible(standing, "declare", rows).order_by("-round__year", "-round__pk")
