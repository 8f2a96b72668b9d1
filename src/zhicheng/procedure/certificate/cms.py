"""The signature container in the PDF (CMS, RFC 5652; PAdES B-B, ETSI EN 319 142-1), in exactly one form.

Everything in it follows from three things: the digest of the file, the signer's certificate, the signature. Whoever
checks builds it anew and compares, so that no byte of it is free.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from zhicheng.procedure.certificate.der import (
    EXPLICIT,
    OCTETS,
    SEQUENCE,
    SET,
    NotDer,
    children,
    der,
    integer,
    oid,
    read,
)

DATA: Final = oid("1.2.840.113549.1.7.1")
SIGNED_DATA: Final = oid("1.2.840.113549.1.7.2")
CONTENT_TYPE: Final = oid("1.2.840.113549.1.9.3")
MESSAGE_DIGEST: Final = oid("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE: Final = oid("1.2.840.113549.1.9.16.2.47")
SHA256: Final = der(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"))
ECDSA_SHA256: Final = der(SEQUENCE, oid("1.2.840.10045.4.3.2"))


def signed_attributes(digest: bytes, certificate: bytes) -> bytes:
    """What is signed: the attributes content type, message digest and signing certificate (version 2) as a SET.

    ``digest``: SHA-256 of the byte ranges, 32 bytes; ``certificate``: the signer's X.509 certificate in DER.
    """
    identity = der(SEQUENCE, der(OCTETS, hashlib.sha256(certificate).digest()))
    return der(
        SET,
        der(SEQUENCE, CONTENT_TYPE, der(SET, DATA)),
        der(SEQUENCE, MESSAGE_DIGEST, der(SET, der(OCTETS, digest))),
        der(SEQUENCE, SIGNING_CERTIFICATE, der(SET, der(SEQUENCE, der(SEQUENCE, identity)))),
    )


def container(digest: bytes, certificate: bytes, signature: bytes) -> bytes:
    """The ContentInfo with a signature (DER, SEQUENCE of r and s) over :func:`signed_attributes`."""
    parsed = x509.load_der_x509_certificate(certificate)
    inside = read(signed_attributes(digest, certificate))[1]
    signer = der(
        SEQUENCE,
        integer(1),
        der(SEQUENCE, parsed.issuer.public_bytes(), integer(parsed.serial_number)),
        SHA256,
        der(EXPLICIT, inside),
        ECDSA_SHA256,
        der(OCTETS, signature),
    )
    body = der(
        SEQUENCE,
        integer(1),
        der(SET, SHA256),
        der(SEQUENCE, DATA),
        der(EXPLICIT, certificate),
        der(SET, signer),
    )
    return der(SEQUENCE, SIGNED_DATA, der(EXPLICIT, body))


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a container says of itself: digest of the file, the certificates in it, signed attributes, signature."""

    digest: bytes
    certificates: tuple[bytes, ...]
    attributes: bytes
    signature: bytes


def claimed(contents: bytes) -> Claimed:
    """What stands in a container of any provider with one signer; nothing is checked.

    Raises:
        NotDer: it is no SignedData with one signer and signed attributes.
    """
    try:
        _, outer, _ = read(contents)
        (_, _, kind), (_, wrapped, _) = children(outer)
        ((_, body, _),) = children(wrapped)
        parts = list(children(body))
        certificates = next((inner for tag, inner, _ in parts if tag == EXPLICIT), b"")
        ((_, signer, _),) = children(parts[-1][1])
        fields = list(children(signer))
        attributes = next(inner for tag, inner, _ in fields[:-1] if tag == EXPLICIT)
        signature = [inner for tag, inner, _ in fields if tag == OCTETS][-1]
        digest = next(_attribute(attributes, MESSAGE_DIGEST))
    except (ValueError, StopIteration, IndexError) as error:
        raise NotDer("no signed data with one signer") from error
    if kind != SIGNED_DATA:
        raise NotDer("no signed data")
    found = tuple(whole for tag, _, whole in children(certificates) if tag == SEQUENCE)
    return Claimed(read(digest)[1], found, der(SET, attributes), signature)


def _attribute(attributes: bytes, wanted: bytes) -> Iterator[bytes]:
    for _, inner, _ in children(attributes):
        (_, _, kind), (_, values, _) = children(inner)
        if kind == wanted:
            yield values
