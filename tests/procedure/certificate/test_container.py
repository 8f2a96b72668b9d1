"""DER and the signature container: what we write another library reads; what anybody writes never breaks a check."""

from __future__ import annotations

import contextlib
import hashlib

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import core
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.certificates import content, pdf, seal
from zhicheng.procedure.certificate.cms import claimed, container, signed_attributes
from zhicheng.procedure.certificate.der import NotDer, children, der, integer, oid, read
from zhicheng.procedure.certificate.signature import as_der
from zhicheng.procedure.certificate.signed_pdf import signed_pdf

DIGEST = hashlib.sha256(b"a file").digest()
CERTIFICATE = seal().key.certificate
SIGNATURE = as_der(seal().sign(signed_attributes(DIGEST, CERTIFICATE)))
MADE = container(DIGEST, CERTIFICATE, SIGNATURE)


@given(st.integers(0, 2**200), st.binary(max_size=70_000))
@settings(max_examples=60)
def test_values_are_written_as_another_library_writes_them(number: int, raw: bytes) -> None:
    assert integer(number) == core.Integer(number).dump()
    assert der(4, raw) == core.OctetString(raw).dump()
    assert read(der(4, raw) + b"rest") == (4, raw, b"rest")


@pytest.mark.parametrize("dotted", ["1.2.840.113549.1.7.2", "2.16.840.1.101.3.4.2.1", "2.5.4.3", "1.3.132.0.10"])
def test_object_identifiers(dotted: str) -> None:
    assert oid(dotted) == core.ObjectIdentifier(dotted).dump()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x30",
        b"\x30\x80",
        b"\x30\x81\x05abcde",
        b"\x30\x82\x00\x85",
        b"\x30\x05ab",
        b"\x30\x85\x01\x01\x01\x01\x01",
    ],
)
def test_what_is_no_shortest_der_is_refused(raw: bytes) -> None:
    with pytest.raises(NotDer):
        read(raw)


def test_the_container_is_what_another_library_expects() -> None:
    found = asn1_cms.ContentInfo.load(MADE, strict=True)
    assert found.dump(force=True) == MADE, "written anew it is the same: it is DER"
    signer = found["content"]["signer_infos"][0]
    assert signer["signature"].native == SIGNATURE
    assert signer["signed_attrs"].untag().dump() == signed_attributes(DIGEST, CERTIFICATE)
    assert found["content"]["certificates"][0].dump() == CERTIFICATE


def test_what_it_claims_is_read_back() -> None:
    said = claimed(MADE + bytes(100))
    assert (said.digest, said.certificates, said.signature) == (DIGEST, (CERTIFICATE,), SIGNATURE)
    assert said.attributes == signed_attributes(DIGEST, CERTIFICATE)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_called_no_der(raw: bytes) -> None:
    with contextlib.suppress(NotDer):
        claimed(raw)
    with contextlib.suppress(NotDer):
        list(children(raw))


@given(st.integers(0, len(MADE) - 1), st.integers(0, 255))
def test_any_damage_to_a_container_is_read_or_called_no_der(place: int, byte: int) -> None:
    with contextlib.suppress(NotDer):
        claimed(MADE[:place] + bytes([byte]) + MADE[place + 1 :])


def test_the_place_of_the_signature_holds_its_one_form_only() -> None:
    found = signed_pdf(pdf(content()))
    assert found is not None and found.gap[:1] + found.gap[-1:] == b"<>"
    own = found.contents.rstrip(b"\0")
    assert found.holds(own) and not found.holds(own[:-1]) and not found.holds(own + b"\x01")
    assert not found.holds(bytes(len(found.gap)))
