"""Names of the few words of a pack that only these pages show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from zhicheng.report.points_text import actor, joined
from zhicheng.vocabulary.labels import Pair

__all__ = [
    "BASES",
    "BOUNDS",
    "GROUNDS",
    "OUTCOMES",
    "PRICES",
    "SECTIONS",
    "SECTION_NOTES",
    "STATUSES",
    "UNIT_NAMES",
    "actor",
    "cited",
    "joined",
    "named",
]

SECTIONS: Final[Mapping[str, Pair]] = {
    "basic": ("基本条件", "Basic conditions"),
    "routes": ("申报途径", "Ways in"),
    "landmarks": ("标志性成果", "Landmark achievements"),
    "review": ("评审条件", "Review conditions"),
}
SECTION_NOTES: Final[Mapping[str, Pair]] = {
    "basic": ("每一条都须符合", "each of them must be met"),
    "routes": ("具备其一即可申报", "any one admits"),
    "landmarks": ("具备其一可直接申报", "any one admits directly"),
    "review": ("由评审委员会评定", "judged by the committee"),
}
STATUSES: Final[Mapping[str, tuple[Pair, str]]] = {
    "in-force": (("施行", "in force"), "good"),
    "draft": (("征求意见稿，尚未施行", "draft for comment, not in force"), "bad"),
    "expired": (("已失效", "no longer in force"), "waiting"),
}
"""Of each status: its name, and the look of its mark."""

OUTCOMES: Final[Mapping[str, Pair]] = {
    "accountable": ("追究责任", "held to account"),
    "bar": ("限制申报", "no right to apply for a time"),
    "certificate-withdrawn": ("收回证书", "certificate withdrawn"),
    "correction": ("责令纠正", "correction ordered"),
    "criticised": ("通报批评", "criticised in a circular"),
    "disqualified": ("取消申报或评审资格", "disqualified"),
    "integrity-record": ("记入诚信档案", "entry in the integrity record"),
    "punishment": ("依规处理", "dealt with by law and discipline"),
    "returned": ("退回材料", "papers returned"),
    "revocation": ("撤销已取得的资格", "the title is revoked"),
    "withdrawal-of-review": ("收回评审权", "the right to review is withdrawn"),
    "withdrawn": ("撤销", "withdrawn"),
}
"""What can follow from a violation."""

GROUNDS: Final[Mapping[str, Pair]] = {
    "sure": ("依据充分", "well founded"),
    "likely": ("较为可能", "likely"),
    "open": ("有待明确", "open"),
}
"""How well a chosen reading is founded."""

PRICES: Final[Mapping[str, Pair]] = {
    "defence": ("须面试答辩", "a defence is required"),
    "recommending-experts": ("须两位在职高级专家推荐", "two recommending senior experts are required"),
    "intermediate-committee": (
        "须经中评委核分推荐",
        "scored and recommended by the intermediate committee",
    ),
    "approval": ("须填报破格审批表", "an exceptional-promotion form must be approved"),
}
"""What a way in costs besides meeting it."""

BASES: Final[Mapping[str, Pair]] = {
    "present": ("以出席人数为基数", "of those present"),
    "members": ("以全体委员为基数", "of all members"),
}
BOUNDS: Final[Mapping[str, Pair]] = {
    "at-least": ("不少于", "at least"),
    "at-most": ("不超过", "at most"),
    "exact": ("", ""),
}
UNIT_NAMES: Final[Mapping[str, Pair]] = {
    "working-days": ("个工作日", "working days"),
    "days": ("日", "days"),
    "persons": ("人", "persons"),
    "share": ("", ""),
    "years": ("年", "years"),
    "count": ("个", ""),
}


def named(table: Mapping[str, Pair], word: str) -> Pair:
    """The name of a word in a table; a word that a later pack coins stands for itself."""
    return table.get(word) or (word, word.replace("-", " "))


_ROW_NUMBER: Final = re.compile(r"#(\d+(?:-\d+)?)")


def cited(labels: str | Iterable[str]) -> str:
    """Labels of a document as a reader writes them: 附1第12行, 第七条（二）."""
    text = labels if isinstance(labels, str) else "、".join(labels)
    return _ROW_NUMBER.sub(r"第\1行", text)
