"""RSA blind signatures (RFC 9474): the issuer signs without seeing; the result is an ordinary RSA-PSS signature.

All four variants of the RFC; the ballot uses SHA384-PSS-Randomized. The voter's half is here too: issuers never call
it, tests, examples and benchmarks do.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, RSAPublicNumbers

from zhicheng.procedure.ballot.arithmetic import BEST, Arithmetic

Random = Callable[[int], bytes]
"""``random(n)``: n bytes that nobody can foresee."""

HASH_BYTES: Final = 48
PREFIX_BYTES: Final = 32


class SigningFailed(ValueError):
    """A value that can't be signed, or a private operation that gave a wrong result (RFC 9474, 4.3)."""


class InvalidStamp(ValueError):
    """What came back is no signature of the message under the key (RFC 9474, 4.4)."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the named variants (RFC 9474, 5): bytes of PSS salt, and whether a random prefix is put before."""

    name: str
    salt_bytes: int
    randomized: bool


PSS_RANDOMIZED: Final = Variant("RSABSSA-SHA384-PSS-Randomized", HASH_BYTES, True)
PSSZERO_RANDOMIZED: Final = Variant("RSABSSA-SHA384-PSSZERO-Randomized", 0, True)
PSS_DETERMINISTIC: Final = Variant("RSABSSA-SHA384-PSS-Deterministic", HASH_BYTES, False)
PSSZERO_DETERMINISTIC: Final = Variant("RSABSSA-SHA384-PSSZERO-Deterministic", 0, False)
VARIANTS: Final = (PSS_RANDOMIZED, PSSZERO_RANDOMIZED, PSS_DETERMINISTIC, PSSZERO_DETERMINISTIC)


@dataclass(frozen=True, slots=True)
class StampKey:
    """An issuer's private key with its parts for the Chinese remainder theorem; all numbers are integers."""

    n: int
    e: int
    p: int
    q: int
    d_p: int
    d_q: int
    q_inverse: int

    @property
    def size(self) -> int:
        """Bytes of the modulus."""
        return (self.n.bit_length() + 7) // 8


def stamp_key(key: RSAPrivateKey) -> StampKey:
    """The numbers of a private key as made by the library."""
    numbers = key.private_numbers()
    public = numbers.public_numbers
    return StampKey(public.n, public.e, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp)


def prepare(message: bytes, prefix: bytes, variant: Variant = PSS_RANDOMIZED) -> bytes:
    """What is signed (RFC 9474, 4.1): prefix and message, or the message alone where the variant has no prefix."""
    if len(prefix) != (PREFIX_BYTES if variant.randomized else 0):
        raise ValueError(f"{variant.name} takes a prefix of {PREFIX_BYTES if variant.randomized else 0} bytes")
    return prefix + message


def encode(prepared: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 and MGF1 (RFC 8017, 9.1.1); ``bits`` = bits of the modulus − 1.

    Raises:
        ValueError: the key is too small for hash and salt.
    """
    size = (bits + 7) // 8
    if size < HASH_BYTES + len(salt) + 2:
        raise ValueError("the key is too small")
    inner = hashlib.sha384(bytes(8) + hashlib.sha384(prepared).digest() + salt).digest()
    block = bytes(size - len(salt) - HASH_BYTES - 2) + b"\x01" + salt
    masked = bytearray(left ^ right for left, right in zip(block, mgf1(inner, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * size - bits)
    return bytes(masked) + inner + b"\xbc"


def mgf1(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017, B.2.1)."""
    rounds = -(-length // HASH_BYTES)
    return b"".join(hashlib.sha384(seed + count.to_bytes(4, "big")).digest() for count in range(rounds))[:length]


def blind(
    n: int, e: int, prepared: bytes, salt: bytes, factor: int, arithmetic: Arithmetic = BEST
) -> tuple[bytes, int]:
    """What is sent to the issuer, and the inverse that lifts the blinding (RFC 9474, 4.2).

    ``factor`` is uniform below n and secret. The voter's step.

    Raises:
        ValueError: message or factor shares a divisor with n.
    """
    encoded = int.from_bytes(encode(prepared, n.bit_length() - 1, salt), "big")
    if math.gcd(encoded * factor, n) != 1:
        raise ValueError("invalid input: not prime to the modulus")
    blinded = encoded * arithmetic.power(factor, e, n) % n
    return blinded.to_bytes((n.bit_length() + 7) // 8, "big"), arithmetic.inverse(factor, n)


def blind_sign(key: StampKey, blinded: bytes, random: Random, arithmetic: Arithmetic = BEST) -> bytes:
    """The issuer's answer: the private operation on ``blinded`` (RFC 9474, 4.3), as many bytes as the modulus.

    The operation works on a value blinded once more by the issuer, so that its time tells nothing about the key, and
    its result is checked before it leaves.

    Raises:
        SigningFailed: not a number below the modulus of the right length, or the result is wrong.
    """
    value = int.from_bytes(blinded, "big")
    if len(blinded) != key.size or not 0 < value < key.n:
        raise SigningFailed("message representative out of range")
    while math.gcd(hidden := int.from_bytes(random(key.size + 16), "big") % key.n, key.n) != 1:
        continue
    masked = value * arithmetic.power(hidden, key.e, key.n) % key.n
    first = arithmetic.power(masked % key.p, key.d_p, key.p)
    second = arithmetic.power(masked % key.q, key.d_q, key.q)
    whole = second + key.q * ((first - second) * key.q_inverse % key.p)
    signed = whole * arithmetic.inverse(hidden, key.n) % key.n
    if arithmetic.power(signed, key.e, key.n) != value:
        raise SigningFailed("signing failure")
    return signed.to_bytes(key.size, "big")


def finalize(n: int, e: int, prepared: bytes, stamp: bytes, inverse: int, variant: Variant = PSS_RANDOMIZED) -> bytes:
    """The signature, checked (RFC 9474, 4.4). The voter's step.

    Raises:
        InvalidStamp: of another length, or no signature of the message.
    """
    size = (n.bit_length() + 7) // 8
    if len(stamp) != size:
        raise InvalidStamp("unexpected input size")
    signature = (int.from_bytes(stamp, "big") * inverse % n).to_bytes(size, "big")
    if not verify(RSAPublicNumbers(e, n).public_key(), prepared, signature, variant):
        raise InvalidStamp("invalid signature")
    return signature


def verify(key: RSAPublicKey, prepared: bytes, signature: bytes, variant: Variant = PSS_RANDOMIZED) -> bool:
    """Whether ``signature`` is an RSA-PSS signature of ``prepared`` under ``key``: the library's own check."""
    scheme = padding.PSS(padding.MGF1(hashes.SHA384()), variant.salt_bytes)
    try:
        key.verify(signature, prepared, scheme, hashes.SHA384())
    except InvalidSignature:
        return False
    return True
