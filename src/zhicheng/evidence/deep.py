"""The second look into a file, in the locked-up worker: what is compressed, and what PDFium makes of it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any, Final

from zhicheng.evidence.inspect import ACTIVE, refuse_content, refuse_names, unescape
from zhicheng.evidence.limits import Limits
from zhicheng.evidence.ofd import refuse_unpacked
from zhicheng.evidence.refusals import Pair, refusal
from zhicheng.evidence.sniff import Bytes, Kind
from zhicheng.procedure.refusal import Refusal

_STREAM: Final = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_WINDOW: Final = 8_192
_NAMES: Final = re.compile(rb"/[^\x00\t\n\f\r ()<>\[\]{}/%]+")
_PAIRS: Final = re.compile(rb"[\s\x00]*(?:\d+[\s\x00]+\d+(?:[\s\x00]+|\Z))+")
_PLAIN_FILTER: Final = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\s*\]?(?=[\s/>])")

_ANNOTATIONS: Final = 20_000
_XFA: Final = (2, 3)
_ACTIVE_ANNOTATIONS: Final = {
    17: b"FileAttachment",
    18: b"RichMedia",
    19: b"Movie",
    25: b"RichMedia",
    26: b"RichMedia",
    27: b"XFA",
}
_ACTIVE_LINKS: Final = {2: b"GoToR", 4: b"Launch", 5: b"GoToE"}


def refuse_deep(data: bytes, kind: Kind, limits: Limits) -> Refusal | None:
    """Why a file that passed the first look may not be shown; ``None`` where it may.

    Finds, beyond the first pass: short names (``/JS``, ``/AA``, ``/XFA``) among binary bytes outside streams; the same
    names inside object streams; object streams under filters other than
    plain Flate (``cannot-inspect``) or unpacking beyond ``limits.unpacked`` (``inflates-too-much``); scripts,
    attachments, XFA, active annotations and links that PDFium sees; passwords; more than ``limits.pages``
    pages; members of an OFD that are not what its directory says.
    """
    if kind is Kind.OFD:
        return refuse_unpacked(data, limits)
    first = refuse_content(data, kind, limits)
    if first or kind is not Kind.PDF:
        return first
    return (
        refuse_names(_outside(data), clear=True)
        or refuse_object_streams(data, limits)
        or _refuse_document(data, limits)
    )


def refuse_object_streams(data: Bytes, limits: Limits) -> Refusal | None:
    """What the object streams of a PDF hold that it must not; ``None`` where there is nothing."""
    left = limits.unpacked
    for start, head in _streams(data):
        named = _is_object_stream(head)
        if not named and not _begins_with_pairs(data, start):
            continue
        if named and not _plain(head):
            return refusal("cannot-inspect")
        text = _inflated(data, start, left) if b"Filter" in unescape(head) or not named else data[start : start + left]
        left -= len(text)
        if left <= 0:
            return refusal("inflates-too-much")
        why = refuse_names(text, clear=True)
        if why:
            return why
    return None


def _outside(data: bytes) -> bytes:
    """A PDF without the bodies of its streams: what stands in clear."""
    parts, place = [], 0
    for hit in _STREAM.finditer(data):
        if hit.start() >= place:
            parts.append(data[place : hit.end()])
            end = data.find(b"endstream", hit.end())
            place = end if end >= 0 else hit.end()
    return b"".join((*parts, data[place:]))


def _streams(data: Bytes) -> Iterator[tuple[int, bytes]]:
    """Where each stream begins, with the text before it (its dictionary is at the end of that)."""
    for hit in _STREAM.finditer(data):
        window = data[max(0, hit.start() - _WINDOW) : hit.start()]
        cut = max(window.rfind(b"endobj"), window.rfind(b"endstream"))
        yield hit.end(), window[cut + 6 :] if cut >= 0 else window


def _is_object_stream(head: bytes) -> bool:
    names = {unescape(name) for name in _NAMES.findall(head)}
    return b"/ObjStm" in names or {b"/First", b"/N"} <= names


def _plain(head: bytes) -> bool:
    """Whether the filter is none or Flate alone, without a predictor."""
    text = unescape(head)
    return b"/Filter" not in text or (_PLAIN_FILTER.search(text) is not None and b"/Predictor" not in text)


def _begins_with_pairs(data: Bytes, start: int) -> bool:
    """Whether a stream, whatever its dictionary says, unpacks to pairs of numbers as an object stream begins."""
    head = data[start : start + 512]
    if len(head) < 2 or head[0] & 0x0F != 8 or int.from_bytes(head[:2], "big") % 31:
        return False
    try:
        return _PAIRS.match(zlib.decompressobj().decompress(head, 32)) is not None
    except zlib.error:
        return False


def _inflated(data: Bytes, start: int, most: int) -> bytes:
    """A stream unpacked, up to ``most`` bytes; what can be had of a damaged one."""
    machine, parts, size = zlib.decompressobj(), [], 0
    while not machine.eof and size < most:
        piece = machine.unconsumed_tail or data[start : start + 65_536]
        start += 0 if machine.unconsumed_tail else 65_536
        if not piece:
            break
        try:
            parts.append(machine.decompress(piece, min(1_000_000, most - size)))
        except zlib.error:
            break
        size += len(parts[-1])
    return b"".join(parts)


# --------------------------------------------------------------------------- PDFium


def _refuse_document(data: bytes, limits: Limits) -> Refusal | None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return refusal("encrypted" if "password" in str(error).lower() else "damaged")
    with document:
        pages = len(document)
        if not pages:
            return refusal("damaged")
        if pages > limits.pages:
            return refusal("too-many-pages", count=pages, most=limits.pages)
        found = dict.fromkeys(_in_document(document, pypdfium2.raw))
        for page in range(pages):
            found |= dict.fromkeys(_on_page(document, page, pypdfium2.raw))
    if not found:
        return None
    pairs = list(dict.fromkeys(ACTIVE[name] for name in found))
    return refusal("active-content", what=_joined(pairs))


def _joined(pairs: list[Pair]) -> Pair:
    return "、".join(zh for zh, _ in pairs), ", ".join(en for _, en in pairs)


def _in_document(document: Any, raw: Any) -> Iterator[bytes]:
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        yield b"JavaScript"
    if raw.FPDFDoc_GetAttachmentCount(document) > 0:
        yield b"EmbeddedFiles"
    if raw.FPDF_GetFormType(document) in _XFA:
        yield b"XFA"


def _on_page(document: Any, number: int, raw: Any) -> Iterator[bytes]:
    page = raw.FPDF_LoadPage(document, number)
    if not page:
        return
    try:
        for place in range(min(raw.FPDFPage_GetAnnotCount(page), _ANNOTATIONS)):
            yield from _in_annotation(raw.FPDFPage_GetAnnot(page, place), raw)
    finally:
        raw.FPDF_ClosePage(page)


def _in_annotation(annotation: Any, raw: Any) -> Iterator[bytes]:
    if not annotation:
        return
    try:
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind in _ACTIVE_ANNOTATIONS:
            yield _ACTIVE_ANNOTATIONS[kind]
        link = raw.FPDFAnnot_GetLink(annotation)
        action = raw.FPDFLink_GetAction(link) if link else None
        if action and raw.FPDFAction_GetType(action) in _ACTIVE_LINKS:
            yield _ACTIVE_LINKS[raw.FPDFAction_GetType(action)]
    finally:
        raw.FPDFPage_CloseAnnot(annotation)
