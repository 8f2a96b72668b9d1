"""A whole draw from the command line, and what it says when something is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.procedure.draw.examples import FOLDER
from tests.procedure.draw.test_files import POOL, tree
from zhicheng.cli.main import app

OFFICES = ("监督方甲", "监督方乙")


def run(*arguments: str | Path) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "160"})


def done(*arguments: str | Path) -> str:
    """What the command prints, when it goes well."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def stated(tmp_path: Path) -> Path:
    """A folder with a draw whose first round is stated: draw.json, names.json, two secrets."""
    for name in OFFICES:
        done("draw", "commit", name, "--draw", "D1", "--to", tmp_path)
    (tmp_path / "plan.json").write_bytes(tree(caps=[{"by": "employer", "most": 2}]))
    done("draw", "freeze", tmp_path / "plan.json", *_commitments(tmp_path), *_files(tmp_path))
    return tmp_path


def _commitments(folder: Path) -> list[str | Path]:
    return [part for name in OFFICES for part in ("-c", folder / f"{name}.commitment.json")]


def _files(folder: Path) -> list[str | Path]:
    return ["-o", folder / "draw.json", "--names", folder / "names.json"]


def _revealed(folder: Path, number: int) -> list[str | Path]:
    """Both supervisors reveal; the options for ``pick``."""
    for name in OFFICES:
        done("draw", "reveal", folder / f"{name}.secret.json", folder / "draw.json", "--yes")
    return [part for name in OFFICES for part in ("-r", folder / f"{name}.reveal-{number}.json")]


def test_freeze_reveal_pick_replace_public_slip(stated: Path) -> None:
    draw, names = stated / "draw.json", stated / "names.json"
    assert "待揭示" in done("verify", "draw", draw)
    shown = done("draw", "pick", draw, *_revealed(stated, 1), "--names", names)
    assert "共 7 人，本轮抽出 7 人" in shown
    report = json.loads(done("verify", "draw", draw, "--names", names, "--json"))
    assert report["sound"] and len(report["committee"]) == 7
    known = {one["code"]: one["id"] for one in json.loads(names.read_text("utf-8"))["experts"]}
    leaving = known[report["committee"][0]]
    here = re.compile(rf"\b{leaving}\b")  # Z1 also begins Z10
    assert here.search(done("draw", "names", draw, names))

    assert "第 2 轮" in done("draw", "replace", draw, "--names", names, "--out", f"{leaving}=因公出差")
    assert "本轮抽出 1 人" in done("draw", "pick", draw, *_revealed(stated, 2), "--names", names)
    assert not here.search(done("draw", "names", draw, names))
    head = json.loads(draw.read_text("utf-8"))["head"]
    assert "the draw is sound: 7 members, 2 rounds" in done("verify", "draw", draw, "--lang", "en", "--expect", head)

    view = stated / "public.json"
    done("draw", "public", draw, "-o", view)
    assert "公开版" in done("verify", "draw", view)
    done("draw", "slip", names, leaving, "-o", stated / "slip.json")
    assert "未抽中" not in done("draw", "line", stated / "slip.json", view)
    text = view.read_text("utf-8")
    assert "因公出差" not in text and "因公出差" in draw.read_text("utf-8")


def test_a_withheld_reveal_is_voided_and_drawn_again(stated: Path) -> None:
    draw, names = stated / "draw.json", stated / "names.json"
    reveals = _revealed(stated, 1)
    missing = run("draw", "pick", draw, *reveals[:2])
    assert missing.exit_code == 2 and "尚缺：监督方乙" in missing.output
    done("draw", "void", draw, "--reason", "一方未揭示", "--by", "办公室")
    done("draw", "replace", draw, "--names", names)
    done("draw", "pick", draw, *_revealed(stated, 2))
    assert "未揭示：监督方乙" in done("verify", "draw", draw)


def test_files_are_never_written_over_and_secrets_are_their_owners(stated: Path) -> None:
    again = run("draw", "freeze", stated / "plan.json", *_commitments(stated), *_files(stated))
    assert again.exit_code == 2 and "已存在" in again.output
    assert run("draw", "commit", OFFICES[0], "--draw", "D1", "--to", stated).exit_code == 2
    for name in ("names.json", f"{OFFICES[0]}.secret.json"):
        assert (stated / name).stat().st_mode & 0o077 == 0


def test_a_supervisor_is_asked_and_may_say_no(stated: Path) -> None:
    secret, draw = stated / f"{OFFICES[0]}.secret.json", stated / "draw.json"
    said_no = CliRunner().invoke(app, ["draw", "reveal", str(secret), str(draw)], input="n\n")
    assert said_no.exit_code == 2 and not list(stated.glob("*.reveal-*"))


def test_nobody_reveals_for_a_draw_that_is_not_sound(stated: Path) -> None:
    draw = stated / "draw.json"
    data = json.loads(draw.read_text("utf-8"))
    data["frozen"]["title"] = "另一个"
    draw.write_text(json.dumps(data), "utf-8")
    result = run("draw", "reveal", stated / f"{OFFICES[0]}.secret.json", draw, "--yes")
    assert result.exit_code == 2 and "rounds[0].statement.frozen" in result.output


def test_a_reveal_for_another_statement_is_refused(stated: Path) -> None:
    reveals = _revealed(stated, 1)
    other = stated / "other.json"
    done("draw", "freeze", stated / "plan.json", *_commitments(stated), "-o", other, "--names", stated / "n2.json")
    result = run("draw", "pick", other, *reveals)
    assert result.exit_code == 2 and "不是为这一轮所公布的内容揭示的" in result.output


def test_a_commitment_to_another_draw_is_refused(tmp_path: Path) -> None:
    for name, serial in zip(OFFICES, ("1", "2"), strict=True):
        done("draw", "commit", name, "--draw", "D1", "--serial", serial, "--to", tmp_path)
    (tmp_path / "plan.json").write_bytes(tree())
    result = run("draw", "freeze", tmp_path / "plan.json", *_commitments(tmp_path), *_files(tmp_path))
    assert result.exit_code == 2 and f"“{OFFICES[1]}”的承诺属于“D1”第 2 次" in result.output
    assert not (tmp_path / "draw.json").exists()


def test_infeasible_seats_are_told_with_numbers(tmp_path: Path) -> None:
    for name in OFFICES:
        done("draw", "commit", name, "--draw", "D1", "--to", tmp_path)
    (tmp_path / "plan.json").write_bytes(tree(caps=[{"by": "employer", "most": 1}]))
    result = run("draw", "freeze", tmp_path / "plan.json", *_commitments(tmp_path), *_files(tmp_path))
    assert result.exit_code == 2 and "不能同时满足" in result.output and "can't be met together" in result.output
    assert not (tmp_path / "draw.json").exists()


def test_brackets_in_names_are_shown_as_they_are(tmp_path: Path) -> None:
    for name in OFFICES:
        done("draw", "commit", name, "--draw", "D1", "--to", tmp_path)
    pool = [{**one, "seat": "[/x]质量", "name": "[red]专家"} for one in POOL]
    (tmp_path / "plan.json").write_bytes(tree(pool=pool))
    assert "[/x]质量" in done("draw", "freeze", tmp_path / "plan.json", *_commitments(tmp_path), *_files(tmp_path))
    shown = done("draw", "pick", tmp_path / "draw.json", *_revealed(tmp_path, 1), "--names", tmp_path / "names.json")
    assert "[red]专家" in shown and "[/x]质量" in shown


def test_seats_and_template(tmp_path: Path) -> None:
    assert "25  Σ" in done("draw", "seats", "质量=40", "计量=25", "标准化=15", "--size", "24")
    assert run("draw", "seats", "质量").exit_code == 2
    assert run("draw", "seats", "质量=x").exit_code == 2
    done("draw", "template", tmp_path / "t.xlsx", "--lang", "en")
    assert run("draw", "template", tmp_path / "t.xlsx").exit_code == 2


def test_numbers_of_a_track_come_with_their_clauses(tmp_path: Path) -> None:
    for name in OFFICES:
        done("draw", "commit", name, "--draw", "D1", "--to", tmp_path)
    settings = [{"item": "draw", "value": "D1"}, {"item": "members", "value": "11"}]
    (tmp_path / "plan.json").write_bytes(tree(settings=settings))
    done(
        "draw",
        "freeze",
        tmp_path / "plan.json",
        *_commitments(tmp_path),
        *_files(tmp_path),
        "-p",
        "zj-iot-2026/senior-engineer",
    )
    rules = json.loads((tmp_path / "draw.json").read_text("utf-8"))["frozen"]["rules"]
    assert (rules["minimum"], rules["attendance"], rules["group_size"]) == (11, "2/3", 3)
    assert "方案四（三）4" in rules["source"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_verify_says_what_is_wrong_where_and_exits_with_1(tmp_path: Path, lang: str) -> None:
    data = json.loads((FOLDER / "draw-lottery.json").read_text("utf-8"))
    data["rounds"][0]["outcome"]["ticket"] += 1
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(data), "utf-8")
    result = run("verify", "draw", file, "--lang", lang)
    assert result.exit_code == 1
    assert "rounds[0].outcome.ticket" in result.output
    assert ("抽取有误" if lang == "zh" else "not sound") in result.output.splitlines()[0]


def test_verify_exit_codes(tmp_path: Path) -> None:
    assert run("verify", "draw", FOLDER / "draw-plain.json").exit_code == 0
    assert run("verify", "draw", FOLDER / "draw-plain.json", "--expect", "0" * 64).exit_code == 1
    for text in ("", "{", "[]", '{"format": "zhicheng-ballots/1"}'):
        (tmp_path / "x.json").write_text(text, "utf-8")
        result = run("verify", "draw", tmp_path / "x.json")
        assert result.exit_code == 2 and "Traceback" not in result.output
    assert run("verify", "draw", tmp_path / "none.json").exit_code == 2
