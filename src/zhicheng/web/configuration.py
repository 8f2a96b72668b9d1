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
    "ZHICHENG_SITE": "the address of the site as people know it, https://…, for links in messages; else the first host",
    "ZHICHENG_MAIL": "smtp://user:password@host:587?from=zhicheng@example.cn&tls=start (tls: start, whole or none)",
    "ZHICHENG_WEBHOOK": "address and secret of a program that is told of every message, by |",
    "ZHICHENG_WEBHOOK_INSIDE": "no (default) or yes: whether that program may stand at a private address",
    "ZHICHENG_CHANNELS": "dotted paths of further channels of messages, by commas",
}

PREPARED_AFTER = 5
"""After so many times PostgreSQL keeps a connection's statement parsed and planned: two fifths of its work on a page."""


SHORTEST_SECRET = 24
"""Characters that the secret of a webhook must have."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed in, and whom it comes from; ``tls``: start, whole or none."""

    host: str
    port: int
    user: str
    password: str
    tls: str
    sender: str


@dataclass(frozen=True, slots=True)
class Hook:
    """A program that is told of every message; ``private``: it may stand at an address inside the house."""

    url: str
    secret: str
    private: bool


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
    site: str
    mail: MailServer | None
    webhook: Hook | None
    channels: tuple[str, ...]


def configuration() -> Configuration:
    """The installation as the environment states it; raises ``Refused`` naming the variable."""
    hosts = tuple(part for part in os.environ.get("ZHICHENG_HOSTS", "localhost,127.0.0.1").split(",") if part)
    https = _choice("ZHICHENG_HTTPS", ("yes", "no")) == "yes"
    return Configuration(
        database=_database(os.environ.get("DATABASE_URL", "")),
        home=Path(os.environ.get("ZHICHENG_HOME", ".zhicheng")).resolve(),
        hosts=hosts,
        stated_clock=_choice("ZHICHENG_CLOCK", ("system", "stated")) == "stated",
        https=https,
        openid=_openid(os.environ.get("ZHICHENG_OPENID", "")),
        proxies=_count("ZHICHENG_PROXIES"),
        second_factor=_choice("ZHICHENG_SECOND_FACTOR", ("required", "offered")),
        site=_site(os.environ.get("ZHICHENG_SITE", ""), hosts, https),
        mail=_mail(os.environ.get("ZHICHENG_MAIL", "")),
        webhook=_webhook(
            os.environ.get("ZHICHENG_WEBHOOK", ""), _choice("ZHICHENG_WEBHOOK_INSIDE", ("no", "yes")) == "yes"
        ),
        channels=tuple(one.strip() for one in os.environ.get("ZHICHENG_CHANNELS", "").split(",") if one.strip()),
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


def _wrong(name: str, zh: str, en: str) -> Refused:
    return Refused([Problem(name, "", (zh, en), (VARIABLES[name],) * 2)])


def _site(text: str, hosts: tuple[str, ...], https: bool) -> str:
    if not text:
        return f"{'https' if https else 'http'}://{hosts[0] if hosts else 'localhost'}"
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise _wrong("ZHICHENG_SITE", "须为站点根地址", "must be the address of the site's root")
    return text.rstrip("/")


def _mail(text: str) -> MailServer | None:
    if not text:
        return None
    parts = urlsplit(text)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    tls, sender = query.get("tls", "start"), query.get("from", "")
    if parts.scheme != "smtp" or not parts.hostname or "@" not in sender or tls not in ("start", "whole", "none"):
        raise _wrong("ZHICHENG_MAIL", "格式有误，须写明主机与发件人", "must name the host and who it comes from")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, parts.port or (465 if tls == "whole" else 587), user, password, tls, sender)


def _webhook(text: str, private: bool) -> Hook | None:
    if not text:
        return None
    url, _, secret = text.partition("|")
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
        raise _wrong("ZHICHENG_WEBHOOK", "地址须以 https:// 开头", "the address must begin with https://")
    if len(secret) < SHORTEST_SECRET:
        zh, en = f"密钥少于 {SHORTEST_SECRET} 个字符", f"the secret has fewer than {SHORTEST_SECRET} characters"
        raise _wrong("ZHICHENG_WEBHOOK", zh, en)
    return Hook(url, secret, private)
