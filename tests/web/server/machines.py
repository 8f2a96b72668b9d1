"""Machines in one network, as network namespaces of Linux joined by a bridge: each with its own address and its own ports."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "zcreal"
"""Of the namespaces and links that a test makes, so that it takes away nobody else's."""
PROGRAMS = {
    "pg_ctl": "/usr/lib/postgresql/15/bin/pg_ctl",
    "initdb": "/usr/lib/postgresql/15/bin/initdb",
    "nginx": "/usr/sbin/nginx",
    "psql": "/usr/bin/psql",
}


def lacking() -> str:
    """Why machines can't be made here; empty: they can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    missing = [name for name, path in PROGRAMS.items() if not Path(path).exists()]
    if missing:
        return f"not on this machine: {', '.join(missing)} (apt-get install postgresql-15 nginx-light)"
    if shutil.which("ip") is None or shutil.which("runuser") is None:
        return "not on this machine: iproute2 or util-linux"
    tried = subprocess.run(["ip", "netns", "add", f"{PREFIX}-try"], capture_output=True, check=False)
    if tried.returncode:
        return "this machine makes no network namespaces"
    subprocess.run(["ip", "netns", "del", f"{PREFIX}-try"], check=True)
    return ""


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@dataclass
class Machine:
    """A machine: its name and address, and the programs that run on it."""

    name: str
    address: str
    programs: list[subprocess.Popen[str]] = field(default_factory=list)
    last: list[Callable[[], object]] = field(default_factory=list)

    @property
    def space(self) -> list[str]:
        """What goes before a command that runs on it."""
        return ["ip", "netns", "exec", f"{PREFIX}-{self.name}"]

    def run(
        self, words: Sequence[str], *, user: str = "", given: Mapping[str, str] | None = None, text: str = ""
    ) -> str:
        """One command there; what it said. One that fails has failed the test."""
        command = [*self.space, *(["runuser", "-u", user, "--"] if user else []), *words]
        done = subprocess.run(
            command, env=given, input=text or None, capture_output=True, text=True, cwd="/", check=False
        )
        assert done.returncode == 0, f"{self.name}: {' '.join(words)}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def start(
        self, words: Sequence[str], *, given: Mapping[str, str] | None = None, until: str = ""
    ) -> subprocess.Popen[str]:
        """A program left running there, once it has said ``until``."""
        program = subprocess.Popen(
            [*self.space, *words], env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/",
            start_new_session=True,
        )  # fmt: skip
        self.programs.append(program)
        assert program.stdout is not None
        said = ""
        while until and until not in said:
            line = program.stdout.readline()
            assert line, f"{self.name}: {' '.join(words)} ended\n{said}"
            said += line
        threading.Thread(target=program.stdout.read, daemon=True).start()
        return program

    def at_the_end(self, act: Callable[[], object]) -> None:
        """Let something be done before the machine is gone."""
        self.last.append(act)

    def stop(self) -> None:
        """Every program on it ends."""
        for program in self.programs:
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGTERM)
        for program in self.programs:
            try:
                program.wait(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(program.pid, signal.SIGKILL)
                program.wait()
        self.programs.clear()

    def switch_off(self) -> None:
        """What was to be done at the end is done, everything has ended."""
        self.stop()
        for act in self.last:
            act()


@contextmanager
def network(machines: Sequence[Machine]) -> Iterator[None]:
    """The machines joined; at the end everything on them has ended, and they are gone."""
    with ExitStack() as stack:
        bridge = f"{PREFIX}br"
        _ip("link", "add", bridge, "type", "bridge")
        stack.callback(_ip, "link", "del", bridge)
        _ip("link", "set", bridge, "up")
        for number, one in enumerate(machines):
            space, outside, inside = f"{PREFIX}-{one.name}", f"{PREFIX}o{number}", f"{PREFIX}i{number}"
            _ip("netns", "add", space)
            stack.callback(_ip, "netns", "del", space)
            _ip("link", "add", outside, "type", "veth", "peer", "name", inside)
            _ip("link", "set", inside, "netns", space)
            _ip("link", "set", outside, "master", bridge)
            _ip("link", "set", outside, "up")
            _ip("-n", space, "addr", "add", f"{one.address}/24", "dev", inside)
            _ip("-n", space, "link", "set", inside, "up")
            _ip("-n", space, "link", "set", "lo", "up")
            stack.callback(one.switch_off)
        yield
