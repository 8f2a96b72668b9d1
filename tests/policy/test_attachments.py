"""Procedure, evidence, references and English names: read with their clauses, refused with file and line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from zhicheng.policy.attachments import (
    NUMBERS,
    english_of,
    evidence_of,
    labels_to_name,
    problems_beside,
    procedure_of,
    procedures_of,
    references_of,
)
from zhicheng.policy.pack import Pack, load_pack
from zhicheng.vocabulary.problems import Refused

from .small_pack import FILES, write_pack

READINGS = """\
Z-01:
  place: 方案二（一）2
  text: 表决基数
  en: base of the vote
  alternatives: {a: 应到, b: 实到}
  choice: a
  why: 未写明
"""
VOTE = """\
tracks: [senior-engineer]
numbers:
  majority:
    {value: 2/3, unit: share, at_least: true, base: {reading: Z-01, a: members, b: present}, say: 三分之二, en: Two thirds, cite: 方案二}
  committee_size: {value: 11, unit: persons, at_least: true, say: 11人, en: Eleven, cite: 方案二}
rules:
  - {rule: no-proxy-vote, who: [expert, chair], say: 不得委托, en: No proxy, cite: 方案二、第三条}
consequences:
  - {for: false-material, then: integrity-record, years: 3, say: 记录3年, en: Three years, cite: 第三条}
"""


def small(folder: Path, **files: str) -> Pack:
    return load_pack(write_pack(folder, {f"{name}.yaml": text for name, text in files.items()}))


def test_numbers_steps_rules_and_consequences(tmp_path: Path) -> None:
    found = procedure_of(small(tmp_path, procedure=VOTE, readings=READINGS), "senior-engineer")
    assert found is not None
    majority = found.numbers["majority"]
    assert (majority.value, majority.bound, majority.base, majority.cite) == (
        Fraction(2, 3),
        "at-least",
        "members",
        ("方案二",),
    )
    assert (found.rules[0].who, found.rules[0].cite) == (("expert", "chair"), ("方案二", "第三条"))
    assert (found.consequences[0].then, found.consequences[0].years) == (("integrity-record",), 3)


def test_a_reading_decides_in_the_procedure(tmp_path: Path) -> None:
    found = procedure_of(small(tmp_path, procedure=VOTE, readings=READINGS), "senior-engineer", {"Z-01": "b"})
    assert found is not None
    assert found.numbers["majority"].base == "present"


def test_steps_keep_their_order(tmp_path: Path) -> None:
    text = "tracks: [senior-engineer]\nsteps:\n" + "".join(
        f"  - {{step: {name}, who: employer, say: 甲, en: A, cite: 方案二}}\n" for name in ("zeta", "alpha", "midway")
    )
    (found,) = procedures_of(small(tmp_path, procedure=text))
    assert [step.name for step in found.steps] == ["zeta", "alpha", "midway"]


def test_no_procedure_for_a_level_is_none(tmp_path: Path) -> None:
    assert procedure_of(small(tmp_path), "engineer") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (VOTE.replace("committee_size", "comittee_size"), "是否“committee_size”"),
        (VOTE.replace("unit: persons", "unit: share"), "committee_size 的单位应为 persons"),
        (VOTE.replace("value: 2/3", "value: 5/3"), "majority 应在 0 与 1 之间"),
        (VOTE.replace("value: 11", "value: 11.5"), "committee_size 应为整数"),
        (VOTE.replace("say: 11人, ", ""), "committee_size 的 say 应为文字"),
        (VOTE.replace("en: Eleven, cite: 方案二", "en: Eleven"), "committee_size 缺少 cite"),
        (VOTE.replace("[expert, chair]", "experts"), "是否“expert”"),
        (VOTE.replace("[senior-engineer]", "[senior-enginer]"), "是否“senior-engineer”"),
        (VOTE.replace("tracks: [senior-engineer]\n", ""), "缺少 tracks"),
        (VOTE.replace("b: present", "b: guests"), None),
        (VOTE.replace("a: members, b: present", "a: members"), "Z-01 的备选应为 a、b"),
        (VOTE.replace("years: 3,", "years: 0,"), "years 应为 1 到 60 的整数"),
        (VOTE.replace("rules:", "rule:"), "是否“rules”"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str | None) -> None:
    pack = small(tmp_path, procedure=text, readings=READINGS)
    if said is None:
        procedures_of(pack)
        with pytest.raises(Refused, match="base 没有“guests”"):
            procedures_of(pack, {"Z-01": "b"})
        return
    with pytest.raises(Refused, match=r"small/procedure\.yaml") as caught:
        procedures_of(pack)
    assert said in str(caught.value)


def test_two_procedures_for_one_level(tmp_path: Path) -> None:
    block = "  - {tracks: [senior-engineer], steps: []}\n"
    with pytest.raises(Refused, match="senior-engineer 有两个程序"):
        procedures_of(small(tmp_path, procedure=f"procedures:\n{block}{block}"))


EVIDENCE = """\
records:
  project:
    - {paper: contract, say: 合同, en: Contract, cite: 附2注}
    - {paper: invoice, say: 发票, en: Invoice, any_of: payment, limit: 10, required: false, sealed_by: employer, cite: 附2注}
general:
  - {paper: warranty, say: 承诺, en: Warranty, cite: 方案二（一）1}
"""


def test_papers(tmp_path: Path) -> None:
    found = evidence_of(small(tmp_path, evidence=EVIDENCE))
    contract, invoice = found.records["project"]
    assert (contract.required, contract.any_of, contract.limit) == (True, None, None)
    assert (invoice.required, invoice.any_of, invoice.limit, invoice.sealed_by) == (False, "payment", 10, "employer")
    assert [paper.name for paper in found.general] == ["warranty"]
    assert evidence_of(small(tmp_path, evidence="{}")).records == {}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("project:", "projekt:", "是否“project”"),
        ("paper: contract", "papers: contract", "是否“paper”"),
        ("sealed_by: employer", "sealed_by: boss", "sealed_by 没有“boss”"),
        ("limit: 10", "limit: many", "limit 应为"),
        ("say: 合同, en: Contract, cite: 附2注", "say: 合同, en: Contract", "contract 缺少 cite"),
    ],
)
def test_wrong_papers_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert EVIDENCE.count(old) == 1
    with pytest.raises(Refused, match=said):
        evidence_of(small(tmp_path, evidence=EVIDENCE.replace(old, new)))


def test_references(tmp_path: Path) -> None:
    text = (
        "plain: {say: 名单, en: List, cite: 附2注, at_hand: true, items: [甲, 乙]}\n"
        "grouped: {say: 名单, en: List, cite: 附2注, at_hand: true, items: {国内: [甲], 国际: [乙, 丙]}}\n"
        "outside: {say: 目录, en: Catalogue, cite: 附2注, at_hand: false, version: 2023年, url: https://example.org}\n"
    )
    found = references_of(small(tmp_path, references=text))
    assert found["plain"].items == {"": ("甲", "乙")}
    assert found["grouped"].items["国际"] == ("乙", "丙")
    assert (found["outside"].at_hand, found["outside"].version) == (False, "2023年")


@pytest.mark.parametrize("body", ["at_hand: true", "at_hand: false, items: [甲]", "items: [甲]", "at_hand: maybe"])
def test_a_list_at_hand_has_its_items(tmp_path: Path, body: str) -> None:
    with pytest.raises(Refused, match="at_hand"):
        references_of(small(tmp_path, references=f"x: {{say: 名单, en: List, cite: 附2注, {body}}}\n"))


def test_english_names(tmp_path: Path) -> None:
    pack = small(tmp_path)
    assert english_of(pack)["获奖"] == "Awards"
    assert set(labels_to_name(pack)) == {"总分", "获奖", "国家级", "省级"}
    assert problems_beside(pack) == []


def test_missing_english_names_and_unreadable_files_are_problems(tmp_path: Path) -> None:
    broken = small(tmp_path, english="{获奖: Awards, 国家级: ''}", procedure="{tracks: [x]}")
    texts = [problem.text() for problem in problems_beside(broken)]
    assert any("x" in text and "procedure.yaml" in text for text in texts)
    assert any("国家级" in text for text in texts)
    short = small(tmp_path, english="{获奖: Awards, 国家级: National, 总分: Total}")
    assert [problem.text() for problem in problems_beside(short)] == ["small/english.yaml：缺少“省级”的英文名"]


def test_labels_that_are_words_need_a_name(tmp_path: Path) -> None:
    pack = small(tmp_path, **{"senior-engineer": FILES["senior-engineer.yaml"].replace("第二条（二）:", "破格（二）:")})
    assert "破格（二）" in set(labels_to_name(pack))


def test_the_documented_numbers_are_those_of_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "attachments.md").read_text(encoding="utf-8")
    rows = {
        cells[1].strip().strip("`"): cells[2].strip()
        for line in page.splitlines()
        if line.startswith("| `") and len(cells := line.split("|")) == 5
    }
    for name, (unit, _, _) in NUMBERS.items():
        assert rows.get(name) == unit, name
