"""A certificate authority for one room: made for the addresses of one laptop, and gone once it has signed its certificate.

Devices that trust it trust nothing else by it: its key is never written down, and it is good for these addresses and these
days alone (RFC 5280, name constraints). ``now`` is a parameter.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY, AUTHORITY_PEM, CERTIFICATE, KEY = "room-ca.crt", "room-ca.pem", "server.pem", "server.key"
"""Files of the folder: the authority as phones take it (DER) and as programs do (PEM), the certificate, its key."""
SERVER: Final = "zhicheng room server"
"""No host name: some programs hold a common name that looks like one against the constraints, too."""
BEFORE: Final = dt.timedelta(days=1)
"""It is good from a day before: clocks of tablets are not always right."""


@dataclass(frozen=True, slots=True)
class RoomCertificate:
    """What was made: where, the authority's SHA-256 fingerprint (as devices show it), until when it is good."""

    folder: Path
    fingerprint: str
    until: dt.datetime


def make_room_certificate(
    folder: Path, addresses: Sequence[str], *, name: str, days: int, now: dt.datetime
) -> RoomCertificate:
    """An authority and a certificate for these addresses (IP addresses or host names), in a new folder.

    Args:
        name: what devices show of the authority, such as the committee's.
        days: for how many days from ``now`` both are good.

    Raises:
        FileExistsError: the folder is there already.
        ValueError: no address is given, or one is no IP address and no host name.
    """
    if not addresses:
        raise ValueError("no address is given")
    names = [_general_name(one) for one in addresses]
    folder.mkdir(parents=True, mode=0o700)
    start, until = now - BEFORE, now + dt.timedelta(days=days)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"zhicheng {name}"[:64])])
    authority = _authority(subject, authority_key, names, start, until)
    certificate = _certificate(subject, authority_key, key, names, (start, until))
    pem, der = serialization.Encoding.PEM, serialization.Encoding.DER
    _write(folder / AUTHORITY, authority.public_bytes(der), 0o644)
    _write(folder / AUTHORITY_PEM, authority.public_bytes(pem), 0o644)
    _write(folder / CERTIFICATE, certificate.public_bytes(pem) + authority.public_bytes(pem), 0o644)
    unencrypted = serialization.NoEncryption()
    _write(folder / KEY, key.private_bytes(pem, serialization.PrivateFormat.PKCS8, unencrypted), 0o600)
    return RoomCertificate(folder, _spaced(authority.fingerprint(hashes.SHA256())), until)


def fingerprint_of(folder: Path) -> str:
    """The authority's SHA-256 fingerprint, as devices show it."""
    authority = x509.load_der_x509_certificate((folder / AUTHORITY).read_bytes())
    return _spaced(authority.fingerprint(hashes.SHA256()))


def _spaced(digest: bytes) -> str:
    return ":".join(f"{one:02X}" for one in digest)


def _general_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        parts = text.split(".")
        if not all(part.replace("-", "").isalnum() and part.isascii() and len(part) < 64 for part in parts):
            raise ValueError(f"{text!r} is neither an IP address nor a host name") from None
        return x509.DNSName(text)


def _constraints(names: Sequence[x509.GeneralName]) -> x509.NameConstraints:
    """For these addresses alone: whoever got hold of the authority could pretend to be nobody else."""
    permitted: list[x509.GeneralName] = []
    for one in names:
        if isinstance(one, x509.IPAddress):
            permitted.append(x509.IPAddress(ipaddress.ip_network(one.value)))
        else:
            permitted.append(one)
    if not any(isinstance(one, x509.DNSName) for one in names):
        permitted.append(x509.DNSName("none.invalid"))
    return x509.NameConstraints(permitted, None)


def _authority(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    names: Sequence[x509.GeneralName],
    start: dt.datetime,
    until: dt.datetime,
) -> x509.Certificate:
    usage = _usage(signs=True)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(_constraints(names), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _certificate(
    issuer: x509.Name,
    authority: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    names: Sequence[x509.GeneralName],
    good: tuple[dt.datetime, dt.datetime],
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SERVER)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(good[0])
        .not_valid_after(good[1])
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs, crl_sign=signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _write(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
