"""How a recommendation moves: its roles, its facts, and what the committee's points come to, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.db.models import QuerySet

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.recommendation_states import DECLINED, EXEMPT, RECOMMENDED, RecommendationFacts
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.points import exact
from zhicheng.web.applications.claims import claim_sheet, read_claims
from zhicheng.web.applications.in_hand import in_hand
from zhicheng.web.applications.models import Application
from zhicheng.web.review.acting import Asked, Common, Process
from zhicheng.web.review.models import Recommendation
from zhicheng.web.review.others import add_fact
from zhicheng.web.review.process import ARRIVED, office_or_supervisor
from zhicheng.web.review.rules import rules_of
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.roster_rows import way_word
from zhicheng.web.rounds.setting import setting_of
from zhicheng.web.visibility.standing import Standing

STEP: Final = "intermediate-review"
ROLE: Final = "intermediate-committee"
DONE: Final = (RECOMMENDED, DECLINED, EXEMPT)
"""States in which nothing more is awaited."""
GOES_ON: Final = (RECOMMENDED, EXEMPT)
"""States in which an application goes on to the committee."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What a committee's score brings: points by indicator (exact text), their sum under every cap (``None``: the
    document has no scoring standard, or nothing is scored), the opinion."""

    points: Mapping[str, str]
    recognised: Fraction | None
    opinion: str


def scored_by(application: Application, points: Mapping[str, str], opinion: str) -> Scored:
    """Points as typed, read and summed under the standard's caps.

    Raises:
        ActRefused: ``points-invalid`` for each that is no number, is negative, above its cap, or on no indicator.
    """
    verdict = in_hand(application).verdict
    typed = {path: text for path, text in points.items() if text.strip()}
    claims, errors = read_claims(verdict.score_nodes(), typed)
    unknown = [path for path in typed if path not in claims and path not in errors]
    if errors or unknown:
        found = [_invalid(path, pair) for path, pair in errors.items()]
        raise ActRefused([*found, *(_invalid(path, _NO_INDICATOR) for path in unknown)])
    return Scored(claims, recognised(verdict, claims), opinion.strip())


def recognised(verdict: Verdict, points: Mapping[str, str]) -> Fraction | None:
    """What points by indicator come to under the caps of the standard; ``None`` where nothing is scored."""
    return claim_sheet(verdict, points).total if points and verdict.scored is not None else None


def by_score(application: Application) -> bool:
    """Whether the applicant came in by self-score."""
    return way_word(setting_of(application.round).track(), application.way_in) == "score"


def unrecommended(round_: Round) -> int:
    """How many that arrived, and are not found ineligible, are neither recommended nor declined nor exempt."""
    rows = Application.objects.filter(round=round_, state=ARRIVED).exclude(eligibility__outcome="not-eligible")
    return rows.exclude(recommendation__state__in=DONE).count()


def admitted(round_: Round) -> QuerySet[Application]:
    """The applications that go before the committee: arrived, found eligible, and recommended or exempt where the
    document has an intermediate committee. For acts and facts; pages narrow it by what a person may see."""
    rows = Application.objects.filter(round=round_, state=ARRIVED, eligibility__outcome="eligible")
    if rules_of(round_).has(STEP):
        rows = rows.filter(recommendation__state__in=GOES_ON)
    return rows.order_by("serial", "pk")


def _roles(row: Recommendation, actor: Standing) -> frozenset[str]:
    committee = row.organisation_id is not None and actor.holds(ROLE, row.organisation_id)
    return office_or_supervisor(row.application.round, actor) | ({ROLE} if committee else set())


def _facts(row: Recommendation, asked: Asked, common: Common) -> RecommendationFacts:
    scoring = asked.act == "score"
    brought = asked.brought if isinstance(asked.brought, Scored) else None
    stored = exact(row.recognised) if row.recognised else None
    return RecommendationFacts(
        **common.fields,
        by_score=by_score(row.application),
        recognised=(brought.recognised if brought else None) if scoring else stored,
        pass_mark=setting_of(row.application.round).pass_mark,
        opinion_written=bool(brought.opinion if brought else "") if scoring else bool(row.opinion),
    )


add_fact("unrecommended", unrecommended)

RECOMMENDATION = Process[Recommendation, RecommendationFacts](
    table="recommendation", round_of=lambda row: row.application.round, roles=_roles, facts=_facts
)

_NO_INDICATOR = ("赋分标准中没有这一指标", "the standard has no such indicator")


def _invalid(path: str, what: tuple[str, str]) -> Refusal:
    return Refusal("points-invalid", (f"{path}：{what[0]}", f"{path}: {what[1]}"), do=("请改正", "correct it"))
