"""What waits at everybody's start page: an expert's tasks; ties and answers that an office still has open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.web.accounts.waiting import Waiting, add_source
from zhicheng.web.experts.models import Tie
from zhicheng.web.experts.tasks import tasks_for
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

add_source(tasks_for)


@add_source
def _undecided(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001 - the shape of a source
    """Ties that the office has not looked at, by round."""
    if "committee-office" not in standing.roles:
        return
    open_ties = visible(standing, "decide", Tie.objects.filter(state="open"))
    rounds = visible(standing, "review", Round.objects.filter(ties__in=open_ties)).exclude(review__state="archived")
    for round_ in rounds.distinct().order_by("code"):
        count = open_ties.filter(round=round_).count()
        what = (f"项利害关系待认定（{round_.title_zh}）", f"ties to be decided ({round_.title_en})")
        yield Waiting("ties-open", what, count, f"/reviews/{round_.code}/ties/?state=open")
