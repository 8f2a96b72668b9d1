"""What the platform does of itself, day by day: sign the ledger's state and the status lists of certificates, remind
people of what is due, look at the data; and, every quarter of an hour, look after messages that were cut off."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone
from django_tasks import task

from zhicheng.web.clock.now import current_moment
from zhicheng.web.keeping.inspecting import inspect
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint
from zhicheng.web.registry.services.status import renew_status_lists
from zhicheng.web.sending.services.dispatch import take_up
from zhicheng.web.sending.services.reminding import send_reminders

DAY: Final = dt.timedelta(hours=24)
QUARTER: Final = dt.timedelta(minutes=15)


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


@task(priority=3)
def daily_reminders() -> None:
    """Remind people of what is due soon, and come again in a day."""
    daily_reminders.using(run_after=timezone.now() + DAY).enqueue()
    send_reminders(current_moment())


@task(priority=1)
def daily_inspection() -> None:
    """Look whether the data agrees with itself, and come again in a day."""
    daily_inspection.using(run_after=timezone.now() + DAY).enqueue()
    inspect(now=current_moment())


@task(priority=4)
def look_after_deliveries() -> None:
    """Take up what a killed worker left of messages going out, and come again in a quarter of an hour."""
    look_after_deliveries.using(run_after=timezone.now() + QUARTER).enqueue()
    take_up()


TURNS: Final = (daily_checkpoint, daily_lists, daily_reminders, daily_inspection, look_after_deliveries)


def ensure_daily() -> None:
    """Begin the turns where none is arranged, and take up at once what was cut off (called when the platform starts)."""
    from django_tasks_db.models import DBTaskResult

    for turn in TURNS:
        if not DBTaskResult.objects.filter(task_path=turn.module_path, status="READY").exists():
            turn.enqueue()
    take_up()
