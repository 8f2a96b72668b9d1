"""The expert pool: established, in force, adjusted when its term is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

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
    unbound,
    unless,
)
from zhicheng.procedure.review.experts import (
    Expert,
    pool_size_refusals,
    qualification_refusals,
    renewal_refusals,
    terms_stated,
)
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.state_table import Condition, State, StateTable

GATHERING, IN_FORCE, ADJUSTING = "gathering", "in-force", "adjusting"

FRAME: Final = Frame(
    "pool",
    ("专家库", "expert pool"),
    GATHERING,
    (
        State(GATHERING, ("组建中", "being gathered"), ("组建中", "being gathered")),
        State(IN_FORCE, ("已建立", "in force"), ("使用中", "in force"), final=True),
        State(ADJUSTING, ("调整中", "being adjusted"), ("调整中", "being adjusted")),
    ),
    {
        "establish": ("建立专家库", "establish the pool"),
        "add-expert": ("增补专家", "add an expert"),
        "remove-expert": ("移出专家", "take an expert out"),
        "begin-adjustment": ("开始调整", "begin the adjustment"),
        "finish-adjustment": ("完成调整", "finish the adjustment"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolFacts(ActFacts):
    """A pool and the act in question: its experts as they will be, chairs and deputies listed apart.

    ``candidate``: the expert the act adds, if any; ``members_before`` and ``renewed`` belong to an adjustment.
    """

    today: dt.date
    experts: tuple[Expert, ...]
    candidate: Expert | None
    chairs_listed: int
    deputies_listed: int
    members_before: int
    renewed: int


def _qualified(facts: PoolFacts) -> Reasons:
    return qualification_refusals(facts.rules, facts.experts, facts.today)


def _candidate(facts: PoolFacts) -> Reasons:
    if facts.candidate is None:
        text = ("没有选定专家", "no expert is named")
        return unless(False, "expert-missing", text, ("请选定专家", "name one"))
    return qualification_refusals(facts.rules, (facts.candidate,), facts.today)


def _large(facts: PoolFacts) -> Reasons:
    return pool_size_refusals(facts.rules, len(facts.experts))


def _chairs(facts: PoolFacts) -> Reasons:
    return unless(
        facts.chairs_listed > 0 and facts.deputies_listed > 0,
        "chairs-pool-missing",
        ("尚未建立主任委员、副主任委员库", "the pool of chairs and deputies is not there"),
        ("请先录入主任委员、副主任委员人选", "list chairs and deputies first"),
        facts.rules.clause("chairs-pool"),
    )


def _renewed(facts: PoolFacts) -> Reasons:
    return renewal_refusals(facts.rules, facts.members_before, facts.renewed)


CONDITIONS: Final[Mapping[str, Condition[PoolFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    ruled("experts-qualified", "专家均符合条件", "every expert qualified", ("expert-not-qualified",), _qualified),
    ruled(
        "candidate-qualified",
        "所增专家符合条件",
        "the expert added is qualified",
        ("expert-missing", "expert-not-qualified"),
        _candidate,
    ),
    ruled("pool-large-enough", "人数符合规定", "large enough", ("pool-too-small",), _large),
    ruled("chairs-listed", "主任委员库已建立", "chairs and deputies listed", ("chairs-pool-missing",), _chairs),
    ruled("renewed-enough", "调整比例符合规定", "enough renewed", ("renewal-too-small",), _renewed),
)


def pool_table(rules: ReviewRules) -> StateTable[PoolFacts]:
    """The pool's table for one track; bounds that its document does not state are not asked for."""
    sound = (*ALWAYS, "experts-qualified", "pool-large-enough", "chairs-listed")
    finished = (*sound, "renewed-enough")
    without = unbound(
        experts_qualified=terms_stated(rules),
        pool_large_enough=rules.stated("pool_size") is not None,
        renewed_enough=rules.stated("pool_renewal_share") is not None,
        chairs_listed=rules.duty("chairs-pool"),
    )
    return build(
        rules,
        FRAME,
        (
            Row(GATHERING, "establish", IN_FORCE, sound, who=OFFICE, cite="pool_size"),
            Row(IN_FORCE, "add-expert", IN_FORCE, (*ALWAYS, "candidate-qualified"), who=OFFICE),
            Row(IN_FORCE, "remove-expert", IN_FORCE, (*ALWAYS, "reason-given", "pool-large-enough"), who=OFFICE),
            Row(IN_FORCE, "begin-adjustment", ADJUSTING, ALWAYS, who=OFFICE, cite="pool_term_years"),
            Row(ADJUSTING, "finish-adjustment", IN_FORCE, finished, who=OFFICE, cite="pool_term_years"),
        ),
        CONDITIONS,
        without,
    )
