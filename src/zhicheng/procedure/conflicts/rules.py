"""What a tie comes to: by the document's clause, by the round's rule, or left open for the office.

The documents name 直系亲属 and leave the rest to people ("可能影响公正的"). Four of them have such a clause; where a
document is silent, the national rule stands in its place, marked as not verified. No document gives a number of
years: without one from the round, old ties stay open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.policy.attachments import Procedure
from zhicheng.procedure.conflicts.ties import RoundRule, Tie
from zhicheng.procedure.conflicts.words import (
    AUTHOR,
    BAR,
    BY_APPLICANT,
    CLAIM,
    CLAUSE,
    CONFLICT,
    DECLARED,
    DEFAULT,
    EMPLOYER,
    KIN,
    NATIONAL,
    NATIONAL_RULE,
    NEAR,
    NONE,
    OPEN,
    OWN,
    OWN_CASE,
    PACK,
    RECUSAL,
    ROUND,
    SUPERVISOR,
    TEXT,
    Pair,
)
from zhicheng.vocabulary.dates import add_years

RULE = "recusal"
"""The name of the clause on recusal in a pack's procedure."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What recusal rests on: the document's clause, or (``of`` national, not ``verified``) the national rule."""

    clause: str
    of: str = PACK
    verified: bool = True

    def plain(self) -> dict[str, Any]:
        """As the file of conflict facts holds it."""
        return {"clause": self.clause, "of": self.of, "verified": self.verified}

    @property
    def cited(self) -> Pair:
        """The ground as it is cited to people."""
        if self.of == PACK:
            return self.clause, self.clause
        return (
            f"{self.clause}（国家规章，未核对原文；本评价文件未作规定）",
            f"{self.clause} (national rule, not verified against its text; the document itself is silent)",
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """What a tie comes to before the office decides on it: outcome, how far it reaches, why, on what basis."""

    outcome: str
    scope: str
    why: Pair
    basis: str


def ground_of(procedure: Procedure | None) -> Ground:
    """What recusal rests on under a document's procedure."""
    for duty in procedure.rules if procedure is not None else ():
        if duty.name == RULE:
            return Ground("、".join(duty.cite))
    return Ground(NATIONAL_RULE, NATIONAL, verified=False)


def scope_of(kind: str) -> str:
    """How far a conflict of this kind reaches: one's own application and kin bar from the draw."""
    return BAR if kind in (OWN, KIN) else RECUSAL


def fixed(tie: Tie, ground: Ground) -> bool:
    """Whether the office can only find that the fact is not so: own application, and kin that the document names."""
    return tie.kind == OWN or (_near_kin(tie) and ground.of == PACK)


def judge(tie: Tie, rules: Mapping[str, RoundRule], as_of: dt.date, ground: Ground) -> Judged:
    """What a tie comes to by rule. ``rules``: the round's, by kind.

    Of a national rule that was not verified nothing is said to be named in it: near kin are then our careful default.

    A tie that only the applicant states is always open: nobody chooses judges by a mere word.
    """
    found = _by_rule(tie, rules.get(tie.kind), as_of, ground)
    if tie.stated_by == BY_APPLICANT and found.outcome != NONE:
        why = (f"申报人提出：{found.why[0]}", f"stated by the applicant: {found.why[1]}")
        return Judged(OPEN, found.scope, why, CLAIM)
    return found


def _by_rule(tie: Tie, rule: RoundRule | None, as_of: dt.date, ground: Ground) -> Judged:
    scope = scope_of(tie.kind)
    if tie.kind == OWN:
        return Judged(CONFLICT, scope, ("专家本人参加本次申报", "the expert applies in this round"), OWN_CASE)
    if _near_kin(tie):
        basis = TEXT if ground.of == PACK else DEFAULT
        return Judged(CONFLICT, scope, ("配偶或直系亲属", "spouse or direct kin"), basis)
    if tie.kind == EMPLOYER and lasting(tie, as_of) and (rule is None or rule.outcome == CONFLICT):
        basis = DEFAULT if rule is None else ROUND
        return Judged(CONFLICT, scope, ("现在同一单位", "they have the same employer now"), basis)
    if rule is not None:
        return _by_round(tie, rule, as_of)
    if tie.kind == SUPERVISOR:
        return Judged(CONFLICT, scope, ("导师与学生", "supervisor and student"), DEFAULT)
    if tie.kind == DECLARED:
        return Judged(CONFLICT, scope, ("已申请回避", "withdrawal was asked for"), DEFAULT)
    return Judged(OPEN, scope, _left_open(tie, ground), CLAUSE)


def _by_round(tie: Tie, rule: RoundRule, as_of: dt.date) -> Judged:
    scope = scope_of(tie.kind)
    if rule.years is None:
        return Judged(rule.outcome, scope, (f"本轮规定（{rule.source}）", f"rule of the round ({rule.source})"), ROUND)
    if tie.start is None and tie.end is None:
        why = ("没有日期，无法按本轮年限判断", "it has no date, so that the years of the round can't be reckoned")
        return Judged(OPEN, scope, why, ROUND)
    within = lasting(tie, as_of) or _last_day(tie) >= add_years(as_of, -rule.years)
    why = (
        f"本轮规定 {rule.years} 年内（{rule.source}），截至 {as_of}：{'在内' if within else '已超出'}",
        f"rule of the round: {rule.years} years ({rule.source}), by {as_of}: {'within' if within else 'beyond'}",
    )
    return Judged(rule.outcome if within else NONE, scope, why, ROUND)


def lasting(tie: Tie, as_of: dt.date) -> bool:
    """Whether a tie lasts on that day: common employment without an end, or with one still to come."""
    if tie.end is not None:
        return tie.end >= as_of
    return tie.kind in (EMPLOYER, KIN)


def _last_day(tie: Tie) -> dt.date:
    day = tie.end or tie.start
    assert day is not None  # asked only of ties with a date
    return day


def _near_kin(tie: Tie) -> bool:
    return tie.kind == KIN and tie.relation in NEAR


def _left_open(tie: Tie, ground: Ground) -> Pair:
    if tie.kind == KIN and ground.of == PACK:
        return (
            "条文列明的是直系亲属，其他亲属由人认定",
            "the clause names direct kin; other kin are for people to decide",
        )
    if tie.kind == EMPLOYER:
        return ("曾在同一单位，现已不在", "they once had the same employer")
    if tie.kind == AUTHOR:
        return ("有共同署名成果；年限未设定", "they have published together; no number of years is set")
    return ("是否可能影响公正，由人认定", "whether it may touch impartiality is left to people")
