"""Which readings matter to whom: the same batch under every other alternative, one at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from zhicheng.policy.pack import Pack
from zhicheng.population.batch import evaluate_batch
from zhicheng.population.plan import Plan, compile_track

DECIDE: Final = "readings_decide"
"""Column: alternatives under which the answer (may apply or not) is another one."""
CHANGE: Final = "readings_change"
"""Column: alternatives under which a truth of the outer clauses or the total is another one."""
NAMES: Final = b"zhicheng.readings"
"""Metadata: the alternatives by number, as ``ID=alternative``."""


def other_plans(pack: Pack, level: str, plan: Plan, readings: Mapping[str, str]) -> list[tuple[str, Plan]]:
    """A plan for every other alternative of every reading of the track, named ``ID=alternative``."""
    chosen = pack.choices(readings)
    found = []
    for id_ in pack.readings_of(level):
        for alternative in pack.readings[id_].alternatives:
            if alternative != chosen[id_]:
                track = pack.track(level, {**readings, id_: alternative})
                other = compile_track(track, plan.dates, pass_mark=plan.pass_mark, answers=plan.answers)
                found.append((f"{id_}={alternative}", other))
    return found


def evaluate_readings(
    plan: Plan, others: Sequence[tuple[str, Plan]], batch: pa.RecordBatch, *, full: bool = False, file: str = ""
) -> pa.RecordBatch:
    """The result of a batch with the readings that matter to each dossier, as numbers of ``others``.

    Raises:
        Refused: as :func:`evaluate_batch`.
    """
    result = evaluate_batch(plan, batch, full=full, file=file)
    decide = np.zeros((len(others), batch.num_rows), np.bool_)
    change = np.zeros((len(others), batch.num_rows), np.bool_)
    for place, (_, other) in enumerate(others):
        said = evaluate_batch(other, batch, file=file)
        decide[place] = _differs(result, said, "can_apply", 1, 1)
        change[place] = decide[place]
        for name in said.schema.names:
            if name.startswith("truth.") and name in result.schema.names:
                change[place] |= _differs(result, said, name, 1, 1)
        if plan.score is not None and other.score is not None:
            for name in ("low.", "high."):
                change[place] |= _differs(result, said, name, other.unit, plan.unit)
    return _with(result, {DECIDE: decide, CHANGE: change}, [name for name, _ in others])


def _differs(first: pa.RecordBatch, second: pa.RecordBatch, name: str, times: int, other_times: int) -> Any:
    return first.column(name).to_numpy() * times != second.column(name).to_numpy() * other_times


def _with(result: pa.RecordBatch, found: Mapping[str, Any], names: list[str]) -> pa.RecordBatch:
    arrays, fields = list(result.columns), list(result.schema)
    for name, matters in found.items():
        rows, places = np.nonzero(matters.T)
        offsets = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=result.num_rows))]).astype(np.int32)
        arrays.append(pa.ListArray.from_arrays(offsets, places.astype(np.int16)))
        fields.append(pa.field(name, arrays[-1].type))
    metadata = {**(result.schema.metadata or {}), NAMES: json.dumps(names, ensure_ascii=False).encode()}
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields, metadata=metadata))
