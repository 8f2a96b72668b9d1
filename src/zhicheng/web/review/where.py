"""Where a review stands: one sentence, and the bar of its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from zhicheng.procedure.review.rules import ReviewRules
from zhicheng.procedure.step_bar import AHEAD, CURRENT, DONE, BarStep, StepBar
from zhicheng.web.review.models import Review
from zhicheng.web.review.queries import UNCHECKED
from zhicheng.web.review.rules import table_of

Pair = tuple[str, str]

NAMES: Final[Mapping[str, Pair]] = {
    "closed": ("资格审查", "eligibility"),
    "checked": ("评前准备", "preparation"),
    "reviewing": ("评审", "review"),
    "decided": ("结果公示", "notice of the result"),
    "published": ("公布发证", "certificates"),
    "certified": ("办结归档", "filing"),
    "archived": ("已归档", "archived"),
}
"""Short names of the states, as steps; a state that is not here goes by its own name."""


def bar_of(review: Review, rules: ReviewRules, today: dt.date) -> StepBar:
    """The states of the review's table in order, with today at the one it is in."""
    table = table_of(rules, "review")
    names = [state.name for state in table.states]
    here = names.index(review.state)
    steps = tuple(
        BarStep(
            state.name,
            NAMES.get(state.name, state.staff),
            (),
            (),
            "",
            DONE if place < here or (place == here and state.final) else CURRENT if place == here else AHEAD,
            ("", ""),
            None,
            None,
            None,
        )
        for place, state in enumerate(table.states)
    )
    return StepBar(steps, today, here)


def where(review: Review, rules: ReviewRules, counts: Mapping[str, int]) -> Pair:
    """Where it stands, in a sentence for those at work."""
    state = table_of(rules, "review").state(review.state).staff
    good, bad, left = (counts.get(key, 0) for key in ("eligible", "not-eligible", UNCHECKED))
    everybody = good + bad + left
    if review.state == "closed":
        if not everybody:
            return "资格审查：没有报送到评委会的申报", "eligibility: no application has arrived"
        return (
            f"资格审查中：共 {everybody} 人，已审 {good + bad} 人，还有 {left} 人未审",
            f"Eligibility is checked: {good + bad} of {everybody} done, {left} to go",
        )
    return (
        f"{state[0]}：资格审查合格 {good} 人，不合格 {bad} 人",
        f"{state[1][:1].upper()}{state[1][1:]}: {good} eligible, {bad} not",
    )
