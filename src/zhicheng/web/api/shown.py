"""A policy as data: what the reading operations answer, with wording in both languages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from zhicheng.policy.core import AtLeast, Clause, Condition, Row, Track
from zhicheng.policy.pack import Pack
from zhicheng.policy.readings import Reading
from zhicheng.policy.wording import condition_text, patterns_text
from zhicheng.report.points_text import bound_texts, worth_text
from zhicheng.vocabulary.points import as_text
from zhicheng.web.public.policies import addresses, library, touching
from zhicheng.web.public.policies.rule_tree import kinds_of, patterns_of


def policy_data(pack: Pack) -> dict[str, Any]:
    """A document in brief."""
    return {
        "pack": pack.id,
        "version": pack.version,
        "hash": pack.hash,
        "status": pack.status,
        "number": pack.number,
        "issuer": pack.issuer,
        "title": text(pack.title),
        "issued": pack.issued,
        "in_force": pack.in_force,
        "tracks": [
            {"track": f"{pack.id}/{level}", "level": level, "title": text(pack.about(level))} for level in pack.levels
        ],
        "readings": len(pack.readings),
        "page": addresses.document(pack.id),
    }


def track_data(pack: Pack, level: str) -> dict[str, Any]:
    """The rules of a level under the document's own readings."""
    return _track_data(pack.hash, pack.id, level)


@lru_cache(maxsize=64)
def _track_data(_hash: str, id_: str, level: str) -> dict[str, Any]:
    pack = library.document(id_)
    assert pack is not None
    rules = pack.track(level)
    spots = touching.switches(pack, level)
    found = {
        "track": rules.name,
        "title": text(pack.about(level)),
        "pack_version": pack.version,
        "pack_hash": pack.hash,
        "status": pack.status,
        "clauses": [
            _clause(pack, rules, section, clause, spots) for section, clause in library.clauses(rules).values()
        ],
        "scoring": [_row(pack, rules, row, spots) for row in library.rows(rules).values()],
        "groups": _groups(pack, rules),
        "readings": list(pack.readings_of(level)),
    }
    return found


def _clause(pack: Pack, rules: Track, section: str, clause: Clause, spots: touching.Switches) -> dict[str, Any]:
    prices = list(rules.prices.get(clause.key, ()))
    if clause.key in rules.defence or section in rules.defence:
        prices.insert(0, "defence")
    return {
        "clause": clause.key,
        "section": section,
        "say": clause.say,
        "rule": text(condition_text(clause)),
        "at_least": _at_least(clause.item),
        "prices": list(dict.fromkeys(prices)),
        "kinds": list(kinds_of(patterns_of(clause))),
        "readings": list(spots.clauses.get(clause.key, ())),
        "page": addresses.clause(pack.id, rules.level, clause.key),
    }


def _at_least(condition: Condition) -> int | None:
    return condition.count if isinstance(condition, AtLeast) else None


def _row(pack: Pack, rules: Track, row: Row, spots: touching.Switches) -> dict[str, Any]:
    return {
        "path": row.path,
        "name": text(library.path_of(pack, row.path)),
        "counts": text(patterns_text(row.patterns)) if row.patterns else None,
        "worth": text(worth_text(row)),
        "bounds": [text(one) for one in bound_texts(row)],
        "cap": None if row.cap is None else as_text(row.cap),
        "limit": row.limit,
        "cite": list(library.cite_of(rules, row)),
        "kinds": list(kinds_of(row.patterns)),
        "readings": list(spots.rows.get(row.path, ())),
        "page": addresses.row(pack.id, rules.level, row.path),
    }


def _groups(pack: Pack, rules: Track) -> list[dict[str, Any]]:
    """Every group of the scoring standard with its bounds, the whole first (its path is empty)."""
    found: dict[str, dict[str, Any]] = {}
    for path in library.rows(rules):
        for group in library.groups_above(rules, path):
            found.setdefault(
                group.path,
                {
                    "path": group.path,
                    "name": text(library.label_of(pack, group.label)),
                    "cap": None if group.cap is None else as_text(group.cap),
                    "bounds": [text(one) for one in bound_texts(group)],
                    "cite": list(group.cite),
                },
            )
    return list(found.values())


def reading_data(pack: Pack, reading: Reading) -> dict[str, Any]:
    """An ambiguous place: its alternatives, the one chosen, why."""
    return {
        "id": reading.id,
        "place": reading.place,
        "text": text(reading.text),
        "alternatives": reading.alternatives,
        "choice": reading.choice,
        "ground": reading.ground,
        "why": reading.why,
        "effect": reading.effect,
        "levels": [level for level in pack.levels if reading.id in pack.readings_of(level)],
        "page": f"{addresses.readings(pack.id)}{reading.id}/",
    }


def text(pair: tuple[str, str]) -> dict[str, str]:
    """A pair of texts as data."""
    return {"zh": pair[0], "en": pair[1]}
