"""A check of an assignment written from docs/reference/format-assignment.md alone: standard library, no bits, no shortcuts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any


def wrong(bundle: dict[str, Any]) -> list[int]:
    """The numbers of the points under "What must hold" that do not hold (6, the tightest limits, is left out)."""
    found = [number for number, holds in enumerate(_counts(bundle), start=1) if not holds]
    return found or ([7] if _cycle(bundle) else [])


def _counts(bundle: dict[str, Any]) -> Iterator[bool]:
    frozen, rows = bundle["frozen"], {row["applicant"]: row["experts"] for row in bundle["assigned"]}
    codes = [one["code"] for one in frozen["applicants"]]
    yield [row["applicant"] for row in bundle["assigned"]] == codes
    known = {one["code"] for one in frozen["experts"]}
    yield all(len(row) == len(set(row)) == frozen["opinions"] and set(row) <= known for row in rows.values())
    yield not any([expert, who] in frozen["recused"] for who, row in rows.items() for expert in row)
    asked = max(frozen["limits"]["matching"], frozen["matching"])
    yield all(
        sum(who["specialty"] in _expert(frozen, code)["specialties"] for code in rows.get(who["code"], ())) >= asked
        for who in frozen["applicants"]
    )
    loads = {code: sum(code in row for row in rows.values()) for code in known}
    yield all(_least(frozen, code) <= loads[code] <= _top(frozen, code) for code in known)


def _expert(frozen: dict[str, Any], code: str) -> dict[str, Any]:
    return next((one for one in frozen["experts"] if one["code"] == code), {"code": code, "specialties": []})


def _top(frozen: dict[str, Any], code: str) -> int:
    bound = dict(frozen["limits"]["above"]).get(code, frozen["limits"]["most"])
    free = len(frozen["applicants"]) - sum(pair[0] == code for pair in frozen["recused"])
    return min(bound, free, _expert(frozen, code).get("most", bound))


def _least(frozen: dict[str, Any], code: str) -> int:
    return min(frozen["limits"]["least"], _top(frozen, code))


def _costs(bundle: dict[str, Any]) -> dict[tuple[str, str], int]:
    frozen = bundle["frozen"]
    earlier = {row["applicant"]: row["experts"] for row in (frozen["earlier"] or {"assigned": []})["assigned"]}
    found = {}
    for expert in frozen["experts"]:
        for who in frozen["applicants"]:
            near = 2 if expert["specialties"][0] == who["specialty"] else int(who["specialty"] in expert["specialties"])
            text = "\n".join(("zhicheng-assignment/1", bundle["seed"], expert["code"], who["code"]))
            lot = int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")
            kept = expert["code"] in earlier.get(who["code"], ())
            found[expert["code"], who["code"]] = lot - near * 2**80 - kept * 2**120
    return found


def _cycle(bundle: dict[str, Any]) -> bool:
    """Whether a cycle of negative length is left in the graph of moves."""
    frozen, costs = bundle["frozen"], _costs(bundle)
    rows = {row["applicant"]: row["experts"] for row in bundle["assigned"]}
    codes = [one["code"] for one in frozen["experts"]]
    own = {
        (code, who["code"]): who["specialty"] in _expert(frozen, code)["specialties"]
        for code in codes
        for who in frozen["applicants"]
    }
    lengths: dict[tuple[str, str], int] = {}
    for who, readers in rows.items():
        spare = sum(own[code, who] for code in readers) > frozen["limits"]["matching"]
        for giver in readers:
            for taker in codes:
                if taker in readers or [taker, who] in frozen["recused"]:
                    continue
                if own[taker, who] or not own[giver, who] or spare:
                    change = costs[taker, who] - costs[giver, who]
                    lengths[giver, taker] = min(change, lengths.get((giver, taker), change))
    for code in codes:
        load = sum(code in row for row in rows.values())
        if load > _least(frozen, code):
            lengths["", code] = 0
        if load < _top(frozen, code):
            lengths[code, ""] = 0
    distance = dict.fromkeys(["", *codes], 0)
    for _ in range(len(codes) + 1):
        shorter = [
            (end, distance[start] + by) for (start, end), by in lengths.items() if distance[start] + by < distance[end]
        ]
        for end, value in shorter:
            distance[end] = min(distance[end], value)
        if not shorter:
            return False
    return True
