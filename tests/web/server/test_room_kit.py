"""The how-to of the room kit, followed step by step by its own commands, at a second address of this machine."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509

from zhicheng.web.room_certificate import AUTHORITY, AUTHORITY_PEM, CERTIFICATE, KEY

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "room-kit.md"
LAPTOP, HERE = "192.168.1.10", "127.0.0.2"
NOT_OURS = ("ZHICHENG_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")


def commands() -> list[tuple[dict[str, str], list[str]]]:
    """The page's commands with the variables before them, at our address and any free port."""
    found = []
    for block in re.findall(r"```sh\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL):
        line = re.sub(rf"({re.escape(LAPTOP)}):\d+", r"\1:0", block.strip()).replace(LAPTOP, HERE)
        words = shlex.split(line)
        given = dict(word.split("=", 1) for word in words if re.fullmatch(r"[A-Z_]+=.*", word))
        found.append((given, words[words.index("zhicheng") + 1 :]))
    return found


def environment(given: dict[str, str]) -> dict[str, str]:
    """A machine on which nothing of ours is set but what the page sets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
    return kept | {"PYTHONWARNINGS": "ignore", "PYTHONUNBUFFERED": "1"} | given


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder of the laptop; pytest's own are closed to PostgreSQL's user."""
    made = Path(tempfile.mkdtemp(prefix="zhicheng-room-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@contextmanager
def running(place: Path, given: dict[str, str], words: list[str], until: str) -> Iterator[str]:
    """A command left running; what it had said when it said that it is up."""
    program = subprocess.Popen(
        [sys.executable, "-m", "zhicheng", *words], cwd=place, env=environment(given), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    assert program.stdout is not None
    said = ""
    try:
        for line in program.stdout:
            said += line
            if until in line:
                break
        else:
            raise AssertionError(said)
        yield said
    finally:
        program.send_signal(signal.SIGINT)
        program.wait(timeout=60)


@pytest.mark.long
def test_the_how_to_step_by_step(place: Path) -> None:
    make, hand_out, serve = commands()
    made = subprocess.run(
        [sys.executable, "-m", "zhicheng", *make[1]], cwd=place, env=environment(make[0]), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    room = place / "room"
    assert sorted(one.name for one in room.iterdir()) == sorted([AUTHORITY, AUTHORITY_PEM, CERTIFICATE, KEY])
    assert (room / KEY).stat().st_mode & 0o777 == 0o600
    fingerprint = re.search(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", made.stdout)
    assert fingerprint is not None
    tablet = fetched(place, hand_out, fingerprint[0])
    with running(place, serve[0], serve[1], "Ctrl-C") as said:
        site = re.search(rf"https://{re.escape(HERE)}:\d+/", said)
        assert site is not None, said
        trusting = ssl.create_default_context(cadata=tablet)
        trusting.verify_flags |= ssl.VERIFY_X509_STRICT
        page = urllib.request.urlopen(f"{site[0]}accounts/login/", context=trusting, timeout=60)
        assert page.status == 200 and "登录" in page.read().decode()
        with pytest.raises(urllib.error.URLError, match=r"self-signed|unable to get local issuer"):
            urllib.request.urlopen(site[0], context=ssl.create_default_context(), timeout=60)
        port = int(site[0].rstrip("/").rpartition(":")[2])
        with socket.create_connection((HERE, port)) as plain, pytest.raises(ssl.SSLCertVerificationError):
            trusting.wrap_socket(plain, server_hostname="127.0.0.3")  # another address is not this laptop


def fetched(place: Path, hand_out: tuple[dict[str, str], list[str]], fingerprint: str) -> bytes:
    """The authority as a tablet fetches it: what the page says is what the wall says; nothing else is handed out."""
    with running(place, *hand_out, f"{fingerprint}\n") as said:
        page = re.search(rf"http://{re.escape(HERE)}:\d+/", said)
        assert page is not None and "▄" in said, said
        assert fingerprint in urllib.request.urlopen(page[0], timeout=60).read().decode()
        taken: bytes = urllib.request.urlopen(f"{page[0]}{AUTHORITY}", timeout=60).read()
        for other in (KEY, CERTIFICATE, f"../room/{KEY}"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"{page[0]}{other}", timeout=60)
    return taken


def test_the_authority_can_sign_for_nobody_else(tmp_path: Path) -> None:
    import datetime as dt

    from zhicheng.web.room_certificate import make_room_certificate

    now = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    made = make_room_certificate(tmp_path / "room", [HERE, "laptop.room"], name="示例", days=3, now=now)
    authority = x509.load_pem_x509_certificate((tmp_path / "room" / AUTHORITY_PEM).read_bytes())
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical and constraints.value.permitted_subtrees is not None
    assert {str(one.value) for one in constraints.value.permitted_subtrees} == {f"{HERE}/32", "laptop.room"}
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    assert made.until == now + dt.timedelta(days=3) == authority.not_valid_after_utc
    assert b"PRIVATE KEY" not in b"".join(one.read_bytes() for one in (tmp_path / "room").iterdir() if one.name != KEY)


@pytest.mark.parametrize("address", ["", "192.168.1.300/24", "a b", "http://192.168.1.10"])
def test_what_is_no_address_makes_no_kit(tmp_path: Path, address: str) -> None:
    command = [sys.executable, "-m", "zhicheng", "room-kit", "make", "room", "--address", address]
    done = subprocess.run(command, cwd=tmp_path, env=environment({}), capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "地址有误" in done.stdout + done.stderr
    assert not (tmp_path / "room").exists()
