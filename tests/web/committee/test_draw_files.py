"""The supervisors' side as it is in life: their own command line, files up and down, a verifier that needs nothing of us.

Jobs are done by the platform's own worker from the queue.
"""

from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from typer.testing import CliRunner

from tests.web.committee.draw_ground import Ground, ground
from tests.web.people import signed_in
from zhicheng.cli.main import app
from zhicheng.web.committee.models import Draw, Seat

pytestmark = pytest.mark.django_db(transaction=True)
VERIFIER = Path(__file__).parents[3] / "verifiers" / "verify_draw.py"
CEREMONY = "/reviews/iot-2026/draw/"
BODIES = ("省人力社保厅", "省经信厅")


def run(*arguments: str | Path) -> int:
    """The exit code of ``zhicheng`` with these arguments."""
    return CliRunner().invoke(app, [str(one) for one in arguments]).exit_code


def work() -> Draw:
    """The draw after everything in the queue was done."""
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    call_command("db_worker", "--batch", "--no-startup-delay", "--interval", "0", verbosity=0)
    for one, handler in before.items():  # the worker takes them for itself
        signal.signal(one, handler)
    draw = Draw.objects.get()
    assert draw.job == "", draw.trouble
    return draw


def send(client: Client, draw: Draw, file: Path) -> int:
    """The status of the answer to a supervisor's upload."""
    paper = SimpleUploadedFile(file.name, file.read_bytes(), "application/json")
    return client.post(f"/supervisor/draws/{draw.pk}/", {"paper": paper}).status_code


def kept(client: Client, draw: Draw, what: str, folder: Path) -> Path:
    """A file of the draw, downloaded."""
    path = folder / f"{what}.json"
    path.write_bytes(client.get(f"/draws/{draw.pk}/file/{what}/").content)
    return path


def independently(file: Path) -> int:
    """The exit code of the standalone verifier."""
    return subprocess.run([sys.executable, str(VERIFIER), str(file)], capture_output=True, check=False).returncode


def clients(one: Ground) -> dict[str, Client]:
    """A browser for each supervisor."""
    return dict(zip(BODIES, (signed_in(one.here.supervisor), signed_in(one.second)), strict=True))


def test_two_supervisors_with_their_own_command_line(now: dt.datetime, tmp_path: Path) -> None:
    one = ground(now)
    office, bodies = signed_in(one.here.office_officer), clients(one)
    office.post(f"{CEREMONY}act/prepare/")
    draw = work()
    for name, client in bodies.items():
        assert run("draw", "commit", name, "--draw", "iot-2026", "--serial", "1", "--to", tmp_path) == 0
        assert send(client, draw, tmp_path / f"{name}.commitment.json") == 302
    draw.refresh_from_db()
    assert office.post(f"{CEREMONY}act/state/", {"version": draw.version}).status_code == 302
    draw = work()
    for name, client in bodies.items():
        bundle, names = kept(client, draw, "bundle", tmp_path), kept(client, draw, "names", tmp_path)
        facts = kept(client, draw, "conflicts", tmp_path)
        assert run("verify", "draw", bundle, "--names", names, "--conflicts", facts) == 0
        out = tmp_path / f"{name}.reveal.json"
        assert run("draw", "reveal", tmp_path / f"{name}.secret.json", bundle, "--yes", "-o", out) == 0
        assert send(client, draw, out) == 302
    draw.refresh_from_db()
    office.post(f"{CEREMONY}act/members/", {"version": draw.version})
    draw = work()
    assert draw.findings["sound"] and Seat.objects.count() == 11
    whole, public = kept(office, draw, "bundle", tmp_path), tmp_path / "public.json"
    public.write_bytes(Client().get(f"/verify/draw/{draw.pk}/file/").content)
    for file in (whole, public):
        assert run("verify", "draw", file) == 0 and independently(file) == 0
        changed = json.loads(file.read_bytes())
        ticket = changed["rounds"][0]["outcome"]
        ticket["committee"][0] = ("0" if ticket["committee"][0][0] != "0" else "1") + ticket["committee"][0][1:]
        file.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
        assert run("verify", "draw", file) == 1 and independently(file) == 1
