"""The workshop from the command line: what each command writes, says and ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zhicheng.cli.main import app
from zhicheng.dossier.files import write_dossier
from zhicheng.dossier.model import dossier_from

RUN = CliRunner()
DAY = ("--as-of", "2026-12-31")
TRACK = "zj-iot-2026/senior-engineer"
RIGHTS = "专业技术业绩/知识产权"


def run(*words: str | Path, code: int = 0) -> str:
    result = RUN.invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Three applicants with one, two and three patents; the last claims what the cap cuts."""
    folder = tmp_path / "people"
    folder.mkdir()
    for many in (1, 2, 3):
        records = [
            {"id": f"p{place}", "kind": "patent", "type": "invention", "granted": True, "rank": 1, "date": "2026-01-01"}
            for place in range(many)
        ]
        data = {"applicant": {"domains": ["iot"]}, "claimed": {RIGHTS: str(10 * many)}, "records": records}
        write_dossier(dossier_from(data), folder / f"N{many}.yaml")
    return folder


def test_a_pack_from_nothing_to_a_comparison(tmp_path: Path) -> None:
    run("policy", "new", "zj-ai-2027", "--in", tmp_path, "--specialty", "人工智能", "--domain", "ai")
    pack = tmp_path / "zj-ai-2027"
    assert "3 个算例都对" in run("policy", "watch", pack, "--once", "--no-lint")
    run("policy", "new", "zj-ai-2027", "--in", tmp_path, code=2)
    track = pack / "senior-engineer.yaml"
    text = track.read_text(encoding="utf-8")
    track.write_text(text.replace("reach: 2}", "reach: 3}"), encoding="utf-8")
    assert "满2年当日" in run("policy", "watch", pack, "--once", "--no-lint", code=4)
    track.write_text(text, encoding="utf-8")
    other = tmp_path / "other" / "zj-ai-2027"
    run("policy", "new", "zj-ai-2027", "--in", other.parent, "--specialty", "人工智能", "--domain", "ai")
    path = other / "senior-engineer.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("cap: 60", "cap: 40"), encoding="utf-8")
    page = tmp_path / "diff.html"
    words = ("policy", "diff", pack / "senior-engineer", other / "senior-engineer", *DAY, "--json", "--html", page)
    output = run(*words)
    data = json.loads(output[output.index("{") : output.rindex("}") + 1])
    (change,) = data["changes"]
    assert (change["after"]["key"], change["details"][0]["after"][0]) == ("项目", "40分")
    assert change["witness"] is not None
    assert "封顶" in page.read_text(encoding="utf-8")


def test_simulate_over_a_folder(people: Path, tmp_path: Path) -> None:
    words = ("policy", "simulate", TRACK, people, "--pass-mark", "5..25/10", *DAY, "--json")
    output = run(*words, "--xlsx", tmp_path / "s.xlsx")
    data = json.loads(output[output.index("{") : output.rindex("}") + 1])
    assert [(line["mark"], line["reach"]) for line in data["marks"]] == [("5", 3), ("15", 2), ("25", 0)]
    assert (tmp_path / "s.xlsx").is_file()
    run("policy", "simulate", "ningbo-qti-2024/engineer", people, code=2)
    run("policy", "simulate", TRACK, people, "--pass-mark", "9..1", code=2)


def test_recheck_a_folder(people: Path, tmp_path: Path) -> None:
    page, book = tmp_path / "r.html", tmp_path / "r.xlsx"
    output = run("recheck", people, "-p", TRACK, *DAY, "--json", "--html", page, "--xlsx", book)
    data = json.loads(output[output.index("{") : output.rindex("}") + 1])
    found = {one["number"]: [d["causes"][0]["sort"] for d in one["differences"]] for one in data["people"]}
    assert found == {"N1": [], "N2": [], "N3": ["cap"]}
    assert page.is_file() and book.is_file()
    (people / "N4.yaml").write_text("records: [", encoding="utf-8")
    run("recheck", people, "-p", TRACK, *DAY, code=2)


def test_attach_keeps_the_text_away_from_the_pack(tmp_path: Path) -> None:
    run("policy", "new", "zj-ai", "--in", tmp_path)
    text = tmp_path / "document.txt"
    text.write_text("某条件\n\n第一条 近3年年度考核合格以上。\n", encoding="utf-8")
    run("policy", "attach", tmp_path / "zj-ai", text, "--keep", tmp_path / "zj-ai" / "texts", code=2)
    assert not (tmp_path / "zj-ai" / "texts").exists()
    run("policy", "attach", tmp_path / "zj-ai", text, "--keep", tmp_path / "home", "--html", tmp_path / "b.html")
    assert "近3年年度考核合格以上" in (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "document.txt" in run("policy", "attach", tmp_path / "zj-ai", "--keep", tmp_path / "home")
    run("policy", "attach", tmp_path / "zj-ai", "--keep", tmp_path / "nothing", code=2)
