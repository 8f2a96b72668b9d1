"""Why an item can be returned: typed reasons, each with its canned sentence."""

from __future__ import annotations

from typing import Final

Pair = tuple[str, str]

REASONS: Final[dict[str, tuple[Pair, Pair]]] = {
    "paper-missing": (
        ("缺材料", "a paper is missing"),
        ("请补交此项佐证材料", "Please add the paper that proves this"),
    ),
    "paper-unclear": (
        ("材料不清晰", "a paper can't be read"),
        ("扫描件不清晰或缺页，请重新上传", "The scan can't be read or lacks pages; please upload it again"),
    ),
    "seal-missing": (
        ("缺盖章或签字", "a seal or signature is missing"),
        ("材料缺盖章或签字，请补齐后重新上传", "A seal or signature is missing; please have it added and upload again"),
    ),
    "differs-from-original": (
        ("与原件不一致", "differs from the original"),
        ("所填内容与原件不一致，请核对更正", "What is stated differs from the original; please correct it"),
    ),
    "wrong-kind": (
        ("归类有误", "in the wrong place"),
        ("此项归类有误，请改填到相应类别", "This belongs under another kind; please move it"),
    ),
    "wrong-date": (
        ("日期有误", "a date is wrong"),
        ("日期与材料不符，请更正", "The date does not agree with the paper; please correct it"),
    ),
    "rank-unproved": (
        ("排名无依据", "the rank is not proved"),
        ("请补充排名证明，或更正排名", "Please add proof of the rank, or correct it"),
    ),
    "not-own": (
        ("非本人成果", "not the applicant's own"),
        ("材料未显示为本人成果，请说明或删除", "The paper does not show it is yours; please explain or remove it"),
    ),
    "outside-period": (
        ("不在规定时间内", "outside the period"),
        ("此项不在规定时间内，请核对", "This lies outside the period that counts; please check"),
    ),
    "duplicate": (
        ("重复填报", "stated twice"),
        ("此项与其他材料重复，请保留一处", "This is stated twice; please keep one"),
    ),
    "incomplete": (("填写不全", "not filled in"), ("请补全此项内容", "Please complete this item")),
    "other": (("其他", "other"), ("", "")),
}
"""Reason → (name, canned sentence)."""

NEEDS_SENTENCE: Final = frozenset({"other"})
"""Reasons that say nothing by themselves: a sentence must be written."""
