"""``zhicheng verify ledger`` as its user types it: outcome first, what was checked, what no file can show, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.procedure.ledger.example import FOLDER
from tests.procedure.ledger.histories import KEY, bodies_of, bundle_of, checkpoint_of
from zhicheng.cli.main import app
from zhicheng.procedure.ledger.bundle import bundle_lines

BUNDLE = FOLDER / "ledger.json"


def verified(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        app, ["verify", "ledger", *(str(one) for one in arguments)], env={"COLUMNS": "120"}, catch_exceptions=False
    )


def test_a_sound_ledger_and_an_old_checkpoint() -> None:
    done = verified(BUNDLE, "--checkpoint", FOLDER / "ledger-25.checkpoint")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "账册完好，与旧检查点相符"
    assert "✗" not in done.stdout and "此文件不能证明" in done.stdout
    english = verified(BUNDLE, "--checkpoint", FOLDER / "ledger-25.checkpoint", "--lang", "en")
    assert english.stdout.startswith("the ledger is sound and agrees with the old checkpoints\n")


def test_without_an_old_checkpoint_it_says_how_little_that_is() -> None:
    assert "不能排除整体重写" in verified(BUNDLE).stdout.splitlines()[0]
    assert "could have been rewritten" in verified(BUNDLE, "--lang", "en").stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("old", "rows"),
    [(("ledger-30-other",), "1–30"), (("ledger-25", "ledger-30-other"), "26–30"), (("ledger-45-lost",), "41–45")],
)
def test_what_an_old_checkpoint_shows(old: tuple[str, ...], rows: str) -> None:
    options = [one for name in old for one in ("--checkpoint", FOLDER / f"{name}.checkpoint")]
    done = verified(BUNDLE, *options)
    assert done.exit_code == 1 and done.stdout.startswith("账册有误")
    assert any(line.startswith("✗") and rows in line for line in done.stdout.splitlines())


def test_as_json_for_other_programs() -> None:
    done = verified(BUNDLE, "--checkpoint", FOLDER / "ledger-30-other.checkpoint", "--json")
    data = json.loads(done.stdout)
    assert done.exit_code == 1 and data["sound"] is False
    assert [one["rows"] for one in data["findings"] if not one["holds"]] == [[1, 30]]


def test_the_proof_of_one_entry(tmp_path: Path) -> None:
    assert verified(FOLDER / "ledger-7.proof.json").stdout.startswith("证明成立\n")
    key = tmp_path / "key"
    key.write_text(KEY.vkey, "utf-8")
    assert verified(FOLDER / "ledger-7.tlog-proof", "--key", key).exit_code == 0
    unkeyed = verified(FOLDER / "ledger-7.tlog-proof")
    assert unkeyed.exit_code == 2 and "--key" in unkeyed.stderr
    altered = tmp_path / "proof"
    altered.write_text(
        (FOLDER / "ledger-7.proof.json").read_text("utf-8").replace('"number": 7', '"number": 8'), "utf-8"
    )
    done = verified(altered)
    assert done.exit_code == 1 and done.stdout.startswith("证明不成立")


def test_another_ledgers_key(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(bundle_of([], seed=bytes(32)).key.vkey, "utf-8")
    done = verified(BUNDLE, "--key", key)
    assert done.exit_code == 1 and "不是同一账册" in done.stdout


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"format":"zhicheng-draw/1"}', b"\xff\xfe", b"[" * 100_000, b"null"]
)
def test_what_is_no_ledger_is_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    done = verified(file)
    assert done.exit_code == 2 and "✗" in done.stderr and "Traceback" not in done.stderr


def test_what_is_no_checkpoint_or_not_there_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "old"
    wrong.write_text("nothing", "utf-8")
    assert verified(BUNDLE, "--checkpoint", wrong).exit_code == 2
    assert verified(BUNDLE, "--checkpoint", tmp_path / "nowhere").exit_code == 2
    assert verified(tmp_path / "nowhere").exit_code == 2
    assert verified(BUNDLE, "--key", wrong).exit_code == 2


def test_every_changed_byte_of_a_small_ledger_is_noticed_or_changes_nothing(tmp_path: Path) -> None:
    """A file with one byte changed is refused, found unsound, or says the same as before (a byte outside of all values)."""
    from zhicheng.procedure.ledger.bundle import read_bundle
    from zhicheng.procedure.ledger.check import check_ledger
    from zhicheng.procedure.ledger.finding import sound
    from zhicheng.procedure.ledger.note import NoteMalformed

    bundle = bundle_of(bodies_of(3))
    text = "".join(bundle_lines(bundle.key, bundle.rows, bundle.checkpoints)).encode()
    old = checkpoint_of(bodies_of(3))
    unseen = 0
    for place in range(len(text)):
        changed = text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]
        try:
            found = read_bundle(json.loads(changed))
        except (ValueError, NoteMalformed):
            continue
        if sound(check_ledger(found, [old])):
            assert found == bundle, place
            unseen += 1
    assert unseen < 20
