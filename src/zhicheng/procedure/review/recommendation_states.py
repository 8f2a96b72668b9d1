"""The intermediate committee: it scores, and recommends to the senior committee or does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from zhicheng.procedure.review.building import (
    ALWAYS,
    OFFICE,
    PAGE,
    PARTY,
    REASON,
    ActFacts,
    Frame,
    Reasons,
    Row,
    build,
    named,
    own,
    ruled,
    unless,
)
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.state_table import Condition, State, StateTable
from zhicheng.vocabulary.points import as_text

RECEIVED, SCORED, RECOMMENDED, DECLINED, EXEMPT = "received", "scored", "recommended", "not-recommended", "exempt"

FRAME: Final = Frame(
    "recommendation",
    ("中评委推荐", "recommendation by the intermediate committee"),
    RECEIVED,
    (
        State(RECEIVED, ("中评委评审中", "with the intermediate committee"), ("待评审赋分", "to be scored")),
        State(SCORED, ("中评委评审中", "with the intermediate committee"), ("已赋分，待推荐", "scored")),
        State(RECOMMENDED, ("中评委已推荐", "recommended"), ("已推荐", "recommended"), final=True),
        State(DECLINED, ("中评委未推荐", "not recommended"), ("未推荐", "not recommended"), final=True),
        State(
            EXEMPT, ("已直接报送", "forwarded directly"), ("例外，直接报送", "forwarded as an exception"), final=True
        ),
    ),
    {
        "score": ("评审赋分", "score"),
        "recommend": ("推荐", "recommend"),
        "decline": ("不予推荐", "do not recommend"),
        "score-anew": ("重新赋分", "score anew"),
        "exempt": ("例外直接报送", "forward as an exception"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationFacts(ActFacts):
    """A recommendation and the act in question; points are exact.

    ``by_score``: the applicant came in by self-score; ``recognised``: the points the committee gave; ``pass_mark`` as
    the round sets it (``None``: not set); ``opinion_written``: the committee's opinion on the others.
    """

    by_score: bool
    recognised: Fraction | None
    pass_mark: Fraction | None
    opinion_written: bool


def _scored(facts: RecommendationFacts) -> Reasons:
    text = ("以自评分申报，尚未赋分", "it came in by self-score and has not been scored")
    return unless(not facts.by_score or facts.recognised is not None, "score-missing", text, ("请赋分", "score it"))


def _opinion(facts: RecommendationFacts) -> Reasons:
    text = ("没有评审意见", "no opinion is written")
    return unless(facts.opinion_written, "opinion-missing", text, ("请填写意见", "write the opinion"))


def _reached(facts: RecommendationFacts) -> Reasons:
    if not facts.by_score or facts.recognised is None:
        return ()
    if facts.pass_mark is None:
        text = ("年度通知未设定规定分值", "the round sets no pass mark")
        return unless(False, "number-not-set", text, ("请在年度设置中填写并注明依据", "set it, with its source"))
    points, mark = as_text(facts.recognised), as_text(facts.pass_mark)
    return unless(
        facts.recognised >= facts.pass_mark,
        "below-pass-mark",
        (f"赋分 {points} 分，未达到规定分值 {mark} 分，不得推荐", f"{points} points, below the pass mark of {mark}"),
        ("请登记不予推荐", "record that it is not recommended"),
        facts.rules.clause("below-mark"),
    )


CONDITIONS: Final[Mapping[str, Condition[RecommendationFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    ruled("scored", "已赋分（以自评分申报的）", "scored, where it came in by score", ("score-missing",), _scored),
    own("opinion-written", "已写评审意见", "the opinion is written", ("opinion-missing",), _opinion),
    ruled("mark-reached", "达到规定分值", "pass mark reached", ("number-not-set", "below-pass-mark"), _reached),
)


def recommendation_table(rules: ReviewRules) -> StateTable[RecommendationFacts]:
    """The table of a recommendation; the pass mark binds here only where the document says so."""
    without = set() if rules.duty("below-mark") else {"mark-reached"}
    step = "intermediate-review"
    return build(
        rules,
        FRAME,
        (
            Row(RECEIVED, "score", SCORED, (*ALWAYS, "scored", "opinion-written"), step),
            Row(SCORED, "score-anew", RECEIVED, (*ALWAYS, "reason-given"), step),
            Row(SCORED, "recommend", RECOMMENDED, (*ALWAYS, "scored", "mark-reached"), step),
            Row(SCORED, "decline", DECLINED, (*ALWAYS, "reason-given"), step),
            Row(RECEIVED, "exempt", EXEMPT, (*ALWAYS, "reason-given"), step, OFFICE),
        ),
        CONDITIONS,
        without,
    )
