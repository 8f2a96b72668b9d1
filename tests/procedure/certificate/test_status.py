"""Status lists: what W3C's list asks for, and no two meanings."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.certificates import DUE, LISTED, REISSUED_AT, REVOKED_AT, chance, listed, seal
from zhicheng.procedure.certificate.signature import verified
from zhicheng.procedure.certificate.statement import decoded, encoded
from zhicheng.procedure.certificate.status import (
    REISSUED,
    REVOKED,
    SMALLEST,
    VALID,
    free_index,
    list_file,
    list_in,
    packed,
    status_list,
    unpacked,
)
from zhicheng.vocabulary.problems import Refused


def data() -> dict[str, Any]:
    return dict(json.loads(list_file(listed())))


def test_a_list_read_back_is_the_list_and_its_signature_holds() -> None:
    made = listed()
    read = list_in(data())
    assert read == made and verified(seal().key.public, read.signed, read.signature)
    states = {made.list.state(at) for at in range(made.list.size) if at not in (REVOKED_AT, REISSUED_AT)}
    assert states == {VALID}
    assert (made.list.state(REVOKED_AT), made.list.state(REISSUED_AT)) == (REVOKED, REISSUED)
    with pytest.raises(IndexError):
        made.list.state(SMALLEST)


def test_it_has_the_shape_that_w3c_gives_it() -> None:
    credential = data()["credential"]
    subject = credential["credentialSubject"]
    assert credential["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    bits = gzip.decompress(decoded(subject["encodedList"][1:]))
    assert subject["encodedList"][0] == "u" and len(bits) * 8 == 131_072
    assert bits[REVOKED_AT // 8] == 0x80 >> REVOKED_AT % 8, "index 0 is the highest bit of the first byte"


@settings(max_examples=25)
@given(st.sets(st.integers(0, SMALLEST - 1), max_size=40), st.integers(0, 40))
def test_any_indexes_come_back(indexes: set[int], cut: int) -> None:
    order = sorted(indexes)
    revoked, reissued = set(order[:cut]), set(order[cut:])
    made = listed(revoked=revoked, reissued=reissued).list
    found = {at: made.state(at) for at in indexes}
    assert found == dict.fromkeys(revoked, REVOKED) | dict.fromkeys(reissued, REISSUED)
    assert sum(byte.bit_count() for byte in made.ended) == len(indexes)


def test_a_list_packed_by_another_library_keeps_its_signature() -> None:
    """The signature is over the text as published, not over what our own packing would give."""
    made = data()
    bits = unpacked(made["credential"]["credentialSubject"]["encodedList"])
    made["credential"]["credentialSubject"]["encodedList"] = "u" + encoded(gzip.compress(bits, 1, mtime=0))
    assert made != data()
    read = list_in(made)
    assert read.list == listed().list and json.loads(list_file(read)) == made
    assert not verified(seal().key.public, read.signed, read.signature), "signed anew it would hold"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(format="zhicheng-status/2"),
        lambda d: d.update(name="other"),
        lambda d: d.update(sequence="3"),
        lambda d: d.update(extra=1),
        lambda d: d.update(reissued=packed(b"\xff" * 16_384)),
        lambda d: d.update(reissued=packed(b"\x00" * 16_385)),
        lambda d: d.update(reissued="u" + encoded(gzip.compress(b"\x00" * 100))),
        lambda d: d.update(reissued="u" + encoded(gzip.compress(b"\x00" * (1 << 22)))),
        lambda d: d.update(reissued="x"),
        lambda d: d.update(reissued="u" + encoded(b"no gzip at all")),
        lambda d: d.update(signature="%"),
        lambda d: d["credential"].update(validUntil="soon"),
        lambda d: d["credential"].update(issuer="somebody"),
        lambda d: d["credential"]["credentialSubject"].update(statusPurpose="suspension"),
        lambda d: d["credential"].pop("id"),
        lambda d: d.pop("key"),
    ],
)
def test_what_disagrees_with_itself_is_refused(change: Any) -> None:
    given_ = data()
    change(given_)
    with pytest.raises(Refused):
        list_in(given_)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(ValueError, match="too long"):
        unpacked("u" + encoded(gzip.compress(b"\x00" * 300_000_000, 1)))


def test_a_list_is_small_and_made_the_same_twice() -> None:
    some = random.Random(5)
    made = listed(revoked=set(some.sample(range(SMALLEST), 300)), reissued=set())
    assert len(list_file(made)) < 2500
    assert list_file(made) == list_file(listed(revoked=set(some.sample(range(SMALLEST), 0)) | {
        at for at in range(SMALLEST) if made.list.state(at) == REVOKED}, reissued=set()))  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"revoked": {1}, "reissued": {1}}, {"revoked": {SMALLEST}}, {"revoked": {-1}}, {"size": 1000}, {"size": SMALLEST + 1},
     {"made_at": dt.datetime(2026, 1, 1)}, {"next_at": LISTED}],
)  # fmt: skip
def test_a_list_that_makes_no_sense_is_not_made(wrong: dict[str, Any]) -> None:
    plain: dict[str, Any] = {"made_at": LISTED, "next_at": DUE, "revoked": (), "reissued": ()}
    with pytest.raises(ValueError):
        status_list("x", "y", 1, key="0" * 16, **(plain | wrong))


def test_the_name_of_a_list_is_a_name() -> None:
    for name in ("../x", "", "Ä", "x" * 40, "-x"):
        with pytest.raises(ValueError, match="name"):
            status_list(name, "y", 1, key="0" * 16, made_at=LISTED, next_at=DUE, revoked=(), reissued=())


def test_free_indexes_are_free_and_every_one_can_come() -> None:
    taken = set(range(SMALLEST)) - {5, 77, 130_000}
    drawn = {free_index(taken, chance(str(at))) for at in range(60)}
    assert drawn == {5, 77, 130_000}
    with pytest.raises(ValueError, match="full"):
        free_index(range(SMALLEST), chance("x"))
    assert 0 <= free_index((), chance("y")) < SMALLEST
