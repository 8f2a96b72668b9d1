"""What the forms of scoring carry: points and reasons by indicator, answers by question, opinion and recommendation."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.http import QueryDict

from zhicheng.web.clock.now import CHINA
from zhicheng.web.site.acts import version_of

LONGEST_MARK = 32
RECOMMENDS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class From:
    """From which page something comes: the version it saw, its mark, whether it saves by itself (``live``).

    A button of the page that wrote last is never out of date: what it saved by itself a moment ago is its own. What a
    page saves by itself comes in order, and is held to the version it saw.
    """

    seen: int | None = None
    mark: str = ""
    live: bool = False

    def stale(self, version: int, last: str) -> bool:
        """Whether somebody else has written since; ``last``: the mark of the page that wrote last."""
        if self.seen is None or self.seen == version:
            return False
        return self.live or not self.mark or self.mark != last


NOWHERE = From()
"""Not from a page."""


def page_of(posted: QueryDict, *, live: bool) -> From:
    """Where a form comes from."""
    return From(version_of(posted.get("version")), posted.get("page", "")[:LONGEST_MARK], live)


def new_mark() -> str:
    """The mark of a page that is made now."""
    return secrets.token_hex(8)


def by_prefix(posted: QueryDict, prefix: str) -> dict[str, str]:
    """The fields ``<prefix>:<key>`` of a form, by key."""
    start = f"{prefix}:"
    return {name.removeprefix(start): str(posted[name]) for name in posted if name.startswith(start)}


def plain_text(posted: QueryDict) -> str:
    """The opinion as typed, its lines ended as they are kept."""
    return str(posted.get("opinion", "")).replace("\r\n", "\n").strip()


def recommends_in(posted: QueryDict) -> bool | None:
    """Recommended, not recommended, or nothing chosen."""
    return RECOMMENDS.get(posted.get("recommends", ""))


def settlements_in(posted: QueryDict) -> dict[str, dict[str, str]]:
    """What a leader wrote by indicator: points as typed and the reason."""
    points, reasons = by_prefix(posted, "points"), by_prefix(posted, "reason")
    return {
        path: {"points": points.get(path, "").strip(), "reason": reasons.get(path, "").strip()}
        for path in {**points, **reasons}
    }


def moment_in(posted: QueryDict, name: str) -> dt.datetime | None:
    """A moment as a ``datetime-local`` control gives it, in China's time; none where it is no moment."""
    try:
        found = dt.datetime.fromisoformat(posted.get(name, ""))
    except ValueError:
        return None
    return found.replace(tzinfo=CHINA) if found.tzinfo is None else found
