"""A case of a violation, and the entry in the integrity record that may follow from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

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
from zhicheng.procedure.review.consequences import NAMES, RECORD, due, offences, record_until
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.state_table import Condition, State, StateTable

REPORTED, EXAMINING, ESTABLISHED, APPLIED = "reported", "examining", "established", "applied"
DISMISSED, ANNULLED = "dismissed", "annulled"
DUE, RUNNING, EXPIRED = "due", "running", "expired"
EXAMINERS: Final = (*OFFICE, *SUPERVISOR)

SANCTION: Final = Frame(
    "sanction",
    ("违规处理", "sanction"),
    REPORTED,
    (
        State(REPORTED, ("有反映待核实", "reported"), ("有反映，待核实", "reported")),
        State(EXAMINING, ("核实中", "being examined"), ("核实中", "being examined")),
        State(ESTABLISHED, ("已核实", "established"), ("已核实，待处理", "established")),
        State(APPLIED, ("已处理", "dealt with"), ("已处理", "consequences applied"), final=True),
        State(DISMISSED, ("反映不实", "not confirmed"), ("不成立", "dismissed"), final=True),
        State(ANNULLED, ("处理已撤销", "annulled"), ("已撤销", "annulled"), final=True),
    ),
    {
        "take-up": ("开始核实", "take it up"),
        "dismiss": ("认定不成立", "dismiss"),
        "establish": ("认定违规", "establish the violation"),
        "apply": ("作出处理", "apply the consequences"),
        "annul": ("撤销处理", "annul"),
    },
)
INTEGRITY: Final = Frame(
    "integrity-record",
    ("诚信档案记录", "integrity record"),
    DUE,
    (
        State(DUE, ("待记入", "to be entered"), ("待记入", "to be entered")),
        State(RUNNING, ("记录期内", "on record"), ("记录期内", "on record")),
        State(EXPIRED, ("记录期满", "expired"), ("记录期满", "expired"), final=True),
        State(ANNULLED, ("已撤销", "annulled"), ("已撤销", "annulled"), final=True),
    ),
    {
        "enter": ("记入诚信档案", "enter it"),
        "expire": ("登记期满", "record the expiry"),
        "annul": ("撤销记录", "annul the entry"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionFacts(ActFacts):
    """A case and the act in question.

    ``offence`` as the pack names it; ``evidence``: pieces on file; ``heard``: the person was told and could answer;
    ``serious`` as found; ``title_given``: the applicant holds a title from this review; ``chosen``: the consequences
    that are to be applied.
    """

    offence: str
    evidence: int
    heard: bool
    serious: bool
    title_given: bool
    chosen: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrityFacts(ActFacts):
    """An entry and the act in question: whether its case is established or annulled, and when it was entered."""

    today: dt.date
    established: bool
    annulled: bool
    entered_on: dt.date | None


def _named(facts: SanctionFacts) -> Reasons:
    found = due(facts.rules, facts.offence, serious=facts.serious, title_given=facts.title_given)
    return (found,) if isinstance(found, Refusal) else ()


def _evidence(facts: SanctionFacts) -> Reasons:
    text = ("没有证据材料", "there is no evidence on file")
    return unless(facts.evidence > 0, "evidence-missing", text, ("请先录入", "file it first"))


def _heard(facts: SanctionFacts) -> Reasons:
    text = ("尚未听取当事人说明", "the person concerned has not been heard")
    return unless(facts.heard, "not-heard", text, ("请告知并记录其说明", "tell them and record the answer"))


def _exact(facts: SanctionFacts) -> Reasons:
    found = due(facts.rules, facts.offence, serious=facts.serious, title_given=facts.title_given)
    if isinstance(found, Refusal):
        return (found,)
    wanted = {one.kind: one for one in found}
    missing = [kind for kind in wanted if kind not in facts.chosen]
    beyond = sorted(facts.chosen - set(wanted))
    return (
        *(_consequence("consequence-missing", kind, wanted[kind].clause) for kind in missing),
        *(_consequence("consequence-beyond", kind, "") for kind in beyond),
    )


def _consequence(code: str, kind: str, clause: str) -> Refusal:
    zh, en = NAMES.get(kind, (kind, kind))
    if code == "consequence-missing":
        return Refusal(code, (f"缺少应作的处理：{zh}", f"a consequence is missing: {en}"), clause, ("请补上", "add it"))
    text = (f"文件没有规定的处理：{zh}", f"the document does not order it: {en}")
    return Refusal(code, text, clause, ("请去掉", "leave it out"))


def _case_established(facts: IntegrityFacts) -> Reasons:
    text = ("违规尚未核实", "the violation is not established")
    return unless(facts.established, "case-not-established", text, ("请先核实", "establish it first"))


def _case_annulled(facts: IntegrityFacts) -> Reasons:
    text = ("所依据的处理没有被撤销", "the sanction behind it stands")
    return unless(facts.annulled, "case-stands", text, ("请先撤销处理", "annul the sanction first"))


def _years_set(facts: IntegrityFacts) -> Reasons:
    number = facts.rules.number("integrity_record_years")
    return (number,) if isinstance(number, Refusal) else ()


def _expired(facts: IntegrityFacts) -> Reasons:
    if facts.entered_on is None:
        return unless(False, "not-entered", ("尚未记入", "it has not been entered"))
    until = record_until(facts.rules, facts.entered_on)
    if isinstance(until, Refusal):
        return (until,)
    text = (f"记录期至 {until} 止", f"it is on record until {until}")
    clause = facts.rules.clause("integrity_record_years")
    return unless(facts.today >= until, "record-still-runs", text, ("请待期满", "wait until then"), clause)


_NUMBER: Final = ("number-not-set", "number-against-document")
SANCTION_CONDITIONS: Final[Mapping[str, Condition[SanctionFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    ruled("offence-named", "属文件规定的情形", "named by the document", ("offence-not-named", *_NUMBER), _named),
    own("evidence-there", "有证据材料", "evidence is on file", ("evidence-missing",), _evidence),
    own("person-heard", "已听取说明", "the person was heard", ("not-heard",), _heard),
    ruled(
        "consequences-exact",
        "处理与文件规定一致",
        "exactly the document's consequences",
        ("offence-not-named", *_NUMBER, "consequence-missing", "consequence-beyond"),
        _exact,
    ),
)
INTEGRITY_CONDITIONS: Final[Mapping[str, Condition[IntegrityFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    ruled("case-established", "违规已核实", "the case is established", ("case-not-established",), _case_established),
    own("case-annulled", "处理已撤销", "the sanction is annulled", ("case-stands",), _case_annulled),
    ruled("years-set", "记录期限已定", "the years are set", _NUMBER, _years_set),
    ruled("years-run", "记录期满", "the years have run", (*_NUMBER, "not-entered", "record-still-runs"), _expired),
)


def sanction_table(rules: ReviewRules) -> StateTable[SanctionFacts]:
    """The table of a case for one track; its last step belongs to whom the document names."""
    return build(
        rules,
        SANCTION,
        (
            Row(REPORTED, "take-up", EXAMINING, ALWAYS, who=EXAMINERS),
            Row(EXAMINING, "dismiss", DISMISSED, (*ALWAYS, "reason-given"), who=EXAMINERS),
            Row(
                EXAMINING,
                "establish",
                ESTABLISHED,
                (*ALWAYS, "offence-named", "evidence-there", "person-heard", "reason-given"),
                who=EXAMINERS,
            ),
            Row(ESTABLISHED, "apply", APPLIED, (*ALWAYS, "consequences-exact"), "revoke"),
            *(
                Row(state, "annul", ANNULLED, (*ALWAYS, "reason-given"), who=SUPERVISOR)
                for state in (ESTABLISHED, APPLIED)
            ),
        ),
        SANCTION_CONDITIONS,
    )


def integrity_table(rules: ReviewRules) -> StateTable[IntegrityFacts]:
    """The table of an entry in the integrity record for one track."""
    return build(
        rules,
        INTEGRITY,
        (
            Row(
                DUE,
                "enter",
                RUNNING,
                (*ALWAYS, "case-established", "years-set"),
                "revoke",
                (),
                "integrity_record_years",
            ),
            Row(RUNNING, "expire", EXPIRED, (*ALWAYS, "years-run"), who=OFFICE, cite="integrity_record_years"),
            *(
                Row(state, "annul", ANNULLED, (*ALWAYS, "case-annulled", "reason-given"), who=SUPERVISOR)
                for state in (DUE, RUNNING)
            ),
        ),
        INTEGRITY_CONDITIONS,
    )


def names_record(rules: ReviewRules) -> bool:
    """Whether the document orders an integrity record at all."""
    return any(RECORD in item.then for item in rules.consequences) and bool(offences(rules))
