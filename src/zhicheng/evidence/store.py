"""Files on disk under their fingerprint: whole or not there, and the same file once.

``root/ab/cd/abcdef…`` holds the file whose SHA-256 is ``abcdef…``; ``root/incoming/`` holds what is still being
written. A file is written there, synced, and renamed into its place, and its folder synced, so that a name
under which a file can be asked for never holds half a file, whenever the machine stops. A file that is stored
again replaces itself: that heals a damaged one and makes it young again, so that ``sweep`` leaves it alone until
the caller has noted whose it is.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import re
import secrets
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from zhicheng.evidence.inspect import first_look
from zhicheng.evidence.limits import Limits
from zhicheng.evidence.refusals import in_megabytes, refusal
from zhicheng.evidence.sniff import Kind
from zhicheng.procedure.refusal import ActRefused, Refusal

_INCOMING: Final = "incoming"
_LOCK: Final = "lock"
_CHUNK: Final = 262_144
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_FOLDER: Final = re.compile(r"[0-9a-f]{2}")


class Stream(Protocol):
    """Anything a file can be read from, piece by piece."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes, none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is in the store: its SHA-256 in 64 small hexadecimal digits, its bytes, its type."""

    sha256: str
    size: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of the whole store found: how many files are whole, and the names of those that are not."""

    whole: int
    damaged: tuple[str, ...]
    strangers: tuple[str, ...]
    """Paths below the root that the store did not make."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep took away: files nobody knew, and unfinished ones."""

    orphans: tuple[str, ...]
    unfinished: tuple[str, ...]


def put(stream: Stream, root: Path, limits: Limits) -> Stored:
    """Keep a file; when this returns, it is on the disk under its fingerprint.

    Raises:
        ActRefused: the file is too large, of no accepted type, active, encrypted or damaged; nothing is kept.
        OSError: the disk is full or fails; nothing is kept under the final name.
    """
    incoming = _folder(_folder(root), _INCOMING)
    passing = incoming / secrets.token_hex(16)
    try:
        digest, size = _write(stream, passing, limits)
        kind = _looked_at(passing, size, limits)
        with _locked(root, fcntl.LOCK_SH):
            place = _folder(_folder(root, digest[:2]), digest[2:4]) / digest
            os.utime(passing)
            passing.replace(place)
            _sync_folder(place.parent)
    finally:
        with suppress(FileNotFoundError):
            passing.unlink()
    return Stored(digest, size, kind)


def path_of(root: Path, sha256: str) -> Path:
    """Where a file of this fingerprint is kept, whether or not it is there.

    Raises:
        ValueError: that is no SHA-256 in small hexadecimal digits.
    """
    if not _DIGEST.fullmatch(sha256):
        raise ValueError("not a SHA-256 in small hexadecimal digits")
    return root / sha256[:2] / sha256[2:4] / sha256


def open_stored(root: Path, sha256: str) -> BinaryIO:
    """A stored file, open for reading.

    Raises:
        ValueError: that is no fingerprint.
        FileNotFoundError: it is not in the store.
    """
    return os.fdopen(os.open(path_of(root, sha256), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")


def verify_all(root: Path) -> Verified:
    """Read every file again and compare it with its name: which are whole, which are damaged."""
    whole, damaged, strangers = 0, [], []
    for path in _files(root):
        if not _is_place(root, path):
            strangers.append(str(path.relative_to(root)))
        elif _hashed(path) == path.name:
            whole += 1
        else:
            damaged.append(path.name)
    return Verified(whole, tuple(damaged), tuple(strangers))


def sweep(root: Path, known: Container[str], older_than: float) -> Swept:
    """Delete files whose fingerprint is not ``known``, and unfinished ones, last written before ``older_than``.

    ``older_than`` is a moment in seconds since 1970; take one well before now (a day), so that a file whose owner is
    just being written down stays. Files that the store did not make are left alone.
    """
    orphans, unfinished = [], []
    with _locked(root, fcntl.LOCK_EX):
        for path in _files(root):
            if path.lstat().st_mtime < older_than and _is_place(root, path) and path.name not in known:
                path.unlink()
                orphans.append(path.name)
    for path in sorted(_folder(root, _INCOMING).iterdir()):
        with suppress(FileNotFoundError):
            if path.lstat().st_mtime < older_than:
                path.unlink()
                unfinished.append(path.name)
    return Swept(tuple(orphans), tuple(unfinished))


# --------------------------------------------------------------------------- the steps


def _write(stream: Stream, passing: Path, limits: Limits) -> tuple[str, int]:
    """Write a stream to a new file and sync it; its fingerprint and size."""
    digest, size = hashlib.sha256(), 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(passing, flags, 0o600), "wb", buffering=0) as file:
        os.fchmod(file.fileno(), 0o600)
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limits.bytes_per_file:
                raise ActRefused(refusal("too-large", most=in_megabytes(limits.bytes_per_file)))
            digest.update(chunk)
            rest = memoryview(chunk)
            while rest:
                rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _looked_at(passing: Path, size: int, limits: Limits) -> Kind:
    """The type of the file as it stands on the disk."""
    if not size:
        raise ActRefused(refusal("empty-file"))
    with passing.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = first_look(data, limits)
    if isinstance(found, Refusal):
        raise ActRefused(found)
    return found


def _folder(parent: Path, name: str = "") -> Path:
    """A folder of the store, made and synced into its parent where it is not there."""
    folder = parent / name
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sync_folder(folder.parent)
    return folder


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(root: Path, how: int) -> Iterator[None]:
    """Many may put at once; nobody puts while somebody sweeps."""
    handle = os.open(_folder(root) / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _files(root: Path) -> Iterator[Path]:
    """Every file below the root but the lock and what is being written, in order of names."""
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if here != root or name != _INCOMING)
        yield from (here / name for name in sorted(names) if here != root or name != _LOCK)


def _is_place(root: Path, path: Path) -> bool:
    return bool(_DIGEST.fullmatch(path.name)) and path == path_of(root, path.name) and not path.is_symlink()


def _hashed(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
