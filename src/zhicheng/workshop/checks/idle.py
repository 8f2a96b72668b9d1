"""Ways that make others idle: whoever meets one alternative meets another already."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.dossier.fields import Record
from zhicheng.policy.core import All, Any_, AtLeast, Clause, Condition, Not, Records
from zhicheng.policy.wording import condition_text
from zhicheng.vocabulary.truth import MET
from zhicheng.workshop.findings import Finding
from zhicheng.workshop.lint_check import Bay, Check, finding, record_text
from zhicheng.workshop.witness import Tried, judged_in

NAME = "idle-ways"
FEWEST = 2


def run(bay: Bay) -> Iterator[Finding]:
    """Alternatives of which no record in the search meets one without meeting another."""
    bench = bay.pool.bench
    tried = [(record, bench.try_(record)) for record in bay.pool.records()]
    tried += [(step.record, step.tried) for walk in bay.pool.walks() for step in walk.steps]
    for section in ("routes", "landmarks", "review"):
        for clause in getattr(bench.track, section):
            for choice in _choices(clause):
                yield from _idle(bay, clause, choice, tried)


def _choices(condition: Condition) -> Iterator[Any_]:
    """Every "any of" in a condition."""
    if isinstance(condition, Any_):
        yield condition
    for item in _inside(condition):
        yield from _choices(item)


def _inside(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case All(items=items) | Any_(items=items) | AtLeast(items=items):
            return items
        case Clause(item=item) | Not(item=item):
            return (item,)
        case _:
            return ()


def _idle(bay: Bay, clause: Clause, choice: Any_, tried: list[tuple[Record, Tried]]) -> Iterator[Finding]:
    single = [item for item in choice.items if isinstance(item, Records) and item.times == 1]
    kinds = {pattern.kind for item in single for pattern in item.patterns}
    near = [(record, one) for record, one in tried if record.__dict__["kind"] in kinds]
    for item in single:
        meeting = [(record, one) for record, one in near if one.verdict.context.kept.get(id(item)) == MET]
        if len(meeting) < FEWEST:
            continue
        for other in single:
            if other is item or not _alike(item, other) or _asks_people(other):
                continue
            if all(one.verdict.context.kept.get(id(other)) == MET for _, one in meeting):
                yield _finding(bay, clause, item, other, meeting[0][0])
                break


def _asks_people(item: Records) -> bool:
    """Whether people have to decide something first: then nobody can say that it holds anyway."""
    return any(True for pattern in item.patterns for _ in judged_in(pattern.test))


def _alike(item: Records, other: Records) -> bool:
    return {pattern.kind for pattern in item.patterns} <= {pattern.kind for pattern in other.patterns}


def _finding(bay: Bay, clause: Clause, item: Records, other: Records, record: Record) -> Finding:
    idle, enough = condition_text(item), condition_text(other)
    said = record_text(record)
    return finding(
        bay,
        NAME,
        "notice",
        clause.key,
        (
            f"{clause.key}：凡符合“{idle[0]}”的，已符合“{enough[0]}”，前者不起作用。",
            f"{clause.key}: whoever meets '{idle[1]}' meets '{enough[1]}' already; the former does nothing.",
        ),
        cite=(clause.key,),
        witnesses=(bay.pool.bench.witness("both", said, (record,), (clause.key,)),),
        key=idle[0],
    )


CHECK = Check(
    NAME,
    ("被另一条覆盖、不起作用的条件", "alternatives made idle by others"),
    (
        "几项条件具备其一即可，而符合其中一项的必然符合另一项，前者没有作用。",
        "Of several alternatives one is never needed: whoever meets it meets another one anyway.",
    ),
    run=run,
)
