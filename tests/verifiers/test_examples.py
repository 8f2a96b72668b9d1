"""Every example says what its format page says of it; what can't be read is answered with a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.verifiers.tampering import EXAMPLES, SCRIPTS, VERIFIERS, loaded, verify, written

KEYS = ("--keys", EXAMPLES / "certificate.keys.json")
STATUS = ("--status", EXAMPLES / "certificate.status.json", "--at", "2026-12-10")


@pytest.mark.parametrize("name", ["draw-plain", "draw-plain-public", "draw-lottery", "draw-replaced"])
def test_the_draws_are_sound(name: str) -> None:
    code, printed = verify("verify_draw.py", EXAMPLES / f"{name}.json")
    assert (code, printed.count("\n")) == (0, 1)
    assert printed.startswith("可信 / SOUND") and loaded(f"{name}.json")["head"] in printed


def test_the_ballots_are_sound_and_the_supervisors_key_is_shown() -> None:
    code, printed = verify("verify_ballots.py", EXAMPLES / "ballots.json")
    assert code == 0 and "2 of 3" in printed and "b4ceb3d157419d6e" in printed


def test_the_assignment_is_sound_and_its_digests_are_shown() -> None:
    code, printed = verify("verify_assignment.py", EXAMPLES / "assignment.json")
    assert (code, printed.count("\n")) == (0, 1) and printed.startswith("可信 / SOUND: 24 applicants")
    assert loaded("assignment.json")["frozen"]["conflicts"] in printed


def test_the_ledger_is_sound_and_agrees_with_what_was_kept() -> None:
    assert verify("verify_ledger.py", EXAMPLES / "ledger.json")[0] == 0
    kept = ("--checkpoint", EXAMPLES / "ledger-25.checkpoint")
    assert verify("verify_ledger.py", EXAMPLES / "ledger.json", *kept)[0] == 0
    assert verify("verify_ledger.py", EXAMPLES / "ledger.json", *kept, "--key", loaded("ledger.json")["key"])[0] == 0


def test_an_old_checkpoint_shows_where_the_ledger_was_changed() -> None:
    other = ("--checkpoint", EXAMPLES / "ledger-30-other.checkpoint")
    kept = ("--checkpoint", EXAMPLES / "ledger-25.checkpoint")
    lost = ("--checkpoint", EXAMPLES / "ledger-45-lost.checkpoint")
    code, printed = verify("verify_ledger.py", EXAMPLES / "ledger.json", *other)
    assert code == 1 and "rows 1–30" in printed
    code, printed = verify("verify_ledger.py", EXAMPLES / "ledger.json", *other, *kept)
    assert code == 1 and "rows 26–30" in printed
    code, printed = verify("verify_ledger.py", EXAMPLES / "ledger.json", *lost)
    assert code == 1 and "rows 41–45 are gone" in printed


def test_the_key_brought_along_must_be_the_ledgers(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(loaded("ledger.json")["key"] + "\n", "utf-8")
    assert verify("verify_ledger.py", EXAMPLES / "ledger.json", "--key", key)[0] == 0
    assert verify("verify_ledger.py", EXAMPLES / "ledger.json", "--key", EXAMPLES / "ledger-witness.key")[0] == 1


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("certificate", 0, "王䶮"),
        ("certificate-revoked", 1, "已撤销 / revoked"),
        ("certificate-reissued", 1, "已换发"),
    ],
)
def test_the_certificates(name: str, code: int, said: str) -> None:
    found, printed = verify("verify_certificate.py", EXAMPLES / f"{name}.pdf", *KEYS, *STATUS)
    assert found == code and said in printed


def test_without_a_list_nobody_says_that_it_was_not_revoked() -> None:
    code, printed = verify("verify_certificate.py", EXAMPLES / "certificate-revoked.pdf", *KEYS)
    assert code == 0 and "whether it was revoked was not checked" in printed


def test_a_list_out_of_date_is_not_used() -> None:
    late = ("--status", EXAMPLES / "certificate.status.json", "--at", "2027-01-03")
    assert verify("verify_certificate.py", EXAMPLES / "certificate.pdf", *KEYS, *late)[0] == 1


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b"null", b'{"format": "x"}', b"\xff\xfe\x00", b"[" * 100_000]
)
def test_what_cannot_be_read_is_answered_with_a_sentence(script: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    code, printed = verify(script, file, *(KEYS if "certificate" in script else ()))
    assert (code, printed.count("\n")) == (2, 1) and printed.startswith("无法读取 / UNREADABLE")


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_missing_file_and_another_kind_of_file(script: str, tmp_path: Path) -> None:
    keys = KEYS if "certificate" in script else ()
    assert verify(script, tmp_path / "nothing", *keys)[0] == 2
    another = "ballots.json" if "assignment" in script else "assignment.json"
    assert verify(script, EXAMPLES / another, *keys)[0] == 2
    assert verify(script)[0] == 2


def test_fractions_and_names_that_stand_twice_are_refused(tmp_path: Path) -> None:
    draw = loaded("draw-plain.json")
    draw["frozen"]["serial"] = 1.0
    assert verify("verify_draw.py", written(tmp_path, draw))[0] == 2
    for script, name in (("verify_draw.py", "draw-plain.json"), ("verify_ballots.py", "ballots.json")):
        file = tmp_path / "twice.json"
        text = json.dumps(loaded(name))
        file.write_text(text[:-1] + f', "format": "{loaded(name)["format"]}"}}', "utf-8")
        assert verify(script, file)[0] == 2


def test_there_is_a_script_for_each_and_an_example_for_each() -> None:
    assert {file.name for file in VERIFIERS.glob("verify_*.py")} >= set(SCRIPTS)
