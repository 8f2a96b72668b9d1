"""``zhicheng serve`` as a program: it starts, says where it is, ends in order, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("ZHICHENG_", "DATABASE_URL"))}
ENVIRONMENT |= {"ZHICHENG_HTTPS": "no", "PYTHONWARNINGS": "ignore"}


class Site:
    """A running ``zhicheng serve`` and what it has said."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-m", "zhicheng", "serve", "--home", str(home), "--address", "127.0.0.1:0"]
        self.program = subprocess.Popen(
            command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.program.stdout is not None
        self.said: list[str] = []
        for line in self.program.stdout:
            self.said.append(line)
            if "Ctrl-C" in line:
                break
        threading.Thread(target=self.program.stdout.read, daemon=True).start()
        self.url = next(line for line in self.said if "site:" in line).split()[-1]

    def everybody(self) -> list[psutil.Process]:
        """The programs that belong to it, PostgreSQL's apart."""
        return [psutil.Process(self.program.pid), *psutil.Process(self.program.pid).children(recursive=True)]

    def status(self) -> int:
        """What the front page's neighbour that isn't there answers."""
        try:
            return int(urllib.request.urlopen(f"{self.url}nowhere/", timeout=100).status)
        except urllib.error.HTTPError as error:
            return error.code


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="zhicheng-serve-"))  # pytest's own folders are closed to other users
    yield folder
    assert not (folder / "postgres" / "postmaster.pid").exists(), "PostgreSQL was left running"
    shutil.rmtree(folder)


def test_a_port_that_is_taken_is_said_and_another_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        command = [sys.executable, "-m", "zhicheng", "serve", "--home", str(tmp_path / "home"), "--address", address]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"{address} 已被其他程序占用" in done.stderr
    assert f"{address} is taken by another program; stop that program, or use --address 127.0.0.1:" in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("address", ["8000", "127.0.0.1:http", "127.0.0.1:70000", ""])
def test_what_is_no_address_is_said(address: str, tmp_path: Path) -> None:
    from zhicheng.vocabulary.problems import Refused
    from zhicheng.web.server import bound

    with pytest.raises(Refused, match="应如"):
        bound(address)


@pytest.mark.slow
def test_it_ends_in_order_and_a_restart_keeps_everything(home: Path) -> None:
    site = Site(home)
    assert site.status() == 404
    database = f"postgresql://postgres@/zhicheng?host={home / 'postgres'}"
    with psycopg.connect(database) as connection:
        connection.execute("create table kept (word text); insert into kept values ('here')")
    key = (home / "keys" / "signing").read_bytes()
    programs = site.everybody()
    assert len(programs) >= 4, "the site, gunicorn, its worker, the job worker"
    site.program.send_signal(signal.SIGTERM)
    assert site.program.wait(60) == 0
    assert not psutil.wait_procs(programs, timeout=30)[1]
    assert not (home / "postgres" / "postmaster.pid").exists()

    again = Site(home)
    with psycopg.connect(database) as connection:
        assert connection.execute("select word from kept").fetchall() == [("here",)]
    assert (home / "keys" / "signing").read_bytes() == key
    again.program.send_signal(signal.SIGINT)
    assert again.program.wait(60) == 0


@pytest.mark.slow
def test_where_the_web_server_is_killed_everything_ends_with_its_code(home: Path) -> None:
    site = Site(home)
    programs = site.everybody()
    web = next(one for one in psutil.Process(site.program.pid).children() if "gunicorn" in one.cmdline())
    web.kill()
    assert site.program.wait(60) == 128 + signal.SIGKILL
    assert not psutil.wait_procs(programs, timeout=30)[1]


@pytest.mark.slow
def test_where_serve_itself_is_killed_its_programs_end_and_the_next_one_takes_the_database_over(home: Path) -> None:
    site = Site(home)
    programs = site.everybody()
    site.program.kill()
    assert not psutil.wait_procs(programs, timeout=60)[1]
    assert (home / "postgres" / "postmaster.pid").exists(), "PostgreSQL goes on"
    again = Site(home)
    assert again.status() == 404
    again.program.send_signal(signal.SIGTERM)
    assert again.program.wait(60) == 0
