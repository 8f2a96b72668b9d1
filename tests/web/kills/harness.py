"""Real kills: a server on a database and a home of its own is killed in the middle of acts, and must not mind.

One campaign runs in a process of its own (``python -m tests.web.kills``), so that services, queries and invariants
look at the very database that the killed server wrote. An act says how to make a request and what must be true
after it; the harness sends it, kills at a point that follows from the seed alone, and asks:

* was it acknowledged (a whole 2xx or 3xx head received)? then everything it did is there;
* was it not? then it is wholly there or not at all;
* do all invariants hold?
"""

from __future__ import annotations

import atexit
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

import psutil
import psycopg

GOLDEN = 0.6180339887498949
"""Successive seeds fall evenly over the act's duration."""


@dataclass(frozen=True)
class Request:
    """A request as its bytes go out."""

    path: str
    fields: Mapping[str, str | list[str]] = field(default_factory=dict)
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    method: str = "POST"
    htmx: bool = False
    message: Mapping[str, Any] | None = None
    """JSON, as a page of its own sends it, in place of a form."""


class Act(Protocol):
    """An act to be killed in. One instance is used for a whole campaign; ``begin`` is called before every shot."""

    def begin(self, seed: int) -> tuple[int, Request]:
        """Make the ground ready; the user who acts (by id), and the request."""

    def check(self, acknowledged: bool) -> bool:
        """Raise ``AssertionError`` where the database holds half of the act, or not what was acknowledged; whether
        the act was done."""


@dataclass
class Outcome:
    """What came of one shot: the status received (``None``: no whole answer), whether the act was done."""

    seed: int
    status: int | None
    done: bool
    after: float
    """Seconds after the last byte at which the kill came (below 0: while the request was still being sent)."""


class Server:
    """Gunicorn with one worker of several threads, on a listening socket that outlives it."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listening.getsockname()[1]
        self.start()

    def start(self) -> None:
        """Start it; a request waits at the socket until it is there."""
        number = self.listening.fileno()
        command = [
            sys.executable, "-m", "gunicorn", "tests.web.kills.warm:application", "--preload", "--bind", f"fd://{number}",
            "--worker-class", "gthread", "--threads", "4", "--log-level", "critical", "--no-control-socket",
        ]  # fmt: skip
        self.program = subprocess.Popen(command, pass_fds=(number,), start_new_session=True)

    def kill_all(self) -> None:
        """SIGKILL the whole group and start anew (a few seconds: everything is loaded again)."""
        os.killpg(self.program.pid, signal.SIGKILL)
        self.program.wait()
        self.start()

    def kill_worker(self) -> None:
        """SIGKILL the process that serves; the preloaded parent forks another at once."""
        for worker in psutil.Process(self.program.pid).children():
            worker.kill()

    def stop(self) -> None:
        """End it for good."""
        os.killpg(self.program.pid, signal.SIGKILL)
        self.program.wait()
        self.listening.close()


@dataclass
class Campaign:
    """A home, a PostgreSQL, a server; shots at acts."""

    home: Path
    server: Server

    def kill_database(self) -> None:
        """SIGKILL PostgreSQL with everything it has started, as if its machine stopped, and start it again."""
        from zhicheng.web.own_database import start_database

        postmaster = psutil.Process(int((self.home / "postgres" / "postmaster.pid").read_text().splitlines()[0]))
        family = [postmaster, *postmaster.children(recursive=True)]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(family, timeout=30)
        start_database(self.home)

    def killer(self, what: str) -> Callable[[], None]:
        """What ``worker`` (the process that serves), ``server`` (all of them) and ``database`` kill."""
        kills = {"worker": self.server.kill_worker, "server": self.server.kill_all, "database": self.kill_database}
        return kills[what]

    def warm_up(self) -> None:
        """Wait until the server answers (a request that a dying one took is lost: then once more)."""
        if not any(self.send(Request("/nowhere/", method="GET"), None) for _ in range(5)):
            raise RuntimeError("the server does not come back")

    def send(
        self, request: Request, user_id: int | None, kill: Callable[[], None] | None = None, at: float = 0.0
    ) -> int | None:
        """Send a request as this user, killing at ``at``: below 0 that share of the body is still unsent, from 0 on so
        many seconds after the last byte. The status, or ``None`` where no whole head came back."""
        head, body = _encoded(request, self._session(user_id), self.server.port)
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=120) as connection:
            unsent = int(-at * len(body)) if at < 0 else 0
            try:
                connection.sendall(head + body[: len(body) - unsent])
                if kill is not None:
                    threading.Event().wait(max(at, 0.0))
                    kill()
                if unsent:
                    connection.shutdown(socket.SHUT_WR)  # a worker that takes it up anew must not wait for the rest
                return _status(connection)
            except OSError:
                return None

    def shoot(self, act: Act, seed: int, duration: float, what: str = "worker") -> Outcome:
        """One kill in one act. The point follows from the seed: a sixth of the seeds fall while the body is sent, the
        others evenly from the last byte to a little after the act's usual end."""
        user, request = act.begin(seed)
        before = self._found() if getattr(act, "laid_plainly", False) else set()
        place = (seed * GOLDEN) % 1.0
        at = place * 6 - 1 if place < 1 / 6 else (place - 1 / 6) * 1.5 * duration
        status = self.send(request, user, self.killer(what), at)
        self._nothing_under_way()
        self.warm_up()
        if what == "database":
            at_home = self.send(Request("/home/", method="GET"), user)
            assert at_home == 200, f"after PostgreSQL was killed and started again the server answers {at_home}"
        done = act.check(status is not None and 200 <= status < 400)
        assert not self._found() - before, self._found() - before
        return Outcome(seed, status, done, at)

    def shoot_job(self, act: Act, seed: int, duration: float) -> Outcome:
        """One kill of a job worker in the middle of a job: it is begun again, and must finish what was left."""
        act.begin(seed)
        place = (seed * GOLDEN) % 1.0
        with self._job(act) as worker:
            threading.Event().wait(place * 1.2 * duration)
            worker.kill()
            ended = worker.wait() == 0
        self._nothing_under_way()
        done = act.check(ended)
        assert not self._found() - act.before, self._found() - act.before  # type: ignore[attr-defined]
        return Outcome(seed, 200 if ended else None, done, place * 1.2 * duration)

    def job_duration(self, act: Act) -> float:
        """How long the job takes when nobody disturbs it, in seconds."""
        act.begin(-1)
        with self._job(act) as worker:
            start = time.perf_counter()
            assert worker.wait() == 0, "undisturbed, the job fails"
            spent = time.perf_counter() - start
        assert act.check(True), "undisturbed, the job is not done"
        return spent

    @contextmanager
    def _job(self, act: Act) -> Iterator[subprocess.Popen[bytes]]:
        """A worker that has everything loaded and has just begun the job."""
        code = act.code  # type: ignore[attr-defined]
        code = f"import django; django.setup()\n{code.partition(chr(10))[0]}\nprint('ready', flush=True)\n{code}"
        worker = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code], stdout=subprocess.PIPE)
        try:
            assert worker.stdout is not None and worker.stdout.readline() == b"ready\n"
            yield worker
        finally:
            worker.kill()
            worker.wait()

    def cut_off(self, act: Act, seed: int) -> Outcome:
        """The line is cut while the body is sent, at a byte that follows from the seed: nothing may come of it."""
        user, request = act.begin(seed)
        head, body = _encoded(request, self._session(user), self.server.port)
        sent = 1 + int((seed * GOLDEN) % 1.0 * (len(body) - 2))
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=120) as connection:
            connection.sendall(head + body[:sent])
            connection.shutdown(socket.SHUT_WR)
            status = _status(connection)
        done = act.check(False)
        assert not done, f"done with {sent} of {len(body)} bytes of the request, answered {status}"
        self._invariants_hold()
        return Outcome(seed, status, done, -1 + sent / len(body))

    def duration(self, act: Act, times_tried: int = 3) -> float:
        """How long the act takes when nobody disturbs it, in seconds (the middle of three)."""
        times = []
        for seed in range(-1, -1 - times_tried, -1):
            self.server.kill_worker()  # a fresh worker is slower than one that has served; shots hit fresh ones
            self.warm_up()
            user, request = act.begin(seed)
            start = time.perf_counter()
            status = self.send(request, user)
            times.append(time.perf_counter() - start)
            assert status is not None and 200 <= status < 400, f"undisturbed, the act answers {status}"
            assert act.check(True), "undisturbed, the act is not done"
        return sorted(times)[len(times) // 2]

    def _nothing_under_way(self) -> None:
        """Let PostgreSQL finish what it was told before the kill, then end the sessions whose client is dead."""
        from django.db import connection

        connection.close()  # our own session, so that every other one is the dead server's (and it may be dead itself)
        theirs = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as one:
            while one.execute(f"select pg_sleep(0.01) {theirs} and state = 'active'").fetchone():
                pass
            one.execute(f"select pg_terminate_backend(pid, 5000) {theirs}")

    def _invariants_hold(self) -> None:
        assert not self._found(), self._found()

    def _found(self) -> set[tuple[str, str]]:
        """What the checks of the data find: by which check, in which row."""
        from zhicheng.web.keeping.invariants import Look, findings

        look = Look(self.home / "evidence", deep=True, unfinished_before=0)
        return {(one.check, one.row) for one in findings(look)}

    def _session(self, user_id: int | None) -> str:
        """The cookie of a session of this user, written by the means of Django itself."""
        if user_id is None:
            return ""
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
        from django.contrib.sessions.backends.db import SessionStore

        user = get_user_model().objects.get(pk=user_id)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "zhicheng.web.accounts.backend.SignedIn"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        return f"sessionid={session.session_key}"


@contextmanager
def campaign(ground: Callable[[], None]) -> Iterator[Campaign]:
    """A campaign on fresh ground: its own PostgreSQL, migrated, then laid out by ``ground`` (Django is loaded then)."""
    home = Path(tempfile.mkdtemp(prefix="zhicheng-kills-"))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="zhicheng.web.settings",
        ZHICHENG_HTTPS="no",
        ZHICHENG_CLOCK="stated",
        ZHICHENG_SECOND_FACTOR="offered",
        ZHICHENG_HOSTS="127.0.0.1,testserver",
        ZHICHENG_HOME=str(home),
    )
    os.environ.pop("DATABASE_URL", None)
    from zhicheng.web import server

    atexit.register(shutil.rmtree, home, ignore_errors=True)  # last of all: PostgreSQL's wheel leaves a lock at exit
    with ExitStack() as stack:
        stack.enter_context(server.installation(home))
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as one:
            # processes are killed here, the machine is not: what the system has been given, it keeps
            one.execute("alter system set fsync = off")
            one.execute("select pg_reload_conf()")
        server.open_platform()
        server.prepare()
        ground()
        running = Server()
        stack.callback(running.stop)
        made = Campaign(home, running)
        made.warm_up()
        yield made


def _encoded(request: Request, session: str, port: int) -> tuple[bytes, bytes]:
    """Head and body of a request, with a token against forgery as a page would carry it."""
    token = secrets.token_hex(16)
    kind, body = _body(request)
    cookies = "; ".join(part for part in (session, f"csrftoken={token}") if part)
    lines = [
        f"{request.method} {request.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookies}", f"X-CSRFToken: {token}",
        f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close", f"Origin: http://127.0.0.1:{port}",
        *(["HX-Request: true"] if request.htmx else []),
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode(), body


def _body(request: Request) -> tuple[str, bytes]:
    if request.message is not None:
        return "application/json", json.dumps(request.message).encode()
    if not request.files:
        return "application/x-www-form-urlencoded", urlencode(request.fields, doseq=True).encode()
    edge = "-----zhicheng-kills"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, values in request.fields.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    for name, (file, content) in request.files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()


def _status(connection: socket.socket) -> int | None:
    """The status, once the whole head is here."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65536)
        if not more:
            return None
        received += more
    return int(received.split(b" ", 2)[1])


def report(name: str, outcomes: list[Outcome]) -> dict[str, Any]:
    """What a campaign saw, in numbers."""
    return {
        "act": name,
        "kills": len(outcomes),
        "acknowledged": sum(one.status is not None and one.status < 400 for one in outcomes),
        "done_unacknowledged": sum(one.done and one.status is None for one in outcomes),
        "not_done": sum(not one.done for one in outcomes),
        "while_sending": sum(one.after < 0 for one in outcomes),
    }
