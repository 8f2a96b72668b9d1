"""A small meeting with both real halves: the supervisor's server, and a platform that shows the voter's page and relays.

The platform here is the least that a platform must be: it knows its members by a one-time token, which becomes a
cookie; serves the page's files; answers ``POST /messages``.
"""

from __future__ import annotations

import json
import secrets
import threading
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from tests.procedure.ballot.engines import VOTER
from zhicheng.procedure.ballot.blind_signature import StampKey, stamp_key
from zhicheng.procedure.ballot.keys import (
    make_signing_key,
    make_stamp_key,
    sign_statement,
    signing_public,
    stamp_public,
)
from zhicheng.procedure.ballot.messages import SIGN, Sign, SignedBoard
from zhicheng.procedure.ballot.platform import (
    PlatformVote,
    answer,
    close_vote,
    drop_voters,
    hand_over,
    open_vote,
    take_board,
)
from zhicheng.procedure.ballot.session import Session, SignedSession, session_of
from zhicheng.procedure.ballot.supervisor.desk import open_session, sign
from zhicheng.procedure.ballot.supervisor.folder import Folder
from zhicheng.procedure.ballot.supervisor.ways import server

Message = dict[str, Any]
Tamper = Callable[[str, Message, Message], Message]
"""What a platform that cheats makes of an answer: (member, message, answer) → answer."""

MEETING, VOTE, PASSPHRASE = "zj-iot-2026-senior", "v1", "a long passphrase of the supervisor"
KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass
class Exchange:
    """A message of a member and what was answered."""

    member: str
    message: Message
    answer: Message

    @property
    def kind(self) -> str:
        """The format of the message, without house and version; of a request also its issuer."""
        name = str(self.message["format"]).removeprefix("zhicheng-ballot-").removesuffix("/1")
        return f"{name} {self.message['issuer']}" if "issuer" in self.message else name


@dataclass
class Room:
    """The meeting: both parties, the members' cards, and everything that crossed the platform's table."""

    folder: Folder
    key: EllipticCurvePrivateKey
    members: Sequence[str]
    relay_to: str
    names: Mapping[str, str]
    address: str = ""
    vote: PlatformVote | None = None
    keys: dict[str, StampKey] = field(default_factory=dict)
    log: list[Exchange] = field(default_factory=list)
    tamper: Tamper | None = None
    tokens: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    table: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.cards = self.folder.cards()

    # --- the chair's side

    def open_vote(self, applicants: Sequence[str], recused: Mapping[str, Sequence[str]] | None = None) -> Session:
        """Both sign a session on these applicants (a repetition if there was one), and the vote is open."""
        own = {name: make_stamp_key() for name in applicants}
        self.folder.make_keys(len(applicants), 1)
        session = self._session({name: stamp_public(key).plain() for name, key in own.items()}, recused or {})
        asked = Sign(format=SIGN, session=session, signature=sign_statement(self.key, session.plain()))
        reply = sign(self.folder, asked)
        signatures = {"platform": asked.signature, "supervisor": reply.signature}
        signed = SignedSession.model_validate({"session": session.plain(), "signatures": signatures})
        self.keys = {name: stamp_key(key) for name, key in own.items()}
        if self.vote is not None:
            self.vote.void = True
        self.vote = open_vote(signed, reply.tags)
        return session

    def _session(self, own: Mapping[str, Message], recused: Mapping[str, Sequence[str]]) -> Session:
        public = self.folder.public_keys()
        before = None if self.vote is None else self.vote.session
        applicants = [
            {"applicant": name, "missed": [], "recused": sorted(recused.get(name, ())), "platform": key,
             "supervisor": theirs.plain()}
            for (name, key), theirs in zip(own.items(), public.stamp_keys, strict=False)
        ]  # fmt: skip
        return session_of(
            {
                "meeting": MEETING,
                "vote": VOTE,
                "run": 1 if before is None else before.run + 1,
                "repeats": None if before is None else before.id,
                "attendance": {"share": "2/3", "source": "方案四（三）4"},
                "majority": {"share": "2/3", "base": "present", "recused": "counted", "source": "方案四（三）5"},
                "members": list(self.members),
                "present": list(self.members),
                "applicants": applicants,
                "opening_key": public.opening_keys[0].plain(),
                "signing": {"platform": signing_public(self.key), "supervisor": public.signing},
            }
        )

    @property
    def open(self) -> PlatformVote:
        """The vote that is going on."""
        assert self.vote is not None
        return self.vote

    def close(self, reasons: Mapping[tuple[str, str], str] | None = None) -> str:
        """The chair closes the vote; the root."""
        with self.table:
            return close_vote(self.open, self.key, reasons or {}).closing.root

    def show_board(
        self, change: Callable[[], None] = lambda: None, without: Mapping[str, str] | None = None
    ) -> SignedBoard:
        """Envelopes without voters go to the supervisor, who opens them; ``change`` happens on the way."""
        with self.table:
            drop_voters(self.open, secrets.token_bytes)
            change()
            refused = self.relay(hand_over(self.open, secrets.token_bytes).plain())
            assert refused["refusals"][0]["code"] == "not-open", refused  # taken in; opened by an act of its own
            board = open_session(self.folder, self.open.session.id, without or {})
            take_board(self.open, board)
        return board

    # --- the platform's table

    def relay(self, message: Message) -> Message:
        """Carry a message to the supervisor's server and its answer back."""
        request = urllib.request.Request(
            self.relay_to, json.dumps(message).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.loads(reply.read())  # type: ignore[no-any-return]

    def answer(self, member: str, message: Message) -> Message:
        """What the platform answers to a member, as it was or as it cheats."""
        with self.table:
            said = answer(self.vote, member, message, self.keys.__getitem__, secrets.token_bytes, self.relay)
            if self.tamper is not None:
                said = self.tamper(member, message, json.loads(json.dumps(said)))
            self.log.append(Exchange(member, message, said))
        return said

    def link(self, member: str, lang: str = "zh") -> str:
        """An address with a token that lets this member in, once."""
        token = secrets.token_urlsafe(12)
        self.tokens[token] = member
        return f"{self.address}/enter?token={token}&lang={lang}"

    def sent(self, member: str, kind: str = "") -> list[Exchange]:
        """What this member's pages sent, in order; of one kind or of all."""
        return [one for one in self.log if one.member == member and kind in ("", one.kind)]


class Handler(BaseHTTPRequestHandler):
    """The platform's table over HTTP."""

    timeout = 60

    def __init__(self, room: Room, *rest: Any) -> None:
        self.room = room
        super().__init__(*rest)

    def do_GET(self) -> None:
        """The page's files, the list of names, a token that becomes a cookie."""
        asked = urlsplit(self.path)
        if asked.path == "/enter":
            return self._enter({name: values[0] for name, values in parse_qs(asked.query).items()})
        if asked.path == "/names.json" and self.room.names:
            return self._send(200, json.dumps(dict(self.room.names), ensure_ascii=False).encode(), ".json")
        file = VOTER / asked.path.removeprefix("/")
        if file.parent != VOTER or not file.is_file():
            return self._send(404, b"", ".html")
        return self._send(200, file.read_bytes(), file.suffix)

    def _enter(self, given: Mapping[str, str]) -> None:
        member = self.room.tokens.pop(given.get("token", ""), None)
        if member is None:
            return self._send(403, b"", ".html")
        cookie = secrets.token_urlsafe(12)
        self.room.cookies[cookie] = member
        self.send_response(303)
        self.send_header("Set-Cookie", f"member={cookie}; HttpOnly; SameSite=Strict; Path=/")
        place = f"/voter.html#meeting={MEETING}&vote={VOTE}&member={member}&lang={given.get('lang', 'zh')}"
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def do_POST(self) -> None:
        """One message in, one out, for whoever has a cookie."""
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        jar = SimpleCookie(self.headers.get("Cookie", ""))
        member = self.room.cookies.get(jar["member"].value) if "member" in jar else None
        if self.path != "/messages" or member is None:
            return self._send(401, b"{}", ".json")
        return self._send(200, json.dumps(self.room.answer(member, message)).encode(), ".json")

    def _send(self, status: int, body: bytes, suffix: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", KINDS.get(suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


@contextmanager
def serving(what: ThreadingHTTPServer) -> Iterator[str]:
    """Serve in a thread; yields the address."""
    thread = threading.Thread(target=partial(what.serve_forever, poll_interval=0.05), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{what.server_address[1]}"
    finally:
        what.shutdown()
        what.server_close()
        thread.join()


@contextmanager
def room(place: Path, members: Sequence[str], names: Mapping[str, str] | None = None) -> Iterator[Room]:
    """A meeting of these members; the supervisor's folder is made at ``place``."""
    key = make_signing_key()
    folder = Folder.create(place / "supervisor", PASSPHRASE, MEETING, members, signing_public(key), secrets.token_bytes)
    folder.mark(members, ())
    with serving(server(folder, ("127.0.0.1", 0), secrets.token_bytes, lambda _: None)) as relay_to:
        meeting = Room(folder, key, members, relay_to, names or {})
        with serving(ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, meeting))) as address:
            meeting.address = address
            yield meeting
