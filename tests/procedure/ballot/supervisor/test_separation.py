"""Neither half reads the other's keys: as two users of one machine where the test may be root, else by permissions."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.procedure.ballot.room import PASSPHRASE, Pool, Room
from zhicheng.procedure.ballot.keys import private_bytes
from zhicheng.procedure.ballot.supervisor.folder import Folder
from zhicheng.procedure.ballot.supervisor.vault import Vault
from zhicheng.procedure.refusal import ActRefused

PLATFORM_USER, SUPERVISOR_USER = 64001, 64002


@pytest.fixture
def ground() -> Iterator[Path]:
    """A place that every user may enter."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def as_user(user: int, work: Callable[[], Any]) -> Any:
    """What ``work`` gives in a process of another user."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def child() -> None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        there.send(work())

    process = context.Process(target=child)
    process.start()
    there.close()
    answer = here.recv()
    process.join()
    return answer


def give(path: Path, user: int) -> None:
    for one in [path, *path.rglob("*")]:
        os.chown(one, user, user)


def halves(ground: Path, pool: Pool) -> dict[str, Path]:
    """Both halves with their keys, each in its own folder."""
    room = Room(ground, 3, 2, 1, pool)
    keys = Vault.create(ground / "platform", PASSPHRASE, os.urandom)
    for place, key in enumerate(pool.platform[:2]):
        keys.put(f"stamp-{place}", private_bytes(key))
    return {"supervisor": room.folder.path, "platform": ground / "platform"}


def readable(folder: Path) -> list[str]:
    """What of a folder this process can list or read; also through names that it knows beforehand."""
    found = []
    for name in (
        ".",
        "meeting.json",
        "present.json",
        "vault",
        "vault/vault.json",
        "vault/signing.sealed",
        "vault.json",
    ):
        path = folder / name
        try:
            found.append(str(sorted(path.iterdir()) if path.is_dir() else path.read_bytes()))
        except (PermissionError, FileNotFoundError, NotADirectoryError):
            continue
    return found


def opened(folder: Path) -> str:
    """Whether the half's own program opens the folder, right passphrase in hand."""
    try:
        if folder.name == "supervisor":
            Folder.open(folder, PASSPHRASE, os.urandom)
        else:
            Vault.open(folder, PASSPHRASE, os.urandom)
    except (ActRefused, PermissionError) as refused:
        return refused.codes[0] if isinstance(refused, ActRefused) else "no permission"
    return "opened"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two users")
def test_as_two_users_each_reads_its_own_keys_and_none_of_the_other_s(ground: Path, pool: Pool) -> None:
    folders = halves(ground, pool)
    users = {"platform": PLATFORM_USER, "supervisor": SUPERVISOR_USER}
    for half, folder in folders.items():
        give(folder, users[half])
    for half, folder in folders.items():
        for user in users.values():
            mine = user == users[half]
            assert bool(as_user(user, lambda folder=folder: readable(folder))) is mine, (half, user)
            said = as_user(user, lambda folder=folder: opened(folder))
            assert said == "opened" if mine else said in ("no permission", "folder-open-to-others"), (half, user)


def test_every_file_of_either_half_is_for_its_owner_alone(ground: Path, pool: Pool) -> None:
    for folder in halves(ground, pool).values():
        for path in [folder, *folder.rglob("*")]:
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode & 0o077 == 0 or path.name == "lock", path


def test_the_platform_s_half_imports_nothing_that_holds_the_supervisor_s_keys() -> None:
    """What the web loads to run the platform's half knows no folder or vault of the supervisor."""
    import subprocess
    import sys

    program = (
        "import sys, zhicheng.procedure.ballot.platform;"
        "print([one for one in sys.modules if '.ballot.supervisor' in one])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
