"""Every command as its user types it: what it prints, how it ends, what it says when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from zhicheng.cli.main import app

DOSSIER = """\
format: 1
applicant: {domains: [iot], public_institution: false}
records:
  - {id: d1, kind: degree, level: master, science: true}
  - {id: y1, kind: assessment, year: 2025, grade: qualified}
  - {id: a1, kind: appointment, title: intermediate, series: engineering, qualified_on: 2019-11-20, start: 2020-03-01}
  - {id: p1, kind: project, name: 园区设备接入平台, nature: engineering, amount: 250, rank: 1, line: platform-integration, date: 2023-05-01}
  - {id: z1, kind: patent, name: 一种网关, type: invention, rank: 1, date: 2024-05-01}
"""
IOT = ["-p", "zj-iot-2026/senior-engineer", "--as-of", "2026-12-31"]
SCHEMA = json.loads((Path(__file__).parents[2] / "src/zhicheng/verdict/verdict.schema.json").read_text("utf-8"))


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A small dossier on disk."""
    path = tmp_path / "dossier.yaml"
    path.write_text(DOSSIER, "utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "120"})


def test_policies_lists_all_ten_tracks() -> None:
    found = json.loads(run("policies", "--json").stdout)
    assert sum(len(pack["tracks"]) for pack in found) == 10
    assert "zj-iot-2026" in run("policies").stdout
    assert "draft" in run("policies", "--lang", "en").stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_policy_show(lang: str) -> None:
    result = run("policy", "show", "zj-iot-2026/senior-engineer", "--lang", lang)
    assert result.exit_code == 0
    assert "第七条（二）" in result.stdout
    assert ("申报途径" if lang == "zh" else "Ways in") in result.stdout
    data = json.loads(run("policy", "show", "zj-iot-2026/senior-engineer", "--json").stdout)
    assert any(row["path"].endswith("发明专利") for row in data["rows"])


def test_evaluate_text_in_both_languages(dossier: Path) -> None:
    assert "可以申报：符合第七条（二）" in run("evaluate", dossier, *IOT).stdout
    assert "May apply: 第七条（二）" in run("evaluate", dossier, *IOT, "--lang", "en").stdout


def test_evaluate_json_keeps_the_contract(dossier: Path) -> None:
    result = run("evaluate", dossier, *IOT, "--json")
    data = json.loads(result.stdout)
    jsonschema.validate(data, SCHEMA)
    assert data["clauses"]["第七条（二）"] == "met"
    assert {node["path"]: node["points"] for node in data["score"]["nodes"]}["专业技术业绩/知识产权/发明专利"] == "10"


def test_html_is_one_file_that_loads_nothing(dossier: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert run("evaluate", dossier, *IOT, "--html", page).exit_code == 0
    text = page.read_text("utf-8")
    assert "可以申报" in text and "<svg" in text
    for outside in ("http://", "https://", "<script", "@import", "url(http"):
        assert outside not in text


def test_readings_answers_and_pass_mark_change_the_verdict(dossier: Path, tmp_path: Path) -> None:
    plain = json.loads(run("evaluate", dossier, *IOT, "--json").stdout)
    other = json.loads(run("evaluate", dossier, *IOT, "--json", "--pass-mark", "20", "--reading", "RD-01=b").stdout)
    assert plain["clauses"]["第七条（八）"] == "open"
    assert other["clauses"]["第七条（八）"] == "met"
    assert other["readings"]["RD-01"] == "b"
    answers = tmp_path / "answers.yaml"
    question = next(one["id"] for one in plain["questions"] if one["kind"] == "judgement")
    answers.write_text(
        json.dumps([{"question": question, "value": True, "by": "专业组", "when": "2026-10-01"}], ensure_ascii=False),
        "utf-8",
    )
    decided = json.loads(run("evaluate", dossier, *IOT, "--json", "--answers", answers).stdout)
    assert question not in {one["id"] for one in decided["questions"]}


@pytest.mark.parametrize(("extra", "code"), [([], 0), (["--exit-code"], 0)])
def test_exit_code_of_a_met_verdict(dossier: Path, extra: list[str], code: int) -> None:
    assert run("evaluate", dossier, *IOT, *extra).exit_code == code


def test_exit_codes_of_open_and_not_met(tmp_path: Path) -> None:
    empty = tmp_path / "empty.yaml"
    empty.write_text("format: 1\nrecords: []\n", "utf-8")
    assert run("evaluate", empty, *IOT, "--exit-code").exit_code == 4
    unsure = tmp_path / "unsure.yaml"
    unsure.write_text(DOSSIER.replace("start: 2020-03-01", "note: 聘任日期待补"), "utf-8")
    assert run("evaluate", unsure, *IOT, "--exit-code").exit_code == 3


def test_a_folder_with_one_bad_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(DOSSIER, "utf-8")
    (tmp_path / "b.yaml").write_text(DOSSIER.replace("2023-05-01", "2023-02-30"), "utf-8")
    result = run("evaluate", tmp_path, *IOT)
    assert result.exit_code == 2
    assert "a.yaml" in result.stdout
    assert "没有这一天：2023-02-30" in result.stderr
    data = json.loads(run("evaluate", tmp_path, *IOT, "--json").stdout)
    assert list(data["verdicts"]) == ["a.yaml"] and list(data["refused"]) == ["b.yaml"]


def test_which_judges_every_track(dossier: Path) -> None:
    data = json.loads(run("which", dossier, "--as-of", "2026-12-31", "--json").stdout)
    assert len(data) == 10
    result = run("which", dossier, "--as-of", "2026-12-31")
    assert result.exit_code == 0
    assert "物联网专业高级工程师" in result.stdout


@pytest.mark.parametrize("command", ["advise", "materials", "classify", "readings"])
def test_the_lists_in_text_and_json(dossier: Path, command: str) -> None:
    for lang in ("zh", "en"):
        assert run(command, dossier, *IOT, "--lang", lang).exit_code == 0
    json.loads(run(command, dossier, *IOT, "--json").stdout)


def test_classify_cites_the_clause(dossier: Path) -> None:
    rows = json.loads(run("classify", dossier, *IOT, "--json").stdout)
    assert {row["cite"] for row in rows if row["term"] == "class" and row["record"] == "p1"} != {""}


def test_dossier_commands(dossier: Path, tmp_path: Path) -> None:
    assert "5 条" in run("dossier", "check", dossier).stdout
    sheet, back = tmp_path / "d.xlsx", tmp_path / "back.yaml"
    assert run("dossier", "convert", dossier, sheet).exit_code == 0
    assert run("dossier", "convert", sheet, back).exit_code == 0
    assert "5 条" in run("dossier", "check", back).stdout
    template = tmp_path / "t.xlsx"
    assert run("dossier", "template", "-p", "zj-iot-2026", "-o", template).exit_code == 0
    assert template.stat().st_size > 5000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-p", "zj-iot-2025/senior-engineer", "--as-of", "2026-12-31"], "是否“zj-iot-2026”"),
        (["-p", "zj-iot-2026/engineer", "--as-of", "2026-12-31"], "没有级别“engineer”"),
        (["-p", "zj-im-2026", "--as-of", "2026-12-31"], "有多个级别"),
        (["-p", "zj-iot-2026", "--as-of", "2026-13-01"], "不是日期"),
        (["-p", "zj-iot-2026", "--as-of", "2026-01-01"], "尚未施行"),
        (["-p", "zj-iot-2026", "--as-of", "2026-12-31", "--reading", "RD-99=a"], "没有读法“RD-99”"),
        (["-p", "zj-iot-2026", "--as-of", "2026-12-31", "--reading", "RD-01=z"], "没有“z”"),
        (["-p", "zj-iot-2026", "--as-of", "2026-12-31", "--reading", "RD-01"], "应写作"),
        (["-p", "zj-iot-2026", "--as-of", "2026-12-31", "--pass-mark", "many"], "不是数字"),
        (["-p", "zj-iot-2026", "--as-of", "2026-12-31", "--round", "nowhere-2030"], "nowhere-2030"),
        (["-p", "zj-iot-2026", "--as-of", "2026-12-31", "--answers", "missing.yaml"], "missing.yaml"),
    ],
)
def test_refusals_say_what_is_wrong(dossier: Path, arguments: list[str], said: str) -> None:
    result = run("evaluate", dossier, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr.replace("\n", "")
    assert "Traceback" not in result.output


def test_force_judges_before_the_policy_is_in_force(dossier: Path) -> None:
    assert run("evaluate", dossier, "-p", "zj-iot-2026", "--as-of", "2026-01-01", "--force").exit_code == 0


def test_without_a_date_today_is_said(dossier: Path) -> None:
    assert "未指定计算截止日" in run("evaluate", dossier, "-p", "zj-iot-2026", "--force").stderr


def test_version() -> None:
    assert run("--version").stdout.startswith("zhicheng ")
