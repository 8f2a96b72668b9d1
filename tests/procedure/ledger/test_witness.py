"""The witness, as its owner runs it: a program of its own, a folder, and a platform that is honest or not."""

from __future__ import annotations

import ast
import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.procedure.ledger.histories import KEY, OTHER_SEED, bodies_of, checkpoint_of, state_of
from zhicheng.procedure.ledger.checkpoint import Resumed
from zhicheng.procedure.ledger.note import cosigned_at, read_note, read_vkey
from zhicheng.procedure.ledger.tree import consistency_proof, leaf_hash

WITNESS = Path(__file__).parents[3] / "verifiers" / "witness.py"
HONEST = bodies_of(40)


class Platform:
    """A platform that shows some entries, by the two public addresses."""

    def __init__(self) -> None:
        self.show(HONEST[:20])
        platform = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                text = platform.answer(self.path)
                self.send_response(200 if text else 404)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def show(self, bodies: list[str], **signed: object) -> None:
        """From now on show these entries."""
        self.bodies, self.note = bodies, str(checkpoint_of(bodies, **signed))  # type: ignore[arg-type]

    def answer(self, address: str) -> str:
        """What the platform says at an address."""
        if address == "/ledger/checkpoint/":
            return self.note
        old, size = (int(one) for one in address.strip("/").split("/")[2:])
        if not old <= size <= len(self.bodies):
            return ""
        leaves = [leaf_hash(one.encode()) for one in self.bodies[:size]]
        return json.dumps({"old": old, "size": size, "path": [one.hex() for one in consistency_proof(leaves, old)]})


@pytest.fixture
def platform() -> Iterator[Platform]:
    made = Platform()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "key").write_text(KEY.vkey + "\n", "utf-8")
    return tmp_path / "witness"


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, WITNESS, folder, *options],
        capture_output=True,
        text=True,
        check=False,
        env={"LANG": "C.UTF-8"},
    )
    assert "Traceback" not in done.stderr
    return done


def look(folder: Path, platform: Platform, *options: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "--url", platform.url, *options)


def begun(folder: Path, platform: Platform) -> None:
    first = look(folder, platform, "--key", str(folder.parent / "key"))
    assert first.returncode == 0, first.stderr
    assert "first sight: 20 entries" in first.stdout


def test_it_is_short_and_stands_alone() -> None:
    text = WITNESS.read_text("utf-8")
    assert len(text.splitlines()) <= 150
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else one.name).split(".")[0]  # type: ignore[union-attr]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for one in node.names
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def test_what_only_grew_is_cosigned(folder: Path, platform: Platform) -> None:
    begun(folder, platform)
    for size in (20, 21, 32, 33, 40):
        platform.show(HONEST[:size])
        done = look(folder, platform)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        assert f"{size} entries" in done.stdout
        note = read_note((folder / "cosigned.checkpoint").read_text("utf-8"))
        assert str(size) in note.text
        assert cosigned_at(note, read_vkey((folder / "witness.key").read_text("utf-8")))


@pytest.mark.parametrize(
    "shown",
    [
        HONEST[:12],
        [],
        bodies_of(20, "fork", since=10),
        bodies_of(30, "fork", since=19),
        bodies_of(40, "rebuilt"),
        [*HONEST[:5], *HONEST[6:30]],
        [HONEST[1], HONEST[0], *HONEST[2:]],
    ],
    ids=["older backup", "nothing", "fork, same size", "fork, grown", "rebuilt", "one gone", "two swapped"],
)
def test_anything_else_raises_the_alarm_and_is_kept_as_evidence(
    shown: list[str], folder: Path, platform: Platform
) -> None:
    begun(folder, platform)
    platform.show(shown)
    for _ in range(2):
        done = look(folder, platform)
        assert done.returncode == 1 and "ALARM / 警报" in done.stderr and "20 entries" in done.stderr
    assert len(list(folder.glob("alarm-*.checkpoint"))) == 2
    assert len(list((folder / "seen").iterdir())) == 1, "what was seen is not forgotten"
    assert look(folder, platform, "--accept", "I want peace").returncode == 1, "an undeclared loss can't be accepted"
    platform.show(HONEST)
    assert look(folder, platform).returncode == 0


def test_a_rebuild_with_another_key_raises_the_alarm(folder: Path, platform: Platform) -> None:
    begun(folder, platform)
    platform.show(HONEST[:25], seed=OTHER_SEED)
    done = look(folder, platform, "--key", str(folder.parent / "key"))
    assert done.returncode == 1 and "not signed" in done.stderr


def test_a_changed_checkpoint_raises_the_alarm(folder: Path, platform: Platform) -> None:
    begun(folder, platform)
    platform.note = platform.note.replace("\n20\n", "\n21\n")
    assert look(folder, platform).returncode == 1


def test_a_declared_loss_is_confirmed_by_a_person_or_not_at_all(folder: Path, platform: Platform) -> None:
    begun(folder, platform)
    platform.show(HONEST[:30])
    assert look(folder, platform).returncode == 0
    here = bodies_of(25, "again", since=24)
    platform.show(here, resumed=(Resumed(state_of(here[:24]), state_of(HONEST[:30])),))
    done = look(folder, platform)
    assert done.returncode == 1 and "declares" in done.stderr and "--accept" in done.stderr
    done = look(folder, platform, "--accept", "disk failure, told by telephone")
    assert done.returncode == 0 and "disk failure" in done.stdout
    assert "still its beginning: 20 entries" in done.stdout
    platform.show(bodies_of(33, "again", since=24), resumed=(Resumed(state_of(here[:24]), state_of(HONEST[:30])),))
    assert look(folder, platform).returncode == 0, "from then on it watches the ledger that went on"


def test_a_declaration_about_another_state_is_none(folder: Path, platform: Platform) -> None:
    begun(folder, platform)
    here = bodies_of(15, "again", since=14)
    platform.show(here, resumed=(Resumed(state_of(here[:14]), state_of(HONEST[:19])),))
    assert look(folder, platform, "--accept", "yes").returncode == 1


def test_the_same_from_files(folder: Path, platform: Platform, tmp_path: Path) -> None:
    shown, proof = tmp_path / "shown", tmp_path / "proof"
    shown.write_text(platform.note, "utf-8")
    key = ("--key", str(tmp_path / "key"))
    assert run(folder, "--checkpoint", str(shown), *key).returncode == 0
    platform.show(HONEST[:33])
    shown.write_text(platform.note, "utf-8")
    without = run(folder, "--checkpoint", str(shown))
    assert without.returncode == 2 and "/ledger/consistency/20/33/" in without.stderr
    proof.write_text(platform.answer("/ledger/consistency/20/33/"), "utf-8")
    assert run(folder, "--checkpoint", str(shown), "--consistency", str(proof)).returncode == 0


def test_what_it_cant_do_it_says(folder: Path, platform: Platform, tmp_path: Path) -> None:
    assert look(folder, platform).returncode == 2, "no key yet"
    (tmp_path / "wrong").write_text("zhicheng.ledger/x+00000000+AAAA", "utf-8")
    assert look(folder, platform, "--key", str(tmp_path / "wrong")).returncode == 2
    begun(folder, platform)
    done = run(folder, "--url", "http://127.0.0.1:1")
    assert done.returncode == 2 and "could not look" in done.stderr
    assert run(folder).returncode == 2


def test_its_private_key_is_its_own(folder: Path, platform: Platform) -> None:
    begun(folder, platform)
    assert (folder / "witness.seed").stat().st_mode & 0o777 == 0o600
    seed = (folder / "witness.seed").read_bytes()
    others = [one.read_bytes() for one in folder.rglob("*") if one.is_file() and one.name != "witness.seed"]
    assert all(seed not in one and base64.b64encode(seed) not in one for one in others)
