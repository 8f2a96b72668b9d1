"""The rules and tables of a review under a stored round: its document's, completed by what the round sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.rules import ReviewRules, RoundStep, review_rules, round_settings
from zhicheng.procedure.review.tables import review_tables
from zhicheng.procedure.state_table import StateTable
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import pack_for


def rules_of(round_: Round) -> ReviewRules:
    """What binds the review of a round: numbers, steps and duties with their clauses.

    Raises:
        ActRefused: the pack is not the one the round was set up with (``policy-missing``, ``policy-changed``).
    """
    review = Review.objects.filter(round=round_).first()
    steps = review.steps if review is not None else []
    return review_rules(
        pack_for(round_),
        round_.level,
        settings=round_settings(round_.numbers),
        round_steps=[RoundStep(one["step"], tuple(one["who"]), one["source"]) for one in steps],
        recused_counted=review.recused_counted if review is not None else True,
    )


def tables_of(rules: ReviewRules) -> Mapping[str, StateTable[Any]]:
    """The tables of states under these rules, by name."""
    return review_tables(rules)


def table_of(rules: ReviewRules, name: str) -> StateTable[Any]:
    """One table.

    Raises:
        ActRefused: ``no-such-step``: neither the document nor the round has the step.
    """
    found = tables_of(rules).get(name)
    if found is None:
        raise ActRefused(_NO_STEP)
    return found


_NO_STEP = Refusal(
    "no-such-step",
    ("本评价文件没有这一环节，年度设置也未设定", "neither the document nor the round has this step"),
    do=(
        "如确有此环节，请在评审设置中填写由谁办理及依据",
        "if there is one, set in the review who does it, with its source",
    ),
)
