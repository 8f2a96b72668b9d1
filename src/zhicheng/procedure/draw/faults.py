"""What a check finds: where in the bundle, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place of the bundle, such as ``rounds[0].outcome.ticket``."""

    place: str
    text: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: whether it holds (``None``: it can't be checked from this file), and why not."""

    code: str
    title: tuple[str, str]
    holds: bool | None
    faults: tuple[Fault, ...] = ()


def finding(code: str, title: tuple[str, str], faults: Iterable[Fault]) -> Finding:
    """The finding of a check that gave these faults."""
    found = tuple(faults)
    return Finding(code, title, not found, found)


def ascending(values: Sequence[str]) -> bool:
    """Whether each is greater than the one before."""
    return all(one < next_ for one, next_ in pairwise(values))


def differ(values: Sequence[object]) -> bool:
    """Whether no two are equal."""
    return len(set(values)) == len(values)
