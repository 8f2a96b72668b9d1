"""The reckoning dates of a verdict: one for each purpose, all given from outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Dates:
    """``as_of`` holds wherever the round names no date of its own (tenure, achievements, …)."""

    as_of: dt.date
    named: Mapping[str, dt.date] = field(default_factory=dict)

    def of(self, purpose: str) -> dt.date:
        """The date up to which ``purpose`` is reckoned."""
        return self.named.get(purpose, self.as_of)
