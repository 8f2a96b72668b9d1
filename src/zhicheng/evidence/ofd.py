"""Whether a ZIP is an OFD document and nothing more.

OFD (GB/T 33190) is a ZIP with ``OFD.xml`` at its root. It is only ever handed out as a download, so it is not
unpacked here: the directory at its end is read by hand, with bounds, and compared with what stands before
each member. Members may be the parts that an OFD consists of - XML, pictures, fonts, seals - and nothing else.
"""

from __future__ import annotations

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zhicheng.evidence.limits import Limits
from zhicheng.evidence.refusals import refusal
from zhicheng.evidence.sniff import ZIP_END, ZIP_START, Bytes, is_archive
from zhicheng.procedure.refusal import Refusal

MAIN: Final = "OFD.xml"

_END: Final = struct.Struct("<4s4H2LH")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_LARGEST_DIRECTORY: Final = 1_000_000
_STEEPEST: Final = 1_100
"""No deflated data can be more than 1,032 times smaller than what it unpacks to: more is a lie."""

_PARTS: Final = frozenset(
    (
        *("xml", "rels", "xsd", "xbrl", "txt", "dat", "esl", "asn1", "p7s"),
        *("jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff", "jp2", "gb2", "jb2", "jbig2", "jbg"),
        *("ttf", "otf", "ttc", "cff", "pfb"),
    )
)
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]{1,255}")
_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?OFD[\s>]")
_NAMESPACE: Final = b"http://www.ofdspec.org/"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a ZIP as its directory describes it; ``start`` is where its own header stands."""

    name: str
    flags: int
    method: int
    packed: int
    size: int
    start: int
    mode: int


class _Wrong(Exception):
    """Found something against the file."""

    def __init__(self, why: Refusal) -> None:
        self.why = why
        super().__init__(why.code)


def refuse_ofd(data: Bytes, limits: Limits) -> Refusal | None:
    """Why a file beginning as a ZIP is not taken as an OFD document; ``None`` where it is one."""
    try:
        members = members_of(data, limits)
        _check_names(members)
        _check_sizes(members, limits)
        _check_layout(data, members)
        _check_main(data, members)
    except _Wrong as found:
        return found.why
    return None


def refuse_unpacked(data: Bytes, limits: Limits) -> Refusal | None:
    """Unpack every member, bounded, to see that it is what the directory says: the worker's pass.

    Finds members that unpack to more than they state (``inflates-too-much``) or to something else (``damaged``).
    """
    try:
        for member in members_of(data, limits):
            _check_content(data, member)
    except _Wrong as found:
        return found.why
    return None


def members_of(data: Bytes, limits: Limits) -> tuple[Member, ...]:
    """The members of a ZIP that is one from its first byte to its last.

    Raises:
        _Wrong: no such ZIP, or too many members.
    """
    place = len(data) - _END.size
    if place < 0:
        raise _Wrong(refusal("damaged"))
    mark, disk, first, here, count, size, start, comment = _END.unpack_from(data, place)
    if mark != ZIP_END or disk or first or here != count or comment or start + size != place:
        raise _Wrong(refusal("damaged"))
    if count > limits.entries or size > _LARGEST_DIRECTORY:
        raise _Wrong(refusal("inflates-too-much"))
    return tuple(_members(data, start, place, count))


def _members(data: Bytes, start: int, end: int, count: int) -> Iterator[Member]:
    place = start
    for _ in range(count):
        if place + _CENTRAL.size > end:
            raise _Wrong(refusal("damaged"))
        part = _CENTRAL.unpack_from(data, place)
        if part[0] != b"PK\x01\x02":
            raise _Wrong(refusal("damaged"))
        name, extra, comment = part[10:13]
        raw = data[place + _CENTRAL.size : place + _CENTRAL.size + name]
        yield Member(_decoded(raw), part[3], part[4], part[8], part[9], part[16], part[15] >> 16)
        place += _CENTRAL.size + name + extra + comment
    if place != end:
        raise _Wrong(refusal("damaged"))


def _decoded(name: bytes) -> str:
    """A member's name; names that are no UTF-8 are read as GB 18030, as Windows writes them in China."""
    for code in ("utf-8", "gb18030"):
        try:
            return name.decode(code)
        except UnicodeDecodeError:
            continue
    raise _Wrong(refusal("damaged"))


def _check_names(members: tuple[Member, ...]) -> None:
    names = [member.name for member in members]
    if "[Content_Types].xml" in names:
        raise _Wrong(refusal("type-not-allowed", what=("Office 文档", "an Office document")))
    if MAIN not in names:
        raise _Wrong(refusal("archive", what=("ZIP", "ZIP")))
    if len({name.lower() for name in names}) != len(names):
        raise _Wrong(refusal("damaged"))
    for member in members:
        _check_name(member)


def _check_name(member: Member) -> None:
    name = member.name
    steps = name.split("/")
    if not _NAME.fullmatch(name) or name.startswith("/") or ".." in steps or "." in steps or "" in steps[:-1]:
        raise _Wrong(refusal("damaged"))
    if stat.S_ISLNK(member.mode):
        raise _Wrong(refusal("damaged"))
    end = steps[-1].rpartition(".")[2].lower() if "." in steps[-1] else ""
    if end and end not in _PARTS:
        raise _Wrong(refusal("active-content", what=(f"内嵌文件 {steps[-1]}", f"an embedded file {steps[-1]}")))


def _check_sizes(members: tuple[Member, ...], limits: Limits) -> None:
    if any(member.flags & 0x2041 for member in members):
        raise _Wrong(refusal("encrypted"))
    if any(member.method not in (0, 8) or member.size == 0xFFFFFFFF for member in members):
        raise _Wrong(refusal("cannot-inspect"))
    if any(member.size != member.packed for member in members if member.method == 0):
        raise _Wrong(refusal("damaged"))
    if sum(member.size for member in members) > limits.unpacked:
        raise _Wrong(refusal("inflates-too-much"))
    if any(member.size > _STEEPEST * (member.packed + 1) for member in members):
        raise _Wrong(refusal("inflates-too-much"))


def _check_layout(data: Bytes, members: tuple[Member, ...]) -> None:
    """Members stand one after another, none inside another, each under the name the directory gives it."""
    free = 0
    for member in sorted(members, key=lambda one: one.start):
        body = _body(data, member)
        if member.start < free or body + member.packed > len(data):
            raise _Wrong(refusal("damaged"))
        free = body + member.packed
        if is_archive(_unpacked(data, member, 16)):
            raise _Wrong(refusal("archive", what=(f"内嵌 {member.name}", f"inside: {member.name}")))


def _body(data: Bytes, member: Member) -> int:
    """Where the content of a member begins."""
    if member.start + _LOCAL.size > len(data):
        raise _Wrong(refusal("damaged"))
    part = _LOCAL.unpack_from(data, member.start)
    name, extra = part[9], part[10]
    start = member.start + _LOCAL.size
    if part[0] != ZIP_START or part[3] != member.method or _decoded(data[start : start + name]) != member.name:
        raise _Wrong(refusal("damaged"))
    return int(start + name + extra)


def _unpacked(data: Bytes, member: Member, most: int) -> bytes:
    """The first ``most`` bytes of a member's content."""
    start = _body(data, member)
    if member.method == 0:
        return data[start : start + min(member.packed, most)]
    try:
        return zlib.decompressobj(-15).decompress(data[start : start + member.packed], most)
    except zlib.error as error:
        raise _Wrong(refusal("damaged")) from error


def _check_main(data: Bytes, members: tuple[Member, ...]) -> None:
    """``OFD.xml`` is the root of an OFD document, in the standard's namespace, and defines no entities."""
    main = next(member for member in members if member.name == MAIN)
    text = _unpacked(data, main, _LARGEST_DIRECTORY)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise _Wrong(refusal("active-content", what=("XML 实体定义", "entities in XML")))
    if not _ROOT.search(text) or _NAMESPACE not in text:
        raise _Wrong(refusal("archive", what=("ZIP", "ZIP")))


def _check_content(data: Bytes, member: Member) -> None:
    content = _unpacked(data, member, member.size + 1)
    if len(content) > member.size:
        raise _Wrong(refusal("inflates-too-much"))
    if len(content) < member.size:
        raise _Wrong(refusal("damaged"))
    if member.name.lower().endswith(".xml") and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        raise _Wrong(refusal("active-content", what=("XML 实体定义", "entities in XML")))
