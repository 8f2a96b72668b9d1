"""The intermediate committee's way: handed over by the office, scored, recommended or not, or exempt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.vocabulary.points import as_text
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.acting import perform
from zhicheng.web.review.models import Recommendation, Review
from zhicheng.web.review.recommending import RECOMMENDATION, STEP, Scored, scored_by
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE: Final = "committee-office"
KIND: Final = "intermediate-committee"
DECISIONS: Final = ("recommend", "decline", "score-anew")

_TOLD: Final = {
    "recommend": ("中评委已推荐您的申报", "The intermediate committee recommends your application"),
    "decline": (
        "中评委未推荐您的申报，理由见申报页",
        "The intermediate committee does not recommend your application; the reason is on its page",
    ),
    "exempt": ("您的申报已作为例外直接报送", "Your application goes on directly, as an exception"),
}


@transaction.atomic
def hand_over(
    review: Review, applications: Sequence[Application], committee: Organisation, *, actor: Standing, now: dt.datetime
) -> tuple[Recommendation, ...]:
    """Applications that arrived handed to an intermediate committee, all or none.

    Raises:
        ActRefused: ``no-right``, ``nothing-chosen``, ``no-such-step`` (the document has no such committee),
            ``checking-over``, ``not-a-committee``, ``handed-over-already`` (by name).
    """
    fresh = locked(review, None)
    require(actor, "set-up", fresh)
    _refuse_hand_over(fresh, applications, committee)
    made = []
    for one in applications:
        require(actor, "hand-over", one, as_object="eligible-application")
        row = Recommendation.objects.create(
            application=one, organisation=committee, handed_by_id=actor.person, handed_at=now
        )
        detail = {"organisation": committee.pk}
        write_entry("hand-over", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
        made.append(row)
    return tuple(made)


@transaction.atomic
def score_recommendation(
    row: Recommendation,
    points: Mapping[str, str],
    opinion: str,
    *,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
) -> Recommendation:
    """The committee's points by indicator (path → text, exact) and its opinion on the rest.

    Raises:
        ActRefused: ``points-invalid`` (a path or number that is none), or every reason of the table.
    """
    _refuse_own(row.application, actor)
    scored = scored_by(row.application, points, opinion)

    def change(fresh: Recommendation) -> None:
        fresh.points, fresh.opinion = dict(scored.points), scored.opinion
        fresh.recognised = "" if scored.recognised is None else as_text(scored.recognised)

    detail = {"recognised": None if scored.recognised is None else as_text(scored.recognised)}
    return perform(
        RECOMMENDATION,
        row,
        "score",
        actor=actor,
        now=now,
        version=version,
        brought=scored,
        change=change,
        detail=detail,
    )


@transaction.atomic
def decide_recommendation(
    row: Recommendation, act: str, *, actor: Standing, now: dt.datetime, version: int | None, reason: str = ""
) -> Recommendation:
    """The committee recommends, declines with a reason, or takes its points back to score anew; the applicant is told.

    Raises:
        ActRefused: ``no-such-act``, or every reason of the table (``below-pass-mark``, ``number-not-set`` …).
    """
    if act not in DECISIONS:
        raise ActRefused(_NO_ACT)
    _refuse_own(row.application, actor)

    def change(fresh: Recommendation) -> None:
        if act == "score-anew":
            fresh.points, fresh.recognised, fresh.reason = {}, "", ""
        else:
            fresh.reason, fresh.decided_at = reason.strip(), now

    done = perform(RECOMMENDATION, row, act, actor=actor, now=now, version=version, reason=reason, change=change)
    if act in _TOLD:
        tell_applicant(done.application, f"recommendation-{act}", _TOLD[act], now=now)
    return done


@transaction.atomic
def exempt_application(
    review: Review,
    application: Application,
    *,
    reason: str,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
) -> Recommendation:
    """The office lets an application go on without a committee's recommendation, with the reason on record.

    ``version``: of the recommendation on the page; 0 where there was none, ``None`` where no page asks.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``own-application``, or every reason of the table.
    """
    fresh = locked(review, None)
    require(actor, "set-up", fresh)
    require(actor, "hand-over", application, as_object="eligible-application")
    _refuse_own(application, actor)
    _refuse_hand_over(fresh, (application,), None)
    row = Recommendation.objects.filter(application=application).first()
    if version is not None and version != (row.version if row else 0):
        raise ActRefused(_STALE)
    if row is None:
        row = Recommendation.objects.create(application=application, handed_by_id=actor.person, handed_at=now)

    def change(one: Recommendation) -> None:
        one.reason, one.decided_at = reason.strip(), now

    done = perform(
        RECOMMENDATION, row, "exempt", actor=actor, now=now, version=row.version, reason=reason, change=change
    )
    tell_applicant(done.application, "recommendation-exempt", _TOLD["exempt"], now=now)
    return done


def _refuse_hand_over(review: Review, applications: Sequence[Application], committee: Organisation | None) -> None:
    found = []
    if not rules_of(review.round).has(STEP):
        found.append(_NO_STEP)
    if review.state != "closed":
        found.append(_OVER)
    if committee is not None:
        if committee.kind != KIND or committee.closed_at is not None:
            found.append(_NOT_A_COMMITTEE)
        there = Recommendation.objects.filter(application__in=[one.pk for one in applications])
        found += [_already(one) for one in there.select_related("application")]
    if not applications:
        found.append(_NOTHING_CHOSEN)
    if any(one.round_id != review.round_id for one in applications):
        found.append(_OTHER_ROUND)
    if found:
        raise ActRefused(found)


def _refuse_own(application: Application, actor: Standing) -> None:
    if application.applicant_id is not None and application.applicant_id == actor.user_id:
        raise ActRefused(_OWN)


def _already(row: Recommendation) -> Refusal:
    name = row.application.name
    return Refusal(
        "handed-over-already", (f"{name}：已交中评委或已登记例外", f"{name}: handed over already, or exempt")
    )


_NO_STEP = Refusal(
    "no-such-step",
    ("本评价文件没有中评委推荐这一环节", "the document has no recommendation by an intermediate committee"),
)
_OVER = Refusal(
    "checking-over",
    ("资格审查尚未开始或已经完成", "the check of eligibility has not begun, or is over"),
    do=("如需改动，请先“重新资格审查”", "begin the check anew first"),
)
_NOT_A_COMMITTEE = Refusal(
    "not-a-committee",
    ("所选单位不是中评委，或已停用", "this is no intermediate committee, or it is closed"),
    do=("请在组织中登记中评委后再选", "register the committee as an organisation first"),
)
_NOTHING_CHOSEN = Refusal("nothing-chosen", ("没有勾选任何人", "nobody is chosen"))
_OTHER_ROUND = Refusal("other-round", ("所选申报不在本年度", "some of them are not of this round"))
_OWN = Refusal(
    "own-application",
    ("不能办理本人的申报", "nobody decides on their own application"),
    do=("请由其他人员办理", "let somebody else do it"),
)
_NO_ACT = Refusal("no-such-act", ("没有这项操作", "there is no such act"))
_STALE = Refusal(
    "stale-page",
    ("此页打开后内容已变动，未作任何更改", "this has changed since the page was opened; nothing was done"),
    do=("请刷新页面，核对后再操作", "reload the page, look again, then act"),
)

__all__ = ["Scored", "decide_recommendation", "exempt_application", "hand_over", "score_recommendation"]
