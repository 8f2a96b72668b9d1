"""A backup holds everything and comes back whole; what is damaged, cut short, foreign or newer is refused and leaves nothing."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import stat
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.web.keeping.filled import fill_every_table
from zhicheng.evidence.store import path_of
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.keeping import archive
from zhicheng.web.keeping.backup import Written, write_backup
from zhicheng.web.keeping.postgres import tables
from zhicheng.web.keeping.restore import checked_archive, home_left_as_it_was, refuse_home_in_use, restore_archive
from zhicheng.web.papers.models import Blob, Picture

PASSPHRASE = "correct horse battery 职称"
NOW = dt.datetime(2026, 10, 12, 1, 30, tzinfo=dt.UTC)
HOME = Path(settings.HOME)


def url_of(name: str) -> str:
    given = connection.settings_dict
    return f"postgresql://{given['USER']}@/{name}?host={given['HOST']}"


@pytest.fixture
def url(transactional_db: None, now: dt.datetime) -> str:
    """A database with something in every table."""
    fill_every_table(now)
    return url_of(str(connection.settings_dict["NAME"]))


@pytest.fixture
def empty() -> Iterator[str]:
    """An empty database."""
    name = f"restored_{os.getpid()}"
    with psycopg.connect(url_of("postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name} template template0")
    yield url_of(name)
    with psycopg.connect(url_of("postgres"), autocommit=True) as admin:
        admin.execute(f"drop database {name}")


def back_up(url: str, file: Path, *, despite_damage: bool = False) -> Written:
    return write_backup(file, url=url, home=HOME, passphrase=PASSPHRASE, now=NOW, despite_damage=despite_damage)


def bring_back(file: Path, url: str, home: Path, passphrase: str = PASSPHRASE) -> None:
    with checked_archive(file, passphrase) as checked:
        refuse_home_in_use(home)
        with home_left_as_it_was(home) as keep:
            restore_archive(checked, url=url, home=home)
            keep()


def contents(url: str) -> dict[str, list[str]]:
    with psycopg.connect(url, options="-c timezone=UTC") as one:
        return {
            name: sorted(str(row[0]) for row in one.execute(f"select t::text from {name} t")) for name in tables(one)
        }


def files(root: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if name != "lock" and not name.startswith("incoming")}


@pytest.mark.long
def test_everything_comes_back_table_by_table_and_file_by_file(
    url: str, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHICHENG_OPENID", "id|Name|client|a secret|https://sso.example")
    file, home = tmp_path / "all.zhicheng", tmp_path / "home"
    before = contents(url)
    assert {name for name, rows in before.items() if not rows} == {"ledger_turn"}, "something in every table"
    written = back_up(url, file)
    assert written.size == file.stat().st_size
    assert written.evidence == Blob.objects.count() or written.evidence > Blob.objects.count()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file], "nothing else lies beside it"
    whole = file.read_bytes()
    assert b"a secret" not in whole
    for name in ("signing", "encryption", "digest"):
        key = (HOME / "keys" / name).read_bytes()
        assert key not in whole and key.hex().encode() not in whole

    bring_back(file, empty, home)
    assert contents(empty) == before
    assert files(home / "keys") == files(HOME / "keys")
    named = {one.digest for one in Blob.objects.all()}
    restored = files(home / "evidence")
    assert named <= {Path(name).name for name in restored}
    pictured = {one.digest for one in Picture.objects.all()}
    assert pictured == {Path(name).name for name in files(home / "pictures")} != set()
    assert all(files(HOME / "evidence")[name] == content for name, content in restored.items())
    assert "ZHICHENG_OPENID='id|Name|client|a secret|https://sso.example'\n" in (home / "configuration.env").read_text()
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*") if path.is_file()} == {0o600}
    with psycopg.connect(empty) as one, pytest.raises(psycopg.errors.RaiseException):
        one.execute("delete from ledger_entry")


def _flipped(at: float) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        content = bytearray(file.read_bytes())
        content[int(len(content) * at)] ^= 1
        file.write_bytes(content)

    return damage


def _flipped_in_the_manifest(file: Path) -> None:
    """Inside a part that is proved: what fills up the last block of a tar file says nothing."""
    content = bytearray(file.read_bytes())
    content[content.rindex(b"manifest.json") + 512 + 10] ^= 1
    file.write_bytes(content)


def _cut(share: float) -> Callable[[Path], None]:
    return lambda file: os.truncate(file, int(file.stat().st_size * share))


def _rebuilt(change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Callable[[Path], None]:
    """The archive written anew, part by part, as somebody who knows tar would alter it."""

    def alter(file: Path) -> None:
        with tarfile.open(file) as tar:
            parts = [(one.name, tar.extractfile(one).read()) for one in tar.getmembers()]  # type: ignore[union-attr]
        with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as tar:
            for changed in filter(None, (change(name, content) for name, content in parts)):
                entry = tarfile.TarInfo(changed[0])
                entry.size = len(changed[1])
                tar.addfile(entry, io.BytesIO(changed[1]))

    return alter


def _newer_form(name: str, content: bytes) -> tuple[str, bytes]:
    return name, json.dumps(
        json.loads(content) | {"form": archive.FORM + 1, "software": "9.9"}
    ).encode() if name == archive.HEAD else content


def _newer_migration(name: str, content: bytes) -> tuple[str, bytes]:
    if name != archive.HEAD:
        return name, content
    head = json.loads(content)
    return name, json.dumps(
        head | {"migrations": [*head["migrations"], "zhicheng.web.rounds.migrations.0999_later"]}
    ).encode()


def _other_row_count(name: str, content: bytes) -> tuple[str, bytes]:
    return name, content.replace(b'"rows"', b'"Rows"') if name == archive.MANIFEST else content


def _other_dump(name: str, content: bytes) -> tuple[str, bytes]:
    return name, content[:-1] + bytes([content[-1] ^ 1]) if name == archive.DUMP else content


def _stranger(name: str, content: bytes) -> tuple[str, bytes]:
    return ("../outside" if name == archive.KEYS else name), content


DAMAGE: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("a bit in the middle", _flipped(0.5), "damaged"),
    ("a bit near the start", _flipped(0.1), "damaged"),
    ("a bit in the last part", _flipped_in_the_manifest, "damaged|cut short"),
    ("cut in half", _cut(0.5), "cut short"),
    ("cut by its last kilobytes", lambda file: os.truncate(file, file.stat().st_size - 10_000), "cut short"),
    ("empty", _cut(0), "cut short"),
    ("no tar", lambda file: file.write_text("PK nothing of the kind" * 100) and None, "cut short|no backup"),
    ("another dump inside", _rebuilt(_other_dump), "damaged"),
    ("another manifest", _rebuilt(_other_row_count), "seal"),
    ("a part of another name", _rebuilt(_stranger), "cut short"),
    (
        "a part less",
        _rebuilt(lambda name, content: None if name.startswith("evidence/") else (name, content)),
        "cut short",
    ),
    ("a newer form", _rebuilt(_newer_form), "newer version \\(9.9\\)"),
    ("a newer migration", _rebuilt(_newer_migration), "newer version"),
)


@pytest.fixture(scope="module")
def backup_file(django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of a platform with one stored file, once for all damages."""
    from tests.web.people import small_pdf
    from zhicheng.web.papers.services import store_file

    file = tmp_path_factory.mktemp("backup") / "all"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        stored = store_file(io.BytesIO(small_pdf("backup")))
        blob = Blob.objects.create(digest=stored.sha256, size=stored.size, kind="pdf", stored_at=NOW)
        back_up(url_of(str(connection.settings_dict["NAME"])), file)
        blob.delete()
        connection.close()
    return file.read_bytes()


@pytest.mark.parametrize(("damage", "message"), [(one[1], one[2]) for one in DAMAGE], ids=[one[0] for one in DAMAGE])
def test_what_is_not_whole_or_not_ours_is_refused_and_leaves_nothing(
    damage: Callable[[Path], None], message: str, backup_file: bytes, empty: str, tmp_path: Path
) -> None:
    file, home = tmp_path / "all", tmp_path / "home"
    file.write_bytes(backup_file)
    damage(file)
    with pytest.raises(Refused) as error:
        bring_back(file, empty, home)
    assert pytest.importorskip("re").search(message, error.value.problems[0].text("en"))
    assert not home.exists()
    assert contents(empty) == {}


def test_another_passphrase_is_said(backup_file: bytes, empty: str, tmp_path: Path) -> None:
    (tmp_path / "all").write_bytes(backup_file)
    with pytest.raises(Refused, match="口令不符"):
        bring_back(tmp_path / "all", empty, tmp_path / "home", "another passphrase")
    assert not (tmp_path / "home").exists()


def test_a_database_in_use_is_left_alone(backup_file: bytes, empty: str, tmp_path: Path) -> None:
    (tmp_path / "all").write_bytes(backup_file)
    with psycopg.connect(empty) as one:
        one.execute("create table mine (word text)")
    with pytest.raises(Refused, match="数据库非空"):
        bring_back(tmp_path / "all", empty, tmp_path / "home")
    assert list(contents(empty)) == ["mine"]
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", ["keys", "evidence"])
def test_a_home_in_use_is_left_alone(name: str, backup_file: bytes, empty: str, tmp_path: Path) -> None:
    (tmp_path / "all").write_bytes(backup_file)
    (tmp_path / "home" / name).mkdir(parents=True)
    (tmp_path / "home" / name / "mine").write_text("here")
    with pytest.raises(Refused, match="文件夹非空"):
        bring_back(tmp_path / "all", empty, tmp_path / "home")
    assert (tmp_path / "home" / name / "mine").read_text() == "here"
    assert contents(empty) == {}


def test_evidence_that_is_gone_or_damaged_stops_a_backup_unless_told(db: None, tmp_path: Path) -> None:
    """The snapshot is another session's, so the blob is written by one."""
    url = url_of(str(connection.settings_dict["NAME"]))
    lost, damaged = "ab" * 32, "cd" * 32
    path = path_of(HOME / "evidence", damaged)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"something else")
    insert = "insert into papers_blob (digest, size, kind, stored_at, pictures, pages, refusal) values (%s, 1, 'pdf', now(), 'none', 0, '{}')"
    with psycopg.connect(url) as one:
        one.cursor().executemany(insert, [(lost,), (damaged,)])
    try:
        with pytest.raises(Refused, match="缺失或损坏"):
            back_up(url, tmp_path / "all")
        assert list(tmp_path.iterdir()) == []
        written = back_up(url, tmp_path / "all", despite_damage=True)
        assert set(written.damaged) >= {f"evidence/{lost}", f"evidence/{damaged}"}
        with checked_archive(tmp_path / "all", PASSPHRASE) as checked:
            assert set(checked.manifest["damaged"]) == set(written.damaged)
    finally:
        with psycopg.connect(url) as one:
            one.execute("delete from papers_blob where digest = any(%s)", [[lost, damaged]])
        path.unlink()


def test_a_file_that_is_there_is_never_written_over(db: None, tmp_path: Path) -> None:
    (tmp_path / "all").write_text("mine")
    with pytest.raises(Refused, match="文件已存在"):
        back_up("postgresql:///nowhere", tmp_path / "all")
    assert (tmp_path / "all").read_text() == "mine"


def test_keys_are_never_written_with_a_short_passphrase(db: None, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="少于 12"):
        write_backup(tmp_path / "all", url="postgresql:///nowhere", home=HOME, passphrase="short", now=NOW)
    assert list(tmp_path.iterdir()) == []
