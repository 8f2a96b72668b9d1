"""Rounds: dates, pass mark, windows, forms and added conditions of a yearly notice, each with its clause."""

from __future__ import annotations

import datetime as dt
import os
from fractions import Fraction
from pathlib import Path

import pytest

from zhicheng.policy.coverage import coverage_of_folder
from zhicheng.policy.numbering import covers
from zhicheng.policy.pack import POLICIES, load_pack
from zhicheng.policy.places import places_of, read_trees
from zhicheng.policy.round import ROUNDS, Round, load_round, parse_round, rounds_in
from zhicheng.policy.units import slice_of, units_of
from zhicheng.vocabulary.problems import Refused
from zhicheng.vocabulary.yaml_text import read_yaml

from .small_pack import DOCUMENT, write_pack

TEXT = """\
round: town-2026
title: 示例市2026年度评审通知
en: Example town, notice for 2026
policy: [small@1]
year: 2026
source: {number: 例〔2026〕2号, issuer: 示例市, title: 通知, issued: 2026-05-06}
pass_mark: {value: 60, cite: 通知一}
dates:
  as_of: {on: 2026-12-31, cite: 通知一}
  insurance: {on: 2026-06-30, cite: 通知二}
windows:
  - {tier: applicant, step: apply, opens: 2026-06-01, closes: 2026-08-21, cite: 通知三}
  - {tier: employer, step: employer-review, closes: 2026-09-01, tracks: [engineer], cite: 通知三}
conditions:
  - {tracks: [small/senior-engineer], say: 自评分70分, en: Seventy points, pass_mark: 70.5, cite: 通知四}
  - {tracks: [senior-engineer], say: 任职算到9月底, en: Tenure to September, dates: {tenure: 2026-09-30}, cite: 通知四}
  - say: 社保1年
    en: A year of insurance
    cite: 通知五
    add:
      通知五:
        say: 社保1年
        years: {of: {work: {}}, reach: 1, reckon: insurance}
  - say: 须有论文
    en: A paper
    cite: 通知六
    section: review
    add: {通知六: {say: 论文1篇, paper: {}}}
forms:
  - {say: 评审表, en: Form, who: applicant, copies: 3, cite: 通知七}
  - {say: 花名册, en: Roster, who: employer, tracks: [engineer], cite: 通知七}
"""
TRACK = "small/senior-engineer"


def town(folder: Path, text: str = TEXT, pack: dict[str, str | tuple[str, str]] | None = None) -> Round:
    write_pack(folder, pack)
    (folder / "rounds").mkdir(exist_ok=True)
    (folder / "rounds" / "town-2026.yaml").write_text(text, encoding="utf-8")
    return load_round("town-2026", folder / "rounds", folder)


def test_dates_and_pass_mark_by_track(tmp_path: Path) -> None:
    found = town(tmp_path)
    assert found.dates(TRACK) == {
        "as_of": dt.date(2026, 12, 31),
        "insurance": dt.date(2026, 6, 30),
        "tenure": dt.date(2026, 9, 30),
    }
    assert "tenure" not in found.dates("small/engineer")
    assert found.pass_mark(TRACK) == Fraction(141, 2)
    assert found.pass_mark("small/engineer") == 60
    assert (
        town(tmp_path, TEXT.replace("pass_mark: {value: 60, cite: 通知一}\n", "")).pass_mark("small/engineer") is None
    )


def test_windows_and_forms_by_track(tmp_path: Path) -> None:
    found = town(tmp_path)
    assert [window.step for window in found.windows_of(TRACK)] == ["apply"]
    assert [window.step for window in found.windows_of("small/engineer")] == ["apply", "employer-review"]
    assert found.windows[1].opens is None
    assert [form.say[0] for form in found.forms_of(TRACK)] == ["评审表"]


def test_added_clauses_join_their_section(tmp_path: Path) -> None:
    found = town(tmp_path)
    track = load_pack(tmp_path / "small").track("senior-engineer")
    assert [clause.key for clause in found.extra_clauses(track)] == ["通知五"]
    grown = found.applied_to(track)
    assert [clause.key for clause in grown.basic] == ["通知五"]
    assert [clause.key for clause in grown.review] == ["通知六"]
    assert grown.routes == track.routes


def test_a_round_goes_with_the_packs_it_names(tmp_path: Path) -> None:
    found = town(tmp_path)
    assert found.goes_with(TRACK)
    assert not found.goes_with("other/senior-engineer")
    assert load_round("demo-2026").goes_with(TRACK)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("round: town-2026", "round: other", "round 应与文件同名"),
        ("policy: [small@1]", "policy: [small]", "policy 应写作 规则包@版本"),
        ("policy: [small@1]", "policy: [small@2]", "small 现为第1版，通知写的是第2版"),
        ("policy: [small@1]", "policy: [smal@1]", "是否“small”"),
        ("policy: [small@1]", "policy: any", "正式通知须写明规则包"),
        ("{on: 2026-12-31, cite: 通知一}", "2026-12-31", "as_of 须写作"),
        ("  as_of: {on: 2026-12-31, cite: 通知一}\n", "", "dates 缺少 as_of"),
        ("{on: 2026-06-30, cite: 通知二}", "{on: 年底, cite: 通知二}", "insurance 应为日期"),
        ("  insurance:", "  insurence:", "是否“insurance”"),
        ("pass_mark: {value: 60, cite: 通知一}", "pass_mark: 60", "pass_mark 须写作"),
        ("tier: employer", "tier: boss", "tier 没有“boss”"),
        ("opens: 2026-06-01, closes: 2026-08-21", "opens: 2026-09-01, closes: 2026-08-21", "早于 opens"),
        ("closes: 2026-09-01, ", "", "window 须有 opens 或 closes"),
        ("tracks: [small/senior-engineer]", "tracks: [small/senior]", "是否“senior-engineer”"),
        ("pass_mark: 70.5, cite", "pass_mark: 70.5, dates: {tenure: 2026-09-30}, cite", "之一"),
        ("issuer: 示例市, ", "", "source 缺少 issuer"),
        ("copies: 3, cite: 通知七", "copies: 3", "form 缺少 cite"),
        ("copies: 3", "copies: three", "copies 应为"),
        ("paper: {}", "papers: {}", "没有“papers”这种条件"),
        ("      通知五:\n", "      第二条（一）:\n", "small/senior-engineer 已有“第二条（一）”"),
        ("windows:", "window:", "是否“windows”"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(Refused) as caught:
        town(tmp_path, TEXT.replace(old, new))
    assert said in str(caught.value)


def test_no_such_round() -> None:
    with pytest.raises(Refused, match="是否“demo-2026”"):
        load_round("demo-2027")


def test_a_notice_accounts_for_clauses_of_a_document(tmp_path: Path) -> None:
    town(tmp_path, pack={"clauses.yaml": ("第一条: statement", "第一条: {is: rule, node: round/town-2026/dates}")})
    codes = [(item.code, item.label) for item in coverage_of_folder(tmp_path / "small", DOCUMENT).findings]
    assert codes == [("no-citation", "第一条")]
    town(
        tmp_path,
        TEXT.replace("on: 2026-06-30, cite: 通知二", "on: 2026-06-30, cite: 第一条"),
        {"clauses.yaml": ("第一条: statement", "第一条: {is: rule, node: round/town-2026/dates}")},
    )
    assert coverage_of_folder(tmp_path / "small", DOCUMENT).clean


@pytest.mark.parametrize("id_", rounds_in())
def test_shipped_rounds_load(id_: str) -> None:
    found = load_round(id_)
    assert "as_of" in found.dates("any/senior-engineer")
    if not found.published:
        assert found.mark is None
        assert not any(condition.pass_mark for condition in found.conditions)


def test_the_demonstration_says_what_it_is() -> None:
    found = load_round("demo-2026")
    assert not found.published
    assert found.days == {"as_of": dt.date(2026, 12, 31)}
    assert "非公布" in found.title[0]
    assert "not a published" in found.title[1]


@pytest.mark.parametrize("id_", [id_ for id_ in rounds_in() if load_round(id_).published])
def test_a_published_round_cites_clauses_that_its_notice_has(id_: str) -> None:
    place = os.environ.get("ZHICHENG_SOURCES")
    found = load_round(id_)
    file = Path(place or "") / str(found.source.get("file"))
    if not place or not file.is_file():
        pytest.skip("the notice is not at hand: ZHICHENG_SOURCES names no folder that has it")
    labels = {unit.label for unit in units_of(slice_of(file.read_text(encoding="utf-8-sig"), None, None))}
    (whole,) = [
        item
        for item in places_of({"rounds": {id_: read_yaml(ROUNDS / f"{id_}.yaml")}})
        if item.address == f"round/{id_}"
    ]
    assert whole.cites
    assert [cite for cite in whole.cites if not any(covers(cite, label) for label in labels)] == []


def test_the_rounds_of_a_pack_are_among_its_places() -> None:
    for id_ in rounds_in():
        for pack in load_round(id_).policies:
            addresses = {place.address for place in places_of(read_trees(POLICIES / pack))}
            assert f"round/{id_}" in addresses


def test_a_round_file_at_hand_is_read_as_the_one_in_its_folder_whatever_it_is_called() -> None:
    raw = (ROUNDS / "ningbo-2024.yaml").read_bytes()
    there, here = load_round("ningbo-2024"), parse_round(raw, "通知 (2).yaml")
    assert here.id == there.id
    assert (here.days, here.windows, here.forms, here.mark) == (there.days, there.windows, there.forms, there.mark)
    assert [(one.say, one.add, one.pass_mark) for one in here.conditions] == [
        (one.say, one.add, one.pass_mark) for one in there.conditions
    ]


def test_errors_of_a_round_file_at_hand_go_by_its_own_name() -> None:
    with pytest.raises(Refused) as refused:
        parse_round(b"round: x\nyear: later\n", "own.yaml")
    assert {problem.file for problem in refused.value.problems} == {"own.yaml"}
    with pytest.raises(Refused, match="UTF-8"):
        parse_round("标题: 评审".encode("gbk"), "own.yaml")
