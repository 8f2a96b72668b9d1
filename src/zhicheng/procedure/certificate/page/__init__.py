"""The verify page as one file: markup, style, program, keys and status lists; nothing is loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

from zhicheng.procedure.certificate.keys import KeySet, key_data
from zhicheng.procedure.certificate.status import SignedList, list_file

_PLACE: Final = re.compile(r"\{(script|style|css|saved|js)\}")


def verify_page(keys: KeySet | None = None, lists: Sequence[SignedList] = ()) -> str:
    """The page with these keys and lists in it; it runs from a disk and sends nothing.

    Its content policy names the hashes of its own program and style and allows nothing else.
    """
    saved = {"keys": key_data(keys) if keys else None, "lists": [json.loads(list_file(one)) for one in lists]}
    program, style = _program(), _part("page.css")
    parts = {
        "script": _source(program),
        "style": _source(style),
        "css": style,
        "saved": json.dumps(saved, ensure_ascii=False).replace("<", "\\u003c"),
        "js": program,
    }
    return _PLACE.sub(lambda place: parts[place[1]], _part("page.html"))


def program() -> str:
    """The checks alone, as a script for a browser or for Node (``module.exports``)."""
    return _part("check.js")


def _program() -> str:
    return "\n".join(_part(name) for name in ("check.js", "words.js", "page.js"))


@cache
def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"
