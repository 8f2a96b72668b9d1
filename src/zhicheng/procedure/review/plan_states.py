"""The plan of a review: reported in time, approved by every department that must, changed only anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.calendar_years import Calendar
from zhicheng.procedure.notices import (
    PRE_REVIEW_NOTICE,
    WORKING_DAYS,
    NoticeFacts,
    NoticeRule,
    days_refusals,
    objection_refusals,
)
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
from zhicheng.procedure.state_table import Condition, Pair, State, StateTable
from zhicheng.procedure.working_days import ONE_DAY, working_days_before

DRAFTING, REPORTED, APPROVED, RETURNED = "drafting", "reported", "approved", "returned"

FRAME: Final = Frame(
    "plan",
    ("评审工作方案", "plan of the review"),
    DRAFTING,
    (
        State(DRAFTING, ("评前准备中", "being prepared"), ("方案拟订中", "being drafted")),
        State(REPORTED, ("评前准备中", "being prepared"), ("已报告，待核准", "reported, to be approved")),
        State(RETURNED, ("评前准备中", "being prepared"), ("退回修改", "returned")),
        State(APPROVED, ("方案已核准", "approved"), ("已核准", "approved"), final=True),
    ),
    {
        "report": ("报告方案", "report the plan"),
        "withdraw": ("撤回方案", "withdraw the plan"),
        "consent": ("本部门核准", "approve for one department"),
        "approve": ("核准方案", "approve the plan"),
        "return": ("退回方案", "return the plan"),
        "change": ("变更方案", "change the plan"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts(ActFacts):
    """A plan and the act in question.

    ``unchecked``: applicants whose eligibility is not settled; ``notice``: the notice before the review;
    ``meeting_day`` as planned; ``approvals``: departments that have approved, the one acting now included;
    ``approved_before``: the one acting now has approved already.
    """

    today: dt.date
    calendar: Calendar
    unchecked: int
    notice: NoticeFacts
    committee_formed: bool
    procedure_attached: bool
    meeting_day: dt.date | None
    approvals: int
    approved_before: bool


def report_refusals(rules: ReviewRules, calendar: Calendar, reported: dt.date, meeting: dt.date) -> Reasons:
    """Why a plan reported on ``reported`` is too late for a meeting on ``meeting``; empty when it is in time.

    The careful count: neither the day of the report nor the meeting's is one of the days. Where the days reach into
    a year not announced, only a report that is early enough at the widest is in time.
    """
    rule = rules.notice("report_days")
    if isinstance(rule, Refusal):
        return (rule,)
    last, unsure = _last_report(rule, calendar, meeting)
    unit = ("个工作日", "working days") if rule.unit == WORKING_DAYS else ("日", "days")
    text = (
        f"方案须于评审会前 {rule.days} {unit[0]}报告：会议 {meeting}，最迟 {last}{unsure[0]}",
        f"the plan is due {rule.days} {unit[1]} ahead: for {meeting} by {last}{unsure[1]}",
    )
    do = ("请推迟会议日期", "hold the meeting later")
    return unless(reported <= last, "report-too-late", text, do, rule.clause)


def last_report_day(rules: ReviewRules, calendar: Calendar, meeting: dt.date) -> dt.date | None:
    """The last day on which the plan of a meeting can be reported; ``None`` where no number of days is stated."""
    rule = rules.notice("report_days")
    return None if isinstance(rule, Refusal) else _last_report(rule, calendar, meeting)[0]


def _last_report(rule: NoticeRule, calendar: Calendar, meeting: dt.date) -> tuple[dt.date, Pair]:
    """The last day to report, and what is unsure about it."""
    if rule.unit != WORKING_DAYS:
        return meeting - ONE_DAY * (rule.days + 1), ("", "")
    found = working_days_before(calendar, meeting, rule.days)
    unsure = ("（跨入未公布放假安排的年度，按最早推算）", " (a year not announced: at the widest)")
    return found.earliest_possible, unsure if found.provisional else ("", "")


def _checked(facts: PlanFacts) -> Reasons:
    return unless(
        not facts.unchecked,
        "eligibility-unchecked",
        (f"还有 {facts.unchecked} 名申报人未完成资格审查", f"applicants not checked yet: {facts.unchecked}"),
        ("请先完成资格审查", "check them first"),
        facts.rules.clause("check-eligibility"),
    )


def _notice_over(facts: PlanFacts) -> Reasons:
    rule = facts.rules.notice(PRE_REVIEW_NOTICE)
    if isinstance(rule, Refusal):
        return (rule,)
    day = facts.today if facts.notice.closed_on is None else min(facts.notice.closed_on, facts.today)
    return (
        *days_refusals(facts.notice, rule, facts.calendar, day),
        *objection_refusals(facts.notice, rule.clause),
        *unless(
            not facts.notice.unremedied,
            "objection-upheld",
            (
                f"有 {facts.notice.unremedied} 件成立的异议尚未处理到位",
                f"upheld, not acted on: {facts.notice.unremedied}",
            ),
            ("请先落实处理结果", "act on them first"),
        ),
    )


def _committee(facts: PlanFacts) -> Reasons:
    return unless(
        facts.committee_formed,
        "committee-not-formed",
        ("执行评委会尚未组成", "the committee is not formed"),
        ("请先完成抽取和确认", "draw it and have the seats accepted first"),
        facts.rules.clause("draw"),
    )


def _attached(facts: PlanFacts) -> Reasons:
    text = ("方案缺少评审具体程序", "the plan lacks the procedure of the review")
    return unless(facts.procedure_attached, "procedure-missing", text, ("请补充", "add it"))


def _day_set(facts: PlanFacts) -> Reasons:
    text = ("方案没有写明评审会日期", "the plan names no day for the meeting")
    return unless(facts.meeting_day is not None, "meeting-day-missing", text, ("请填写日期", "give the day"))


def _in_time(facts: PlanFacts) -> Reasons:
    if facts.meeting_day is None:
        return ()
    return report_refusals(facts.rules, facts.calendar, facts.today, facts.meeting_day)


def _approvals(facts: PlanFacts) -> Reasons:
    needed = facts.rules.number("plan_approvals")
    if isinstance(needed, Refusal):
        return (needed,)
    return unless(
        facts.approvals >= needed.value,
        "approval-missing",
        (
            f"须经 {needed.whole} 个部门核准，现 {facts.approvals} 个",
            f"{needed.whole} approvals needed: {facts.approvals}",
        ),
        ("请待其他部门核准", "wait for the other departments"),
        needed.clause,
    )


def _not_twice(facts: PlanFacts) -> Reasons:
    text = ("本部门已经核准", "your department has approved already")
    return unless(not facts.approved_before, "approved-already", text, ("无需再次办理", "there is nothing more to do"))


_LATE: Final = ("number-not-set", "number-against-document", "report-too-late")
_NOTICE: Final = (
    "number-not-set",
    "number-against-document",
    "notice-not-posted",
    "notice-end-provisional",
    "notice-days-not-run",
    "objection-open",
    "objection-upheld",
)
CONDITIONS: Final[Mapping[str, Condition[PlanFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    ruled("eligibility-checked", "资格审查已完成", "eligibility checked", ("eligibility-unchecked",), _checked),
    ruled("pre-review-notice-over", "评前公示已结束", "the notice before the review is over", _NOTICE, _notice_over),
    ruled("committee-formed", "评委会已组成", "the committee is formed", ("committee-not-formed",), _committee),
    ruled("procedure-attached", "附评审具体程序", "the procedure is attached", ("procedure-missing",), _attached),
    own("day-set", "已定会议日期", "the meeting has a day", ("meeting-day-missing",), _day_set),
    ruled("reported-in-time", "提前报告", "reported in time", _LATE, _in_time),
    ruled(
        "approvals-complete",
        "应核准的部门均已核准",
        "every department has approved",
        ("number-not-set", "number-against-document", "approval-missing"),
        _approvals,
    ),
    own("not-twice", "本部门尚未核准", "not approved by this department yet", ("approved-already",), _not_twice),
)


def plan_table(rules: ReviewRules) -> StateTable[PlanFacts]:
    """The plan's table for one track; one department's approval alone is a step only where several must approve."""
    reporting = (
        *ALWAYS,
        "eligibility-checked",
        "pre-review-notice-over",
        "committee-formed",
        "procedure-attached",
        "day-set",
        "reported-in-time",
    )
    several = rules.stated("plan_approvals")
    rows = [
        *(Row(state, "report", REPORTED, reporting, "report-plan") for state in (DRAFTING, RETURNED)),
        Row(REPORTED, "withdraw", DRAFTING, (*ALWAYS, "reason-given"), who=OFFICE),
        Row(REPORTED, "approve", APPROVED, (*ALWAYS, "not-twice", "approvals-complete"), "approve-plan"),
        Row(REPORTED, "return", RETURNED, (*ALWAYS, "reason-given"), "approve-plan", SUPERVISOR),
        Row(APPROVED, "change", DRAFTING, (*ALWAYS, "reason-given"), who=OFFICE),
    ]
    if several is not None and several.value > 1:
        rows.insert(2, Row(REPORTED, "consent", REPORTED, (*ALWAYS, "not-twice"), "approve-plan"))
    return build(rules, FRAME, rows, CONDITIONS)
