"""Steps of a review that were done outside of this platform: which there are, and what is on record of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.clock.now import CHINA
from zhicheng.web.review.models import Review

Pair = tuple[str, str]

ELIGIBILITY, RECOMMENDING, DRAW, PLAN, OPINIONS = (
    "check-eligibility", "intermediate-review", "draw", "report-plan", "group-review",
)  # fmt: skip
STEPS: Final[Mapping[str, Pair]] = {
    ELIGIBILITY: ("资格审查", "Eligibility"),
    RECOMMENDING: ("中评委推荐", "Recommendation by intermediate committees"),
    DRAW: ("执行评委会抽取", "Draw of the committee"),
    PLAN: ("评审工作方案（含评前公示）", "Plan of the review, with the notice before it"),
    OPINIONS: ("专业评议组意见", "Opinions of the specialty groups"),
}
"""The steps that can be taken over from elsewhere, in their order."""
LONGEST_SOURCE: Final = 200


@dataclass(frozen=True, slots=True)
class Source:
    """Where a step was done: the document that says so (its number or name), and the day it was done."""

    document: str
    on: dt.date

    @property
    def plain(self) -> dict[str, str]:
        """As a review keeps it."""
        return {"source": self.document.strip()[:LONGEST_SOURCE], "on": self.on.isoformat()}


def done_elsewhere(review: Review, step: str) -> Mapping[str, str] | None:
    """What is on record of a step that was done elsewhere ({source, on}); ``None``: it is done here, or not yet."""
    found = review.elsewhere.get(step)
    return found if isinstance(found, dict) else None


def refuse_source(source: Source, now: dt.datetime) -> None:
    """Refuse a source that names no document, or a day to come.

    Raises:
        ActRefused: ``source-missing``, ``day-ahead``.
    """
    against = []
    if not source.document.strip():
        against.append(_NO_SOURCE)
    if source.on > now.astimezone(CHINA).date():
        against.append(_AHEAD)
    if against:
        raise ActRefused(against)


_NO_SOURCE = Refusal(
    "source-missing",
    ("没有写明依据的文件", "the document it comes from is not named"),
    do=("请填写文件名称或文号", "give its name or number"),
)
_AHEAD = Refusal(
    "day-ahead",
    ("办理日期在今天之后", "the day it was done lies ahead"),
    do=("请填写实际办理的日期", "give the day on which it was done"),
)
