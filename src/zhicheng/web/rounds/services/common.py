"""What the services of rounds share."""

from __future__ import annotations

from collections.abc import Sequence

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.visibility.scope import NO_RIGHT
from zhicheng.web.visibility.standing import Standing


def refuse(refusals: Sequence[Refusal]) -> None:
    """Refuse the act, when there is a reason against it."""
    if refusals:
        raise ActRefused(refusals)


def person_of(actor: Standing) -> int:
    """The account of who acts; a visitor has none and is refused (``no-right``)."""
    if actor.user_id is None:
        raise ActRefused(NO_RIGHT)
    return actor.user_id
