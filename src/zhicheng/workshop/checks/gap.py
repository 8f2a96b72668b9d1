"""Gaps and overlaps of thresholds: a number that falls between two bands, or into both."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from zhicheng.dossier.fields import Record
from zhicheng.policy.core import AllTests, AnyTest, AttributeTest, Band, Bands, Between, RecordTest, Row
from zhicheng.policy.wording import attribute_name
from zhicheng.verdict.matching import Matcher
from zhicheng.vocabulary.truth import MET
from zhicheng.workshop.findings import Finding, Pair, Witness
from zhicheng.workshop.lint_check import (
    Bay,
    Check,
    english_of,
    fact_text,
    finding,
    label_of,
    points,
    record_text,
    terms_on,
)
from zhicheng.workshop.witness import changed
from zhicheng.workshop.witness_pool import Step, Walk

NAME = "gaps-and-overlaps"


def run(bay: Bay) -> Iterator[Finding]:
    """Gaps and overlaps between the bands of a row, between rows by amount, and in walks along a number."""
    for row in bay.rows:
        if isinstance(row.worth, Bands):
            yield from _bands(bay, row, row.worth)
    yield from _walked(bay)
    yield from _rows(bay)


def _bands(bay: Bay, row: Row, worth: Bands) -> Iterator[Finding]:
    """Neighbouring bands of a yearly mean, which need not be whole: what lies between, what lies in both."""
    if worth.measure != "mean" or worth.attribute is None or worth.last is None:
        return
    ordered = sorted(worth.bands, key=lambda band: band.interval.low)
    for lower, upper in pairwise(ordered):
        between = _between(lower.interval, upper.interval)
        if between is None:
            continue
        value, overlap = between
        witness = _mean_witness(bay, row, worth, value)
        if witness is not None:
            yield _band_finding(bay, row, lower, upper, value, overlap, witness)


def _between(lower: Between, upper: Between) -> tuple[Fraction, bool] | None:
    """A value in neither of two neighbouring intervals (``False``), or in both (``True``)."""
    end, start = lower.high, upper.low
    if end is None or start is None:
        return None
    if end < start:
        return (Fraction(end) + Fraction(start)) / 2, False
    if end == start and not lower.high_in and not upper.low_in:
        return Fraction(end), False
    if end > start:
        return (Fraction(end) + Fraction(start)) / 2, True
    return (Fraction(end), True) if lower.high_in and upper.low_in else None


def _mean_witness(bay: Bay, row: Row, worth: Bands, value: Fraction) -> Witness | None:
    """Records of each of the years counted whose yearly mean is ``value`` (in halves)."""
    bench = bay.pool.bench
    made = bay.pool.of_row(row)
    if not made or value.denominator not in (1, 2) or worth.last is None:
        return None
    last = bench.dates.of(worth.reckon).year
    amount = value.numerator if value.denominator == 1 else f"{value.numerator // 2}.5"
    records: list[Record] = []
    for place in range(worth.last):
        one = changed(made[0], {"year": last - place, worth.attribute or "": amount, "date": None})
        if one is not None:
            records.append(one.model_copy(update={"id": f"a{place + 1}"}))
    return bench.witness("between", (f"年均{amount}", f"a mean of {amount}"), tuple(records), (row.path,))


def _band_finding(
    bay: Bay, row: Row, lower: Band, upper: Band, value: Fraction, overlap: bool, witness: Witness
) -> Finding:
    two = f"{lower.interval.written}、{upper.interval.written}"
    said = points(value)
    zh = f"{label_of(row.path)}：{said}既落在{lower.interval.written}，又落在{upper.interval.written}，分值不同。"
    en = f"{english_of(bay, row.path)}: {said} lies in both bands ({lower.interval.written}, {upper.interval.written})."
    if not overlap:
        zh = f"{label_of(row.path)}：{two}两档之间有空档，{said}不得分。"
        en = f"{english_of(bay, row.path)}: there is a gap between {two}; {said} scores nothing."
    return finding(bay, NAME, "error", row.path, (zh, en), witnesses=(witness,), key=two)


def _walked(bay: Bay) -> Iterator[Finding]:
    """Numbers with no points although smaller and greater ones have some."""
    seen: set[str] = set()
    for walk in bay.pool.walks():
        gap = _gap(walk)
        key = "" if gap is None else "\0".join((walk.kind, walk.fact, str(gap[1].value)))
        if gap is not None and key not in seen:
            seen.add(key)
            yield _gap_finding(bay, walk, gap, key)


def _gap_finding(bay: Bay, walk: Walk, gap: tuple[Step, Step, Step], key: str) -> Finding:
    low, none, high = gap
    bench, place = bay.pool.bench, next(iter(low.tried.rows()))
    same, said = record_text(none.record, (walk.fact,)), fact_text(walk.kind, walk.fact, none.value)
    terms = list(terms_on(bay, walk.kind, walk.fact))
    around = [fact_text(walk.kind, walk.fact, step.value) for step in (low, high)]
    return finding(
        bay,
        NAME,
        "error",
        place,
        (
            f"{same[0]}：{said[0]}落在空档里，没有分值可依；{around[0][0]}、{around[1][0]}都得分。",
            f"{same[1]}: {said[1]} falls into a gap; {around[0][1]} and {around[1][1]} both score.",
        ),
        witnesses=(
            bench.witness("between", said, (none.record,)),
            bench.witness("below", around[0], (low.record,), (place,)),
        ),
        cite=[term.cite for term in terms],
        also=[f"{walk.kind}:{term.name}" for term in terms],
        key=key,
    )


def _gap(walk: Walk) -> tuple[Step, Step, Step] | None:
    if isinstance(walk.steps[0].value, bool | str):
        return None
    scored = [place for place, step in enumerate(walk.steps) if step.tried.low > 0]
    for place, step in enumerate(walk.steps):
        if scored and scored[0] < place < scored[-1] and step.tried.low == 0:
            below = max(one for one in scored if one < place)
            above = min(one for one in scored if one > place)
            return walk.steps[below], step, walk.steps[above]
    return None


def _rows(bay: Bay) -> Iterator[Finding]:
    """Rows side by side whose amounts overlap, so that one record falls into both."""
    for group in bay.pool.bench.nodes:
        rows = [one for one in getattr(group, "members", ()) if isinstance(one, Row) and bay.looks_at(one.path)]
        for place, row in enumerate(rows):
            for other in rows[place + 1 :]:
                name = _overlapping(row, other)
                if name is not None:
                    found = _overlap(bay, row, other, name)
                    if found is not None:
                        yield found


def _overlapping(row: Row, other: Row) -> str | None:
    """The amount by which alone two rows differ, when their intervals share a value."""
    for pattern in row.patterns:
        for second in other.patterns:
            if pattern.kind != second.kind:
                continue
            one, two = dict(_intervals(pattern.test)), dict(_intervals(second.test))
            rest = _others(pattern.test) == _others(second.test)
            for name in one.keys() & two.keys():
                if rest and name != "rank" and _share(one[name], two[name]):
                    return name
    return None


def _intervals(test: RecordTest) -> Iterator[tuple[str, Between]]:
    for part in getattr(test, "tests", ()):
        if isinstance(part, AttributeTest) and isinstance(part.predicate, Between):
            yield part.attribute, part.predicate


def _others(test: AllTests | AnyTest) -> list[Any]:
    return [
        part for part in test.tests if not (isinstance(part, AttributeTest) and isinstance(part.predicate, Between))
    ]


def _share(one: Between, two: Between) -> bool:
    low = max(bound for bound in (one.low, two.low, 0) if bound is not None)
    highs = [bound for bound in (one.high, two.high) if bound is not None]
    return not highs or low < min(highs)


def _overlap(bay: Bay, row: Row, other: Row, name: str) -> Finding | None:
    """The overlap with a record that surely falls into both rows, when they are not worth the same."""
    bench = bay.pool.bench
    for record in (*bay.pool.of_row(row), *bay.pool.of_row(other)):
        test = {path for leaf in (row, other) for path in (leaf.path,) if _falls_into(bay, record, leaf)}
        if len(test) == 2:
            label = attribute_name(str(record.__dict__["kind"]), name)
            said: Pair = record_text(record)
            return finding(
                bay,
                NAME,
                "notice",
                row.path,
                (
                    f"{said[0]}同时落入“{row.label}”和“{other.label}”两行（{label[0]}区间重叠），归哪一行没有写明。",
                    f"{said[1]} falls into two rows, {row.label} and {other.label} ({label[1]} overlap).",
                ),
                witnesses=(bench.witness("both", said, (record,), (row.path, other.path)),),
                also=(other.path,),
                key=other.path,
            )
    return None


def _falls_into(bay: Bay, record: Record, row: Row) -> bool:
    verdict = bay.pool.bench.try_(record).verdict
    item = verdict.context.items[0]
    return Matcher(row.patterns, bay.pool.bench.rules.unranked).truth(item, verdict.context) == MET


CHECK = Check(
    NAME,
    ("分档有空档或重叠", "gaps and overlaps of thresholds"),
    (
        "一个数落在两档之间而不得分，或同时落入两档而分值不同。",
        "A number falls between two bands and scores nothing, or falls into two bands of different worth.",
    ),
    run=run,
    varies=True,
    even_likely=True,
)
