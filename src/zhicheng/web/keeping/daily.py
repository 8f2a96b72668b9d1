"""What the platform does once a day of itself: sign the ledger's state, and the status lists of certificates."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone
from django_tasks import task

from zhicheng.web.clock.now import current_moment
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint
from zhicheng.web.registry.services.status import renew_status_lists

DAY: Final = dt.timedelta(hours=24)


@task(priority=10)
def daily_checkpoint() -> None:
    """Sign a checkpoint, and come again in a day; the next turn is arranged first, so that no failure ends it."""
    daily_checkpoint.using(run_after=timezone.now() + DAY).enqueue()
    issue_checkpoint(now=current_moment())


@task(priority=5)
def daily_lists() -> None:
    """Sign the status lists of certificates that are about to run out, and come again in a day."""
    daily_lists.using(run_after=timezone.now() + DAY).enqueue()
    renew_status_lists(now=current_moment())


def ensure_daily() -> None:
    """Begin the daily turns where none is arranged (called when the platform starts)."""
    from django_tasks_db.models import DBTaskResult

    for turn in (daily_checkpoint, daily_lists):
        if not DBTaskResult.objects.filter(task_path=turn.module_path, status="READY").exists():
            turn.enqueue()
