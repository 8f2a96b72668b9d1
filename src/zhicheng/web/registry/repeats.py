"""Outcomes that a re-examination orders anew: what is still to be done, and what the result has to follow."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from zhicheng.procedure.review.reexamination_states import REPEAT_ORDERED
from zhicheng.procedure.review.vote_states import RECORDED
from zhicheng.web.meetings.models import Vote
from zhicheng.web.registry.models import EnteredOutcome, Reexamination, Result
from zhicheng.web.registry.outcomes import outcomes_of


def repeats_due() -> QuerySet[Reexamination]:
    """Requests that ended with a new vote ordered, where no outcome has been recorded or entered since."""
    application, since = OuterRef("decision__application"), OuterRef("ended_at")
    voted = Vote.objects.filter(application=application, state=RECORDED, opened_at__gt=since)
    entered = EnteredOutcome.objects.filter(application=application, entered_at__gt=since)
    rows = Reexamination.objects.filter(state=REPEAT_ORDERED, ended_at__isnull=False)
    return rows.filter(~Exists(voted), ~Exists(entered))


def outcome_changed(result: Result) -> bool:
    """Whether the outcomes of the votes, or those entered, are no longer those the result was prepared from."""
    now = {one.pk: (said.passed, dict(said.recognised)) for one, said in outcomes_of(result.review).items()}
    there = {one.application_id: (one.passed, one.recognised) for one in result.decisions.all()}
    return now != there


def to_be_entered(result: Result) -> bool:
    """Whether an outcome that was entered by hand is ordered anew: it can be entered once the result is open again."""
    entered = EnteredOutcome.objects.filter(application=OuterRef("decision__application"))
    return repeats_due().filter(Exists(entered), decision__result=result).exists()
