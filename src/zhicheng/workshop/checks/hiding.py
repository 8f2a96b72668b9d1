"""Hiding a fact raises the score: an unproven rank is worth more than a proven eleventh."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.dossier.fields import Record
from zhicheng.policy.core import Each, Row
from zhicheng.vocabulary.truth import MET, NOT_MET
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint_check import Bay, Check, english_of, finding, label_of, points, record_text
from zhicheng.workshop.witness import Tried, changed
from zhicheng.workshop.witness_pool import facts_said

NAME = "hiding-raises"
LAST_RANK = 40


def run(bay: Bay) -> Iterator[Finding]:
    """Ranks better left unproven, certificates better without ranks, facts better left unsaid."""
    yield from _unproven(bay)
    yield from _without_ranks(bay)
    yield from _unsaid(bay)


def _unproven(bay: Bay) -> Iterator[Finding]:
    """For each rank coefficient with a rule for missing proof: the first rank that is worth less than no proof."""
    seen: set[str] = set()
    for row in bay.pool.bench.rows:
        if not isinstance(row.worth, Each) or row.worth.coefficient is None or not row.worth.coefficient.unproven:
            continue
        if row.worth.coefficient.name in seen:
            continue
        for record in bay.pool.of_row(row):
            found = _first_rank(bay, row, record)
            if found is not None:
                seen.add(row.worth.coefficient.name)
                yield _rank_finding(bay, row, *found)
                break


def _first_rank(bay: Bay, row: Row, record: Record) -> tuple[Record, Record, Tried, Tried] | None:
    bench = bay.pool.bench
    hidden = changed(record, {"rank": None, "rank_proof": False, "stated_role": "participant"})
    if hidden is None or row.path not in bench.try_(hidden).rows():
        return None
    for rank in range(4, LAST_RANK):
        shown = changed(record, {"rank": rank})
        if shown is not None and bench.try_(shown).high < bench.try_(hidden).low:
            return shown, hidden, bench.try_(shown), bench.try_(hidden)
    return None


def _rank_finding(bay: Bay, row: Row, shown: Record, hidden: Record, less: Tried, more: Tried) -> Finding:
    rank = shown.__dict__["rank"]
    coefficient = row.worth.coefficient if isinstance(row.worth, Each) else None
    bench = bay.pool.bench
    return finding(
        bay,
        NAME,
        "error",
        row.path,
        (
            f"{label_of(row.path)}：排名证明写明第{rank}名得{points(less.high)}分，不交排名证明、只称参与反得{points(more.low)}分。",
            f"{english_of(bay, row.path)}: rank {rank} with proof scores {points(less.high)}; without proof, as a participant, {points(more.low)}.",
        ),
        cite=() if coefficient is None else (coefficient.cite,),
        witnesses=(
            bench.witness("proved", (f"有证明的第{rank}名", f"rank {rank}, proved"), (shown,), (row.path,)),
            bench.witness("unproved", ("没有排名证明", "no proof of rank"), (hidden,), (row.path,)),
        ),
        key="" if coefficient is None else coefficient.name,
    )


def _without_ranks(bay: Bay) -> Iterator[Finding]:
    """Clauses that a certificate without ranks meets, and one that states a low rank does not."""
    bench = bay.pool.bench
    seen: set[tuple[str, str]] = set()
    for record in bay.pool.records():
        kind = str(record.__dict__["kind"])
        shown = changed(record, {"rank": LAST_RANK}) if kind in bench.track.unranked else None
        hidden = None if shown is None else changed(record, {"ranked": False, "rank": None})
        if shown is None or hidden is None:
            continue
        one, two = bench.try_(shown), bench.try_(hidden)
        for clause in (*bench.track.landmarks, *bench.track.routes):
            if (kind, clause.key) not in seen and (one.truths[clause.key], two.truths[clause.key]) == (NOT_MET, MET):
                seen.add((kind, clause.key))
                yield _ranks_finding(bay, clause.key, shown, hidden)


def _ranks_finding(bay: Bay, clause: str, shown: Record, hidden: Record) -> Finding:
    said, bench = record_text(shown, ("rank",)), bay.pool.bench
    with_ranks, without = ("证书注明排名", "the certificate states the rank"), ("证书未注明排名", "it states no ranks")
    return finding(
        bay,
        NAME,
        "notice",
        clause,
        (
            f"{clause}：{said[0]}，证书写明排名靠后的不符合，证书未注明排名的反而不限名次、符合。",
            f"{clause}: {said[1]} - a certificate that states a low rank does not admit, one without ranks does.",
        ),
        cite=(clause,),
        witnesses=(
            bench.witness("ranked", with_ranks, (shown,), (clause,)),
            bench.witness("unranked", without, (hidden,), (clause,)),
        ),
        key=f"{clause}:{shown.__dict__['kind']}",
    )


def _unsaid(bay: Bay) -> Iterator[Finding]:
    """Facts that may be left out of a dossier, and whose absence surely scores more."""
    bench = bay.pool.bench
    seen: set[tuple[str, str]] = set()
    for record in bay.pool.records():
        kind = str(record.__dict__["kind"])
        for name in facts_said(record):
            if (kind, name) in seen or name in ("date", "domains", "start", "rank", "result"):
                continue
            if type(record).model_fields[name].default is not None:
                continue
            silent = changed(record, {name: None})
            if silent is None or bench.try_(silent).low <= bench.try_(record).high:
                continue
            seen.add((kind, name))
            yield _silence(bay, record, silent, name)


def _silence(bay: Bay, record: Record, silent: Record, name: str) -> Finding:
    bench = bay.pool.bench
    said = record_text(record)
    rows = tuple(bench.try_(silent).rows())
    return finding(
        bay,
        NAME,
        "warning",
        rows[0] if rows else "",
        (
            f"{said[0]}得{points(bench.try_(record).high)}分；不写“{name}”反得{points(bench.try_(silent).low)}分。",
            f"{said[1]} scores {points(bench.try_(record).high)}; without '{name}', {points(bench.try_(silent).low)}.",
        ),
        witnesses=(
            bench.witness("said", said, (record,), rows),
            bench.witness("unsaid", record_text(silent), (silent,), rows),
        ),
        key=name,
    )


CHECK = Check(
    NAME,
    ("隐去一项事实反而得分", "hiding a fact pays"),
    (
        "少交一份证明、不写一项事实，得分反而更高，或反而符合条件。",
        "A dossier that leaves out a proof or a fact scores more, or meets a condition that the full one does not.",
    ),
    run=run,
)
