"""Messages by the local network and by stick: the same answers, and nothing for whoever only looks."""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.procedure.ballot.conftest import MakeRoom
from tests.procedure.ballot.room import Room
from tests.procedure.ballot.voter import Message
from zhicheng.procedure.ballot.supervisor.ways import answer_files, server


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    return make_room(members=3)


@contextmanager
def serving(what: ThreadingHTTPServer) -> Iterator[tuple[str, int]]:
    """Serve in a thread; yields where."""
    with what:
        thread = threading.Thread(target=what.serve_forever)
        thread.start()
        try:
            yield "127.0.0.1", what.server_address[1]
        finally:
            what.shutdown()
            thread.join()


@pytest.fixture
def place(room: Room) -> Iterator[tuple[str, int]]:
    with serving(server(room.folder, ("127.0.0.1", 0), os.urandom, lambda _: None)) as where:
        yield where


def post(
    place: tuple[str, int], body: bytes, method: str = "POST", headers: Message | None = None
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(*place, timeout=30)
    connection.request(method, "/", body, headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_a_whole_vote_over_the_network(room: Room, place: tuple[str, int]) -> None:
    """The platform relays every message over a socket; pages at once."""

    def relay(message: Message) -> Message:
        status, body = post(place, json.dumps(message).encode())
        assert status == 200
        found: Message = json.loads(body)
        return found

    room.relay = relay  # type: ignore[method-assign]
    vote = room.open(room.session({"a-001": {}}))
    faults: list[BaseException] = []

    def page(member: str) -> None:
        try:
            room.ballots(vote, {member: "Y"})
        except BaseException as fault:
            faults.append(fault)

    pages = [threading.Thread(target=page, args=(member,)) for member in room.members]
    for one in pages:
        one.start()
    for one in pages:
        one.join()
    assert faults == []
    assert len(room.whole(vote).board.rows) == 3
    assert len(room.folder.issued(vote.session.id)) == 3


def test_a_request_that_drips_ends_when_its_time_is_over(room: Room) -> None:
    """However often a byte comes, the whole request has its time; then the connection is closed without an answer."""
    with serving(server(room.folder, ("127.0.0.1", 0), os.urandom, lambda _: None, patience=0.3)) as place:
        for start in (b"POST / HTTP/1.0\r\nX", b"POST / HTTP/1.0\r\nContent-Length: 9999999\r\n\r\n{"):
            with socket.create_connection(place, timeout=30) as slow:
                slow.sendall(start)
                assert slow.recv(100) == b""


def test_no_more_connections_at_once_than_there_are_places(room: Room) -> None:
    one = serving(server(room.folder, ("127.0.0.1", 0), os.urandom, lambda _: None, at_once=1, patience=30))
    with one as place, socket.create_connection(place, timeout=30) as first:
        first.sendall(b"POST / HTTP/1.0\r\n")
        with socket.create_connection(place, timeout=30) as second:
            assert second.recv(100).startswith(b"HTTP/1.0 503 ")
        first.sendall(b"Content-Length: 2\r\n\r\n{}")
        assert first.recv(100).startswith(b"HTTP/1.0 200 ")


@pytest.mark.parametrize("length", ["\xb2", "9" * 5000, "-1"])
def test_a_length_that_is_none_is_refused(place: tuple[str, int], length: str) -> None:
    status, said = post(place, b"", headers={"Content-Length": length})
    assert status == 413
    assert json.loads(said)["refusals"][0]["code"] == "bad-message"


def test_a_page_in_a_browser_gets_nothing(place: tuple[str, int]) -> None:
    body = json.dumps({"format": "zhicheng-ballot-hello/1"}).encode()
    status, said = post(place, body, headers={"Origin": "https://elsewhere.example"})
    assert status == 403
    assert json.loads(said)["refusals"][0]["code"] == "bad-message"


def test_no_message_is_a_refusal_and_looking_gives_nothing(place: tuple[str, int]) -> None:
    for body in (b"", b"no json", b"[" * 100_000, b"null", b"[]"):
        status, answer = post(place, body)
        assert status == 200 and json.loads(answer)["refusals"][0]["code"] == "bad-message"
    assert post(place, b"", "GET")[0] == 501
    assert post(place, b"{}", headers={"Content-Length": "99999999999"})[0] == 413


def test_by_stick_every_file_is_answered_under_its_name(room: Room, tmp_path: Path) -> None:
    inbox, outbox = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    vote = room.open(room.session({"a-001": {}}))
    voter = room.voter(vote, "m01")
    voter.choices["a-001"] = "Y"
    request = voter.request("supervisor", ["a-001"])
    (inbox / "m01.json").write_text(json.dumps(request), "utf-8")
    (inbox / "m02.json").write_text("{", "utf-8")
    (inbox / "notes.txt").write_text("not a message", "utf-8")
    done = answer_files(room.folder, inbox, outbox, os.urandom)
    assert done == [("m01.json", "zhicheng-ballot-stamps/1"), ("m02.json", "zhicheng-ballot-refusal/1")]
    by_stick = json.loads((outbox / "m01.json").read_text("utf-8"))
    assert by_stick == room.relay(request)
    assert sorted(one.name for one in outbox.iterdir()) == ["m01.json", "m02.json"]
