"""Running the platform: its database, migrations, static files, then the web server and one job worker until the end.

The web server inherits a socket that is bound here, so that a port already taken is known before anything starts.
Both programs follow us: they are ended when we end, and end even where we are killed. When one of them ends of
itself, the other is ended too and its code becomes ours, so that whoever keeps services running starts both anew.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.own_database import running_database, start_database

GRACE: Final = 15
"""Seconds that running requests and jobs have to end."""
JOBS_BEHIND: Final = 10
"""By how much the job worker, and what it starts, stands behind the web server for processor time (``nice``)."""
TLS_FILES: Final = ("server.pem", "server.key")
"""What a folder holds by which the site answers by TLS itself, without a reverse proxy: a room kit's."""
ENDINGS: Final = (signal.SIGTERM, signal.SIGHUP)
"""Signals that end the platform as Ctrl-C does."""
_FOLLOW_PARENT: Final = 1  # PR_SET_PDEATHSIG of Linux
_SYSTEM: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


def own_database(home: Path) -> str:
    """The address of a PostgreSQL of our own under ``home``, started if it isn't running, and left running."""
    return start_database(home)


@contextmanager
def installation(home: Path, environment: dict[str, str] | None = None) -> Iterator[str]:
    """The environment of an installation, its database running; yields the database's address.

    ``environment`` gives variables that count where the real environment says nothing. Django is not touched yet:
    see :func:`open_platform`.
    """
    for name, value in (environment or {}).items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.web.settings")
    os.environ["ZHICHENG_HOME"] = str(home.resolve())
    with ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = stack.enter_context(running_database(home))
            stack.callback(os.environ.pop, "DATABASE_URL", None)
        yield os.environ["DATABASE_URL"]


def open_platform() -> None:
    """Load Django with the settings of the installation."""
    import django

    django.setup()


def prepare() -> None:
    """Bring the database up to date and gather the static files."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def bound(address: str) -> socket.socket:
    """A listening socket at ``host:port`` (port 0: any free one).

    Raises:
        Refused: that is no address, or the port is taken; then another one that is free is named.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise Refused([_address_problem(address)])
    host = host.strip("[]")
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, int(port)))
    except OSError as error:
        listening.close()
        raise Refused([_cannot_bind(address, host, error)]) from error
    listening.listen(1024)
    return listening


def url_of(listening: socket.socket, *, tls: bool = False) -> str:
    """The address of the site, as a browser takes it."""
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if tls else 'http'}://{'127.0.0.1' if host == '0.0.0.0' else shown}:{port}/"


@contextmanager
def stoppable() -> Iterator[SimpleQueue[tuple[str, int]]]:
    """A queue that receives ``("signal", number)`` at Ctrl-C, SIGTERM or a closed terminal while the block runs."""
    events: SimpleQueue[tuple[str, int]] = SimpleQueue()
    before = {
        number: signal.signal(number, lambda got, _: events.put(("signal", got)))
        for number in (signal.SIGINT, *ENDINGS)
    }
    try:
        yield events
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve(
    listening: socket.socket,
    *,
    threads: int = 8,
    workers: int = 1,
    certificate: Path | None = None,
    ready: Callable[[], None] | None = None,
) -> int:
    """Run web server and job worker until a signal or until one of them ends; 0, or the code of the one that ended.

    ``certificate``: a folder with :data:`TLS_FILES`, by which the web server speaks TLS itself. A program
    killed by signal n gives 128 + n. ``ready`` is called once both are started.
    """
    with stoppable() as events:
        programs = _start(listening, threads, workers, certificate)
        try:
            for name, program in programs.items():
                threading.Thread(target=_report_end, args=(name, program, events), daemon=True).start()
            if ready is not None:
                ready()
            name, code = events.get()
        finally:
            _end(programs.values(), events)
    if name == "signal":
        return 0
    return 128 - code if code < 0 else code or 1


def _start(
    listening: socket.socket, threads: int, workers: int, certificate: Path | None
) -> dict[str, subprocess.Popen[bytes]]:
    tls = (
        ["--certfile", str(certificate / TLS_FILES[0]), "--keyfile", str(certificate / TLS_FILES[1])]
        if certificate
        else []
    )
    web = [
        sys.executable, "-m", "gunicorn", "zhicheng.web.wsgi", "--bind", f"fd://{listening.fileno()}",
        "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads), "--timeout", "60",
        "--graceful-timeout", str(GRACE - 5), "--log-level", "warning", "--no-control-socket",
        *tls,
    ]  # fmt: skip
    jobs = [sys.executable, "-m", "django", "db_worker", "--interval", "2", "--verbosity", "0"]
    return {
        "web": _started(web, (listening.fileno(),), _follow_parent),
        "jobs": _started(jobs, (), _behind),
    }


def _started(command: Sequence[str], files: tuple[int, ...], first: Callable[[], None]) -> subprocess.Popen[bytes]:
    """A program in a group of its own: Ctrl-C reaches us alone, and we end it in order. ``first`` runs in it first."""
    return subprocess.Popen(command, pass_fds=files, process_group=0, preexec_fn=first)  # noqa: PLW1509 - no threads yet


def _behind() -> None:
    """Jobs take what processor time the pages leave: on the last day of a round pictures of pages can wait."""
    os.nice(JOBS_BEHIND)
    if hasattr(os, "SCHED_IDLE"):
        with suppress(OSError):  # where the machine forbids it, being nice must do
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    _follow_parent()


def _follow_parent() -> None:
    """In the new program, before it begins: be told to end when the parent dies (Linux; elsewhere nothing)."""
    if _SYSTEM is not None:
        _SYSTEM.prctl(_FOLLOW_PARENT, signal.SIGTERM)


def _report_end(name: str, program: subprocess.Popen[bytes], events: SimpleQueue[tuple[str, int]]) -> None:
    events.put((name, program.wait()))


def _end(programs: Iterable[subprocess.Popen[bytes]], events: SimpleQueue[tuple[str, int]]) -> None:
    """End the programs: in order first; at a second signal, or when the grace is over, by force."""
    running = tuple(programs)
    for program in running:
        program.terminate()
    with suppress(Empty):
        while any(program.poll() is None for program in running):
            if events.get(timeout=GRACE)[0] == "signal":
                break
    for program in running:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def _address_problem(address: str) -> Problem:
    return Problem(
        "--address",
        "",
        (f"“{address}”不是地址", f'"{address}" is no address'),
        ("应如 127.0.0.1:8000", "write it like 127.0.0.1:8000"),
    )


def _cannot_bind(address: str, host: str, error: OSError) -> Problem:
    if error.errno != errno.EADDRINUSE:
        return Problem(
            "--address", "", (f"无法使用 {address}：{error.strerror}", f"{address} can't be used: {error.strerror}")
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as other:
        other.bind((host, 0))
        free = f"{address.rpartition(':')[0]}:{other.getsockname()[1]}"
    return Problem(
        "--address",
        "",
        (f"{address} 已被其他程序占用", f"{address} is taken by another program"),
        (f"请停止该程序，或改用 --address {free}", f"stop that program, or use --address {free}"),
    )
