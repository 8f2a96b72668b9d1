"""What a committee decided on each application: from the recorded votes and the agreed scores, or as entered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhicheng.procedure.review.vote_states import RECORDED
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.truth import NAMES, NOT_MET
from zhicheng.web.applications.models import Application
from zhicheng.web.meetings.models import Meeting, Vote
from zhicheng.web.registry.models import EnteredOutcome
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.setting import setting_of
from zhicheng.web.scoring.models import Deliberation

PASSED: Final = "passed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided: passed or not, the recognised score ({total, indicators}, exact text), clauses not met."""

    passed: bool
    recognised: Mapping[str, Any] = field(default_factory=dict)
    unmet: tuple[str, ...] = ()


def before_the_committee(review: Review) -> QuerySet[Application]:
    """The applications on which an outcome is due: found eligible, or imported with what was decided elsewhere."""
    due = Q(eligibility__outcome="eligible") | Q(entered_outcome__isnull=False)
    rows = Application.objects.filter(due, round=review.round, state="arrived").exclude(
        Q(eligibility__outcome="not-eligible") | Q(recommendation__state="not-recommended")
    )
    return rows.order_by("serial", "pk")


def outcomes_of(review: Review) -> dict[Application, Outcome]:
    """The outcome of each application on which there is one; a recorded vote goes before what was entered by hand."""
    rows = list(before_the_committee(review).select_related("round"))
    votes, scores = _votes(review), _scores(review)
    entered = {one.application_id: one for one in EnteredOutcome.objects.filter(application__round=review.round)}
    setting = setting_of(review.round)
    found: dict[Application, Outcome] = {}
    for one in rows:
        if one.pk in votes:
            score = scores.get(one.pk, {})
            found[one] = Outcome(votes[one.pk], _kept(score), _unmet(one, score, setting))
        elif one.pk in entered:
            by_hand = entered[one.pk]
            found[one] = Outcome(by_hand.passed, by_hand.recognised, tuple(by_hand.unmet))
    return found


def voted_on(review: Review) -> bool:
    """Whether there is a meeting here, so that nothing is entered by hand."""
    return Meeting.objects.filter(review=review).exists()


def _votes(review: Review) -> dict[int, bool]:
    """Passed or not, by application, as the vote that stands says, once it is recorded."""
    rows = Vote.objects.filter(meeting__review=review, state=RECORDED).values_list("application", "outcome")
    return {pk: outcome == PASSED for pk, outcome in rows}


def _scores(review: Review) -> dict[int, dict[str, Any]]:
    rows = Deliberation.objects.filter(application__round=review.round).exclude(recognised={})
    return dict(rows.values_list("application", "recognised"))


def _kept(score: Mapping[str, Any]) -> dict[str, Any]:
    """Total and points by indicator; empty where the document has no scoring standard."""
    return {key: score[key] for key in ("total", "indicators") if key in score}


def _unmet(application: Application, score: Mapping[str, Any], setting: Setting) -> tuple[str, ...]:
    """The clauses not met among those that bind the applicant: basic and review conditions, the chosen way in."""
    track, clauses = setting.track(), score.get("clauses", {})
    bound = [one.key for one in (*track.basic, *track.review)]
    if application.way_in:
        bound.insert(len(track.basic), application.way_in)
    return tuple(key for key in bound if clauses.get(key) == NAMES[NOT_MET])
