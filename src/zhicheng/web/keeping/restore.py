"""Bringing a backup back, into an empty home and an empty database, after every part of it has been checked."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from cryptography.fernet import InvalidToken

from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.keeping import archive
from zhicheng.web.keeping.postgres import ledger_head, major_version, row_counts, run_tool, tables, tool
from zhicheng.web.keys import KEYS

CONFIGURATION: Final = "configuration.env"
"""Where in the home the configuration of the backup is written, as NAME=value lines."""
_CHUNK: Final = 1 << 20
_SMALL: Final = 256 << 20  # head, keys, manifest and seal are read whole; nothing honest is larger


@dataclass(frozen=True, slots=True)
class Archive:
    """A backup that has been checked from front to end."""

    tar: tarfile.TarFile
    keys: Mapping[str, bytes]
    configuration: Mapping[str, str]
    manifest: Mapping[str, Any]


@contextmanager
def checked_archive(file: Path, passphrase: str) -> Iterator[Archive]:
    """A backup, open, every part of it compared with its digest and the whole with its seal.

    Raises:
        Refused: it is no backup, cut short, damaged, made by a newer version, or the passphrase is another one.
    """
    try:
        with tarfile.open(file, mode="r:") as tar:
            yield _checked(file, tar, passphrase)
    except (tarfile.TarError, EOFError) as error:
        raise _cut_short(file) from error


def _checked(file: Path, tar: tarfile.TarFile, passphrase: str) -> Archive:
    entries = tar.getmembers()
    names = [entry.name for entry in entries]
    if not names or names[0] != archive.HEAD:
        raise _refused(file, ("不是本平台的备份", "this is no backup of the platform"))
    head_text = _whole(file, tar, entries[0])
    head = _mapping(file, head_text)
    _refuse_newer(file, head)
    try:
        secret = archive.secrets_of(passphrase, str(head.get("salt", "")))
    except ValueError as error:
        raise _refused(file, ("备份已损坏", "the backup is damaged")) from error
    if secret.check != head.get("check"):
        do = ("请核对口令", "check the passphrase")
        raise _refused(file, ("口令不符", "the passphrase is another one"), do)
    if names[-2:] != [archive.MANIFEST, archive.SEAL] or not _ends(tar, file):
        raise _cut_short(file)
    manifest_text = _whole(file, tar, entries[-2])
    if secret.seal(head_text, manifest_text).encode() != _whole(file, tar, entries[-1]):
        raise _refused(
            file, ("印记不符，备份已被改动或损坏", "the seal does not fit: the backup is damaged or was altered")
        )
    manifest = _mapping(file, manifest_text)
    _refuse_damaged(file, tar, entries[:-2], manifest["parts"])
    private = json.loads(_decrypted(file, tar, secret))
    keys = {name: bytes.fromhex(private["keys"][name]) for name in KEYS}
    return Archive(tar, keys, private["configuration"], manifest)


def _ends(tar: tarfile.TarFile, file: Path) -> bool:
    """Whether the last part, with its padding and the end mark, is there in full."""
    last = tar.getmembers()[-1]
    return file.stat().st_size >= last.offset_data + -(-last.size // 512) * 512 + 1024


def _refuse_newer(file: Path, head: Mapping[str, Any]) -> None:
    form = head.get("form")
    unknown = [name for name in head.get("migrations", ()) if not _known(str(name))]
    if not isinstance(form, int) or form > archive.FORM or unknown:
        made = head.get("software", "?")
        what = (f"备份由更新的版本（{made}）生成", f"the backup was made by a newer version ({made})")
        raise _refused(file, what, ("请先升级软件再恢复", "install that version first, then restore"))


def _known(migration: str) -> bool:
    """Whether this installation's software has a migration (its file is looked for, nothing is loaded)."""
    package, *rest = migration.split(".")
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec is not None else None
    return any(Path(place, *rest).with_name(f"{rest[-1]}.py").is_file() for place in places or ())


def _refuse_damaged(
    file: Path, tar: tarfile.TarFile, entries: list[tarfile.TarInfo], listed: Mapping[str, Mapping[str, Any]]
) -> None:
    """Every part is listed, once, a plain file, and what its digest says; and every listed part is there."""
    if sorted(entry.name for entry in entries) != sorted(listed):
        raise _cut_short(file)
    for entry in entries:
        hashed = hashlib.sha256()
        for chunk in _chunks(tar, entry):
            hashed.update(chunk)
        if not entry.isreg() or hashed.hexdigest() != listed[entry.name]["sha256"]:
            what = (f"其中的 {entry.name} 已损坏", f"its part {entry.name} is damaged")
            raise _refused(file, what, ("请换用另一份备份", "use another backup"))


def refuse_home_in_use(home: Path) -> None:
    """Refuse a home that holds keys or evidence."""
    for name in ("keys", "evidence", "pictures"):
        folder = home / name
        if folder.exists() and any(folder.iterdir()):
            do = ("请用 --home 另选空文件夹", "choose an empty folder by --home")
            raise _refused(folder, ("文件夹非空", "the folder is not empty"), do)


@contextmanager
def home_left_as_it_was(home: Path) -> Iterator[Callable[[], None]]:
    """Where the block fails before it calls what is yielded, take away from the home whatever came in during it."""
    there = home.exists()
    before = set(home.iterdir()) if there else set()
    kept: list[bool] = []
    try:
        yield lambda: kept.append(True)
    except BaseException:
        if kept:
            raise
        for path in set(home.iterdir()) - before if home.exists() else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not there and home.exists():
            home.rmdir()
        raise


def restore_archive(restored: Archive, *, url: str, home: Path) -> None:
    """Bring database, evidence, keys and configuration back.

    The database comes last and in one transaction: where anything fails before its end, it stays empty.

    Raises:
        Refused: the database is not empty, or what came back is not what was backed up.
    """
    with psycopg.connect(url) as connection:
        if tables(connection):
            do = ("请以 DATABASE_URL 指定空数据库", "name an empty one by DATABASE_URL")
            raise Refused([Problem("DATABASE_URL", "", ("数据库非空", "the database is not empty"), do)])
        program = tool("pg_restore", max(major_version(connection), _dumped_by(restored)))
    _restore_evidence(restored.tar, home)
    for name, key in restored.keys.items():
        _write_file(home / "keys" / name, [key])
    lines = "".join(f"{name}={shlex.quote(value)}\n" for name, value in sorted(restored.configuration.items()))
    _write_file(home / CONFIGURATION, [lines.encode()])
    _restore_database(restored, program, url, home)
    with psycopg.connect(url) as connection:
        _compare(connection, restored.manifest)


def _dumped_by(restored: Archive) -> int:
    head = json.loads(b"".join(_chunks(restored.tar, restored.tar.getmember(archive.HEAD))))
    return int(head["postgresql"])


def _restore_evidence(tar: tarfile.TarFile, home: Path) -> None:
    for entry in tar.getmembers():
        named = archive.STORED.fullmatch(entry.name)
        if named:
            _write_file(archive.place_of(home, named["folder"], named["digest"]), _chunks(tar, entry))


def _restore_database(restored: Archive, program: Path, url: str, home: Path) -> None:
    dump = home / ".database.dump"
    try:
        _write_file(dump, _chunks(restored.tar, restored.tar.getmember(archive.DUMP)))
        with psycopg.connect(url) as connection:
            name = connection.info.dbname
        options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", f"--dbname={name}")
        run_tool([program, *options, dump], url)
    finally:
        dump.unlink(missing_ok=True)


def _compare(connection: psycopg.Connection, manifest: Mapping[str, Any]) -> None:
    """What came back is what was backed up: every table's rows, every entry of the ledger."""
    number, digest = ledger_head(connection)
    if row_counts(connection) != manifest["rows"] or {"number": number, "sha256": digest} != manifest["ledger"]:
        what = ("恢复后的数据与备份不符", "what came back is not what was backed up")
        raise Refused(
            [
                Problem(
                    "",
                    "",
                    what,
                    ("请勿使用此数据库，换空库重试", "don't use this database; try again with an empty one"),
                )
            ]
        )


def _write_file(path: Path, chunks: Iterator[bytes] | list[bytes]) -> None:
    """A new file (mode 0600, its folders 0700), on the disk when this returns."""
    for folder in reversed([one for one in path.parents if not one.exists()]):
        folder.mkdir(mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _chunks(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> Iterator[bytes]:
    stream = tar.extractfile(entry)
    while stream is not None and (chunk := stream.read(_CHUNK)):
        yield chunk


def _whole(file: Path, tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    if not entry.isreg() or entry.size > _SMALL:
        raise _refused(file, ("不是本平台的备份", "this is no backup of the platform"))
    return b"".join(_chunks(tar, entry))


def _decrypted(file: Path, tar: tarfile.TarFile, secret: archive.Secrets) -> bytes:
    try:
        return secret.cipher.decrypt(b"".join(_chunks(tar, tar.getmember(archive.KEYS))))
    except (InvalidToken, KeyError) as error:
        raise _refused(file, ("密钥部分已损坏", "the part with the keys is damaged")) from error


def _mapping(file: Path, content: bytes) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise _refused(file, ("备份已损坏", "the backup is damaged"))
    return data


def _cut_short(file: Path) -> Refused:
    return _refused(
        file,
        ("备份不完整或已损坏", "the backup is cut short or damaged"),
        ("请重新复制该文件，或换用另一份备份", "copy the file again, or use another backup"),
    )


def _refused(file: Path, what: tuple[str, str], do: tuple[str, str] = ("", "")) -> Refused:
    return Refused([Problem(str(file), "", what, do)])
