"""Outcomes entered from the minutes of a meeting held elsewhere, and what was done about upheld objections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from zhicheng.procedure.notices import UPHELD
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.result_states import PREPARED, PUBLISHED
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.notices.models import Objection
from zhicheng.web.registry import refusals
from zhicheng.web.registry.models import Decision, EnteredOutcome, Remedy, Result
from zhicheng.web.registry.outcomes import voted_on
from zhicheng.web.review.models import Review
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
CORRECTED, TAKEN_OFF = "corrected", "taken-off"


@dataclass(frozen=True, slots=True)
class Entered:
    """An outcome as the office enters it: passed or not, the total (exact text, or empty), clauses not met."""

    application: Application
    passed: bool
    total: str = ""
    unmet: tuple[str, ...] = field(default=())


@transaction.atomic
def enter_outcomes(
    review: Review, entries: Sequence[Entered], source: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> list[EnteredOutcome]:
    """The outcomes of imported applications from signed minutes (``source``), all or none; those there are replaced.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``meeting-here``, ``result-posted``, ``not-imported``,
            ``source-missing``, ``points-wrong``, ``own-application``.
    """
    row = locked(review, version)
    require(actor, "set-up", row)
    _refuse_entering(row, entries, source, actor)
    made = []
    for one in entries:
        given = {
            "passed": one.passed,
            "recognised": {"total": as_text(exact(one.total))} if one.total.strip() else {},
            "unmet": list(one.unmet),
            "source": source.strip()[:200],
            "entered_by_id": actor.person,
            "entered_at": now,
        }
        outcome, _ = EnteredOutcome.objects.update_or_create(application=one.application, defaults=given)
        detail: Mapping[str, Any] = {"applications": [one.application.pk], "source": source.strip()[:200]}
        write_entry("enter-outcome", actor=actor, now=now, on=outcome, role=OFFICE, detail=detail)
        made.append(outcome)
    row.version += 1
    row.save()
    return made


def _refuse_entering(review: Review, entries: Sequence[Entered], source: str, actor: Standing) -> None:
    against = []
    if voted_on(review):
        against.append(refusals.DECIDED_HERE)
    if Result.objects.filter(review=review).exclude(state=PREPARED).exists():
        against.append(refusals.ALREADY_POSTED)
    if not source.strip():
        against.append(refusals.NO_SOURCE)
    for one in entries:
        fresh = one.application
        if not fresh.imported or fresh.round_id != review.round_id or fresh.state != "arrived":
            against.append(refusals.NOT_IMPORTED)
        if fresh.applicant_id is not None and fresh.applicant_id == actor.user_id:
            against.append(refusals.OWN_MATTER)
        if one.total.strip() and not _points(one.total):
            text = (f"“{one.total}”不是分值", f"'{one.total}' is no number of points")
            against.append(Refusal("points-wrong", text))
    if against:
        raise ActRefused(dict.fromkeys(against))


def _points(text: str) -> bool:
    try:
        return exact(text) >= 0
    except ValueError:
        return False


@transaction.atomic
def remedy_objection(
    result: Result, objection: Objection, kind: str, text: str, *, actor: Standing, now: dt.datetime,
    version: int | None,
) -> Remedy:  # fmt: skip
    """What was done about an objection that was upheld: ``corrected`` what it concerned, or ``taken-off`` the list.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-upheld``, ``remedied-already``, ``reason-missing``,
            ``not-on-list``, ``result-published``, ``own-application``.
    """
    row = locked(result, version)
    require(actor, "set-up", row.review)
    objection = locked(objection, None)
    decision = row.decisions.filter(application=objection.application_id).first()
    _refuse_remedy(row, objection, decision, kind, text, actor)
    made = Remedy.objects.create(
        objection=objection, decision=decision, kind=kind, text=text.strip()[:500], by_id=actor.person, at=now
    )
    if kind == TAKEN_OFF and decision is not None:
        decision.taken_off_at, decision.taken_off_because = now, text.strip()[:500]
        decision.version += 1
        decision.save()
        told = (
            "您已被移出评审通过名单，理由见申报页",
            "You were taken off the list; the reason is on your application's page",
        )
        tell_applicant(decision.application, "taken-off-the-list", told, now=now)
    row.version += 1
    row.save()
    detail = {"outcome": kind, "reason": text.strip()[:500]}
    write_entry("remedy-objection", actor=actor, now=now, on=objection, role=OFFICE, detail=detail)
    return made


def _refuse_remedy(
    result: Result, objection: Objection, decision: Decision | None, kind: str, text: str, actor: Standing
) -> None:
    against = []
    if objection.notice_id != result.notice_id or objection.state != UPHELD:
        against.append(refusals.NOT_UPHELD)
    if Remedy.objects.filter(objection=objection).exists():
        against.append(refusals.REMEDIED)
    if result.state == PUBLISHED:
        against.append(Refusal("result-published", ("评审结果已公布", "the result is published")))
    if not text.strip():
        against.append(refusals.REASON)
    if kind not in (CORRECTED, TAKEN_OFF) or (kind == TAKEN_OFF and (decision is None or not decision.stands)):
        against.append(refusals.NOT_ON_LIST)
    if decision is not None and decision.application.applicant_id == actor.person:
        against.append(refusals.OWN_MATTER)
    if against:
        raise ActRefused(against)
