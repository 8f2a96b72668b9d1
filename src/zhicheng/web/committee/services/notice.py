"""The notice before the review: posted by the office, closed when its days have run, voided when it was wrong."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import PRE_REVIEW_NOTICE, NoticeFacts, NoticeRule, Objection, may_close, notice_end
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.plan_process import PRE_REVIEW, review_notice, to_be_named
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.notices.models import Notice
from zhicheng.web.review.models import Review
from zhicheng.web.review.process import unchecked
from zhicheng.web.review.rules import rules_of
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"


def notice_rule_of(round_: Round) -> NoticeRule | Refusal:
    """How long the notice before the review runs: as the document or the round says, or why nobody does."""
    return rules_of(round_).notice(PRE_REVIEW_NOTICE)


@transaction.atomic
def post_review_notice(
    review: Review, contact: str, *, actor: Standing, now: dt.datetime, version: int | None = None
) -> Notice:
    """A notice from today that names everybody found eligible; ``contact``: who takes objections, with a telephone.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``number-not-set``, ``contact-missing``, ``eligibility-unchecked``,
            ``nobody-named``, ``notice-there-already``.
    """
    row = locked(review, version)
    require(actor, "set-up", row)
    rule = notice_rule_of(row.round)
    if isinstance(rule, Refusal):
        raise ActRefused(rule)
    named = to_be_named(row.round)
    against = _against_posting(row.round, contact, bool(named))
    if against:
        raise ActRefused(against)
    notice = _new(row.round, rule, contact, actor, now)
    notice.applications.set(named)
    detail = {"applications": [one.pk for one in named], "until": notice.last_day.isoformat()}
    write_entry("post-review-notice", actor=actor, now=now, on=notice, role=OFFICE, detail=detail)
    for one in named:
        text = (
            f"评前公示自 {notice.first_day} 至 {notice.last_day}",
            f"The notice before the review runs from {notice.first_day} to {notice.last_day}",
        )
        tell_applicant(one, "review-notice-posted", text, now=now)
    return notice


def _against_posting(round_: Round, contact: str, anybody: bool) -> list[Refusal]:
    against = []
    if not contact.strip():
        against.append(_NO_CONTACT)
    left = unchecked(round_)
    if left:
        against.append(_unchecked(left))
    if not anybody:
        against.append(_NOBODY)
    if review_notice(round_) is not None:
        against.append(_THERE)
    return against


def _new(round_: Round, rule: NoticeRule, contact: str, actor: Standing, now: dt.datetime) -> Notice:
    day = now.astimezone(CHINA).date()
    end = notice_end(rule, day, shipped_calendar())
    return Notice.objects.create(
        kind=PRE_REVIEW,
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


def against_closing(notice: Notice, now: dt.datetime) -> tuple[Refusal, ...]:
    """Why the notice can't be closed now: closed or void, days to run, objections open."""
    if notice.state != "posted":
        return (_CLOSED,)
    rule = notice_rule_of(notice.round)
    if isinstance(rule, Refusal):
        return (rule,)
    objections = tuple(Objection(one) for one in notice.objections.values_list("state", flat=True))
    facts = NoticeFacts(notice.first_day, objections, None)
    return may_close(facts, rule, shipped_calendar(), now.astimezone(CHINA).date())


@transaction.atomic
def close_review_notice(notice: Notice, note: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Notice:
    """The notice is over: its days have run and every objection is settled.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``notice-already-closed``, ``notice-days-not-run``, ``objection-open``.
    """
    row = locked(notice, version)
    require(actor, "close", row)
    against = against_closing(row, now)
    if against:
        raise ActRefused(against)
    _end(row, "closed", note, actor, now)
    write_entry("close-review-notice", actor=actor, now=now, on=row, role=OFFICE)
    return row


@transaction.atomic
def void_review_notice(
    notice: Notice, reason: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Notice:
    """The notice is void, whether it runs or was closed: a new one is posted and its days are counted anew.

    So is one voided after a whole-notice objection was upheld; objections still open are settled first.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``notice-already-void``, ``reason-missing``, ``objection-open``.
    """
    row = locked(notice, version)
    require(actor, "void", row)
    against = []
    if row.state == "void":
        against.append(_VOID)
    if not reason.strip():
        against.append(_REASON)
    if row.objections.filter(state="open").exists():
        against.append(_OPEN)
    if against:
        raise ActRefused(against)
    _end(row, "void", reason, actor, now)
    detail = {"reason": reason.strip()[:500]}
    write_entry("void-review-notice", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return row


def _end(row: Notice, state: str, note: str, actor: Standing, now: dt.datetime) -> None:
    row.state, row.closed_at, row.closed_by_id, row.closing_note = state, now, actor.person, note.strip()[:500]
    row.version += 1
    row.save()


_NO_CONTACT = Refusal(
    "contact-missing", ("请填写受理异议的联系人和电话", "say who receives objections, with a telephone number")
)
_NOBODY = Refusal("nobody-named", ("没有资格审查合格的申报人", "nobody was found eligible"))
_THERE = Refusal(
    "notice-there-already",
    ("评前公示已经发布", "the notice before the review is posted already"),
    do=("确需重新公示的，请先作废原公示", "for another one, make that one void first"),
)
_CLOSED = Refusal("notice-already-closed", ("公示已结束或已作废", "the notice is closed or void"))
_VOID = Refusal("notice-already-void", ("公示已作废", "the notice is void already"))
_REASON = Refusal("reason-missing", ("请写明作废原因", "say why it is void"))
_OPEN = Refusal(
    "objection-open",
    ("还有异议未处理，不能作废", "objections are still open: the notice can't be made void"),
    do=("请先处理异议", "settle them first"),
)


def _unchecked(left: int) -> Refusal:
    return Refusal(
        "eligibility-unchecked",
        (f"还有 {left} 名申报人未完成资格审查", f"applicants not checked yet: {left}"),
        do=("请先完成资格审查", "check them first"),
    )
