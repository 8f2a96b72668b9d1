"""What the writes of all apps share: the row locked, the page not stale."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model

from zhicheng.procedure.refusal import ActRefused, Refusal

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


def version_of(posted: str | None) -> int | None:
    """The version a form carried; a form without one is stale by definition (-1)."""
    return int(posted) if posted and posted.isdecimal() else -1
