"""Rights that no row carries yet: to create, to import."""

from __future__ import annotations

from collections.abc import Iterable

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.visibility.scope import NO_RIGHT
from zhicheng.web.visibility.standing import Standing
from zhicheng.web.visibility.table import cells_for


def may_at_all(actor: Standing, act: str, name: str) -> bool:
    """Whether any role of this person has the act on the object ``name``, on whichever row."""
    return any(cell.role in actor.roles for cell in cells_for(name, act))


def require_at_all(actor: Standing, act: str, name: str) -> None:
    """Refuse (code ``no-right``) unless :func:`may_at_all`."""
    if not may_at_all(actor, act, name):
        raise ActRefused(NO_RIGHT)


def refuse(reasons: Iterable[Refusal]) -> None:
    """Raise ``ActRefused`` with every reason at once; do nothing when there is none."""
    found = tuple(reasons)
    if found:
        raise ActRefused(found)
