"""The meeting: convened after the plan is approved, open with enough members, closed, its minutes signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.calendar_years import Calendar
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.building import (
    ALWAYS,
    CHAIR,
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
    unbound,
    unless,
)
from zhicheng.procedure.review.counting import attendance_needed
from zhicheng.procedure.review.plan_states import report_refusals
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.state_table import Condition, Pair, State, StateTable

PREPARING, CONVENED, OPEN, ADJOURNED = "preparing", "convened", "open", "adjourned"
CLOSED, ANNOUNCED, SIGNED, ARCHIVED = "closed", "announced", "signed", "archived"

FRAME: Final = Frame(
    "meeting",
    ("评审会议", "meeting"),
    PREPARING,
    (
        State(PREPARING, ("评前准备中", "being prepared"), ("筹备中", "being prepared")),
        State(CONVENED, ("已安排评审会", "convened"), ("已通知", "convened")),
        State(OPEN, ("评审中", "under review"), ("进行中", "open")),
        State(ADJOURNED, ("评审中", "under review"), ("休会", "adjourned")),
        State(CLOSED, ("评审中", "under review"), ("已闭会", "closed")),
        State(ANNOUNCED, ("评审中", "under review"), ("已宣布投票结果", "announced")),
        State(SIGNED, ("评审会已结束", "over"), ("记录已签字", "minutes signed")),
        State(ARCHIVED, ("评审会已结束", "over"), ("已归档", "archived"), final=True),
    ),
    {
        "convene": ("召集会议", "convene the meeting"),
        "cancel": ("取消会议", "cancel the meeting"),
        "open": ("宣布开会", "open the meeting"),
        "adjourn": ("休会", "adjourn"),
        "resume": ("复会", "resume"),
        "close": ("闭会", "close the meeting"),
        "announce": ("宣布投票结果", "announce the result"),
        "sign": ("签署会议记录", "sign the minutes"),
        "archive": ("归档", "archive"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts(ActFacts):
    """A meeting and the act in question.

    ``plan_approved`` and the day planned and approved (``planned_day``), when it was ``reported_on``; whether the
    committee is the one that the approved plan names (``committee_as_approved``); ``members`` of
    the committee, those ``present``, whether chair or a deputy is (``chair_present``); ``applicants`` on the agenda,
    ``undecided`` among them, ``votes_open``; what the minutes still lack (``minutes_missing``), the committee's seal
    (``sealed``); ``key_destroyed``: the opening key of electronic votes is destroyed, or there was none.
    """

    today: dt.date
    calendar: Calendar
    plan_approved: bool
    planned_day: dt.date | None
    reported_on: dt.date | None
    committee_formed: bool
    committee_as_approved: bool
    members: int
    present: int
    chair_present: bool
    applicants: int
    undecided: int
    votes_open: int
    minutes_missing: tuple[Pair, ...]
    sealed: bool
    key_destroyed: bool


def quorum_refusals(rules: ReviewRules, members: int, present: int) -> Reasons:
    """Why too few of the ``members`` are present for the meeting or a vote; empty when they are enough."""
    needed = attendance_needed(rules, members)
    if isinstance(needed, Refusal):
        return (needed,)
    return unless(
        present >= needed,
        "attendance-too-low",
        (
            f"出席须不少于 {needed} 人（评委会 {members} 人），现 {present} 人",
            f"{needed} of {members} members must be present, {present} are",
        ),
        ("请待委员到齐", "wait for more members"),
        rules.clause("attendance"),
    )


def _approved(facts: MeetingFacts) -> Reasons:
    return unless(
        facts.plan_approved,
        "plan-not-approved",
        ("评审工作方案尚未核准", "the plan of the review is not approved"),
        ("请待监管部门核准", "wait for the approval"),
        facts.rules.clause("approve-plan"),
    )


def _formed(facts: MeetingFacts) -> Reasons:
    text = ("执行评委会尚未组成", "the committee is not formed")
    return unless(facts.committee_formed, "committee-not-formed", text, ("请先组成评委会", "form it first"))


def _as_approved(facts: MeetingFacts) -> Reasons:
    text = ("评委会组成与核准的方案不一致", "the committee is not the one of the approved plan")
    do = ("请变更方案并重新报告核准", "change the plan and have it approved anew")
    return unless(facts.committee_as_approved, "committee-changed", text, do, facts.rules.clause("report-plan"))


def _agenda(facts: MeetingFacts) -> Reasons:
    text = ("没有提交评审的申报人", "no applicant is on the agenda")
    return unless(facts.applicants > 0, "agenda-empty", text, ("请先编排议程", "make the agenda first"))


def _on_day(facts: MeetingFacts) -> Reasons:
    day = facts.planned_day
    return unless(
        day is not None and facts.today >= day,
        "meeting-before-its-day",
        (f"核准方案中的会议日期为 {day}", f"the approved plan has the meeting on {day}"),
        ("请按核准的日期开会，改期须变更方案", "meet on that day, or change the plan"),
    )


def _in_time(facts: MeetingFacts) -> Reasons:
    if facts.reported_on is None:
        text = ("评审工作方案尚未报告", "the plan has not been reported")
        return unless(False, "plan-not-reported", text, ("请先报告", "report it first"))
    return report_refusals(facts.rules, facts.calendar, facts.reported_on, facts.today)


def _chair(facts: MeetingFacts) -> Reasons:
    text = ("主任委员、副主任委员均未到会", "neither chair nor a deputy is present")
    do = ("由主任委员或副主任委员主持", "chair or a deputy presides")
    return unless(facts.chair_present, "chair-absent", text, do, facts.rules.clause("chair-presides"))


def _quorum(facts: MeetingFacts) -> Reasons:
    return quorum_refusals(facts.rules, facts.members, facts.present)


def _no_vote_open(facts: MeetingFacts) -> Reasons:
    text = (f"还有 {facts.votes_open} 项表决未结束", f"votes still open: {facts.votes_open}")
    return unless(not facts.votes_open, "vote-open", text, ("请先结束表决", "finish them first"))


def _decided(facts: MeetingFacts) -> Reasons:
    text = (f"还有 {facts.undecided} 名申报人未表决", f"applicants without a vote: {facts.undecided}")
    return unless(not facts.undecided, "applicants-undecided", text, ("请逐一表决", "vote on each of them"))


def _minutes(facts: MeetingFacts) -> Reasons:
    zh, en = "、".join(part[0] for part in facts.minutes_missing), ", ".join(part[1] for part in facts.minutes_missing)
    text = (f"会议记录缺少：{zh}", f"the minutes lack: {en}")
    return unless(not facts.minutes_missing, "minutes-incomplete", text, ("请补齐", "complete them"))


def _sealed(facts: MeetingFacts) -> Reasons:
    text = ("评审结果尚未加盖评审委员会印章", "the result does not bear the committee's seal")
    do = ("请用印后上传", "seal it and upload the scan")
    return unless(facts.sealed, "seal-missing", text, do, facts.rules.clause("announce-vote"))


def _key_destroyed(facts: MeetingFacts) -> Reasons:
    text = ("开票密钥尚未销毁", "the opening key is not destroyed")
    do = ("请在账本上登记销毁", "destroy it and have the ledger say so")
    return unless(facts.key_destroyed, "key-not-destroyed", text, do)


_NUMBER: Final = ("number-not-set", "number-against-document")
CONDITIONS: Final[Mapping[str, Condition[MeetingFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    ruled("plan-approved", "方案已核准", "the plan is approved", ("plan-not-approved",), _approved),
    own("committee-formed", "评委会已组成", "the committee is formed", ("committee-not-formed",), _formed),
    ruled("committee-as-approved", "评委会组成与方案一致", "as in the plan", ("committee-changed",), _as_approved),
    own("agenda-set", "有待评审的申报人", "applicants on the agenda", ("agenda-empty",), _agenda),
    own("on-planned-day", "不早于核准的日期", "not before its day", ("meeting-before-its-day",), _on_day),
    ruled(
        "reported-in-time",
        "方案提前报告",
        "the plan was reported in time",
        (*_NUMBER, "plan-not-reported", "report-too-late"),
        _in_time,
    ),
    own("chair-presides", "主任或副主任委员主持", "chair or deputy presides", ("chair-absent",), _chair),
    ruled("quorum", "出席人数符合规定", "enough members present", (*_NUMBER, "attendance-too-low"), _quorum),
    own("no-vote-open", "没有进行中的表决", "no vote is open", ("vote-open",), _no_vote_open),
    own("all-decided", "均已表决", "every applicant voted on", ("applicants-undecided",), _decided),
    own("minutes-complete", "会议记录完整", "the minutes are complete", ("minutes-incomplete",), _minutes),
    ruled("sealed", "已加盖评委会印章", "the committee's seal", ("seal-missing",), _sealed),
    own("key-destroyed", "开票密钥已销毁", "the opening key is destroyed", ("key-not-destroyed",), _key_destroyed),
)


_PLANNED: Final = ("plan-approved", "committee-formed", "committee-as-approved")
_OPENING: Final = (*_PLANNED, "on-planned-day", "reported-in-time", "chair-presides", "quorum")


def meeting_table(rules: ReviewRules) -> StateTable[MeetingFacts]:
    """The meeting's table for one track; announcing and sealing are steps only where the document orders them."""
    announced = rules.has("announce-vote")
    ended = ANNOUNCED if announced else CLOSED
    plan = rules.has("approve-plan")
    without = unbound(
        sealed=announced, plan_approved=plan, committee_as_approved=plan, on_planned_day=plan, reported_in_time=plan
    )
    return build(
        rules,
        FRAME,
        (
            Row(PREPARING, "convene", CONVENED, (*ALWAYS, *_PLANNED, "agenda-set"), who=OFFICE),
            Row(CONVENED, "cancel", PREPARING, (*ALWAYS, "reason-given"), who=OFFICE),
            Row(CONVENED, "open", OPEN, (*ALWAYS, *_OPENING), "vote", CHAIR),
            Row(OPEN, "adjourn", ADJOURNED, (*ALWAYS, "no-vote-open", "reason-given"), who=CHAIR),
            Row(ADJOURNED, "resume", OPEN, (*ALWAYS, "chair-presides", "quorum"), "vote", CHAIR),
            Row(OPEN, "close", CLOSED, (*ALWAYS, "no-vote-open", "all-decided"), who=CHAIR),
            Row(CLOSED, "announce", ANNOUNCED, ALWAYS, "announce-vote"),
            Row(ended, "sign", SIGNED, (*ALWAYS, "minutes-complete", "sealed"), who=CHAIR, cite="announce-vote"),
            Row(SIGNED, "archive", ARCHIVED, (*ALWAYS, "key-destroyed"), who=SUPERVISOR),
        ),
        CONDITIONS,
        without,
    )
