"""Levels of one policy harder below than above: what admits to the higher title does nothing for the lower."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from zhicheng.dossier.fields import Record
from zhicheng.policy.core import All, Any_, AtLeast, Clause, Condition, Records, clauses_of
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.policy.pack import LEVELS
from zhicheng.vocabulary.truth import MET, NOT_MET
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint_check import Bay, Check, finding, record_text
from zhicheng.workshop.witness import Bench, with_id
from zhicheng.workshop.witness_pool import records_for

NAME = "harder-below"


def across(bays: tuple[Bay, ...]) -> Iterator[Finding]:
    """For each pair of neighbouring levels: achievements that count above and not below."""
    ordered = sorted(bays, key=lambda bay: LEVELS.index(bay.pool.bench.level))
    for lower, upper in pairwise(ordered):
        yield from _between(lower, upper)


def _between(lower: Bay, upper: Bay) -> Iterator[Finding]:
    above, below = upper.pool.bench, lower.pool.bench
    for clause in _ways_of(above):
        idle = [
            records
            for records in _all_dossiers(above, clause)
            if _same_kind(records, _ways_of(below)) and _admits(above, clause, records) and not _ways(below, records)
        ]
        yield from _findings(lower, upper, clause, idle, "ways")
    for outer in above.track.review:
        for clause in (
            one for one in clauses_of(outer) if one.label and one is not outer and _comparable(below, outer)
        ):
            idle = [
                records
                for records in _all_dossiers(above, clause)
                if _same_kind(records, below.track.review)
                and _admits(above, clause, records)
                and not _conditions(below, records)
            ]
            yield from _findings(lower, upper, clause, idle, "review")


def _findings(lower: Bay, upper: Bay, clause: Clause, idle: list[tuple[Record, ...]], kind: str) -> Iterator[Finding]:
    """One finding for each kind of achievement in a clause: the first, and how many there are."""
    kinds: dict[str, list[tuple[Record, ...]]] = {}
    for records in idle:
        kinds.setdefault(str(records[0].__dict__["kind"]), []).append(records)
    for same in kinds.values():
        texts = dict.fromkeys(record_text(records[0])[0] for records in same)
        yield _finding(lower, upper, clause, same[0], kind, len(texts))


def _all_dossiers(bench: Bench, clause: Clause) -> Iterator[tuple[Record, ...]]:
    for item in _achievements(clause):
        yield from _dossiers(bench, item)


def _comparable(below: Bench, outer: Clause) -> bool:
    """Whether the article counts achievements (N or more of a list) at both levels; others leave more to judgement."""
    article = outer.key.partition("（")[0]
    same = [clause for clause in below.track.review if article and clause.key.partition("（")[0] == article]
    return all(isinstance(clause.item, AtLeast) and clause.item.count > 1 for clause in same)


def _ways_of(bench: Bench) -> tuple[Clause, ...]:
    return (*bench.track.routes, *bench.track.landmarks)


def _same_kind(records: tuple[Record, ...], clauses: tuple[Clause, ...]) -> bool:
    """Whether the clauses ask for records of this kind at all: only then the levels can be compared."""
    kinds = {pattern.kind for clause in clauses for many in patterns_in(clause) for pattern in many}
    return all(record.__dict__["kind"] in kinds for record in records)


def _achievements(condition: Condition) -> Iterator[Records]:
    """The conditions on achievements among which one is enough; what needs years or more is left out."""
    match condition:
        case Records():
            yield condition
        case Any_(items=items):
            for item in items:
                yield from _achievements(item)
        case AtLeast(count=1, items=items):
            for item in items:
                yield from _achievements(item)
        case Clause(item=item):
            yield from _achievements(item)
        case All(items=(only,)):
            yield from _achievements(only)


def _dossiers(bench: Bench, item: Records) -> Iterator[tuple[Record, ...]]:
    for pattern in item.patterns:
        for record in records_for(bench, pattern):
            yield tuple(with_id(record, f"a{place + 1}") for place in range(item.times))


def _admits(bench: Bench, clause: Clause, records: tuple[Record, ...]) -> bool:
    return bench.try_(*records).truths.get(clause.key) == MET


def _ways(bench: Bench, records: tuple[Record, ...]) -> bool:
    truths = bench.try_(*records).truths
    return any(truths[clause.key] != NOT_MET for clause in _ways_of(bench) if any(True for _ in _achievements(clause)))


def _conditions(bench: Bench, records: tuple[Record, ...]) -> bool:
    truths = bench.try_(*records).truths
    return any(
        truths[clause.key] != NOT_MET
        for outer in bench.track.review
        for clause in clauses_of(outer)
        if clause.label and clause is not outer and any(True for _ in _achievements(clause))
    )


SAID = {
    "ways": ("可以申报", "不能以此申报", "opens a way to apply", "none"),
    "review": ("符合评审条件", "不符合任何一项评审条件", "meets a review condition", "no condition"),
}
"""What an achievement does above, and does not do below."""


def _finding(lower: Bay, upper: Bay, clause: Clause, records: tuple[Record, ...], kind: str, count: int) -> Finding:
    above, below = upper.pool.bench, lower.pool.bench
    said = record_text(records[0])
    titles = above.pack.about(above.level), below.pack.about(below.level)
    number, times = (f"{len(records)}项", f" ({len(records)} of them)") if len(records) > 1 else ("", "")
    more = (f"等{count}种", f" and {count - 1} more") if count > 1 else ("", "")
    words = SAID[kind]
    keys = [one.key for one in (below.track.landmarks if kind == "ways" else below.track.review)]
    return finding(
        upper,
        NAME,
        "warning",
        clause.key,
        (
            f"{number}{said[0]}{more[0]}：申报{titles[0][0]}，按{clause.key}{words[0]}；申报低一级的{titles[1][0]}，反而{words[1]}。",
            f"{said[1]}{times}{more[1]}: {words[2]} to {titles[0][1]} ({clause.key}), and {words[3]} at the level below, {titles[1][1]}.",
        ),
        cite=(clause.key, *keys),
        witnesses=(
            above.witness("above", titles[0], records, (clause.key,)),
            below.witness("below", titles[1], records, keys),
        ),
        key=f"{clause.key}:{records[0].__dict__['kind']}",
    )


CHECK = Check(
    NAME,
    ("低一级反而更严", "harder below than above"),
    (
        "同一文件的两个级别：一项成果在高一级符合条件，在低一级却不符合任何一条。",
        "Two levels of one document: an achievement counts at the higher level and meets nothing at the lower.",
    ),
    across=across,
)
