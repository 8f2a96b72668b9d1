"""Where things of a policy are found; printed labels stand in the address percent-encoded."""

from __future__ import annotations

from urllib.parse import quote, urlencode

HOME = "/policies/"


def document(pack: str, anchor: str = "") -> str:
    """A document, or a place on its page."""
    return f"{HOME}{pack}/{_anchor(anchor)}"


def track(pack: str, level: str, anchor: str = "") -> str:
    """The rules of a level, or a place on their page."""
    return f"{HOME}{pack}/{level}/{_anchor(anchor)}"


def clause(pack: str, level: str, key: str) -> str:
    """One clause of a level."""
    return f"{HOME}{pack}/{level}/clause/{quote(key, safe='')}/"


def row(pack: str, level: str, path: str) -> str:
    """One row of the scoring standard of a level."""
    return f"{HOME}{pack}/{level}/row/{quote(path)}/"


def terms(pack: str, anchor: str = "") -> str:
    """The words of a document, or one of them."""
    return f"{HOME}{pack}/terms/{_anchor(anchor)}"


def readings(pack: str, anchor: str = "") -> str:
    """The readings of a document, or one of them."""
    return f"{HOME}{pack}/readings/{_anchor(anchor)}"


def procedure_place(part: int, name: str) -> str:
    """Where something of the procedure stands on the document's page; ``part`` counts its procedures from 0."""
    return f"procedure-{name}" if part == 0 else f"procedure-{part + 1}-{name}"


def check(pack: str, level: str) -> str:
    """The self-check against a level."""
    return f"/check/{pack}/{level}/"


def compare(first: str = "", second: str = "") -> str:
    """Two levels side by side, each as ``pack/level``."""
    return f"{HOME}compare/" + (f"?{urlencode({'a': first, 'b': second})}" if first else "")


def _anchor(name: str) -> str:
    return f"#{quote(name)}" if name else ""
