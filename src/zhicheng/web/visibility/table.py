"""The table of visibility, read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

ROLES = (
    "visitor",
    "applicant",
    "recommending-expert",
    "employer",
    "personnel-agency",
    "department",
    "intermediate-committee",
    "committee-office",
    "expert",
    "group-leader",
    "chair",
    "teller",
    "supervisor",
    "policy-officer",
    "operator",
)
"""The roles of the platform (design, section 9)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of the table; ``stages`` ``None`` means at every stage."""

    object: str
    role: str
    relation: str
    stages: frozenset[str] | None
    acts: frozenset[str]


@cache
def table() -> tuple[Cell, ...]:
    """Every cell, in the order of the file."""
    text = files("zhicheng.web.visibility").joinpath("table.yaml").read_text(encoding="utf-8")
    return tuple(_cell(entry["object"], cell) for entry in yaml.safe_load(text) for cell in entry["cells"])


def _cell(name: str, cell: dict[str, Any]) -> Cell:
    if cell["role"] not in ROLES:
        raise ValueError(f"table.yaml: {name}: role {cell['role']} is not known")
    stages = frozenset(cell["stages"]) if "stages" in cell else None
    return Cell(name, cell["role"], cell["relation"], stages, frozenset(cell["acts"]))


@cache
def cells_for(name: str, act: str) -> tuple[Cell, ...]:
    """The cells that speak of an act on an object."""
    return tuple(cell for cell in table() if cell.object == name and act in cell.acts)
