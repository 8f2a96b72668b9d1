"""What PDF/A-2b asks of a file, as far as it can be looked at without a validator of its own.

veraPDF is the judge (``test_verapdf_finds_nothing``); this looks at the same things everywhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

FORBIDDEN_KEYS = {"/JS", "/JavaScript", "/AA", "/OpenAction", "/Encrypt", "/EF", "/EmbeddedFiles", "/XFA", "/Launch"}


def pdfa_faults(raw: bytes) -> list[str]:
    """What is against PDF/A-2b: metadata, colours, fonts, actions, annotations, filters, line ends of objects."""
    reader = PdfFileReader(io.BytesIO(raw))
    objects = dict(_objects(reader))
    return [
        *_metadata_faults(reader),
        *_structure_faults(raw, reader),
        *(fault for number, item in objects.items() for fault in _object_faults(number, item)),
    ]


def _objects(reader: PdfFileReader) -> Iterator[tuple[int, Any]]:
    for number in range(1, reader.trailer["/Size"]):
        try:
            yield number, reader.get_object(generic.Reference(number, 0, reader))
        except Exception:  # numbers that are not in use
            continue


def _metadata_faults(reader: PdfFileReader) -> Iterator[str]:
    metadata = reader.root["/Metadata"]
    if "/Filter" in metadata:
        yield "metadata are compressed"
    text = metadata.data.decode("utf-8")
    for word in ("<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>B</pdfaid:conformance>"):
        if word not in text:
            yield f"metadata lack {word}"
    declared = set(re.findall(r"<pdfaSchema:namespaceURI>([^<]+)<", text))
    if "zhicheng:statement" in text and not any("zhicheng" in name for name in declared):
        yield "the statement's schema is not declared"


def _structure_faults(raw: bytes, reader: PdfFileReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}", raw):
        yield "the header has no mark of a binary file"
    intents = [intent.get_object() for intent in reader.root["/OutputIntents"]]
    if not any(intent["/S"] == "/GTS_PDFA1" and "/DestOutputProfile" in intent for intent in intents):
        yield "no output intent with a profile"
    if "/ID" not in reader.trailer:
        yield "no identifier"
    if re.search(rb"[^\r\n\d]\d+ \d+ obj\b", raw):
        yield "an object does not begin a line"
    if re.search(rb"[^\r\n]endobj", raw):
        yield "endobj does not begin a line"


def _object_faults(number: int, item: Any) -> Iterator[str]:
    if not isinstance(item, generic.DictionaryObject):
        return
    for key in FORBIDDEN_KEYS & set(item):
        yield f"object {number} has {key}"
    if item.get("/Type") == "/Annot" and not int(item.get("/F", 0)) & 4:
        yield f"annotation {number} is not printed"
    if item.get("/Type") == "/Annot" and int(item.get("/F", 0)) & (1 | 2 | 32):
        yield f"annotation {number} is hidden"
    if "/LZWDecode" in str(item.get("/Filter", "")):
        yield f"object {number} uses LZW"
    if item.get("/Type") == "/FontDescriptor" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(item):
        yield f"font {item.get('/FontName')} is not embedded"
    if item.get("/Subtype") == "/Type0" and "/ToUnicode" not in item:
        yield f"font {item.get('/BaseFont')} can't be read back"
    if item.get("/NeedAppearances"):
        yield "the form asks the reader to draw it"
