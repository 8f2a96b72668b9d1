"""Additions to a finished PDF: a statement in its metadata, a signature. The same input gives the same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from zhicheng.procedure.certificate.signed_pdf import NAMESPACE
from zhicheng.vocabulary.problems import Problem, Refused

FIELD: Final = "Seal"
_BAG: Final = "<pdfaExtension:schemas><rdf:Bag>"
_END: Final = "</rdf:Description>"
_SCHEMA: Final = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Zhicheng certificate</pdfaSchema:schema>'
    f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>zhicheng</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:category>external</pdfaProperty:category>"
    "<pdfaProperty:description>What the certificate says, with the signature of the issuer</pdfaProperty:description>"
    "<pdfaProperty:name>statement</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"
)


class _Update(IncrementalPdfFileWriter):
    """An update without a clock and without chance: no time of its own, an identifier that follows from the file."""

    def __init__(self, pdf: bytes) -> None:
        ended = pdf if pdf.endswith((b"\n", b"\r")) else pdf + b"\n"  # what is added begins a line (PDF/A-2, 6.1.9)
        super().__init__(io.BytesIO(ended))
        first = self._document_id[0]
        self._document_id = generic.ArrayObject([first, generic.ByteStringObject(hashlib.sha256(pdf).digest()[:16])])

    def _update_meta(self) -> None:
        """The library would write the time of the machine here."""


def with_statement(pdf: bytes, statement: str) -> bytes:
    """The PDF/A with a statement (ASCII, no markup) in its XMP metadata, declared as PDF/A asks for it.

    Raises:
        Refused: the file is no PDF/A with metadata as the typesetting makes them.
    """
    update = _opened(pdf)
    old = update.root["/Metadata"].data.decode("utf-8")
    if _BAG not in old or _END not in old:
        raise _unfit("PDF 缺少元数据", "the PDF lacks its metadata")
    described = f'<rdf:Description rdf:about="" xmlns:zhicheng="{NAMESPACE}"><zhicheng:statement>'
    own = f"{described}{statement}</zhicheng:statement></rdf:Description>"
    head, _, tail = old.replace(_BAG, _BAG + _SCHEMA, 1).rpartition(_END)
    names = {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}
    stream = generic.StreamObject(names, stream_data=f"{head}{_END}{own}{tail}".encode())
    update.root[pdf_name("/Metadata")] = update.add_object(stream)
    update.update_root()  # type: ignore[no-untyped-call]
    made = io.BytesIO()
    update.write(made)  # type: ignore[no-untyped-call]
    return made.getvalue()


def with_signature(
    pdf: bytes, *, at: dt.datetime, name: str, reason: str, reserved: int, contain: Callable[[bytes], bytes]
) -> bytes:
    """The file with one certifying signature (PAdES, ETSI.CAdES.detached) that allows no change whatsoever.

    ``contain(digest)`` gives the CMS container for the SHA-256 of the covered bytes, at most ``reserved`` bytes long;
    ``at`` is the time that the signature states.

    Raises:
        Refused: the file is no PDF or is signed already, or the container is too large.
    """
    update = _opened(pdf)
    if "/AcroForm" in update.root:
        raise _unfit("PDF 已有签名或表单", "the PDF is signed already or has a form")
    steps = PdfCMSEmbedder(SigFieldSpec(FIELD)).write_cms(FIELD, update)
    next(steps)
    place = SignatureObject(
        timestamp=at,
        subfilter=SigSeedSubFilter.PADES,
        name=name,
        reason=reason,
        bytes_reserved=2 * reserved,
    )
    steps.send(SigObjSetup(place, SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)))
    digest, made = steps.send(SigIOSetup("sha256"))
    try:
        steps.send(contain(digest.document_digest))
    except SigningError as error:
        raise _unfit("签名容器超过预留的位置", "the signature's container is larger than the room for it") from error
    return bytes(made.getvalue())


def _opened(pdf: bytes) -> _Update:
    try:
        return _Update(pdf)
    except (PdfReadError, ValueError) as error:
        raise _unfit("不是可以签名的 PDF", "no PDF that can be signed") from error


def _unfit(zh: str, en: str) -> Refused:
    return Refused([Problem("", "", (zh, en))])
