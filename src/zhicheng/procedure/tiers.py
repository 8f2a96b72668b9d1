"""The chain an application goes through before the committee: applicant, employer, departments.

It is read off the steps of the track's own document. What a document leaves open (several departments one above
the other, or the whole chain) is set by the round with its source; no chain is borrowed from another document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from zhicheng.policy.attachments import Duty, Procedure
from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.roles import ROLES

APPLICANT_TIER: Final = 0
EMPLOYER_TIER: Final = 1
"""Tiers by number: the applicant, the employer, then the departments from the lowest up."""

EMPLOYER, DEPARTMENT = "employer", "department"
_EMPLOYERS: Final = ("employer", "personnel-agency")
_BEFORE: Final = ("applicant", *_EMPLOYERS, DEPARTMENT)
_COMPETITION: Final = ("public-institution-posts", "institution-posts")
"""The rules of packs by which public institutions hold a competition for posts before they recommend."""


@dataclass(frozen=True, slots=True)
class RoundTier:
    """A tier that the round sets: ``employer`` or ``department``, its name, who acts for it, where that is written."""

    kind: str
    name: tuple[str, str]
    source: str
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of the chain: its number (1: employer), the roles that act for it, the steps of the pack it does."""

    index: int
    kind: str
    name: tuple[str, str]
    who: tuple[str, ...]
    steps: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The way of an application up to the committee's door, with the clauses that order it (empty: none does).

    ``door`` is the role that receives it. ``experts`` recommend it where it applies by self-score.
    """

    tiers: tuple[Tier, ...]
    door: str
    apply_clause: str
    notice_clause: str
    competition_clause: str
    experts: int
    experts_clause: str

    def tier(self, index: int) -> Tier:
        """The tier of that number, from 1.

        Raises:
            KeyError: the chain has no such tier.
        """
        for tier in self.tiers:
            if tier.index == index:
                return tier
        raise KeyError(index)

    @property
    def last(self) -> int:
        """The number of the last tier, the one that hands in to the committee."""
        return self.tiers[-1].index


def tiers_of(procedure: Procedure | None, round_tiers: Sequence[RoundTier] = ()) -> Chain | Refusal:
    """The chain of a track: from its document, completed by the round.

    A refusal where document and round together leave the employer or the department unset (``tiers-not-set``), or
    where the round's tiers are not an employer at most, then departments (``tiers-out-of-order``).
    """
    kinds = [tier.kind for tier in round_tiers]
    if kinds not in ([EMPLOYER] * head + [DEPARTMENT] * (len(kinds) - head) for head in (0, 1)):
        return _out_of_order()
    own = {kind: _own_tier(procedure, kind) for kind in (EMPLOYER, DEPARTMENT)}
    tiers: list[Tier] = []
    for kind in (EMPLOYER, DEPARTMENT):
        here = [_round_tier(tier, own[kind]) for tier in round_tiers if tier.kind == kind]
        written = own[kind]
        tiers.extend(here or ([written] if written is not None else ()))
        if not here and written is None:
            return _not_set(kind)
    return _chain(procedure, tuple(replace(tier, index=number) for number, tier in enumerate(tiers, EMPLOYER_TIER)))


def competition_rule(procedure: Procedure | None) -> Duty | None:
    """The document's rule that a public institution holds a competition for posts first; ``None``: it has none."""
    return next((rule for rule in _rules(procedure) if rule.name in _COMPETITION), None)


def steps_before_committee(procedure: Procedure | None) -> tuple[Duty, ...]:
    """The steps of applicant, employer and departments, up to the first step that is the committee's."""
    return tuple(duty for duty in _steps(procedure)[: _door_at(procedure)] if set(duty.who) & set(_BEFORE))


def steps_from_committee(procedure: Procedure | None) -> tuple[Duty, ...]:
    """The steps from the committee's door on."""
    return _steps(procedure)[_door_at(procedure) :]


def _steps(procedure: Procedure | None) -> tuple[Duty, ...]:
    return procedure.steps if procedure is not None else ()


def _rules(procedure: Procedure | None) -> tuple[Duty, ...]:
    return procedure.rules if procedure is not None else ()


def _door_at(procedure: Procedure | None) -> int:
    """Where the committee's steps begin: the first that is not wholly the others', after the first that is."""
    begun = False
    steps = _steps(procedure)
    for place, duty in enumerate(steps):
        if set(duty.who) <= set(_BEFORE):
            begun = True
        elif begun:
            return place
    return len(steps)


def _own_tier(procedure: Procedure | None, kind: str) -> Tier | None:
    """The tier of the document itself: all steps of that kind together."""
    roles = _EMPLOYERS if kind == EMPLOYER else (DEPARTMENT,)
    steps = [duty for duty in steps_before_committee(procedure) if set(duty.who) & set(roles)]
    if not steps:
        return None
    who = tuple(role for role in roles if any(role in duty.who for duty in steps))
    return Tier(0, kind, ROLES[kind], who, tuple(duty.name for duty in steps), _cite(steps))


def _round_tier(tier: RoundTier, own: Tier | None) -> Tier:
    """A tier of the round: it keeps steps, roles and clause of the document's tier where there is one."""
    who = tier.who or (own.who if own is not None else (tier.kind,))
    if own is None:
        return Tier(0, tier.kind, tier.name, who, (), tier.source)
    return replace(own, name=tier.name, who=who)


def _chain(procedure: Procedure | None, tiers: tuple[Tier, ...]) -> Chain:
    before = steps_before_committee(procedure)
    numbers = procedure.numbers if procedure is not None else {}
    experts, notice = numbers.get("recommending_experts"), numbers.get("employer_notice_days")
    competition = competition_rule(procedure)
    following = steps_from_committee(procedure)
    door = (
        "intermediate-committee" if following and "intermediate-committee" in following[0].who else "committee-office"
    )
    return Chain(
        tiers,
        door,
        _cite(duty for duty in before if "applicant" in duty.who),
        "、".join(notice.cite) if notice is not None else "",
        "、".join(competition.cite) if competition is not None else "",
        int(experts.value) if experts is not None else 0,
        "、".join(experts.cite) if experts is not None else "",
    )


def _cite(duties: Iterable[Duty]) -> str:
    return "、".join(dict.fromkeys(label for duty in duties for label in duty.cite))


def _not_set(kind: str) -> Refusal:
    zh, en = ROLES[kind]
    return Refusal(
        "tiers-not-set",
        (
            f"本评价文件未写明{zh}的审核环节，年度通知也未设定",
            f"neither the document nor the round sets the {en}'s step",
        ),
        do=("请在年度设置中设定各级审核单位并注明依据", "set the tiers in the round, with their source"),
    )


def _out_of_order() -> Refusal:
    return Refusal(
        "tiers-out-of-order",
        ("各级顺序应为：用人单位（至多一级），其后为主管部门", "the tiers are one employer at most, then departments"),
        do=("请调整顺序", "put them in this order"),
    )
