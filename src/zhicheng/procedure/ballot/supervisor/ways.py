"""Two ways for messages to reach the supervisor: a small server on the local network, files on a stick."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from zhicheng.procedure.ballot.blind_signature import Random
from zhicheng.procedure.ballot.refusals import bad_message
from zhicheng.procedure.ballot.supervisor.desk import answer
from zhicheng.procedure.ballot.supervisor.folder import Folder
from zhicheng.procedure.ballot.supervisor.vault import write_private

MOST: Final = 32 * 2**20
"""Bytes that a message may have: the handing over of 9,300 envelopes has about 20 million."""

FORMAT: Final = re.compile(r"zhicheng-[a-z-]{1,40}/1")

Told = Callable[[str], None]
"""Is told the format of each message answered."""


def server(folder: Folder, address: tuple[str, int], random: Random, told: Told) -> ThreadingHTTPServer:
    """A server that answers ``POST /`` with a message as its body; call ``serve_forever`` on it.

    What it answers is authenticated by the messages themselves (admission codes, signatures); it keeps no log of
    addresses, and tells nothing to a GET.
    """

    class Handler(BaseHTTPRequestHandler):
        timeout = 30

        def do_POST(self) -> None:
            """One message in, one out."""
            if "Origin" in self.headers:  # a page in somebody's browser; the platform's relay sends none
                self._send(403, _refused("", "not from a browser"))
                return
            length = self.headers.get("Content-Length", "")
            if not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > MOST:
                self._send(413, _refused("", f"more than {MOST} bytes, or of no stated length"))
                return
            message = parse(self.rfile.read(int(length)))
            reply = _refused("", "is no JSON") if message is None else answer(folder, message, random)
            told(_kind(message))
            self._send(200, reply)

        def _send(self, status: int, reply: dict[str, Any]) -> None:
            body = json.dumps(reply, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing is logged."""

    return ThreadingHTTPServer(address, Handler)


def _kind(message: object) -> str:
    """The format of a message, for the screen: only what looks like one."""
    kind = message.get("format") if isinstance(message, dict) else None
    return kind if isinstance(kind, str) and FORMAT.fullmatch(kind) else "?"


def parse(data: bytes) -> object | None:
    """The JSON in bytes; ``None``: it is none."""
    try:
        return json.loads(data)  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        return None


def answer_files(folder: Folder, inbox: Path, outbox: Path, random: Random) -> list[tuple[str, str]]:
    """Answer every ``*.json`` on a stick, by name, into files of the same name; returns (name, format answered).

    Raises:
        OSError: a file can't be read or written.
    """
    outbox.mkdir(parents=True, exist_ok=True)
    done = []
    for file in sorted(inbox.glob("*.json")):
        message = parse(file.read_bytes()) if file.stat().st_size <= MOST else None
        reply = _refused("", "is no JSON, or too long") if message is None else answer(folder, message, random)
        write_private(outbox / file.name, json.dumps(reply, ensure_ascii=False).encode())
        done.append((file.name, str(reply["format"])))
    return done


def _refused(place: str, what: str) -> dict[str, Any]:
    from zhicheng.procedure.ballot.platform import refusal_message
    from zhicheng.procedure.refusal import ActRefused

    return refusal_message(ActRefused(bad_message(place, what)))
