"""One seat of the committee: drawn, accepted or declined by the expert, then drawn anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.review.building import (
    ALWAYS,
    EXPERT,
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
from zhicheng.procedure.state_table import Condition, State, StateTable

DRAWN, ACCEPTED, DECLINED, REPLACED = "drawn", "accepted", "declined", "replaced"

FRAME: Final = Frame(
    "seat",
    ("评委席位", "seat"),
    DRAWN,
    (
        State(DRAWN, ("待您答复", "waiting for your answer"), ("已抽中，待答复", "drawn, to be answered")),
        State(ACCEPTED, ("已接受", "accepted"), ("已接受", "accepted"), final=True),
        State(DECLINED, ("已谢绝", "declined"), ("空缺", "open")),
        State(REPLACED, ("已由他人递补", "replaced"), ("已递补", "replaced"), final=True),
    ),
    {
        "accept": ("接受", "accept"),
        "decline": ("谢绝", "decline"),
        "mark-unanswered": ("登记未答复", "mark as unanswered"),
        "withdraw": ("退出", "withdraw"),
        "recuse": ("通知回避", "order the recusal"),
        "replace": ("登记递补", "record the replacement"),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFacts(ActFacts):
    """A seat and the act in question.

    ``conflicts_declared``: the expert has answered the question for ties; ``total_conflict``: a tie keeps the expert
    from the whole review; ``answer_until``: the day that the invitation names; ``replacement_recorded``: a new draw.
    """

    today: dt.date
    conflicts_declared: bool
    total_conflict: bool
    answer_until: dt.date
    replacement_recorded: bool


def _declared(facts: SeatFacts) -> Reasons:
    text = ("尚未申报回避事项", "conflicts have not been declared")
    do = ("请先填写回避申报，没有也须写明", "declare them first, or that there are none")
    return unless(facts.conflicts_declared, "conflicts-not-declared", text, do)


def _free(facts: SeatFacts) -> Reasons:
    text = ("与本次评审有利害关系，应当回避", "a tie to this review bars the expert")
    do = ("请谢绝本次邀请", "decline the invitation")
    return unless(not facts.total_conflict, "expert-conflicted", text, do, facts.rules.clause("recusal"))


def _tied(facts: SeatFacts) -> Reasons:
    text = ("没有登记应当回避的关系", "no tie that bars the expert is on record")
    return unless(facts.total_conflict, "no-conflict", text, ("请先登记关系和来源", "record it with its source"))


def _overdue(facts: SeatFacts) -> Reasons:
    until = facts.answer_until
    text = (f"答复期到 {until} 止", f"the answer may come until {until}")
    return unless(facts.today > until, "answer-not-due", text, ("请待期满", "wait until then"))


def _replaced(facts: SeatFacts) -> Reasons:
    text = ("没有新的抽取记录", "no new draw is on record")
    do = ("递补须重新抽取，不得用候补名单", "replacements are drawn anew, never taken from a list")
    return unless(facts.replacement_recorded, "replacement-not-drawn", text, do)


CONDITIONS: Final[Mapping[str, Condition[SeatFacts]]] = named(
    own(*PAGE),
    own(*PARTY),
    own(*REASON),
    own("conflicts-declared", "已申报回避事项", "conflicts declared", ("conflicts-not-declared",), _declared),
    ruled("free-of-conflict", "没有应回避的关系", "no tie that bars", ("expert-conflicted",), _free),
    ruled("conflict-known", "已登记应回避的关系", "a tie that bars is on record", ("no-conflict",), _tied),
    own("answer-overdue", "答复期已过", "the time to answer is over", ("answer-not-due",), _overdue),
    own("replacement-drawn", "递补经抽取", "the replacement is drawn", ("replacement-not-drawn",), _replaced),
)


def seat_table(rules: ReviewRules) -> StateTable[SeatFacts]:
    """The seat's table for one track; a recusal cites the document only where it orders one."""
    return build(
        rules,
        FRAME,
        (
            Row(DRAWN, "accept", ACCEPTED, (*ALWAYS, "conflicts-declared", "free-of-conflict"), who=EXPERT),
            Row(DRAWN, "decline", DECLINED, (*ALWAYS, "reason-given"), who=EXPERT),
            Row(DRAWN, "mark-unanswered", DECLINED, (*ALWAYS, "answer-overdue"), who=OFFICE),
            Row(ACCEPTED, "withdraw", DECLINED, (*ALWAYS, "reason-given"), who=EXPERT),
            *(
                Row(state, "recuse", DECLINED, (*ALWAYS, "conflict-known", "reason-given"), who=OFFICE, cite="recusal")
                for state in (DRAWN, ACCEPTED)
            ),
            Row(DECLINED, "replace", REPLACED, (*ALWAYS, "replacement-drawn"), "draw"),
        ),
        CONDITIONS,
    )
