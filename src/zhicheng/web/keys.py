"""The installation's secrets: made once in its home folder, readable by nobody else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEYS = ("signing", "encryption", "digest", "ledger")
"""Signing of sessions and links; encryption of personal values; digests by which they are found again; signing of the
ledger (the seed of an Ed25519 key)."""


def read_key(home: Path, name: str) -> bytes:
    """The 32 bytes of a key; made on first use, atomically, with mode 0600."""
    if name not in KEYS:
        raise KeyError(name)
    path = home / "keys" / name
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")  # threads share a process
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)  # fails where another process was first: then its key is the key
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
