"""The work that is measured: dossiers of 25 records without competing placement, and the scoring part
as plain data for peers."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.policy.core import Each, Group, Row
from zhicheng.policy.pack import load_pack
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting

AS_OF = dt.date(2026, 12, 31)
TRACK = ("zj-iot-2026", "senior-engineer")
LINES = ("planning-design", "sensing-control", "platform-integration", "edge-computing", "consulting")


def setting() -> Setting:
    """The Internet-of-Things track at the end of 2026."""
    return Setting(load_pack(TRACK[0]), TRACK[1], Dates(AS_OF), pass_mark=Fraction(60))


def dossier(seed: int) -> Dossier:
    """A realistic dossier of 25 records; no record fits two rows."""
    chance = random.Random(seed)
    records: list[dict[str, Any]] = [
        {"id": "d1", "kind": "degree", "level": chance.choice(["bachelor", "master", "doctorate"]), "domains": ["iot"]},
        {
            "id": "a1",
            "kind": "appointment",
            "title": "intermediate",
            "series": "engineering",
            "qualified_on": dt.date(2018, 11, 20),
            "start": dt.date(chance.randint(2019, 2023), 3, 1),
        },
        {"id": "w1", "kind": "work", "start": dt.date(2014, 7, 1)},
        {"id": "s1", "kind": "society", "level": "provincial", "role": "director", "start": dt.date(2022, 1, 1)},
        {"id": "l1", "kind": "lecture", "audience": "public", "times": chance.randint(1, 3), "date": _day(chance)},
    ]
    records += [
        {"id": f"y{year}", "kind": "assessment", "year": year, "grade": chance.choice(["qualified", "excellent"])}
        for year in range(2021, 2026)
    ]
    records += [
        {
            "id": f"p{n}",
            "kind": "project",
            "nature": "engineering",
            "authority": "other",
            "amount": chance.randint(10, 700),
            "rank": chance.randint(1, 12),
            "line": chance.choice(LINES),
            "date": _day(chance),
        }
        for n in range(7)
    ]
    records += [
        {
            "id": f"z{n}",
            "kind": "patent",
            "type": chance.choice(["invention", "utility"]),
            "rank": chance.randint(1, 6),
            "date": _day(chance),
        }
        for n in range(4)
    ]
    records += [
        {
            "id": f"t{n}",
            "kind": "paper",
            "indexes": [chance.choice(["sci", "ei", "core"])],
            "author": "first",
            "date": _day(chance),
        }
        for n in range(3)
    ]
    records += [
        {"id": "b1", "kind": "standard", "level": "country", "rank": chance.randint(1, 8), "date": _day(chance)}
    ]
    return dossier_from({"applicant": {"domains": ["iot"], "public_institution": False}, "records": records})


def _day(chance: random.Random) -> dt.date:
    return dt.date(chance.randint(2022, 2026), chance.randint(1, 12), chance.randint(1, 28))


@dataclass(frozen=True)
class Part:
    """A node of the scoring part for peers: its parent, its cap, and for a row its points per record."""

    name: str
    parent: int
    cap: float | None
    code: int | None
    points: float


def parts() -> list[Part]:
    """The rows that give points per record, with all nodes above them."""
    scoring = setting().track().scoring
    assert scoring is not None
    found: list[Part] = []

    def add(node: Group | Row, parent: int) -> None:
        if isinstance(node, Row) and not (isinstance(node.worth, Each) and isinstance(node.worth.points, Fraction)):
            return
        code = len(found) if isinstance(node, Row) else None
        points = (
            float(node.worth.points)
            if isinstance(node, Row) and isinstance(node.worth, Each) and isinstance(node.worth.points, Fraction)
            else 0.0
        )
        found.append(Part(f"n{len(found)}", parent, None if node.cap is None else float(node.cap), code, points))
        here = len(found) - 1
        for member in node.members if isinstance(node, Group) else ():
            add(member, here)

    add(scoring, -1)
    return found


def coded(seed: int, rows: list[Part]) -> list[dict[str, Any]]:
    """25 records as a peer gets them: the row each falls into and the rank, already found."""
    chance = random.Random(seed)
    codes = [part.code for part in rows if part.code is not None]
    return [{"code": chance.choice(codes), "rank": chance.randint(1, 12)} for _ in range(25)]


LADDER = [0.0, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.0, 0.0]


def by_hand(rows: list[Part], records: list[dict[str, Any]]) -> float:
    """The total of the scoring part in plain Python; what every peer must give."""
    total = [0.0] * len(rows)
    for record in records:
        total[record["code"]] += rows[record["code"]].points * LADDER[record["rank"]]
    for index in range(len(rows) - 1, -1, -1):
        cap = rows[index].cap
        if cap is not None:
            total[index] = min(total[index], cap)
        if rows[index].parent >= 0:
            total[rows[index].parent] += total[index]
    return total[0]
