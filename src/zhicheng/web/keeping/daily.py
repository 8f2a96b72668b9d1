"""What the platform does once a day of itself: sign the ledger's state."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone
from django_tasks import task

from zhicheng.web.clock.now import current_moment
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint

DAY: Final = dt.timedelta(hours=24)


@task(priority=10)
def daily_checkpoint() -> None:
    """Sign a checkpoint, and come again in a day; the next turn is arranged first, so that no failure ends it."""
    daily_checkpoint.using(run_after=timezone.now() + DAY).enqueue()
    issue_checkpoint(now=current_moment())


def ensure_daily() -> None:
    """Begin the daily turns where none is arranged (called when the platform starts)."""
    from django_tasks_db.models import DBTaskResult

    if not DBTaskResult.objects.filter(task_path=daily_checkpoint.module_path, status="READY").exists():
        daily_checkpoint.enqueue()
