"""The keys of an issuer: which key signed when, and whether what it signed still counts.

Keys change; a retired key stays in the file, because what it signed stays good. The file itself is not signed: it is
fetched from the issuer and its fingerprint compared with a printed one.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from zhicheng.procedure.canonical import canonical, digest
from zhicheng.procedure.certificate.signature import ALGORITHM, key_id, public_bytes
from zhicheng.vocabulary.problems import Problem, Refused

FORMAT: Final = "zhicheng-keys/1"
PLATFORM, OFFICIAL = "platform", "official"
KINDS: Final[dict[str, tuple[str, str]]] = {
    PLATFORM: ("平台签名，非电子印章", "platform signature, not an official electronic seal"),
    OFFICIAL: ("电子印章", "official electronic seal"),
}
"""What a key stands for."""
IN_USE, RETIRED, COMPROMISED = "in-use", "retired", "compromised"
STATES: Final = (IN_USE, RETIRED, COMPROMISED)


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its X.509 certificate in DER, what it stands for, from when until when it signs.

    ``state``: ``in-use``; ``retired``: signs no more, what it signed stays good; ``compromised``: somebody else may
    have signed with it, nothing of it counts by itself any more.
    """

    certificate: bytes
    start: dt.date
    end: dt.date | None = None
    state: str = IN_USE
    kind: str = PLATFORM

    @property
    def public(self) -> ec.EllipticCurvePublicKey:
        """The public key.

        Raises:
            ValueError: the certificate is none, or its key is not one of P-256.
        """
        found = x509.load_der_x509_certificate(self.certificate).public_key()
        if not isinstance(found, ec.EllipticCurvePublicKey) or not isinstance(found.curve, ec.SECP256R1):
            raise ValueError("no key of P-256")
        return found

    @property
    def id(self) -> str:
        """The name of the key: 16 hexadecimal digits."""
        return key_id(self.public)

    def signs_on(self, day: dt.date) -> bool:
        """Whether the key was in use on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys of an issuer, oldest first."""

    issuer: str
    keys: tuple[Key, ...]

    def find(self, id_: str) -> Key | None:
        """The key of that name."""
        return next((key for key in self.keys if key.id == id_), None)

    def by_certificate(self, certificates: Iterable[bytes]) -> Key | None:
        """The key whose very certificate is among those given."""
        there = set(certificates)
        return next((key for key in self.keys if key.certificate in there), None)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file's canonical form: what is printed on paper and compared."""
        return digest(key_data(self))

    def rotated(self, new: Key) -> KeySet:
        """The set after a change of key: those in use end the day before ``new`` starts and are retired.

        Raises:
            ValueError: the new key is there already, or would start before one in use did.
        """
        if self.find(new.id) is not None:
            raise ValueError("the key is there already")
        last = new.start - dt.timedelta(days=1)
        if any(key.state == IN_USE and key.start > last for key in self.keys):
            raise ValueError("a new key starts after those in use")
        old = (replace(key, end=last, state=RETIRED) if key.state == IN_USE else key for key in self.keys)
        return KeySet(self.issuer, (*old, new))

    def voided(self, id_: str) -> KeySet:
        """The set once a key is known to be in other hands: nothing it signed counts by itself any more.

        Raises:
            KeyError: there is no such key.
        """
        if self.find(id_) is None:
            raise KeyError(id_)
        return KeySet(
            self.issuer, tuple(replace(key, state=COMPROMISED) if key.id == id_ else key for key in self.keys)
        )


def key_data(keys: KeySet) -> dict[str, Any]:
    """The key file as data."""
    return {
        "format": FORMAT,
        "issuer": keys.issuer,
        "keys": [
            {
                "id": key.id,
                "algorithm": ALGORITHM,
                "kind": key.kind,
                "state": key.state,
                "from": key.start.isoformat(),
                "until": key.end.isoformat() if key.end else "",
                "public": base64.b64encode(public_bytes(key.public)).decode("ascii"),
                "certificate": base64.b64encode(key.certificate).decode("ascii"),
            }
            for key in keys.keys
        ],
    }


def key_file(keys: KeySet) -> bytes:
    """The key file: canonical JSON."""
    return canonical(key_data(keys))


def keys_in(data: Any, where: str = "") -> KeySet:
    """The keys of a key file that was read as JSON.

    Raises:
        Refused: it is no key file, or a key in it does not agree with its own certificate.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        what = (f"不是密钥文件（{FORMAT}）", f"no key file ({FORMAT})")
        raise Refused([Problem(where, "", what)])
    try:
        keys = tuple(_key(entry) for entry in data["keys"])
        if len({key.id for key in keys}) != len(keys):  # the same key in use and compromised: nobody could say which
            raise ValueError("a key stands there twice")
        return KeySet(str(data["issuer"]), keys)
    except (KeyError, TypeError, ValueError) as error:
        what = (f"密钥文件有误：{error}", f"the key file is wrong: {error}")
        raise Refused([Problem(where, "", what)]) from error


def _key(entry: dict[str, str]) -> Key:
    key = Key(
        base64.b64decode(entry["certificate"], validate=True),
        dt.date.fromisoformat(entry["from"]),
        dt.date.fromisoformat(entry["until"]) if entry["until"] else None,
        entry["state"],
        entry["kind"],
    )
    public = serialization.load_der_public_key(base64.b64decode(entry["public"], validate=True))
    if not isinstance(public, ec.EllipticCurvePublicKey) or public_bytes(public) != public_bytes(key.public):
        raise ValueError("public key and certificate differ")
    if entry["id"] != key.id or entry["algorithm"] != ALGORITHM or key.state not in STATES or key.kind not in KINDS:
        raise ValueError(f"key {entry['id']}")
    # 20260131 would be a day too, and sort elsewhere in a reader that compares text
    if (entry["from"], entry["until"]) != (key.start.isoformat(), key.end.isoformat() if key.end else ""):
        raise ValueError("a day is written as 2026-01-31")
    return key
