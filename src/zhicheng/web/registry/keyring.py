"""The signing keys of certificates: each office's, their secret halves encrypted under the installation's key.

The first key is made when it is first needed; a later one retires it. They lie in the database, so that every machine
of an installation has them and a backup holds them.
"""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from zhicheng.documents.platform_seal import PlatformSeal, self_signed
from zhicheng.procedure.certificate.keys import IN_USE, Key, KeySet
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.registry.models import SigningKey
from zhicheng.web.registry.services.alone import alone

YEARS: Final = 10
LONGEST_ISSUER: Final = 30


def keys_of(office: Organisation) -> KeySet | None:
    """The public keys of an office, oldest first; ``None`` before it has any."""
    rows = SigningKey.objects.filter(office=office).defer("secret").order_by("start", "pk")
    keys = tuple(_key(one) for one in rows)
    return KeySet(office.name, keys) if keys else None


def _key(row: SigningKey) -> Key:
    return Key(base64.b64decode(row.certificate), row.start, row.end, row.state)


@transaction.atomic
def provider_for(office: Organisation, day: dt.date) -> PlatformSeal:
    """Who signs for an office on a day; its first key is made where it has none.

    Raises:
        ActRefused: ``no-key`` (none signs on that day), ``issuer-too-long``.
    """
    if not SigningKey.objects.filter(office=office).exists():
        new_key(office, day)
    rows = SigningKey.objects.filter(office=office, state=IN_USE, start__lte=day)
    row = next((one for one in rows.order_by("-start") if one.end is None or day <= one.end), None)
    if row is None:
        raise ActRefused(_no_key(day))
    secret = serialization.load_pem_private_key(row.secret.encode(), None)
    if not isinstance(secret, ec.EllipticCurvePrivateKey):
        raise ActRefused(_no_key(day))
    return PlatformSeal(_key(row), office.name, secret)


@transaction.atomic
def new_key(office: Organisation, start: dt.date) -> KeySet:
    """The keys with a new one from a day on; those in use before it are retired and still confirm what they signed.

    Raises:
        ActRefused: ``issuer-too-long``, ``key-too-early`` (one in use began on that day or later).
    """
    if len(office.name) > LONGEST_ISSUER:
        raise ActRefused(_LONG)
    alone(office)
    there = keys_of(office)
    if there is not None and any(one.state == IN_USE and one.start >= start for one in there.keys):
        raise ActRefused(_EARLY)
    secret = ec.generate_private_key(ec.SECP256R1())
    end = dt.date(start.year + YEARS, start.month, min(start.day, 28))
    serial = secrets.randbits(120) | 1
    key = Key(self_signed(secret, office.name, start=start, end=end, serial=serial), start)
    keys = there.rotated(key) if there is not None else KeySet(office.name, (key,))
    for one in keys.keys[:-1]:
        SigningKey.objects.filter(office=office, name=one.id).update(end=one.end, state=one.state)
    SigningKey.objects.create(
        office=office,
        name=key.id,
        certificate=base64.b64encode(key.certificate).decode("ascii"),
        secret=_pem(secret),
        start=start,
    )
    return keys


def _pem(secret: ec.EllipticCurvePrivateKey) -> str:
    raw = secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return raw.decode("ascii")


def _no_key(day: dt.date) -> Refusal:
    return Refusal(
        "no-key",
        (f"{day} 没有可用的签发密钥", f"no signing key can be used on {day}"),
        do=("请启用新密钥", "bring a new key into use"),
    )


_LONG = Refusal(
    "issuer-too-long",
    (f"发证单位名称超过{LONGEST_ISSUER}字", f"the issuer's name has more than {LONGEST_ISSUER} characters"),
    do=("请由运维人员更正单位名称", "have the operator shorten the organisation's name"),
)
_EARLY = Refusal(
    "key-too-early",
    ("现用密钥自当日或更晚启用，不能再换", "a key in use began on that day or later"),
    do=("请另选更晚的启用日", "choose a later day"),
)
