"""The one function by which acts reach the ledger."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import connection, models, transaction

from zhicheng.procedure.ledger.body import Act, written
from zhicheng.web.ledger.models import Entry, SealedValue
from zhicheng.web.ledger.open_details import split
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
    """Record an act in its own transaction; its number comes when that ends.

    ``actor`` is ``None`` for visitors and for what the platform does of itself; ``role`` is the one the act was
    done in. ``detail`` holds plain JSON. What could be personal is not written down but promised (``open_details``).
    An act that ends a stage has a checkpoint signed after it.
    """
    from zhicheng.web.ledger.services.checkpoints import STAGE_ENDS, stage_ended

    name = on.number if isinstance(on, Entry) else on.pk
    entry = _enter(act, actor, now, role, (on._meta.model_name or "", str(name)), detail or {})
    if act in STAGE_ENDS:
        stage_ended(now=now)
    return entry


@transaction.atomic
def write_export(*, actor: Standing, now: dt.datetime, what: str, count: int) -> Entry:
    """Record that a list with persons left the platform: which list, how many rows."""
    return _enter("export", Standing(actor.person, token=actor.token), now, "", ("list", what), {"count": count})


def _enter(
    act: str, actor: Standing | None, now: dt.datetime, role: str, on: tuple[str, str], detail: Mapping[str, Any]
) -> Entry:
    if not connection.in_atomic_block:
        raise OutsideTransaction(act)
    if actor is not None and actor.token is not None:
        detail = {**detail, "token": actor.token}
    opened, private = split(detail)
    who = actor.user_id if actor is not None else None
    body, openings = written(Act(act, who, now, role, *on, opened, private), secrets.token_bytes)
    entry = Entry.objects.create(
        at=now, act=act, actor_id=who, role=role, object_type=on[0], object_id=on[1], body=body
    )
    if openings:
        SealedValue.objects.bulk_create(
            SealedValue(entry=entry, key=key, salt=one.salt, value=_plain(one.value)) for key, one in openings.items()
        )
    return entry


def _plain(value: Any) -> Any:
    """A value as it comes back from the database: tuples have become lists."""
    return json.loads(json.dumps(value, ensure_ascii=False))
