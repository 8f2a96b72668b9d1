"""Signed notes: a text, a blank line, lines of signatures (C2SP signed-note), and a witness's cosignature.

Keys are Ed25519. A signature line is ``— name base64(key id ‖ signature)``; the key id is the first four bytes of
SHA-256(name ‖ 0x0A ‖ kind ‖ public key), kind 0x01 for the note's own signature, 0x04 for a cosignature with its time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE: Final = 1
"""The kind of a note's own signature."""
COSIGNATURE: Final = 4
"""The kind of a witness's cosignature."""
_MOST: Final = 64
_PREFIX: Final = "— "


class NoteMalformed(ValueError):
    """A text that is no signed note, or a key that is no key; the message says why in both languages (``text``)."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = (zh, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Key:
    """A public key with its name: who signs, and in which way (``SIGNATURE`` or ``COSIGNATURE``)."""

    name: str
    public: bytes
    kind: int = SIGNATURE

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature says whose it is."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as one line of text: ``name+id+base64(kind ‖ public key)``."""
        return f"{self.name}+{self.id.hex()}+{_text(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note: the name, the key's id, and the bytes after it."""

    name: str
    key_id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """The line as it stands in the note, with its end."""
        return f"{_PREFIX}{self.name} {_text(self.key_id + self.raw)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a line's end) and the signatures below it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(one.line for one in self.signatures)}"


def read_vkey(text: str) -> Key:
    """A public key from its line of text.

    Raises:
        NoteMalformed: it is none, or its id is not its own.
    """
    fault = NoteMalformed("不是公钥文本（名称+编号+密钥）", "this is no public key (name+id+key)")
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or not _is_name(parts[0]):
        raise fault
    raw = _bytes(parts[2], fault)
    if len(raw) != 33 or raw[0] not in (SIGNATURE, COSIGNATURE):
        raise fault
    key = Key(parts[0], raw[1:], raw[0])
    if key.id.hex() != parts[1]:
        raise NoteMalformed("公钥文本中的编号与密钥不符", "the id in the public key is not that of the key")
    return key


def public_key(seed: bytes) -> bytes:
    """The public key (32 bytes) of a private one (its seed of 32 bytes)."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def read_note(message: str) -> Note:
    """A signed note, taken apart; nothing is verified yet.

    Raises:
        NoteMalformed: it is none.
    """
    fault = NoteMalformed("不是签名文本（note）", "this is no signed note")
    text, blank, below = message.rpartition("\n\n")
    lines = below.split("\n")
    if not blank or lines[-1] or not 1 < len(lines) <= _MOST + 1:
        raise fault
    if any(ord(one) < 32 and one != "\n" for one in message) or not _is_text(message):
        raise NoteMalformed("签名文本含控制字符", "the note holds control characters")
    return Note(f"{text}\n", tuple(_signature(line, fault) for line in lines[:-1]))


def sign(text: str, name: str, seed: bytes) -> Note:
    """A text signed by one key.

    Raises:
        NoteMalformed: the text does not end in a line's end, or the name can't be one.
    """
    if not text.endswith("\n") or not _is_name(name):
        raise NoteMalformed("文本或签名者名称不合格式", "the text or the signer's name is not in form")
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key = Key(name, private.public_key().public_bytes_raw())
    return Note(text, (Signature(name, key.id, private.sign(text.encode())),))


def signed_by(note: Note, key: Key) -> bool:
    """Whether the note bears a signature of this key, and every one that claims to be its is good."""
    found = [one for one in note.signatures if (one.name, one.key_id) == (key.name, key.id)]
    return bool(found) and all(_good(note, one, key) for one in found)


def cosign(note: Note, name: str, seed: bytes, seconds: int) -> Note:
    """The note with a witness's cosignature below, given at ``seconds`` since 1970."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key = Key(name, private.public_key().public_bytes_raw(), COSIGNATURE)
    signature = seconds.to_bytes(8, "big") + private.sign(_cosigned(note, seconds))
    return Note(note.text, (*note.signatures, Signature(name, key.id, signature)))


def cosigned_at(note: Note, key: Key) -> int | None:
    """When (seconds since 1970) the witness of this key cosigned; ``None``: it did not, or the signature is bad."""
    if key.kind != COSIGNATURE or not signed_by(note, key):
        return None
    times = [one.raw[:8] for one in note.signatures if (one.name, one.key_id) == (key.name, key.id)]
    return int.from_bytes(max(times), "big")


def _good(note: Note, signature: Signature, key: Key) -> bool:
    raw, message = signature.raw, note.text.encode()
    if key.kind == COSIGNATURE:
        if len(raw) != 72:
            return False
        message, raw = _cosigned(note, int.from_bytes(raw[:8], "big")), raw[8:]
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(raw, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _cosigned(note: Note, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{note.text}".encode()


def _signature(line: str, fault: NoteMalformed) -> Signature:
    name, gap, signature = line.removeprefix(_PREFIX).partition(" ")
    if not line.startswith(_PREFIX) or not gap or not _is_name(name):
        raise fault
    raw = _bytes(signature, fault)
    if len(raw) < 5:
        raise fault
    return Signature(name, raw[:4], raw[4:])


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(one.isspace() for one in name)


def _is_text(message: str) -> bool:
    try:
        message.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str, fault: NoteMalformed) -> bytes:
    """Base64 in its one form: nothing around it, nothing left over in its last letter."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise fault from None
    if _text(raw) != text:
        raise fault
    return raw
