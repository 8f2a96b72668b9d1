"""The simulation over Arrow batches: the same counts as :func:`zhicheng.workshop.simulate.simulate`, many dossiers at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
import pyarrow as pa

from zhicheng.policy.core import Track
from zhicheng.population.batch import evaluate_batch
from zhicheng.population.plan import Plan, compile_track
from zhicheng.verdict.dates import Dates
from zhicheng.workshop.outcomes import BEYOND, Standard, asks_for_mark, standard_of
from zhicheng.workshop.simulate import Close, Simulation, Totals, simulation_of


def simulate_batches(
    track: Track,
    batches: Iterable[pa.RecordBatch],
    dates: Dates,
    marks: Sequence[Fraction],
    *,
    at: Fraction | None = None,
    near: Fraction = Fraction(5),
    band: Fraction = Fraction(5),
) -> Simulation:
    """As :func:`zhicheng.workshop.simulate.simulate`, over rows of a population.

    Raises:
        ValueError: the track has no scoring standard, or there is no mark.
        Refused: a column of the population is missing or of another type.
    """
    plans = plans_of(track, dates)
    standard = standard_in(track, plans[0])
    if standard is None or not marks:
        raise ValueError("nothing to simulate: no scoring standard, or no mark")
    middle = marks[len(marks) // 2] if at is None else at
    close = Close(standard, middle, near)
    totals: Totals = Counter()
    for batch in batches:
        results = [evaluate_batch(plan, batch, full=place == 0) for place, plan in enumerate(plans)]
        _count(totals, results)
        _look(close, standard, results[0])
    return simulation_of(track.name, standard, marks, totals, close, band)


def plans_of(track: Track, dates: Dates) -> tuple[Plan, ...]:
    """The plan with an unknown pass mark; where a condition asks for it, those with one nobody and everybody reaches."""
    open_ = compile_track(track, dates)
    if not asks_for_mark(track):
        return (open_,)
    return open_, compile_track(track, dates, pass_mark=BEYOND), compile_track(track, dates, pass_mark=Fraction(-1))


def standard_in(track: Track, plan: Plan) -> Standard | None:
    """The nodes of the standard in the plan's unit."""
    found = standard_of(track)
    if found is None:
        return None
    factor = Fraction(plan.unit, found.unit)
    caps = tuple(None if cap is None else int(cap * factor) for cap in found.caps)
    return Standard(plan.unit, found.paths, found.labels, found.parents, caps)


def _count(totals: Totals, results: list[pa.RecordBatch]) -> None:
    """Add a batch: how many have this score and may apply so, by what the mark decides."""
    applies = [np.asarray(one.column("can_apply")).astype(np.int64) for one in results]
    unmet, unsettled, met = (applies[1], applies[0], applies[2]) if len(applies) == 3 else (applies[0],) * 3
    ends = [np.asarray(results[0].column(f"{part}.")).astype(np.int64) for part in ("low", "high")]
    rows, counts = np.unique(np.stack([*ends, unmet, unsettled, met]), axis=1, return_counts=True)
    for (low, high, *by_mark), count in zip(rows.T.tolist(), counts.tolist(), strict=True):
        totals[low, high, (by_mark[0], by_mark[1], by_mark[2])] += count


def _look(close: Close, standard: Standard, result: pa.RecordBatch) -> None:
    """Hand on those near the mark, node by node."""
    low, high = (np.asarray(result.column(f"{part}.")) for part in ("low", "high"))
    near = np.flatnonzero((low <= float(close.mark + close.near)) & (high >= float(close.mark - close.near)))
    if not near.size:
        return
    parts = [
        np.stack([np.asarray(result.column(f"{part}.{path}"))[near] for path in standard.paths])
        for part in ("low", "high", "raw")
    ]
    for place in range(near.size):
        close.take(*(part[:, place].tolist() for part in parts))
