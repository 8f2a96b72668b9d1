"""What was given to a seat to read is taken back when nobody sits there any more."""

from __future__ import annotations

from zhicheng.web.committee.models import Reading, Seat


def end_readings(seat: Seat, why: str) -> int:
    """End the readings of a seat, within the act that opens it; how many there were."""
    return Reading.objects.filter(seat=seat, ended_because="").update(ended_because=why.strip()[:200] or "—")
