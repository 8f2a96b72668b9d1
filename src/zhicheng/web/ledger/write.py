"""The one function by which acts reach the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection, models, transaction

from zhicheng.web.ledger.models import Entry
from zhicheng.web.visibility.standing import Standing


class OutsideTransaction(RuntimeError):
    """An entry was to be written apart from the act it records."""


def write_entry(
    act: str,
    *,
    actor: Standing | None,
    now: dt.datetime,
    on: models.Model,
    role: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Entry:
    """Record an act in its own transaction.

    ``actor`` is ``None`` for visitors and for what the platform does of itself; ``role`` is the one the act was
    done in. ``detail`` holds plain JSON without personal values: those stay where they can be masked.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(act)
    return Entry.objects.create(
        at=now,
        act=act,
        actor_id=actor.user_id if actor is not None else None,
        role=role,
        object_type=on._meta.model_name or "",
        object_id=str(on.pk),
        detail=dict(detail or {}),
    )


@transaction.atomic
def write_export(*, actor: Standing, now: dt.datetime, what: str, count: int) -> Entry:
    """Record that a list with persons left the platform: which list, how many rows."""
    return Entry.objects.create(
        at=now,
        act="export",
        actor_id=actor.person,
        object_type="list",
        object_id=what,
        detail={"count": count},
    )
