"""Re-examination (复查): an applicant asks that a review be looked at again; the vote stands or is ordered anew.

No document at hand orders it; it is recalled from rules that are not at hand. So its rows cite nothing, the time to
ask is the round's to set, and without a time set nobody is refused for being late.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.calendar_years import Calendar
from zhicheng.procedure.notices import notice_end
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.building import (
    ALWAYS,
    APPLICANT,
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
    unless,
)
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.state_table import Condition, State, StateTable

DRAFT, ASKED, EXAMINING, STANDS = "draft", "asked", "examining", "stands"
REPEAT_ORDERED, DECLINED, WITHDRAWN = "repeat-ordered", "declined", "withdrawn"

FRAME: Final = Frame(
    "reexamination",
    ("复查", "re-examination"),
    DRAFT,
    (
        State(DRAFT, ("填写中", "draft"), ("申请人填写中", "being written")),
        State(ASKED, ("已申请复查", "asked for"), ("待受理", "to be taken up")),
        State(EXAMINING, ("复查中", "being examined"), ("复查中", "being examined")),
        State(STANDS, ("维持原结果", "the result stands"), ("维持原结果", "the result stands"), final=True),
        State(REPEAT_ORDERED, ("将重新表决", "a new vote follows"), ("决定重新表决", "new vote ordered"), final=True),
        State(DECLINED, ("不予受理", "not taken up"), ("不予受理", "not taken up"), final=True),
        State(WITHDRAWN, ("已撤回", "withdrawn"), ("申请人已撤回", "withdrawn"), final=True),
    ),
    {
        "ask": ("申请复查", "ask for a re-examination"),
        "withdraw": ("撤回申请", "withdraw the request"),
        "take-up": ("受理", "take it up"),
        "decline": ("不予受理", "decline"),
        "decline-late": ("逾期不予受理", "decline as late"),
        "uphold-result": ("维持原结果", "let the result stand"),
        "order-repeat": ("决定重新表决", "order a new vote"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReexaminationFacts(ActFacts):
    """A request and the act in question.

    ``posted_on``: the day the result was posted (``None``: not yet); ``asked_on``: the day of the request;
    ``independent``: who examines had no part in the result; ``fault_found``: a fault of procedure is on record;
    ``finding_written``: what was found is written.
    """

    today: dt.date
    calendar: Calendar
    posted_on: dt.date | None
    asked_on: dt.date
    independent: bool
    fault_found: bool
    finding_written: bool


def _last_day(facts: ReexaminationFacts) -> dt.date | Refusal | None:
    """The last day to ask; ``None``: the result is not posted; a refusal: no time is set."""
    rule = facts.rules.notice("reexamination_days")
    if isinstance(rule, Refusal) or facts.posted_on is None:
        return rule if isinstance(rule, Refusal) else None
    return notice_end(rule, facts.posted_on, facts.calendar).latest_possible


def _posted(facts: ReexaminationFacts) -> Reasons:
    text = ("评审结果尚未公示", "the result is not posted yet")
    return unless(facts.posted_on is not None, "result-not-posted", text, ("请待公示", "wait until it is"))


def _in_time(facts: ReexaminationFacts) -> Reasons:
    last = _last_day(facts)
    late = isinstance(last, dt.date) and facts.today > last
    return unless(
        not late,
        "request-too-late",
        (f"申请复查的期限为 {last}", f"a re-examination could be asked for until {last}"),
        ("可向监管部门反映", "you can still write to the supervisor"),
        facts.rules.clause("reexamination_days"),
    )


def _late(facts: ReexaminationFacts) -> Reasons:
    last = _last_day(facts)
    if isinstance(last, Refusal):
        return (last,)
    text = (f"申请在期限（{last}）之内", f"the request came in time (until {last})")
    return unless(isinstance(last, dt.date) and facts.asked_on > last, "request-in-time", text)


def _independent(facts: ReexaminationFacts) -> Reasons:
    text = ("复查人员参与过原结果的作出", "who examines had a part in the result")
    return unless(facts.independent, "examiner-not-independent", text, ("请另派人员", "let somebody else examine"))


def _fault(facts: ReexaminationFacts) -> Reasons:
    text = ("没有登记程序上的差错", "no fault of procedure is on record")
    do = ("专业判断不因复查改变；请先登记查明的差错", "judgement is not redone; record the fault found")
    return unless(facts.fault_found, "no-fault-found", text, do)


def _written(facts: ReexaminationFacts) -> Reasons:
    text = ("没有写明复查情况", "the finding is not written")
    return unless(facts.finding_written, "finding-missing", text, ("请填写", "write it"))


CONDITIONS: Final[Mapping[str, Condition[ReexaminationFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    own("result-posted", "结果已公示", "the result is posted", ("result-not-posted",), _posted),
    own("asked-in-time", "在申请期限内（如有规定）", "in time, where a time is set", ("request-too-late",), _in_time),
    own(
        "asked-late",
        "已过规定的期限",
        "asked after the time that is set",
        ("number-not-set", "number-against-document", "request-in-time"),
        _late,
    ),
    own("independent", "复查人员未参与原结果", "who examines had no part", ("examiner-not-independent",), _independent),
    own("fault-found", "已查明程序差错", "a fault of procedure is found", ("no-fault-found",), _fault),
    own("finding-written", "已写明复查情况", "the finding is written", ("finding-missing",), _written),
)


def reexamination_table(rules: ReviewRules) -> StateTable[ReexaminationFacts]:
    """The table of a re-examination; the same for every track, and cited by none."""
    return build(
        rules,
        FRAME,
        (
            Row(DRAFT, "ask", ASKED, (*ALWAYS, "result-posted", "asked-in-time", "reason-given"), who=APPLICANT),
            *(Row(state, "withdraw", WITHDRAWN, ALWAYS, who=APPLICANT) for state in (ASKED, EXAMINING)),
            Row(ASKED, "take-up", EXAMINING, (*ALWAYS, "independent"), who=OFFICE),
            Row(ASKED, "decline", DECLINED, (*ALWAYS, "independent", "reason-given"), who=OFFICE),
            Row(ASKED, "decline-late", DECLINED, (*ALWAYS, "asked-late"), who=OFFICE),
            Row(EXAMINING, "uphold-result", STANDS, (*ALWAYS, "independent", "finding-written"), who=OFFICE),
            Row(
                EXAMINING,
                "order-repeat",
                REPEAT_ORDERED,
                (*ALWAYS, "independent", "finding-written", "fault-found"),
                who=SUPERVISOR,
            ),
        ),
        CONDITIONS,
    )
