"""Numbers in ``say`` and in the rule: both sides, Chinese numerals, digits, ordered words, intervals."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from zhicheng.policy.lint_wording import lint_round, lint_wording, numbers_in
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.policy.round import load_round, rounds_in

from .small_pack import FILES, write_pack


def lint(folder: Path, body: str, **files: str) -> list[tuple[str, str]]:
    text = FILES["senior-engineer.yaml"].replace("    say: 省级奖1项\n    award: {issuer: provincial}\n", body)
    assert text != FILES["senior-engineer.yaml"]
    changes = {"senior-engineer.yaml": text, **{f"{name}.yaml": part for name, part in files.items()}}
    return [(item.number, item.side) for item in lint_wording(load_pack(write_pack(folder, changes)))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("聘任工程师5年以上", [5]),
        ("二等奖前五名", [2, 5]),
        ("一、二等奖", [1, 2]),
        ("第三条规定的（一）和“151人才”", []),
        ("985、211高校", []),
        ("5千万元以上", [5000]),
        ("1.5亿元", [15000]),
        ("统一要求之一", []),
        ("两项以上", [2]),
        ("DCMM3级", [3]),
        ("AA级以上", [2]),
        ("C级", [3]),
        ("第一作者", [1]),
        ("十五年", [15]),
        ("5G应用", []),
    ],
)
def test_numbers_of_a_sentence(text: str, wanted: list[int]) -> None:
    values = sorted(value for _, found in numbers_in(text) for value in found)
    assert values == [Fraction(number) for number in wanted]


@pytest.mark.parametrize(
    "body",
    [
        "    say: 省级二等奖以上前5名1项\n    award: {issuer: provincial, grade: second+, rank: ..5}\n",
        "    say: 省级一、二等奖前五名\n    award: {issuer: provincial, grade: [first, second], rank: ..5}\n",
        "    say: 200万至500万元项目2项\n    project: {amount: '[200,500)', times: 2}\n",
        "    say: 下列3项中的2项\n    at_least: 2\n    of: [{award: {}}, {paper: {}}, {patent: {}}]\n",
        "    say: 主持项目（排名第1）\n    project: {role: lead}\n",
        "    say: 第1名以上均可\n    award: {rank: 1+}\n",
        "    say: 项目1项，金额由专家认定是否达到600万元\n"
        "    project: {judged: {key: k, ask: 金额是否达到600万元, en: Is it 6 million?, by: committee}}\n",
    ],
)
def test_wording_that_agrees(tmp_path: Path, body: str) -> None:
    assert lint(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            "    say: 省级二等奖前3名\n    award: {issuer: provincial, grade: second, rank: ..5}\n",
            [("3名", "say"), ("5", "rule")],
        ),
        ("    say: 省级奖\n    award: {issuer: provincial, times: 2}\n", [("2", "rule")]),
        ("    say: 省级三等奖\n    award: {issuer: provincial, grade: second+}\n", [("三", "say"), ("2", "rule")]),
        ("    say: 项目500万元\n    project: {amount: '[200,500)'}\n", [("200", "rule")]),
        (
            "    say: 3项中的2项\n    at_least: 2\n    of: [{award: {}}, {paper: {}}, {patent: {}}, {book: {}}]\n",
            [("3", "say")],
        ),
        ("    say: 聘任6年\n    years: {of: {appointment: {}}, reach: 5}\n", [("6", "say"), ("5", "rule")]),
    ],
)
def test_wording_that_differs(tmp_path: Path, body: str, wanted: list[tuple[str, str]]) -> None:
    found = [(number.rstrip("名"), side) for number, side in lint(tmp_path, body)]
    assert sorted(found) == sorted((number.rstrip("名"), side) for number, side in wanted)


def test_each_clause_answers_for_itself(tmp_path: Path) -> None:
    body = (
        "    say: 2项中的1项\n    at_least: 1\n    of:\n      甲: {say: 论文3篇, paper: {times: 3}}\n"
        "      乙: {say: 专利4项, patent: {times: 5}}\n"
    )
    assert lint(tmp_path, body) == [("4", "say"), ("5", "rule")]


def test_a_window_around_may_be_named_and_need_not(tmp_path: Path) -> None:
    base = FILES["senior-engineer.yaml"].replace("routes:\n", "routes:\n  window: 5 years\n")
    named = base.replace("say: 省级奖1项", "say: 近5年省级奖1项")
    for text in (base, named):
        assert lint_wording(load_pack(write_pack(tmp_path, {"senior-engineer.yaml": text}))) == []


def test_the_other_alternative_may_be_named_and_the_chosen_one_must(tmp_path: Path) -> None:
    readings = "Z-01: {place: 第二条, text: 名次, en: rank, alternatives: {a: 三, b: 五}, choice: a, why: 甲}\n"
    body = "    say: {}\n    award: {{rank: {{reading: Z-01, a: ..3, b: ..5}}}}\n"
    assert lint(tmp_path, body.format("前3名（或前5名）"), readings=readings) == []
    assert lint(tmp_path, body.format("前5名"), readings=readings) == [("3", "rule")]


def test_a_finding_names_file_and_line(tmp_path: Path) -> None:
    text = FILES["senior-engineer.yaml"].replace("工程师满2年", "工程师满3年")
    (first, second) = lint_wording(load_pack(write_pack(tmp_path, {"senior-engineer.yaml": text})))
    assert first.problem().text() == "small/senior-engineer.yaml:第2行：第二条（一） 的 say 写有 3，规则中没有"
    assert second.problem().text("en").endswith("第二条（一）: the rule has 2, say has not")


@pytest.mark.parametrize("pack", packs_in())
def test_the_wording_of_every_pack(pack: str) -> None:
    findings = [finding.problem().text() for finding in lint_wording(load_pack(pack))]
    assert findings == []


@pytest.mark.parametrize("id_", rounds_in())
def test_the_wording_of_every_round(id_: str) -> None:
    assert [finding.problem().text() for finding in lint_round(load_round(id_))] == []


def test_the_wording_of_a_round(tmp_path: Path) -> None:
    write_pack(tmp_path)
    text = """\
round: town
title: 通知
en: Notice
status: demonstration
policy: small@1
year: 2026
dates: {as_of: 2026-12-31}
conditions:
  - {say: 自评分80分, en: Eighty, pass_mark: 90}
  - {say: 社保, en: Insurance, add: {通知五: {say: 社保2年, years: {of: {work: {}}, reach: 1}}}}
"""
    (tmp_path / "rounds").mkdir()
    (tmp_path / "rounds" / "town.yaml").write_text(text, encoding="utf-8")
    found = [
        (item.clause, item.number, item.side) for item in lint_round(load_round("town", tmp_path / "rounds", tmp_path))
    ]
    assert found == [("pass_mark", "90", "rule"), ("通知五", "2", "say"), ("通知五", "1", "rule")]
