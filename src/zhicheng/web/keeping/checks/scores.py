"""Scoring: no score of a group before every sheet is in; a sheet handed in is whole and of whom it was given to."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from zhicheng.procedure.review.deliberation_states import REVIEWED, WAITING
from zhicheng.web.committee.models import Reading
from zhicheng.web.keeping.invariants import Look, Pair, invariant, row_name
from zhicheng.web.review.elsewhere import OPINIONS, done_elsewhere
from zhicheng.web.scoring.models import DRAFT, HANDED_IN, TAKEN_OUT, Answer, Defence, Deliberation, Sheet

Found = Iterator[tuple[str, Pair]]


@invariant("group-score-after-sheets")
def scores_after_sheets(_: Look) -> Found:
    """Where a group has agreed on a score, or given its opinion, every expert who reads has handed in."""
    sheets = Sheet.objects.filter(deliberation=OuterRef(OuterRef("pk")), seat=OuterRef("seat")).exclude(state=DRAFT)
    left = Reading.objects.filter(application=OuterRef("application"), ended_because="", seat__state="accepted")
    early = Deliberation.objects.filter(~Q(agreed_at=None) | ~Q(state=WAITING)).filter(
        Exists(left.filter(~Exists(sheets)))
    )
    for row in early.select_related("group__committee__review").order_by("pk"):
        if done_elsewhere(row.group.committee.review, OPINIONS) is None:
            yield row_name(row), ("评分表未齐而小组已核定", "its group came to a score before every sheet was in")


@invariant("sheet-whole")
def sheets_whole(_: Look) -> Found:
    """A sheet handed in has its moment and its score, a draft neither; it is of a seat that was given the application."""
    for row in Sheet.objects.filter(Q(handed_in_at=None) | Q(score={}), state__in=(HANDED_IN, TAKEN_OUT)):
        yield row_name(row), ("已提交而没有时间或分数", "it is handed in without moment or score")
    for row in Sheet.objects.filter(state=DRAFT, handed_in_at__isnull=False):
        yield row_name(row), ("草稿而有提交时间", "it is a draft with a moment of being handed in")
    given = Reading.objects.filter(seat=OuterRef("seat"), application=OuterRef("deliberation__application"))
    for row in Sheet.objects.exclude(Exists(given)):
        yield row_name(row), ("此席位未分配到该申报", "its seat was never given the application")


@invariant("deliberation-parts-agree")
def parts_agree(_: Look) -> Found:
    """A deliberation is before a group of its own round; its opinion is there once it is reviewed; answers are its group's."""
    for row in Deliberation.objects.exclude(group__committee__review__round=F("application__round")):
        yield row_name(row), ("评议组属于其他年度", "its group is of another round")
    for row in Deliberation.objects.filter(state=REVIEWED, recommends=None, opinion="").select_related(
        "group__committee__review"
    ):
        if done_elsewhere(row.group.committee.review, OPINIONS) is None:
            yield row_name(row), ("已提意见而没有意见", "its group has given an opinion, but there is none")
    for answer in Answer.objects.exclude(by__committee__review__round=F("application__round")):
        yield row_name(answer), ("认定人不属于该年度评委会", "who gave it sits on another round's committee")
    for defence in Defence.objects.filter(Q(state="held", outcome="") | Q(~Q(state="held"), ~Q(outcome=""))):
        yield row_name(defence), ("答辩状态与结论不符", "its state and its outcome do not agree")
