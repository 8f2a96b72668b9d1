"""What an installation sets: read from the environment once, checked, with an error that says what to do."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from zhicheng.vocabulary.problems import Problem, Refused

VARIABLES = {
    "DATABASE_URL": "postgresql://user:password@host:5432/zhicheng",
    "ZHICHENG_HOME": "the folder of keys and evidence files",
    "ZHICHENG_HOSTS": "host names the site answers to, by commas",
    "ZHICHENG_CLOCK": "system (default) or stated",
    "ZHICHENG_HTTPS": "yes (default) or no: whether cookies travel by TLS only",
    "ZHICHENG_OPENID": "provider id, name, client id, secret and server URL, by |",
    "ZHICHENG_SECOND_FACTOR": "required (default) or offered: whether offices must set up a second factor first",
    "ZHICHENG_PROXIES": "how many reverse proxies stand before the server, 0 by default",
}

PREPARED_AFTER = 5
"""After so many times PostgreSQL keeps a connection's statement parsed and planned: two fifths of its work on a page."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """An installation: its database, its folder, its names, its clock."""

    database: dict[str, object]
    home: Path
    hosts: tuple[str, ...]
    stated_clock: bool
    https: bool
    openid: dict[str, str] | None
    proxies: int
    second_factor: str


def configuration() -> Configuration:
    """The installation as the environment states it; raises ``Refused`` naming the variable."""
    return Configuration(
        database=_database(os.environ.get("DATABASE_URL", "")),
        home=Path(os.environ.get("ZHICHENG_HOME", ".zhicheng")).resolve(),
        hosts=tuple(part for part in os.environ.get("ZHICHENG_HOSTS", "localhost,127.0.0.1").split(",") if part),
        stated_clock=_choice("ZHICHENG_CLOCK", ("system", "stated")) == "stated",
        https=_choice("ZHICHENG_HTTPS", ("yes", "no")) == "yes",
        openid=_openid(os.environ.get("ZHICHENG_OPENID", "")),
        proxies=_count("ZHICHENG_PROXIES"),
        second_factor=_choice("ZHICHENG_SECOND_FACTOR", ("required", "offered")),
    )


def _choice(name: str, words: tuple[str, ...]) -> str:
    value = os.environ.get(name, words[0])
    if value not in words:
        allowed = " / ".join(words)
        raise Refused(
            [Problem(name, "", (f"不认识“{value}”", f'"{value}" is not known'), (f"可填 {allowed}", f"say {allowed}"))]
        )
    return value


def _count(name: str) -> int:
    value = os.environ.get(name, "0")
    if not value.isdecimal() or len(value) > 2:
        what = (f"“{value}”不是个数", f'"{value}" is no number of them')
        raise Refused([Problem(name, "", what, ("可填 0、1、2…", "say 0, 1, 2 …"))])
    return int(value)


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url or "postgresql:///zhicheng")
    if parts.scheme not in ("postgresql", "postgres"):
        raise Refused(
            [
                Problem(
                    "DATABASE_URL",
                    "",
                    ("只支持 PostgreSQL", "only PostgreSQL is supported"),
                    (VARIABLES["DATABASE_URL"],) * 2,
                )
            ]
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "zhicheng.web.database",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or (parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER},
        "ATOMIC_REQUESTS": False,
    }


def _openid(text: str) -> dict[str, str] | None:
    if not text:
        return None
    parts = text.split("|")
    if len(parts) != 5:
        what = ("须为五段，以 | 分隔", "must have five parts separated by |")
        raise Refused([Problem("ZHICHENG_OPENID", "", what, (VARIABLES["ZHICHENG_OPENID"],) * 2)])
    return dict(zip(("provider_id", "name", "client_id", "secret", "server_url"), parts, strict=True))
