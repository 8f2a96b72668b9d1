"""Files that this house wrote itself, read back: plain JSON, however long, and nothing odd in it."""

from __future__ import annotations

import json
from typing import Any, Final

from zhicheng.vocabulary.problems import Problem, Refused

LARGEST: Final = 64 * 2**20
"""No bundle is larger, in bytes."""


def load_tree(raw: bytes, file: str) -> Any:
    """The JSON in a file: no key twice, no fractions, nothing outside of JSON.

    Raises:
        Refused: it is too large, or no such JSON.
    """
    try:
        if len(raw) > LARGEST:
            raise ValueError("too large")
        return json.loads(
            raw.decode("utf-8"), parse_float=_no_number, parse_constant=_no_number, object_pairs_hook=_once
        )
    except (ValueError, RecursionError) as error:
        what = ("不是可读的 JSON 文件", "is no readable JSON file")
        raise Refused([Problem(file, "", what, ("请重新取得该文件", "get the file again"))]) from error


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found
