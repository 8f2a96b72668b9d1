"""A mail server and a receiver of webhooks: real ones on this machine, that keep what they get and answer as told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Letters:
    """What a mail server got, and what it answers to whom; ``hang``: it takes the letter and never answers."""

    port: int = 0
    letters: list[str] = field(default_factory=list)
    refuse: str = ""
    hang: bool = False
    got_one: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)


@contextmanager
def mail_server() -> Iterator[Letters]:
    """A mail server."""
    kept = Letters()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                word = line.split()[0].upper()
                if word == "RCPT" and kept.refuse:
                    self.say(kept.refuse)
                elif word == "DATA":
                    self.say("354 go on")
                    if not self._letter():
                        return
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 well")

        def _letter(self) -> bool:
            lines = []
            while (line := self.rfile.readline().decode()) != ".\r\n":
                lines.append(line)
            kept.letters.append("".join(lines))
            kept.got_one.set()
            if kept.hang:
                kept.go_on.wait(60)
                return False
            self.say("250 taken")
            return True

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)) as server:
        kept.port = server.server_address[1]
        yield kept
        kept.go_on.set()


@dataclass
class Posts:
    """What a receiver got: path, heads and body of each; and what it answers."""

    port: int = 0
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: Callable[[int], tuple[int, dict[str, str]]] = lambda _: (204, {})


@contextmanager
def receiver() -> Iterator[Posts]:
    """A receiver of webhooks."""
    kept = Posts()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append((self.path, dict(self.headers), body))
            status, heads = kept.answers(len(kept.got))
            self.send_response(status)
            for name, value in heads.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with _running(ThreadingHTTPServer(("127.0.0.1", 0), Answer)) as server:
        kept.port = server.server_address[1]
        yield kept


@contextmanager
def _running(server: Any) -> Iterator[Any]:
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
