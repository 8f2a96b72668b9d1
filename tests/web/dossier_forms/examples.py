"""Records to fill forms with: the demonstration dossier, the packs' worked cases, random ones."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import Dossier, record_from
from zhicheng.dossier.plain import plain_facts
from zhicheng.dossier.schema import facts_of
from zhicheng.policy.pack import POLICIES, load_pack, packs_in
from zhicheng.verdict.cases import Case, read_cases
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting
from zhicheng.web.dossier_forms.fields import Place, coded_words

AS_OF = dt.date(2026, 12, 31)


def setting(pack: str, level: str) -> Setting:
    """A track at the end of 2026."""
    return Setting(load_pack(pack), level, Dates(AS_OF))


def demo() -> Dossier:
    """The demonstration dossier."""
    return read_dossier(POLICIES / "demo" / "dossier.yaml")


@cache
def cases() -> tuple[tuple[str, Case], ...]:
    """Every worked case of every pack, with its pack."""
    files = [(id_, file) for id_ in packs_in() for file in sorted((POLICIES / id_ / "examples").glob("*.yaml"))]
    return tuple((id_, case) for id_, file in files for case in read_cases(file))


@cache
def known_records() -> tuple[dict[str, Any], ...]:
    """The records of all of these as in a file, each combination of facts once."""
    found: dict[str, dict[str, Any]] = {}
    for dossier in (demo(), *(case.dossier for _, case in cases())):
        for record in dossier.records:
            facts = plain_facts(record)
            found.setdefault(repr({**facts, "id": "r"}), facts)
    return tuple(found.values())


def record_of(facts: dict[str, Any]) -> Any:
    """The record that the facts say, which must be right."""
    problems: list[Any] = []
    record = record_from(facts, "", "", problems)
    assert record is not None, problems
    return record


_TEXT = (
    st.text(st.sampled_from('甲乙丙丁aZ09 、，;；=\\"<>&（）%·无'), min_size=1, max_size=12).map(str.strip).filter(bool)
)
_DAY = st.dates(dt.date(1960, 1, 1), dt.date(2090, 12, 31))


def _values(kind: str, name: str) -> st.SearchStrategy[Any]:
    fact, place = facts_of(kind)[name], Place(KINDS[kind], kind, "zh")
    limits = place.limits(name)
    words = coded_words(place, fact)
    made: dict[str, Any] = {
        "flag": st.booleans(),
        "whole": st.integers(limits.get("ge", 0), limits.get("le", 10**9)),
        "amount": st.decimals(0, 10**9, allow_nan=False, places=2).map(Decimal.normalize),
        "date": _DAY,
        "texts": st.lists(_TEXT | st.sampled_from(["iot", "robot", "contract"]), max_size=4, unique=True),
        "words": st.lists(st.sampled_from(words), max_size=4, unique=True) if words else st.nothing(),
        "mapping": st.dictionaries(st.sampled_from(["class", "level", "甲=乙"]), _TEXT, max_size=3),
        "text": _TEXT,
    }
    if name == "id":
        return st.from_regex(r"[A-Za-z0-9_.\-]{1,20}", fullmatch=True)
    return st.sampled_from(words) if words and fact.type != "words" else made[fact.type]


@st.composite
def random_records(draw: Any) -> dict[str, Any]:
    """A record of any kind with any of its facts, as in a file."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    facts: dict[str, Any] = {"id": draw(_values(kind, "id")), "kind": kind}
    for name in facts_of(kind):
        if name != "id" and draw(st.booleans()):
            facts[name] = draw(_values(kind, name))
    if "start" in facts and "end" in facts and facts["end"] < facts["start"]:
        facts["start"], facts["end"] = facts["end"], facts["start"]
    return plain_facts(record_of(facts))
