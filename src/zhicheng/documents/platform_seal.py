"""The built-in provider: a platform key of our own, plainly called so. No official electronic seal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from zhicheng.documents.pdf_update import with_signature
from zhicheng.documents.plain import BEIJING
from zhicheng.procedure.certificate.cms import container, signed_attributes
from zhicheng.procedure.certificate.keys import KINDS, PLATFORM, Key
from zhicheng.procedure.certificate.seal import SealedPdf
from zhicheng.procedure.certificate.signature import as_der, key_id, sign
from zhicheng.vocabulary.problems import Problem, Refused

MARK: Final = KINDS[PLATFORM]
RESERVED: Final = 2048
"""Room for the container: digest, certificate and signature need about 900 bytes."""


def self_signed(key: ec.EllipticCurvePrivateKey, issuer: str, *, start: dt.date, end: dt.date, serial: int) -> bytes:
    """The self-signed X.509 certificate (DER) of a platform key; its name says that it is no official seal.

    ``issuer``: the office, as it is to be read in a PDF reader; ``start`` and ``end`` are Beijing days; ``serial`` is a
    random number below 2^159. The same input gives the same bytes.
    """
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, MARK[0]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"zhicheng platform signature {key_id(key.public_key())}"),
        ]
    )
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), serial)
        .not_valid_before(_midnight(start))
        .not_valid_after(_midnight(end))
        .add_extension(x509.BasicConstraints(False, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return made.public_bytes(serialization.Encoding.DER)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), BEIJING)


class PlatformSeal:
    """A :class:`~zhicheng.procedure.certificate.seal.SealProvider` with a key in memory or behind ``signer``."""

    def __init__(self, key: Key, issuer: str, signer: ec.EllipticCurvePrivateKey | Callable[[bytes], bytes]) -> None:
        """``signer``: the private key, or a function as :func:`zhicheng.procedure.certificate.signature.sign`
        with the key in it (a card, an HSM).

        Raises:
            ValueError: the private key is not that of ``key``.
        """
        if isinstance(signer, ec.EllipticCurvePrivateKey) and key_id(signer.public_key()) != key.id:
            raise ValueError("private key and certificate do not belong together")
        self._key, self._issuer, self._signer = key, issuer, signer

    @property
    def key(self) -> Key:
        """The key of this provider."""
        return self._key

    def sign(self, data: bytes) -> bytes:
        """The signature over some bytes, 64 bytes r ‖ s."""
        return self._signer(data) if callable(self._signer) else sign(self._signer, data)

    def seal_pdf(self, pdf: bytes, *, at: dt.datetime) -> SealedPdf:
        """The file with the platform's signature (PAdES B-B) over all of it.

        Raises:
            Refused: the file can't be signed, or the key does not sign on that day.
            ValueError: ``at`` has no time zone.
        """
        if at.tzinfo is None:
            raise ValueError("a time zone is needed")
        day = at.astimezone(BEIJING).date()
        if not self._key.signs_on(day):
            what = (f"密钥 {self._key.id} 在 {day} 不可签名", f"key {self._key.id} does not sign on {day}")
            do = ("请启用新密钥", "bring a new key into use")
            raise Refused([Problem("", "", what, do)])
        certificate = self._key.certificate

        def contain(digest: bytes) -> bytes:
            return container(digest, certificate, as_der(self.sign(signed_attributes(digest, certificate))))

        made = with_signature(
            pdf, at=at, name=f"{self._issuer}（{MARK[0]}）", reason=MARK[1], reserved=RESERVED, contain=contain
        )
        return SealedPdf(made, certificate, at)
