"""Giving the eligible applications to their groups, and how groups agree on a score."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.round_states import CHECKED, REVIEWING
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Group
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.models import Review
from zhicheng.web.review.recommending import admitted
from zhicheng.web.review.rules import rules_of, tables_of
from zhicheng.web.scoring.models import Defence, Deliberation
from zhicheng.web.scoring.phrases import GROUP_SCORE
from zhicheng.web.scoring.reckoning import judged
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened: so many applications, so many of them with a defence due; those whose group nobody knows."""

    count: int
    defences: int
    without_group: tuple[Application, ...]


@transaction.atomic
def open_deliberations(review: Review, *, actor: Standing, now: dt.datetime, version: int | None = None) -> Opened:
    """Give every eligible application to the group of its specialty; those given before stay where they are.

    The group is the one that reads the specialty; else the one in which all the application's readers sit; else the
    only one there is.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-under-review``, ``no-groups``.
    """
    row = locked(review, version)
    require(actor, "set-up", row)
    groups = list(Group.objects.filter(committee__review=row).order_by("pk"))
    _refuse_opening(row, groups)
    left, opened, defences = [], 0, 0
    for application in admitted(row.round).filter(deliberation=None).select_related("round").order_by("pk"):
        group = group_of(application, groups)
        if group is None:
            left.append(application)
            continue
        Deliberation.objects.create(application=application, group=group, opened_at=now)
        opened += 1
        defences += _defence_due(row, application)
    detail = {"count": opened, "left": len(left)}
    write_entry("open-deliberations", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return Opened(opened, defences, tuple(left))


def group_of(application: Application, groups: list[Group]) -> Group | None:
    """The group that is to look at an application; none where it can't be told."""
    by_specialty = [one for one in groups if application.specialty and application.specialty in one.specialties]
    if len(by_specialty) == 1:
        return by_specialty[0]
    reading = set(
        application.readings.filter(ended_because="", seat__group__isnull=False).values_list("seat__group", flat=True)
    )
    by_readers = [one for one in groups if reading == {one.pk}]
    if by_readers:
        return by_readers[0]
    return groups[0] if len(groups) == 1 else None


def why_defend(application: Application) -> str:
    """Why an applicant must defend in person: the ways in that ask for it, by clause; empty: nothing asks for it."""
    verdict = judged(application).under({})
    asking = [way.clause.key for way in verdict.ways_in if "defence" in way.price]
    check = getattr(application, "eligibility", None)
    chosen = (check.way_in if check is not None else "") or application.way_in
    if chosen in asking:
        return chosen
    if verdict.defence != "required":
        return ""
    return "、".join(way.clause.key for way in verdict.ways_in if way.truth and way.clause.key in asking)


@transaction.atomic
def set_group_score(
    review: Review, *, method: str, limit: str, actor: Standing, now: dt.datetime, version: int | None
) -> Review:
    """How the groups of a review agree on a score, and above which difference (in points) sheets are settled in writing.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``method-unknown``, ``limit-invalid``, ``score-agreed-already``.
    """
    row = locked(review, version)
    require(actor, "set-up", row)
    row.group_score, row.difference_limit = _method(method), _limit(limit)
    if Deliberation.objects.filter(application__round=row.round, agreed_at__isnull=False).exists():
        raise ActRefused(_AGREED)
    row.version += 1
    row.save()
    detail = {"method": row.group_score, "limit": row.difference_limit}
    write_entry("set-group-score", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return row


def _method(method: str) -> str:
    if method not in GROUP_SCORE:
        text = ("没有选择核分办法", "no way of agreeing is chosen")
        raise ActRefused(Refusal("method-unknown", text, do=("请选择合议、平均分或中位数", "choose one of the three")))
    return method


def _limit(text: str) -> str:
    if not text.strip():
        return ""
    try:
        limit = exact(text.strip())
    except ValueError:
        limit = exact(-1)
    if limit < 0:
        wrong = ("分差限值应为不小于 0 的数字", "the limit must be a number, 0 or more")
        raise ActRefused(Refusal("limit-invalid", wrong, do=("如 2 或 0.5", "as 2 or 0.5")))
    return as_text(limit)


def _refuse_opening(review: Review, groups: list[Group]) -> None:
    if review.state not in (CHECKED, REVIEWING):
        raise ActRefused(_NOT_UNDER_REVIEW)
    if not groups:
        raise ActRefused(_NO_GROUPS)


def _defence_due(review: Review, application: Application) -> int:
    if "defence" not in tables_of(rules_of(review.round)):
        return 0
    because = why_defend(application)
    if not because:
        return 0
    return int(Defence.objects.get_or_create(application=application, defaults={"because": because[:300]})[1])


_NOT_UNDER_REVIEW = Refusal(
    "not-under-review",
    ("资格审查尚未完成，或评审已经结束", "eligibility is not checked yet, or the review is over"),
    do=("请先完成资格审查", "finish the check of eligibility first"),
)
_NO_GROUPS = Refusal(
    "no-groups", ("还没有专业评议组", "there are no specialty groups yet"), do=("请先分组", "make the groups first")
)
_AGREED = Refusal(
    "score-agreed-already",
    ("已有申报议定了核定分，不能再改核分办法", "a score has been agreed on already; the way stays"),
)
