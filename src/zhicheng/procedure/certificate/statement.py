"""The signed statement: what a certificate says with the signature over it, as one line of text; and the code.

``zc1.<content>.<signature>``: both base64url without padding. The same line stands in the file and in the fragment of
the printed code's link; a browser does not send the fragment to the server.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from zhicheng.procedure.canonical import NotCanonical, canonical
from zhicheng.procedure.certificate.content import FORMAT, Content, content_of
from zhicheng.vocabulary.problems import Problem, Refused

PREFIX: Final = "zc1"
LABEL: Final = f"{FORMAT}\n".encode()
_SHAPE: Final = re.compile(r"zc1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})")
LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Statement:
    """A content and the signature over it (r ‖ s, 64 bytes)."""

    content: Content
    signature: bytes

    @property
    def text(self) -> str:
        """The one line: ``zc1.<content>.<signature>``."""
        return f"{PREFIX}.{encoded(self.content.canonical())}.{encoded(self.signature)}"

    @property
    def signed(self) -> bytes:
        """What the signature is over: the label line and the canonical content."""
        return LABEL + self.content.canonical()


def signed_bytes(content: Content) -> bytes:
    """What is signed for a content: ``zhicheng-certificate/1``, a line feed, the canonical content."""
    return LABEL + content.canonical()


def stated(content: Content, sign: Callable[[bytes], bytes]) -> Statement:
    """A content with its signature; ``sign`` is :meth:`SealProvider.sign`."""
    return Statement(content, sign(signed_bytes(content)))


def statement_in(text: str, where: str = "") -> Statement:
    """The statement of a line, of a scanned link or of its fragment. The signature is not checked here.

    Raises:
        Refused: it is no statement, or not in its one form.
    """
    found = _SHAPE.fullmatch(text.strip().rpartition("#")[2]) if len(text) <= LONGEST else None
    what = ("不是证书二维码的内容", "this is not what the code of a certificate holds")
    if found is None:
        raise Refused([Problem(where, "", what)])
    try:
        raw = decoded(found[1])
        values = json.loads(raw)
        if not isinstance(values, list) or canonical(values) != raw:
            raise ValueError("not canonical")
        return Statement(content_of(values, where), decoded(found[2]))
    except (ValueError, NotCanonical, RecursionError) as error:
        raise Refused([Problem(where, "", what)]) from error


def code_text(link: str, statement: Statement) -> str:
    """What the printed code holds: the link of the verify page, ``#``, the statement.

    Raises:
        ValueError: the link has a fragment or a blank, or is no http(s) address.
    """
    if not re.fullmatch(r"https?://[\x21-\x22\x24-\x7e]+", link):
        raise ValueError(f"{link!r} is no address that a fragment can be added to")
    return f"{link}#{statement.text}"


def encoded(data: bytes) -> str:
    """Base64url without padding (RFC 4648, 5)."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding.

    Raises:
        ValueError: it is not base64url, or not in its shortest form.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if encoded(data) != text:
        raise ValueError("not in its one form")
    return data
