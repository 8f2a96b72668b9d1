"""Stamping, asked directly: order of the reasons, what is kept, what a request must look like."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.procedure.ballot.conftest import MakeRoom
from tests.procedure.ballot.room import Room
from tests.procedure.ballot.voter import Voter
from zhicheng.procedure.ballot.forms import b64, read
from zhicheng.procedure.ballot.issuing import Issued, issue, request_refusals
from zhicheng.procedure.ballot.messages import Request
from zhicheng.procedure.ballot.platform import PlatformVote
from zhicheng.procedure.refusal import ActRefused


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    return make_room(members=4)


@pytest.fixture
def vote(room: Room) -> PlatformVote:
    room.folder.mark([], ["m04"])
    room.present = room.members[:3]
    return room.open(room.session({"a-001": {"recused": ["m03"]}, "a-002": {}}))


def asked(room: Room, vote: PlatformVote, member: str = "m01", **changes: Any) -> Request:
    voter = Voter(member, room.seeds[member], room.codes[member], lambda message: message)
    voter.session, voter.id = vote.session.plain(), vote.session.id
    voter.choices = {"a-001": "Y", "a-002": "N"}
    return read(Request, voter.request("platform", ["a-001", "a-002"]) | changes)


def codes(vote: PlatformVote, request: Request, known: dict[str, str] | None = None) -> list[str]:
    return [one.code for one in request_refusals(vote.session, "platform", request, known or {})]


def test_who_is_not_present_is_told_so_and_nothing_else(room: Room, vote: PlatformVote) -> None:
    assert codes(vote, asked(room, vote, "m04")) == ["not-present"]
    assert codes(vote, asked(room, vote, "m03")) == ["not-eligible"]
    assert codes(vote, asked(room, vote)) == []


def test_a_request_for_another_session_or_issuer(room: Room, vote: PlatformVote) -> None:
    assert codes(vote, asked(room, vote, session="0" * 64)) == ["unknown-session"]
    assert codes(vote, asked(room, vote, issuer="supervisor")) == ["bad-message"]


def test_applicants_out_of_order_twice_or_unknown(room: Room, vote: PlatformVote) -> None:
    first, second = (one.plain() for one in asked(room, vote).requests)
    assert codes(vote, asked(room, vote, requests=[second, first])) == ["bad-message"]
    assert codes(vote, asked(room, vote, requests=[first, first])) == ["bad-message"]
    assert codes(vote, asked(room, vote, requests=[first, second | {"applicant": "a-009"}])) == ["not-eligible"]


def test_what_was_answered_before_is_answered_again_and_only_the_rest_is_new(room: Room, vote: PlatformVote) -> None:
    request = asked(room, vote)
    key_of = room.key_of(vote)
    stamps, new = issue(vote.session, "platform", request, [], key_of, os.urandom)
    assert [row.applicant for row in new] == ["a-001", "a-002"]
    again, rest = issue(vote.session, "platform", request, new[:1], key_of, os.urandom)
    assert again == stamps and rest == new[1:]
    others = [Issued("m02", "a-001", "another"), *new]
    assert issue(vote.session, "platform", request, others, key_of, os.urandom) == (stamps, ())


def test_a_value_out_of_range_is_refused_and_nothing_is_kept(room: Room, vote: PlatformVote) -> None:
    for value in (bytes(256), b"\xff" * 256):
        request = asked(room, vote, requests=[{"applicant": "a-001", "blinded": b64(value)}])
        with pytest.raises(ActRefused) as refused:
            issue(vote.session, "platform", request, [], room.key_of(vote), os.urandom)
        assert refused.value.codes == ("bad-message",)
