"""The application from draft to the committee's door, as a table.

Draft, employer, departments, door: who may do what where, on which conditions. :func:`application_table` puts the
clauses of a track's own document into the rows; how many departments there are is the chain's matter, not the table's.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

from zhicheng.procedure.application_conditions import APPLICATION_CONDITIONS
from zhicheng.procedure.application_facts import ApplicationFacts
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.state_table import State, StateTable, Transition
from zhicheng.procedure.tiers import APPLICANT_TIER, DEPARTMENT, EMPLOYER, EMPLOYER_TIER, Chain

DRAFT, AT_EMPLOYER, AT_DEPARTMENT, ENDORSED, ARRIVED = "draft", "at-employer", "at-department", "endorsed", "arrived"
RETURNED_BY_EMPLOYER, RETURNED_BY_DEPARTMENT = "returned-by-employer", "returned-by-department"
WITHDRAWN, NOT_RECOMMENDED, NOT_ENDORSED = "withdrawn", "not-recommended", "not-endorsed"

STATES: Final = (
    State(DRAFT, ("填写中", "draft"), ("申报人填写中", "being filled in")),
    State(AT_EMPLOYER, ("单位审核中", "with your employer"), ("待单位审核", "with the employer")),
    State(
        RETURNED_BY_EMPLOYER,
        ("单位退回，请补正", "returned by your employer: please correct"),
        ("单位已退回，待申报人补正", "returned by the employer"),
    ),
    State(AT_DEPARTMENT, ("主管部门审核中", "with the department"), ("待主管部门审核", "with the department")),
    State(
        RETURNED_BY_DEPARTMENT,
        ("主管部门退回，请补正", "returned by the department: please correct"),
        ("主管部门已退回，待申报人补正", "returned by the department"),
    ),
    State(ENDORSED, ("主管部门审核通过，待报送", "endorsed, to be forwarded"), ("审核通过，待报送", "endorsed")),
    State(WITHDRAWN, ("已撤回", "withdrawn"), ("申报人已撤回", "withdrawn by the applicant"), final=True),
    State(
        NOT_RECOMMENDED,
        ("单位未推荐", "not recommended by your employer"),
        ("单位未推荐", "not recommended"),
        final=True,
    ),
    State(
        NOT_ENDORSED,
        ("主管部门审核未通过", "not endorsed by the department"),
        ("审核未通过", "not endorsed"),
        final=True,
    ),
    State(
        ARRIVED, ("已送达评委会", "arrived at the committee"), ("已报送评委会", "arrived at the committee"), final=True
    ),
)

APPLICANT: Final = ("applicant",)
EMPLOYERS: Final = ("employer", "personnel-agency")
DEPARTMENTS: Final = ("department",)

LABELS: Final = {
    "submit": ("提交申报", "submit"),
    "withdraw": ("撤回申报", "withdraw"),
    "reopen": ("重新填报", "take up again"),
    "resubmit": ("补正后重新提交", "resubmit after correction"),
    "post-notice": ("发布公示", "post the notice"),
    "settle-objection": ("处理异议", "settle an objection"),
    "close-notice": ("登记公示结束", "close the notice"),
    "return-items": ("退回补正", "return items"),
    "recommend": ("推荐", "recommend"),
    "refuse": ("不予推荐", "do not recommend"),
    "endorse": ("审核通过", "endorse"),
    "decline": ("审核不通过", "decline"),
    "take-back": ("收回审核意见", "take the endorsement back"),
    "forward": ("报送上一级", "forward to the next tier"),
    "hand-in": ("报送评委会", "hand in to the committee"),
}
"""Every act on an application, and how it is called."""

_ALWAYS: Final = ("page-current", "party")
_AT_WORK: Final = (*_ALWAYS, "round-open", "tier-window")
_PAPERS: Final = ("papers-complete", "commitment-given")
_NOTICE: Final = ("notice-closed", "notice-days-run", "objections-settled", "objections-remedied")
_ONWARD: Final = (*_AT_WORK, *_PAPERS, "items-answered", *_NOTICE, "rostered", "forms-complete")


def _row(state: str, act: str, who: tuple[str, ...], after: str, *conditions: str) -> Transition:
    return Transition(state, act, who, conditions, after, LABELS[act])


_DRAFTING: Final = (
    _row(
        DRAFT,
        "submit",
        APPLICANT,
        AT_EMPLOYER,
        *_ALWAYS,
        "round-open",
        "applicant-window",
        "policy-in-force",
        "way-chosen",
        *_PAPERS,
        "experts-confirmed",
    ),
    *(
        _row(state, "withdraw", APPLICANT, WITHDRAWN, *_ALWAYS)
        for state in (AT_EMPLOYER, RETURNED_BY_EMPLOYER, AT_DEPARTMENT, RETURNED_BY_DEPARTMENT)
    ),
    _row(WITHDRAWN, "reopen", APPLICANT, DRAFT, *_ALWAYS, "round-open", "applicant-window"),
    *(
        _row(state, "resubmit", APPLICANT, after, *_AT_WORK, *_PAPERS, "experts-confirmed", "items-answered")
        for state, after in ((RETURNED_BY_EMPLOYER, AT_EMPLOYER), (RETURNED_BY_DEPARTMENT, AT_DEPARTMENT))
    ),
)
_EMPLOYER: Final = (
    _row(
        AT_EMPLOYER,
        "post-notice",
        EMPLOYERS,
        AT_EMPLOYER,
        *_AT_WORK,
        "notice-rule-set",
        "papers-complete",
        "no-notice-running",
    ),
    *(
        _row(state, "settle-objection", EMPLOYERS, state, *_ALWAYS, "objection-waiting", "reason-given")
        for state in (AT_EMPLOYER, RETURNED_BY_EMPLOYER, AT_DEPARTMENT, RETURNED_BY_DEPARTMENT)
    ),
    _row(
        AT_EMPLOYER,
        "close-notice",
        EMPLOYERS,
        AT_EMPLOYER,
        *_ALWAYS,
        "notice-not-closed-yet",
        "notice-days-run",
        "objections-settled",
    ),
    _row(AT_EMPLOYER, "return-items", EMPLOYERS, RETURNED_BY_EMPLOYER, *_AT_WORK, "items-marked"),
    _row(
        AT_EMPLOYER,
        "recommend",
        EMPLOYERS,
        AT_DEPARTMENT,
        *_AT_WORK,
        *_PAPERS,
        "items-answered",
        "records-checked",
        "statement-given",
        "competition-recorded",
        *_NOTICE,
    ),
    _row(AT_EMPLOYER, "refuse", EMPLOYERS, NOT_RECOMMENDED, *_AT_WORK, "reason-given"),
)
_DEPARTMENT: Final = (
    _row(AT_DEPARTMENT, "return-items", DEPARTMENTS, RETURNED_BY_DEPARTMENT, *_AT_WORK, "items-marked"),
    _row(
        AT_DEPARTMENT,
        "endorse",
        DEPARTMENTS,
        ENDORSED,
        *_AT_WORK,
        *_PAPERS,
        "items-answered",
        *_NOTICE,
        "opinion-given",
    ),
    _row(AT_DEPARTMENT, "decline", DEPARTMENTS, NOT_ENDORSED, *_AT_WORK, "reason-given"),
    _row(ENDORSED, "take-back", DEPARTMENTS, AT_DEPARTMENT, *_AT_WORK, "reason-given"),
    _row(ENDORSED, "forward", DEPARTMENTS, AT_DEPARTMENT, *_ONWARD, "further-tier"),
    _row(ENDORSED, "hand-in", DEPARTMENTS, ARRIVED, *_ONWARD, "last-tier"),
)

APPLICATION: Final[StateTable[ApplicationFacts]] = StateTable(
    "application",
    ("申报", "application"),
    DRAFT,
    STATES,
    (*_DRAFTING, *_EMPLOYER, *_DEPARTMENT),
    APPLICATION_CONDITIONS,
    ROLES,
)
"""The application's table without the clauses of any document."""

_NOTICE_ACTS: Final = ("post-notice", "close-notice", "settle-objection")


@lru_cache(maxsize=64)
def application_table(chain: Chain) -> StateTable[ApplicationFacts]:
    """The table for one track: its rows cite the track's document, and only its own roles act as employer."""
    return replace(APPLICATION, transitions=tuple(_with_document(row, chain) for row in APPLICATION.transitions))


def _with_document(row: Transition, chain: Chain) -> Transition:
    if row.who == APPLICANT:
        return replace(row, clause=chain.apply_clause)
    kind = EMPLOYER if row.who == EMPLOYERS else DEPARTMENT
    tiers = [tier for tier in chain.tiers if tier.kind == kind]
    clause = "、".join(dict.fromkeys(label for tier in tiers for label in tier.clause.split("、") if label))
    who = tuple(dict.fromkeys(role for tier in tiers for role in tier.who))
    return replace(row, who=who, clause=chain.notice_clause or clause if row.act in _NOTICE_ACTS else clause)


STARTS_AFRESH: Final = ("reopen",)
"""Acts after which the papers are the applicant's again: what the employer checked, stated and posted before no
longer counts, for it was about other papers."""


def tier_after(chain: Chain, tier: int, act: str) -> int:
    """The number of the tier that holds the application after a permitted act; items returned stay with their tier.

    Raises:
        KeyError: there is no further tier to forward to.
    """
    if act in ("submit", "recommend", "forward"):
        following = {"submit": EMPLOYER_TIER, "recommend": EMPLOYER_TIER + 1}.get(act, tier + 1)
        return chain.tier(following).index
    return APPLICANT_TIER if act == "reopen" else tier
