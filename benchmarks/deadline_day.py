"""The last day of a round: every applicant comes within three minutes, opens, saves, uploads, hands in.

``python -m benchmarks.deadline_day [applicants] [seconds]`` lays the applicants in a database of its own (PostgreSQL
with its default durability), starts the platform as ``zhicheng serve`` does, web server, job worker and database on
one core, and drives it over HTTP from another. Applicants arrive evenly. Each opens the application, saves three
records as the page does while one types, uploads a PDF of 1 MB that nobody else has as the page does, and hands in
with the promise; an answer that leads elsewhere is followed. A request's time counts from the moment it was due, so
that a server that falls behind can't hide it. Every answer is checked, and in the end the database.

The bar: 2,000 in 180 seconds, p95 < 800 ms, no error. A machine with one core only can't measure this.
"""

from __future__ import annotations

import cProfile
import http.client
import os
import platform
import pstats
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.deadline_ground import Applicant, lay, small_pdf

APPLICANTS, SECONDS = 2000, 180
BAR_MS = 800
THINKS = 1.0
"""Seconds from one step of an applicant to the next, where the answer was there in time."""
MEGABYTE = 1_000_000
FORM = "application/x-www-form-urlencoded"
PROFILED = 10


# --------------------------------------------------------------------------- one applicant


@dataclass
class Measured:
    """What was measured: milliseconds by step, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, step: str, milliseconds: float, error: str) -> None:
        """One answer."""
        with self.lock:
            self.times.setdefault(step, []).append(milliseconds)
            if error:
                self.errors.append(f"{step}: {error}")


@dataclass
class Browser:
    """An applicant's browser: one connection kept open, cookies, every answer timed and checked."""

    port: int
    cookies: dict[str, str]
    measured: Measured
    connection: http.client.HTTPConnection | None = None

    def ask(
        self,
        step: str,
        due: float,
        method: str,
        address: str,
        body: bytes,
        head: Mapping[str, str],
        good: tuple[int, str],
    ) -> tuple[str, float]:
        """Send when it is due; the place the answer leads to (or empty), and the moment it was there."""
        time.sleep(max(0.0, due - time.perf_counter()))
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, "X-CSRFToken": self.cookies.get("csrftoken", ""), **head}
        error, place = "", ""
        try:
            answer, text = self._send(method, address, body, headers)
            place = answer.headers.get("Location", "")
            self._keep_cookies(answer.headers.get_all("Set-Cookie") or [])
            if answer.status != good[0] or good[1] not in (place if answer.status == 302 else text.decode()):
                error = f"{answer.status} {place} {text[-300:].decode(errors='replace')}"
        except OSError as broken:
            error, self.connection = repr(broken), None
        there = time.perf_counter()
        self.measured.note(step, (there - due) * 1000, error)
        return place, there

    def _send(
        self, method: str, address: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """An idle connection may have been closed by the server: a browser opens another."""
        for _ in range(2):
            fresh = self.connection is None
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                self.connection.request(method, address, body or None, dict(headers))
                answer = self.connection.getresponse()
                return answer, answer.read()
            except (ConnectionError, http.client.HTTPException):
                self.connection = None
                if fresh:
                    raise OSError("connection lost") from None
        raise AssertionError

    def _keep_cookies(self, given: list[str]) -> None:
        for one in given:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"') if name != "messages" else value


def upload_body(paper: str, pdf: bytes, name: str) -> tuple[bytes, str]:
    """A multipart form with one file, and its content type."""
    mark = b"----deadline-day"
    field_ = b'--%s\r\nContent-Disposition: form-data; name="paper"\r\n\r\n%s\r\n' % (mark, paper.encode())
    head = (
        b'--%s\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    return field_ + head % (
        mark,
        name.encode(),
    ) + pdf + b"\r\n--%s--\r\n" % mark, f"multipart/form-data; boundary={mark.decode()}"


def play(one: Applicant, number: int, fields: list[dict[str, list[str]]], browser: Browser, due: float) -> None:
    """Everything one applicant does, each step a while after the one before was due, or was there."""
    page = f"/applications/{one.application}/"

    def after(there: float) -> float:
        nonlocal due
        due = max(due + THINKS, there)
        return due

    _, there = browser.ask("open", due, "GET", page, b"", {}, (200, "作出承诺并提交"))
    for place, record in enumerate(one.records):
        body = urlencode({**fields[place], "version": ["1"]}, doseq=True).encode()
        head = {"HX-Request": "true", "Content-Type": FORM}
        _, there = browser.ask("save", after(there), "POST", f"/records/{record}/", body, head, (200, "已保存"))
    name = f"last-{number}.pdf"
    body, kind = upload_body("other", small_pdf(b"%d %s" % (number, os.urandom(8).hex().encode()), MEGABYTE), name)
    address = f"/records/{one.records[2]}/"
    head = {"HX-Request": "true", "Content-Type": kind}
    _, there = browser.ask("upload", after(there), "POST", f"{address}papers/", body, head, (200, name))
    body = urlencode({"version": "1", "promise": "yes"}).encode()
    head = {"Content-Type": FORM}
    place_, there = browser.ask("submit", after(there), "POST", f"{page}submit/", body, head, (302, page))
    browser.ask("  its page", there, "GET", place_ or page, b"", {}, (200, "已提交"))
    if browser.connection is not None:
        browser.connection.close()


def drive(people: list[Applicant], fields: list[dict[str, list[str]]], seconds: float, port: int) -> Measured:
    """All applicants, evenly over the seconds."""
    measured = Measured()
    start = time.perf_counter() + 1
    threads = []
    threading.stack_size(512 * 1024)
    for number, one in enumerate(people):
        due = start + number * seconds / len(people)
        time.sleep(max(0.0, due - time.perf_counter() - 0.1))
        browser = Browser(port, {"sessionid": one.session}, measured)
        thread = threading.Thread(target=play, args=(one, number, fields, browser, due))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return measured


# --------------------------------------------------------------------------- the platform on its core


@contextmanager
def platform_on(home: Path, core: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The platform as ``zhicheng serve`` runs it, its programs on one core; yields its port and its process."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "zhicheng", "serve", "--home", str(home), "--address", f"127.0.0.1:{port}"]
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})  # what is started inherits it
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    os.sched_setaffinity(0, own)
    try:
        for _ in range(600):
            time.sleep(0.2)
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("GET", "/accounts/login/")
                connection.getresponse().read()
                break
            except OSError:
                continue
        yield port, program
    finally:
        program.terminate()
        program.wait(60)


def processor_seconds(program: int) -> dict[str, float]:
    """Processor seconds so far of web server, job worker and PostgreSQL, ended children included."""
    import psutil

    spent = {"web": 0.0, "job worker": 0.0, "PostgreSQL": 0.0}
    for one in psutil.process_iter(["cmdline", "cpu_times", "ppid", "pid", "name"]):
        line = " ".join(one.info["cmdline"] or [])
        times = one.info["cpu_times"]
        total = times.user + times.system + times.children_user + times.children_system
        parents = {parent.pid for parent in one.parents()} if one.is_running() else set()
        if program in parents and "gunicorn" in line:
            spent["web"] += times.user + times.system
        elif program in parents and "db_worker" in line:
            spent["job worker"] += total
        elif one.info["name"] == "postgres" and (one.pid == _postmaster() or _postmaster() in parents):
            spent["PostgreSQL"] += total if one.pid == _postmaster() else times.user + times.system
    return spent


def _postmaster() -> int:
    return int((Path(os.environ["ZHICHENG_HOME"]) / "postgres" / "postmaster.pid").read_text().split()[0])


# --------------------------------------------------------------------------- what came of it


def in_the_database(count: int) -> list[str]:
    """What is not as it must be: so many handed in, each with its own number and file, and every invariant holds."""
    from django.conf import settings

    from zhicheng.web.applications.models import Application, Submission
    from zhicheng.web.keeping.invariants import Look, findings
    from zhicheng.web.papers.models import Blob

    serials = list(Application.objects.exclude(serial="").values_list("serial", flat=True))
    found = {
        "submissions": Submission.objects.count(),
        "handed in": Application.objects.filter(state="at-employer").count(),
        "files of 1 MB": Blob.objects.filter(size__gte=MEGABYTE).count(),
        "numbers": len(set(serials)),
    }
    wrong = [f"{name}: {number} instead of {count}" for name, number in found.items() if number != count]
    look = Look(Path(settings.EVIDENCE_ROOT), False, time.time())
    return wrong + [f"{one.check} {one.row}: {one.text[1]}" for one in findings(look)]


def share(values: list[float], part: float) -> float:
    """The value below which this part of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def say(measured: Measured, spent: Mapping[str, float], span: float) -> float:
    """Print times, errors and processor time; the p95 over all requests."""
    everything = [one for values in measured.times.values() for one in values]
    for step, values in {**measured.times, "all": everything}.items():
        p50, p95, p99 = (share(values, part) for part in (0.5, 0.95, 0.99))
        print(
            f"{step:<12} {len(values):>7} requests   p50 {p50:7.0f} ms   p95 {p95:7.0f} ms   p99 {p99:7.0f} ms   most {max(values):7.0f} ms"
        )
    print(f"errors: {len(measured.errors)}")
    for text, number in Counter(one[:400] for one in measured.errors).most_common(5):
        print(f"  {number} × {text}")
    for name, seconds in spent.items():
        print(
            f"{name:<12} {seconds:7.1f} s of processor time in {span:.0f} s, {seconds / len(everything) * 1000:6.2f} ms a request"
        )
    return share(everything, 0.95)


GROUPS = (
    ("psycopg, waiting for PostgreSQL", ("psycopg",)),
    ("Django: building statements and rows", ("django/db",)),
    ("Django: templates", ("django/template", "django/utils", "django/forms", "templatetags")),
    (
        "rules and dossier",
        ("zhicheng/verdict", "zhicheng/dossier/", "zhicheng/policy", "zhicheng/vocabulary", "pydantic"),
    ),
    ("the platform's own rooms", ("zhicheng/",)),
    ("Django and its middleware, the rest", ("site-packages",)),
)


def explain(one: Applicant, fields: list[dict[str, list[str]]]) -> None:
    """Where the processor time of each step goes, in this process, by the part of the program it is spent in."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connection, transaction
    from django.test import Client

    client = Client(headers={"Host": "localhost"})
    client.cookies["sessionid"] = one.session
    page, record = f"/applications/{one.application}/", f"/records/{one.records[0]}/"

    def upload() -> Any:
        file = SimpleUploadedFile("x.pdf", small_pdf(os.urandom(8), MEGABYTE))
        return client.post(f"{record}papers/", {"paper": "other", "files": file})

    steps: dict[str, Callable[[], Any]] = {
        "open": lambda: client.get(page),
        "save": lambda: client.post(record, {**fields[0], "version": "1"}, headers={"HX-Request": "true"}),
        "upload": upload,
        "record page": lambda: client.get(record),
        "submit": lambda: client.post(f"{page}submit/", {"version": "1", "promise": "yes"}),
    }
    for name, step in steps.items():
        profile, spent = cProfile.Profile(time.process_time), 0.0
        for turn in range(PROFILED):
            with transaction.atomic():  # each time from the same beginning
                if turn:
                    start = time.process_time()
                    profile.enable()
                step()
                if turn:
                    profile.disable()
                    spent += time.process_time() - start
                transaction.set_rollback(True)
        _say_profile(name, pstats.Stats(profile), PROFILED - 1)
    connection.close()


def _say_profile(name: str, stats: Any, times: int) -> None:
    spent: Counter[str] = Counter()
    for (file, _, function), (_, _, own, _, _) in stats.stats.items():
        where = file if file != "~" else function
        group = next((title for title, parts in GROUPS if any(part in where for part in parts)), "Python itself")
        spent[group] += own
    whole = sum(spent.values())
    print(f"\n{name}: {whole / times * 1000:.1f} ms of processor time under the profiler")
    for group, seconds in spent.most_common():
        print(f"  {seconds / whole:5.0%}  {group}")


def main() -> None:
    """Lay, drive, check, say."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else APPLICANTS
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else count * SECONDS / APPLICANTS
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise SystemExit("two cores are needed: one for the platform, one for the applicants")
    os.environ.update(ZHICHENG_CLOCK="stated", ZHICHENG_HTTPS="no", ZHICHENG_HOSTS="localhost,127.0.0.1")
    from zhicheng.web import server

    with tempfile.TemporaryDirectory(prefix="zhicheng-deadline-") as folder:
        home = Path(folder)
        os.sched_setaffinity(0, {cores[1]})  # PostgreSQL inherits it
        with server.installation(home):
            os.sched_setaffinity(0, {cores[0]})
            server.open_platform()
            server.prepare()
            *people, spare = (laid := lay(count + 1))[0]
            fields = laid[1]
            os.environ["ZHICHENG_CLOCK"] = "system"
            with platform_on(home, cores[1]) as (port, program):
                before, start = processor_seconds(program.pid), time.perf_counter()
                print(f"{count} applicants in {seconds:.0f} s; load of the machine before: {os.getloadavg()[0]:.2f}")
                print(f"Python {platform.python_version()} of {sys.base_prefix}, {platform.python_compiler()}")
                measured = drive(people, fields, seconds, port)
                span = time.perf_counter() - start
                after = processor_seconds(program.pid)
            p95 = say(measured, {name: after[name] - before[name] for name in after}, span)
            wrong = in_the_database(count)
            for one in wrong[:10]:
                print(f"in the database: {one}")
            explain(spare, fields)
            held = p95 < BAR_MS and not measured.errors and not wrong
            whole = count >= APPLICANTS and seconds <= SECONDS
            scale = "" if whole else f" at {count / seconds:.1f} applicants a second, of {APPLICANTS / SECONDS:.1f}"
            print(
                f"\nthe bar (p95 < {BAR_MS} ms, no error): {'reached' if held else 'NOT reached'}{scale}; p95 {p95:.0f} ms"
            )


if __name__ == "__main__":
    main()
