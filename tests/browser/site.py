"""The platform as ``zhicheng serve --demo`` runs it: a program of its own, on its own database, home and free port."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "zhicheng-demo"
"""Of every account of the demonstration."""
_NOT_OURS = ("ZHICHENG_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")


@contextmanager
def demonstration() -> Iterator[str]:
    """A filled demonstration; yields the site's address, ``http://127.0.0.1:port/``."""
    home = Path(tempfile.mkdtemp(prefix="zhicheng-browser-"))  # pytest's own folders are closed to PostgreSQL's user
    home.chmod(0o755)
    command = [sys.executable, "-m", "zhicheng", "serve", "--demo", "--home", str(home), "--address", "127.0.0.1:0"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)}
    environment["PYTHONWARNINGS"] = "ignore"
    program = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        yield _address(program)
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(timeout=60)
        shutil.rmtree(home, ignore_errors=True)


def _address(program: subprocess.Popen[str]) -> str:
    """What the program says of its address, once it says that it is up."""
    assert program.stdout is not None
    said = []
    for line in program.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            threading.Thread(target=program.stdout.read, daemon=True).start()
            return next(line for line in said if "site:" in line).split()[-1]
    raise RuntimeError("the demonstration did not start:\n" + "".join(said))
