"""Checkpoints: how many entries the ledger has and the root over them, signed (C2SP tlog-checkpoint).

zhicheng.ledger/3f2a…      whose ledger: the first 32 digits of the SHA-256 of its public key
1204                       how many entries
CsUYap…                    the root over them, base64
at 2026-10-12T01:30:00.000000Z
resumed 100 … 120 …        once for every time the ledger went on from an older backup (see resume)

— zhicheng.ledger/3f2a… base64
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.ledger.body import moment
from zhicheng.procedure.ledger.note import Key, Note, NoteMalformed, public_key, read_note, sign

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_AT: Final = re.compile(r"at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)")


@dataclass(frozen=True, slots=True)
class State:
    """A state of the ledger: how many entries, and the root over them (32 bytes)."""

    size: int
    root: bytes

    @property
    def words(self) -> str:
        """Size and root, as a checkpoint's line names them."""
        return f"{self.size} {base64.b64encode(self.root).decode()}"


@dataclass(frozen=True, slots=True)
class Resumed:
    """The ledger went on from ``restored``, though ``lost`` had been published before."""

    restored: State
    lost: State

    @property
    def line(self) -> str:
        """The line of a checkpoint that says so."""
        return f"resumed {self.restored.words} {self.lost.words}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A state of one ledger, at a moment, with every resumption up to then; lines it does not know are kept."""

    origin: str
    state: State
    at: dt.datetime | None = None
    resumed: tuple[Resumed, ...] = ()
    further: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = [self.origin, str(self.state.size), base64.b64encode(self.state.root).decode()]
        lines += [f"at {moment(self.at)}"] if self.at is not None else []
        return "\n".join([*lines, *(one.line for one in self.resumed), *self.further, ""])


def origin_of(public: bytes) -> str:
    """The name of the ledger that signs with this public key; whoever holds the name can't be given another key."""
    return f"zhicheng.ledger/{hashlib.sha256(public).hexdigest()[:32]}"


def key_of(public: bytes) -> Key:
    """The public key with the ledger's name."""
    return Key(origin_of(public), public)


def is_own_key(key: Key) -> bool:
    """Whether the key's name is the one that follows from it."""
    return key == key_of(key.public)


def signed_checkpoint(
    state: State, seed: bytes, *, at: dt.datetime | None = None, resumed: tuple[Resumed, ...] = ()
) -> Note:
    """A checkpoint, signed by the ledger's private key (``seed``, 32 bytes)."""
    origin = origin_of(public_key(seed))
    return sign(Checkpoint(origin, state, at, resumed).text, origin, seed)


def read_checkpoint(note: Note | str) -> Checkpoint:
    """The checkpoint of a note; its signatures are not verified here.

    Raises:
        NoteMalformed: the text is no note, or its text is no checkpoint.
    """
    text = (read_note(note) if isinstance(note, str) else note).text
    lines = text.split("\n")[:-1]
    if len(lines) < 3 or not all(lines) or not _SIZE.fullmatch(lines[1]):
        raise NoteMalformed("不是检查点", "this is no checkpoint")
    state, at = State(int(lines[1]), _root(lines[2])), None
    resumed: list[Resumed] = []
    further: list[str] = []
    for number, line in enumerate(lines[3:]):
        said = _AT.fullmatch(line)
        if said and number == 0:
            at = _moment(said[1])
        elif line.startswith("resumed "):
            resumed.append(_resumed(line))
        elif line.startswith("at "):
            raise NoteMalformed(
                "检查点的时间不合格式，或不在其位", "the checkpoint's moment is not in form or in its place"
            )
        else:
            further.append(line)
    return Checkpoint(lines[0], state, at, tuple(resumed), tuple(further))


def _moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise NoteMalformed("检查点的时间不对", "the checkpoint's moment is none") from None


def _resumed(line: str) -> Resumed:
    words = line.split(" ")
    if len(words) != 5 or not (_SIZE.fullmatch(words[1]) and _SIZE.fullmatch(words[3])):
        raise NoteMalformed("检查点的续记行不合格式", "the checkpoint's line on a resumption is not in form")
    return Resumed(State(int(words[1]), _root(words[2])), State(int(words[3]), _root(words[4])))


def _root(text: str) -> bytes:
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raw = b""
    if len(raw) != 32 or base64.b64encode(raw).decode() != text:
        raise NoteMalformed("检查点的根不是 32 字节的 Base64", "the checkpoint's root is not 32 bytes of base64")
    return raw
