"""Two ways for messages to reach the supervisor: a small server on the local network, files on a stick."""

from __future__ import annotations

import io
import json
import re
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
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

AT_ONCE: Final = 32
"""Connections served at the same time; one more is told to come again. The platform relays one message for each page at
most, and each takes some milliseconds."""

PATIENCE: Final = 60.0
"""Seconds in which a whole request has to be here, however slowly its bytes drip, and the answer taken."""

FORMAT: Final = re.compile(r"zhicheng-[a-z-]{1,40}/1")

Told = Callable[[str], None]
"""Is told the format of each message answered."""


def server(
    folder: Folder,
    address: tuple[str, int],
    random: Random,
    told: Told,
    at_once: int = AT_ONCE,
    patience: float = PATIENCE,
) -> ThreadingHTTPServer:
    """A server that answers ``POST /`` with a message as its body; call ``serve_forever`` on it.

    What it answers is authenticated by the messages themselves (admission codes, signatures); it keeps no log of
    addresses, and tells nothing to a GET. ``at_once``: connections served at the same time, ``patience``: seconds for a
    whole request; so nobody on the network holds it up for long or fills its memory.
    """

    class Handler(_Handler):
        def reply(self, message: object) -> dict[str, Any]:
            """The desk's answer; what came is told."""
            answered = _refused("", "is no JSON") if message is None else answer(folder, message, random)
            told(_kind(message))
            return answered

    Handler.patience = patience
    return _Server(address, Handler, at_once)


class _Server(ThreadingHTTPServer):
    """As many threads at once as allowed; whoever comes besides is sent away."""

    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[_Handler], at_once: int) -> None:
        self._places = threading.BoundedSemaphore(at_once)
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve in a thread of its own, if there is a place."""
        if self._places.acquire(blocking=False):
            try:
                super().process_request(request, client_address)
            except BaseException:  # no thread could be started
                self._places.release()
                raise
            return
        request.settimeout(1)
        with suppress(OSError):
            request.sendall(BUSY)
        self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve, then give the place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks off is nobody's business; a fault of the program is."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


BUSY: Final = b"HTTP/1.0 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"


class _Until(io.RawIOBase):
    """What a socket receives, up to a moment (of the monotonic clock): a byte now and then does not put it off."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self._connection, self._until = connection, until

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Receive some bytes.

        Raises:
            TimeoutError: the moment has come.
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class _Handler(BaseHTTPRequestHandler):
    patience = PATIENCE

    def setup(self) -> None:
        """The request is read against the clock."""
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(_Until(self.connection, time.monotonic() + self.patience))

    def reply(self, message: object) -> dict[str, Any]:
        """What is answered to a message (``None``: no JSON)."""
        raise NotImplementedError

    def do_POST(self) -> None:
        """One message in, one out."""
        if "Origin" in self.headers:  # a page in somebody's browser; the platform's relay sends none
            self._send(403, _refused("", "not from a browser"))
            return
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > MOST:
            self._send(413, _refused("", f"more than {MOST} bytes, or of no stated length"))
            return
        self._send(200, self.reply(parse(self.rfile.read(int(length)))))

    def _send(self, status: int, reply: dict[str, Any]) -> None:
        body = json.dumps(reply, ensure_ascii=False).encode()
        self.connection.settimeout(self.patience)
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


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
