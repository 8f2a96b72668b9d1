"""Whoever seals: the one door through which signatures come, ours or an official seal's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from zhicheng.procedure.certificate.keys import Key


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """A sealed file: the bytes, the certificate of the seal (DER), the time that stands in it."""

    pdf: bytes
    certificate: bytes
    at: dt.datetime


class SealProvider(Protocol):
    """Signs statements and lists, and seals PDF files.

    The built-in provider holds a platform key. One for an official seal calls the seal's service in
    :meth:`seal_pdf` and may keep a platform key for :meth:`sign`.
    """

    @property
    def key(self) -> Key:
        """The key of :meth:`sign`, as it stands in the key file."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature over some bytes: ECDSA P-256 with SHA-256, r ‖ s with the lower s, 64 bytes."""
        ...

    def seal_pdf(self, pdf: bytes, *, at: dt.datetime) -> SealedPdf:
        """The file with a seal that covers all of it; a PDF/A stays one. ``at`` has a time zone.

        Raises:
            zhicheng.vocabulary.problems.Refused: the seal can't be had now, with the reason.
        """
        ...
