"""Keys: how they are made, kept as bytes and written; signatures of statements; marks made with an admission code."""

from __future__ import annotations

import hmac
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils

from zhicheng.procedure.ballot.arithmetic import PUBLIC_EXPONENT
from zhicheng.procedure.ballot.forms import OpeningPublic, StampPublic, b64, unb64
from zhicheng.procedure.canonical import canonical, sha256

STAMP_BITS: Final = 2048
OPENING_BITS: Final = 3072

_P256_ORDER_BYTES: Final = 32


def make_stamp_key() -> rsa.RSAPrivateKey:
    """A stamp key; about 0.1 s, so they are made before the meeting. Randomness: the system's."""
    return rsa.generate_private_key(PUBLIC_EXPONENT, STAMP_BITS)


def make_opening_key() -> rsa.RSAPrivateKey:
    """An opening key. Randomness: the system's."""
    return rsa.generate_private_key(PUBLIC_EXPONENT, OPENING_BITS)


def make_signing_key() -> ec.EllipticCurvePrivateKey:
    """A signing key. Randomness: the system's."""
    return ec.generate_private_key(ec.SECP256R1())


def stamp_public(key: rsa.RSAPrivateKey) -> StampPublic:
    """The public half of a stamp key, as it is written."""
    return StampPublic(n=_modulus(key, STAMP_BITS), e=PUBLIC_EXPONENT)


def opening_public(key: rsa.RSAPrivateKey) -> OpeningPublic:
    """The public half of an opening key, as it is written."""
    return OpeningPublic(n=_modulus(key, OPENING_BITS), e=PUBLIC_EXPONENT)


def _modulus(key: rsa.RSAPrivateKey, bits: int) -> str:
    return b64(key.public_key().public_numbers().n.to_bytes(bits // 8, "big"))


def rsa_public(key: StampPublic | OpeningPublic) -> rsa.RSAPublicKey:
    """The public key behind what is written."""
    return rsa.RSAPublicNumbers(key.e, int.from_bytes(unb64(key.n), "big")).public_key()


def signing_public(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half of a signing key: the uncompressed point, base64."""
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return b64(point)


def fingerprint(public: str) -> str:
    """The fingerprint of a public key that is written as base64 (a point, or a modulus): SHA-256 of its bytes."""
    return sha256(unb64(public))


def private_bytes(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """A private key as bytes (PKCS #8), unencrypted: for a vault."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def rsa_private(data: bytes) -> rsa.RSAPrivateKey:
    """The RSA key behind :func:`private_bytes`; it comes sealed from a vault, so its primes are not proved again."""
    key = serialization.load_der_private_key(data, None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def signing_private(data: bytes) -> ec.EllipticCurvePrivateKey:
    """The signing key behind :func:`private_bytes`."""
    key = serialization.load_der_private_key(data, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def sign_statement(key: ec.EllipticCurvePrivateKey, statement: dict[str, Any]) -> str:
    """The signature of a statement (a plain object with ``format``): r and s, base64."""
    r, s = utils.decode_dss_signature(key.sign(_signed_bytes(statement), ec.ECDSA(hashes.SHA256())))
    return b64(r.to_bytes(_P256_ORDER_BYTES, "big") + s.to_bytes(_P256_ORDER_BYTES, "big"))


def statement_holds(public: str, statement: dict[str, Any], signature: str) -> bool:
    """Whether ``signature`` is the signature of the statement under a signing key."""
    data = unb64(signature)
    numbers = (int.from_bytes(data[:_P256_ORDER_BYTES], "big"), int.from_bytes(data[_P256_ORDER_BYTES:], "big"))
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(public))
        key.verify(utils.encode_dss_signature(*numbers), _signed_bytes(statement), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed_bytes(statement: dict[str, Any]) -> bytes:
    return f"{statement['format']}\n".encode() + canonical(statement)


def mac_of(code: bytes, message: dict[str, Any]) -> str:
    """The mark of a message between member and supervisor, made with the admission code (its ``mac`` left out)."""
    bare = {name: value for name, value in message.items() if name != "mac"}
    return hmac.new(code, b"zhicheng-ballot-mac/1\n" + canonical(bare), "sha256").hexdigest()


def mac_holds(code: bytes, message: dict[str, Any]) -> bool:
    """Whether the message's ``mac`` is right."""
    return hmac.compare_digest(mac_of(code, message), str(message.get("mac", "")))


def tag_of(code: bytes, session: str) -> str:
    """The mark by which a member's page knows the session for the supervisor's."""
    return hmac.new(code, b"zhicheng-ballot-tag/1\n" + bytes.fromhex(session), "sha256").hexdigest()
