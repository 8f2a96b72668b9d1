"""Messages carried to the supervisor's program over the network of the room, and its answers back."""

from __future__ import annotations

import json
import urllib.request
from typing import Any, Final
from urllib.parse import urlsplit

from zhicheng.procedure.refusal import ActRefused, Refusal

MOST: Final = 32 * 2**20
PATIENCE: Final = 30


class RelayFailed(RuntimeError):
    """The supervisor's program does not answer now; the page tries again."""


class _Straight(urllib.request.HTTPRedirectHandler):
    """The program never redirects; who does is not the program."""

    def redirect_request(self, *_: Any) -> None:
        """Nowhere else."""
        return None


_OPENER: Final = urllib.request.build_opener(_Straight, urllib.request.ProxyHandler({}))


def send(address: str, message: dict[str, Any]) -> dict[str, Any]:
    """The answer of the supervisor's program to a message.

    Raises:
        RelayFailed: it can't be reached, or what answers is not the program.
    """
    body = json.dumps(message, ensure_ascii=False).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with _OPENER.open(request, timeout=PATIENCE) as reply:
            said = json.loads(reply.read(MOST))
    except (OSError, ValueError) as fault:
        raise RelayFailed(str(fault)) from fault
    if not isinstance(said, dict) or not kind_of(said).startswith("zhicheng-ballot-"):
        raise RelayFailed("not an answer of the supervisor's program")
    return said


def kind_of(said: dict[str, Any]) -> str:
    """The format of an answer; a signed board has it inside, beside its signature."""
    inside = said.get("board")
    return str((inside if isinstance(inside, dict) else said).get("format", ""))


def relay_address(text: str) -> str:
    """An address of the supervisor's program as typed: ``http://host:port/``; empty for files by hand.

    Raises:
        ActRefused: ``relay-invalid``.
    """
    text = text.strip()
    if not text:
        return ""
    parts = urlsplit(text if "//" in text else f"http://{text}")
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port or parts.path not in ("", "/"):
        raise ActRefused(_INVALID)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}/"


_INVALID = Refusal(
    "relay-invalid",
    ("地址应写成 http://主机:端口/", "write the address as http://host:port/"),
    do=("照监督方程序启动时显示的地址填写", "as the supervisor's program shows it when it starts"),
)
