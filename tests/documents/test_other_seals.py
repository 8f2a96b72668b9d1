"""A seal of somebody else behind the same door, as docs/how-to/connect-a-seal.md describes it."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.documents.certificates import AT, ISSUER, LINK, NOW, content, listed, seal
from tests.documents.pdfa import pdfa_faults
from tests.documents.reading import pdf_text
from zhicheng.documents.certificate import make_certificate
from zhicheng.documents.pdf_update import with_signature
from zhicheng.procedure.certificate.findings import FILE_SIGNATURE, REVOKED, SEALED_ELSEWHERE
from zhicheng.procedure.certificate.keys import OFFICIAL, Key, KeySet
from zhicheng.procedure.certificate.seal import SealedPdf, SealProvider
from zhicheng.procedure.certificate.verification import check_certificate


class SealService:
    """Stands for an authority's service: an RSA key behind a chain of two, which returns containers for digests."""

    def __init__(self) -> None:
        self._root, root_key = _certificate("示例电子印章根", None, None)
        self.certificate, key = _certificate("示例省人力资源和社会保障厅", self._root, root_key)
        self._key = key

    def container(self, digest: bytes) -> bytes:
        from asn1crypto import keys
        from asn1crypto import x509 as asn1
        from pyhanko.sign.signers import SimpleSigner
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        store = SimpleCertificateStore()
        store.register(asn1.Certificate.load(_der(self._root)))
        raw = self._key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        signer = SimpleSigner(
            asn1.Certificate.load(_der(self.certificate)), keys.PrivateKeyInfo.load(raw), cert_registry=store
        )
        return bytes(asyncio.run(signer.async_sign(digest, "sha256", use_pades=True)).dump())

    @property
    def root(self) -> x509.Certificate:
        return self._root


def _certificate(name: str, issuer: x509.Certificate | None, by: Any) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(65537, 2048)
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = x509.CertificateBuilder(
        issuer.subject if issuer else own, own, key.public_key(), x509.random_serial_number()
    )
    built = built.not_valid_before(dt.datetime(2026, 1, 1)).not_valid_after(dt.datetime(2036, 1, 1))
    built = built.add_extension(x509.BasicConstraints(issuer is None, None), critical=True)
    usage = x509.KeyUsage(
        issuer is not None, issuer is not None, False, False, False, issuer is None, False, False, False
    )
    return built.add_extension(usage, critical=True).sign(by or key, hashes.SHA256()), key


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


@dataclass
class OfficialSeal:
    """The provider: the file by the service, statements and lists by a platform key."""

    service: SealService

    @property
    def key(self) -> Key:
        return replace(seal().key, kind=OFFICIAL)

    def sign(self, data: bytes) -> bytes:
        return seal().sign(data)

    def seal_pdf(self, pdf: bytes, *, at: dt.datetime) -> SealedPdf:
        made = with_signature(
            pdf, at=at, name=ISSUER, reason="电子印章", reserved=16_384, contain=self.service.container
        )
        return SealedPdf(made, _der(self.service.certificate), at)


@cache
def service() -> SealService:
    return SealService()


def sealed(**said: Any) -> bytes:
    provider: SealProvider = OfficialSeal(service())
    return make_certificate(content(**said), provider, link=LINK, at=AT)[1].pdf


OFFICIAL_KEYS = KeySet(ISSUER, (replace(seal().key, kind=OFFICIAL),))


def test_its_file_is_pdf_a_and_its_signature_holds_for_another_library() -> None:
    from asn1crypto import x509 as asn1
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    raw = sealed()
    assert pdfa_faults(raw) == []
    (signature,) = PdfFileReader(io.BytesIO(raw)).embedded_signatures
    trust = ValidationContext(trust_roots=[asn1.Certificate.load(_der(service().root))], moment=NOW)
    status = validate_pdf_signature(signature, trust)
    assert status.bottom_line and "人力资源" in status.signing_cert.subject.human_friendly


def test_the_sheet_does_not_call_it_a_platform_signature() -> None:
    text = pdf_text(sealed())
    assert "电子印章" in text and "平台签名" not in text


def test_the_checks_vouch_for_the_statement_and_leave_the_seal_to_its_program() -> None:
    checked = check_certificate(sealed(), OFFICIAL_KEYS, listed(), now=NOW)
    assert checked.outcome == SEALED_ELSEWHERE and not checked.good
    assert [one.code for one in checked.findings if one.holds is not True] == [FILE_SIGNATURE]
    gone = check_certificate(sealed(), OFFICIAL_KEYS, listed(revoked={content().status_index}), now=NOW)
    assert gone.outcome == REVOKED


def test_under_a_key_file_that_knows_only_platform_keys_it_is_not_confirmed() -> None:
    plain = KeySet(ISSUER, (seal().key,))
    checked = check_certificate(sealed(), plain, listed(), now=NOW)
    assert [one.code for one in checked.findings if one.holds is False] == [FILE_SIGNATURE]
