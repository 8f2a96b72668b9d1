"""How large, how many, how long: the bounds of everything a stranger may send.

The platform's own bounds are in ``Limits``. A document's bound ("限10份以内", ``limit:`` of a paper in
``evidence.yaml``) enters as ``paper_limit`` of ``refuse_another``, with its clause: it replaces the number of
files of a record for that paper, in both directions, since the platform may neither allow more papers than the
document nor fewer.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from zhicheng.evidence.refusals import in_megabytes, refusal
from zhicheng.procedure.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of files and of the work done on them; sizes in bytes, times in seconds."""

    bytes_per_file: int = 10_000_000
    files_per_record: int = 10
    bytes_per_application: int = 200_000_000
    name_length: int = 120
    """Characters of the name a file arrives with."""
    pages: int = 60
    pixels: int = 60_000_000
    """Width times height of a picture, told from its header."""
    entries: int = 2_000
    """Files inside an OFD document."""
    unpacked: int = 100_000_000
    """All that an OFD document, or the object streams of a PDF, may unpack to."""
    picture_width: int = 1_240
    """Width of a page picture in pixels (150 dpi of an A4 page)."""
    picture_height: int = 5_000
    pictures_size: int = 120_000_000
    """All pictures of one file together."""
    memory: int = 1_000_000_000
    """Address space of the process that makes pictures."""
    processor_seconds: int = 30
    wall_seconds: int = 60


def refuse_name(name: str, limits: Limits) -> Refusal | None:
    """Why a file may not arrive under this name: too long, or with control characters; else ``None``.

    The name decides nothing else: the type is told by the bytes and the place on disk by the fingerprint.
    """
    if len(name) > limits.name_length:
        return refusal("name-too-long", count=len(name), most=limits.name_length)
    if not name.strip() or any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in name):
        return refusal("name-not-allowed")
    return None


def refuse_another(
    limits: Limits,
    *,
    size: int,
    record_files: int,
    application_bytes: int,
    paper_limit: int | None = None,
    paper_files: int = 0,
    clause: str = "",
) -> Refusal | None:
    """Why one more file of ``size`` bytes can't be added to a record; ``None`` where it can.

    Args:
        limits: the platform's bounds.
        size: bytes of the new file.
        record_files: files the record has for papers that the document does not bound.
        application_bytes: bytes of all files of the application.
        paper_limit: how many of this paper the document allows (``Paper.limit``); ``None`` where it is silent.
        paper_files: how many of this paper are there; a file is one paper.
        clause: where the document says so.
    """
    if size > limits.bytes_per_file:
        return refusal("too-large", most=in_megabytes(limits.bytes_per_file))
    if paper_limit is not None and paper_files >= paper_limit:
        return refusal("too-many-of-paper", count=paper_files, most=paper_limit, clause=clause)
    if paper_limit is None and record_files >= limits.files_per_record:
        return refusal("too-many-files", count=record_files, most=limits.files_per_record)
    if application_bytes + size > limits.bytes_per_application:
        return refusal("application-too-large", most=in_megabytes(limits.bytes_per_application))
    return None
