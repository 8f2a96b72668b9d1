"""Ties and lists as people write them: YAML, JSON and Excel say the same, errors name file, row and field."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from openpyxl import Workbook

from zhicheng.procedure.assignment.lists import read_lists
from zhicheng.procedure.conflicts.ties import Stated
from zhicheng.procedure.conflicts.ties_file import read_ties
from zhicheng.vocabulary.problems import Refused

YAML = """\
ties:
  - {expert: E1, applicant: A1, kind: 亲属关系, relation: 配偶, stated_by: expert, source: 申明表}
  - {expert: E2, applicant: A1, kind: co-author, start: 2021, end: 2022-03, stated_by: 名单或材料, source: 论文}
declarations:
  - {expert: E1, on: 2026-11-02, source: 申明表}
decisions:
  - {expert: E2, applicant: A1, kind: co-author, outcome: 属实，不构成回避, reason: 十五人署名, by: 王, on: 2026-11-09}
rules:
  - {kind: 导师学生关系, outcome: 须回避, years: 10, source: 工作方案, by: 办公室, on: 2026-10-01}
"""
HEADS: dict[str, list[str]] = {
    "关系登记": ["专家编号", "申报人编号", "关系", "亲属类型", "起", "止", "提供人", "来源"],
    "专家申明": ["专家编号", "日期", "来源"],
    "办公室认定": ["Expert", "Applicant", "Kind", "Outcome", "Reason", "By", "On"],
    "Rules of the round": ["关系", "结果", "年限", "来源", "设定人", "日期"],
}
ROWS: dict[str, list[list[Any]]] = {
    "关系登记": [
        ["E1", "A1", "亲属关系", "配偶", None, None, "专家本人", "申明表"],
        ["E2", "A1", "合作成果署名", None, 2021, "2022年3月", "名单或材料", "论文"],
    ],
    "专家申明": [["E1", dt.datetime(2026, 11, 2), "申明表"]],
    "办公室认定": [["E2", "A1", "co-author", "no-conflict", "十五人署名", "王", "2026/11/9"]],
    "Rules of the round": [["导师学生关系", "须回避", 10, "工作方案", "办公室", "2026-10-01"]],
}


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """A workbook of these sheets."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def problems(raw: bytes, file: str) -> list[str]:
    """The problems of a ties file as lines of both languages."""
    with pytest.raises(Refused) as refused:
        read_ties(raw, file)
    return [f"{one.text('zh')} | {one.text('en')}" for one in refused.value.problems]


def test_yaml_json_and_excel_say_the_same() -> None:
    stated = read_ties(YAML.encode(), "ties.yaml")
    tree = {
        "ties": [
            {"expert": "E1", "applicant": "A1", "kind": "kin", "relation": "spouse", "stated_by": "expert", "source": "申明表"},
            {"expert": "E2", "applicant": "A1", "kind": "co-author", "start": "2021", "end": "2022-03", "stated_by": "record", "source": "论文"},
        ],
        "declarations": [{"expert": "E1", "on": "2026-11-02", "source": "申明表"}],
        "decisions": [
            {"expert": "E2", "applicant": "A1", "kind": "co-author", "outcome": "no-conflict", "reason": "十五人署名", "by": "王", "on": "2026-11-09"}
        ],
        "rules": [{"kind": "supervisor", "outcome": "conflict", "years": 10, "source": "工作方案", "by": "办公室", "on": "2026-10-01"}],
    }  # fmt: skip
    assert read_ties(json.dumps(tree).encode(), "ties.json") == stated
    sheets = {title: [HEADS[title], *ROWS[title]] for title in HEADS}
    assert read_ties(workbook(sheets), "ties.xlsx") == stated
    assert (stated.ties[1].start, stated.ties[1].end) == (dt.date(2021, 1, 1), dt.date(2022, 3, 31))
    assert read_ties(b"{}", "ties.json") == Stated()


def test_errors_name_file_row_and_field() -> None:
    text = """\
ties:
  - {expert: E1, applicant: A1, kind: kim, stated_by: expert, source: x}
  - {expert: E1, kind: other, relation: spouse, stated_by: expert, source: 330102199001011234}
tie:
  - {}
decisions: no
"""
    found = problems(text.encode(), "ties.yaml")
    assert len(found) == 5
    assert found[0].startswith("ties.yaml:第2行（关系）：没有“kim”，是否“亲属关系”？")
    assert "line 2" in found[0] and "did you mean 'kin'?" in found[0]
    assert "（申报人编号）：必须填写" in found[1] and "不收身份证件号码" in found[2]
    assert "没有键“tie”，是否“ties”？" in found[3] and "应为列表" in found[4]


def test_errors_in_a_workbook_name_sheet_and_cell() -> None:
    rows = [
        HEADS["关系登记"],
        ["E1", "A1", "亲戚", None, "昨天", None, "专家本人", "表"],
        ["E1", None, "其他关系", None, None, None, "专家本人", "=1+1"],
    ]
    found = problems(workbook({"关系登记": rows, "别的": [["x"]]}), "ties.xlsx")
    assert any(one.startswith("ties.xlsx:关系登记!C2（关系）：没有“亲戚”") for one in found)
    assert any("关系登记!E2（起）：应为日期" in one for one in found)
    assert any("关系登记!H3：不接受公式" in one for one in found)
    assert any("关系登记!3（申报人编号）：必须填写" in one for one in found)
    assert any("不认识的工作表“别的”" in one for one in found)
    assert "缺少列“来源”" in problems(workbook({"Ties": [HEADS["关系登记"][:-1], ["E1"]]}), "t.xlsx")[0]


def test_what_does_not_go_together_is_refused() -> None:
    text = """\
ties:
  - {expert: E1, applicant: A1, kind: other, relation: spouse, stated_by: expert, source: x}
  - {expert: E1, applicant: A1, kind: other, start: 2022, end: 2021, stated_by: expert, source: x}
rules:
  - {kind: other, outcome: open, years: 3, source: x, by: y, on: 2026-01-01}
"""
    found = problems(text.encode(), "ties.yaml")
    assert [one.split("：")[0] for one in found] == [
        "ties.yaml:第2行（亲属类型）",
        "ties.yaml:第3行（止）",
        "ties.yaml:第5行（年限）",
    ]


@pytest.mark.parametrize("file", ["ties.txt", "ties", "ties.xls"])
def test_other_files_are_refused(file: str) -> None:
    assert "不认识的文件类型" in problems(b"x", file)[0]


def test_broken_files_are_refused_with_a_sentence() -> None:
    for raw, file in (
        (b"\xff\xfe", "t.yaml"),
        (b"{", "t.json"),
        (b"PK\x03\x04", "t.xlsx"),
        (b"[1]", "t.json"),
        (b"", "t.yaml"),
    ):
        assert problems(raw, file)


def test_lists_of_experts_and_applicants() -> None:
    experts = b"- {code: E1, specialties: [iot, ai], employer: X, most: 9}\n- {code: E2, specialties: iot}\n"
    applicants = workbook({"名单": [["申报人编号", "专业", "工作单位"], [7, "iot", "X"], ["A2", "ai", None]]})
    found = read_lists((experts, "experts.yaml"), (applicants, "applicants.xlsx"))
    assert [(one.code, one.specialties, one.most) for one in found.experts] == [
        ("E1", ("iot", "ai"), 9),
        ("E2", ("iot",), None),
    ]
    assert [(one.code, one.specialty) for one in found.applicants] == [("7", "iot"), ("A2", "ai")]
    assert [one.key for one in found.ties] == [("E1", "7", "same-employer")]
    with pytest.raises(Refused) as refused:
        read_lists((experts + experts, "experts.yaml"), (b"[]", "applicants.json"))
    assert "编号 E1 与 第1行 重复" in str(refused.value)
