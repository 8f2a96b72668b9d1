"""The mutation tool: which mutants it makes, what it calls noticed, what it accepts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.mutation.__main__ import main
from tests.mutation.accepted import Accepted, accepted_for
from tests.mutation.bench import Bench
from tests.mutation.mutants import Mutant, mutants_of_level, mutants_of_terms
from tests.mutation.steps import value_steps
from zhicheng.policy.pack import load_pack
from zhicheng.vocabulary.yaml_text import parse_yaml

HEAD = """
pack: small
version: 1
status: in-force
number: 第1号
title: 小规则
en: Small
domains: [iot]
tracks: {engineer: {title: 工程师, en: Engineer}}
"""
LEVEL = """
routes:
  第一条:
    say: 获奖2项，前3名
    award: {grade: second+, rank: ..3, times: 2}
scoring:
  group: 总分
  members:
    - group: 获奖
      cap: 8
      members:
        - {row: 一等奖, match: {award: {grade: first}}, points: {reading: A-1, a: 5, b: 6}}
"""
READINGS = """
A-1: {place: 附1, text: 五或六, en: five or six, alternatives: {a: "5", b: "6"}, choice: a, why: 试}
"""
CASES = """
track: engineer
cases:
  - case: 两个一等奖封顶
    why: 5+5=10，封顶8
    as_of: 2026-12-31
    records: [{id: a1, kind: award, grade: first, rank: 1}, {id: a2, kind: award, grade: first, rank: 1}]
    expect: {nodes: {获奖: "8"}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack of one route and one row, with one worked case."""
    pack = tmp_path / "small"
    (pack / "examples").mkdir(parents=True)
    for name, text in (("pack", HEAD), ("engineer", LEVEL), ("readings", READINGS), ("examples/cases", CASES)):
        (pack / f"{name}.yaml").write_text(text, encoding="utf-8")
    return pack


def _level(text: str) -> list[Mutant]:
    return list(mutants_of_level("engineer", parse_yaml(text.encode(), "t.yaml"), {}))


def _changes(mutants: list[Mutant], at: str) -> set[str]:
    return {mutant.change for mutant in mutants if mutant.at == at}


@pytest.mark.parametrize(
    ("value", "steps"),
    [
        (5, {4, 6}),
        (0, {1}),
        (Decimal("0.5"), {Decimal("0.4"), Decimal("0.6")}),
        (True, {False}),
        ("..5", {"..4", "..6"}),
        ("[200,500)", {"[199,500)", "[201,500)", "[200,499)", "[200,501)"}),
        ("title or 5 years", {"title or 4 years", "title or 6 years"}),
        ("second+", {"third+", "first+"}),
        ("doctorate", {"master"}),
        ("ccf-a", set()),
        ("985", set()),
        ("2021年", set()),
    ],
)
def test_a_value_has_its_neighbours_as_steps(value: object, steps: set[object]) -> None:
    assert set(value_steps(value)) == steps


def test_a_term_steps_on_its_own_scale() -> None:
    assert set(value_steps("fourth", ("other", "fourth", "third"))) == {"other", "third"}


def test_rules_lose_each_part_and_texts_are_left_alone() -> None:
    found = _level(LEVEL)
    assert _changes(found, "routes/第一条") == {"removed"}
    assert _changes(found, "routes/第一条/award/rank") == {"removed", "..3 → ..2", "..3 → ..4"}
    assert _changes(found, "routes/第一条/award/times") == {"removed", "2 → 1", "2 → 3"}
    assert _changes(found, "scoring/获奖/一等奖") == {"removed"}
    assert not any("say" in mutant.at or mutant.at.endswith("/row") for mutant in found)


def test_both_branches_of_a_reading_are_changed_and_say_so() -> None:
    found = {(mutant.under, mutant.change) for mutant in _level(LEVEL) if "A-1" in mutant.at}
    assert found == {
        ((("A-1", "a"),), "5 → 4"),
        ((("A-1", "a"),), "5 → 6"),
        ((("A-1", "b"),), "6 → 5"),
        ((("A-1", "b"),), "6 → 7"),
    }


def test_any_becomes_all_and_members_fall_out() -> None:
    found = _level("routes: {一: {say: x, any: [{degree: {level: master}}, {score: 60}]}}")
    assert _changes(found, "routes/一/any") == {"any → all", "removed"}
    assert _changes(found, "routes/一/any/#1") == {"removed"}
    assert _changes(found, "routes/一/any/#1/score") == {"removed", "60 → 59", "60 → 61"}


def test_ladders_and_bands_move_their_keys() -> None:
    tree = parse_yaml(b"coefficients: {common: {cite: x, ladder: {1: 1, 6-9: 0.5}, unproven: {lead: 1}}}", "t.yaml")
    found = list(mutants_of_terms(tree))
    assert _changes(found, "coefficients/common/ladder/6-9") == {
        "removed",
        "key 6-9 → 5-9",
        "key 6-9 → 7-9",
        "key 6-9 → 6-8",
        "key 6-9 → 6-10",
        "0.5 → 0.4",
        "0.5 → 0.6",
    }
    assert "removed" in _changes(found, "coefficients/common/unproven/lead")


def test_the_edit_leaves_the_original_as_it_was() -> None:
    tree = parse_yaml(LEVEL.encode(), "t.yaml")
    cap = next(m for m in mutants_of_level("engineer", tree, {}) if m.at == "scoring/获奖/cap" and m.change == "8 → 7")
    changed = cap.applied(tree)
    assert changed["scoring"]["members"][0]["cap"] == 7
    assert tree["scoring"]["members"][0]["cap"] == 8
    assert changed["routes"] is tree["routes"]
    assert cap.line == 10


def test_only_what_cases_expect_is_noticed(folder: Path) -> None:
    bench = Bench.of(load_pack(folder))
    outcomes = {(one.mutant.at, one.mutant.change): one.how for one in bench.outcomes(bench.mutants())}
    assert outcomes["scoring/获奖/cap", "8 → 9"] == "noticed"
    assert outcomes["scoring/获奖/一等奖", "removed"] == "noticed"
    assert outcomes["scoring/获奖/一等奖/match/award/grade", "removed"] == "survived"
    assert outcomes["scoring/获奖/一等奖/points[A-1:a]", "5 → 4"] == "survived"
    assert outcomes["routes/第一条/award/times", "2 → 1"] == "survived"


def test_a_case_that_chooses_the_other_reading_notices_the_other_branch(folder: Path) -> None:
    cases = folder / "examples" / "cases.yaml"
    more = """
  - case: 另一读法
    why: 6分
    as_of: 2026-12-31
    readings: {A-1: b}
    records: [{id: a1, kind: award, grade: first, rank: 1}]
    expect: {nodes: {获奖: "6"}}
"""
    cases.write_text(CASES + more.lstrip("\n"), encoding="utf-8")
    bench = Bench.of(load_pack(folder))
    outcomes = {(one.mutant.at, one.mutant.change): one.how for one in bench.outcomes(bench.mutants())}
    assert outcomes["scoring/获奖/一等奖/points[A-1:b]", "6 → 7"] == "noticed"
    assert outcomes["scoring/获奖/一等奖/points[A-1:a]", "5 → 4"] == "survived"


def test_a_case_that_differs_already_is_named_and_finds_nothing(folder: Path) -> None:
    cases = folder / "examples" / "cases.yaml"
    cases.write_text(CASES.replace('"8"', '"9"'), encoding="utf-8")
    bench = Bench.of(load_pack(folder))
    assert len(bench.broken) == 1 and not bench.tried


def test_a_crash_of_the_program_does_not_count_as_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench.of(load_pack(folder))
    monkeypatch.setattr("tests.mutation.bench.judge", lambda case, track: 1 / 0)
    outcome = bench.outcome(next(one for one in bench.mutants() if one.at == "scoring/获奖/cap"))
    assert outcome.how == "stopped" and not outcome.noticed and "ZeroDivisionError" in outcome.by


def test_too_few_noticed_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 1
    assert "engineer.yaml:5 routes/第一条/award/rank: ..3 → ..2" in capsys.readouterr().out


def test_accepted_survivors_need_a_reason(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text('- {file: engineer, at: "routes/*", change: "*", why: 无}', encoding="utf-8")
    with pytest.raises(ValueError, match="no reason"):
        accepted_for("small", tmp_path)
    assert accepted_for("other", tmp_path) == []


def test_a_star_stands_for_any_text_and_nothing_else_does() -> None:
    mutant = Mutant("terms", (), "terms/class/amount/[200,500)", 1, "removed", ("drop", None))
    assert Accepted("terms", "terms/*/[200,500)", "removed", "重叠的区间").covers(mutant)
    assert not Accepted("terms", "terms/*/[200,50.)", "removed", "重叠的区间").covers(mutant)
    assert not Accepted("pack", "*", "*", "别的文件的").covers(mutant)
