"""Writes on a result: prepared from what was decided, posted, taken down, closed, filed, published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import notice_end
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.result_states import PREPARED
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.clock.now import CHINA
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.notices.services.objecting import settle_objection
from zhicheng.web.registry import refusals
from zhicheng.web.registry.models import Certificate, Decision, Result
from zhicheng.web.registry.outcomes import before_the_committee, outcomes_of
from zhicheng.web.registry.repeats import outcome_changed
from zhicheng.web.registry.result_process import KIND, RESULT, result_rule
from zhicheng.web.review.acting import perform
from zhicheng.web.review.models import Review
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
LONGEST_DOCUMENT = 40


@transaction.atomic
def prepare_result(review: Review, *, actor: Standing, now: dt.datetime, version: int | None = None) -> Result:
    """The result with one decision for each application that was before the committee; made anew until it is posted.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``result-posted``, ``nothing-decided``, ``outcome-missing``.
    """
    row = locked(review, version)
    require(actor, "set-up", row)
    result = Result.objects.filter(review=row).first()
    _refuse_preparing(row, result)
    if result is None:
        result = Result.objects.create(review=row, prepared_by_id=actor.person, prepared_at=now)
    else:
        result = locked(result, None)
        result.prepared_by_id, result.prepared_at, result.version = actor.person, now, result.version + 1
        result.save()
    _keep_decisions(result)
    numbers = {"applications": [one.application_id for one in result.decisions.order_by("application")]}
    write_entry("prepare-result", actor=actor, now=now, on=result, role=OFFICE, detail=numbers)
    return result


def _refuse_preparing(review: Review, result: Result | None) -> None:
    if result is not None and result.state != PREPARED:
        raise ActRefused(refusals.ALREADY_POSTED)
    total, decided = before_the_committee(review).count(), len(outcomes_of(review))
    if not total:
        raise ActRefused(refusals.NOBODY_DECIDED)
    if decided < total:
        raise ActRefused(refusals.outcome_missing(total - decided))


def _keep_decisions(result: Result) -> None:
    outcomes = outcomes_of(result.review)
    result.decisions.exclude(application__in=list(outcomes)).delete()
    there = {one.application_id: one for one in result.decisions.all()}
    for application, outcome in outcomes.items():
        row = there.get(application.pk) or Decision(result=result, application=application)
        row.passed, row.recognised, row.unmet = outcome.passed, dict(outcome.recognised), list(outcome.unmet)
        row.version += 1 if row.pk else 0
        row.save()


def post_result(result: Result, contact: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Result:
    """A public notice of those who passed, from today; from now on each applicant sees the own decision.

    Raises:
        ActRefused: ``no-right``, ``contact-missing``, ``outcome-changed``, or as the table: ``minutes-not-signed``,
            ``number-not-set``, ``page-stale`` …
    """
    if not contact.strip():
        raise ActRefused(refusals.NO_CONTACT)

    def change(row: Result) -> None:
        _refuse_changed(row)
        row.notice = _notice(row, contact, actor, now)

    posted = perform(RESULT, result, "post", actor=actor, now=now, version=version, change=change)
    text = (
        "评审结果已公示，您可在申报页查看本人结果",
        "The result of the review is posted; your own is on the page of your application",
    )
    for one in posted.decisions.select_related("application"):
        tell_applicant(one.application, "result-posted", text, now=now)
    return posted


def _refuse_changed(result: Result) -> None:
    if outcome_changed(result):
        raise ActRefused(refusals.OUTCOME_CHANGED)


def _notice(result: Result, contact: str, actor: Standing, now: dt.datetime) -> Notice:
    round_, day = result.review.round, now.astimezone(CHINA).date()
    rule = result_rule(round_)
    if isinstance(rule, Refusal):
        raise ActRefused(rule)
    end = notice_end(rule, day, shipped_calendar())
    notice = Notice.objects.create(
        kind=KIND,
        round=round_,
        organisation=round_.office,
        contact=contact.strip()[:200],
        first_day=day,
        days=rule.days,
        last_day=end.last_day,
        provisional=end.provisional,
        calendar_version=end.calendar_version,
        clause=rule.clause,
        posted_by_id=actor.person,
        posted_at=now,
    )
    notice.applications.set(_to_be_posted(result, notice))
    return notice


def _to_be_posted(result: Result, notice: Notice) -> list[int]:
    """Whose names are posted: all who passed; after a vote held anew those whom no notice that ran its days has named, or
    all of them where a name fell away."""
    passed = [one.application_id for one in result.decisions.all() if one.stands]
    before = Notice.objects.filter(kind=KIND, round=notice.round, state="closed").exclude(pk=notice.pk)
    named = set(before.values_list("applications", flat=True)) - {None}
    return [one for one in passed if one not in named] or passed


def take_down_result(result: Result, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> Result:
    """The notice is void: the result is prepared and posted anew, and its days are counted anew. One that has ended, as
    long as nothing is published, only after a re-examination; its notice stays on record then.

    Raises:
        ActRefused: as the table; ``objection-open`` (objections still open are settled first).
    """

    def change(row: Result) -> None:
        if row.notice is not None:
            row.notice = locked(row.notice, None)  # no objection comes in between
        if row.notice is not None and row.notice.objections.filter(state="open").exists():
            raise ActRefused(Refusal("objection-open", ("还有异议未处理", "an objection is still open")))
        if row.notice is not None and row.notice.state == "posted":
            _end_notice(row, "void", reason, actor, now)
        row.notice, row.filing, row.filed_on = None, "", None

    return perform(RESULT, result, "take-down", actor=actor, now=now, version=version, reason=reason, change=change)


def reopen_result(result: Result, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> Result:
    """A published result opened again by the supervisor, because a re-examination has set an outcome aside or orders it
    anew. It is prepared, posted and published again; certificates that were issued stay what they are.

    Raises:
        ActRefused: as the table: ``outcome-unchanged`` …
    """

    def change(row: Result) -> None:
        row.notice, row.filing, row.filed_on = None, "", None
        row.document, row.published_on = "", None

    return perform(RESULT, result, "reopen", actor=actor, now=now, version=version, reason=reason, change=change)


def close_result_notice(result: Result, note: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Result:
    """The notice is over: its days have run and every objection is settled.

    Raises:
        ActRefused: as the table: ``notice-days-not-run``, ``notice-end-provisional``, ``objection-open`` …
    """
    return perform(
        RESULT, result, "close-notice", actor=actor, now=now, version=version,
        change=lambda row: _end_notice(row, "closed", note, actor, now),
    )  # fmt: skip


def _end_notice(result: Result, state: str, note: str, actor: Standing, now: dt.datetime) -> None:
    if result.notice is None:
        return
    row = locked(result.notice, None)
    row.state, row.closed_at, row.closed_by_id, row.closing_note = state, now, actor.person, note.strip()[:500]
    row.version += 1
    row.save()
    result.notice = row


@transaction.atomic
def settle_result_objection(
    result: Result, objection: Objection, outcome: str, finding: str, *, actor: Standing, now: dt.datetime,
    version: int | None,
) -> Objection:  # fmt: skip
    """What the investigation of an objection to the result came to: upheld or rejected.

    Raises:
        ActRefused: as the table, and as ``notices.services.objecting.settle_objection``; ``not-named`` (another's).
    """
    if objection.notice_id != result.notice_id:
        raise ActRefused(Refusal("not-named", ("该异议不属于此公示", "it is not an objection to this notice")))
    perform(RESULT, result, "settle-objection", actor=actor, now=now, reason=finding)
    return settle_objection(objection, outcome, finding, actor=actor, now=now, version=version)


def file_result(result: Result, letter: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Result:
    """The result filed where the document orders it; ``letter``: the number of the letter.

    Raises:
        ActRefused: as the table: ``document-missing``, ``objection-upheld`` …
    """

    def change(row: Result) -> None:
        row.filing, row.filed_on = letter.strip()[:80], now.astimezone(CHINA).date()

    detail: Mapping[str, Any] = {"number": letter.strip()[:80]}
    return perform(
        RESULT, result, "file", actor=actor, now=now, version=version, brought=letter, change=change, detail=detail
    )


def publish_result(result: Result, document: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Result:
    """The result published by a document; a certificate is due to each who passed.

    Raises:
        ActRefused: as the table; ``document-too-long``.
    """
    if len(document.strip()) > LONGEST_DOCUMENT:
        raise ActRefused(refusals.DOCUMENT_LONG)

    def change(row: Result) -> None:
        row.document, row.published_on = document.strip(), now.astimezone(CHINA).date()
        passed = [one.application_id for one in row.decisions.order_by("application") if one.stands]
        there = Certificate.objects.filter(application__round=row.review.round, state__in=("due", "issued"))
        there.filter(state="due").exclude(application__in=passed).delete()  # a name fell away before it was made
        held = set(there.values_list("application", flat=True))
        Certificate.objects.bulk_create(Certificate(application_id=one) for one in passed if one not in held)

    detail: Mapping[str, Any] = {"number": document.strip()}
    published = perform(
        RESULT, result, "publish", actor=actor, now=now, version=version, brought=document, change=change, detail=detail
    )
    text = ("评审结果已发文公布", "The result of the review is published")
    for one in published.decisions.select_related("application"):
        tell_applicant(one.application, "result-published", text, now=now)
    return published
