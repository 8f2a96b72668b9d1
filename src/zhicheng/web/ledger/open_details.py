"""Which details of an act stand open in the ledger for good; everything else is only promised there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from zhicheng.procedure.ledger.body import can_stand_open

OPEN: Final = frozenset(
    {
        "anchor", "applications", "changed", "code", "count", "digest", "draw", "elsewhere", "expert", "file", "from",
        "frozen", "head", "invitation", "item", "items", "left", "link", "list", "lost", "lottery", "notice",
        "number", "offence", "organisation", "outcome", "pack", "parts", "recommends", "restored", "role", "roster",
        "rows", "seed", "sha256", "sound", "state", "statement", "step", "template", "tier", "to", "token", "track", "tries",
        "until", "user", "windows", "with",
    }
)  # fmt: skip
"""Keys of details that name no person and hold nobody's words: numbers of rows, states, dates, digests."""


def split(detail: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The details that stand open, and those that are promised: all whose key is not listed, or whose form is words."""
    opened = {key: value for key, value in detail.items() if key in OPEN and can_stand_open(value)}
    return opened, {key: value for key, value in detail.items() if key not in opened}
