"""What the meeting tells about a deliberation; it is built on this part, which can't import it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhicheng.web.scoring.models import Deliberation


@dataclass(frozen=True, slots=True)
class MeetingNow:
    """The committee's meeting as one deliberation meets it: is it open, who is there, has the vote been opened."""

    meeting_open: bool = False
    members: int = 0
    present: int = 0
    recused_in_room: int = 0
    voted: bool = False


Told = Callable[[Deliberation], MeetingNow]
_TOLD: list[Told] = []


def tell_meeting(told: Told) -> None:
    """Let the meeting tell (called when it is loaded); the last one who does so counts."""
    if told not in _TOLD:
        _TOLD.append(told)


def meeting_of(row: Deliberation) -> MeetingNow:
    """The meeting as it is now; without a part that tells, there is none."""
    return _TOLD[-1](row) if _TOLD else MeetingNow()
