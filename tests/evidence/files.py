"""Files for the tests, made by code: small good ones, and hostile ones of each kind."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

OFD_MAIN = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0" DocType="OFD">'
    b"<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)


def pdf(
    *objects: bytes,
    pages: int = 1,
    catalog: bytes = b"",
    page: bytes = b"",
    box: str = "0 0 595 842",
    trailer: bytes = b"",
    content: bytes = b"BT /F1 24 Tf 72 700 Td (evidence) Tj ET",
) -> bytes:
    """A PDF of blank pages with a line of text; ``objects`` become objects 10, 11 …; the rest enters dictionaries."""
    kids = b" ".join(b"%d 0 R" % (100 + number) for number in range(pages))
    body = {
        1: b"<</Type/Catalog/Pages 2 0 R %s>>" % catalog,
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
    }
    for number in range(pages):
        body[100 + number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>> %s>>"
            % (box.encode(), page)
        )
    body |= {10 + place: one for place, one in enumerate(objects)}
    return assembled(body, trailer)


def assembled(body: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """Objects by number as a PDF with a table of places."""
    made, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, text in body.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(made)
    made += b"xref\n"
    for number in sorted(places):
        made += b"%d 1\n%010d 00000 n \n" % (number, places[number])
    made += b"trailer\n<</Root 1 0 R/Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (max(places) + 1, trailer, start)
    return bytes(made)


def stream(text: bytes, words: bytes = b"", *, packed: bool = True) -> bytes:
    """A stream object of a PDF."""
    body = zlib.compress(text) if packed else text
    name = b"/Filter/FlateDecode" if packed else b""
    return b"<<%s%s/Length %d>>\nstream\n%s\nendstream" % (words, name, len(body), body)


def object_stream(text: bytes, words: bytes = b"/Type/ObjStm/N 1/First 5", number: int = 50) -> bytes:
    """A compressed object stream that holds one object."""
    return stream(b"%d 0 \n%s" % (number, text), words)


def scan(width: int = 1_000, height: int = 1_000, salt: int = 1) -> bytes:
    """A PDF with one incompressible stream of about ``width × height`` bytes, as a scan is."""
    return pdf(stream(noise(width * height, salt), b"/Type/XObject/Subtype/Image", packed=False))


def noise(size: int, salt: int = 1) -> bytes:
    """Bytes without a pattern, always the same for a ``salt``."""
    import hashlib

    return hashlib.shake_256(salt.to_bytes(8, "big")).digest(size)


def png(width: int = 40, height: int = 30, *, rows: bytes | None = None, depth: int = 8, color: int = 2) -> bytes:
    """A PNG in one colour; ``rows`` replaces its raw rows."""
    channels = {0: 1, 2: 3, 6: 4}[color] * depth // 8
    raw = rows if rows is not None else (b"\x00" + b"\x30\x60\x90\xff\x30\x60\x90\xff"[:channels] * width) * height
    head = struct.pack(">2I5B", width, height, depth, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(raw)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpeg(width: int = 40, height: int = 30, *, turned: bool = False) -> bytes:
    """A JPEG in one colour, with the mark of a turned camera where asked."""
    from PIL import Image

    made, marks = io.BytesIO(), Image.Exif()
    if turned:
        marks[0x0112] = 6
    Image.new("RGB", (width, height), (200, 40, 40)).save(made, "JPEG", exif=marks)
    return made.getvalue()


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP of these members, deflated."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def ofd(*more: tuple[str, bytes], main: bytes = OFD_MAIN) -> bytes:
    """An OFD document of one empty page, and ``more`` members."""
    document = b'<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"/>'
    return zipped(
        [("OFD.xml", main), ("Doc_0/Document.xml", document), ("Doc_0/Pages/Page_0/Content.xml", document), *more]
    )


def office() -> bytes:
    """A ZIP as Word writes it."""
    return zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>")])
