"""The result: posted, its objections settled, filed where the document orders it, published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.calendar_years import Calendar
from zhicheng.procedure.notices import OPEN as OBJECTION_OPEN
from zhicheng.procedure.notices import RESULT_NOTICE, NoticeFacts, already_closed, days_refusals, objection_refusals
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.building import (
    ALWAYS,
    OFFICE,
    PAGE,
    PARTY,
    REASON,
    SUPERVISOR,
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

PREPARED, POSTED, ENDED, FILED, PUBLISHED = "prepared", "posted", "ended", "filed", "published"

FRAME: Final = Frame(
    "result",
    ("评审结果公示与公布", "notice and publication of the result"),
    PREPARED,
    (
        State(PREPARED, ("评审中", "under review"), ("待公示", "to be posted")),
        State(POSTED, ("结果公示中", "posted"), ("公示中", "posted")),
        State(ENDED, ("公示期满", "notice over"), ("公示已结束", "notice over")),
        State(FILED, ("公示期满", "notice over"), ("已报备案", "filed")),
        State(PUBLISHED, ("结果已公布", "published"), ("已发文公布", "published"), final=True),
    ),
    {
        "post": ("公示评审结果", "post the result"),
        "settle-objection": ("处理异议", "settle an objection"),
        "take-down": ("撤下公示", "take the notice down"),
        "close-notice": ("登记公示结束", "close the notice"),
        "file": ("报送备案", "file the result"),
        "publish": ("发文公布", "publish the result"),
        "reopen": ("因复查重新表决而重开", "open again after a new vote"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts(ActFacts):
    """A result and the act in question: its notice, whether the minutes are signed, whether a paper goes with it.

    ``document_ready``: the letter of filing or the publication, as the act has it; ``reexaminations_open``: requests
    not decided yet, which stand in nobody's way but are remarked on. ``outcome_changed``: the committee's outcomes are
    no longer those it was prepared from; ``decided_anew``: so, or a re-examination orders an outcome entered anew.
    """

    today: dt.date
    calendar: Calendar
    notice: NoticeFacts
    minutes_signed: bool
    document_ready: bool
    reexaminations_open: int
    outcome_changed: bool
    decided_anew: bool


def _signed(facts: ResultFacts) -> Reasons:
    text = ("会议记录尚未签字", "the minutes are not signed")
    return unless(facts.minutes_signed, "minutes-not-signed", text, ("请先签署", "have them signed first"))


def _rule_set(facts: ResultFacts) -> Reasons:
    rule = facts.rules.notice(RESULT_NOTICE)
    return (rule,) if isinstance(rule, Refusal) else ()


def _days_run(facts: ResultFacts) -> Reasons:
    rule = facts.rules.notice(RESULT_NOTICE)
    if isinstance(rule, Refusal):
        return (rule,)
    day = facts.today if facts.notice.closed_on is None else min(facts.notice.closed_on, facts.today)
    return days_refusals(facts.notice, rule, facts.calendar, day)


def _settled(facts: ResultFacts) -> Reasons:
    return objection_refusals(facts.notice, facts.rules.clause("settle-objections"))


def _remedied(facts: ResultFacts) -> Reasons:
    count = facts.notice.unremedied
    text = (f"有 {count} 件成立的异议尚未处理到位", f"upheld objections not acted on: {count}")
    do = ("请更正或将其移出名单", "correct the result or take it off the list")
    return unless(not count, "objection-upheld", text, do, facts.rules.clause("settle-objections"))


def _waiting(facts: ResultFacts) -> Reasons:
    text = ("没有待处理的异议", "no objection waits to be settled")
    return unless(facts.notice.count(OBJECTION_OPEN) > 0, "no-objection-open", text, ("无需办理", "nothing to do"))


def _not_closed(facts: ResultFacts) -> Reasons:
    return () if facts.notice.closed_on is None else (already_closed(facts.notice.closed_on),)


def _document(facts: ResultFacts) -> Reasons:
    text = ("缺少文件", "the document is missing")
    return unless(facts.document_ready, "document-missing", text, ("请生成或上传", "make or upload it"))


def _as_decided(facts: ResultFacts) -> Reasons:
    text = ("评审结论已有变动，与拟定的评审结果不一致", "outcomes are no longer what the result was prepared from")
    return unless(
        not facts.outcome_changed, "outcome-changed", text, ("请撤下后重新拟定", "take it down, prepare anew")
    )


def _anew(facts: ResultFacts) -> Reasons:
    text = ("没有因复查撤销或须重新录入的结论", "no outcome was set aside or is to be entered anew")
    return unless(facts.decided_anew, "outcome-unchanged", text)


_NUMBER: Final = ("number-not-set", "number-against-document")
_DAYS: Final = (*_NUMBER, "notice-not-posted", "notice-end-provisional", "notice-days-not-run")
CONDITIONS: Final[Mapping[str, Condition[ResultFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    own("minutes-signed", "会议记录已签字", "the minutes are signed", ("minutes-not-signed",), _signed),
    ruled("notice-rule-set", "公示天数已定", "the days are set", _NUMBER, _rule_set),
    ruled("notice-days-run", "公示期满", "the days have run", _DAYS, _days_run),
    own("objections-settled", "异议均已处理", "no objection is open", ("objection-open",), _settled),
    own("objections-remedied", "成立的异议已落实", "upheld ones acted on", ("objection-upheld",), _remedied),
    own("objection-waiting", "有待处理的异议", "an objection is open", ("no-objection-open",), _waiting),
    own("not-closed-yet", "公示未登记结束", "not closed yet", ("notice-already-closed",), _not_closed),
    own("document-ready", "文件就绪", "the document is ready", ("document-missing",), _document),
    own("as-decided", "与评审结论一致", "as the committee decided", ("outcome-changed",), _as_decided),
    own("decided-anew", "有结论因复查变动", "an outcome changes after a re-examination", ("outcome-unchanged",), _anew),
)


def result_table(rules: ReviewRules) -> StateTable[ResultFacts]:
    """The table of a track's result; filing is a step only where the document orders it."""
    over = ("as-decided", "notice-days-run", "objections-settled")
    anew = (*ALWAYS, "reason-given", "decided-anew")
    clean = (*over, "objections-remedied", "document-ready")
    settling = (*ALWAYS, "objection-waiting", "reason-given")
    before = FILED if rules.has("file-result") else ENDED
    return build(
        rules,
        FRAME,
        (
            Row(PREPARED, "post", POSTED, (*ALWAYS, "minutes-signed", "notice-rule-set"), "result-notice"),
            *(Row(state, "settle-objection", state, settling, "settle-objections") for state in (POSTED, ENDED)),
            Row(POSTED, "take-down", PREPARED, (*ALWAYS, "reason-given"), who=OFFICE),
            *(Row(state, "take-down", PREPARED, anew, who=OFFICE) for state in dict.fromkeys((ENDED, before))),
            Row(PUBLISHED, "reopen", PREPARED, anew, who=SUPERVISOR),
            Row(POSTED, "close-notice", ENDED, (*ALWAYS, "not-closed-yet", *over), "result-notice"),
            Row(ENDED, "file", FILED, (*ALWAYS, *clean), "file-result"),
            Row(before, "publish", PUBLISHED, (*ALWAYS, *clean), "publish"),
        ),
        CONDITIONS,
    )
