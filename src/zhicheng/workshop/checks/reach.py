"""Rows nobody can reach: no record that the schema allows scores in them."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.policy.core import Each, Row
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint_check import Bay, Check, english_of, finding, label_of, record_text

NAME = "unreachable-rows"


def run(bay: Bay) -> Iterator[Finding]:
    """Rows of records in which nothing that was tried ever scored."""
    bench = bay.pool.bench
    reached: set[str] = set()
    for record in bay.pool.records():
        reached.update(bench.try_(record).rows())
    for walk in bay.pool.walks():
        for step in walk.steps:
            reached.update(step.tried.rows())
    for row in bay.rows:
        if isinstance(row.worth, Each) and row.worth.points == 0:
            continue  # no points are printed: what that does is another check's (higher-worth-less)
        if isinstance(row.worth, Each) and row.path not in reached and bay.pool.scoring_in(row) is None:
            yield _finding(bay, row)


def _finding(bay: Bay, row: Row) -> Finding:
    bench = bay.pool.bench
    kinds = {pattern.kind for pattern in row.patterns}
    made = bay.pool.of_row(row) or [one for one in bay.pool.records() if one.__dict__["kind"] in kinds]
    witnesses = [bench.witness("nearest", record_text(record), (record,), (row.path,)) for record in made[:1]]
    return finding(
        bay,
        NAME,
        "error",
        row.path,
        (
            f"{label_of(row.path)}一行得不到分：没有材料能落入该行。",
            f"nothing scores in the row {english_of(bay, row.path)}: no record falls into it.",
        ),
        witnesses=witnesses,
    )


CHECK = Check(
    NAME,
    ("得不到分的行", "rows nobody can reach"),
    (
        "分值表中的一行，没有任何材料能在其中得分。",
        "A row of the table in which no record whatever scores.",
    ),
    run=run,
)
