"""The arithmetic of a meeting, in whole numbers: attendance, base of the majority, votes needed.

A share is a fraction n/d; "at least" is compared by multiplying out, so that nothing is ever rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.rules import MEMBERS, ReviewRules, RuleNumber


@dataclass(frozen=True, slots=True)
class Room:
    """Who counts for one vote: members of the committee, those present at it, those recused for this applicant.

    ``recused`` counts among ``members``, ``recused_present`` among ``present``. Raises ValueError when that can't be.
    """

    members: int
    present: int
    recused: int = 0
    recused_present: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.recused_present <= min(self.recused, self.present) or self.present > self.members:
            raise ValueError("more people than there are")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A vote's outcome: passed or not, the votes needed, the base they were counted on."""

    passed: bool
    needed: int
    base: int


def attendance_needed(rules: ReviewRules, members: int) -> int | Refusal:
    """How many of ``members`` must be present for the meeting and each vote; a refusal when the share is not set."""
    share = rules.number("attendance")
    return share if isinstance(share, Refusal) else least(share.value, members)


def majority_base(rules: ReviewRules, room: Room) -> int | Refusal:
    """The number the majority is counted on: members or those present, recused ones in or out as the rules say."""
    share = rules.number("majority")
    if isinstance(share, Refusal):
        return share
    return _base(share, rules, room)


def outcome(rules: ReviewRules, room: Room, yes: int) -> Outcome | Refusal:
    """Whether ``yes`` votes carry; a base of nobody carries nothing. A refusal when the majority is not set."""
    share = rules.number("majority")
    if isinstance(share, Refusal):
        return share
    base = _base(share, rules, room)
    needed = least(share.value, base)
    return Outcome(base > 0 and yes >= needed, needed, base)


def least(share: Fraction, whole: int) -> int:
    """The least whole number that is at least ``share`` of ``whole``: two thirds of 25 are 17."""
    return -(-share.numerator * whole // share.denominator)


def _base(share: RuleNumber, rules: ReviewRules, room: Room) -> int:
    if share.base == MEMBERS:
        return room.members if rules.recused_counted else room.members - room.recused
    return room.present if rules.recused_counted else room.present - room.recused_present
