"""Who gains and who loses, over Arrow batches: the same as :func:`zhicheng.workshop.diff_population.effects`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from zhicheng.policy.core import Track
from zhicheng.population.batch import evaluate_batch
from zhicheng.population.rows import dossier_of
from zhicheng.verdict.dates import Dates
from zhicheng.workshop.diff import Comparison
from zhicheng.workshop.diff_population import Counting, Effects
from zhicheng.workshop.outcomes import Outcome
from zhicheng.workshop.simulate_batches import plans_of, standard_in


def effects_of_batches(
    comparison: Comparison, batches: Iterable[pa.RecordBatch], dates: Dates, pass_mark: Fraction | None = None
) -> Effects:
    """A population under both sides of a comparison, batch by batch.

    Raises:
        Refused: a column of the population is missing or of another type.
    """
    counting = Counting(comparison, dates, pass_mark)
    plans = [plans_of(track, dates) for track in counting.tracks]
    counting.standards = tuple(
        standard_in(track, found[0]) for track, found in zip(counting.tracks, plans, strict=True)
    )
    for batch in batches:
        sides = [
            _outcomes(track, [evaluate_batch(plan, batch) for plan in found])
            for track, found in zip(counting.tracks, plans, strict=True)
        ]
        for place, pair in enumerate(zip(*sides, strict=True)):
            counting.take(dossier_of(batch, place), list(pair))
    return counting.done()


def _outcomes(track: Track, results: list[pa.RecordBatch]) -> Iterator[Outcome]:
    """The rows of one side: ways in and score, by what the pass mark decides."""
    by_mark = [results[1], results[0], results[2]] if len(results) == 3 else [results[0]] * 3
    keys = [clause.key for clause in (*track.routes, *track.landmarks)]
    truths: list[list[Any]] = [[np.asarray(one.column(f"truth.{key}")).tolist() for key in keys] for one in by_mark]
    applies = [np.asarray(one.column("can_apply")).tolist() for one in by_mark]
    scored = "low." in results[0].schema.names
    ends = [np.asarray(results[0].column(f"{part}.")).tolist() for part in ("low", "high")] if scored else [[], []]
    for row in range(results[0].num_rows):
        by_truth = [dict(zip(keys, (column[row] for column in one), strict=True)) for one in truths]
        low, high = ([end[row]] if scored else [] for end in ends)
        yield Outcome(
            None,
            (by_truth[0], by_truth[1], by_truth[2]),
            (applies[0][row], applies[1][row], applies[2][row]),
            low,
            high,
            low,
        )
