"""Documents read back as a reader would: the text of a PDF, of a Word file, of a workbook."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import docx
import openpyxl
import pypdfium2

from zhicheng.documents.plain import BEIJING
from zhicheng.documents.registry import DOCUMENTS
from zhicheng.documents.render import Rendered, render

ISSUED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=BEIJING)
MADE = [(key, format) for key, kind in DOCUMENTS.items() for format in kind.formats]
"""Every document in every format."""


def made(kind: str, data: Any, format: str, **more: Any) -> Rendered:
    """A document of the day of the tests."""
    return render(kind, data, format, issued_at=ISSUED, **more)


def pdf_text(raw: bytes) -> str:
    """The text of all pages, without line ends and blanks: a wrapped text reads as it was given."""
    return squeezed("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(raw)))


def pdf_pages(raw: bytes) -> list[tuple[float, float]]:
    """The sizes of the pages in points."""
    return [page.get_size() for page in pypdfium2.PdfDocument(raw)]


def word_text(raw: bytes) -> str:
    """Every text of the body, tables included."""
    body = docx.Document(io.BytesIO(raw)).element.body
    return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


def sheet_cells(raw: bytes) -> list[Any]:
    """The cells of the first sheet that hold something."""
    sheet = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def text_of(raw: bytes, format: str) -> str:
    """The text of a document in any format, without blanks."""
    if format == "pdf":
        return pdf_text(raw)
    if format == "docx":
        return squeezed(word_text(raw))
    return squeezed("".join(str(cell.value) for cell in sheet_cells(raw)))


def squeezed(text: str) -> str:
    """A text without blanks, line ends and the marks that let long words break."""
    return "".join(text.replace("\u200b", "").replace("\ufffe", "").split())
