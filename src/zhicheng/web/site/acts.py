"""What the writes of all apps share: the row locked, the page not stale."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.site.prepared import Prepared
from zhicheng.web.visibility.scope import require, visible
from zhicheng.web.visibility.standing import Standing

Row = TypeVar("Row", bound=Model)

STALE = Refusal(
    "stale-page",
    ("此页打开后内容已变动，未作任何更改", "this has changed since the page was opened; nothing was done"),
    do=("请刷新页面，核对后再操作", "reload the page, look again, then act"),
)


def locked(row: Row, version: int | None) -> Row:
    """The row as it is now, locked until the transaction ends.

    ``version`` is the one the person saw; another one in the database refuses the act (code ``stale-page``).
    ``None`` asks for no such check: for acts that don't come from a page.
    """
    fresh = type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if version is not None and fresh.version != version:  # type: ignore[attr-defined]
        raise ActRefused(STALE)
    return fresh


def locked_for(actor: Standing, act: str, row: Row, version: int | None = None, *, beside: tuple[str, ...] = ()) -> Row:
    """The row as it is now, locked until the transaction ends, for somebody who may do ``act`` on it (else ``no-right``).

    One statement locks the row and asks for the right: PostgreSQL asks again of the row it gets when it had to wait for
    another's act. Where that finds nothing, row and right are asked for one after the other, as they are then.
    ``beside``: rows it refers to that are wanted with it; ``version`` as with :func:`locked`.
    """
    found: list[Row] = _allowed_locked(type(row), act, beside)(actor, row.pk)
    if not found:
        fresh = locked(row, version)
        require(actor, act, fresh)
        return fresh
    if version is not None and found[0].version != version:  # type: ignore[attr-defined]
        raise ActRefused(STALE)
    return found[0]


@cache
def _allowed_locked(model: type[Model], act: str, beside: tuple[str, ...]) -> Prepared[Any]:
    """The rows of a model on which an act may be done, locked; none where they would come from several relations."""

    def rows(actor: Standing, pk: int) -> QuerySet[Any]:
        locking = model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=pk)
        allowed = visible(actor, act, locking)
        if allowed.query.distinct:  # PostgreSQL locks no such rows
            return model._default_manager.none()
        return allowed.select_related(*beside) if beside else allowed

    return Prepared(rows)


def number_of(posted: str | None) -> int:
    """The number of a row as a form or an address names it; 0, which no row has, where it is none."""
    return int(posted) if posted and len(posted) < 19 and posted.isdecimal() else 0


def version_of(posted: str | None) -> int | None:
    """The version a form carried; a form without one is stale by definition (-1)."""
    return int(posted) if posted and len(posted) < 10 and posted.isdecimal() else -1
