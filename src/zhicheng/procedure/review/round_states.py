"""The second half of a round, from the close of applications to the archive, per track."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.review import meeting_states, result_states
from zhicheng.procedure.review.building import (
    ALWAYS,
    OFFICE,
    PAGE,
    PARTY,
    REASON,
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
from zhicheng.procedure.rounds_states import CLOSED
from zhicheng.procedure.state_table import Condition, State, StateTable

CHECKED, REVIEWING, DECIDED, PUBLISHED = "checked", "reviewing", "decided", "published"
CERTIFIED, ARCHIVED = "certified", "archived"

FRAME: Final = Frame(
    "review",
    ("年度评审", "the round's second half"),
    CLOSED,
    (
        State(CLOSED, ("资格审查中", "eligibility is checked"), ("申报已截止，资格审查", "eligibility is checked")),
        State(CHECKED, ("评前准备中", "being prepared"), ("资格审查完成，评前准备", "being prepared")),
        State(REVIEWING, ("评审中", "under review"), ("评审中", "under review")),
        State(DECIDED, ("结果公示中", "result on notice"), ("已评审，结果公示", "decided, on notice")),
        State(PUBLISHED, ("结果已公布", "published"), ("已公布，待发证", "published")),
        State(CERTIFIED, ("证书已颁发", "certificates issued"), ("证书已颁发", "certified")),
        State(ARCHIVED, ("已结束", "over"), ("已归档", "archived"), final=True),
    ),
    {
        "finish-checking": ("完成资格审查", "finish the check"),
        "reopen-checking": ("重新资格审查", "check anew"),
        "begin-review": ("进入评审", "begin the review"),
        "finish-meeting": ("结束评审会", "finish the meeting"),
        "confirm-publication": ("确认公布", "confirm the publication"),
        "finish-certificates": ("完成发证", "finish the certificates"),
        "archive": ("归档", "archive"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts(ActFacts):
    """A track of a round and the act in question, as the other tables have it.

    ``unchecked`` applicants, ``unrecommended`` ones (neither recommended nor declined nor exempt, where an
    intermediate committee recommends), ``plan_approved``, ``committee_formed``, the states of meeting and result,
    passed applicants without a certificate (``certificates_due``), objections, re-examinations and cases that are
    ``pending``.
    """

    unchecked: int
    unrecommended: int
    plan_approved: bool
    committee_formed: bool
    meeting_state: str
    result_state: str
    certificates_due: int
    pending: int


def _checked(facts: ReviewFacts) -> Reasons:
    text = (f"还有 {facts.unchecked} 人未完成资格审查", f"applicants not checked: {facts.unchecked}")
    return unless(not facts.unchecked, "eligibility-unchecked", text, ("请逐一审查", "check each of them"))


def _recommended(facts: ReviewFacts) -> Reasons:
    return unless(
        not facts.unrecommended,
        "recommendation-missing",
        (f"还有 {facts.unrecommended} 人未经中评委推荐", f"without the intermediate committee: {facts.unrecommended}"),
        ("请待中评委意见或登记例外", "wait for its opinion, or record an exception"),
        facts.rules.clause("intermediate-review"),
    )


def _approved(facts: ReviewFacts) -> Reasons:
    text = ("评审工作方案尚未核准", "the plan is not approved")
    do = ("请待核准", "wait for it")
    return unless(facts.plan_approved, "plan-not-approved", text, do, facts.rules.clause("approve-plan"))


def _formed(facts: ReviewFacts) -> Reasons:
    text = ("执行评委会尚未组成", "the committee is not formed")
    return unless(facts.committee_formed, "committee-not-formed", text, ("请先组成", "form it first"))


def _met(facts: ReviewFacts) -> Reasons:
    text = ("会议记录尚未签字", "the minutes are not signed")
    holds = facts.meeting_state in (meeting_states.SIGNED, meeting_states.ARCHIVED)
    return unless(holds, "minutes-not-signed", text, ("请先签署", "have them signed first"))


def _published(facts: ReviewFacts) -> Reasons:
    text = ("评审结果尚未公布", "the result is not published")
    holds = facts.result_state == result_states.PUBLISHED
    return unless(holds, "result-not-published", text, ("请待公布", "wait for it"), facts.rules.clause("publish"))


def _certified(facts: ReviewFacts) -> Reasons:
    text = (f"还有 {facts.certificates_due} 份证书未颁发", f"certificates still due: {facts.certificates_due}")
    return unless(not facts.certificates_due, "certificates-due", text, ("请颁发", "issue them"))


def _nothing_pending(facts: ReviewFacts) -> Reasons:
    text = (f"还有 {facts.pending} 件异议、复查或案件未办结", f"objections, re-examinations, cases: {facts.pending}")
    return unless(not facts.pending, "matters-pending", text, ("请先办结", "settle them first"))


def _archived(facts: ReviewFacts) -> Reasons:
    text = ("评审会议尚未归档", "the meeting is not archived")
    holds = facts.meeting_state == meeting_states.ARCHIVED
    return unless(holds, "meeting-not-archived", text, ("请先归档会议", "archive it first"))


CONDITIONS: Final[Mapping[str, Condition[ReviewFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    ruled("eligibility-checked", "资格审查完成", "eligibility checked", ("eligibility-unchecked",), _checked),
    ruled("recommended", "均经中评委推荐或例外", "recommended or exempt", ("recommendation-missing",), _recommended),
    own("plan-approved", "方案已核准", "the plan is approved", ("plan-not-approved",), _approved),
    own("committee-formed", "评委会已组成", "the committee is formed", ("committee-not-formed",), _formed),
    own("minutes-signed", "会议记录已签字", "the minutes are signed", ("minutes-not-signed",), _met),
    own("result-published", "结果已公布", "the result is published", ("result-not-published",), _published),
    own("certificates-issued", "证书均已颁发", "every certificate issued", ("certificates-due",), _certified),
    own("nothing-pending", "没有未办结事项", "nothing is pending", ("matters-pending",), _nothing_pending),
    own("meeting-archived", "会议已归档", "the meeting is archived", ("meeting-not-archived",), _archived),
)


def review_table(rules: ReviewRules) -> StateTable[ReviewFacts]:
    """The second half of a round for one track."""
    without = set() if rules.has("intermediate-review") else {"recommended"}
    without |= set() if rules.has("approve-plan") else {"plan-approved"}
    checking = (*ALWAYS, "eligibility-checked", "recommended")
    ending = (*ALWAYS, "certificates-issued", "nothing-pending", "meeting-archived")
    return build(
        rules,
        FRAME,
        (
            Row(CLOSED, "finish-checking", CHECKED, checking, "check-eligibility"),
            Row(CHECKED, "reopen-checking", CLOSED, (*ALWAYS, "reason-given"), "check-eligibility"),
            Row(CHECKED, "begin-review", REVIEWING, (*checking, "plan-approved", "committee-formed"), who=OFFICE),
            Row(REVIEWING, "finish-meeting", DECIDED, (*ALWAYS, "minutes-signed"), who=OFFICE),
            Row(DECIDED, "confirm-publication", PUBLISHED, (*ALWAYS, "result-published"), who=OFFICE),
            Row(PUBLISHED, "finish-certificates", CERTIFIED, (*ALWAYS, "certificates-issued"), who=OFFICE),
            Row(CERTIFIED, "archive", ARCHIVED, ending, who=OFFICE),
        ),
        CONDITIONS,
        without,
    )
