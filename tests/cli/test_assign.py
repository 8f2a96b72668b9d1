"""``zhicheng assign`` and ``zhicheng verify assignment`` as they are typed, on the example files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from zhicheng.cli.main import app
from zhicheng.procedure.conflicts.stored import read_conflicts

EXAMPLES = Path(__file__).parents[2] / "verifiers" / "examples"
EXPERTS, APPLICANTS, TIES = (EXAMPLES / f"assignment-{name}.yaml" for name in ("experts", "applicants", "ties"))
SEED = "3c6e0b8a9c15224a8228b9a98ca1531d1cc8ad0fae3fd0d3f3a2a5f0cfcbf0f4"
BASE = ["assign", EXPERTS, APPLICANTS, "--ties", TIES, "-p", "zj-iot-2026/senior-engineer", "--as-of", "2026-11-20"]


def run(*arguments: str | Path) -> Result:
    """The command with these arguments; both streams together."""
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "120"})


def test_the_example_is_made_by_the_documented_command(tmp_path: Path) -> None:
    result = run(*BASE, "--seed", SEED, "-o", tmp_path / "assignment.json")
    assert result.exit_code == 0, result.output
    assert "已分配：24 名申报人，每人 3 名专家" in result.stdout and "方案四（四）第2款" in result.stdout
    for name in ("assignment.json", "assignment.conflicts.json"):
        assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes()


def test_freezing_first_and_the_seed_later_is_the_same(tmp_path: Path) -> None:
    frozen = run(*BASE, "-o", tmp_path / "task.json", "--lang", "en")
    fingerprint = frozen.stdout.split()[-1]
    assert frozen.exit_code == 0 and len(fingerprint) == 64 and "only then make the seed" in frozen.stdout
    later = run("assign", tmp_path / "task.json", "--seed", SEED, "-o", tmp_path / "out.json")
    assert later.exit_code == 0
    assert (tmp_path / "out.json").read_bytes() == (EXAMPLES / "assignment.json").read_bytes()
    check = ["verify", "assignment", tmp_path / "out.json", "--frozen", fingerprint, "--seed", SEED]
    assert run(*check).exit_code == 0
    assert run(*check[:-1], "0" * 64).exit_code == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_verify_says_what_was_checked_and_what_not(lang: str) -> None:
    result = run(
        "verify", "assignment", EXAMPLES / "assignment.json", "--conflicts", EXAMPLES / "assignment.conflicts.json",
        "--lang", lang,
    )  # fmt: skip
    assert result.exit_code == 0
    first = "核验属实：24 名申报人、11 名专家" if lang == "zh" else "Sound: 24 applicants, 11 experts"
    assert result.stdout.startswith(first)
    assert ("任何轮换都不能改进" if lang == "zh" else "no exchange improves it") in result.stdout
    assert ("仅凭本文件不能核对" if lang == "zh" else "What the file alone can't show") in result.stdout


def test_verify_as_data() -> None:
    found = json.loads(run("verify", "assignment", EXAMPLES / "assignment.json", "--json").stdout)
    assert found["sound"] and found["balance"]["opinions"] == 72 and sum(found["balance"]["loads"].values()) == 72


def test_verify_finds_another_choice_and_other_conflicts(tmp_path: Path) -> None:
    tree = json.loads((EXAMPLES / "assignment.json").read_bytes())
    tree["seed"] = "0" * 64
    file = tmp_path / "assignment.json"
    file.write_text(json.dumps(tree), "utf-8")
    result = run("verify", "assignment", file)
    assert result.exit_code == 1 and "核验不符：1 项有问题" in result.stdout
    tree["seed"], struck = SEED, tree["frozen"]["recused"].pop()
    file.write_text(json.dumps(tree), "utf-8")
    result = run("verify", "assignment", file, "--conflicts", EXAMPLES / "assignment.conflicts.json")
    assert result.exit_code == 1 and "–".join(struck) in result.stdout


def test_a_new_recusal_changes_little(tmp_path: Path) -> None:
    old = json.loads((EXAMPLES / "assignment.json").read_bytes())
    who = old["assigned"][0]
    ties = TIES.read_text("utf-8").replace(
        "declarations:",
        f"  - {{expert: {who['experts'][0]}, applicant: {who['applicant']}, kind: declared, stated_by: expert, source: 补充申明}}\n"
        "declarations:",
    )
    (tmp_path / "ties.yaml").write_text(ties, "utf-8")
    arguments = [*BASE[:4], tmp_path / "ties.yaml", *BASE[5:], "--seed", SEED]
    result = run(*arguments, "--before", EXAMPLES / "assignment.json", "-o", tmp_path / "new.json")
    assert result.exit_code == 0, result.output
    new = json.loads((tmp_path / "new.json").read_bytes())
    pairs = [
        {(one["applicant"], expert) for one in tree["assigned"] for expert in one["experts"]} for tree in (old, new)
    ]
    assert (who["applicant"], who["experts"][0]) not in pairs[1] and len(pairs[0] & pairs[1]) >= 70
    assert f"{who['applicant']}：{who['experts'][0]} → " in result.stdout
    check = ("verify", "assignment", tmp_path / "new.json", "--before")
    assert run(*check, EXAMPLES / "assignment.json").exit_code == 0
    assert run(*check, tmp_path / "new.json").exit_code == 1


def test_why_explains_a_pair() -> None:
    ask = ["conflicts", *BASE[1:], "--why", "E07:A014"]
    zh, en = run(*ask), run(*ask, "--lang", "en")
    assert (
        zh.stdout.startswith("专家 E07 与申报人 A014：不构成回避（方案四（四）第2款）")
        and "评委会办公室 王" in zh.stdout
    )
    assert "it is so, and is no conflict. 2026-11-12" in en.stdout
    assert run(*ask[:-1], "E07").exit_code == 2


def test_facts_frozen_first_serve_draw_and_assignment(tmp_path: Path) -> None:
    facts = tmp_path / "conflicts.json"
    result = run("conflicts", *BASE[1:], "-o", facts)
    assert result.exit_code == 0 and "回避 35 对（依据 方案四（四）第2款）" in result.stdout
    assert facts.read_bytes() == (EXAMPLES / "assignment.conflicts.json").read_bytes()
    assert set(read_conflicts(facts.read_bytes(), "x").for_draw()) == {"bars", "digest", "recusals"}
    arguments = ["assign", EXPERTS, APPLICANTS, "-p", "zj-iot-2026/senior-engineer", "--seed", SEED]
    assert run(*arguments, "--conflicts", facts, "-o", tmp_path / "a.json").exit_code == 0
    assert (tmp_path / "a.json").read_bytes() == (EXAMPLES / "assignment.json").read_bytes()
    (tmp_path / "more.yaml").write_text(EXPERTS.read_text("utf-8") + "- {code: E99, specialties: 网络}\n", "utf-8")
    stranger = run("assign", tmp_path / "more.yaml", *arguments[2:], "--conflicts", facts, "-o", tmp_path / "b.json")
    assert stranger.exit_code == 2 and "conflicts.json 未涉及：E99" in stranger.output
    both = run(*arguments, "--conflicts", facts, "--ties", TIES, "-o", tmp_path / "b.json")
    assert both.exit_code == 2 and "只能给一个" in both.output


def test_empty_workbooks_can_be_filled_in_and_read(tmp_path: Path) -> None:
    for lang in ("zh", "en"):
        assert run("conflicts", "--templates", tmp_path / lang, "--lang", lang).exit_code == 0
        again = run("conflicts", "--templates", tmp_path / lang)
        assert again.exit_code == 2 and "不会覆盖" in again.output
        rows = {"experts": ["E1", "网络、感知", "甲公司"], "applicants": ["A1", "网络", "甲公司"]}
        for name, row in rows.items():
            book = load_workbook(tmp_path / lang / f"{name}.xlsx")
            book.worksheets[0].append(row)
            book.save(tmp_path / lang / f"{name}.xlsx")
        files = [tmp_path / lang / f"{name}.xlsx" for name in ("experts", "applicants")]
        result = run(
            "conflicts", *files, "--ties", tmp_path / lang / "ties.xlsx", "--as-of", "2026-11-20", "--why", "E1:A1"
        )
        assert result.exit_code == 0 and "现在同一单位" in result.stdout, result.output


def test_open_ties_stop_everything_and_say_what_to_decide(tmp_path: Path) -> None:
    ties = TIES.read_text("utf-8")
    (tmp_path / "ties.yaml").write_text(ties[: ties.index("decisions:")], "utf-8")
    arguments = [*BASE[:4], tmp_path / "ties.yaml", *BASE[5:], "--seed", SEED, "-o", tmp_path / "out.json"]
    result = run(*arguments)
    assert result.exit_code == 2 and not list(tmp_path.glob("out*"))
    assert "专家 E07 与申报人 A014：共同承担项目" in result.output and "请办公室认定是否须回避" in result.output


def test_a_silent_document_names_the_national_rule_as_unverified(tmp_path: Path) -> None:
    arguments = [EXPERTS, APPLICANTS, "-p", "ningbo-qti-2024/engineer", "--as-of", "2026-11-20", "--undeclared"]
    result = run("assign", *arguments, "--opinions", "3", "--source", "通知", "--seed", SEED, "-o", tmp_path / "a.json")
    assert result.exit_code == 0, result.output
    assert "人社部令第40号（国家规章，未核对原文；本评价文件未作规定）" in result.stdout


@pytest.mark.parametrize(
    ("more", "say"),
    [
        (["--opinions", "2"], "文件规定不少于 3 名（方案四（三）4）"),
        (["--opinions", "12"], "还缺"),
        (["--matching", "five"], "--matching 应为数字或 all"),
        (["--most", "2"], "已达阅件上限"),
        (["--seed", "12"], "种子应为 64 位"),
        (["--as-of", "yesterday"], "不是日期"),
        (["--ties", "nowhere.yaml"], "nowhere.yaml"),
        (["--before", str(EXPERTS)], "不是可读的 JSON 文件"),
        (["--as-of", "2026-11-01"], "晚于截止日"),
    ],
)
def test_wrong_input_is_a_sentence(more: list[str], say: str, tmp_path: Path) -> None:
    result = run(*BASE, *more, "-o", tmp_path / "out.json")
    assert result.exit_code == 2 and say in result.output and "Traceback" not in result.output


def test_wrong_files_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}", "utf-8")
    for arguments in (
        ["verify", "assignment", tmp_path / "x.json"],
        ["verify", "assignment", tmp_path],
        ["verify", "assignment", EXAMPLES / "assignment.json", "--conflicts", tmp_path / "x.json"],
        ["assign", tmp_path / "x.json", "--seed", SEED],
        ["assign", EXPERTS],
        ["conflicts"],
        ["conflicts", EXPERTS],
        ["conflicts", APPLICANTS, EXPERTS],
        ["conflicts", EXPERTS, APPLICANTS, "-p", "nothing/engineer"],
        ["assign", EXPERTS, APPLICANTS, "--conflicts", EXAMPLES / "assignment.json", "-o", tmp_path / "o.json"],
        ["assign", EXPERTS, APPLICANTS, TIES],
        ["assign", EXPERTS, APPLICANTS, "--as-of", "2026-11-20", "--undeclared", "-o", tmp_path / "o.json"],
    ):
        result = run(*arguments)
        assert result.exit_code == 2 and result.output.strip() and "Traceback" not in result.output, arguments
