"""On which conditions a round opens, and closes: each with whether it is met, and why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from zhicheng.procedure.application_states import (
    AT_DEPARTMENT,
    AT_EMPLOYER,
    ENDORSED,
    RETURNED_BY_DEPARTMENT,
    RETURNED_BY_EMPLOYER,
    STATES,
)
from zhicheng.procedure.notices import notice_rule
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.rounds_states import ROUND, Extension, RoundFacts
from zhicheng.procedure.state_table import refusals
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.numbers import NEEDED, round_numbers
from zhicheng.web.rounds.setting import chain_for, draft_allowed, pack_for, procedure_for, setting_of
from zhicheng.web.rounds.windows import tier_windows

Pair = tuple[str, str]
OFFICE = "committee-office"
IN_HAND = (AT_EMPLOYER, RETURNED_BY_EMPLOYER, AT_DEPARTMENT, RETURNED_BY_DEPARTMENT, ENDORSED)
"""States of applications handed in and still in somebody's hands below the committee; drafts may stay behind."""


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """A condition in words, and the reasons why it is not met (none: it is)."""

    say: Pair
    reasons: tuple[Refusal, ...]


def facts_of(round_: Round, today: dt.date, extensions: tuple[Extension, ...] = (), reason: str = "") -> RoundFacts:
    """What the rules need to know of a round; the page has been checked before (site/acts.py)."""
    chain = chain_for(round_)
    procedure, numbers = procedure_for(round_), round_numbers(round_.numbers)
    return RoundFacts(
        today=today,
        seen_version=round_.version,
        version=round_.version,
        tracks=1,
        chains=(chain,),
        numbers=tuple(notice_rule(procedure, numbers, key) for key in NEEDED),
        windows=tier_windows(round_.windows.all()),
        extensions=extensions,
        reason_given=bool(reason.strip()),
    )


def act_refusals(round_: Round, act: str, facts: RoundFacts) -> tuple[Refusal, ...]:
    """Why the office may not do an act on the round now, by the round's table."""
    return refusals(ROUND, round_.state, OFFICE, act, facts)


def policy_refusals(round_: Round, reason: str = "") -> tuple[Refusal, ...]:
    """Why the round's document can't be used: a draft not accepted with a reason, expired, or not yet in force then."""
    pack = pack_for(round_)
    if pack.status == "expired":
        return (_policy("policy-expired", "评价文件已经失效", "the policy has expired"),)
    if draft_allowed(round_) or reason.strip():
        return ()
    if pack.status == "draft":
        return (
            _policy("policy-is-draft", "评价文件还是征求意见稿，未正式施行", "the policy is a draft and not in force"),
        )
    as_of = setting_of(round_).dates.as_of
    if pack.in_force is not None and as_of < pack.in_force:
        zh, en = (
            f"评价文件自{pack.in_force}起施行，计算截止日为{as_of}",
            f"the policy is in force from {pack.in_force}, reckoned to {as_of}",
        )
        return (_policy("policy-not-in-force", zh, en),)
    return ()


def _policy(code: str, zh: str, en: str) -> Refusal:
    do = ("请等文件施行；确需先行的，写明理由后开放", "wait until it is in force, or open with a reason")
    return Refusal(code, (zh, en), do=do if code != "policy-expired" else ("请改用现行文件", "use the one in force"))


def opening_conditions(round_: Round, today: dt.date) -> tuple[ConditionShown, ...]:
    """Each condition for opening, with what is still in the way."""
    facts = facts_of(round_, today)
    row = ROUND.row("draft", "open")
    skipped = ["page-current", "tracks-named"]
    if isinstance(facts.chains[0], Refusal):
        skipped.append("windows-in-order")  # which windows there must be is not known without the tiers
    names = row.conditions if row is not None else ()
    shown = [_shown(name, facts) for name in names if name not in skipped]
    policy = ConditionShown(("评价文件已施行", "The policy is in force"), policy_refusals(round_))
    return (*shown, policy)


def closing_conditions(round_: Round, today: dt.date, counts: Mapping[str, int]) -> tuple[ConditionShown, ...]:
    """Each condition for closing; what is in hand below may stay behind with a reason."""
    in_hand = ConditionShown(("各级均已办结", "Nothing is in hand below"), in_hand_refusals(counts))
    return (_shown("windows-over", facts_of(round_, today)), in_hand)


def in_hand_refusals(counts: Mapping[str, int]) -> tuple[Refusal, ...]:
    """Why a round should not close yet: applications still in hand, by state (``counts``: state to how many)."""
    left = [
        (state, counts.get(state.name, 0)) for state in STATES if state.name in IN_HAND and counts.get(state.name, 0)
    ]
    if not left:
        return ()
    zh = "、".join(f"{state.staff[0]} {count} 件" for state, count in left)
    en = ", ".join(f"{count} {state.staff[1]}" for state, count in left)
    do = ("请待各级办结；确需结束的，写明理由", "wait until they are settled, or close with a reason")
    return (
        Refusal("applications-in-hand", (f"还有未办结的申报：{zh}", f"applications are still in hand: {en}"), do=do),
    )


def _shown(name: str, facts: RoundFacts) -> ConditionShown:
    condition = ROUND.conditions[name]
    return ConditionShown(condition.say, condition.reasons(facts))
