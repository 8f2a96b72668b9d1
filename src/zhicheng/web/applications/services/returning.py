"""Giving an application back for correction, item by item; the applicant's answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.facts import Brought
from zhicheng.web.applications.items import items_of
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application, Return, ReturnItem
from zhicheng.web.applications.reasons import NEEDS_SENTENCE, REASONS
from zhicheng.web.applications.services.perform import lock, perform
from zhicheng.web.applications.services.submitting import editable
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.standing import Standing


@dataclass(frozen=True, slots=True)
class Marked:
    """An item to be returned, a reason (applications/reasons.py), a sentence in the examiner's words."""

    item: str
    reason: str
    sentence: str = ""


@transaction.atomic
def return_items(
    application: Application,
    marked: Sequence[Marked],
    *,
    actor: Standing,
    now: dt.datetime,
    version: int | None,
    correct_by: dt.date | None = None,
) -> Return:
    """Return an application with at least one marked item; all corrections are asked for at once.

    Raises:
        ActRefused: an item is unknown (``unknown-item``), a reason is unknown or wants a sentence (``reason-unknown``,
            ``sentence-missing``), or the table of states says no.
    """
    row = lock(application, actor)
    _refuse_marks(row, marked)
    holder, tier = row.holder, row.tier
    submission = row.submissions.order_by("-number").first()
    row = perform(
        row,
        "return-items",
        actor=actor,
        now=now,
        brought=Brought(version=version, items=len(marked)),
        detail={"items": len(marked)},
    )
    if submission is None or holder is None:
        raise ActRefused(_NOTHING_THERE)
    returned = Return.objects.create(
        application=row,
        submission=submission,
        organisation=holder,
        tier=tier,
        returned_by_id=actor.person,
        returned_at=now,
        correct_by=correct_by,
    )
    ReturnItem.objects.bulk_create(
        ReturnItem(returned=returned, item=one.item, reason=one.reason, sentence=one.sentence.strip()) for one in marked
    )
    count = len(marked)
    text = (
        f"{holder.name}退回了您的申报，请补正 {count} 项后重新提交",
        f"{holder.name} returned your application: please correct {count} item(s) and hand it in again",
    )
    tell_applicant(row, "returned", text, now=now)
    return returned


_NOTHING_THERE = Refusal(
    "nothing-handed-in",
    ("此申报由名册导入，没有可退回的材料", "this application was imported and has no papers to return"),
    do=("请直接与申报单位联系", "please contact the employer"),
)


def _refuse_marks(application: Application, marked: Sequence[Marked]) -> None:
    known = items_of(application)
    against = []
    for one in marked:
        if one.item not in known:
            against.append(Refusal("unknown-item", (f"没有“{one.item}”这一项", f"there is no item '{one.item}'")))
        if one.reason not in REASONS:
            against.append(Refusal("reason-unknown", ("请从列表中选择退回原因", "choose a reason from the list")))
        elif one.reason in NEEDS_SENTENCE and not one.sentence.strip():
            against.append(
                Refusal("sentence-missing", ("选择“其他”时须写明原因", "with 'other' the reason must be written"))
            )
    if against:
        raise ActRefused(against)


@transaction.atomic
def answer_item(item: ReturnItem, answer: str, *, actor: Standing, now: dt.datetime) -> ReturnItem:
    """The applicant's answer to a returned item: what was corrected, or why not."""
    application = editable(item.returned.application, actor=actor, version=None)
    fresh = ReturnItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if fresh.returned.resolved_at is not None or not answer.strip():
        code = "already-resolved" if fresh.returned.resolved_at else "answer-empty"
        text = (
            ("此次退回已处理完毕", "this return is settled")
            if fresh.returned.resolved_at
            else ("请写明如何补正", "say how it was corrected")
        )
        raise ActRefused(Refusal(code, text))
    fresh.answer, fresh.answered_at = answer.strip()[:500], now
    fresh.save()
    write_entry("answer-item", actor=actor, now=now, on=application, role="applicant", detail={"item": fresh.item})
    return fresh
