"""What waits for an office in its reviews, and for an intermediate committee."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.web.accounts.waiting import Waiting, add_source
from zhicheng.web.review.queries import UNCHECKED, reviews_for, rounds_to_begin, unchecked, with_committees
from zhicheng.web.visibility.standing import Standing


@add_source
def _office(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001 - the shape of a source
    if "committee-office" not in standing.roles:
        return
    begin = rounds_to_begin(standing).count()
    yield Waiting(
        "review-begin", ("个年度已截止，待开始评审", "rounds are closed: the review can begin"), begin, "/reviews/"
    )
    for review in reviews_for(standing, "set-up").filter(state="closed"):
        title = review.round.title
        left = unchecked(standing, review.round).count()
        what = (f"份申报待资格审查（{title[0]}）", f"applications to be checked ({title[1]})")
        yield Waiting("review-unchecked", what, left, f"/reviews/{review.round.code}/eligibility/?state={UNCHECKED}")


@add_source
def _committee(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001
    if "intermediate-committee" not in standing.roles:
        return
    rows = with_committees(standing)
    for state, what in (
        ("received", ("份申报待中评委赋分", "applications to be scored by the intermediate committee")),
        ("scored", ("份申报已赋分，待决定是否推荐", "applications scored: recommend or not")),
    ):
        yield Waiting(
            f"recommendation-{state}", what, rows.filter(state=state).count(), f"/intermediate/?state={state}"
        )
