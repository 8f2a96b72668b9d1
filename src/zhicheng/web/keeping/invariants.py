"""What must hold in the data on any day: named checks, each yielding what it found. They read and change nothing.

An app adds checks of its own in a module ``invariants.py``, by the same decorator:

    @invariant("seat-has-member")
    def seat_has_member(look: Look) -> Iterator[Finding]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from django.db import models, transaction
from django.utils.module_loading import autodiscover_modules

Pair = tuple[str, str]

_OWN: Final = (
    "accounts", "applications", "committees", "evidence", "ledger", "ledger_tree", "messages", "moves", "notices",
    "personal_values", "register", "scores", "votes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """How to look: where the evidence is, whether to digest it anew, before when (seconds since 1970) a file that is
    still being written counts as forgotten."""

    evidence: Path
    deep: bool
    unfinished_before: float


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be: by which check, in which row (table and key, never a personal value), what."""

    check: str
    row: str
    text: Pair


Check = Callable[[Look], Iterator[tuple[str, Pair]]]
_CHECKS: dict[str, Check] = {}


def invariant(name: str) -> Callable[[Check], Check]:
    """Register a check under its name. The check yields ``(row, (Chinese, English))`` for each thing found."""

    def add(check: Check) -> Check:
        if _CHECKS.setdefault(name, check).__qualname__ != check.__qualname__:
            raise ValueError(f"two checks are called {name}")
        return check

    return add


def checks() -> dict[str, Check]:
    """Every check by name: the platform's own, then those of the apps."""
    for room in _OWN:
        import_module(f"zhicheng.web.keeping.checks.{room}")
    autodiscover_modules("invariants")
    return dict(_CHECKS)


def findings(look: Look, *names: str) -> Iterator[Finding]:
    """What the checks find (all of them, or those named), in one view of the database.

    Raises:
        KeyError: there is no check of that name.
    """
    known = checks()
    with transaction.atomic():
        for name in names or known:
            yield from (Finding(name, row, text) for row, text in known[name](look))


def row_name(row: models.Model) -> str:
    """A row as a finding names it."""
    return f"{row._meta.model_name} {row.pk}"
