"""What waits for an expert: each part of the platform adds its own; the expert's home and everybody's start show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from zhicheng.web.accounts.waiting import Waiting
from zhicheng.web.experts.facts import day_of
from zhicheng.web.experts.models import Availability
from zhicheng.web.experts.services.availability import draw_begun
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

TaskSource = Callable[[Standing, dt.datetime], Iterable[Waiting]]
"""What waits for this person as an expert at a moment: what, how many, where, until when."""
_SOURCES: list[TaskSource] = []


def add_task_source(source: TaskSource) -> TaskSource:
    """Let a part of the platform add what waits for experts there (also as decorator); called when it is loaded.

    A source counts over rows made visible for the standing; what counts nothing is left out.
    """
    if source not in _SOURCES:
        _SOURCES.append(source)
    return source


def tasks_for(standing: Standing, now: dt.datetime) -> list[Waiting]:
    """Everything that waits for this person as an expert, in the order in which the parts were loaded."""
    if "expert" not in standing.roles:
        return []
    return [one for source in _SOURCES for one in source(standing, now) if one.count]


@add_task_source
def _availability(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    """Questions for availability without an answer: one line for each round."""
    own = visible(standing, "declare", Availability.objects.filter(expert__user=standing.user_id))
    today = day_of(now)
    rows = own.filter(available=None, expert__left_on=None).select_related("round").order_by("answer_until", "pk")
    for row in rows:
        if draw_begun(row.round):
            continue
        zh, en = row.round.title
        what = (f"项评审询问：能否参加“{zh}”", f"question: can you serve in '{en}'")
        until = row.answer_until if row.answer_until is not None and row.answer_until >= today else None
        yield Waiting("availability", what, 1, f"/expert/rounds/{row.round.code}/", until=until)


@add_task_source
def _declarations(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:  # noqa: ARG001 - the shape of a source
    """Rounds under review for which the expert is available and has not declared their ties."""
    own = visible(standing, "declare", Availability.objects.filter(expert__user=standing.user_id))
    rows = own.filter(available=True, expert__left_on=None, round__review__isnull=False)
    for row in rows.exclude(round__review__state="archived").select_related("round", "expert").order_by("pk"):
        if not row.round.declarations.filter(expert=row.expert).exists():
            zh, en = row.round.title
            what = (f"项回避申报：“{zh}”", f"declaration of ties: '{en}'")
            yield Waiting("ties", what, 1, f"/expert/rounds/{row.round.code}/")
