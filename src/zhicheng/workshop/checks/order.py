"""A higher grade is worth less than a lower one: a better level, grade, rank or amount lowers the score."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.workshop.findings import Finding, Severity, Witness
from zhicheng.workshop.lint_check import Bay, Check, fact_text, finding, points, record_text, ways
from zhicheng.workshop.witness_pool import Step, Walk

NAME = "higher-worth-less"


def run(bay: Bay) -> Iterator[Finding]:
    """Pairs of dossiers that differ in one fact, of which the better one surely scores less."""
    best: dict[tuple[str, str, str, str], tuple[int, Walk, Step, Step]] = {}
    for walk in bay.pool.walks():
        for distance, worse, better in inversions(walk):
            key = (walk.kind, walk.fact, _place(better), _place(worse).rpartition("/")[0])
            if key not in best or _prefer(distance, worse, better) < _prefer(best[key][0], *best[key][2:]):
                best[key] = (distance, walk, worse, better)
    for key, (_, walk, worse, better) in best.items():
        yield _finding(bay, walk, worse, better, "\0".join(key))


def inversions(walk: Walk) -> Iterator[tuple[int, Step, Step]]:
    """Every pair of steps of which the better surely has fewer points, with the distance between them."""
    for far, better in enumerate(walk.steps):
        for near in range(far - 1, -1, -1):
            worse = walk.steps[near]
            if worse.tried.low > better.tried.high and not _falls_in_a_gap(walk, far):
                yield far - near, worse, better
                break


def _falls_in_a_gap(walk: Walk, place: int) -> bool:
    """Whether a number has no row at all while a greater one has: a gap, which is another check's."""
    nothing = not walk.steps[place].tried.rows()
    return (
        nothing
        and not isinstance(walk.steps[place].value, str | bool)
        and any(step.tried.rows() for step in walk.steps[place + 1 :])
        and walk.fact != "rank"
    )


def _prefer(distance: int, worse: Step, better: Step) -> tuple[int, int]:
    return distance, int(better.tried.high - worse.tried.low)


def _place(step: Step) -> str:
    rows = step.tried.rows()
    return max(rows, key=lambda path: rows[path][0]) if rows else ""


def _aside(opens: bool, has_row: bool) -> tuple[str, str]:
    """Why the better one may score less: it admits directly, or no row was made for it."""
    if opens:
        return "（可凭此直接申报，但分值表中不计分）", " (it admits directly, but the table gives it nothing)"
    return ("", "") if has_row else ("（没有对应的行）", " (there is no row for it)")


def _finding(bay: Bay, walk: Walk, worse: Step, better: Step, key: str) -> Finding:
    place, other = _place(worse), _place(better)
    opens = ways(bay, better.tried) > 0
    severity: Severity = "warning" if opens or not other else "error"
    good, bad = fact_text(walk.kind, walk.fact, better.value), fact_text(walk.kind, walk.fact, worse.value)
    same = record_text(worse.record, (walk.fact,))
    more, less = points(worse.tried.low), points(better.tried.high)
    aside = _aside(opens, bool(other))
    say = (
        f"{same[0]}：{good[0]}只得{less}分，{bad[0]}反得{more}分{aside[0]}。",
        f"{same[1]}: {good[1]} scores {less}, {bad[1]} scores {more}{aside[1]}.",
    )
    bench = bay.pool.bench
    places = [one for one in (place, other) if one]
    witnesses: list[Witness] = [
        bench.witness("better", good, (better.record,), places),
        bench.witness("worse", bad, (worse.record,), places),
    ]
    return finding(bay, NAME, severity, place, say, witnesses=witnesses, also=[other] if other else [], key=key)


CHECK = Check(
    NAME,
    ("级别更高、名次更前的反而分少", "a higher grade is worth less"),
    (
        "两份材料只差一项事实，较好的一份得分反而较少：级别更高、等级更高、名次更前、金额更大。",
        "Two dossiers differ in one fact, and the better one scores less: a higher level, grade, rank or amount.",
    ),
    run=run,
    varies=True,
)
