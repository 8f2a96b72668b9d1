"""The commands, as programs: a platform backed up in one line and restored by another into its own new PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.web.keeping.test_backup import HOME, contents, url  # noqa: F401 - a fixture
from zhicheng.web.accounts.models import User
from zhicheng.web.own_database import running_database


def zhicheng(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command, in an environment that says nothing else of the platform."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ZHICHENG_", "DATABASE_URL", "DJANGO"))
    }
    command = [sys.executable, "-W", "ignore", "-m", "zhicheng", *words]
    return subprocess.run(command, env=plain | environment, capture_output=True, text=True, check=False)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user may enter too."""
    made = Path(tempfile.mkdtemp(prefix="zhicheng-keep-"))
    yield made
    shutil.rmtree(made)


@pytest.mark.slow
def test_a_backup_is_restored_on_an_empty_machine(url: str, folder: Path) -> None:  # noqa: F811
    User.objects.create(username="numbered", personal_number="secret number", phone="secret phone")
    secret, file, home = folder / "passphrase", folder / "all.zhicheng", folder / "home"
    secret.write_text("a passphrase long enough\n")
    saved = zhicheng(
        "backup",
        str(file),
        "--home",
        str(HOME),
        "--passphrase-file",
        str(secret),
        DATABASE_URL=url,
        ZHICHENG_CLOCK="stated",
    )
    assert saved.returncode == 0, saved.stderr
    again = zhicheng("backup", str(file), "--home", str(HOME), "--passphrase-file", str(secret), DATABASE_URL=url)
    assert again.returncode == 2
    assert "the file exists" in again.stderr

    (folder / "wrong").write_text("another passphrase\n")
    wrong = zhicheng("restore", str(file), "--home", str(home), "--passphrase-file", str(folder / "wrong"))
    assert wrong.returncode == 2
    assert "the passphrase is another one" in wrong.stderr
    assert not home.exists()

    back = zhicheng("restore", str(file), "--home", str(home), "--passphrase-file", str(secret))
    assert back.returncode in (0, 1), back.stdout + back.stderr  # rows made plainly for the test break some checks
    assert "restored; the configuration variables are in" in back.stdout
    assert "encrypted-values · accounts_user" not in back.stdout, "the keys fit the data"
    assert not (home / "postgres" / "postmaster.pid").exists()
    before = contents(url)
    with running_database(home) as own:
        after = contents(own)
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
        with psycopg.connect(own) as one:
            assert one.execute("select name from django_migrations limit 1").fetchone()
    twice = zhicheng("restore", str(file), "--home", str(home), "--passphrase-file", str(secret))
    assert twice.returncode == 2
    assert "the folder is not empty" in twice.stderr


def test_a_home_without_a_platform_is_said(tmp_path: Path) -> None:
    done = zhicheng("invariants", "--home", str(tmp_path / "nothing"))
    assert done.returncode == 2
    assert "holds no platform" in done.stderr
    assert not (tmp_path / "nothing").exists()


def test_without_the_web_extra_the_commands_say_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nreal = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name in ('django', 'psycopg') else real(name, package)\n"
    )
    done = zhicheng("serve", "--home", str(tmp_path / "home"), PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert "pip install '.[web]'" in done.stderr
