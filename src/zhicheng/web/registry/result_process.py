"""How a result moves: its notice, its objections and what was done about them, its minutes, its documents."""

from __future__ import annotations

from zhicheng.procedure.calendar_years import shipped_calendar
from zhicheng.procedure.notices import RESULT_NOTICE, NoticeFacts, NoticeRule, Objection
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.meeting_states import ARCHIVED, SIGNED
from zhicheng.procedure.review.result_states import PREPARED, ResultFacts
from zhicheng.web.clock.now import CHINA
from zhicheng.web.registry.models import EnteredOutcome, Reexamination, Remedy, Result
from zhicheng.web.registry.outcomes import before_the_committee, voted_on
from zhicheng.web.registry.repeats import outcome_changed, to_be_entered
from zhicheng.web.registry.roles import parties
from zhicheng.web.review.acting import Asked, Common, Process
from zhicheng.web.review.models import Review
from zhicheng.web.review.others import facts_of
from zhicheng.web.review.rules import rules_of
from zhicheng.web.rounds.models import Round

KIND = "result-notice"
"""The kind of the notice of a result."""
FOLLOWING = ("close-notice", "file", "publish", "take-down", "reopen")
"""Acts that are judged by whether the outcomes are still those the result was prepared from."""
OPEN_REQUESTS = ("asked", "examining")


def result_rule(round_: Round) -> NoticeRule | Refusal:
    """How long the notice of the result runs: as document or round says, or why nobody does."""
    return rules_of(round_).notice(RESULT_NOTICE)


def result_notice_facts(result: Result) -> NoticeFacts:
    """The notice that counts, with every objection to it and whether it was acted on."""
    notice = result.notice
    if notice is None:
        return NoticeFacts()
    acted_on = set(Remedy.objects.filter(objection__notice=notice).values_list("objection", flat=True))
    rows = notice.objections.values_list("pk", "state")
    closed = notice.closed_at.astimezone(CHINA).date() if notice.closed_at is not None else None
    return NoticeFacts(notice.first_day, tuple(Objection(state, pk in acted_on) for pk, state in rows), closed)


def minutes_signed(review: Review) -> bool:
    """Whether the minutes are signed: those of the meeting here, or those of elsewhere that every outcome comes from."""
    return facts_of(review.round)["meeting_state"] in (SIGNED, ARCHIVED)


def decided_elsewhere(review: Review) -> bool:
    """Whether there was no meeting here and every outcome was entered from signed minutes."""
    if voted_on(review):
        return False
    rows = before_the_committee(review)
    entered = EnteredOutcome.objects.filter(application__in=rows.order_by().values("pk")).count()
    return 0 < rows.count() == entered


def _facts(row: Result, asked: Asked, common: Common) -> ResultFacts:
    requests = Reexamination.objects.filter(decision__result=row, state__in=OPEN_REQUESTS)
    changed = row.state != PREPARED and asked.act in FOLLOWING and outcome_changed(row)
    return ResultFacts(
        **common.fields,
        today=asked.now.astimezone(CHINA).date(),
        calendar=shipped_calendar(),
        notice=result_notice_facts(row),
        minutes_signed=minutes_signed(row.review),
        document_ready=bool(str(asked.brought or "").strip()),
        reexaminations_open=requests.count(),
        outcome_changed=changed,
        decided_anew=changed or (asked.act in FOLLOWING and to_be_entered(row)),
    )


RESULT = Process[Result, ResultFacts](
    table="result",
    round_of=lambda row: row.review.round,
    roles=lambda row, actor: parties(row.review.round, actor),
    facts=_facts,
)
