"""Policy packs with one mistake each: refused at the right line, with a reason in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zhicheng.policy.pack import load_pack
from zhicheng.vocabulary.problems import Refused

PACKS = Path(__file__).parent / "packs"
SOUND = PACKS / "sound"
"""A small pack without mistakes; each case lays its own files over it."""

CASES = [
    ("anchors", "第1行", "不允许 YAML 锚点", "anchors and aliases"),
    ("at-least-too-many", "第4行", "要求 3 项，但只列了 2 项", "asks for 3 of only 2"),
    ("bad-band", "第6行", "看不懂区间“three”", "can't read the band 'three'"),
    ("bad-interval", "第4行", "“500-”不是数值范围", "'500-' is no range of numbers"),
    ("choice-not-offered", "第1行", "R1 选定的读法“c”不在备选中", "R1: the choice 'c' is no alternative"),
    ("duplicate-clause", "第5行", "重复的键：第十条", "duplicate key: 第十条"),
    ("empty-ladder", "第2行", "名次阶梯是空的", "the ladder is empty"),
    ("impossible-date", "第9行", "没有这一天：2026-02-30", "no such day: 2026-02-30"),
    (
        "limit-zero",
        "第6行",
        "limit 应为 1 到 999 的整数，不是“0”",
        "limit must be a whole number from 1 to 999, not '0'",
    ),
    (
        "lost-under-no-reading",
        "第6行",
        "readings.yaml 中没有“R8”，是否“R3”？",
        "readings.yaml has no 'R8', did you mean 'R3'?",
    ),
    ("missing-alternative", "第4行", "R1 的备选应为 a、b，这里写的是 a", "R1 has the alternatives a、b, here stand a"),
    ("negative-points", "第6行", "points 不能为负：-3", "points can't be negative: -3"),
    ("no-condition", "第2行", "第十条 没有条件", "第十条 has no condition"),
    ("no-restatement", "第2行", "第十条 的 say 应为文字", "第十条 的 say must be text"),
    (
        "no-version",
        "第2行",
        "version 应为 1 到 999 的整数，不是“one”",
        "version must be a whole number from 1 to 999, not 'one'",
    ),
    ("not-a-mapping", "第1行", "senior-engineer.yaml 应为键值表", "senior-engineer.yaml must be a mapping"),
    ("number-for-text", "第3行", "第十条 的 say 应为文字", "第十条 的 say must be text"),
    ("of-without-at-least", "第4行", "“of”须与 at_least 同用", "'of' goes with at_least"),
    ("order-no-list", "第2行", "order 应为文字", "order must be text"),
    ("overlapping-ladder", "第4行", "名次“4-7”与前一级重叠", "rank '4-7' overlaps the step before"),
    ("python-tag", "第1行", "不允许 YAML 标签（!）", "YAML tags (!) are not allowed"),
    ("question-without-english", "第4行", "问题缺少英文（en）", "the question has no English (en)"),
    ("range-upside-down", "第6行", "range 下限 9 大于上限 3", "range: 9 is above 3"),
    ("row-without-match", "第6行", "奖 缺少 match", "奖 has no match"),
    ("same-path-twice", "第7行", "两处同名：业绩/奖", "two nodes of one name: 业绩/奖"),
    (
        "slash-in-label",
        "第6行",
        "名称中不能有“/”：一等奖/二等奖（可用“／”）",
        "no '/' in a label: 一等奖/二等奖 (use '／')",
    ),
    (
        "term-of-unknown-kind",
        "第2行",
        "没有“projct”这种材料，是否“project”？",
        "no kind of record 'projct', did you mean 'project'?",
    ),
    ("term-value-not-in-order", "第2行", "术语 class 的 order 中没有“secnd”", "the order of term class has no 'secnd'"),
    ("term-without-cases", "第2行", "术语 class 没有 cases 或 best_of", "term class has neither cases nor best_of"),
    ("text-for-number", "第6行", "points 应为数字，不是“many”", "points must be a number, not 'many'"),
    (
        "times-no-number",
        "第4行",
        "times 应为 1 到 999 的整数，不是“many”",
        "times must be a whole number from 1 to 999, not 'many'",
    ),
    (
        "unknown-applicant-fact",
        "第4行",
        "applicant 中没有“citty”，是否“city”？",
        "no 'citty' in applicant, did you mean 'city'?",
    ),
    ("unknown-coefficient", "第6行", "没有名次系数“comon”", "no rank coefficient 'comon'"),
    (
        "unknown-condition",
        "第4行",
        "没有“patnet”这种条件，是否“patent”？",
        "no condition 'patnet', did you mean 'patent'?",
    ),
    (
        "unknown-defence-clause",
        "第5行",
        "没有条款“第八条”，是否“第七条”？",
        "no clause '第八条', did you mean '第七条'?",
    ),
    (
        "unknown-distinct",
        "第4行",
        "distinct：没有“projct”这一项，是否“project”？",
        "distinct: there is no 'projct', did you mean 'project'?",
    ),
    ("unknown-fact", "第4行", "patent 没有“rnak”这一项，是否“rank”？", "patent has no 'rnak', did you mean 'rank'?"),
    ("unknown-kind", "第6行", "没有“awrad”这种材料，是否“award”？", "no kind of record 'awrad', did you mean 'award'?"),
    (
        "unknown-level",
        "第12行",
        "tracks 没有“senor-engineer”，是否“senior-engineer”？",
        "tracks can't be 'senor-engineer', did you mean 'senior-engineer'?",
    ),
    (
        "unknown-per",
        "第6行",
        "per：没有“resutl”这一项，是否“result”？",
        "per: there is no 'resutl', did you mean 'result'?",
    ),
    (
        "unknown-reading",
        "第4行",
        "readings.yaml 中没有“R9”，是否“R3”？",
        "readings.yaml has no 'R9', did you mean 'R3'?",
    ),
    (
        "unknown-reckoning-date",
        "第4行",
        "reckon 没有“tenur”，是否“tenure”？",
        "reckon can't be 'tenur', did you mean 'tenure'?",
    ),
    ("unknown-row-key", "第6行", "row 中没有“capp”，是否“cap”？", "no 'capp' in row, did you mean 'cap'?"),
    (
        "unknown-section",
        "第1行",
        "senior-engineer.yaml 中没有“basics”，是否“basic”？",
        "no 'basics' in senior-engineer.yaml, did you mean 'basic'?",
    ),
    (
        "unknown-status",
        "第3行",
        "status 没有“in-froce”，是否“in-force”？",
        "status can't be 'in-froce', did you mean 'in-force'?",
    ),
    (
        "unknown-sum",
        "第4行",
        "what：没有“huors”这一项，是否“hours”？",
        "what: there is no 'huors', did you mean 'hours'?",
    ),
    ("unknown-window", "第4行", "看不懂时间范围“five years”", "can't read the window 'five years'"),
    (
        "unknown-word",
        "第4行",
        "没有“provincal”这个词，是否“provincial”",
        "no word 'provincal', did you mean 'provincial'",
    ),
    ("unordered-word", "第4行", "“journal”没有高低次序", "'journal' has no order"),
    ("wrong-name", "第1行", "pack 应与文件夹同名：sound", "pack must be the folder's name: sound"),
]
"""Folder, place, and a part of what is said in Chinese and in English."""


def loaded(folder: Path) -> None:
    """Load everything of a pack."""
    pack = load_pack(folder)
    for level in pack.levels:
        pack.track(level)


def test_the_sound_pack_is_sound() -> None:
    loaded(SOUND)


def test_every_case_is_in_the_table() -> None:
    assert sorted(path.name for path in PACKS.iterdir() if path.is_dir()) == sorted(
        ["sound", *(case[0] for case in CASES)]
    )


@pytest.mark.parametrize(("name", "place", "zh", "en"), CASES, ids=[case[0] for case in CASES])
def test_a_wrong_pack_is_refused(
    name: str, place: str, zh: str, en: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "sound"
    shutil.copytree(SOUND, folder)
    for file in (PACKS / name).iterdir():
        shutil.copy(file, folder / file.name)
    with pytest.raises(Refused) as refused:
        loaded(folder)
    assert (place, True, True) in [(p.place, zh in p.text("zh"), en in p.text("en")) for p in refused.value.problems]
    written = {file.name for file in (PACKS / name).iterdir()}
    assert {problem.file.removeprefix("sound/") for problem in refused.value.problems} <= written
    assert [path.name for path in tmp_path.iterdir()] == ["sound"]  # nothing was executed


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "sound"
    shutil.copytree(SOUND, folder)
    (folder / "senior-engineer.yaml").write_text(
        "review:\n  第十条:\n    say: 专利1项\n    patent: {rnak: 1}\n  第十一条:\n    say: 论文1篇\n    papr: {}\n"
        "scoring:\n  members:\n    - {row: 奖, match: {award: {}}, points: -1}\n",
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        loaded(folder)
    places = {problem.place for problem in refused.value.problems}
    assert {"第4行", "第7行", "第10行"} <= places
    assert "line 4" in refused.value.problems[0].text("en")


def test_an_unknown_pack_level_or_reading_is_refused() -> None:
    with pytest.raises(Refused, match="是否“sound”"):
        load_pack("sond", PACKS)
    pack = load_pack("sound", PACKS)
    with pytest.raises(Refused, match="是否“senior-engineer”"):
        pack.track("senior-enginer")
    with pytest.raises(Refused, match="没有读法“R9”"):
        pack.choices({"R9": "a"})
    with pytest.raises(Refused, match="读法 R1 没有“c”"):
        pack.choices({"R1": "c"})
