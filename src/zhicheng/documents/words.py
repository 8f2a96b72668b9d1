"""The words of lists that are read back: their printed labels, and what else people write for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from zhicheng.vocabulary.labels import Pair, word_label
from zhicheng.vocabulary.text import plain

LEVELS: Final[Mapping[str, Pair]] = {
    "full-senior": ("正高级", "full senior"),
    "vice-senior": ("副高级", "vice-senior"),
    "intermediate": ("中级", "intermediate"),
    "assistant": ("初级", "assistant"),
}
"""级别, the title scale from the top."""

WAYS: Final[Mapping[str, Pair]] = {
    "normal": ("正常申报", "normal"),
    "re-evaluation": ("转（兼）评", "re-evaluation"),
    "exceptional": ("破格申报", "by exception"),
    "landmark": ("标志性成果申报", "by landmark achievement"),
    "score": ("自评分申报", "by self-score"),
}
"""申报方式. The province's public list prints the first two; the others are ways in of the documents."""

EDUCATION: Final[Mapping[str, Pair]] = {
    word: (word_label(word)[0].partition("（")[0], word_label(word)[1])
    for word in ("doctorate", "master", "bachelor", "associate", "technical-secondary", "below-secondary")
}
"""最高学历, the degree scale from the top."""

CATEGORIES: Final[Mapping[str, Pair]] = {
    word: word_label(word) for word in ("professional", "industry-public", "general-public")
}
"""Subject categories of continuing education."""

SEXES: Final[Mapping[str, Pair]] = {"男": ("男", "male"), "女": ("女", "female")}

_ALSO: Final[Mapping[str, str]] = {
    "高级": "vice-senior", "副高": "vice-senior", "正高": "full-senior", "助理级": "assistant", "初级（助理级）": "assistant",
    "转评": "re-evaluation", "兼评": "re-evaluation", "转兼评": "re-evaluation", "正常": "normal", "破格": "exceptional",
    "标志性成果": "landmark", "标志性业绩": "landmark", "自评分": "score", "量化赋分": "score",
    "博士研究生": "doctorate", "硕士研究生": "master", "大学本科": "bachelor", "大学": "bachelor", "大学专科": "associate",
    "专科": "associate", "高中": "below-secondary", "初中": "below-secondary", "中等专科": "technical-secondary",
    "专业": "professional", "行业公需": "industry-public", "一般公需": "general-public",
}  # fmt: skip


def by_label(words: Mapping[str, Pair]) -> dict[str, str]:
    """Which word a label means: Chinese or English, the word itself, or what else people write."""
    found: dict[str, str] = {}
    for word, pair in words.items():
        for text in (*pair, word):
            found[plain(text).casefold()] = word
    for text, word in _ALSO.items():
        if word in words:
            found.setdefault(plain(text).casefold(), word)
    return found
