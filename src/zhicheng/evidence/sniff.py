"""What a file is, told by its bytes and never by its name.

Four types are taken: PDF, JPEG, PNG and OFD (GB/T 33190). A file must be one of them from its first byte to
its last, as far as other programs could take it for something else: an archive appended to a picture, a page
of HTML before a document, a program with a document inside are all refused.
"""

from __future__ import annotations

import struct
from enum import StrEnum
from mmap import mmap
from typing import Final

from zhicheng.evidence.limits import Limits
from zhicheng.evidence.refusals import Pair, in_megabytes, refusal
from zhicheng.procedure.refusal import Refusal

Bytes = bytes | mmap
"""A file in memory, or mapped into it."""


class Kind(StrEnum):
    """The types of file that are taken."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    OFD = "ofd"

    @property
    def media_type(self) -> str:
        """The type as browsers are told it."""
        return "image/" + self.value if self in (Kind.JPEG, Kind.PNG) else "application/" + self.value

    @property
    def extension(self) -> str:
        """The end of a file name, with its dot."""
        return ".jpg" if self is Kind.JPEG else "." + self.value


PNG_START: Final = b"\x89PNG\r\n\x1a\n"
JPEG_START: Final = b"\xff\xd8\xff"
ZIP_START: Final = b"PK\x03\x04"
ZIP_END: Final = b"PK\x05\x06"

_HEAD: Final = 1_024
_TAIL: Final = 2_048
_LEADING: Final = 8
_WHITE: Final = b"\xef\xbb\xbf \t\r\n\x00"
_LARGEST_ZIP_COMMENT: Final = 65_535 + 22

_ARCHIVES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PK\x05\x06", "ZIP"),
    (b"PK\x07\x08", "ZIP"),
    (b"MSCF", "CAB"),
)
_OTHERS: Final[tuple[tuple[bytes, Pair], ...]] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("旧版 Office 文档", "an old Office document")),
    (b"MZ", ("程序", "a program")),
    (b"\x7fELF", ("程序", "a program")),
    (b"\xca\xfe\xba\xbe", ("程序", "a program")),
    (b"\xcf\xfa\xed\xfe", ("程序", "a program")),
    (b"#!", ("脚本", "a script")),
    (b"GIF8", ("GIF 图片", "a GIF picture")),
    (b"BM", ("BMP 图片", "a BMP picture")),
    (b"II*\x00", ("TIFF 图片", "a TIFF picture")),
    (b"MM\x00*", ("TIFF 图片", "a TIFF picture")),
    (b"RIFF", ("WebP 图片或影音", "a WebP picture, sound or film")),
    (b"{\\rtf", ("RTF 文档", "an RTF document")),
    (b"%!PS", ("PostScript 文档", "a PostScript document")),
)
_MARKUP: Final = (b"<!doctype", b"<html", b"<script", b"<svg", b"<iframe", b"<?php", b"<body")
_PAGE: Final[Pair] = ("网页", "a web page")
_UNKNOWN: Final[Pair] = ("未知格式", "unknown")


def sniff(data: Bytes, limits: Limits) -> Kind | Refusal:
    """The type of a file, or why it is not taken (``empty-file``, ``too-large``, ``type-not-allowed``, ``archive``,
    ``two-types``, ``damaged``; for OFD also ``encrypted``, ``active-content``, ``inflates-too-much``).

    Looks at the beginning, the end and the directory of the file; nothing is unpacked but the first bytes of
    the members of an OFD document.
    """
    if len(data) == 0:
        return refusal("empty-file")
    if len(data) > limits.bytes_per_file:
        return refusal("too-large", most=in_megabytes(limits.bytes_per_file))
    head = data[:_HEAD]
    if head.startswith(JPEG_START):
        return _other_type(data, head) or _end_of_jpeg(data) or Kind.JPEG
    if head.startswith(PNG_START):
        return _other_type(data, head) or _end_of_png(data) or Kind.PNG
    if head.startswith(ZIP_START):
        from zhicheng.evidence.ofd import refuse_ofd

        return refuse_ofd(data, limits) or Kind.OFD
    start = head.find(b"%PDF-")
    if 0 <= start <= _LEADING and not head[:start].strip(_WHITE):
        return _other_type(data, head) or _end_of_pdf(data) or Kind.PDF
    return refuse_unknown(head)


def refuse_unknown(head: bytes) -> Refusal:
    """The refusal of a file that begins with these bytes, as precise as can be told."""
    for start, name in _ARCHIVES:
        if head.startswith(start):
            return refusal("archive", what=(name, name))
    if head[257:262] == b"ustar":
        return refusal("archive", what=("TAR", "TAR"))
    for start, what in _OTHERS:
        if head.startswith(start):
            return refusal("type-not-allowed", what=what)
    if _markup(head.lower()):
        return refusal("type-not-allowed", what=_PAGE)
    if head[4:8] == b"ftyp":
        return refusal("type-not-allowed", what=("HEIC 图片或影音", "a HEIC picture, sound or film"))
    if b"%PDF-" in head:
        return refusal("two-types", what=("PDF 之前另有内容", "something before the PDF"))
    return refusal("type-not-allowed", what=_UNKNOWN)


def is_archive(head: bytes) -> bool:
    """Whether bytes begin as an archive, a program or an Office document does: what nothing else may hold."""
    return head.startswith(ZIP_START) or any(
        head.startswith(start) for start, _ in (*_ARCHIVES, *_OTHERS[:6]) if len(start) > 3 or start == b"MZ"
    )


def _markup(head: bytes) -> bool:
    return any(mark in head for mark in _MARKUP)


def _other_type(data: Bytes, head: bytes) -> Refusal | None:
    """Another type that a program could take the same bytes for."""
    if _holds_zip(data):
        return refusal("two-types", what=("压缩包", "an archive"))
    if _markup(head.lower()):
        return refusal("two-types", what=_PAGE)
    if head.find(b"%PDF-", _LEADING + 1) >= 0 or (not head.lstrip(_WHITE).startswith(b"%PDF") and b"%PDF-" in head):
        return refusal("two-types", what=("另一个 PDF", "another PDF"))
    return None


def _holds_zip(data: Bytes) -> bool:
    """Whether unzip would find an archive: readers look for its end record near the end of the file."""
    place = data.rfind(ZIP_END, max(0, len(data) - _LARGEST_ZIP_COMMENT))
    return place >= 0 and data.rfind(b"PK\x01\x02", 0, place) >= 0


def _end_of_pdf(data: Bytes) -> Refusal | None:
    """A PDF ends with ``%%EOF`` and white space; else it was cut off or something is appended."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        return refusal("damaged")
    if len(data) - end > _TAIL or data[end + 5 :].strip(_WHITE):
        return refusal("two-types", what=("PDF 之后另有内容", "something after the PDF"))
    return None


def _end_of_jpeg(data: Bytes) -> Refusal | None:
    """Phones append films and depth maps to photographs: never read; archives, programs and pages are refused."""
    end = data.rfind(b"\xff\xd9")
    if end < 0:
        return refusal("damaged")
    tail = data[end + 2 : end + 2 + _HEAD]
    if is_archive(tail) or _markup(tail.lower()):
        return refusal("two-types", what=("图片之后另有内容", "something after the picture"))
    return None


def _end_of_png(data: Bytes) -> Refusal | None:
    """A PNG is a chain of chunks to ``IEND``, and nothing after it."""
    place, most = len(PNG_START), 20_000
    while place + 12 <= len(data) and most:
        (length,) = struct.unpack_from(">I", data, place)
        last = data[place + 4 : place + 8] == b"IEND"
        place, most = place + 12 + length, most - 1
        if last:
            return (
                None
                if place == len(data)
                else refusal("two-types", what=("图片之后另有内容", "something after the picture"))
            )
    return refusal("damaged")
