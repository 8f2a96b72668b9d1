"""What waits for a person: counted over the rows they may see, each with the place where it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from zhicheng.web.accounts.models import Grant, Invitation
from zhicheng.web.accounts.services.grants import in_force
from zhicheng.web.clock.now import CHINA
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

ENDING = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to be done: what (pair), how many, where, and until which day if there is one."""

    key: str
    what: tuple[str, str]
    count: int
    address: str
    until: dt.date | None = None


Source = Callable[[Standing, dt.datetime], Iterable[Waiting]]
_SOURCES: list[Source] = []


def add_source(source: Source) -> Source:
    """Let a part of the platform add what waits there (also as decorator)."""
    _SOURCES.append(source)
    return source


def waiting_for(standing: Standing, now: dt.datetime) -> list[Waiting]:
    """Everything that waits for this person now; what counts nothing is left out."""
    return [one for source in _SOURCES for one in source(standing, now) if one.count]


def day_of(now: dt.datetime) -> dt.date:
    """The day of a moment, in China."""
    return now.astimezone(CHINA).date()


@add_source
def _invitations(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    if "operator" in standing.roles:
        late = visible(standing, "view", Invitation.objects.filter(accepted_at=None, withdrawn_at=None, user=None))
        yield Waiting(
            "invitations",
            ("份邀请等待接受", "invitations not taken up yet"),
            late.filter(expires_at__gt=now).count(),
            "/organisations/people/",
        )


@add_source
def _roles(standing: Standing, now: dt.datetime) -> Iterator[Waiting]:
    """Roles that end within thirty days: one's own, and those one has passed on."""
    open_now = visible(standing, "end", Grant.objects.filter(in_force(now), valid_until__lte=now + ENDING))
    mine = open_now.filter(user=standing.user_id)
    first = mine.order_by("valid_until").values_list("valid_until", flat=True).first()
    until = (first - dt.timedelta(seconds=1)).astimezone(CHINA).date() if first else None
    yield Waiting(
        "own-roles-ending", ("项您的授权即将到期", "of your roles end soon"), mine.count(), "/account/", until=until
    )
    passed = open_now.exclude(user=standing.user_id).count()
    yield Waiting(
        "roles-ending", ("项您管理的授权即将到期", "roles you look after end soon"), passed, "/organisations/"
    )
