"""Labels: marks, ranges, stems."""

from __future__ import annotations

import pytest

from zhicheng.policy.numbering import canonical, covers, expand, is_mark, mark_of


@pytest.mark.parametrize(
    ("line", "form", "number", "rest"),
    [
        ("第七条 申报", "article", 7, "申报"),
        ("第二十一条  施行", "article", 21, "施行"),
        ("第四章  附  则", "chapter", 4, "附  则"),
        ("十二、材料", "section", 12, "材料"),
        ("(十五)有下列情况", "han", 15, "有下列情况"),
        ("（3）证书", "digit", 3, "证书"),
        ("10.凡冠有“以上”的", "dot", 10, "凡冠有“以上”的"),
        ("1. (七) 第二项", "dot", 1, "(七) 第二项"),
    ],
)
def test_marks(line: str, form: str, number: int, rest: str) -> None:
    mark = mark_of(line)
    assert mark is not None
    assert (mark.form, mark.number, mark.rest) == (form, number, rest)


@pytest.mark.parametrize("line", ["0.5倍计分", "3.14", "5 年以上", "（含）", "2024年", "一般情况"])
def test_text_without_a_mark(line: str) -> None:
    assert mark_of(line) is None


def test_labels_of_marks() -> None:
    lines = ("第七条", "（二）", "3.", "(4)", "四、", "第一章")
    assert [mark.label for line in lines if (mark := mark_of(line))] == [
        "第七条",
        "（二）",
        "3",
        "（4）",
        "四",
        "第一章",
    ]


@pytest.mark.parametrize(
    ("label", "wanted"),
    [
        ("附1#12-14", ["附1#12", "附1#13", "附1#14"]),
        ("附件1 #9-10", ["附1#9", "附1#10"]),
        ("附2注1-3", ["附2注1", "附2注2", "附2注3"]),
        ("第七条(一)-(三)", ["第七条（一）", "第七条（二）", "第七条（三）"]),
        ("第十六条（九）至（十一）", ["第十六条（九）", "第十六条（十）", "第十六条（十一）"]),
        ("第九条-第十一条", ["第九条", "第十条", "第十一条"]),
        ("（七）2-4", ["（七）2", "（七）3", "（七）4"]),
        ("（十）2（9）-（10）", ["（十）2（9）", "（十）2（10）"]),
        ("第四条", ["第四条"]),
        ("附4*", ["附4*"]),
        ("附1#14-12", ["附1#14-12"]),
    ],
)
def test_ranges(label: str, wanted: list[str]) -> None:
    assert list(expand(label)) == wanted


@pytest.mark.parametrize(
    ("pattern", "label", "wanted"),
    [
        ("第四条*", "第四条", True),
        ("第四条*", "第四条（二）3", True),
        ("第四条*", "第十四条", False),
        ("附1*", "附1#3", True),
        ("附1*", "附10#3", False),
        ("第四条", "第四条（一）", False),
        ("方案一*", "方案十一", False),
    ],
)
def test_stems(pattern: str, label: str, wanted: bool) -> None:
    assert covers(pattern, label) is wanted


def test_canonical() -> None:
    assert canonical("附件 1 ＃ 12") == "附1#12"
    assert canonical("第七条(二)") == "第七条（二）"


@pytest.mark.parametrize(
    ("label", "wanted"),
    [
        ("第七条（二）", True),
        ("（十一）3", True),
        ("四（七）", True),
        ("学历", False),
        ("（七）标志性（1）", False),
    ],
)
def test_labels_that_are_only_numbering(label: str, wanted: bool) -> None:
    assert is_mark(label) is wanted
