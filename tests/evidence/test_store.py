"""A file is in the store whole or not at all, whenever the process is killed."""

from __future__ import annotations

import io
import os
import signal
import stat
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.evidence import files
from zhicheng.evidence import store
from zhicheng.evidence.limits import Limits
from zhicheng.evidence.store import open_stored, path_of, put, sweep, verify_all
from zhicheng.procedure.refusal import ActRefused

LIMITS = Limits()
FAR = 10**12
"""A moment after every test."""


class Pieces(io.BytesIO):
    """A stream that comes in small pieces, as an upload does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size if size and size > 0 else 700, 700))


def stored_names(root: Path) -> list[str]:
    """The names under which files can be asked for."""
    return sorted(path.name for path in root.rglob("*") if path.is_file() and len(path.name) == 64)


def passing(root: Path) -> list[Path]:
    """The unfinished files."""
    folder = root / "incoming"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_a_file_is_kept_under_its_fingerprint_and_read_back(tmp_path: Path) -> None:
    data = files.scan(300, 300)
    kept = put(Pieces(data), tmp_path, LIMITS)
    assert (kept.size, kept.kind.value) == (len(data), "pdf")
    assert path_of(tmp_path, kept.sha256) == tmp_path / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256
    with open_stored(tmp_path, kept.sha256) as file:
        assert file.read() == data
    assert passing(tmp_path) == []


def test_the_same_file_is_kept_once(tmp_path: Path) -> None:
    first, second = (put(io.BytesIO(files.pdf()), tmp_path, LIMITS) for _ in range(2))
    assert first == second
    assert stored_names(tmp_path) == [first.sha256]


def test_nobody_else_can_read_what_is_kept(tmp_path: Path) -> None:
    root, before = tmp_path / "evidence", os.umask(0)
    try:
        put(io.BytesIO(files.pdf()), root, LIMITS)
    finally:
        os.umask(before)
    for path in [root, *root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"MZ program", "type-not-allowed"),
        (files.pdf(b"<</S/Launch/F(a)>>"), "active-content"),
        (files.pdf() + bytes(20_000), "too-large"),
    ],
)
def test_a_refused_file_leaves_nothing(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(ActRefused) as refused:
        put(Pieces(data), tmp_path, Limits(bytes_per_file=15_000))
    assert refused.value.codes == (code,)
    assert stored_names(tmp_path) == []
    assert passing(tmp_path) == []


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    class Broken(Pieces):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 1_000:
                raise ConnectionError
            return super().read(size)

    with pytest.raises(ConnectionError):
        put(Broken(files.scan(100, 100)), tmp_path, LIMITS)
    assert stored_names(tmp_path) == []
    assert passing(tmp_path) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "ab", "", "g" * 64, "a" * 63 + "\n"])
def test_only_fingerprints_can_be_asked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        open_stored(tmp_path, name)


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    place = path_of(tmp_path / "root", "ab" * 32)
    place.parent.mkdir(parents=True)
    place.symlink_to(secret)
    with pytest.raises(OSError, match="symbolic"):
        open_stored(tmp_path / "root", "ab" * 32)


def test_damaged_files_and_strangers_are_found_and_a_new_copy_heals(tmp_path: Path) -> None:
    kept = [put(io.BytesIO(files.pdf(pages=pages)), tmp_path, LIMITS) for pages in (1, 2, 3)]
    place = path_of(tmp_path, kept[1].sha256)
    place.write_bytes(place.read_bytes()[:-1] + b"?")
    (tmp_path / "ab").mkdir(exist_ok=True)
    (tmp_path / "ab" / "note.txt").write_text("x")
    found = verify_all(tmp_path)
    assert (found.whole, found.damaged, found.strangers) == (2, (kept[1].sha256,), ("ab/note.txt",))
    put(io.BytesIO(files.pdf(pages=2)), tmp_path, LIMITS)
    assert verify_all(tmp_path).damaged == ()


def test_a_sweep_takes_old_orphans_and_unfinished_files_only(tmp_path: Path) -> None:
    known, orphan, young = (put(io.BytesIO(files.pdf(pages=pages)), tmp_path, LIMITS) for pages in (1, 2, 3))
    unfinished = tmp_path / "incoming" / "0123"
    unfinished.write_bytes(b"half")
    for path in (path_of(tmp_path, known.sha256), path_of(tmp_path, orphan.sha256), unfinished):
        os.utime(path, (1_000, 1_000))
    found = sweep(tmp_path, {known.sha256}, older_than=2_000)
    assert (found.orphans, found.unfinished) == ((orphan.sha256,), ("0123",))
    assert stored_names(tmp_path) == sorted((known.sha256, young.sha256))


def test_a_file_stored_again_is_young_again(tmp_path: Path) -> None:
    kept = put(io.BytesIO(files.pdf()), tmp_path, LIMITS)
    os.utime(path_of(tmp_path, kept.sha256), (1_000, 1_000))
    put(io.BytesIO(files.pdf()), tmp_path, LIMITS)
    assert sweep(tmp_path, (), older_than=2_000).orphans == ()


def test_many_may_store_the_same_file_at_once(tmp_path: Path) -> None:
    data, children = files.scan(200, 200), []
    for _ in range(6):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                for _ in range(10):
                    put(Pieces(data), tmp_path, LIMITS)
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
    assert (verify_all(tmp_path).whole, passing(tmp_path)) == (1, [])


# --------------------------------------------------------------------------- kills


def killed_at(line: int, data: bytes, root: Path) -> bool:
    """Store a file in another process that kills itself before the ``line``-th step of the store; whether it died.

    A step is a line of ``store.py`` as it runs: every state the disk can be left in by this program is tried.
    """
    child = os.fork()
    if child == 0:
        steps = 0

        def step(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal steps
            if frame.f_code.co_filename != store.__file__:
                return None
            if event == "line":
                steps += 1
                if steps == line:
                    os.kill(os.getpid(), signal.SIGKILL)
            return step

        sys.settrace(step)
        put(Pieces(data), root, LIMITS)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.long
def test_a_kill_at_any_step_leaves_no_half_file_under_its_name(tmp_path: Path) -> None:
    data = files.pdf(pages=8)
    line, kills, whole, unfinished = 0, 0, 0, 0
    while True:
        line += 1
        root = tmp_path / str(line)
        if not killed_at(line, data, root):
            break
        kills += 1
        root.mkdir(exist_ok=True)
        found = verify_all(root)
        assert found.damaged == found.strangers == (), line
        assert len(stored_names(root)) == found.whole <= 1
        whole += found.whole
        unfinished += len(passing(root))
        kept = put(io.BytesIO(data), root, LIMITS)  # the next attempt finds nothing in its way
        sweep(root, {kept.sha256}, older_than=FAR)
        assert stored_names(root) == [kept.sha256]
        assert passing(root) == []
    assert kills >= 60
    assert whole >= 3  # killed after the rename: the file is there, and whole
    assert unfinished >= 20  # killed while writing: half a file, under no name


class Telling(Pieces):
    """A stream that tells another process of each read."""

    def __init__(self, data: bytes, pipe: int) -> None:
        super().__init__(data)
        self.pipe = pipe

    def read(self, size: int | None = -1, /) -> bytes:
        os.write(self.pipe, b".")
        return super().read(size)


def stored_until_killed(root: Path, reads: int) -> None:
    """Another process stores file after file, and is killed from outside after so many reads."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        for size in range(60, 10_000):
            put(Telling(files.scan(60, size), writing), root, LIMITS)
    for _ in range(reads):
        os.read(reading, 1)
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    os.close(reading)
    os.close(writing)


def test_kills_from_outside_leave_what_was_there_whole(tmp_path: Path) -> None:
    old = put(io.BytesIO(files.pdf()), tmp_path, LIMITS)
    for number in range(30):
        stored_until_killed(tmp_path, 3 + number * 2)
        assert verify_all(tmp_path).damaged == ()
    with open_stored(tmp_path, old.sha256) as file:
        assert file.read() == files.pdf()
    sweep(tmp_path, {old.sha256}, older_than=FAR)
    assert stored_names(tmp_path) == [old.sha256]
    assert passing(tmp_path) == []
