"""One file that holds everything: database, evidence, keys, configuration.

The database is read in one snapshot, the evidence after it: its files never change, so every file that the snapshot
names is the one it meant. The site may run all the while.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg

from zhicheng import __version__
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.configuration import VARIABLES
from zhicheng.web.keeping import archive
from zhicheng.web.keeping.postgres import ledger_head, major_version, row_counts, run_tool, tool
from zhicheng.web.keys import KEYS, read_key


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds: its bytes, evidence files, the ledger's last number, evidence missing or damaged."""

    size: int
    evidence: int
    ledger_number: int
    damaged: tuple[str, ...]


@dataclass(slots=True)
class _Parts:
    """The tar being written, and what the manifest will say of it."""

    tar: tarfile.TarFile
    listed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, stream: IO[bytes], size: int) -> str:
        """Append a part; its SHA-256."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        hashing = _Hashing(stream)
        self.tar.addfile(entry, hashing)
        self.listed[name] = {"size": size, "sha256": hashing.digest.hexdigest()}
        return str(self.listed[name]["sha256"])

    def add_bytes(self, name: str, content: bytes) -> None:
        """Append a part that is at hand."""
        self.add(name, io.BytesIO(content), len(content))


class _Hashing:
    """A stream that is digested while it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._stream.read(size)
        self.digest.update(data)
        return data


def write_backup(
    file: Path, *, url: str, home: Path, passphrase: str, now: dt.datetime, despite_damage: bool = False
) -> Written:
    """Write everything into ``file`` (mode 0600); when this returns it is whole and on the disk.

    Raises:
        Refused: the file exists, the passphrase is too short, evidence is missing or damaged (unless
            ``despite_damage``, then the manifest names it), PostgreSQL's tools fail. Nothing is left behind.
    """
    if file.exists():
        raise Refused(
            [Problem(str(file), "", ("文件已存在", "the file exists"), ("请另取文件名", "choose another name"))]
        )
    if len(passphrase) < archive.SHORTEST:
        what = (f"口令少于 {archive.SHORTEST} 个字符", f"the passphrase has fewer than {archive.SHORTEST} characters")
        raise Refused(
            [Problem("", "", what, ("备份含密钥，须有足够长的口令", "the backup holds keys and needs a longer one"))]
        )
    partial = file.with_name(f".{file.name}.partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                written = _write(_Parts(tar), file.parent, url, home, passphrase, now, despite_damage)
            out.flush()
            os.fsync(out.fileno())
            size = out.tell()
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return Written(size, *written)


def _write(
    parts: _Parts, scratch: Path, url: str, home: Path, passphrase: str, now: dt.datetime, despite_damage: bool
) -> tuple[int, int, tuple[str, ...]]:
    salt = archive.new_salt()
    secret = archive.secrets_of(passphrase, salt)
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        head = archive.as_json(
            {"form": archive.FORM, "software": __version__, "postgresql": major_version(connection),
             "written_at": now.isoformat(), "salt": salt, "check": secret.check, "migrations": _migrations(connection)}
        )  # fmt: skip
        parts.add_bytes(archive.HEAD, head)
        _add_dump(parts, connection, scratch, url)
        parts.add_bytes(archive.KEYS, secret.cipher.encrypt(archive.as_json(_private(home))))
        damaged = tuple(_add_evidence(parts, connection, home))
        if damaged and not despite_damage:
            raise Refused([_damaged(digest) for digest in damaged[:5]])
        number, digest = ledger_head(connection)
        manifest = archive.as_json(
            {"parts": parts.listed, "ledger": {"number": number, "sha256": digest}, "rows": row_counts(connection),
             "damaged": damaged}
        )  # fmt: skip
    parts.add_bytes(archive.MANIFEST, manifest)
    parts.add_bytes(archive.SEAL, secret.seal(head, manifest).encode())
    return sum(name.startswith("evidence/") for name in parts.listed), number, damaged


def _add_dump(parts: _Parts, connection: psycopg.Connection, scratch: Path, url: str) -> None:
    """The database as this transaction sees it, by way of a file beside the backup (a tar must know sizes first)."""
    row = connection.execute("select pg_export_snapshot()").fetchone()
    program = tool("pg_dump", major_version(connection))
    with tempfile.NamedTemporaryFile(dir=scratch, prefix=".dump-") as file:
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={row[0] if row else ''}")
        run_tool([program, *options, f"--file={file.name}"], url)
        with Path(file.name).open("rb") as stream:  # opened anew: the tool may have replaced the file
            parts.add(archive.DUMP, stream, Path(file.name).stat().st_size)


def _add_evidence(parts: _Parts, connection: psycopg.Connection, home: Path) -> Iterator[str]:
    """Append every file that the snapshot names; yields those that are missing or not what their name says."""
    named = connection.execute(
        "select 'evidence', digest from papers_blob union select 'pictures', digest from papers_picture order by 1, 2"
    )
    for folder, digest in named.fetchall():
        try:
            with archive.place_of(home, folder, digest).open("rb") as stream:
                found = parts.add(f"{folder}/{digest}", stream, os.fstat(stream.fileno()).st_size)
        except (FileNotFoundError, ValueError):  # ValueError: it is no digest at all
            yield f"{folder}/{digest}"
            continue
        if found != digest:
            yield f"{folder}/{digest}"


def _private(home: Path) -> dict[str, Any]:
    """The installation's keys, and the configuration that its environment states (but the database's address)."""
    stated = {name: os.environ[name] for name in VARIABLES if name in os.environ}
    return {
        "keys": {name: read_key(home, name).hex() for name in KEYS},
        "configuration": {
            name: value for name, value in stated.items() if name not in ("DATABASE_URL", "ZHICHENG_HOME")
        },
    }


def _migrations(connection: psycopg.Connection) -> list[str]:
    """The modules of all migrations applied: a version of the software that lacks one of them is too old."""
    from django.apps import apps

    where = {one.label: one.name for one in apps.get_app_configs()}
    rows = connection.execute("select app, name from django_migrations order by app, name").fetchall()
    return [f"{where[app]}.migrations.{name}" for app, name in rows if app in where]


def _damaged(name: str) -> Problem:
    return Problem(
        name,
        "",
        ("附件缺失或损坏", "the evidence file is missing or damaged"),
        (
            "请从旧备份找回，或用 --despite-damage 备份其余部分",
            "bring it back from an older backup, or use --despite-damage",
        ),
    )
