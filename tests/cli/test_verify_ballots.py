"""``zhicheng verify ballots``: the outcome first, every check on a line, exit codes 0, 1, 2; never a traceback."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from zhicheng.cli.main import app
from zhicheng.procedure.ballot.keys import fingerprint

EXAMPLE = Path(__file__).parents[2] / "verifiers" / "examples" / "ballots.json"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["verify", "ballots", *map(str, arguments)], env={"COLUMNS": "120"})


def test_the_example_is_sound_in_both_languages() -> None:
    zh, en = run(EXAMPLE), run(EXAMPLE, "--lang", "en")
    assert (zh.exit_code, en.exit_code) == (0, 0)
    assert zh.output.startswith("核验属实：2 轮表决、17 张选票，3 名申报人中 2 名通过。")
    assert en.output.startswith("Sound: 2 sessions, 17 ballots; 2 of 3 applicants passed.")
    assert zh.output.count("✓") == en.output.count("✓") == 14
    assert "a-001 废票（信封内不是选票）" in zh.output and "m05 未确认信封即开启" in zh.output
    assert "the vote on a-003 does not count and is repeated" in en.output
    assert "仅凭本文件不能核对" in zh.output and "What the file alone can't show" in en.output


def test_as_json_the_same_as_data() -> None:
    found = json.loads(run(EXAMPLE, "--json").output)
    assert found["sound"] is True and len(found["findings"]) == 14 and len(found["results"]) == 3


def test_a_flipped_vote_is_named(tmp_path: Path) -> None:
    plain = json.loads(EXAMPLE.read_text("utf-8"))
    ballot = next(
        row["ballot"] for row in plain["sessions"][0]["board"]["board"]["rows"] if row["ballot"]["choice"] == "A"
    )
    ballot["choice"] = "Y"
    file = tmp_path / "flipped.json"
    file.write_text(json.dumps(plain), "utf-8")
    done = run(file)
    assert done.exit_code == 1 and done.output.startswith("核验不符")
    assert ballot["number"][:8] in done.output and done.output.count("✗") == 4
    assert json.loads(run(file, "--json").output)["sound"] is False


def test_a_bundle_under_another_supervisor_s_key_is_noticed() -> None:
    key = json.loads(EXAMPLE.read_text("utf-8"))["sessions"][0]["signed"]["session"]["signing"]["supervisor"]
    assert run(EXAMPLE, "--supervisor-key", fingerprint(key).upper()).exit_code == 0
    other = run(EXAMPLE, "--supervisor-key", "0" * 64)
    assert other.exit_code == 1 and fingerprint(key) in other.output


def shown(tmp_path: Path, **changes: str) -> Path:
    """What m01's page shows for its ballot on a-001, from the shipped trace."""
    trace = json.loads(EXAMPLE.with_name("ballots-voter.json").read_text("utf-8"))
    secrets = {
        name: base64.b64encode(bytes.fromhex(trace["derived"][name.replace("_", "-")])).decode()
        for name in ("envelope_key", "envelope_seed")
    }
    file = tmp_path / "proof.json"
    proof = {"format": "zhicheng-ballot-proof/1", "row": trace["content"]} | secrets | changes
    file.write_text(json.dumps([proof]), "utf-8")
    return file


def test_a_ballot_that_is_shown_is_found_dropped_or_never_in(tmp_path: Path) -> None:
    found = run(EXAMPLE, "--proof", shown(tmp_path))
    assert found.exit_code == 0 and "这张票在计票榜上" in found.output
    plain = json.loads(EXAMPLE.read_text("utf-8"))
    row = json.loads(shown(tmp_path).read_text("utf-8"))[0]["row"]
    plain["sessions"][0]["board"]["board"]["rows"].remove(row)
    file = tmp_path / "dropped.json"
    file.write_text(json.dumps(plain), "utf-8")
    dropped = run(file, "--proof", shown(tmp_path), "--json")
    (finding,) = [one for one in json.loads(dropped.output)["findings"] if one["code"] == "proof"]
    assert dropped.exit_code == 1 and not finding["holds"] and "漏计属实" in finding["say"]
    other = run(file, "--proof", shown(tmp_path, envelope_key=base64.b64encode(bytes(32)).decode()), "--json")
    (finding,) = [one for one in json.loads(other.output)["findings"] if one["code"] == "proof"]
    assert finding["holds"] and "不能证明监督方漏计" in finding["say"] and "登记缺票：无" in finding["say"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"[" * 100_000])
def test_what_is_no_proof_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "proof.json").write_bytes(content)
    done = run(EXAMPLE, "--proof", tmp_path / "proof.json")
    assert done.exit_code == 2 and "zhicheng-ballot-proof/1" in done.output
    assert run(EXAMPLE, "--proof", tmp_path / "none.json").exit_code == 2


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe\x00", b"[" * 100_000, b'{"format": "zhicheng-draw/1"}'])
def test_what_is_no_bundle_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    done = run(file)
    assert done.exit_code == 2 and "zhicheng-ballots/1" in done.output and "Traceback" not in done.output


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert run(tmp_path / "none.json").exit_code == 2
    assert run(tmp_path).exit_code == 2
