"""The same achievement paid twice: one record in two rows, one result with several prizes."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.dossier.fields import Record
from zhicheng.policy.core import Group, Row
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint_check import Bay, Check, common_place, english_of, finding, label_of, points, record_text
from zhicheng.workshop.witness import changed, with_id

NAME = "paid-twice"
RESULT = "same-result"


def run(bay: Bay) -> Iterator[Finding]:
    """Records that score in two rows at once, and prizes of one result that all score."""
    yield from _one_record(bay)
    if bay.places is None:
        yield from _one_result(bay)


def _one_record(bay: Bay) -> Iterator[Finding]:
    bench = bay.pool.bench
    seen: set[tuple[str, ...]] = set()
    tried = [(record, bench.try_(record)) for record in bay.pool.records()]
    tried += [(step.record, step.tried) for walk in bay.pool.walks() for step in walk.steps]
    for record, found in tried:
        rows = {path: worth for path, worth in found.rows().items() if worth[0] > 0}
        parents = tuple(sorted({path.rpartition("/")[0] for path in rows}))
        if len(rows) < 2 or parents in seen or not any(bay.looks_at(path) for path in rows):
            continue
        seen.add(parents)
        said = record_text(record)
        parts = "、".join(f"{label_of(path)} {points(low)}分" for path, (low, _) in rows.items())
        en = ", ".join(f"{english_of(bay, path)} {points(low)}" for path, (low, _) in rows.items())
        yield finding(
            bay,
            NAME,
            "notice",
            min(rows),
            (
                f"{said[0]}同一项材料在两处得分：{parts}；文件没有写明能否兼得。",
                f"{said[1]} scores in two places at once: {en}; the document does not say whether it may.",
            ),
            witnesses=(bench.witness("twice", said, (record,), tuple(rows)),),
            also=tuple(rows),
            key="\0".join(parents),
        )


def _one_result(bay: Bay) -> Iterator[Finding]:
    """Groups of prizes in which two prizes of one result are both counted in full."""
    bench = bay.pool.bench
    best: dict[str, tuple[Record, Row]] = {}
    for row in bench.rows:
        for record in bay.pool.of_row(row):
            if record.__dict__["kind"] == "award" and row.path in bench.try_(record).rows():
                best.setdefault(row.path.rpartition("/")[0], (record, row))
                break
    groups = list(best.values())
    for place, (first, row) in enumerate(groups):
        for second, other in groups[place + 1 :]:
            found = _both(bay, first, second, row, other)
            if found is not None:
                yield found
                return


def _both(bay: Bay, first: Record, second: Record, row: Row, other: Row) -> Finding | None:
    bench = bay.pool.bench
    one = changed(first, {"result": RESULT})
    two = changed(second, {"result": RESULT})
    if one is None or two is None:
        return None
    two = with_id(two, "a2")
    alone, both = bench.try_(one), bench.try_(one, two)
    common = common_place((row.path, other.path))
    rows = both.rows()
    if {row.path, other.path} - set(rows) or both.low <= alone.low:
        return None
    said = record_text(one, ("result",)), record_text(two, ("result",))
    node = next((node for node in bench.nodes if node.path == common and isinstance(node, Group)), None)
    return finding(
        bay,
        NAME,
        "notice",
        common,
        (
            f"同一成果先得{said[0][0]}、又得{said[1][0]}，两项都计分，合计{points(both.low)}分；文件没有就高的规定。",
            f"One result with {said[0][1]} and {said[1][1]} scores for both, {points(both.low)} in all; no rule says that only the higher counts.",
        ),
        cite=node.cite if node is not None else (),
        witnesses=(
            bench.witness("same-result", (label_of(common), label_of(common)), (one, two), (row.path, other.path)),
        ),
        also=(row.path, other.path),
        key="result",
    )


CHECK = Check(
    NAME,
    ("同一成果两处得分", "the same achievement paid twice"),
    (
        "同一项材料在两行同时得分；或同一成果的几个奖项各自计分，而文件没有写明能否兼得。",
        "One record scores in two rows; or several prizes of one result all score, and the document is silent on it.",
    ),
    run=run,
    varies=False,
)
