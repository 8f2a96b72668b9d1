"""A better achievement no longer admits: a condition names one level or rank and leaves out the higher."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.policy.core import Clause, clauses_of
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint_check import Bay, Check, fact_text, finding, record_text
from zhicheng.workshop.witness import Tried
from zhicheng.workshop.witness_pool import Step, Walk

NAME = "higher-not-admitted"


def run(bay: Bay) -> Iterator[Finding]:
    """Pairs of dossiers that differ in one fact, of which the better one meets fewer ways in or fewer conditions."""
    seen: set[tuple[str, ...]] = set()
    for walk in bay.pool.walks():
        for worse, better in zip(walk.steps, walk.steps[1:], strict=False):
            lost = _lost(bay, worse.tried, better.tried)
            key = (walk.kind, walk.fact, str(better.value), lost)
            if lost and key not in seen:
                seen.add(key)
                yield _finding(bay, walk, worse, better, lost)


def _lost(bay: Bay, worse: Tried, better: Tried) -> str:
    """The clause that the worse dossier meets and the better surely doesn't, when nothing comes in its stead."""
    track = bay.pool.bench.track
    entries = tuple(clause for clause in (*track.routes, *track.landmarks))
    conditions = tuple(one for outer in track.review for one in _innermost(outer))
    for clauses, any_will_do in ((entries, True), (conditions, False)):
        met = [clause.key for clause in clauses if worse.truths.get(clause.key) == MET]
        still = [clause.key for clause in clauses if _holds(worse, better, clause.key)]
        gone = [key for key in met if better.truths.get(key) == NOT_MET]
        if gone and (not still if any_will_do else len(still) < len(met)):
            return gone[0]
    return ""


def _holds(worse: Tried, better: Tried, key: str) -> bool:
    """Whether the better dossier meets a clause, or might; what is open for both (a pass mark) is beside the point."""
    truth = better.truths.get(key, NOT_MET)
    return truth == MET or (truth == OPEN and worse.truths.get(key) != OPEN)


def _innermost(clause: Clause) -> tuple[Clause, ...]:
    inner = tuple(one for one in clauses_of(clause) if one.label and one is not clause)
    return inner or (clause,)


def _finding(bay: Bay, walk: Walk, worse: Step, better: Step, clause: str) -> Finding:
    good, bad = fact_text(walk.kind, walk.fact, better.value), fact_text(walk.kind, walk.fact, worse.value)
    same = record_text(worse.record, (walk.fact,))
    bench = bay.pool.bench
    return finding(
        bay,
        NAME,
        "error",
        clause,
        (
            f"{same[0]}：{bad[0]}符合{clause}，{good[0]}反而不符合。",
            f"{same[1]}: {bad[1]} meets {clause}, {good[1]} does not.",
        ),
        witnesses=(
            bench.witness("better", good, (better.record,), (clause,)),
            bench.witness("worse", bad, (worse.record,), (clause,)),
        ),
        key="\0".join((walk.kind, walk.fact, str(better.value))),
    )


CHECK = Check(
    NAME,
    ("更高的反而不符合条件", "the higher is not admitted"),
    (
        "两份材料只差一项事实，较差的一份符合条件，较好的一份反而不符合。",
        "Two dossiers differ in one fact; the worse one meets a condition, the better one does not.",
    ),
    run=run,
    varies=True,
)
