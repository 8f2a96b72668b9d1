"""A signed PDF as bytes: which part the signature covers, what stands in the gap, the statement in its metadata."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.certificate.statement import Statement, statement_in
from zhicheng.vocabulary.problems import Problem, Refused

NAMESPACE: Final = "https://zhicheng.example/ns/certificate/1/"
"""The XMP namespace of the statement; a name, no address."""
LARGEST: Final = 20_000_000
_RANGE: Final = re.compile(rb"/ByteRange *\[ *0 +([0-9]{1,10}) +([0-9]{1,10}) +([0-9]{1,10}) *\]")
_STATEMENT: Final = re.compile(rb"<zhicheng:statement>([A-Za-z0-9_.-]{1,4000})</zhicheng:statement>")


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """What one needs of a signed file: the digest of all but the gap, and the gap with its angle brackets."""

    digest: bytes
    gap: bytes

    @property
    def contents(self) -> bytes:
        """The bytes that the hexadecimal digits of the gap stand for, zeros at the end included.

        Raises:
            ValueError: the gap holds something else.
        """
        return bytes.fromhex(self.gap[1:-1].decode("ascii"))

    def holds(self, container: bytes) -> bool:
        """Whether the gap is this container in capital hexadecimal digits, then zeros, and nothing else."""
        written = container.hex().upper().encode("ascii")
        zeros = len(self.gap) - 2 - len(written)
        return zeros >= 0 and self.gap == b"<" + written + b"0" * zeros + b">"


def signed_pdf(pdf: bytes) -> SignedPdf | None:
    """The covered part and the gap; ``None`` when there is not exactly one signature that covers all but its gap."""
    if pdf.count(b"/ByteRange") != 1 or (found := _RANGE.search(pdf)) is None:
        return None
    start, end, rest = (int(number) for number in found.groups())
    if not (start < end and end + rest == len(pdf)) or pdf[start : start + 1] != b"<" or pdf[end - 1 : end] != b">":
        return None
    return SignedPdf(hashlib.sha256(pdf[:start] + pdf[end:]).digest(), pdf[start:end])


def statement_of(pdf: bytes, where: str = "") -> Statement:
    """The statement in the file's metadata.

    Raises:
        Refused: the file is no PDF, holds no statement, or more than one.
    """
    if len(pdf) > LARGEST or not pdf.startswith(b"%PDF-"):
        raise Refused([Problem(where, "", ("不是 PDF 文件，或过大", "no PDF, or too large"))])
    found = _STATEMENT.findall(pdf)
    if len(found) != 1:
        what = ("不是本系统的电子证书：找不到证书内容", "no certificate of this kind: its statement is not there")
        do = ("请提供原始 PDF 文件，不是扫描件或另存的文件", "use the PDF as issued, no scan and no copy saved anew")
        raise Refused([Problem(where, "", what, do)])
    return statement_in(found[0].decode("ascii"), where)
