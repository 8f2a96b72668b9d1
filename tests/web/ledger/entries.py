"""Entries of the ledger about whatever a test names, without the act."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import pgtrigger

from zhicheng.procedure.ledger.body import Act, written
from zhicheng.web.ledger.models import Entry, SealedValue
from zhicheng.web.ledger.open_details import split


def number_at_once() -> None:
    """Give entries their numbers as they are written, for as long as this transaction lasts.

    They get them when the act's transaction ends; the transaction that a test runs in never does.
    """
    pgtrigger.constraints(pgtrigger.Immediate, "ledger.Entry:wait", "ledger.Turn:number")


def entered(now: dt.datetime, about: tuple[str, str], actor: Any = None, **detail: Any) -> Entry:
    """An entry of the act ``submit``, as the one way of writing them would make it."""
    opened, private = split(detail)
    who = actor.pk if actor is not None else None
    body, openings = written(Act("submit", who, now, "", *about, opened, private), secrets.token_bytes)
    entry = Entry.objects.create(at=now, act="submit", actor=actor, object_type=about[0], object_id=about[1], body=body)
    for key, one in openings.items():
        SealedValue.objects.create(entry=entry, key=key, salt=one.salt, value=one.value)
    entry.refresh_from_db()
    return entry
