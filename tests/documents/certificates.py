"""Certificates for tests and for ``verifiers/examples``: made-up persons, keys that anybody can derive.

``python -m tests.documents.certificates`` writes the examples anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from zhicheng.documents.certificate import make_certificate
from zhicheng.documents.plain import BEIJING
from zhicheng.documents.platform_seal import PlatformSeal, self_signed
from zhicheng.procedure.certificate.content import Content
from zhicheng.procedure.certificate.keys import Key, KeySet, key_file
from zhicheng.procedure.certificate.number import new_number
from zhicheng.procedure.certificate.signature import ORDER
from zhicheng.procedure.certificate.status import SignedList, list_file, signed_list, status_list

EXAMPLES = Path(__file__).parents[2] / "verifiers" / "examples"
ISSUER = "示例省经济和信息化厅"
LINK = "https://zhicheng.example/v"
AT = dt.datetime(2026, 11, 20, 9, 30, tzinfo=BEIJING)
LISTED = dt.datetime(2026, 12, 1, 8, 0, tzinfo=BEIJING)
DUE = dt.datetime(2027, 1, 1, 8, 0, tzinfo=BEIJING)
NOW = dt.datetime(2026, 12, 10, 12, 0, tzinfo=BEIJING)
VALID_AT, REVOKED_AT, REISSUED_AT = 4711, 130_000, 7


def chance(label: str) -> Callable[[int], bytes]:
    """Bytes that look random and are the same in every run."""
    return lambda count: hashlib.shake_256(label.encode()).digest(count)


@cache
def seal(label: str = "example key 1", issuer: str = ISSUER, start: dt.date = dt.date(2026, 1, 1)) -> PlatformSeal:
    """A platform key derived from a label: nobody's secret."""
    secret = ec.derive_private_key(int.from_bytes(chance(label)(40), "big") % (ORDER - 1) + 1, ec.SECP256R1())
    serial = int.from_bytes(chance(f"serial of {label}")(8), "big") | 1
    certificate = self_signed(secret, issuer, start=start, end=start.replace(year=start.year + 10), serial=serial)
    return PlatformSeal(Key(certificate, start), issuer, secret)


def keys() -> KeySet:
    """The key file of the examples."""
    return KeySet(ISSUER, (seal().key,))


def content(**changed: Any) -> Content:
    """What the example says, with changes."""
    return replace(
        Content(
            number=new_number("ZJ26", chance("number of the example")),
            name="王䶮",
            person="3301**********0011",
            title="高级工程师",
            track="zj-iot-2026/senior-engineer",
            specialty="物联网工程",
            committee="示例省物联网工程专业高级工程师职务任职资格评审委员会",
            issuer=ISSUER,
            document="示例经信人事〔2026〕123号",
            obtained_on=dt.date(2026, 10, 30),
            issued_on=AT.date(),
            valid_in="示例省",
            status_list="zj26-1",
            status_index=VALID_AT,
            replaces="",
            key=seal().key.id,
        ),
        **changed,
    )


def other_content() -> Content:
    """What the revoked example says."""
    number = new_number("ZJ26", chance("number of the revoked one"))
    return content(number=number, name="李某某", person="3302**********0022", status_index=REVOKED_AT)


def old_content() -> Content:
    """What the re-issued example said: the name was wrong."""
    return content(number=new_number("ZJ26", chance("number of the old one")), name="王龚", status_index=REISSUED_AT)


@cache
def pdf(said: Content, sealed_by: PlatformSeal | None = None, at: dt.datetime = AT) -> bytes:
    """A certificate as a file."""
    return make_certificate(said, sealed_by or seal(), link=LINK, at=at)[1].pdf


def listed(by: PlatformSeal | None = None, **changed: Any) -> SignedList:
    """The status list of the examples, with changes."""
    provider = by or seal()
    given: dict[str, Any] = {"made_at": LISTED, "next_at": DUE, "revoked": {REVOKED_AT}, "reissued": {REISSUED_AT}}
    made = status_list("zj26-1", ISSUER, 3, key=provider.key.id, **(given | changed))
    return signed_list(made, provider.sign)


def example_files() -> dict[str, bytes]:
    """The files of ``verifiers/examples`` that concern certificates."""
    return {
        "certificate.pdf": pdf(content(replaces=old_content().number)),
        "certificate-revoked.pdf": pdf(other_content()),
        "certificate-reissued.pdf": pdf(old_content()),
        "certificate.keys.json": key_file(keys()),
        "certificate.status.json": list_file(listed()),
    }


if __name__ == "__main__":
    for name, raw in example_files().items():
        (EXAMPLES / name).write_bytes(raw)
        print(f"{name}: {len(raw)}")
