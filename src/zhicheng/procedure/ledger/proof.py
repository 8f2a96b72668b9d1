"""The proof that one act stands in the ledger: entry, path, signed checkpoint; as JSON or as lines to be printed."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from zhicheng.procedure.ledger.body import Opening
from zhicheng.procedure.ledger.note import Key, NoteMalformed, read_vkey

FORMAT: Final = "zhicheng-ledger-proof/1"
PRINTED: Final = "c2sp.org/tlog-proof@v1"
"""The first line of a printed proof (C2SP tlog-proof)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Entry ``number`` (from 1) with its ``body``, the path to the root of the signed ``checkpoint``, its ``key``.

    ``opened``: what opens promised values of the entry, where the holder may know them.
    """

    number: int
    body: str
    path: tuple[bytes, ...]
    checkpoint: str
    key: Key
    opened: Mapping[str, Opening] = field(default_factory=dict)


def proof_data(proof: Proof) -> dict[str, Any]:
    """The proof as plain data, ready to be written as JSON (``zhicheng-ledger-proof/1``)."""
    return {
        "format": FORMAT,
        "key": proof.key.vkey,
        "checkpoint": proof.checkpoint,
        "number": proof.number,
        "body": proof.body,
        "path": [one.hex() for one in proof.path],
        "opened": opened_data(proof.opened),
    }


def opened_data(opened: Mapping[str, Opening]) -> dict[str, Any]:
    """Openings as plain data: the salt in hexadecimal digits, the value."""
    return {key: {"salt": one.salt.hex(), "value": one.value} for key, one in opened.items()}


def read_proof(data: Any) -> Proof:
    """A proof from its JSON.

    Raises:
        NoteMalformed: it is none.
    """
    fault = NoteMalformed(f"不是 {FORMAT} 格式的证明", f"this is no proof of the form {FORMAT}")
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise fault
    texts = (data.get("body"), data.get("checkpoint"), data.get("key"))
    if type(data.get("number")) is not int or not all(isinstance(one, str) for one in texts):
        raise fault
    if not isinstance(data.get("path"), list):
        raise fault
    path = tuple(read_hash(one, fault) for one in data["path"])
    opened = read_opened(data.get("opened", {}), fault)
    return Proof(data["number"], data["body"], path, data["checkpoint"], read_vkey(data["key"]), opened)


def read_hash(text: Any, fault: NoteMalformed) -> bytes:
    """32 bytes from their 64 lower-case hexadecimal digits.

    Raises:
        NoteMalformed: ``fault``.
    """
    if not isinstance(text, str) or len(text) != 64 or text.strip("0123456789abcdef"):
        raise fault
    return bytes.fromhex(text)


def read_opened(data: Any, fault: NoteMalformed) -> dict[str, Opening]:
    """Openings from plain data.

    Raises:
        NoteMalformed: ``fault``.
    """
    if not isinstance(data, dict) or not all(isinstance(one, dict) and "value" in one for one in data.values()):
        raise fault
    return {key: Opening(read_hash(one.get("salt"), fault), one["value"]) for key, one in data.items()}


def printed(proof: Proof) -> str:
    """The proof as lines for paper or a QR code: C2SP tlog-proof, the entry's body as its extra line.

    Promised values stay promised: what is printed is public.
    """
    extra = base64.b64encode(proof.body.encode()).decode()
    lines = [PRINTED, f"extra {extra}", f"index {proof.number - 1}"]
    return "\n".join([*lines, *(base64.b64encode(one).decode() for one in proof.path), "", proof.checkpoint])


def read_printed(text: str, key: Key) -> Proof:
    """A printed proof; the key is known from elsewhere.

    Raises:
        NoteMalformed: the lines are no such proof.
    """
    fault = NoteMalformed("不是打印的账册证明", "these lines are no printed proof of the ledger")
    head, blank, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 3 or lines[0] != PRINTED:
        raise fault
    said, index = lines[1].removeprefix("extra "), lines[2].removeprefix("index ")
    if said == lines[1] or index == lines[2] or not (index.isascii() and index.isdecimal()) or str(int(index)) != index:
        raise fault
    try:
        path = tuple(base64.b64decode(one, validate=True) for one in lines[3:])
        body = base64.b64decode(said, validate=True).decode()
    except (binascii.Error, ValueError):
        raise fault from None
    if any(len(one) != 32 for one in path):
        raise fault
    return Proof(int(index) + 1, body, path, checkpoint, key)


def proof_text(proof: Proof) -> str:
    """The proof's JSON, one form for one content."""
    return json.dumps(proof_data(proof), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
