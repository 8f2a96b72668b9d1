"""What time it is: the system's, or the one a demonstration states. The only place that reads a clock."""

from __future__ import annotations

import datetime as dt
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from zhicheng.web.clock.models import StatedMoment

CHINA = ZoneInfo("Asia/Shanghai")


def current_moment() -> dt.datetime:
    """The moment, in China's time."""
    if settings.STATED_CLOCK:
        with connection.cursor() as cursor:  # on every request: a plain statement
            cursor.execute(f"select at from {StatedMoment._meta.db_table} where id = 1")
            stated = cursor.fetchone()
        if stated is not None:
            return cast(dt.datetime, stated[0]).astimezone(CHINA)
    return timezone.now().astimezone(CHINA)


def state_moment(at: dt.datetime) -> None:
    """Set the stated clock of a demonstration; refused where the system's clock counts."""
    if not settings.STATED_CLOCK:
        raise RuntimeError("this installation goes by the system's clock")
    StatedMoment.objects.update_or_create(id=1, defaults={"at": at})


def in_real_time(after: dt.timedelta) -> dt.datetime:
    """When a job is to run that comes so much later: by the machine's own clock, which jobs go by in a demonstration too."""
    return timezone.now() + after
