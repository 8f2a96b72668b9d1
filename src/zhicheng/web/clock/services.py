"""Moving the clock of a demonstration."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.clock.models import StatedMoment
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

NO_STATED_CLOCK: Final = Refusal(
    "no-stated-clock",
    ("本平台按系统时钟运行，不能调时", "this installation goes by the system's clock: it can't be moved"),
    do=("只有演示站可以调时钟", "only a demonstration's clock can"),
)


@transaction.atomic
def move_clock(to: dt.datetime, *, actor: Standing, now: dt.datetime) -> StatedMoment:
    """Let a demonstration say it is another moment, earlier or later.

    Refuses with ``no-stated-clock`` where the system's clock counts, and with ``no-right``. The entry is of the moment
    before, and says where the clock was moved to.
    """
    if not settings.STATED_CLOCK:
        raise ActRefused(NO_STATED_CLOCK)
    row, _ = StatedMoment.objects.select_for_update().get_or_create(id=1, defaults={"at": now})
    require(actor, "move", row)
    before = row.at
    state_moment(to)
    write_entry(
        "move-clock",
        actor=actor,
        now=now,
        on=row,
        role="operator",
        detail={"from": before.isoformat(), "to": to.isoformat()},
    )
    row.at = to
    return row
