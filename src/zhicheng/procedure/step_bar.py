"""The way of an application as a row of steps: what is done, what is current, what is ahead, and where today is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from zhicheng.policy.attachments import Duty, Procedure
from zhicheng.procedure.application_facts import TierWindow
from zhicheng.procedure.application_states import (
    ARRIVED,
    DRAFT,
    ENDORSED,
    NOT_ENDORSED,
    NOT_RECOMMENDED,
    RETURNED_BY_DEPARTMENT,
    RETURNED_BY_EMPLOYER,
    WITHDRAWN,
)
from zhicheng.procedure.roles import ROLES
from zhicheng.procedure.tiers import APPLICANT_TIER, EMPLOYER, Chain, Tier, steps_before_committee, steps_from_committee

Pair = tuple[str, str]

DONE, CURRENT, AHEAD, FAILED = "done", "current", "ahead", "failed"

STEP_NAMES: Final[Mapping[str, Pair]] = {
    "announce-vote": ("宣布结果", "announcement"),
    "approve-plan": ("核准方案", "plan approved"),
    "certificate": ("颁发证书", "certificate"),
    "certify": ("颁发证书", "certificate"),
    "check-eligibility": ("资格审查", "eligibility check"),
    "draw": ("抽取评委", "draw"),
    "draw-committee": ("抽取评委", "draw"),
    "file-result": ("结果备案", "filing"),
    "group-review": ("专业评议", "specialty group"),
    "handle-objections": ("处理异议", "objections"),
    "intermediate-review": ("中评委推荐", "intermediate committee"),
    "interview": ("面试答辩", "defence"),
    "issue-result": ("发文公布", "publication"),
    "publish": ("发文公布", "publication"),
    "report-plan": ("报告方案", "plan reported"),
    "result-notice": ("结果公示", "notice of the result"),
    "settle-objections": ("处理异议", "objections"),
    "vote": ("评委会表决", "vote"),
}
"""Short names of the packs' steps after the committee's door; one that is not here goes by who does it."""

_NOTES: Final[Mapping[str, Pair]] = {
    RETURNED_BY_EMPLOYER: ("退回补正中", "returned for correction"),
    RETURNED_BY_DEPARTMENT: ("退回补正中", "returned for correction"),
    ENDORSED: ("审核通过，待报送", "endorsed, to be forwarded"),
    WITHDRAWN: ("已撤回", "withdrawn"),
    NOT_RECOMMENDED: ("未推荐", "not recommended"),
    NOT_ENDORSED: ("审核未通过", "not endorsed"),
}
_ENDED: Final = (WITHDRAWN, NOT_RECOMMENDED, NOT_ENDORSED)


@dataclass(frozen=True, slots=True)
class BarStep:
    """One step: a key, its short name, who does it, what the document says of it (several duties: several lines).

    ``state`` is done, current, ahead or failed; ``note`` says more about the current or failed one, else empty.
    ``opens`` and ``closes`` are its window where the round sets one; ``tier`` its number, ``None`` after the door.
    """

    key: str
    name: Pair
    who: tuple[str, ...]
    says: tuple[Pair, ...]
    clause: str
    state: str
    note: Pair
    opens: dt.date | None
    closes: dt.date | None
    tier: int | None


@dataclass(frozen=True, slots=True)
class StepBar:
    """The steps in order; ``today_at`` is the place of the step in whose time today lies, ``None`` when in none.

    That is the first step whose closing day has not passed, unless it has not opened yet.
    """

    steps: tuple[BarStep, ...]
    today: dt.date
    today_at: int | None


def step_bar(
    procedure: Procedure | None,
    chain: Chain,
    state: str,
    tier: int,
    windows: Sequence[TierWindow],
    today: dt.date,
    later_windows: Mapping[str, TierWindow] | None = None,
) -> StepBar:
    """The step bar of an application in ``state`` that ``tier`` holds.

    ``windows`` go by tier number, the applicant's first; ``later_windows`` by the name of the pack's step after the
    door. Where a document names no step after the door, its receiver stands there alone.
    """
    steps = [
        *_tier_steps(procedure, chain, state, tier, windows),
        *_later_steps(procedure, chain, state, later_windows or {}),
    ]
    return StepBar(tuple(steps), today, _today_at(steps, today))


def _tier_steps(
    procedure: Procedure | None, chain: Chain, state: str, holder: int, windows: Sequence[TierWindow]
) -> list[BarStep]:
    duties = {duty.name: duty for duty in steps_before_committee(procedure)}
    held = APPLICANT_TIER if state == DRAFT else holder
    applying = tuple(duty for duty in duties.values() if "applicant" in duty.who)
    found = [
        _tier_step(
            ("apply", ("个人申报", "application"), ("applicant",), applying, 0),
            state,
            held,
            windows,
            chain.apply_clause,
        )
    ]
    for tier in chain.tiers:
        says = tuple(duties[name] for name in tier.steps if name in duties)
        found.append(
            _tier_step((_key(tier), _name(tier), tier.who, says, tier.index), state, held, windows, tier.clause)
        )
    return found


Head = tuple[str, Pair, tuple[str, ...], tuple[Duty, ...], int]


def _tier_step(head: Head, state: str, held: int, windows: Sequence[TierWindow], clause: str) -> BarStep:
    key, name, who, duties, tier = head
    window = windows[tier] if tier < len(windows) else TierWindow(None, None)
    if state == ARRIVED or tier < held:
        now = DONE
    elif tier > held:
        now = AHEAD
    else:
        now = FAILED if state in _ENDED else CURRENT
    note = _NOTES.get(state, ("", "")) if now in (CURRENT, FAILED) else ("", "")
    says = tuple(duty.say for duty in duties)
    return BarStep(key, name, who, says, clause, now, note, window.opens, window.closes, tier)


def _key(tier: Tier) -> str:
    return f"tier-{tier.index}"


def _name(tier: Tier) -> Pair:
    if tier.name != ROLES[tier.kind]:
        return tier.name
    return ("单位推荐", "employer") if tier.kind == EMPLOYER else ("主管部门审核", "department")


def _later_steps(
    procedure: Procedure | None, chain: Chain, state: str, windows: Mapping[str, TierWindow]
) -> list[BarStep]:
    found = []
    for place, duty in enumerate(steps_from_committee(procedure)):
        window = windows.get(duty.name, TierWindow(None, None))
        now = CURRENT if state == ARRIVED and not place else AHEAD
        name = STEP_NAMES.get(duty.name, ROLES[duty.who[0]])
        clause = "、".join(duty.cite)
        says = (duty.say,)
        found.append(BarStep(duty.name, name, duty.who, says, clause, now, ("", ""), window.opens, window.closes, None))
    if found:
        return found
    now = CURRENT if state == ARRIVED else AHEAD
    return [BarStep("door", ROLES[chain.door], (chain.door,), (), "", now, ("", ""), None, None, None)]


def _today_at(steps: Sequence[BarStep], today: dt.date) -> int | None:
    for place, step in enumerate(steps):
        if step.closes is not None and today <= step.closes:
            return place if step.opens is None or step.opens <= today else None
    return None
