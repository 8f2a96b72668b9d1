"""What the workshop's pages show, made once and kept: it hangs on the packs as they stand, the day and the numbers asked."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from functools import lru_cache

from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.verdict.dates import Dates
from zhicheng.workshop.diff import Side
from zhicheng.workshop.diff_report import DiffReport, diff_report
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint import lint
from zhicheng.workshop.simulate import Simulation
from zhicheng.workshop.simulate_source import batches_from

KEPT = 24
PEOPLE = (0, 200, 500, 1000, 2000)
"""How many made-up dossiers may be asked for here; larger populations are for the command line."""
SEED = 1


def tracks() -> list[str]:
    """Every track installed, ``pack/level``."""
    return [f"{name}/{level}" for name in packs_in() for level in load_pack(name).levels]


def comparison(before: str, after: str, people: int, day: dt.date) -> DiffReport:
    """Two tracks compared, with witnesses and the effects on so many made-up dossiers.

    Raises:
        Refused: what makes up populations is not installed.
    """
    hashes = tuple(load_pack(name.partition("/")[0]).hash for name in (before, after))
    return _comparison(before, after, people, day, hashes)


@lru_cache(maxsize=KEPT)
def _comparison(before: str, after: str, people: int, day: dt.date, _hashes: tuple[str, ...]) -> DiffReport:
    sides = [Side(load_pack(pack), level) for pack, _, level in (name.partition("/") for name in (before, after))]
    batches = None if not people else batches_from(str(people), [side.track for side in sides], seed=SEED)
    return diff_report(sides[0], sides[1], Dates(day), batches=batches)


def findings(pack: str) -> tuple[Finding, ...]:
    """What lint finds in a pack, gravest first."""
    return _findings(pack, load_pack(pack).hash)


@lru_cache(maxsize=KEPT)
def _findings(pack: str, _hash: str) -> tuple[Finding, ...]:
    return lint(load_pack(pack))


def simulation(track: str, people: int, low: int, high: int, at: int, day: dt.date) -> Simulation:
    """So many made-up dossiers at every whole pass mark from ``low`` to ``high``, looked at closely at ``at``.

    Raises:
        Refused: what makes up populations is not installed.
        ValueError: the track has no scoring standard.
    """
    return _simulation(track, people, low, high, at, day, load_pack(track.partition("/")[0]).hash)


@lru_cache(maxsize=KEPT)
def _simulation(track: str, people: int, low: int, high: int, at: int, day: dt.date, _hash: str) -> Simulation:
    from zhicheng.workshop.simulate_batches import simulate_batches  # needs the extra "population"

    pack, _, level = track.partition("/")
    rules = load_pack(pack).track(level)
    marks = [Fraction(mark) for mark in range(low, high + 1)]
    return simulate_batches(rules, batches_from(str(people), [rules], seed=SEED), Dates(day), marks, at=Fraction(at))
