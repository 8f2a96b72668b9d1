"""The supervisor's own machine: ``zhicheng supervise`` and ``zhicheng draw`` as programs of their own, in a folder of their own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSPHRASE = "a long passphrase of the supervisor"
_NOT_THEIRS = ("ZHICHENG_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")


def environment() -> dict[str, str]:
    """A machine that knows nothing of the platform: no database, no home, the supervisor's passphrase."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_THEIRS)}
    return kept | {"ZHICHENG_SUPERVISOR_PASSPHRASE": PASSPHRASE, "PYTHONWARNINGS": "ignore"}


def run(place: Path, *words: str) -> str:
    """One command on that machine, in a folder; what it said. One that fails has failed the play."""
    done = subprocess.run(
        [sys.executable, "-m", "zhicheng", *words], cwd=place, env=environment(), capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, f"zhicheng {' '.join(words)}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


@dataclass
class Machine:
    """The laptop for one meeting. ``place``: where its folder and files lie."""

    place: Path
    meeting: str

    def supervise(self, act: str, *words: str) -> str:
        """One ``zhicheng supervise`` command on the meeting's folder."""
        return run(self.place, "supervise", act, self.meeting, *words)

    def prepare(self, codes: Sequence[str], platform_key: str, *, stamps: int, openings: int) -> Path:
        """Folder, signing key and keys; the file with the public ones."""
        self.supervise("init", "--meeting", self.meeting, "--members", ",".join(codes), "--platform-key", platform_key)
        self.supervise("keys", "--stamps", str(stamps), "--openings", str(openings), "-o", "keys.json")
        return self.place / "keys.json"

    @property
    def cards(self) -> dict[str, str]:
        """The admission cards, by member."""
        return dict(re.findall(r"^(\S+)  (\S+)$", self.supervise("cards"), re.MULTILINE))

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The program waits for messages over the network; its address."""
        program = subprocess.Popen(
            [sys.executable, "-m", "zhicheng", "supervise", "serve", self.meeting, "--address", "127.0.0.1:0"],
            cwd=self.place, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            yield _address(program)
        finally:
            program.send_signal(signal.SIGINT)
            program.wait(timeout=60)


def _address(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    said = []
    for line in program.stdout:
        said.append(line)
        found = re.search(r"http://[0-9.]+:[0-9]+/", line)
        if found:
            threading.Thread(target=program.stdout.read, daemon=True).start()
            return found[0]
    raise RuntimeError("the supervisor's program did not start:\n" + "".join(said))
