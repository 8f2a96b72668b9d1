"""Codes that stand for experts wherever no name is wanted: short, random, of letters that aren't mistaken."""

from __future__ import annotations

import secrets
from typing import Final

from zhicheng.web.experts.models import Expert

LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH: Final = 6


def fresh_code(taken: frozenset[str] = frozenset()) -> str:
    """A code that no expert of any pool has, and none of ``taken``."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if code not in taken and not Expert.objects.filter(code=code).exists():
            return code
