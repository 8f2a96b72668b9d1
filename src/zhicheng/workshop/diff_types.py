"""What a comparison of two tracks is made of: the sides, places with their citations, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from zhicheng.policy.core import Track
from zhicheng.policy.pack import Pack
from zhicheng.policy.places import places_of, read_trees
from zhicheng.workshop.diff_details import Detail, Pair

How = Literal["added", "removed", "changed", "moved", "reworded"]
Kind = Literal["clause", "row", "group", "term", "coefficient", "general", "present"]
HOW: Mapping[How, Pair] = {
    "added": ("新增", "added"),
    "removed": ("取消", "removed"),
    "changed": ("修改", "changed"),
    "moved": ("移动", "moved"),
    "reworded": ("仅文字", "wording only"),
}


@dataclass(frozen=True)
class Side:
    """One of the two tracks that are compared."""

    pack: Pack
    level: str
    readings: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def track(self) -> Track:
        """The rules."""
        return self.pack.track(self.level, self.readings)

    @property
    def name(self) -> str:
        """``pack/level``."""
        return f"{self.pack.id}/{self.level}"

    @property
    def title(self) -> Pair:
        """The title that is applied for."""
        return self.pack.about(self.level)

    @cached_property
    def cites(self) -> dict[str, tuple[str, ...]]:
        """What each place of the pack cites, by address."""
        found: dict[str, list[str]] = {}
        for place in places_of(read_trees(self.pack.folder)):
            found.setdefault(place.address, []).extend(place.cites)
        return {address: tuple(dict.fromkeys(cites)) for address, cites in found.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands on one side: its printed label or path, its text, its citations, file and line."""

    key: str
    name: Pair
    text: Pair
    cite: tuple[str, ...]
    file: str
    line: int
    rule: Any = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that is not the same on both sides."""

    kind: Kind
    section: str
    how: How
    before: Place | None
    after: Place | None
    details: tuple[Detail, ...] = ()

    @property
    def place(self) -> Place:
        """The place on the side that has it; the later side first."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True)
class Comparison:
    """Two tracks and everything that is different between them, in printed order; ``same``: rules that are alike."""

    before: Side
    after: Side
    changes: tuple[Change, ...]
    same: Mapping[str, int]

    def counts(self) -> Counter[str]:
        """How many changes of each sort."""
        return Counter(change.how for change in self.changes)
