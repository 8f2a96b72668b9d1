"""What later parts of the platform tell an applicant on the page of their own application; each names its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from zhicheng.procedure.application_states import ARRIVED
from zhicheng.web.applications.models import Application
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class News:
    """One thing: what it is about, what was found, how it turned out (met, not_met, open, or empty), the reason in the
    words of who found it, clauses with what was said of each, when; ``address``: a page with more."""

    about: Pair
    said: Pair
    outcome: str
    reason: str
    clauses: tuple[tuple[str, str], ...]
    at: dt.datetime
    address: str = ""


Source = Callable[[Application, Standing], Iterable[News]]
S = TypeVar("S", bound=Source)
_SOURCES: list[Source] = []


def add_news(source: S) -> S:
    """Let a part of the platform tell what it has to say (as decorator). A source shows only what the person may see."""
    _SOURCES.append(source)
    return source


def news_of(application: Application, standing: Standing) -> tuple[News, ...]:
    """Everything there is to tell about an application, in the order of time; nothing before it has arrived.

    What follows an application begins with its arrival, and nothing leads back: no source need be asked before.
    """
    if application.state != ARRIVED:
        return ()
    found = [one for source in _SOURCES for one in source(application, standing)]
    return tuple(sorted(found, key=lambda one: one.at))
