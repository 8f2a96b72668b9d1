"""What the page of a document's readings shows: each ambiguous place, its alternatives, the one chosen, its effect on the rules."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from zhicheng.policy.core import Clause, Row, Track
from zhicheng.policy.pack import Pack, load_pack
from zhicheng.policy.readings import Reading
from zhicheng.policy.wording import condition_text, patterns_text
from zhicheng.report.points_text import bound_texts, worth_text
from zhicheng.vocabulary.labels import Pair
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.public.policies import addresses, library
from zhicheng.web.public.policies.document_page import about
from zhicheng.web.public.policies.words import GROUNDS, cited, joined, named

MOST_SHOWN = 12


def readings_page(pack: Pack) -> dict[str, Any]:
    """Everything on the page of a document's readings."""
    return {"about": about(pack), "readings": [reading_card(pack, one) for one in pack.readings.values()]}


def reading_card(pack: Pack, reading: Reading) -> dict[str, Any]:
    """A reading in brief: where, what is open, the alternatives, the one chosen, why."""
    return {
        "id": reading.id,
        "place": cited(reading.place),
        "text": reading.text,
        "alternatives": [
            (alternative_name(name), text, name == reading.choice) for name, text in reading.alternatives.items()
        ],
        "ground": named(GROUNDS, reading.ground),
        "why": reading.why,
        "effect": reading.effect,
        "address": addresses.readings(pack.id) + f"{reading.id}/",
    }


def alternative_name(name: str) -> Pair:
    """How an alternative is called: its letter, or that it is the text as printed."""
    return ("按印文", "as printed") if name == "printed" else (name, name)


def reading_page(pack: Pack, id_: str) -> dict[str, Any] | None:
    """One reading, and what each other alternative would change in the rules; ``None`` when there is none."""
    reading = pack.readings.get(id_)
    if reading is None:
        return None
    changes = [
        {
            "name": alternative_name(name),
            "text": text,
            "levels": [one for level in pack.levels if (one := _level(pack, level, id_, name))],
        }
        for name, text in reading.alternatives.items()
        if name != reading.choice
    ]
    return {"about": about(pack), "reading": reading_card(pack, reading), "changes": changes}


def _level(pack: Pack, level: str, id_: str, alternative: str) -> dict[str, Any] | None:
    if id_ not in pack.readings_of(level):
        return None
    found = _changes(pack.hash, pack.folder, level, id_, alternative)
    return {"title": pack.about(level), "changes": found[:MOST_SHOWN], "more": max(0, len(found) - MOST_SHOWN)}


@lru_cache(maxsize=512)
def _changes(_hash: str, folder: Path, level: str, id_: str, alternative: str) -> tuple[dict[str, Any], ...]:
    """Every rule whose wording the other alternative changes: its name, before, after."""
    pack = load_pack(folder)
    try:
        other = pack.track(level, {id_: alternative})
    except Refused:
        return ()
    return tuple(_different(pack, pack.track(level), other))


def _different(pack: Pack, rules: Track, other: Track) -> list[dict[str, Any]]:
    before, after = _wording(pack, rules), _wording(pack, other)
    found = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is None or new is None or old[1] != new[1]:
            name, address = (old or new or (("", ""), "", ""))[0], (old[2] if old else "")
            found.append({"name": name, "before": old and old[1], "after": new and new[1], "address": address})
    return found


Worded = tuple[Pair, Pair, str]


def _wording(pack: Pack, rules: Track) -> dict[tuple[str, str], Worded]:
    """The wording of every clause and row of a level: name, words, address."""
    found: dict[tuple[str, str], Worded] = {}
    for key, (_, clause) in library.clauses(rules).items():
        found["clause", key] = (
            (key, pack.english(key)),
            _clause_words(clause),
            addresses.clause(pack.id, rules.level, key),
        )
    for path, row in library.rows(rules).items():
        found["row", path] = (
            library.path_of(pack, path),
            _row_words(rules, row),
            addresses.row(pack.id, rules.level, path),
        )
    return found


def _clause_words(clause: Clause) -> Pair:
    return condition_text(clause)


def _row_words(rules: Track, row: Row) -> Pair:
    counted = patterns_text(row.patterns) if row.patterns else ("", "")
    bounds = [bound for group in library.groups_above(rules, row.path) for bound in bound_texts(group)]
    return joined([counted, worth_text(row), *bound_texts(row), *bounds], ("；", "; "))
