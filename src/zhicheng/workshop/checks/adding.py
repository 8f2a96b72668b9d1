"""An added achievement lowers the score: only the highest level counts, and it may be worth less."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zhicheng.dossier.fields import Record
from zhicheng.policy.core import Group, rows_of
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint_check import Bay, Check, english_of, finding, label_of, points, record_text
from zhicheng.workshop.witness import Tried, changed, with_id
from zhicheng.workshop.witness_pool import Pool

NAME = "adding-lowers"
RESULT = "same-result"


def run(bay: Bay) -> Iterator[Finding]:
    """For each node of which only the highest level counts: two records that score less than one of them."""
    for node in bay.nodes:
        if isinstance(node, Group) and node.top_level is not None:
            found = _worst(bay.pool, node)
            if found is not None:
                yield _finding(bay, node, *found)


def _worst(pool: Pool, node: Group) -> tuple[Record, Record, Tried, Tried] | None:
    """The plainest pair below a node of which the second costs points, and the most of them."""
    worst: tuple[Record, Record, Tried, Tried] | None = None
    least: tuple[int, Fraction] = (0, Fraction(0))
    candidates = list(_candidates(pool, node))
    for first in candidates:
        alone = pool.bench.try_(first)
        for second in candidates:
            added = with_id(second, "a2")
            both = pool.bench.try_(first, added)
            loss = alone.low - both.high
            order = (_differences(first, second), -loss)
            if loss > 0 and (worst is None or order < least):
                worst, least = (first, added, alone, both), order
    return worst


def _differences(first: Record, second: Record) -> int:
    """In how many facts two records differ: the fewer, the plainer the case."""
    one, two = first.__dict__, second.__dict__
    return sum(1 for name in one.keys() | two.keys() if one.get(name) != two.get(name))


OTHERWISE: tuple[dict[str, object], ...] = ({}, {"rank": 10}, {"domains": ("other",)})
"""How a record of a row is varied: as it is, far back in rank, of another field."""


def _candidates(pool: Pool, node: Group) -> Iterator[Record]:
    """For every row below a node the records with the most and with the fewest points there."""
    for row in rows_of(node):
        scored: list[tuple[object, Record]] = []
        for made in pool.of_row(row):
            for facts in OTHERWISE:
                record = _one_result(node, made, facts)
                if record is not None and _known_level(pool, node, record):
                    worth = pool.bench.try_(record).rows().get(row.path)
                    if worth is not None and worth[0] > 0:
                        scored.append((worth[0], record))
        if scored:
            scored.sort(key=lambda pair: pair[0])  # type: ignore[arg-type, return-value]
            yield scored[0][1]
            if scored[-1][0] != scored[0][0]:
                yield scored[-1][1]


def _known_level(pool: Pool, node: Group, record: Record) -> bool:
    """Whether the level by which the node counts is known of the record."""
    context = pool.bench.try_(record).verdict.context
    value = context.items[0].value(node.top_level or "", context)
    return isinstance(value, str) and value != ""


def _one_result(node: Group, record: Record, facts: dict[str, object]) -> Record | None:
    given = {name: value for name, value in facts.items() if name in type(record).model_fields}
    if facts and not given:
        return None
    if node.per is not None and node.per in type(record).model_fields:
        given[node.per] = RESULT
    return changed(record, given)


def _finding(bay: Bay, node: Group, first: Record, second: Record, alone: Tried, both: Tried) -> Finding:
    one, two = record_text(first, (node.per or "",)), record_text(second, (node.per or "",))
    more, less = points(alone.low), points(both.high)
    rows = tuple(dict.fromkeys((*alone.rows(), *both.rows())))
    bench = bay.pool.bench
    return finding(
        bay,
        NAME,
        "error",
        node.path,
        (
            f"{label_of(node.path)}只按最高层级计：{one[0]}得{more}分；再有{two[0]}，合计反降为{less}分。",
            f"{english_of(bay, node.path)} counts the highest level only: {one[1]} scores {more}; with {two[1]} added, {less}.",
        ),
        witnesses=(
            bench.witness("before", one, (first,), rows),
            bench.witness("after", two, (first, second), rows),
        ),
        also=rows,
        key=node.label,
    )


CHECK = Check(
    NAME,
    ("多一项成果反而减分", "an added achievement lowers the score"),
    (
        "在已有材料上再加一项成果，总分反而下降。",
        "A further achievement is added to a dossier, and the score falls.",
    ),
    run=run,
    varies=True,
)
