"""Whether arrays and the single evaluator say the same of a batch: every number, every truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import pyarrow as pa

from zhicheng.dossier.model import Dossier
from zhicheng.population.batch import evaluate_batch
from zhicheng.population.plan import Plan
from zhicheng.population.rows import dossier_of
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.result import Verdict


def differences(
    plan: Plan, batch: pa.RecordBatch, dossiers: Sequence[Dossier] | None = None
) -> Iterator[tuple[int, str, Any, Any]]:
    """Where the arrays differ from the single evaluator: (row, column, by arrays, singly); none, if all is well.

    ``dossiers``: the dossiers that the batch was made of; else they are made from its rows.
    """
    result = evaluate_batch(plan, batch, full=True).to_pydict()
    for row in range(batch.num_rows):
        dossier = dossier_of(batch, row) if dossiers is None else dossiers[row]
        verdict = evaluate(plan.track, dossier, plan.dates, pass_mark=plan.pass_mark, answers=plan.answers)
        for column, value in expected(plan, verdict).items():
            if result[column][row] != value:
                yield row, column, result[column][row], value


def expected(plan: Plan, verdict: Verdict) -> dict[str, Any]:
    """What a full row of results must say by this verdict."""
    found: dict[str, Any] = {f"truth.{key}": truth for key, truth in verdict.truths.items()}
    found["can_apply"], found["review"] = verdict.can_apply, verdict.review
    scored = verdict.scored
    if plan.score is None or scored is None:
        return found
    scale = Fraction(plan.unit, scored.unit)
    cut = []
    for place, path in enumerate(plan.paths):
        for part, points in (("raw", scored.raw), ("low", scored.low), ("high", scored.high)):
            found[f"{part}.{path}"] = points[place] * scale
        if scored.raw[place] > scored.low[place]:
            cut.append(place)
    found["cut"] = cut
    return found
