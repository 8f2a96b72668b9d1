"""Reminders: once for each person, thing, day and lead, and none for what is done.

A thing whose day is moved is due on another day, so that its people are reminded of that one too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from zhicheng.web.accounts.waiting import day_of
from zhicheng.web.applications.messages import tell
from zhicheng.web.rounds.due_dates import Due, due_at
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import options_for
from zhicheng.web.sending.models import Reminder

Key = tuple[int, str, dt.date, int]


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder: of what, so many days ahead at the latest, to be sent on ``on`` (today, or later)."""

    due: Due
    lead: int
    on: dt.date

    @property
    def key(self) -> Key:
        """By which it is sent once."""
        return self.due.user, self.due.thing, self.due.day, self.lead


def planned(now: dt.datetime) -> list[Planned]:
    """Every reminder still to be sent for what is due now: those of today, then those of later days."""
    sent = set(Reminder.objects.filter(day__gte=day_of(now)).values_list("user", "thing", "day", "lead"))
    leads = _Leads()
    found = [one for due in due_at(now) for one in _of(due, leads.of(due.round), day_of(now)) if one.key not in sent]
    return sorted({one.key: one for one in found}.values(), key=lambda one: (one.on, one.due.day, one.key))


def send_reminders(now: dt.datetime) -> int:
    """Send those of today; how many. Two at once send each once."""
    return sum(_sent(one, now) for one in planned(now) if one.on == day_of(now))


def _of(due: Due, leads: tuple[int, ...], today: dt.date) -> Iterator[Planned]:
    """Today the one with the fewest days that its day is not further away than; then one on the day of each lead."""
    left = (due.day - today).days
    if left < 0:
        return
    reached = [one for one in leads if one >= left]
    if reached:
        yield Planned(due, min(reached), today)
    for lead in leads:
        if lead < left:
            yield Planned(due, lead, due.day - dt.timedelta(days=lead))


@transaction.atomic
def _sent(one: Planned, now: dt.datetime) -> bool:
    due = one.due
    english = f"{due.what[1][:1].upper()}{due.what[1][1:]} (by {due.day})"
    text = (f"{due.what[0]}（期限：{due.day}）", english)
    try:
        with transaction.atomic():
            message = tell(due.user, "reminder", text, now=now, application_id=due.application)
            sent = {"user_id": due.user, "thing": due.thing, "day": due.day, "lead": one.lead}
            Reminder.objects.create(**sent, address=due.address, message=message, sent_at=now)
    except IntegrityError:  # another has just sent it: the database says so
        return False
    return True


class _Leads:
    """The lead days of rounds, each read once."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[int, ...]] = {}

    def of(self, round_: Round) -> tuple[int, ...]:
        """So many days before."""
        if round_.pk not in self.known:
            self.known[round_.pk] = options_for(round_).reminder_days
        return self.known[round_.pk]
