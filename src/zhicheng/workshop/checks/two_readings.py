"""Places that can be read two ways on equal ground, with a dossier whose verdict depends on it."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.dossier.fields import Record
from zhicheng.policy.readings import Reading
from zhicheng.vocabulary.truth import NAMES, OPEN
from zhicheng.workshop.findings import Finding, points_text
from zhicheng.workshop.lint_check import Bay, Check, finding, record_text
from zhicheng.workshop.witness import Tried

NAME = "two-readings"
FEW_PLACES = 12
ASKING = ("是否", "还是", "能否", "可否", "如何", "哪", "怎样")
"""Words by which a reading puts its place as a question."""


def between(bay: Bay, other: Bay, reading: Reading, alternative: str) -> Iterator[Finding]:
    """The first record of the search of which ``evaluate`` says different things under the two readings."""
    if reading.ground != "open":
        return
    one, two = bay.pool.bench, other.pool.bench
    unsure: tuple[Record, str] | None = None
    for record in _records(other):
        first, second = one.try_(record), two.try_(record)
        place = _difference(first, second)
        if place is None:
            continue
        if _settled(first, place) and _settled(second, place):
            yield _finding(bay, other, reading, alternative, record, place)
            return
        unsure = unsure or (record, place)
    if unsure is not None:
        yield _finding(bay, other, reading, alternative, *unsure)


def _records(other: Bay) -> Iterator[Record]:
    """The records to try; walked through their facts only where the reading concerns few places."""
    yield from other.pool.records()
    if other.places is None or len(other.places) <= FEW_PLACES:
        yield from (step.record for walk in other.pool.walks() for step in walk.steps)


def _settled(tried: Tried, place: str) -> bool:
    """Whether nothing is open about a place."""
    return tried.low == tried.high if place == "score" else tried.truths[place] != OPEN


def _difference(first: Tried, second: Tried) -> str | None:
    """Where two outcomes differ: a clause's key, ``score``; ``None``: nowhere."""
    for key, truth in first.truths.items():
        if second.truths.get(key, truth) != truth:
            return key
    return "score" if (first.low, first.high) != (second.low, second.high) else None


def _finding(bay: Bay, other: Bay, reading: Reading, alternative: str, record: Record, place: str) -> Finding:
    one, two = bay.pool.bench, other.pool.bench
    said = record_text(record)
    results = [_result(bench.try_(record), place) for bench in (one, two)]
    ways = reading.alternatives[reading.choice], reading.alternatives[alternative]
    mark = "？" if any(word in reading.text[0] for word in ASKING) else "。"
    where = "得分" if place == "score" else place
    return finding(
        bay,
        NAME,
        "notice",
        reading.id,
        (
            f"{reading.place}：{reading.text[0]}{mark}{said[0]}，读作“{ways[0]}”时{where}{results[0][0]}，"
            f"读作“{ways[1]}”时{results[1][0]}。",
            f"{reading.text[1]}: {said[1]}, {results[0][1]} under one reading, {results[1][1]} under the other.",
        ),
        cite=(reading.place,),
        witnesses=(
            one.witness("one-way", (f"读作“{ways[0]}”", f"reading {reading.choice}"), (record,), (place,)),
            two.witness("other-way", (f"读作“{ways[1]}”", f"reading {alternative}"), (record,), (place,)),
        ),
        key=reading.id,
    )


def _result(tried: Tried, place: str) -> tuple[str, str]:
    if place == "score":
        text = points_text(tried.low, tried.high)
        return f"{text}分", f"{text} point{'' if text == '1' else 's'}"
    name = NAMES[tried.truths[place]]
    return {"met": "符合", "not_met": "不符合", "open": "待定"}[name], name.replace("_", " ")


CHECK = Check(
    NAME,
    ("两种读法都说得通", "two readings on equal ground"),
    (
        "一处文字可以有两种读法、都说得通，而同一份材料的结果因此不同。",
        "A place that can be read in two ways with equal reason, and a dossier whose result depends on it.",
    ),
    between=between,
)
