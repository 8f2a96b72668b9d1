"""``lint``: every check on every track of a pack, under its own readings and under the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from zhicheng.policy.pack import POLICIES, Pack, load_pack, packs_in
from zhicheng.workshop.checks import (
    adding,
    caps,
    gap,
    hiding,
    idle,
    levels,
    numbers,
    order,
    order_conditions,
    reach,
    twice,
    two_readings,
    words,
)
from zhicheng.workshop.findings import Finding, gravest_first
from zhicheng.workshop.lint_check import Bay, Check
from zhicheng.workshop.lint_readings import Others, changes
from zhicheng.workshop.witness import Bench
from zhicheng.workshop.witness_pool import Pool

CHECKS: tuple[Check, ...] = (
    order.CHECK,
    order_conditions.CHECK,
    gap.CHECK,
    caps.CHECK,
    adding.CHECK,
    hiding.CHECK,
    reach.CHECK,
    twice.CHECK,
    idle.CHECK,
    levels.CHECK,
    words.CHECK,
    numbers.CHECK,
    two_readings.CHECK,
)
"""Every check, in the order in which the reference lists them."""


def lint(
    pack: Pack, level: str | None = None, *, as_of: dt.date | None = None, checks: Iterable[Check] = CHECKS
) -> tuple[Finding, ...]:
    """What there is to say of a pack, gravest first; of one level only when ``level`` is given.

    ``as_of``: the day to which dossiers are reckoned; the last day of the year in which the pack came
    into force when it is left out. The findings depend on nothing else.

    Raises:
        Refused: the pack has no such level, or something in it is wrong.
    """
    day = as_of or dt.date((pack.in_force or pack.issued or dt.date(2026, 1, 1)).year, 12, 31)
    levels = pack.levels if level is None else (level,)
    chosen = tuple(checks)
    bays = tuple(_bay(pack, one, day) for one in pack.levels if one in levels or any(c.across for c in chosen))
    found: list[Finding] = []
    for bay in bays:
        if bay.pool.bench.level in levels:
            found.extend(_of_track(bay, chosen, found))
    for check in chosen:
        if check.across is not None:
            found.extend(one for one in check.across(bays) if one.track.partition("/")[2] in levels)
    return tuple(sorted(found, key=gravest_first))


def lint_all(folder: Path = POLICIES) -> list[tuple[Pack, tuple[Finding, ...]]]:
    """Every pack of a folder (those shipped with the program) with what there is to say of it, most first.

    Raises:
        Refused: something in a pack is wrong.
    """
    pairs = [(pack, lint(pack)) for pack in (load_pack(name, folder) for name in packs_in(folder))]
    return sorted(pairs, key=lambda pair: (-len(pair[1]), pair[0].id))


def _bay(pack: Pack, level: str, day: dt.date) -> Bay:
    track = pack.track(level)
    affects = {
        id_: frozenset().union(
            *(
                changes(track, pack.track(level, {id_: alternative}))
                for alternative in pack.readings[id_].alternatives
                if alternative != pack.readings[id_].choice
            )
        )
        for id_ in pack.readings_of(level)
    }
    return Bay(Pool(Bench(pack, level, day)), affects)


def _of_track(bay: Bay, checks: tuple[Check, ...], before: list[Finding]) -> list[Finding]:
    """What the checks say of one track; ``before``: what was said of the levels before it."""
    own = [one for check in checks if check.run is not None for one in check.run(bay)]
    others = Others(bay, checks, [*before, *own])
    more = list(others.run())
    return [_milder(one) if one.id in others.resting else one for one in own] + more


def _milder(one: Finding) -> Finding:
    """A finding that would be gone under another reading on equal ground is nothing that surely must be corrected."""
    return replace(one, severity="warning") if one.severity == "error" else one
