"""Continuing education side by side: the hours an applicant stated and those the employer stated."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from zhicheng.documents.words import CATEGORIES
from zhicheng.web.applications.models import Application, Submission
from zhicheng.web.applications.services.hours_import import HOURS

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class HoursCompared:
    """Hours of one year and subject category by either; ``None``: not stated."""

    year: int | None
    category: Pair
    own: Decimal | None
    employer: Decimal | None

    @property
    def agrees(self) -> bool:
        """Whether both state the same."""
        return self.own == self.employer


def hours_compared(application: Application, submission: Submission | None) -> list[HoursCompared]:
    """Year by year and category by category; empty while the employer has stated nothing."""
    stated = application.extra.get(HOURS, {}).get("rows", [])
    if not stated:
        return []
    theirs = _summed((row["year"], row["category"], row["hours"]) for row in stated)
    records = [] if submission is None else submission.dossier["records"]
    courses = [one for one in records if one["kind"] == "continuing-education"]
    own = _summed((one.get("year"), one.get("category"), one.get("hours") or 0) for one in courses)
    keys = sorted({*theirs, *own}, key=lambda key: (-(key[0] or 0), key[1]))
    return [
        HoursCompared(
            year, CATEGORIES.get(word, ("未分类", "no category")), own.get((year, word)), theirs.get((year, word))
        )
        for year, word in keys
    ]


def _summed(rows: object) -> dict[tuple[int | None, str], Decimal]:
    found: dict[tuple[int | None, str], Decimal] = defaultdict(Decimal)
    for year, category, hours in rows:  # type: ignore[attr-defined]
        found[(year, category or "")] += Decimal(str(hours))
    return dict(found)
