"""Envelopes, asked directly: what is taken in, what stands under the root, what a closing says."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.procedure.ballot.conftest import MakeRoom
from tests.procedure.ballot.room import Room
from tests.procedure.ballot.voter import b64, merkle
from zhicheng.procedure.ballot.envelopes import SEALED_MOST, Kept, close, leaf, missing_pairs, receive, sorted_leaves
from zhicheng.procedure.ballot.messages import Envelope, Envelopes
from zhicheng.procedure.ballot.session import Session
from zhicheng.procedure.refusal import ActRefused


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    room = make_room(members=4)
    room.present = room.members[:3]
    return room


@pytest.fixture
def session(room: Room) -> Session:
    return room.session({"a-002": {}, "a-001": {"recused": ["m03"]}})


def envelope(session: Session, applicant: str, mark: int, **changes: Any) -> Envelope:
    fields = {"format": "zhicheng-ballot-envelope/1", "session": session.id, "applicant": applicant}
    sealed = {"key": b64(bytes([mark]) * 384), "sealed": b64(bytes([mark]) * 100)}
    return Envelope.model_validate(fields | sealed | changes)


def sent(session: Session, member: str, *envelopes: Envelope) -> Envelopes:
    fields = {"format": "zhicheng-ballot-envelopes/1", "session": session.id, "member": member}
    return Envelopes.model_validate(fields | {"envelopes": [one.plain() for one in envelopes]})


def codes(session: Session, message: Envelopes, before: list[Kept] | None = None) -> tuple[str, ...]:
    with pytest.raises(ActRefused) as refused:
        receive(session, message, before or [])
    return refused.value.codes


def test_the_receipt_names_all_of_one_s_own_in_the_session_s_order(session: Session) -> None:
    first, second = envelope(session, "a-001", 1), envelope(session, "a-002", 2)
    other = Kept("m02", envelope(session, "a-001", 3))
    answer, new = receive(session, sent(session, "m01", first), [other])
    assert [one.applicant for one in answer.received] == ["a-001"] and new == (Kept("m01", first),)
    answer, rest = receive(session, sent(session, "m01", first, second), [other, *new])
    assert [(one.applicant, one.leaf) for one in answer.received] == [
        ("a-002", leaf(second).hex()),
        ("a-001", leaf(first).hex()),
    ]
    assert rest == (Kept("m01", second),)


def test_what_is_not_taken_in(session: Session) -> None:
    good = envelope(session, "a-002", 1)
    assert codes(session, sent(session, "m04", good)) == ("not-present",)
    assert codes(session, sent(session, "m03", envelope(session, "a-001", 1))) == ("not-eligible",)
    assert codes(session, sent(session, "m01", envelope(session, "a-009", 1))) == ("not-eligible",)
    assert codes(session, sent(session, "m01", good, envelope(session, "a-002", 2))) == ("bad-message",)
    strange = good.model_copy(update={"session": "0" * 64})
    assert codes(session, sent(session, "m01", strange)) == ("unknown-session",)
    assert codes(session, sent(session, "m01", good).model_copy(update={"session": "0" * 64})) == ("unknown-session",)
    long = envelope(session, "a-002", 1, sealed=b64(bytes(SEALED_MOST + 1)))
    assert codes(session, sent(session, "m01", long)) == ("bad-message",)
    assert codes(session, sent(session, "m01", good), [Kept("m02", good)]) == ("already-in",)
    assert codes(session, sent(session, "m01", good), [Kept("m01", envelope(session, "a-002", 2))]) == ("already-in",)


def test_the_root_is_the_same_in_whatever_order_they_came(session: Session) -> None:
    kept = [Kept(member, envelope(session, "a-002", mark)) for mark, member in enumerate(["m01", "m02", "m03"])]
    why = {("m01", "a-001"): "x", ("m02", "a-001"): "x"}
    closings = {close(session, list(order), why)[0].root for order in itertools.permutations(kept)}
    assert closings == {merkle(sorted(leaf(one.envelope) for one in kept)).hex()}
    assert sorted_leaves(one.envelope for one in kept) == sorted(leaf(one.envelope) for one in kept)


def test_a_closing_names_who_is_missing_by_applicant_then_member(session: Session) -> None:
    kept = [Kept("m02", envelope(session, "a-001", 1))]
    pairs = (("m01", "a-002"), ("m02", "a-002"), ("m03", "a-002"), ("m01", "a-001"))
    assert missing_pairs(session, kept) == pairs
    closing, leaves = close(session, kept, dict.fromkeys(pairs, " 停电 ") | {("m03", "a-001"): "没有票"})
    assert [(one.member, one.applicant, one.reason) for one in closing.missing] == [(*pair, "停电") for pair in pairs]
    assert [(one.applicant, one.envelopes) for one in closing.counts] == [("a-002", 0), ("a-001", 1)]
    assert closing.count == len(leaves) == 1
