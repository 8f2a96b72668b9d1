"""Dossiers with one mistake each: refused at the right place, with a reason in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.dossier.files import read_dossier
from zhicheng.vocabulary.problems import Refused

FOLDER = Path(__file__).parent / "dossiers"

CASES = [
    ("alias-bomb.yaml", "第1行", "不允许 YAML 锚点", "anchors and aliases"),
    ("anchor.yaml", "第2行", "不允许 YAML 锚点", "anchors and aliases"),
    ("bad-id.yaml", "第2行", "编号（id） 格式不对（现为“专利 1”）", "id (id) has the wrong form (given: '专利 1')"),
    ("claimed-beyond-proportion.yaml", "第2行", "自评分“1e999999999”不是数字", "'1e999999999' is not a number"),
    ("claimed-no-number.yaml", "第2行", "自评分“很多”不是数字", "'很多' is not a number"),
    (
        "control-character.yaml",
        "第2行",
        "名称（name） 含有不可见的控制字符",
        "name (name) holds characters that can't be printed",
    ),
    ("duplicate-id.yaml", "第3行", "编号 p1 重复", "duplicate id p1"),
    ("duplicate-key.json", "", "重复的键：rank", "duplicate key: rank"),
    ("duplicate-key.yaml", "第5行", "重复的键：rank", "duplicate key: rank"),
    ("empty.yaml", "", "材料文件应为键值表", "a dossier must be a mapping"),
    (
        "end-before-start.yaml",
        "第5行",
        "结束日期 2023-12-31 早于起始日期 2024-01-01",
        "the end 2023-12-31 lies before the start 2024-01-01",
    ),
    ("huge-exponent.json", "", "数字位数过多：1e999999999…", "a number of too many digits: 1e999999999…"),
    (
        "impossible-date.json",
        "records[0].date",
        "没有这一天（现为“2026-02-30”）",
        "names no day of the calendar (given: '2026-02-30')",
    ),
    ("impossible-date.yaml", "第4行", "没有这一天：2026-02-30", "no such day: 2026-02-30"),
    (
        "impossible-quoted-date.yaml",
        "第4行",
        "没有这一天（现为“2026-02-30”）",
        "names no day of the calendar (given: '2026-02-30')",
    ),
    (
        "kind-as-list.yaml",
        "第2行",
        "没有“['patent']”这种材料，是否“patent”？",
        "no kind of record '['patent']', did you mean 'patent'?",
    ),
    ("later-format.yaml", "第1行", "材料格式版本应为 1", "the format must be 1"),
    ("list-on-top.yaml", "", "材料文件应为键值表", "a dossier must be a mapping"),
    (
        "lone-surrogate.json",
        "records[0].name",
        "名称（name） 含有不可见的控制字符",
        "name (name) holds characters that can't be printed",
    ),
    ("name-too-long.yaml", "第4行", "名称（name） 过长", "name (name) is too long"),
    ("nan.json", "", "NaN 不是数字", "NaN is not a number"),
    (
        "negative-amount.yaml",
        "第4行",
        "项目金额（amount） 不能为负或过小（现为“-5”）",
        "amount (amount) is too small (given: '-5')",
    ),
    ("no-id.yaml", "第2行", "缺少 编号（id）", "id (id) is missing"),
    (
        "not-a-number.yaml",
        "第2行",
        "项目金额（amount） 应为数字，不是“NaN”",
        "amount (amount) must be a number, not 'NaN'",
    ),
    ("open-bracket.yaml", "第2行", "不是有效的 YAML", "not valid YAML"),
    ("own-tag.yaml", "第1行", "不允许 YAML 标签（!）", "YAML tags (!) are not allowed"),
    ("python-tag.yaml", "第1行", "不允许 YAML 标签（!）", "YAML tags (!) are not allowed"),
    ("record-no-mapping.yaml", "第2行", "一条材料应为键值表", "a record must be a mapping"),
    ("records-no-list.yaml", "第1行", "records 应为列表", "records must be a list"),
    (
        "seconds-for-date.yaml",
        "第4行",
        "应为日期，如 2026-11-20，不是“86400”",
        "must be a date such as 2026-11-20, not '86400'",
    ),
    ("tab-indent.yaml", "第2行", "不是有效的 YAML", "not valid YAML"),
    ("text-for-list.yaml", "第2行", "应为列表，不是“iot”", "must be a list, not 'iot'"),
    ("too-many-digits.yaml", "第4行", "项目金额（amount） 位数过多", "amount (amount) has too many digits"),
    ("trailing-comma.json", "第1行", "不是有效的 JSON", "not valid JSON"),
    ("two-documents.yaml", "第2行", "不是有效的 YAML", "not valid YAML"),
    (
        "unknown-applicant-fact.yaml",
        "第2行",
        "没有“citty”这一项，是否“city”？",
        "no field 'citty', did you mean 'city'?",
    ),
    ("unknown-fact.yaml", "第4行", "没有“rnak”这一项，是否“rank”？", "no field 'rnak', did you mean 'rank'?"),
    (
        "unknown-kind.yaml",
        "第2行",
        "没有“patnet”这种材料，是否“patent”？",
        "no kind of record 'patnet', did you mean 'patent'?",
    ),
    ("unknown-part.yaml", "第1行", "没有“record”这一项，是否“records”？", "no field 'record', did you mean 'records'?"),
    (
        "unknown-word.json",
        "records[1].level",
        "不能是“provincal”，是否“provincial”？",
        "can't be 'provincal', did you mean 'provincial'?",
    ),
    (
        "unknown-word.yaml",
        "第2行",
        "不能是“provincal”，是否“provincial”？",
        "can't be 'provincal', did you mean 'provincial'?",
    ),
    (
        "wrong-type.yaml",
        "第4行",
        "本人排名（rank） 应为整数，不是“first”",
        "applicant's rank (rank) must be a whole number, not 'first'",
    ),
    (
        "year-for-date.yaml",
        "第4行",
        "应为日期，如 2026-11-20，不是“2021”",
        "must be a date such as 2026-11-20, not '2021'",
    ),
    (
        "yes-for-rank.yaml",
        "第2行",
        "本人排名（rank） 应为整数，不是“True”",
        "applicant's rank (rank) must be a whole number, not 'True'",
    ),
]
"""File, place, and a part of what is said in Chinese and in English."""


def test_every_file_is_in_the_table() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(case[0] for case in CASES)


@pytest.mark.parametrize(("name", "place", "zh", "en"), CASES, ids=[case[0] for case in CASES])
def test_a_wrong_dossier_is_refused(
    name: str, place: str, zh: str, en: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused) as refused:
        read_dossier(FOLDER / name)
    assert [(p.file, p.place) for p in refused.value.problems][:1] == [(name, place)]
    first = refused.value.problems[0]
    assert zh in first.text("zh")
    assert en in first.text("en")
    assert list(tmp_path.iterdir()) == []  # nothing was executed


def test_one_mistake_is_told_once() -> None:
    for name, *_ in CASES:
        with pytest.raises(Refused) as refused:
            read_dossier(FOLDER / name)
        assert len(refused.value.problems) == 1, name
