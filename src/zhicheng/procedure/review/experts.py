"""Who may sit in the pool: the experts' own qualification, the pool's size, its term and its renewal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.building import Reasons, unless
from zhicheng.procedure.review.counting import least
from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.vocabulary.dates import add_years, full_years

PROFESSORATE, VICE_SENIOR, OTHER = "professorate", "vice-senior", "other"
"""An expert's own title: 正高级, 副高级, another."""


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert by code: own title and since when it is held; ``outstanding``: the office has recorded it (专业技术突出).

    Nothing here names a person.
    """

    code: str
    title: str
    since: dt.date
    outstanding: bool = False


def terms_stated(rules: ReviewRules) -> bool:
    """Whether the document has terms for an expert's own title."""
    return any(rules.stated(name) is not None for name in ("expert_title_years", "expert_vice_senior_years"))


def qualified(rules: ReviewRules, expert: Expert, as_of: dt.date) -> bool:
    """Whether the document's own terms admit the expert to the pool on ``as_of``; without terms everybody is admitted.

    Full years (周年). Where the document admits them: vice-senior titles held long enough, and outstanding experts
    whose full senior title is younger.
    """
    if not terms_stated(rules):
        return True
    full, vice = rules.stated("expert_title_years"), rules.stated("expert_vice_senior_years")
    years = full_years(expert.since, as_of)
    if expert.title == PROFESSORATE:
        young = full is not None and years < full.value
        return not young or (rules.duty("outstanding-experts") and expert.outstanding)
    return expert.title == VICE_SENIOR and vice is not None and years >= vice.value


def qualification_refusals(rules: ReviewRules, experts: Sequence[Expert], as_of: dt.date) -> Reasons:
    """Why some of these experts can't sit in the pool, with their codes."""
    wrong = [expert.code for expert in experts if not qualified(rules, expert, as_of)]
    clause = rules.clause("expert_title_years")
    return unless(
        not wrong,
        "expert-not-qualified",
        (f"{len(wrong)} 名专家不符合入库的职称年限：{'、'.join(wrong[:5])}", f"not qualified: {', '.join(wrong[:5])}"),
        ("请移出专家库，或补录职称取得时间", "take them out, or correct the date of their title"),
        clause,
    )


def pool_size_refusals(rules: ReviewRules, size: int) -> Reasons:
    """Why a pool of ``size`` experts is too small; empty where no size is stated."""
    number = rules.stated("pool_size")
    if number is None:
        return ()
    return unless(
        size >= number.value,
        "pool-too-small",
        (f"专家库须有 {number.whole} 人以上，现有 {size} 人", f"the pool needs {number.whole} experts, it has {size}"),
        ("请增补专家", "add experts"),
        number.clause,
    )


def pool_term_over(rules: ReviewRules, adjusted_on: dt.date, today: dt.date) -> Reasons:
    """Why a pool last adjusted on ``adjusted_on`` is due for adjustment; empty where no term is stated."""
    number = rules.stated("pool_term_years")
    if number is None:
        return ()
    due = add_years(adjusted_on, number.whole)
    return unless(
        today < due,
        "pool-overdue",
        (f"专家库每 {number.whole} 年调整一次，应于 {due} 前调整", f"the pool was to be adjusted before {due}"),
        ("请先调整专家库", "adjust the pool first"),
        number.clause,
    )


def renewal_refusals(rules: ReviewRules, members: int, renewed: int) -> Reasons:
    """Why too few of a pool's ``members`` were renewed; empty where no share is stated."""
    number = rules.stated("pool_renewal_share")
    if number is None:
        return ()
    needed = least(number.value, members)
    return unless(
        renewed >= needed,
        "renewal-too-small",
        (
            f"每次调整人数不足：应 {needed} 人以上，现 {renewed} 人",
            f"{needed} experts are to be renewed, {renewed} are",
        ),
        ("请继续调整", "renew more of them"),
        number.clause,
    )


def number_refusal(found: object) -> Reasons:
    """The refusal itself where a number is none; else nothing."""
    return (found,) if isinstance(found, Refusal) else ()
