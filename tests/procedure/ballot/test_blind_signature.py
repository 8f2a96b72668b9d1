"""Blind signatures: RFC 9474's own vectors, with gmpy2 and without; wrong values and wrong results never leave."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from zhicheng.procedure.ballot.arithmetic import BEST, FAST, PURE, Arithmetic
from zhicheng.procedure.ballot.blind_signature import (
    PSS_RANDOMIZED,
    VARIANTS,
    InvalidStamp,
    SigningFailed,
    StampKey,
    Variant,
    blind,
    blind_sign,
    encode,
    finalize,
    prepare,
    verify,
)

VECTORS = json.loads((Path(__file__).parent / "vectors" / "rfc9474.json").read_text("utf-8"))["vectors"]
WAYS = [PURE, pytest.param(FAST, marks=pytest.mark.skipif(FAST is None, reason="gmpy2 is not installed"))]


def key_of(vector: dict[str, Any]) -> StampKey:
    n, e, d, p, q = (int(vector[name], 16) for name in ("n", "e", "d", "p", "q"))
    return StampKey(n, e, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))


def variant_of(vector: dict[str, Any]) -> Variant:
    return next(one for one in VARIANTS if one.name == vector["variant"])


def data(vector: dict[str, Any], name: str) -> bytes:
    return bytes.fromhex(vector[name])


def test_the_four_variants_of_the_rfc_have_vectors() -> None:
    assert [one["variant"] for one in VECTORS] == [one.name for one in VARIANTS]


def test_gmpy2_is_used_where_it_is_there() -> None:
    assert BEST is (FAST or PURE)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name if way else "gmpy2")
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["variant"])
def test_every_value_of_the_rfc_s_vectors(vector: dict[str, Any], way: Arithmetic) -> None:
    key, variant = key_of(vector), variant_of(vector)
    prepared = prepare(data(vector, "msg"), data(vector, "msg_prefix"), variant)
    assert prepared == data(vector, "prepared_msg")
    salt = data(vector, "salt")
    assert encode(prepared, key.n.bit_length() - 1, salt) == data(vector, "encoded_msg")
    factor = pow(int(vector["inv"], 16), -1, key.n)
    blinded, inverse = blind(key.n, key.e, prepared, salt, factor, way)
    assert (blinded, inverse) == (data(vector, "blinded_msg"), int(vector["inv"], 16))
    stamp = blind_sign(key, blinded, os.urandom, way)
    assert stamp == data(vector, "blind_sig")
    signature = finalize(key.n, key.e, prepared, stamp, inverse, variant)
    assert signature == data(vector, "sig")
    public = RSAPublicNumbers(key.e, key.n).public_key()
    assert verify(public, prepared, signature, variant)
    assert not verify(public, prepared + b"!", signature, variant)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name if way else "gmpy2")
def test_a_value_out_of_range_is_not_signed(way: Arithmetic) -> None:
    key = key_of(VECTORS[0])
    good = (2).to_bytes(key.size, "big")
    for value in (bytes(key.size), key.n.to_bytes(key.size, "big"), b"\xff" * key.size, good[1:], b"\x00" + good):
        with pytest.raises(SigningFailed, match="out of range"):
            blind_sign(key, value, os.urandom, way)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name if way else "gmpy2")
@pytest.mark.parametrize("part", ["d_p", "d_q", "q_inverse"])
def test_a_faulty_private_operation_does_not_leave_the_issuer(way: Arithmetic, part: str) -> None:
    """One wrong half of the remainder theorem would give away the key (Boneh, DeMillo, Lipton)."""
    key = key_of(VECTORS[0])
    broken = replace(key, **{part: getattr(key, part) ^ 2})
    with pytest.raises(SigningFailed, match="signing failure"):
        blind_sign(broken, (2).to_bytes(key.size, "big"), os.urandom, way)


def test_the_private_operation_never_sees_the_value_itself() -> None:
    """Each call works on another number, whatever the value; the answer is the same."""
    key, seen = key_of(VECTORS[0]), []

    def power(base: int, exponent: int, modulus: int) -> int:
        if exponent == key.d_p:
            seen.append(base)
        return pow(base, exponent, modulus)

    watched = Arithmetic("watched", power, PURE.inverse)
    value = (12345).to_bytes(key.size, "big")
    answers = {blind_sign(key, value, os.urandom, watched) for _ in range(3)}
    assert len(answers) == 1
    assert len(set(seen)) == 3 and 12345 % key.p not in seen


def test_a_stamp_under_another_key_or_for_another_message_is_refused() -> None:
    vector = VECTORS[0]
    key, prepared = key_of(vector), data(vector, "prepared_msg")
    stamp, inverse = data(vector, "blind_sig"), int(vector["inv"], 16)
    flipped = stamp[:-1] + bytes([stamp[-1] ^ 1])
    for wrong in (flipped, stamp[1:], stamp + b"\x00", bytes(key.size)):
        with pytest.raises(InvalidStamp):
            finalize(key.n, key.e, prepared, wrong, inverse)
    with pytest.raises(InvalidStamp):
        finalize(key.n, key.e, prepared + b" ", stamp, inverse)


def test_a_modulus_with_small_factors_is_noticed_before_anything_is_sent() -> None:
    """With n = 3·5·7·… the remainders of the encoded message would show through the blinding."""
    n = 1
    prime = 3
    while n.bit_length() < 2048:
        n *= prime if all(prime % small for small in range(3, int(prime**0.5) + 1, 2)) else 1
        prime += 2
    with pytest.raises(ValueError, match="invalid input"):
        for count in range(40):
            blind(n, 65537, prepare(b"ballot", bytes([count]) * 32), bytes(48), 2)


def test_a_prefix_has_its_length_and_a_key_room_for_the_salt() -> None:
    with pytest.raises(ValueError, match="prefix"):
        prepare(b"message", b"short", PSS_RANDOMIZED)
    with pytest.raises(ValueError, match="prefix"):
        prepare(b"message", bytes(32), VARIANTS[2])
    with pytest.raises(ValueError, match="too small"):
        encode(b"message", 700, bytes(48))
