"""What waits for experts and group leaders in scoring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.web.accounts.waiting import Waiting
from zhicheng.web.experts.tasks import add_task_source
from zhicheng.web.scoring.queries import left_to_read, left_to_settle
from zhicheng.web.visibility.standing import Standing


@add_task_source
def _sheets(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001 - the shape of a source
    left = left_to_read(standing).count()
    dossiers = "dossier to score" if left == 1 else "dossiers to score"
    yield Waiting("sheets", ("份材料待评阅打分", dossiers), left, "/expert/dossiers/")
    left = left_to_settle(standing).count()
    waits = "application waits" if left == 1 else "applications wait"
    yield Waiting(
        "group-sheets", ("份申报待小组提出意见", f"{waits} for your group's opinion"), left, "/expert/groups/"
    )
