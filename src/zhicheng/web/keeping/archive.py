"""The form of a backup: one tar file, read from front to end, whose last words prove the rest.

    head.json       form of the archive, versions, moment; how the passphrase becomes keys
    database.dump   pg_dump's custom format
    keys            the installation's keys and configuration, encrypted by the passphrase
    evidence/…      the files, each under its SHA-256
    pictures/…      the pictures of their pages, likewise
    manifest.json   every part with size and SHA-256, what the ledger says, how many rows each table has
    seal            HMAC-SHA-256 of head and manifest, by the passphrase

The end of the file is what makes it whole: a file cut short has no seal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.fernet import Fernet

from zhicheng.evidence.store import path_of

FORM: Final = 1
"""The newest form of archive that is understood."""
HEAD, DUMP, KEYS, MANIFEST, SEAL = "head.json", "database.dump", "keys", "manifest.json", "seal"
STORED: Final = re.compile(r"(?P<folder>evidence|pictures)/(?P<digest>[0-9a-f]{64})")
SHORTEST: Final = 12
"""Characters that a passphrase must have: who holds the file may try as many as they like."""

_COST: Final = {"n": 2**15, "r": 8, "p": 1}
_MEMORY: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a passphrase becomes: a cipher for the keys, a key for the seal, a word by which it is recognised."""

    cipher: Fernet
    seal_key: bytes
    check: str

    def seal(self, head: bytes, manifest: bytes) -> str:
        """The seal over head and manifest."""
        return hmac.new(self.seal_key, hashlib.sha256(head).digest() + manifest, hashlib.sha256).hexdigest()


def new_salt() -> str:
    """A fresh salt, as the head holds it."""
    return b64encode(secrets.token_bytes(16)).decode()


def secrets_of(passphrase: str, salt: str) -> Secrets:
    """What this passphrase becomes with this salt (scrypt, 32 MB, about a tenth of a second)."""
    made = hashlib.scrypt(passphrase.encode(), salt=b64decode(salt), dklen=96, maxmem=_MEMORY, **_COST)
    return Secrets(Fernet(urlsafe_b64encode(made[:32])), made[32:64], hashlib.sha256(made[64:]).hexdigest())


def place_of(home: Path, folder: str, digest: str) -> Path:
    """Where a stored file lies in a home.

    Raises:
        ValueError: that is no digest.
    """
    if not STORED.fullmatch(f"{folder}/{digest}"):
        raise ValueError(f"{folder}/{digest}")
    return path_of(home / folder, digest) if folder == "evidence" else home / folder / digest[:2] / digest


def as_json(data: Mapping[str, Any]) -> bytes:
    """JSON with one form for one content."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode()
