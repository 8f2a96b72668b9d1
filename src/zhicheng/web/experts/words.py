"""What titles, places in the pool, states of ties and answers are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from zhicheng.procedure.review.experts import OTHER, PROFESSORATE, VICE_SENIOR

Pair = tuple[str, str]

TITLES: Final[Mapping[str, Pair]] = {
    PROFESSORATE: ("正高级", "full senior"),
    VICE_SENIOR: ("副高级", "vice-senior"),
    OTHER: ("其他", "other"),
}
"""An expert's own title."""

LISTED_AS: Final[Mapping[str, Pair]] = {
    "member": ("评审专家", "member"),
    "chair": ("主任委员人选", "listed as chair"),
    "deputy": ("副主任委员人选", "listed as deputy"),
}
"""As what an expert is listed in the pool."""

YES_NO: Final[Mapping[str, Pair]] = {"yes": ("是", "yes"), "no": ("否", "no")}

TIE_STATES: Final[Mapping[str, Pair]] = {
    "open": ("未认定", "not decided"),
    "stands": ("认定须回避", "stands"),
    "dismissed": ("认定不须回避", "dismissed"),
}
"""How a tie stands with the office."""

SOURCES: Final[Mapping[str, Pair]] = {
    "declared": ("专家申报", "declared by the expert"),
    "found": ("系统比对", "found by comparing lists"),
    "recorded": ("办公室登记", "recorded by the office"),
}
"""How a tie came to be recorded."""

ANSWERS: Final[Mapping[str, Pair]] = {
    "yes": ("能参加", "available"),
    "no": ("不能参加", "not available"),
    "": ("待答复", "not answered"),
    "none": ("未询问", "not asked"),
}
"""What is known of an expert's availability."""


def answer_of(available: bool | None) -> Pair:
    """An answer in words; ``None``: not given yet."""
    return ANSWERS[{True: "yes", False: "no", None: ""}[available]]
