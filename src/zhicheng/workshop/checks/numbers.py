"""Numbers left to nobody: values lost in print, a pass mark that no one is named to set."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.dossier.fields import Record
from zhicheng.policy.core import Clause, Condition, Each, Open, Row, Score, Step
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.vocabulary.yaml_text import read_yaml
from zhicheng.workshop.findings import Finding, points_text
from zhicheng.workshop.lint_check import Bay, Check, finding, record_text
from zhicheng.workshop.witness import changed
from zhicheng.workshop.witness_pool import records_for

NAME = "numbers-left-to-nobody"


def run(bay: Bay) -> Iterator[Finding]:
    """Points and coefficients that the printed text has lost, and the pass mark that no one sets."""
    yield from _lost(bay)
    if bay.places is None:
        yield from _pass_mark(bay)


# ---------------------------------------------------------------- lost in print


def _lost(bay: Bay) -> Iterator[Finding]:
    """One finding for each damaged place, with all the rows it leaves open."""
    rows: dict[str, list[Row]] = {}
    for row in bay.rows:
        for reading in _readings_lost(row):
            rows.setdefault(reading, []).append(row)
    for reading, damaged in rows.items():
        for row in damaged:
            record = _open_record(bay, row)
            if record is not None:
                yield _lost_finding(bay, reading, damaged, row, record)
                break


def _readings_lost(row: Row) -> Iterator[str]:
    worth = row.worth
    if not isinstance(worth, Each):
        return
    parts: list[object] = [worth.points] if not isinstance(worth.points, tuple) else [s.worth for s in worth.points]
    steps: tuple[Step, ...] = worth.coefficient.steps if worth.coefficient is not None else ()
    for part in (*parts, *(step.worth for step in steps)):
        if isinstance(part, Open) and part.reading is not None:
            yield part.reading


def _open_record(bay: Bay, row: Row) -> Record | None:
    """A record of the row whose points stay open although its facts are all stated."""
    bench = bay.pool.bench
    for made in bay.pool.of_row(row):
        for facts in ({}, {"rank": 2}):
            record = changed(made, facts) if not facts or "rank" in type(made).model_fields else None
            if record is not None:
                least, most = bench.try_(record).rows().get(row.path, (0, 0))
                if least != most:
                    return record
    return None


def _lost_finding(bay: Bay, reading: str, rows: list[Row], row: Row, record: Record) -> Finding:
    bench = bay.pool.bench
    place = bench.pack.readings[reading]
    least, most = bench.try_(record).rows()[row.path]
    said = record_text(record)
    count = f"共{len(rows)}行" if len(rows) > 1 else "一处"
    return finding(
        bay,
        NAME,
        "warning",
        row.path,
        (
            f"{place.place}：{place.text[0]}（{count}）。照印出的文本，{said[0]}只能说在{points_text(least, most)}分之间。",
            f"{place.text[1]}. By the printed text {said[1]} scores anything in {points_text(least, most)}.",
        ),
        witnesses=(bench.witness("lost", said, (record,), (row.path,)),),
        also=[one.path for one in rows],
        key=reading,
    )


# ---------------------------------------------------------------- the pass mark


def _pass_mark(bay: Bay) -> Iterator[Finding]:
    bench = bay.pool.bench
    asking = [clause for clause in (*bench.track.routes, *bench.track.landmarks) if _asks_for_mark(clause)]
    if not asking or _someone_sets_it(bay):
        return
    clause = asking[0]
    patterns = [one for many in patterns_in(clause) for one in many]
    records = tuple(record for pattern in patterns[:1] for record in records_for(bench, pattern)[:1])
    yield finding(
        bay,
        NAME,
        "warning",
        clause.key,
        (
            f"{clause.key}要求达到“规定分值”，文件没有写明分值是多少，也没有写明由谁、何时确定。",
            f"{clause.key} asks for a pass mark; the document names neither the number nor who sets it, and when.",
        ),
        cite=(clause.key,),
        witnesses=(
            bench.witness(
                "no-mark", ("没有规定分值，该条只能待定", "open without a pass mark"), records, (clause.key,)
            ),
        ),
        key="pass-mark",
        seen=False,
    )


def _asks_for_mark(condition: Condition) -> bool:
    if isinstance(condition, Clause):
        return _asks_for_mark(condition.item)
    if isinstance(condition, Score):
        return condition.at_least is None
    return any(_asks_for_mark(item) for item in getattr(condition, "items", ()))


def _someone_sets_it(bay: Bay) -> bool:
    """Whether the pack's procedure has a rule on who sets the pass mark (``pass-mark…``)."""
    file = bay.pool.bench.pack.folder / "procedure.yaml"
    return file.is_file() and any(str(word).startswith("pass-mark") for word in _rules(read_yaml(file)))


def _rules(tree: object) -> Iterator[object]:
    if isinstance(tree, dict):
        if "rule" in tree:
            yield tree["rule"]
        for value in tree.values():
            yield from _rules(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _rules(value)


CHECK = Check(
    NAME,
    ("数值无人确定", "numbers left to nobody"),
    (
        "公布文本中缺失的分值、系数；要用到、却没有写明由谁确定的数。",
        "Points or coefficients that the printed text has lost; numbers that are needed and that no one is named to set.",
    ),
    run=run,
    varies=True,
)
