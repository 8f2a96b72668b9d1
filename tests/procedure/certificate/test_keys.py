"""Key files: old keys stay, every key agrees with its own certificate."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import pytest
from cryptography import x509

from tests.documents.certificates import ISSUER, keys, seal
from zhicheng.documents.platform_seal import MARK
from zhicheng.procedure.certificate.keys import COMPROMISED, IN_USE, RETIRED, KeySet, key_file, keys_in
from zhicheng.procedure.certificate.signature import public_bytes
from zhicheng.vocabulary.problems import Refused

SECOND = seal("example key 2", start=dt.date(2027, 1, 1)).key


def data() -> dict[str, Any]:
    return dict(json.loads(key_file(keys())))


def test_a_key_file_read_back_is_the_same() -> None:
    assert keys_in(data()) == keys()
    assert keys_in(data()).fingerprint == keys().fingerprint


def test_after_a_change_of_key_the_old_one_stays_for_what_it_signed() -> None:
    both = keys().rotated(SECOND)
    old, new = both.keys
    assert (old.state, old.end, new.state) == (RETIRED, dt.date(2026, 12, 31), IN_USE)
    assert old.signs_on(dt.date(2026, 12, 31)) and not old.signs_on(dt.date(2027, 1, 1))
    assert both.find(old.id) == old and both.find(new.id) == new and both.find("0" * 16) is None
    assert keys_in(json.loads(key_file(both))) == both and both.fingerprint != keys().fingerprint
    with pytest.raises(ValueError, match="there already"):
        both.rotated(new)
    with pytest.raises(ValueError, match="after"):
        both.rotated(seal("third", start=dt.date(2026, 6, 1)).key)


def test_a_void_key_stays_in_the_file_and_is_called_so() -> None:
    both = keys().rotated(SECOND)
    old = both.voided(both.keys[0].id)
    assert [key.state for key in old.keys] == [COMPROMISED, IN_USE] and keys_in(json.loads(key_file(old))) == old
    again = old.rotated(seal("third", start=dt.date(2028, 1, 1)).key)
    assert [key.state for key in again.keys] == [COMPROMISED, RETIRED, IN_USE]
    with pytest.raises(KeyError):
        both.voided("0" * 16)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "0" * 16},
        {"algorithm": "none"},
        {"kind": "royal"},
        {"state": "new"},
        {"from": "yesterday"},
        {"from": "20260101"},
        {"until": "2026-W52-1"},
        {"certificate": "AAAA"},
        {"certificate": base64.b64encode(SECOND.certificate).decode()},
        {"public": base64.b64encode(public_bytes(SECOND.public)).decode()},
        {"public": ""},
    ],
)
def test_a_key_that_disagrees_with_itself_is_refused(change: dict[str, str]) -> None:
    given = data()
    given["keys"][0] |= change
    with pytest.raises(Refused):
        keys_in(given)


def test_a_key_that_stands_there_twice_is_refused() -> None:
    """Once in use, once void: which of the two counts would be the reader's choice."""
    given = data()
    given["keys"].append(given["keys"][0] | {"state": COMPROMISED})
    with pytest.raises(Refused, match="twice"):
        keys_in(given)


@pytest.mark.parametrize(
    "given", [None, [], {}, {"format": "zhicheng-keys/1"}, {"format": "zhicheng-keys/1", "issuer": "x", "keys": [1]}]
)
def test_what_is_no_key_file_is_refused(given: Any) -> None:
    with pytest.raises(Refused):
        keys_in(given)


def test_a_key_on_another_curve_is_refused() -> None:
    """Its certificate is sound and its name fits; this house does not sign with it."""
    import hashlib

    from cryptography.hazmat.primitives.asymmetric import ec

    from zhicheng.documents.platform_seal import self_signed

    other = ec.derive_private_key(7, ec.SECP384R1())
    certificate = self_signed(other, ISSUER, start=dt.date(2026, 1, 1), end=dt.date(2036, 1, 1), serial=3)
    public = public_bytes(other.public_key())
    given = data()
    given["keys"][0] |= {
        "id": hashlib.sha256(public).hexdigest()[:16],
        "public": base64.b64encode(public).decode(),
        "certificate": base64.b64encode(certificate).decode(),
    }
    with pytest.raises(Refused, match="P-256"):
        keys_in(given)


def test_the_certificate_of_the_platform_says_what_it_is() -> None:
    made = x509.load_der_x509_certificate(seal().key.certificate)
    assert MARK[0] in made.subject.rfc4514_string() and ISSUER in made.subject.rfc4514_string()
    assert (
        made.issuer == made.subject and made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    )
    made.verify_directly_issued_by(made)


def test_a_set_without_keys_finds_none() -> None:
    assert KeySet("x", ()).find("x") is None and KeySet("x", ()).by_certificate([b"y"]) is None
