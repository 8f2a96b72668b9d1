"""The made-up people's dossiers: the demonstration's own, and shorter ones taken from it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.model import Dossier
from zhicheng.policy.pack import POLICIES

COMMON: Final = ("degree-1", "title-2", "work-2", "year-2023", "year-2024", "year-2025", "hours-2025")
"""What everybody keeps: enough for the ways in by service."""
SETS: Final = (
    ("project-1", "award-1", "patent-1", "standard-1"),
    ("project-3", "product-1", "patent-1", "paper-1"),
    ("project-2", "award-2", "software-1", "honour-2"),
    ("project-1", "project-4", "patent-2", "society-1"),
    ("project-5", "patent-2", "honour-1"),
    ("product-1", "award-1", "standard-1", "talk-1"),
)
"""What one or the other has done."""


@lru_cache(maxsize=1)
def whole_dossier() -> Dossier:
    """The demonstration dossier that ships with the program."""
    return read_dossier(Path(POLICIES) / "demo" / "dossier.yaml")


def short_dossier(place: int, domain: str = "") -> Dossier:
    """One of the shorter dossiers, by number; after the last they begin anew. ``domain``: of another field than the
    demonstration's own."""
    whole, wanted = whole_dossier(), {*COMMON, *SETS[place % len(SETS)]}
    records = tuple(one for one in whole.records if one.id in wanted)
    if not domain:
        return whole.model_copy(update={"claimed": {}, "records": records})
    moved = [
        one.model_copy(update={"domains": (domain,)}) if "domains" in type(one).model_fields else one for one in records
    ]
    applicant = whole.applicant.model_copy(update={"domains": (domain,)})
    return whole.model_copy(update={"applicant": applicant, "claimed": {}, "records": tuple(moved)})
