"""What time it is: the system's, or the one a demonstration states. The only place that reads a clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from zhicheng.web.clock.models import StatedMoment

CHINA = ZoneInfo("Asia/Shanghai")


def current_moment() -> dt.datetime:
    """The moment, in China's time."""
    if settings.STATED_CLOCK:
        stated = StatedMoment.objects.filter(id=1).values_list("at", flat=True).first()
        if stated is not None:
            return stated.astimezone(CHINA)
    return timezone.now().astimezone(CHINA)


def state_moment(at: dt.datetime) -> None:
    """Set the stated clock of a demonstration; refused where the system's clock counts."""
    if not settings.STATED_CLOCK:
        raise RuntimeError("this installation goes by the system's clock")
    StatedMoment.objects.update_or_create(id=1, defaults={"at": at})
