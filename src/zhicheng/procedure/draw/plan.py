"""What an office hands in to be frozen: experts, seats, caps, groups, recusals, the track's numbers, the supervisors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zhicheng.procedure.draw.bundle import Cap, Group, Recusal, Rules, Seat, Supervisor


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert of the pool; ``bar`` is the reason for being barred from the draw, or empty."""

    code: str
    seat: str
    region: str = ""
    employer: str = ""
    bar: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A draw before it is frozen. ``previous_draw`` is the head of the draw with the serial number before.

    ``recusals`` come from the conflict facts: per applicant the codes that may not take part, and the seat groups
    among which enough members for a group must stay free (none: anywhere in the committee). ``conflicts`` is the
    digest of those facts, empty where there are none.
    """

    draw: str
    title: str
    at: str
    rules: Rules
    seats: tuple[Seat, ...]
    experts: tuple[Expert, ...]
    supervisors: tuple[Supervisor, ...] = ()
    balls: int = 0
    caps: tuple[Cap, ...] = ()
    groups: tuple[Group, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    conflicts: str = ""
    serial: int = 1
    previous_draw: str | None = None

    def fixed(self) -> dict[str, Any]:
        """What goes into the frozen part as it stands."""
        return {
            "draw": self.draw,
            "serial": self.serial,
            "previous_draw": self.previous_draw,
            "title": self.title,
            "at": self.at,
            "rules": self.rules,
            "seats": list(self.seats),
            "caps": list(self.caps),
            "groups": list(self.groups),
            "supervisors": list(self.supervisors),
            "balls": self.balls,
        }
