"""Signed sheets and sealed results as files in the store."""

from __future__ import annotations

import datetime as dt

from zhicheng.evidence.store import Stored
from zhicheng.web.papers.models import Blob
from zhicheng.web.papers.tasks import make_pictures


def kept(scan: Stored, now: dt.datetime) -> Blob:
    """The row of a stored scan."""
    row, new = Blob.objects.get_or_create(
        digest=scan.sha256, defaults={"size": scan.size, "kind": scan.kind.value, "stored_at": now}
    )
    if new:
        make_pictures.enqueue(row.digest)
    return row
