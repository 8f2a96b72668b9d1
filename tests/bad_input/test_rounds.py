"""Yearly notices with one mistake each: refused at the right line, with a reason in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.policy.round import load_round
from zhicheng.vocabulary.problems import Refused

FOLDER = Path(__file__).parent / "rounds"
PACKS = Path(__file__).parent / "packs"

CASES = [
    (
        "closes-before-opens.yaml",
        "第10行",
        "closes 2026-04-01 早于 opens 2026-05-01",
        "closes 2026-04-01 lies before opens 2026-05-01",
    ),
    ("dates-no-mapping.yaml", "第7行", "dates 应为键值表", "dates must be a mapping"),
    ("impossible-date.yaml", "第8行", "没有这一天：2026-02-30", "no such day: 2026-02-30"),
    (
        "no-version.yaml",
        "第4行",
        "policy 应写作 规则包@版本，不是“sound”",
        "policy is written pack@version, not 'sound'",
    ),
    ("other-name.yaml", "第1行", "round 应与文件同名：other-name", "round must be the file's name: other-name"),
    ("other-version.yaml", "第4行", "sound 现为第1版，通知写的是第7版", "sound is at version 1, the round names 7"),
    (
        "text-for-date.yaml",
        "第8行",
        "as_of 应为日期（如 2026-12-31），不是“年底”",
        "as_of must be a date (2026-12-31), not '年底'",
    ),
    ("text-for-mark.yaml", "第6行", "pass_mark 应为数字，不是“六十”", "pass_mark must be a number, not '六十'"),
    ("uncited.yaml", "第6行", "pass_mark 须写作 {value, cite}", "a published pass_mark is {value, cite}"),
    (
        "unknown-date.yaml",
        "第8行",
        "dates 中没有“as_off”，是否“as_of”？",
        "no 'as_off' in dates, did you mean 'as_of'?",
    ),
    (
        "unknown-kind.yaml",
        "第12行",
        "没有“patnet”这种条件，是否“patent”？",
        "no condition 'patnet', did you mean 'patent'?",
    ),
    ("unknown-pack.yaml", "第4行", "没有规则包“sond”，是否“sound”？", "no policy pack 'sond', did you mean 'sound'?"),
    (
        "unknown-part.yaml",
        "第9行",
        "round 中没有“window”，是否“windows”？",
        "no 'window' in round, did you mean 'windows'?",
    ),
    (
        "unknown-tier.yaml",
        "第10行",
        "tier 没有“aplicant”，是否“applicant”？",
        "tier can't be 'aplicant', did you mean 'applicant'?",
    ),
    (
        "year-out-of-range.yaml",
        "第5行",
        "year 应为 2000 到 2100 的整数，不是“26”",
        "year must be a whole number from 2000 to 2100, not '26'",
    ),
]
"""File, place, and a part of what is said in Chinese and in English."""


def test_the_sound_round_is_sound() -> None:
    assert load_round(FOLDER / "sound.yaml", policies=PACKS).policies == {"sound": 1}


def test_every_file_is_in_the_table() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(["sound.yaml", *(case[0] for case in CASES)])


@pytest.mark.parametrize(("name", "place", "zh", "en"), CASES, ids=[case[0] for case in CASES])
def test_a_wrong_round_is_refused(name: str, place: str, zh: str, en: str) -> None:
    with pytest.raises(Refused) as refused:
        load_round(FOLDER / name, policies=PACKS)
    assert (place, True, True) in [(p.place, zh in p.text("zh"), en in p.text("en")) for p in refused.value.problems]
    assert {problem.file.removeprefix("rounds/") for problem in refused.value.problems} == {name}
