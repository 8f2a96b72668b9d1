"""The group's stage: sheets side by side, open questions decided, differences settled, one score, one opinion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.deliberation_states import WAITING
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.web.applications.claims import indicators
from zhicheng.web.committee.models import Group, Seat
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.acting import perform
from zhicheng.web.review.models import Review
from zhicheng.web.scoring.forms import NOWHERE, From
from zhicheng.web.scoring.models import HANDED_IN, TAKEN_OUT, Answer, Deliberation, Sheet
from zhicheng.web.scoring.phrases import OPINIONS, chosen
from zhicheng.web.scoring.process import DELIBERATION, tainted_sheets
from zhicheng.web.scoring.queries import awaited
from zhicheng.web.scoring.questions import questions_asked, read_answer
from zhicheng.web.scoring.reckoning import (
    TOTAL,
    GroupSheet,
    Judged,
    group_answers,
    group_sheet,
    judged,
    recognised_score,
    within,
)
from zhicheng.web.site.acts import STALE, locked
from zhicheng.web.visibility.scope import require, visible
from zhicheng.web.visibility.standing import Standing

LEADER = "group-leader"
LONGEST = 4000


@transaction.atomic
def begin_comparison(group: Group, *, actor: Standing, now: dt.datetime) -> int:
    """Lay side by side the sheets of every application of a group on which all of them are handed in.

    Returns:
        How many applications the group can look at from now on that it could not before.

    Raises:
        ActRefused: ``no-right``, ``sheets-missing``: on none of those left all sheets are handed in.
    """
    require(actor, "lead", group)
    waiting = {"group": group, "state": WAITING, "compared_at": None}
    mine = visible(actor, "settle", Deliberation.objects.filter(**waiting)).values("pk")
    found = 0
    for row in Deliberation.objects.select_for_update().filter(pk__in=mine, **waiting).order_by("pk"):
        if may_compare(row):
            row.compared_at, row.version = now, row.version + 1
            row.save()
            found += 1
    if not found:
        raise ActRefused(_SHEETS_MISSING)
    write_entry("begin-comparison", actor=actor, now=now, on=group, role=LEADER, detail={"count": found})
    return found


def may_compare(row: Deliberation) -> bool:
    """Whether every expert to whom an application is given has handed in, and somebody has."""
    handed_in = row.sheets.filter(state=HANDED_IN).exists()
    return handed_in and not Deliberation.objects.filter(awaited(), pk=row.pk).exists()


@transaction.atomic
def decide_question(
    row: Deliberation,
    question: str,
    value: str,
    *,
    reason: str,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
) -> Deliberation:
    """What the group decides on an open question (``yes``, ``no`` or points as typed; empty takes a decision back).

    A score agreed on before has to be agreed on again.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-compared``, ``group-is-through``, ``question-unknown``,
            ``answer-invalid``, ``reason-missing``.
    """
    fresh = _open(row, actor, version)
    stored = group_answers(fresh.application)
    of = judged(fresh.application)
    asked = {one.question.id: one for one in questions_asked(of.under({}), of.under(stored), stored)}.get(question)
    if asked is None:
        raise ActRefused(_NO_QUESTION)
    answer, wrong = read_answer(asked, value)
    if wrong is not None:
        raise ActRefused(Refusal("answer-invalid", (f"{asked.question.ask[0]}：{wrong[0]}", wrong[1])))
    if not reason.strip():
        raise ActRefused(_NO_REASON)
    _store(fresh, question, answer, reason.strip()[:500], actor, now)
    _changed(fresh)
    detail = {"question": question, "answer": answer, "before": stored.get(question), "reason": reason.strip()}
    write_entry("decide-question", actor=actor, now=now, on=fresh, role=LEADER, detail=detail)
    return fresh


def _store(
    row: Deliberation, question: str, answer: bool | str | None, reason: str, actor: Standing, now: dt.datetime
) -> None:
    if answer is None:
        Answer.objects.filter(application=row.application, question=question).delete()
        return
    values = {"value": answer, "reason": reason, "by": leading_seat(row, actor), "at": now}
    Answer.objects.update_or_create(application=row.application, question=question, defaults=values)


@transaction.atomic
def keep_group_sheet(
    row: Deliberation,
    settlements: Mapping[str, Mapping[str, str]],
    *,
    opinion: str,
    recommends: bool | None,
    phrases: Sequence[str] = (),
    actor: Standing,
    now: dt.datetime,  # noqa: ARG001 - the shape of a service
    page: From = NOWHERE,
) -> Deliberation:
    """What the leader has written for the group so far: {indicator or ``total``: {points, reason}}, the opinion.

    Other points than before make an agreed score one to be agreed on again. A page that says nothing else than what is
    kept is never out of date.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-compared``, ``group-is-through``, ``line-invalid``.
    """
    fresh = _open(row, actor, None)
    before = _written(fresh)
    settled = fresh.settlements
    fresh.settlements = _settlements(judged(fresh.application), settlements)
    fresh.opinion, fresh.recommends = opinion.strip()[:LONGEST], recommends
    fresh.phrases = chosen(list(phrases), OPINIONS)
    if _written(fresh) == before:
        return fresh  # a button pressed while the page was still saving by itself: nothing is out of date
    if page.stale(fresh.version, fresh.page):
        raise ActRefused(STALE)
    if fresh.settlements != settled:
        fresh.recognised, fresh.agreed_at, fresh.agreed_by = {}, None, None
    fresh.page, fresh.version = page.mark, fresh.version + 1
    fresh.save()
    return fresh


def _written(row: Deliberation) -> tuple[object, ...]:
    return row.settlements, row.opinion, row.recommends, row.phrases


@transaction.atomic
def take_out_sheet(sheet: Sheet, *, reason: str, actor: Standing, now: dt.datetime) -> Sheet:
    """A sheet that may not count (its expert is recused) taken out by who leads the group; it stays on record.

    Raises:
        ActRefused: ``no-right``, ``reason-missing``, ``group-is-through``, ``sheet-sound``: its expert isn't recused.
    """
    deliberation = locked(sheet.deliberation, None)
    require(actor, "settle", deliberation)
    fresh = locked(sheet, None)
    found = []
    if deliberation.state != WAITING:
        found.append(_THROUGH)
    if not reason.strip():
        found.append(_NO_REASON)
    if fresh not in tainted_sheets(deliberation):
        found.append(_SOUND)
    if found:
        raise ActRefused(found)
    fresh.state, fresh.taken_out_because, fresh.version = TAKEN_OUT, reason.strip()[:300], fresh.version + 1
    fresh.save()
    _changed(deliberation)
    write_entry("take-out-sheet", actor=actor, now=now, on=fresh, role=LEADER, detail={"reason": reason.strip()})
    return fresh


@transaction.atomic
def agree_score(row: Deliberation, *, actor: Standing, now: dt.datetime, version: int | None) -> Deliberation:
    """The score the group recognises, by the way the round says, frozen with the clauses as they stand under it.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-compared``, ``group-is-through``, ``sheets-missing``,
            ``opinion-of-recused``, ``difference-open``: an indicator, or the sum, still to be settled in writing.
    """
    fresh = _open(row, actor, version)
    if tainted_sheets(fresh):
        raise ActRefused(_TAINTED)
    if not may_compare(fresh):
        raise ActRefused(_SHEETS_MISSING)
    of = judged(fresh.application)
    review = locked(review_of(fresh), None)  # how groups agree is not changed meanwhile
    sheet = compared(fresh, of, review)
    if sheet.agreed is None:
        raise ActRefused(_open_differences(sheet))
    fresh.recognised = recognised_score(of, sheet, group_answers(fresh.application), review.group_score)
    fresh.agreed_at, fresh.agreed_by = now, leading_seat(fresh, actor)
    fresh.version += 1
    fresh.save()
    write_entry("agree-score", actor=actor, now=now, on=fresh, role=LEADER, detail={"score": fresh.recognised})
    return fresh


def give_opinion(row: Deliberation, *, actor: Standing, now: dt.datetime, version: int | None) -> Deliberation:
    """The group's opinion handed on to the committee.

    Raises:
        ActRefused: ``opinion-missing``, ``recommendation-missing``; every reason of the table (too few opinions, one of
            a recused expert, score not agreed, a defence open).
    """
    fresh = Deliberation.objects.get(pk=row.pk)
    require(actor, "view", fresh)
    found = []
    if not fresh.opinion.strip():
        found.append(_NO_OPINION)
    if fresh.recommends is None:
        found.append(_NO_RECOMMENDATION)
    if found and fresh.state == WAITING:
        raise ActRefused(found)
    detail = {"recommended": fresh.recommends, "opinion": fresh.opinion}
    seen = fresh.version if version is None else version
    return perform(DELIBERATION, fresh, "give-opinion", actor=actor, now=now, version=seen, detail=detail)


def return_opinion(
    row: Deliberation, *, reason: str, actor: Standing, now: dt.datetime, version: int | None
) -> Deliberation:
    """The chair gives an opinion back to its group, with the reason.

    Raises:
        ActRefused: every reason of the table.
    """
    return perform(DELIBERATION, row, "return-opinion", actor=actor, now=now, version=version, reason=reason)


def compared(row: Deliberation, of: Judged, review: Review) -> GroupSheet:
    """The sheets of an application side by side; those of recused experts are left out."""
    tainted = {one.pk for one in tainted_sheets(row)}
    sheets = [one for one in row.sheets.filter(state=HANDED_IN).order_by("seat") if one.pk not in tainted]
    answers = group_answers(row.application)
    method, limit = review.group_score, review.difference_limit
    return group_sheet(of, sheets, answers, row.settlements, method=method, limit=limit)


def leading_seat(row: Deliberation, actor: Standing) -> Seat:
    """The seat from which somebody leads a deliberation: in the group where they lead it, else the chair's."""
    own = Seat.objects.filter(committee=row.group.committee_id, expert__user=actor.person, state="accepted")
    return own.order_by("-leads", "pk")[0]


def review_of(row: Deliberation) -> Review:
    """The review to which a deliberation belongs."""
    return Review.objects.get(round=row.application.round_id)


def _open(row: Deliberation, actor: Standing, version: int | None) -> Deliberation:
    """The deliberation, locked, for its leader while the group compares."""
    fresh = locked(row, version)
    require(actor, "settle", fresh)
    if fresh.state != WAITING:
        raise ActRefused(_THROUGH)
    if fresh.compared_at is None:
        raise ActRefused(_NOT_COMPARED)
    return fresh


def _changed(row: Deliberation) -> None:
    """What the score rests on has changed: it has to be agreed on again."""
    row.recognised, row.agreed_at, row.agreed_by = {}, None, None
    row.version += 1
    row.save()


def _settlements(of: Judged, given: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    nodes = {node.path: node for node in indicators(of.under({}).score_nodes())}
    kept: dict[str, dict[str, str]] = {}
    for path, line in given.items():
        points, reason = line.get("points", "").strip(), line.get("reason", "").strip()[:500]
        if path == TOTAL:
            points = ""
        elif path not in nodes or (points and not within(points, nodes[path].cap)):
            raise ActRefused(_line_invalid(path))
        if points or reason:
            kept[path] = {"points": as_text(exact(points)) if points else "", "reason": reason}
    return kept


def _open_differences(sheet: GroupSheet) -> list[Refusal]:
    found = [_difference(one.node.label, as_text(one.difference)) for one in sheet.open]
    if sheet.total_wanted and not sheet.total_reason:
        found.append(_difference("总分", as_text(sheet.difference)))
    return found


def _difference(label: str, spread: str) -> Refusal:
    return Refusal(
        "difference-open",
        (f"“{label}”各表相差 {spread} 分，尚未议定", f"{label}: the sheets differ by {spread}, not settled yet"),
        do=("请填写议定分值和理由", "write the points agreed on and the reason"),
    )


def _line_invalid(path: str) -> Refusal:
    return Refusal(
        "line-invalid",
        (f"“{path}”的分值不是数字、为负或超过封顶", f"{path}: no number, below 0 or above the cap"),
        do=("请改正后再保存", "correct it, then save"),
    )


_SHEETS_MISSING = Refusal(
    "sheets-missing",
    ("还没有一份材料的评分表全部提交", "on none of them all sheets are handed in yet"),
    do=("请待评阅专家全部提交", "wait until every reader has handed in"),
)
_NOT_COMPARED = Refusal(
    "not-compared",
    ("尚未开始小组合议", "the group has not begun to compare the sheets"),
    do=("请先在小组页面开始合议", "begin it on the group's page first"),
)
_THROUGH = Refusal(
    "group-is-through",
    ("评议组已提出意见", "the group has given its opinion"),
    do=("如须更改，请主任委员退回", "to change it, the chair returns it first"),
)
_NO_QUESTION = Refusal("question-unknown", ("没有这个待认定事项", "there is no such open question"))
_NO_REASON = Refusal("reason-missing", ("没有写明理由", "no reason is given"), do=("请填写理由", "give the reason"))
_SOUND = Refusal(
    "sheet-sound",
    ("该专家没有应回避的情形，评分表有效", "its expert is not recused; the sheet counts"),
    do=("如有回避情形，请先登记", "record the tie first if there is one"),
)
_TAINTED = Refusal(
    "opinion-of-recused",
    ("有应回避专家的评分表", "there is a sheet of a recused expert"),
    do=("请先剔除并写明理由", "take it out first, with the reason"),
)
_NO_OPINION = Refusal("opinion-missing", ("没有填写评议意见", "there is no opinion"), do=("请填写意见", "write one"))
_NO_RECOMMENDATION = Refusal(
    "recommendation-missing", ("没有选择推荐或不推荐", "recommend or not: nothing is chosen"), do=("请选择", "choose")
)
