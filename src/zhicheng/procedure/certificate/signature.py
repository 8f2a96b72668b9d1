"""ECDSA on P-256 with SHA-256, in the one form that this house takes: r ‖ s, 64 bytes, s in the lower half.

For every signature (r, s) the pair (r, n - s) verifies too. Only the lower s is taken, so that nobody can change a
byte of a signed file and have it still pass.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ALGORITHM: Final = "ES256"
"""ECDSA, curve P-256, SHA-256 (the name is that of RFC 7518)."""
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order n of the group of P-256 (SEC 2, secp256r1)."""
SIZE: Final = 64


def sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """The signature over ``data``: 64 bytes r ‖ s. The same key and data give the same bytes (RFC 6979).

    Raises:
        ValueError: the key is not one of P-256.
    """
    if not isinstance(key.curve, ec.SECP256R1):
        raise ValueError(f"a key of P-256 is needed, not of {key.curve.name}")
    return lower(*decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))))


def lower(r: int, s: int) -> bytes:
    """r ‖ s of a signature with s brought into the lower half."""
    return r.to_bytes(32, "big") + min(s, ORDER - s).to_bytes(32, "big")


def verified(public: ec.EllipticCurvePublicKey, data: bytes, signature: bytes) -> bool:
    """Whether 64 bytes r ‖ s, s in the lower half, are the signature over ``data``."""
    if len(signature) != SIZE:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < ORDER and 0 < s <= ORDER // 2):
        return False
    try:
        public.verify(encode_dss_signature(r, s), data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def as_der(signature: bytes) -> bytes:
    """The signature as CMS and X.509 write it: SEQUENCE of r and s."""
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def key_id(public: ec.EllipticCurvePublicKey) -> str:
    """The name of a key: the first 16 hexadecimal digits of SHA-256 over its SubjectPublicKeyInfo in DER."""
    return hashlib.sha256(public_bytes(public)).hexdigest()[:16]


def public_bytes(public: ec.EllipticCurvePublicKey) -> bytes:
    """The SubjectPublicKeyInfo in DER (RFC 5280, 4.1.2.7)."""
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
