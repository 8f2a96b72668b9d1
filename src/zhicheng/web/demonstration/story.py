"""What the demonstration is told with: its people, organisations and rounds, and the moment it has come to."""

from __future__ import annotations

import datetime as dt
from typing import Final

from zhicheng.web.accounts.models import User
from zhicheng.web.clock.now import CHINA, state_moment
from zhicheng.web.demonstration.accounts import make_people
from zhicheng.web.demonstration.organisations import make_organisations
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.standing import Standing, standing_of

TODAY: Final = dt.datetime(2026, 10, 12, 9, 30, tzinfo=CHINA)
"""The moment the demonstration opens on."""


class Story:
    """The demonstration while it is being filled."""

    def __init__(self) -> None:
        self.organisations = make_organisations()
        self.people = make_people(self.organisations)
        self.rounds: dict[str, Round] = {}
        self.now = TODAY

    def as_(self, who: str | User) -> Standing:
        """Somebody's standing at the moment it is; by user name, or the account itself."""
        return standing_of(self.people[who] if isinstance(who, str) else who, self.now)

    def go(self, month: int, day: int, hour: int = 10, minute: int = 0) -> None:
        """Go on to a moment of 2026. The stated clock goes along, for the jobs that ask it."""
        self.now = dt.datetime(2026, month, day, hour, minute, tzinfo=CHINA)
        state_moment(self.now)

    def later(self, minutes: int = 1) -> dt.datetime:
        """So many minutes on; the moment then."""
        self.now += dt.timedelta(minutes=minutes)
        state_moment(self.now)
        return self.now
