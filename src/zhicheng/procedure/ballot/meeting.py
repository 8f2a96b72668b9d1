"""The meeting's numbers: attendance, base and majority, in integers only; what the chair may open, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from zhicheng.procedure.refusal import Refusal

TWO_THIRDS: Final = Fraction(2, 3)

Base = Literal["present", "members"]


@dataclass(frozen=True, slots=True)
class Majority:
    """How many yes pass: ``share`` of ``base``; ``recused_counted``: the recused stay in the base.

    Default: two thirds of those present, the recused among them; the minutes name it (:func:`majority_sentence`).
    """

    share: Fraction = TWO_THIRDS
    base: Base = "present"
    recused_counted: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """The ballots on one applicant. ``missing``: eligible members without a ballot; none of these but yes is a yes."""

    yes: int
    no: int = 0
    blank: int = 0
    spoiled: int = 0
    missing: int = 0

    @property
    def cast(self) -> int:
        """Ballots in the box."""
        return self.yes + self.no + self.blank + self.spoiled


def attended(share: Fraction, members: int, there: int) -> bool:
    """Whether at least ``share`` of the members is there."""
    return share.denominator * there >= share.numerator * members


def needed(share: Fraction, base: int) -> int:
    """The smallest number that is at least ``share`` of ``base``."""
    return -(-share.numerator * base // share.denominator)


def base_of(rule: Majority, members: Collection[str], there: Collection[str], recused: Collection[str]) -> int:
    """The number that the share of yes is taken of, for one applicant."""
    counted = frozenset(there if rule.base == "present" else members)
    return len(counted if rule.recused_counted else counted - frozenset(recused))


def passed(rule: Majority, yes: int, base: int) -> bool:
    """Whether the yes are enough: a share of 2/3 asks ``3*yes >= 2*base``."""
    return rule.share.denominator * yes >= rule.share.numerator * base


def attendance_refusals(share: Fraction, members: Collection[str], there: Collection[str]) -> tuple[Refusal, ...]:
    """Why no vote opens on an applicant: too few of the members are there (present now and at the deliberation).

    Members are codes; ``there`` holds nobody else, or that is the reason.
    """
    strangers = sorted(frozenset(there) - frozenset(members))
    if strangers:
        named = "、".join(strangers)
        return (
            Refusal(
                "not-a-member",
                (f"不是本次评委会成员：{named}", f"not members of this committee: {named}"),
                do=("请核对签到名单", "check the attendance list"),
            ),
        )
    if attended(share, len(members), len(there)):
        return ()
    least = needed(share, len(members))
    return (
        Refusal(
            "too-few-present",
            (
                f"到会并参加评议的评委 {len(there)} 人，不足 {least} 人（全体 {len(members)} 人的 {share}），不能表决",
                f"{len(there)} members are there, fewer than {least} ({share} of {len(members)}); no vote opens",
            ),
            do=("请等候评委到会，或改期表决", "wait for members, or vote another day"),
        ),
    )


def majority_sentence(rule: Majority, source: str) -> tuple[str, str]:
    """The rule as the minutes name it: a pair (Chinese, English)."""
    who = ("出席本项表决的评委", "the members present at the vote") if rule.base == "present" else _ALL
    recused = ("含", "included") if rule.recused_counted else ("不含", "not included")
    share = rule.share
    return (
        f"以{who[0]}（{recused[0]}回避人员）为基数，赞成票不少于 {share} 为通过；弃权、废票、缺票均不计为赞成（{source}）",
        f"passed with at least {share} of {who[1]} in favour, those recused {recused[1]}; "
        f"blank, spoiled and missing ballots are not in favour ({source})",
    )


_ALL: Final = ("评委会全体成员", "all members of the committee")
