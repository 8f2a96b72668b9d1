"""RFC 9474's own vectors, in Node and in the voter's page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.procedure.ballot.engines import Engine, engine

VECTORS = json.loads((Path(__file__).parent / "vectors" / "rfc9474.json").read_text("utf-8"))["vectors"]
VARIANTS = [one["variant"] for one in VECTORS]

BLIND_AND_FINALIZE = """
  const whole = (digits) => BigInt("0x" + digits);
  const key = {n: whole(given.n), e: whole(given.e)};
  const message = voter.unhex(given.msg_prefix + given.msg);
  const factor = voter.inverse(whole(given.inv), key.n);
  const blinded = await voter.blind(key, message, voter.unhex(given.salt), factor);
  const digits = (value) => value.toString(16).padStart(given.n.length, "0");
  return {
    prepared_msg: voter.hex(message), encoded_msg: digits(blinded.encoding), inv: digits(voter.inverse(factor, key.n)),
    blinded_msg: digits(blinded.blinded), sig: digits(voter.finalize(key, blinded, whole(given.blind_sig))),
  };
"""
SPOILED = """
  const whole = (digits) => BigInt("0x" + digits);
  const key = {n: whole(given.n), e: whole(given.e)};
  const factor = voter.inverse(whole(given.inv), key.n);
  const blinded = await voter.blind(key, voter.unhex(given.prepared_msg), voter.unhex(given.salt), factor);
  return given.stamps.map((stamp) => {
    try { voter.finalize(key, blinded, whole(stamp)); return "accepted"; } catch (fault) { return fault.message; }
  });
"""


@pytest.fixture(scope="module", params=["node", "chromium"])
def run(request: pytest.FixtureRequest) -> Iterator[Engine]:
    with engine(request.param) as running:
        yield running


@pytest.mark.parametrize("vector", VECTORS, ids=VARIANTS)
def test_blinding_and_lifting_give_the_rfc_s_values(run: Engine, vector: dict[str, Any]) -> None:
    found = run(BLIND_AND_FINALIZE, vector)
    assert found == {name: vector[name] for name in found}


DIVISIBLE = """
  const key = {n: BigInt(given.n), e: 65537n}, said = [];
  for (let i = 0; i < given.messages; i += 1) {
    const blinded = () => voter.blind(key, Uint8Array.of(i), new Uint8Array(48), BigInt(given.factor));
    said.push(await blinded().then((made) => made.encoding % 3n === 0n ? "tagged" : "sent", (fault) => fault.message));
  }
  return said;
"""


def test_nothing_is_sent_that_shares_a_divisor_with_the_key(run: Engine) -> None:
    """RFC 9474, 4.2: the maker of a modulus of small factors would see which ballots they divide, blinded or not."""
    n = 3 * ((1 << 2047) // 3 | 1)
    assert n.bit_length() == 2048
    said = run(DIVISIBLE, {"n": str(n), "messages": 24, "factor": 7})
    assert set(said) == {"sent", "bad-key"}
    assert run(DIVISIBLE, {"n": str(n), "messages": 2, "factor": 9}) == ["bad-key"] * 2


def test_a_stamp_of_another_key_or_on_another_message_is_refused(run: Engine) -> None:
    first, other = VECTORS[0], VECTORS[2]
    flipped = format(int(first["blind_sig"], 16) ^ 1, "x")
    beyond = format(int(first["blind_sig"], 16) + int(first["n"], 16), "x")
    stamps = [first["blind_sig"], other["blind_sig"], flipped, beyond]
    assert run(SPOILED, {**first, "stamps": stamps}) == ["accepted", *["bad-stamp"] * 3]
