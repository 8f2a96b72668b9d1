"""What is due, for whom, on which day: each part of the platform tells its own; reminders and their page ask.

A source is a function of the moment. It yields what is still to be done then, and nothing that was done, so that nobody
is reminded of what is done. A part adds its sources in a room ``services/due.py``, which is loaded with the platform:

    @add_due
    def sheets(now: datetime) -> Iterator[Due]: ...
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from zhicheng.web.accounts.models import Grant
from zhicheng.web.accounts.services.grants import in_force
from zhicheng.web.rounds.models import Round

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a person has to do by a day.

    ``thing``: what it is about, by kind and key (``return-12``): the same thing has the same words every day;
    ``what`` in words without a name; ``address``: where it is done; ``round``: whose lead days count; ``application``:
    the one that the message belongs to.
    """

    user: int
    thing: str
    day: dt.date
    what: Pair
    address: str
    round: Round
    application: int | None = None


Source = Callable[[dt.datetime], Iterable[Due]]
_SOURCES: list[Source] = []


def add_due(source: Source) -> Source:
    """Let a part of the platform tell its due dates (also as decorator)."""
    if source not in _SOURCES:
        _SOURCES.append(source)
    return source


def due_at(now: dt.datetime) -> Iterator[Due]:
    """Everything that is to be done at a moment, by whom, until when."""
    for source in _SOURCES:
        yield from source(now)


def holders(now: dt.datetime, organisation: int | None, *roles: str) -> list[int]:
    """The people who hold one of these roles for an organisation (``None``: for whichever), each once."""
    rows = Grant.objects.filter(in_force(now), role__in=roles, user__is_active=True)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return list(rows.order_by("user").values_list("user", flat=True).distinct())
