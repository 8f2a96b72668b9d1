"""The units of documents: made-up texts in the shapes of the published ones, and the published ones where at hand."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from zhicheng.policy.coverage import document_units
from zhicheng.policy.pack import POLICIES, packs_in
from zhicheng.policy.units import Source, slice_of, units_of, units_of_sources
from zhicheng.vocabulary.problems import Refused

from .small_pack import DOCUMENT, write_pack


def labels(text: str, prefix: str = "") -> list[str]:
    return [unit.label for unit in units_of(slice_of(text, None, None), prefix) if unit.kind != "heading"]


def texts(text: str) -> dict[str, str]:
    return {unit.label: unit.text for unit in units_of(slice_of(text, None, None))}


def test_plan_conditions_and_annexes() -> None:
    assert labels(DOCUMENT) == [
        "方案一",
        "方案二（一）1",
        "方案二（一）2",
        "方案第1款",
        "第一条",
        "第二条",
        "第二条（一）",
        "第二条（二）",
        "第三条",
        "附1#1",
        "附1#2",
        "附2注",
    ]


def test_bare_titles_are_headings() -> None:
    headings = [unit.label for unit in units_of(slice_of(DOCUMENT, None, None)) if unit.kind == "heading"]
    assert headings == ["方案二", "方案二（一）", "第一章", "第二章", "附1", "附2"]


def test_title_and_its_paragraph_are_one_unit() -> None:
    found = texts("第一条 专业工作业绩\n\n近5年来，具备下列条件2项以上：\n（一）甲。\n（二）乙。")
    assert found["第一条"] == "专业工作业绩 近5年来，具备下列条件2项以上："


def test_a_page_cut_is_joined_and_no_new_paragraph() -> None:
    found = texts("第一条 本条件适用于在本市行政区域内从事示例技术全\n\n产业链的人员。\n\n第二条 乙。")
    assert found == {"第一条": "本条件适用于在本市行政区域内从事示例技术全产业链的人员。", "第二条": "乙。"}


def test_further_paragraphs() -> None:
    text = "第一条 甲。\n\n乙。\n\n丙。\n\n第二条 丁：\n（一）戊。\n（二）己。\n\n庚。\n\n第三条 辛。"
    assert labels(text) == [
        "第一条",
        "第一条第2款",
        "第一条第3款",
        "第二条",
        "第二条（一）",
        "第二条（二）",
        "第二条第2款",
        "第三条",
    ]


def test_a_list_after_another_list_in_one_unit() -> None:
    text = "（一）甲：\n1.乙。\n2.丙。\n\n有下列成果的：\n\n(1) 丁。\n(2) 戊。\n（二）己。"
    assert labels(text) == ["（一）", "（一）1", "（一）2", "（一）第2款", "（一）（1）", "（一）（2）", "（二）"]


def test_a_list_that_starts_anew_keeps_its_paragraph_in_the_label() -> None:
    text = "1. 个人提供：\n（1）甲；\n（2）乙。\n单位提供：\n（1）丙；\n2. 丁。"
    assert labels(text) == ["1", "1（1）", "1（2）", "1第2款", "1第2款（1）", "2"]


def test_numbers_that_run_through_the_chapters() -> None:
    text = "一、总则\n（一）甲。\n（二）乙。\n二、条件\n（三）丙：\n1.丁。\n三、附则\n（四）戊。"
    assert labels(text) == ["（一）", "（二）", "（三）", "（三）1", "（四）"]


def test_numbers_that_start_anew_in_each_section() -> None:
    assert labels("一、总则\n（一）甲。\n（二）乙。\n二、条件\n（一）丙。") == ["一（一）", "一（二）", "二（一）"]


def test_figures_at_the_head_of_a_broken_line_are_text() -> None:
    found = texts("第一条 时间不\n\n少于\n\n5、6个工作日。\n第二条 甲。")
    assert found["第一条"].endswith("5、6个工作日。")


def test_opening_and_closing_paragraphs() -> None:
    text = "根据有关规定，现通知如下：\n一、甲\n（一）乙。\n（二）丙。\n\n本通知自印发之日起施行。"
    assert labels(text) == ["引言第1款", "一（一）", "一（二）", "结语第2款"]
    assert labels(text, "通知") == ["通知第1款", "通知一（一）", "通知一（二）", "通知第2款"]


def test_signatures_and_the_list_of_annexes_are_no_units() -> None:
    text = "一、甲。\n二、乙。\n附件：1.名单\n2.表\n示例市示例局\n2026年5月6日\n附件1\n名单\n一、丙。\n示例局办公室\n2026年5月6日印发"
    assert labels(text) == ["一", "二", "附1一"]


HEADER = "评价指标\t一级指标\t二级指标\t三级指标\t最高分值\t打分说明\t备注"


def test_rows_through_pages_without_headers_and_cut_remarks() -> None:
    text = "\n".join(
        [
            "一、正文。",
            "附1",
            "标准",
            HEADER,
            "业绩\t获奖\t国家级\t\t30\t30n\tn为经专家认可的项",
            "",
            HEADER,
            "\t\t\t\t\t\t数。",
            "\t\t省级\t\t\t20n\t",
            "\t\t\t\t\t8n\t",
            "",
            "备注：超过最高分的按最高分计。",
        ]
    )
    found = texts(text)
    assert [label for label in found if "#" in label] == ["附1#1", "附1#2", "附1#3"]
    assert found["附1#1"].endswith("n为经专家认可的项数。")
    assert found["附1#3"] == "8n"
    assert found["附1注"] == "超过最高分的按最高分计。"


def test_two_tables_of_an_annex_count_on() -> None:
    text = "\n".join(
        [
            "一、正文。",
            "附2",
            "分类表",
            "等级\t描述",
            "一级项目\t500万元以上",
            "其他项目\t其他项目",
            "",
            "等级\t描述",
            "一级产品\t1000万元以上",
            "注:",
            "- 1.降一级。",
            "- 2.包下不包上。",
        ]
    )
    assert labels(text)[1:] == ["附2#1", "附2#2", "附2#3", "附2注1", "附2注2"]


def test_a_note_inside_the_table() -> None:
    found = texts("一、正文。\n附3\n分类表\n行业名称\t指标名称\t大型\n工业\t人数\t1000\n注：下划一档。\t\t")
    assert found["附3注"] == "下划一档。"
    assert "附3#2" not in found


def test_outline_tables_hold_one_cell_per_line() -> None:
    text = "\n".join(
        [
            "第一条 正文。",
            "附件",
            "标准",
            "\t指标",
            "\t分值",
            "\t说明",
            "",
            "\t荣誉",
            "（最高10分）",
            "\t",
            "\t5n",
            "\t1.以文件为准；",
            "2.限6个。",
            "",
            "\t",
            "\t县级",
            "\t3n",
            "\t",
            "",
            "\t总分：150分",
        ]
    )
    found = texts(text)
    assert [label for label in found if label.startswith("附#")] == ["附#1", "附#2", "附#3"]
    assert found["附#1"] == "荣誉（最高10分） | 5n | 1.以文件为准；2.限6个。"


def test_items_of_a_cell_are_units() -> None:
    header = "类别 等级\t工作\t提升"
    left = "<p>主持下列项目：</p> <p>国家中心 ≥ 1 个</p> <p>省级中心 ≥ 1 个</p> <p>金额 ≥ 100 万元</p>"
    first = f"一等\t{left}\t<p>参与：</p> <p>1.被采纳 ≥ 1 项。</p>"
    left = "主持下列项目： 市中心≥1个 经费40万元以上项目≥1个 金额≥50万元"
    second = f"二等\t{left}\t参与： 1.被采纳≥1项； 2.规范≥1项或审核≥10项；"
    notes = "备注\t1.每项一点。 2.盖章。\t"
    found = texts("\n".join(["一、正文。", "附2", "表", header, first, "", header, second, notes]))
    items = {label: text for label, text in found.items() if "#" in label}
    assert list(items) == [f"附2#{number}" for number in range(1, 10)]
    assert items["附2#3"] == "一等 | 主持下列项目：金额 ≥ 100 万元"
    assert items["附2#6"] == "二等 | 主持下列项目：经费40万元以上项目≥1个"
    assert items["附2#9"] == "二等 | 参与：规范≥1项或审核≥10项；"
    assert (found["附2注1"], found["附2注2"]) == ("每项一点。", "盖章。")


def test_parts_of_a_file_with_prefixes() -> None:
    text = "通知\n一、甲。\n附件 1\n条件\n一、乙。\n二、丙。"
    sources = (Source("a.txt", "附件 1"), Source("a.txt", None, "附件 1", "通知"))
    assert [unit.label for unit in units_of_sources(sources, {"a.txt": text})] == ["一", "二", "通知一"]


def test_from_and_to_are_whole_lines() -> None:
    text = "说明：本次印发《甲条件》和《乙条件》。\n甲条件\n第一条 甲。\n乙条件\n第一条 乙。"
    assert [line for _, line in slice_of(text, "甲条件", "乙条件")] == ["甲条件", "第一条 甲。"]


def test_a_line_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, {"pack.yaml": ("{file: small.txt}", "{file: small.txt, from: 没有这一行}")})
    with pytest.raises(Refused, match="没有这一行"):
        document_units(folder, DOCUMENT)


PUBLISHED = {
    "zj-iot-2026": {"附1#": 101, "附2#": 10, "附3#": 6, "附4#": 3},
    "zj-robot-2026": {"附1#": 94, "附2#": 8, "附3#": 4, "附4#": 2, "附5#": 3},
    "zj-iiot-2026": {"附1#": 128, "附2#": 2, "附3#": 1, "附4#": 6, "附5#": 3},
    "zj-im-2026": {"附1#": 93, "附2#": 4, "附3#": 6, "附4#": 5, "附5#": 3},
    "zj-qti-2023": {"附1#": 85, "附2#": 84},
    "wenzhou-iit-2026": {"附#": 84},
}


@pytest.mark.parametrize("pack", sorted(PUBLISHED))
def test_the_published_tables(pack: str) -> None:
    place = os.environ.get("ZHICHENG_SOURCES")
    if not place:
        pytest.skip("the published documents are not at hand: ZHICHENG_SOURCES names no folder")
    if pack not in packs_in():
        pytest.skip(f"{pack} is not among the packs")
    given = {file.name: file.read_text(encoding="utf-8-sig") for file in Path(place).glob("*.txt")}
    units = document_units(POLICIES / pack, given)
    rows = Counter(unit.label.split("#")[0] + "#" for unit in units if "#" in unit.label)
    assert dict(rows) == PUBLISHED[pack]
    assert len({unit.label for unit in units}) == len(units)
