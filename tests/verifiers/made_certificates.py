"""Files with the two signatures of a certificate, made by the format page alone with a key of ours; not PDFs that open."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509.oid import NameOID

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
DATA, SIGNED, TYPE, DIGEST = (bytes.fromhex("06092A864886F70D01" + end) for end in ("0701", "0702", "0903", "0904"))
SIGNER = bytes.fromhex("060B2A864886F70D010910022F")
SHA256, ECDSA, ONE = (
    bytes.fromhex(one) for one in ("300B0609608648016503040201", "300A06082A8648CE3D040302", "020101")
)


@functools.cache
def key() -> tuple[ec.EllipticCurvePrivateKey, bytes, bytes]:
    """A key, its public half and its certificate."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, "示例签发单位"), x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    )
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, private.public_key(), 0xF1E2D3C4B5A69788, start, end).sign(
        private, hashes.SHA256()
    )
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return private, private.public_key().public_bytes(*form), made.public_bytes(serialization.Encoding.DER)


def keys() -> dict[str, Any]:
    _, public, certificate = key()
    one = {"id": hashlib.sha256(public).hexdigest()[:16], "algorithm": "ES256", "kind": "platform", "state": "in-use", "from": "2026-01-01",
           "until": "", "public": base64.b64encode(public).decode(), "certificate": base64.b64encode(certificate).decode()}  # fmt: skip
    return {"format": "zhicheng-keys/1", "issuer": "示例签发单位", "keys": [one]}


def numbers(message: bytes, low: bool = True) -> tuple[int, int]:
    r, s = decode_dss_signature(key()[0].sign(message, ec.ECDSA(hashes.SHA256())))
    return r, (min if low else max)(s, ORDER - s)


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(size)]) + size + body


def container(hashed: bytes, plan: dict[str, Any]) -> bytes:
    whole = key()[2]
    parsed = x509.load_der_x509_certificate(whole)
    named = der(0x30, der(0x30, der(0x30, der(4, hashlib.sha256(whole).digest()))))
    listed = (
        der(0x30, TYPE, der(0x31, DATA))
        + der(0x30, DIGEST, der(0x31, der(4, hashed)))
        + der(0x30, SIGNER, der(0x31, named))
    )
    signature = encode_dss_signature(*numbers(der(0x31, listed), plan["low"]))
    if plan["loose"]:  # the same numbers, one byte longer
        body = der(2, b"\0" + signature[4 : 4 + signature[3]]) + signature[4 + signature[3] :]
        signature = der(0x30, body)
    serial = der(2, parsed.serial_number.to_bytes(9, "big"))
    signer = der(
        0x30, ONE, der(0x30, parsed.issuer.public_bytes(), serial), SHA256, der(0xA0, listed), ECDSA, der(4, signature)
    )
    content = der(0x30, ONE, der(0x31, SHA256), der(0x30, DATA), der(0xA0, whole), der(0x31, signer))
    return der(0x30, SIGNED, der(0xA0, content))


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def certificate(change: Callable[[dict[str, Any]], Any]) -> bytes:
    said = ["ZJ26-EW8X-N4DZ-MXDE-H2R5", "王䶮", "", "高级工程师", "zj-iot-2026/senior-engineer", "物联网工程", "评委会", "示例签发单位",
            "示例〔2026〕1号", "2026-10-30", "2026-11-20", "示例省", "zj26-1", 4711, "", keys()["keys"][0]["id"]]  # fmt: skip
    plan: dict[str, Any] = {"said": said, "low": True, "statement_low": True, "loose": False, "text": "", "gap": lambda gap: gap,
                            "before": b"", "after": b"", "range": "/ByteRange [0 %d %d %d]"}  # fmt: skip
    change(plan)
    text = plan["text"] or json.dumps(plan["said"], ensure_ascii=False, separators=(",", ":"))
    r, s = numbers(b"zhicheng-certificate/1\n" + text.encode(), plan["statement_low"])
    statement = f"zc1.{base64url(text.encode())}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    start = b"%PDF-1.7\n" + f"<zhicheng:statement>{statement}</zhicheng:statement>\n".encode() + plan["before"]
    gap, end = 6000, b"\n/end\n%%EOF\n" + plan["after"]
    begin = len(start) + len(plan["range"] % (10000, 10000, 10000)) + len("/Contents ")
    line = plan["range"] % (begin, begin + gap, len(end))
    start += line.ljust(begin - len(start) - len("/Contents ")).encode() + b"/Contents "
    cms = container(hashlib.sha256(start + end).digest(), plan)
    return start + plan["gap"](b"<" + cms.hex().upper().encode().ljust(gap - 2, b"0") + b">") + end


def field(place: int, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda plan: plan["said"].__setitem__(place, value)


CASES: list[tuple[str, int, Callable[[dict[str, Any]], Any]]] = [
    ("nothing", 0, lambda plan: None),
    ("more blanks", 0, lambda plan: plan.update(range="/ByteRange [0  %d   %d %d  ]")),
    ("the larger s in the container", 1, lambda plan: plan.update(low=False)),
    ("the larger s in the statement", 1, lambda plan: plan.update(statement_low=False)),
    ("a signature one byte longer", 1, lambda plan: plan.update(loose=True)),
    ("something in the padding", 1, lambda plan: plan.update(gap=lambda gap: gap[:-3] + b"01>")),
    ("small digits", 1, lambda plan: plan.update(gap=lambda gap: gap.lower())),
    ("a blank in the gap", 1, lambda plan: plan.update(gap=lambda gap: gap[:-2] + b" >")),
    ("a second byte range", 1, lambda plan: plan.update(before=b"/ByteRange [0 1 2 3]\n")),
    ("a second statement", 2, lambda plan: plan.update(before=b"<zhicheng:statement>zc1.a.b</zhicheng:statement>\n")),
    ("blanks in the content", 2, lambda plan: plan.update(text=json.dumps(plan["said"], ensure_ascii=False))),
    ("escapes in the content", 2, lambda plan: plan.update(text=json.dumps(plan["said"], separators=(",", ":")))),
    ("fifteen values", 2, lambda plan: plan["said"].pop(2)),
    ("seventeen values", 2, lambda plan: plan["said"].append("")),
    ("an index as text", 2, field(13, "4711")),
    ("an index below nought", 2, field(13, -1)),
    ("an index too large", 2, field(13, 2**24)),
    ("an index that is true", 2, field(13, True)),
    ("a name that is a number", 2, field(1, 7)),
    ("another key", 1, field(15, "0" * 16)),
    ("an empty title", 2, field(3, "")),
    ("no level", 2, field(4, "zj-iot-2026")),
    ("issued before obtained", 2, field(10, "2026-10-29")),
    ("issued before the key was in use", 1, lambda plan: (field(9, "2025-01-01")(plan), field(10, "2025-12-31")(plan))),
    ("no such day", 2, field(10, "2026-11-31")),
    ("a day of another form", 2, field(10, "20261120")),
    ("a personal number in the open", 2, field(2, "330102199001010011")),
    ("a number of another form", 2, field(0, "ZJ26-EW8X-N4DZ-MXDE")),
    ("a number with a forbidden sign", 2, field(0, "ZJ26-EW8X-N4DZ-MXDE-H2RU")),
    ("replaces something of another form", 2, field(14, "x")),
]  # fmt: skip
