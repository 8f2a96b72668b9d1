"""Who voted how: with one half's whole state and private keys in hand every pairing is as good as any other."""

from __future__ import annotations

import itertools
import json
import math
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.procedure.ballot.conftest import MakeRoom
from tests.procedure.ballot.room import Room
from tests.procedure.ballot.voter import b64, pss
from zhicheng.procedure.ballot.blind_signature import StampKey
from zhicheng.procedure.ballot.envelopes import below, shuffled, without_voters
from zhicheng.procedure.ballot.forms import unb64
from zhicheng.procedure.ballot.issuing import Issued
from zhicheng.procedure.ballot.messages import Row
from zhicheng.procedure.ballot.opening import read_content, unseal
from zhicheng.procedure.ballot.platform import PlatformVote
from zhicheng.procedure.canonical import canonical

LETTERS = "YNAYY"


@dataclass
class Held:
    """A counted vote on two applicants with five voters."""

    room: Room
    vote: PlatformVote
    rows: list[Row]
    spied: list[tuple[str, Row]]

    def private_key(self, issuer: str) -> StampKey:
        one = self.vote.session.on("a-001")
        return self.room.platform_keys[one.platform.n] if issuer == "platform" else self.folder_key(one.supervisor.n)

    def folder_key(self, modulus: str) -> StampKey:
        return self.room.folder.stamp_key(modulus)

    def log(self, issuer: str) -> list[Issued]:
        rows = self.vote.issued if issuer == "platform" else self.room.folder.issued(self.vote.session.id)
        return [row for row in rows if row.applicant == "a-001"]


@pytest.fixture
def held(make_room: MakeRoom) -> Held:
    room = make_room()
    vote = room.open(room.session({"a-001": {}, "a-002": {}}))
    room.ballots(vote, {member: letter * 2 for member, letter in zip(room.members, LETTERS, strict=True)})
    key = room.folder.opening_key(vote.session.opening_key.n)
    spied = [(kept.member, read_content(kept.envelope, unseal(kept.envelope, key) or b"")) for kept in vote.kept]
    room.whole(vote)
    assert vote.board is not None
    rows = [row for row in vote.board.board.rows if row.ballot.applicant == "a-001"]
    return Held(room, vote, rows, [(member, row) for member, row in spied if row is not None])


def private_power(key: StampKey, value: int) -> int:
    """value^d, from the private key's parts."""
    first, second = pow(value, key.d_p, key.p), pow(value, key.d_q, key.q)
    return (second + key.q * ((first - second) * key.q_inverse % key.p)) % key.n


def factor_for(key: StampKey, issued: Issued, row: Row, issuer: str) -> int:
    """The blinding factor under which this request would have been the request for this row."""
    signature = int.from_bytes(unb64(row.platform if issuer == "platform" else row.supervisor), "big")
    encoded = pow(signature, key.e, key.n)
    blinded = int.from_bytes(unb64(issued.blinded), "big")
    return private_power(key, blinded * pow(encoded, -1, key.n) % key.n)


@pytest.mark.parametrize("issuer", ["platform", "supervisor"])
def test_every_voter_with_every_ballot_is_equally_consistent(held: Held, issuer: str) -> None:
    """For each of the n × n pairs there is exactly one blinding factor, a unit as any other; and all factors differ,
    so that none stands out."""
    key, log = held.private_key(issuer), held.log(issuer)
    assert len(log) == len(held.rows) == 5
    assert {row.ballot.choice for row in held.rows} == set("YNA")
    factors = set()
    for issued, row in itertools.product(log, held.rows):
        factor = factor_for(key, issued, row, issuer)
        signature = unb64(row.platform if issuer == "platform" else row.supervisor)
        encoded = pow(int.from_bytes(signature, "big"), key.e, key.n)
        assert encoded * pow(factor, key.e, key.n) % key.n == int.from_bytes(unb64(issued.blinded), "big")
        assert 0 < factor < key.n and math.gcd(factor, key.n) == 1
        stamp = private_power(key, int.from_bytes(unb64(issued.blinded), "big"))
        assert stamp * pow(factor, -1, key.n) % key.n == int.from_bytes(signature, "big")
        factors.add(factor)
    assert len(factors) == 25


@pytest.mark.parametrize("issuer", ["platform", "supervisor"])
def test_only_the_member_s_own_seed_tells_the_true_pair(held: Held, issuer: str) -> None:
    """The control: with the seeds the same reckoning finds one row for each voter."""
    key, found = held.private_key(issuer), {}
    for issued, row in itertools.product(held.log(issuer), held.rows):
        voter = held.room.voter(held.vote, issued.member)
        true = voter.secrets("a-001").blinded(issuer, key.n)[2]
        if factor_for(key, issued, row, issuer) == true:
            found[issued.member] = row.ballot.choice
    assert found == dict(zip(held.room.members, LETTERS, strict=True))


def test_what_is_not_blinded_would_be_found(held: Held) -> None:
    """The control: had the page sent the encoded ballot itself, the log would name its row."""
    key = held.private_key("platform")
    row = held.rows[0]
    prepared = unb64(row.prefix) + canonical(row.ballot.plain())
    voter = next(
        one
        for one in (held.room.voter(held.vote, member) for member in held.room.members)
        if one.secrets("a-001").ballot["number"] == row.ballot.number
    )
    bare = pss(prepared, voter.secrets("a-001").derive("salt-platform", 48))
    leaky = Issued(voter.member, "a-001", b64(bare.to_bytes(256, "big")))
    ones = [factor_for(key, leaky, other, "platform") == 1 for other in held.rows]
    assert ones == [other == row for other in held.rows]


def test_nothing_of_a_row_stands_in_either_half_s_log(held: Held) -> None:
    """Numbers, prefixes, signatures, encoded messages and stamps: none is kept beside a member's name."""
    logs = [row.blinded for issuer in ("platform", "supervisor") for row in held.log(issuer)]
    for row, issuer in itertools.product(held.rows, ("platform", "supervisor")):
        key = held.private_key(issuer)
        signature = row.platform if issuer == "platform" else row.supervisor
        encoded = pow(int.from_bytes(unb64(signature), "big"), key.e, key.n)
        secret = {row.ballot.number, row.prefix, signature, b64(encoded.to_bytes(256, "big"))}
        assert not secret & set(logs)


def test_the_supervisor_s_folder_names_no_member_beside_an_envelope(held: Held) -> None:
    """Files of the session that name a member hold no leaf, number or stamp; those with envelopes name no member."""
    folder = Path(held.room.folder.path) / held.vote.session.id
    envelopes = [one.envelope for one in held.vote.kept] or held.vote.loose
    assert len(envelopes) == 10
    marks = [one.key for one in envelopes] + [row.ballot.number for row in held.rows]
    marks += list(held.vote.leaves or ())
    seen = set()
    for file in folder.iterdir():
        text = file.read_text("utf-8")
        names = file.name != "session.json" and any(f'"{member}"' in text for member in held.room.members)
        assert not (names and any(mark in text for mark in marks)), file.name
        seen.add((names, any(mark in text for mark in marks)))
    assert seen == {(True, False), (False, True), (False, False)}


def test_the_platform_s_rows_after_closing_name_no_member_beside_an_envelope(held: Held) -> None:
    assert held.vote.kept == []
    text = json.dumps([one.plain() for one in held.vote.loose])
    # on its own, not three letters in the middle of a ciphertext
    assert not any(re.search(rf"(?<![A-Za-z0-9+/]){member}(?![A-Za-z0-9+/])", text) for member in held.room.members)


def test_both_together_would_know_everything(held: Held) -> None:
    """The limit, plainly: voters' column before closing, and the opening key, name every vote."""
    found = {(member, row.ballot.applicant): row.ballot.choice for member, row in held.spied}
    assert found == {
        (member, name): letter
        for member, letter in zip(held.room.members, LETTERS, strict=True)
        for name in ("a-001", "a-002")
    }


# --- random order ---


def counting(values: list[int]) -> Callable[[int], bytes]:
    """A source that gives these numbers, one after another."""
    turn = iter(values)
    return lambda size: next(turn).to_bytes(size, "big")


@pytest.mark.parametrize("bound", [1, 2, 3, 5, 6, 7, 200, 255])
def test_every_number_is_equally_likely(bound: int) -> None:
    """Over all 65,536 values of two bytes: each number comes equally often, the rest is drawn again."""
    found: Counter[int] = Counter()
    for value in range(65536):
        try:
            found[below(bound, counting([value]))] += 1
        except StopIteration:
            assert value >= 65536 // bound * bound
    assert set(found) == set(range(bound)) and set(found.values()) == {65536 // bound}


def test_every_order_is_equally_likely(held: Held) -> None:
    """Four envelopes: the 24 combinations of draws give the 24 orders, each once."""
    things = held.vote.loose[:4]
    found = Counter(
        tuple(things.index(one) for one in shuffled(things, counting([first, second, third])))
        for first, second, third in itertools.product(range(4), range(3), range(2))
    )
    assert len(found) == 24 and set(found.values()) == {1}


def test_the_order_of_handing_over_is_drawn_anew(held: Held) -> None:
    orders = {tuple(one.key for one in shuffled(held.vote.loose, os.urandom)) for _ in range(10)}
    assert len(orders) > 1
    assert without_voters([], os.urandom) == []
