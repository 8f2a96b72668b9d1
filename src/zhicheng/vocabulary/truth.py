"""Three-valued truth (Kleene): not met, open, met.

The values are small integers so that "and" is ``min`` and "or" is ``max``; a batch of dossiers can
hold them as two masks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

NOT_MET: Final = 0
OPEN: Final = 1
MET: Final = 2

NAMES: Final = ("not_met", "open", "met")


def truth_of(value: bool | None) -> int:
    """The truth of a plain answer; ``None`` (nobody has answered) is open."""
    if value is None:
        return OPEN
    return MET if value else NOT_MET


def negate(truth: int) -> int:
    """Kleene negation: met and not met change places, open stays open."""
    return 2 - truth


def at_least(count: int, truths: Iterable[int]) -> int:
    """The truth of "at least ``count`` of these hold" (N项以上)."""
    met = unsettled = 0
    for truth in truths:
        if truth == MET:
            met += 1
        elif truth == OPEN:
            unsettled += 1
    if met >= count:
        return MET
    return OPEN if met + unsettled >= count else NOT_MET
