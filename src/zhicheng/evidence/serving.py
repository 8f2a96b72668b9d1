"""With which words a stored file leaves the server.

An original leaves only as a download and is nothing to the browser but bytes to save; a page picture is shown
in place. Neither is kept by anything on the way, and neither may run, frame or fetch anything.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from zhicheng.evidence.sniff import Kind

_POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
_NUMBER: Final = re.compile(r"\d(?:[ ._\-–—]?[\dXx]){6,}")
_UNSAFE: Final = re.compile(r"[\\/:*?\"<>|%;\s]+")
_LONGEST: Final = 60

PICTURE_TYPES: Final = ("image/png", "image/jpeg")


def original_headers(kind: Kind, title: str, digest: str) -> dict[str, str]:
    """The headers of an original: attachment only, not sniffed, not stored, named after ``title`` (see ``file_name``)."""
    return {
        "Content-Type": kind.media_type,
        "Content-Disposition": disposition(file_name(title, kind, digest), kind, digest),
        **_common(),
    }


def picture_headers(media_type: str) -> dict[str, str]:
    """The headers of a page picture, shown in place.

    Raises:
        ValueError: the type is no picture the worker makes.
    """
    if media_type not in PICTURE_TYPES:
        raise ValueError(media_type)
    return {"Content-Type": media_type, "Content-Disposition": "inline", **_common()}


def _common() -> dict[str, str]:
    return {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
    }


def disposition(name: str, kind: Kind, digest: str) -> str:
    """``Content-Disposition`` by RFC 6266: an ASCII name for old readers and the true one in UTF-8."""
    return f"attachment; filename=\"{digest[:8]}{kind.extension}\"; filename*=UTF-8''{quote(name, safe='')}"


def file_name(title: str, kind: Kind, digest: str) -> str:
    """The name of a download: ``title`` without what names must not carry, a piece of the fingerprint, the type's end.

    Numbers of seven digits and more go, also with spaces or hyphens inside and in full width: identity cards,
    telephones, accounts. Signs that turn the direction of writing, separators and quotes go too.
    """
    text = unicodedata.normalize("NFKC", title)
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    text = _UNSAFE.sub("-", _NUMBER.sub("", text)).strip("-. ")[:_LONGEST].strip("-. ")
    return "-".join(part for part in (text, digest[:8]) if part) + kind.extension
