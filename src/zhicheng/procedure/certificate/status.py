"""The status list: which certificates hold no more, one bit each, signed and dated.

In the shape of W3C's Bitstring Status List 1.0: gzip, base64url, at least 131,072 bits, index 0 the highest bit of
the first byte. A first string says *no longer valid*, a second which of these were re-issued under a new number.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhicheng.procedure.canonical import NotCanonical, canonical
from zhicheng.procedure.certificate.content import LIST_NAME, MOST_ENTRIES
from zhicheng.procedure.certificate.statement import decoded, encoded
from zhicheng.vocabulary.problems import Problem, Refused

FORMAT: Final = "zhicheng-status/1"
LABEL: Final = f"{FORMAT}\n".encode()
SMALLEST: Final = 131_072
"""The least number of bits (Bitstring Status List, 4: herd privacy)."""
VALID, REVOKED, REISSUED = "valid", "revoked", "re-issued"
STATES: Final[dict[str, tuple[str, str]]] = {
    VALID: ("有效", "valid"),
    REVOKED: ("已撤销", "revoked"),
    REISSUED: ("已换发，以新证书为准", "re-issued; the new certificate counts"),
}
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list as it was made: its name, the how-many-th, from when until when it counts, who signed it.

    ``ended`` and ``reissued`` are bit strings (bytes) of one length; a re-issued certificate stands in both.
    """

    name: str
    issuer: str
    sequence: int
    made_at: dt.datetime
    next_at: dt.datetime
    ended: bytes
    reissued: bytes
    key: str

    @property
    def size(self) -> int:
        """How many certificates the list has room for."""
        return len(self.ended) * 8

    def state(self, index: int) -> str:
        """The state of a certificate: ``valid``, ``revoked`` or ``re-issued``.

        Raises:
            IndexError: the list has no such index.
        """
        if not 0 <= index < self.size:
            raise IndexError(index)
        if not _bit(self.ended, index):
            return VALID
        return REISSUED if _bit(self.reissued, index) else REVOKED


@dataclass(frozen=True, slots=True)
class SignedList:
    """A list, its data as they were signed (two machines may pack the same bits differently), the signature."""

    list: StatusList
    data: Mapping[str, Any]
    signature: bytes

    @property
    def signed(self) -> bytes:
        """What the signature is over: ``zhicheng-status/1``, a line feed, the canonical data without signature."""
        return LABEL + canonical(dict(self.data))


def status_list(
    name: str,
    issuer: str,
    sequence: int,
    *,
    made_at: dt.datetime,
    next_at: dt.datetime,
    revoked: Iterable[int],
    reissued: Iterable[int],
    key: str,
    size: int = SMALLEST,
) -> StatusList:
    """A list made anew from the indexes of what was revoked and what was re-issued.

    ``next_at``: when the next list is due; after it this one counts as expired. ``size`` is a multiple of 8.

    Raises:
        ValueError: an index does not fit, one stands in both, or the times or the size are not in order.
    """
    revoked, reissued = frozenset(revoked), frozenset(reissued)
    if not LIST_NAME.fullmatch(name):
        raise ValueError(f"no name of a list: {name}")
    if size % 8 or not SMALLEST <= size <= MOST_ENTRIES or sequence < 1 or revoked & reissued:
        raise ValueError("size, sequence or indexes do not fit")
    if made_at.tzinfo is None or next_at.tzinfo is None or not made_at < next_at:
        raise ValueError("a list needs times with a time zone, the second after the first")
    if any(not 0 <= index < size for index in revoked | reissued):
        raise ValueError("an index beyond the list")
    whole = [moment.astimezone(dt.UTC).replace(microsecond=0) for moment in (made_at, next_at)]
    return StatusList(
        name, issuer, sequence, whole[0], whole[1], _bits(revoked | reissued, size), _bits(reissued, size), key
    )


def signed_list(status: StatusList, sign: Callable[[bytes], bytes]) -> SignedList:
    """A list with its signature; ``sign`` is :meth:`SealProvider.sign`."""
    data = list_data(status)
    return SignedList(status, data, sign(LABEL + canonical(data)))


def list_data(status: StatusList) -> dict[str, Any]:
    """The list as data, without its signature."""
    address = f"urn:zhicheng:status:{status.name}"
    return {
        "format": FORMAT,
        "name": status.name,
        "sequence": status.sequence,
        "key": status.key,
        "credential": {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": address,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": {"id": f"urn:zhicheng:key:{status.key}", "name": status.issuer},
            "validFrom": status.made_at.strftime(_MOMENT),
            "validUntil": status.next_at.strftime(_MOMENT),
            "credentialSubject": {
                "id": f"{address}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": packed(status.ended),
            },
        },
        "reissued": packed(status.reissued),
    }


def list_file(signed: SignedList) -> bytes:
    """The file of a list: canonical JSON, the signature (base64) added."""
    return canonical({**signed.data, "signature": base64.b64encode(signed.signature).decode("ascii")})


def list_in(data: Any, where: str = "") -> SignedList:
    """The list of a file that was read as JSON. The signature is not checked here.

    Raises:
        Refused: it is no status list, or says something twice and differently.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Refused([Problem(where, "", (f"不是状态清单（{FORMAT}）", f"no status list ({FORMAT})"))])
    try:
        found = _list(data)
        signature = base64.b64decode(data["signature"], validate=True)
        rest = {key: value for key, value in data.items() if key != "signature"}
        if _unpacked(rest) != _unpacked(list_data(found)):
            raise ValueError("fields that disagree")
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, NotCanonical) as error:
        what = (f"状态清单有误：{error}", f"the status list is wrong: {error}")
        raise Refused([Problem(where, "", what)]) from error
    return SignedList(found, rest, signature)


def _list(data: dict[str, Any]) -> StatusList:
    credential = data["credential"]
    ended, reissued = unpacked(credential["credentialSubject"]["encodedList"]), unpacked(data["reissued"])
    if len(ended) != len(reissued) or any(there & ~all_ for there, all_ in zip(reissued, ended, strict=True)):
        raise ValueError("re-issued ones that have not ended")
    if type(data["sequence"]) is not int or data["sequence"] < 1 or not isinstance(data["key"], str):
        raise ValueError("sequence or key")
    start, end = _moment(credential["validFrom"]), _moment(credential["validUntil"])
    return StatusList(
        data["name"], credential["issuer"]["name"], data["sequence"], start, end, ended, reissued, data["key"]
    )


def _unpacked(data: dict[str, Any]) -> bytes:
    """The data with the bits out of the way: everything else must be as this house writes it."""
    subject = data["credential"]["credentialSubject"] | {"encodedList": ""}
    return canonical(data | {"credential": data["credential"] | {"credentialSubject": subject}, "reissued": ""})


def _moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, _MOMENT).replace(tzinfo=dt.UTC)


def packed(bits: bytes) -> str:
    """A bit string as the list holds it: ``u`` (multibase), base64url of its gzip."""
    return "u" + encoded(gzip.compress(bits, 9, mtime=0))


def unpacked(text: str) -> bytes:
    """The bit string of :func:`packed`.

    Raises:
        ValueError: it is none, shorter than 131,072 bits or longer than any list may be.
    """
    if not text.startswith("u"):
        raise ValueError("not base64url of multibase")
    opener = zlib.decompressobj(31)
    try:
        bits = opener.decompress(decoded(text[1:]), MOST_ENTRIES // 8 + 1)
    except zlib.error as error:
        raise ValueError("not gzip") from error
    if not opener.eof or opener.unused_data or not SMALLEST <= len(bits) * 8 <= MOST_ENTRIES:
        raise ValueError("cut off, too short or too long")
    return bits


def free_index(taken: Iterable[int], random: Callable[[int], bytes], size: int = SMALLEST) -> int:
    """An index that no certificate has yet, drawn by chance so that it tells nothing of the order of issue.

    Raises:
        ValueError: every index is taken; a new list is needed.
    """
    used = set(taken)
    free = size - len(used)
    if free < 1:
        raise ValueError("the list is full")
    place = int.from_bytes(random(16), "big") % free
    for index in sorted(used):
        if index > place:
            break
        place += 1
    return place


def _bits(indexes: Iterable[int], size: int) -> bytes:
    bits = bytearray(size // 8)
    for index in indexes:
        bits[index >> 3] |= 0x80 >> (index & 7)
    return bytes(bits)


def _bit(bits: bytes, index: int) -> bool:
    return bool(bits[index >> 3] & 0x80 >> (index & 7))
