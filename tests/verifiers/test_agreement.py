"""Two programs written apart from one format page come to the same answer: the library's command and the script."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from tests.verifiers.made_ballots import CASES as BALLOTS
from tests.verifiers.made_ballots import meeting
from tests.verifiers.made_certificates import CASES as CERTIFICATES
from tests.verifiers.made_certificates import certificate, keys
from tests.verifiers.made_draws import made, public
from tests.verifiers.tampering import EXAMPLES, loaded, tamperings, verify, written
from tests.verifiers.test_tampered import KEYS, meddled, offsets
from zhicheng.cli.main import app

pytestmark = pytest.mark.long

FILES = (
    ("ledger", "ledger.json"), ("draw", "draw-replaced.json"), ("ballots", "ballots.json"),
    ("assignment", "assignment.json"),
)  # fmt: skip
DRAWS = (
    "another member",
    "another ticket",
    "a void round kept open",
    "tickets moved",
    "somebody barred afterwards",
    "an even committee",
)


def library(what: str, file: Path, *more: str | Path) -> int:
    done = CliRunner().invoke(app, ["verify", what, str(file), *map(str, more)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code


def agree(what: str, file: Path, *more: str | Path) -> None:
    """Both say the same: sound (0), not sound (1), or not readable as this format (2)."""
    code, printed = verify(f"verify_{what}.py", file, *more)
    other = library(what, file, *(("--key" if one == "--keys" else one) for one in more))
    assert {code, other} <= {0, 1, 2} and (code == 0) == (other == 0), (code, other, printed)
    assert code == other, (code, other, printed)


@pytest.mark.slow
@pytest.mark.parametrize(("what", "name"), FILES)
def test_on_files_meddled_with(what: str, name: str, tmp_path: Path) -> None:
    for _, tampered in tamperings(loaded(name)):
        agree(what, written(tmp_path, tampered))


@pytest.mark.parametrize(("what", "name"), FILES)
def test_on_a_sample_of_them(what: str, name: str, tmp_path: Path) -> None:
    for _, tampered in list(tamperings(loaded(name)))[5::23]:
        agree(what, written(tmp_path, tampered))


@pytest.mark.parametrize("which", DRAWS)
def test_on_draws_whose_hashes_were_all_written_anew(which: str, tmp_path: Path) -> None:
    agree("draw", written(tmp_path, meddled(which)))


def test_on_bytes_of_the_certificate(tmp_path: Path) -> None:
    content, file = (EXAMPLES / "certificate.pdf").read_bytes(), tmp_path / "flipped.pdf"
    for offset in [*offsets()[:11], *offsets()[11::17]]:
        changed = bytearray(content)
        changed[offset] ^= 1
        file.write_bytes(changed)
        agree("certificate", file, *KEYS)


@pytest.mark.parametrize("name", ["certificate", "certificate-revoked", "certificate-reissued"])
@pytest.mark.parametrize("day", ["2026-12-10", "2026-11-29", "2027-01-02"])
def test_on_the_certificates_at_several_days(name: str, day: str) -> None:
    agree("certificate", EXAMPLES / f"{name}.pdf", *KEYS, "--status", EXAMPLES / "certificate.status.json", "--at", day)


def test_on_old_checkpoints(tmp_path: Path) -> None:
    for names in (["25"], ["30-other"], ["45-lost"], ["25", "30-other"], ["25", "45-lost"]):
        more = [part for name in names for part in ("--checkpoint", EXAMPLES / f"ledger-{name}.checkpoint")]
        agree("ledger", EXAMPLES / "ledger.json", *more)


BODY = {"act": "submit", "actor": 1, "at": "2026-10-12T01:30:00.000000Z", "detail": {"n": 1, "中": "\n"}, "object": {"id": "1", "type": "t"},
        "role": "", "salt": "0" * 32, "sealed": {}}  # fmt: skip


def text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def ledger(*bodies: str, note: str = "", between: str = "") -> dict[str, Any]:
    """A ledger that its own key signed, whatever stands in it: one checkpoint over one or two entries."""
    private = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
    public = private.public_key().public_bytes_raw()
    name = "zhicheng.ledger/" + hashlib.sha256(public).hexdigest()[:32]
    number = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    leaves = [hashlib.sha256(b"\0" + body.encode()).digest() for body in bodies]
    root = leaves[0] if len(leaves) == 1 else hashlib.sha256(b"\1" + leaves[0] + leaves[1]).digest()
    said = f"{name}\n{len(leaves)}\n{base64.b64encode(root).decode()}\n{note}"
    signature = base64.b64encode(number + private.sign(said.encode())).decode()
    rows = [
        {"number": place, "body": body, "leaf": leaf.hex()}
        for place, (body, leaf) in enumerate(zip(bodies, leaves, strict=True), 1)
    ]
    key = f"{name}+{number.hex()}+{base64.b64encode(bytes([1]) + public).decode()}"
    return {
        "format": "zhicheng-ledger/1",
        "key": key,
        "checkpoints": [f"{said}\n— {name} {signature}\n{between}"],
        "entries": rows,
    }


def ledgers() -> Iterator[tuple[str, int, dict[str, Any]]]:
    """What is in it, what the format page says of it, the ledger."""
    good = BODY | {"detail": {"n": 1, "words": "中\n\x7f"}}
    yield "one entry", 0, ledger(text(good))
    yield "a visitor", 0, ledger(text(good | {"actor": None}), text(good))
    yield "name not ASCII", 1, ledger(text(BODY))
    yield "blanks between", 1, ledger(json.dumps(good, ensure_ascii=False, sort_keys=True))
    yield "escaped", 1, ledger(json.dumps(good, sort_keys=True, separators=(",", ":")))
    yield "a fraction", 1, ledger(text(good | {"detail": {"n": 1.5}}))
    yield "a whole fraction", 1, ledger(text(good | {"detail": {"n": 1.0}}))
    yield "too large a number", 1, ledger(text(good | {"detail": {"n": 2**53}}))
    yield "large a number", 0, ledger(text(good | {"detail": {"n": 2**53 - 1}}))
    yield "actor true", 1, ledger(text(good | {"actor": True}))
    yield "another member", 1, ledger(text(good | {"z": 1}))
    yield "a member missing", 1, ledger(text({name: good[name] for name in good if name != "role"}))
    yield "three digits", 1, ledger(text(good | {"at": "2026-10-12T01:30:00.000Z"}))
    yield "no such day", 1, ledger(text(good | {"at": "2026-13-12T01:30:00.000000Z"}))
    yield "a short salt", 1, ledger(text(good | {"salt": "0" * 31}))
    yield "a commitment in capitals", 1, ledger(text(good | {"sealed": {"reason": "A" * 64}}))
    yield "object with more", 1, ledger(text(good | {"object": {"id": "1", "type": "t", "x": "y"}}))
    yield "a number as object", 1, ledger(text(good | {"object": {"id": 1, "type": "t"}}))
    yield "a name twice", 1, ledger(text(good).replace('"role":""', '"role":"","role":""'))
    yield "no object", 1, ledger("7")
    yield "other lines", 0, ledger(text(good), note="at 2026-10-30T09:00:00.000000Z\nsomething else\n")
    yield "at too late", 1, ledger(text(good), note="something else\nat 2026-10-30T09:00:00.000000Z\n")
    yield "at twice", 1, ledger(text(good), note="at 2026-10-30T09:00:00.000000Z\n" * 2)
    yield "at of another form", 1, ledger(text(good), note="at 2026-10-30\n")
    yield "resumed of another form", 1, ledger(text(good), note="resumed 1 x 2 y\n")
    yield "a tab", 1, ledger(text(good), note="a\tb\n")
    yield "a stranger's signature beside", 0, ledger(text(good), between="— somebody AAAAAAAA\n")
    yield "a line that is no signature", 1, ledger(text(good), between="something\n")


@pytest.mark.parametrize(("what", "code", "made"), [pytest.param(*one, id=one[0]) for one in ledgers()])
def test_on_ledgers_that_their_own_key_signed(what: str, code: int, made: dict[str, Any], tmp_path: Path) -> None:
    file = written(tmp_path, made)
    assert verify("verify_ledger.py", file)[0] == code
    agree("ledger", file)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b'{"format": "x"}'])
@pytest.mark.parametrize("what", ["ledger", "draw", "ballots", "assignment"])
def test_on_what_cannot_be_read(what: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(content)
    assert (verify(f"verify_{what}.py", file)[0], library(what, file)) == (2, 2)


def drawn_alike(places: slice, folder: Path) -> None:
    for what, code, draw in list(made())[places]:
        file = written(folder, draw)
        assert verify("verify_draw.py", file)[0] == code, what
        agree("draw", file)
        agree("draw", written(folder, public(draw)))


def test_on_some_draws_made_by_hand(tmp_path: Path) -> None:
    drawn_alike(slice(None, None, 6), tmp_path)


@pytest.mark.slow
def test_on_draws_made_by_hand(tmp_path: Path) -> None:
    drawn_alike(slice(None), tmp_path)


@pytest.mark.parametrize(("what", "code", "change"), [pytest.param(*one, id=one[0]) for one in BALLOTS])
def test_on_votes_that_both_issuers_signed(what: str, code: int, change: Any, tmp_path: Path) -> None:
    file = written(tmp_path, meeting(change))
    found, printed = verify("verify_ballots.py", file)
    assert found == code, printed
    agree("ballots", file)


@pytest.mark.parametrize(("what", "code", "change"), [pytest.param(*one, id=one[0]) for one in CERTIFICATES])
def test_on_certificates_that_a_key_of_the_key_file_signed(what: str, code: int, change: Any, tmp_path: Path) -> None:
    file, own = tmp_path / "certificate.pdf", tmp_path / "keys.json"
    file.write_bytes(certificate(change))
    own.write_text(text(keys()), "utf-8")
    found, printed = verify("verify_certificate.py", file, "--keys", own)
    assert found == code, printed
    agree("certificate", file, "--keys", own)
