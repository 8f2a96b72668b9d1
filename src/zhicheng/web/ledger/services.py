"""Acts on the ledger itself: taking entries out of the platform."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhicheng.web.ledger.models import Entry
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def record_export(last: Entry, *, count: int, asked: dict[str, str], actor: Standing, now: dt.datetime) -> Entry:
    """Write that entries were exported: how many, after which filters, up to which one. Refuses with ``no-right``."""
    require(actor, "export", last)
    return write_entry(
        "export", actor=actor, now=now, on=last, detail={"list": "ledger", "count": count, "asked": asked}
    )
