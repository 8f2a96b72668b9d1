"""A batch of dossiers under a plan: truths, points, what had to be judged singly."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pyarrow as pa

from zhicheng.population.plan import Plan
from zhicheng.population.rows import dossier_of
from zhicheng.population.work import Work
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.result import attested_only
from zhicheng.vocabulary.truth import MET, OPEN

RESULT: Final = b"zhicheng.result"


def evaluate_batch(plan: Plan, batch: pa.RecordBatch, *, full: bool = False, file: str = "") -> pa.RecordBatch:
    """One row of results per dossier; see :mod:`zhicheng.population` for the columns.

    Raises:
        Refused: a column is missing, or holds what it must not; ``file`` is named in the message.
    """
    work = Work(plan, batch, file, full=full)
    truths = {key: check(work) for key, check in plan.checks.items()}
    points = None if plan.score is None else plan.score.run(work)
    how = work.kept.get("how", np.zeros(work.rows, np.int8))
    for row in np.flatnonzero(work.singly).tolist():
        _judge(plan, work, row, truths, points)
    return _result(plan, work, truths, points, how)


def _judge(plan: Plan, work: Work, row: int, truths: dict[str, Any], points: Any) -> None:
    """Puts the single evaluator's verdict in place of what the arrays said."""
    verdict = evaluate(
        plan.track, dossier_of(work.columns.batch, row), plan.dates, pass_mark=plan.pass_mark, answers=plan.answers
    )
    for key, truth in verdict.truths.items():
        truths[key][row] = truth
    scored = verdict.scored
    if plan.score is None or scored is None:
        return
    for place, node in enumerate(plan.score.wanted(work.full)):
        for part, found in enumerate((scored.raw, scored.low, scored.high)):
            points[part][place, row] = int(Fraction(found[node]) * plan.score.factor)


def _result(plan: Plan, work: Work, truths: dict[str, Any], points: Any, how: Any) -> pa.RecordBatch:
    columns: dict[str, Any] = {"dossier": work.columns.batch.column("dossier")}
    columns["can_apply"], columns["review"] = may_apply(plan, truths, work.rows), _review(plan, truths, work.rows)
    outer = [key for name in ("basic", "routes", "landmarks", "review") for key in plan.section(name)]
    for key in truths if work.full else outer:
        columns[f"truth.{key}"] = truths[key].astype(np.int8)
    if plan.score is not None:
        columns |= _points(plan, work, points)
    columns["placement"] = how
    columns["singly"] = work.singly
    schema = result_schema(plan, full=work.full)
    return pa.RecordBatch.from_arrays(
        [pa.array(columns[name], type_) for name, type_ in zip(schema.names, schema.types, strict=True)], schema=schema
    )


def _points(plan: Plan, work: Work, points: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if plan.score is None:
        return found
    raw, low, high = points
    for place, node in enumerate(plan.score.wanted(work.full)):
        path = plan.paths[node]
        found[f"low.{path}"], found[f"high.{path}"] = low[place], high[place]
        if work.full:
            found[f"raw.{path}"] = raw[place]
    if work.full:
        found["cut"] = _cut(raw, low)
    return found


def _cut(raw: Any, low: Any) -> pa.Array:
    """For each dossier the places in ``plan.paths`` of the nodes whose cap cut something off."""
    rows, nodes = np.nonzero((raw > low).T)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=raw.shape[1]))]).astype(np.int32)
    return pa.ListArray.from_arrays(offsets, nodes.astype(np.int16))


def result_schema(plan: Plan, *, full: bool = False) -> pa.Schema:
    """The columns of a result, with the unit of its points in the metadata."""
    names: list[tuple[str, pa.DataType]] = [("dossier", pa.string()), ("can_apply", pa.int8()), ("review", pa.int8())]
    outer = [key for name in ("basic", "routes", "landmarks", "review") for key in plan.section(name)]
    names += [(f"truth.{key}", pa.int8()) for key in (plan.keys if full else dict.fromkeys(outer))]
    if plan.score is not None:
        for node in plan.score.wanted(full):
            parts = ("low", "high", "raw") if full else ("low", "high")
            names += [(f"{part}.{plan.paths[node]}", pa.int64()) for part in parts]
        if full:
            names.append(("cut", pa.list_(pa.int16())))
    names += [("placement", pa.int8()), ("singly", pa.int16())]
    reasons = json.dumps([list(reason) for reason in plan.reasons], ensure_ascii=False)
    metadata = {"zhicheng.track": plan.track.name, "zhicheng.unit": str(plan.unit), "zhicheng.reasons": reasons}
    return pa.schema([pa.field(name, type_) for name, type_ in names], metadata=metadata)


def may_apply(plan: Plan, truths: dict[str, Any], rows: int) -> Any:
    """Truth of "the applicant may apply", as :attr:`zhicheng.verdict.result.Verdict.can_apply` has it."""
    ways = [truths[key] for name in ("routes", "landmarks") for key in plan.section(name)]
    found = np.max(ways, axis=0) if ways else np.full(rows, MET)
    for clause, _ in plan.rules.sections["basic"]:
        truth = truths[clause.key]
        if attested_only(clause):
            truth = np.where(truth == OPEN, MET, truth)
        found = np.minimum(found, truth)
    return found.astype(np.int8)


def _review(plan: Plan, truths: dict[str, Any], rows: int) -> Any:
    found = [truths[key] for key in plan.section("review")]
    return (np.min(found, axis=0) if found else np.full(rows, MET)).astype(np.int8)
