"""Random dossiers for any track: records near its own patterns, then bent a little."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from hypothesis import strategies as st

from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import Pattern, rows_of
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.verdict.compiled import compiled
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.invert import record_for

AS_OF = dt.date(2026, 12, 31)


def tracks() -> list[tuple[str, str]]:
    """Every (pack, level) that ships."""
    return [(name, level) for name in packs_in() for level in load_pack(name).levels]


@cache
def pool(pack: str, level: str) -> tuple[dict[str, Any], ...]:
    """The facts of one record for each pattern of the track, where one can be made."""
    track = load_pack(pack).track(level)
    empty = dossier_from({"applicant": {"domains": list(track.domains[:1])}, "records": []})
    verdict = evaluate(track, empty, Dates(AS_OF))
    patterns: list[Pattern] = []
    for clause in (*track.basic, *track.routes, *track.landmarks, *track.review):
        patterns += [pattern for group in patterns_in(clause) for pattern in group]
    if track.scoring is not None:
        patterns += [pattern for row in rows_of(track.scoring) for pattern in row.patterns]
    made = [record_for(pattern, compiled(track), verdict.context, "r") for pattern in patterns]
    return tuple(_facts(record) for record in made if record is not None)


def _facts(record: Any) -> dict[str, Any]:
    facts = dict(record.__dict__)
    defaults = {name: fact.default for name, fact in facts_of(facts["kind"]).items()}
    return {name: value for name, value in facts.items() if name in ("kind", "id") or value != defaults.get(name)}


@st.composite
def records(draw: Any, pack: str, level: str, id_: str) -> dict[str, Any]:
    """One record near a pattern of the track; facts may be bent or left out."""
    facts = dict(draw(st.sampled_from(pool(pack, level))))
    facts["id"] = id_
    schema = facts_of(facts["kind"])
    if "rank" in schema and draw(st.booleans()):
        facts["rank"] = draw(st.none() | st.integers(1, 14))
        facts["rank_proof"] = draw(st.booleans()) if "rank_proof" in schema else True
        if "rank_proof" not in schema:
            del facts["rank_proof"]
    if "result" in schema and draw(st.booleans()):
        facts["result"] = draw(st.sampled_from(["r1", "r2"]))
    if "date" in facts and draw(st.booleans()):
        facts["date"] = draw(st.none() | st.dates(dt.date(2018, 1, 1), dt.date(2027, 6, 1)))
    if "start" in facts:
        facts["start"] = draw(st.dates(dt.date(2005, 1, 1), dt.date(2026, 12, 31)))
    known = [name for name in facts if name in schema and schema[name].default is None and name not in ("id", "start")]
    if known and draw(st.integers(0, 5)) == 0:
        facts.pop(draw(st.sampled_from(known)))
    return facts


@st.composite
def dossiers(draw: Any, pack: str, level: str, most: int = 10) -> dict[str, Any]:
    """A dossier's data: up to ``most`` records, an applicant of the document's field."""
    count = draw(st.integers(0, most))
    track = load_pack(pack).track(level)
    return {
        "applicant": {
            "domains": list(track.domains[:1]),
            "public_institution": draw(st.sampled_from([None, True, False])),
        },
        "records": [draw(records(pack, level, f"r{index}")) for index in range(count)],
    }


def built(data: dict[str, Any]) -> Dossier:
    """The dossier that the data says."""
    return dossier_from(data)
