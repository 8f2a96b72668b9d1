"""A track: everything a document says for one level."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zhicheng.policy.core.conditions import Clause
from zhicheng.policy.core.records import Pattern
from zhicheng.policy.core.scoring import Group
from zhicheng.policy.core.terms import Term


@dataclass(frozen=True, slots=True)
class Track:
    """Everything a document says for one level, under one choice of readings."""

    pack: str
    level: str
    title: str
    present: tuple[Pattern, ...]
    basic: tuple[Clause, ...]
    routes: tuple[Clause, ...]
    landmarks: tuple[Clause, ...]
    review: tuple[Clause, ...]
    scoring: Group | None
    defence: tuple[str, ...]
    prices: dict[str, tuple[str, ...]]
    terms: tuple[Term, ...]
    domains: tuple[str, ...]
    unranked: tuple[str, ...]
    shares: dict[str, Any] = field(default_factory=dict)
    specialties: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """``pack/level``, for example ``zj-iot-2026/senior-engineer``."""
        return f"{self.pack}/{self.level}"
