"""Survivors that change nothing: listed with their reasons beside the tool, ``accepted/<pack>.yaml``.

``- {file: terms, at: "terms/class(project)/*", change: "* → *", why: …}``; a ``*`` stands for any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import Mutant
from zhicheng.vocabulary.yaml_text import read_yaml

FOLDER = Path(__file__).parent / "accepted"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mutant, or several, that no case can notice, and why."""

    file: str
    at: str
    change: str
    why: str

    def covers(self, mutant: Mutant) -> bool:
        """Whether this entry speaks of the mutant."""
        return mutant.file == self.file and _fits(self.at, mutant.at) and _fits(self.change, mutant.change)


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), text) is not None


def accepted_for(pack: str, folder: Path = FOLDER) -> list[Accepted]:
    """The accepted survivors of a pack; none when it has no file.

    Raises:
        ValueError: an entry lacks its reason.
    """
    path = folder / f"{pack}.yaml"
    if not path.is_file():
        return []
    found = [
        Accepted(str(item["file"]), str(item["at"]), str(item.get("change", "*")), str(item.get("why") or ""))
        for item in read_yaml(path) or []
    ]
    for entry in found:
        if len(entry.why) < 10:
            raise ValueError(f"{path.name}: {entry.at} has no reason")
    return found
