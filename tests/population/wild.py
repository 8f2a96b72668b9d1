"""Random dossiers near a track's own rules, bent and torn: what is not stated, open, shared, claimed, out of range."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from tests.support.dossiers import pool
from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.dossier.schema import FactSchema, facts_of, schema_of_model
from zhicheng.policy.core import Track
from zhicheng.policy.pack import load_pack

AMOUNTS = ("0", "5", "29.9999", "30", "100", "199.5", "200", "500", "1000", "5000", "40000", "123456.7")
OTHERS = ("elsewhere", "farming")


def wild_dossier(rng: random.Random, pack: str, level: str, most: int = 12) -> Dossier:
    """A dossier of up to ``most`` records near the patterns of a track."""
    track = load_pack(pack).track(level)
    records = [_record(rng, track, pack, level, f"r{index:02d}") for index in range(rng.randint(0, most))]
    return dossier_from({"applicant": _applicant(rng, track), "records": records})


def _applicant(rng: random.Random, track: Track) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, fact in schema_of_model(Applicant).items():
        if rng.random() < 0.7:
            facts[name] = _value(rng, fact, track)
    facts["domains"] = rng.choice(
        [list(track.domains[:1]), list(track.domains[:1]), list(track.domains[:2]), ["farming"], [], None]
    )
    if track.specialties and rng.random() < 0.8:
        facts["specialty"] = rng.choice(list(track.specialties))
    return {name: value for name, value in facts.items() if value is not None}


def _record(rng: random.Random, track: Track, pack: str, level: str, id_: str) -> dict[str, Any]:
    facts = {**rng.choice(pool(pack, level)), "id": id_}
    schema = facts_of(facts["kind"])
    for name in schema:
        if name in ("id", "name", "note", "evidence", "claims"):
            continue
        if rng.random() < 0.12:
            facts[name] = _value(rng, schema[name], track)
        if rng.random() < 0.05:
            facts.pop(name, None)
    if "start" in schema and rng.random() < 0.6:
        facts["start"] = _day(rng, 2000, 2026)
    if facts.get("start") and facts.get("end") and facts["end"] < facts["start"]:
        facts.pop("end")
    if "year" in schema:
        facts["year"] = rng.randint(2020, 2026)
    if "result" in schema and rng.random() < 0.3:
        facts["result"] = rng.choice(["r1", "r2"])
    terms = [term.name for term in track.terms if facts["kind"] in term.kinds]
    if terms and rng.random() < 0.05:
        facts["claims"] = {
            rng.choice([*terms, "field"]): rng.choice(["national", "first", "lead", "own", "class-a", "true"])
        }
    return {name: value for name, value in facts.items() if value is not None}


def _day(rng: random.Random, first: int, last: int) -> dt.date:
    return rng.choice(
        [
            dt.date(rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28)),
            dt.date(2024, 2, 29),
            dt.date(2021, 12, 31),
        ]
    )


def _value(rng: random.Random, fact: FactSchema, track: Track) -> Any:
    match fact.type:
        case "word":
            return rng.choice([None, *fact.words])
        case "flag":
            return rng.choice([True, False] if fact.default is not None else [None, True, False])
        case "whole":
            return rng.choice([None, *range(1, 6)]) if fact.name == "step" else _whole(rng, fact)
        case "amount":
            return rng.choice([None, *(Decimal(text) for text in AMOUNTS)])
        case "date":
            return rng.choice([None, _day(rng, 2015, 2027)])
        case "words":
            return rng.choice([None, (), tuple(rng.sample(fact.words, min(2, len(fact.words))))])
        case "texts":
            return rng.choice([None, (), track.domains[:1], track.domains[-1:], OTHERS[:1]])
        case _ if fact.name == "stated_role":
            return rng.choice([None, "lead", "participant"])
        case _:
            return rng.choice([None, "甲", "乙", "杭州", "温州", "宁波"])


def _whole(rng: random.Random, fact: FactSchema) -> int | None:
    if fact.name == "year":
        return rng.randint(2019, 2027)
    if fact.name in ("staff", "team"):
        return rng.choice([None, 0, 5, 10, 15, 30, 50, 100, 300, 1000])
    if fact.name == "times":
        return rng.randint(1, 9)
    return rng.choice([None, *range(1, 15)])
