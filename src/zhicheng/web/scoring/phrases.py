"""Sentences that experts can choose, in both languages: opinions, what a defence found. A choice is text to be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

OPINIONS: Final[Mapping[str, Pair]] = {
    "agrees": (
        "业绩材料真实完整，机器核算结果与材料相符，同意。",
        "The achievements are proved and complete; what was reckoned agrees with the papers.",
    ),
    "core-part": (
        "申报人在主要项目中承担核心工作，成果应用效果明显。",
        "The applicant did the core work of the main projects, and the results are in use.",
    ),
    "level-reached": (
        "专业理论与实践水平达到申报职称的要求。",
        "Theory and practice reach the level of the title applied for.",
    ),
    "part-unclear": (
        "部分业绩中本人作用不够清楚，已按材料能够证明的部分核分。",
        "The applicant's own part in some achievements is unclear; points are given for what the papers prove.",
    ),
    "not-reached": (
        "现有业绩尚未达到申报职称的要求。",
        "The achievements do not reach what the title asks for yet.",
    ),
}
"""Sentences for an opinion."""

FINDINGS: Final[Mapping[str, Pair]] = {
    "clear": ("回答准确，思路清晰，对本人工作熟悉。", "Answers exact and clear; at home in the own work."),
    "own-work": ("经询问，所报业绩确为本人承担。", "On questioning, the work claimed is the applicant's own."),
    "partly": ("能说明主要工作，部分细节回答不充分。", "Explains the main work; some details stay thin."),
    "not-own": ("对所报业绩的关键内容不能说明。", "Can't explain the key parts of the work claimed."),
    "on-site": ("实地查看，成果与材料所述一致。", "Seen on site: the results are as the papers say."),
}
"""Sentences for what a defence or a visit found."""

GROUP_SCORE: Final[Mapping[str, Pair]] = {
    "consensus": ("合议", "consensus"),
    "mean": ("平均分", "mean"),
    "median": ("中位数", "median"),
}
"""How a group comes to its one score."""


def chosen(keys: object, known: Mapping[str, Pair]) -> list[str]:
    """Those of the keys given that name a sentence, each once, in the order of the list."""
    given = set(keys) if isinstance(keys, (list, tuple, set)) else set()
    return [key for key in known if key in given]


def with_sentences(text: str, keys: object, before: object, known: Mapping[str, Pair]) -> str:
    """A text with the sentences added that are chosen now and were not before; in Chinese, as the record is kept."""
    had = set(before) if isinstance(before, (list, tuple, set)) else set()
    new = [known[key][0] for key in chosen(keys, known) if key not in had and known[key][0] not in text]
    return "\n".join(part for part in (text.replace("\r\n", "\n").strip(), *new) if part)
