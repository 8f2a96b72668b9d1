"""Erasing a personal value beside the ledger."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.models import Entry, SealedValue
from zhicheng.web.ledger.write import write_entry


@transaction.atomic
def erase_value(number: int, key: str, *, reason: str, now: dt.datetime) -> Entry:
    """Erase a promised value of an entry, with its salt; the entry, the tree and every proof stay as they are.

    Done by whoever runs the installation, from the command line; itself an entry, which names entry and key.

    Raises:
        ActRefused: ``no-such-value`` (nor one erased before), ``reason-needed``.
    """
    found = SealedValue.objects.filter(entry__number=number, key=key).exclude(salt=None)
    if not found.update(salt=None, value=None):
        said = (f"第 {number} 条没有“{key}”，或已删除", f"entry {number} holds no {key}, or it was erased already")
        raise ActRefused(Refusal("no-such-value", said, do=("请核对条目页面", "look at the entry's page")))
    if not reason.strip():
        raise ActRefused(Refusal("reason-needed", ("请写明理由", "say why")))
    entry = Entry.objects.get(number=number)
    detail = {"item": key, "reason": reason.strip()}
    return write_entry("erase-value", actor=None, now=now, on=entry, role="operator", detail=detail)
