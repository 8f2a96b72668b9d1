"""Readings: places of a document that can be read in more than one way.

Anywhere in a pack a value may stand as ``{reading: RD-15, a: 10, b: 20}``. Choosing readings turns
the tree into one without such places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.policy.reading import Notebook
from zhicheng.vocabulary.text import nearest
from zhicheng.vocabulary.yaml_text import Map, Seq, line_of

READING_KEYS = ("place", "text", "en", "alternatives", "choice", "why", "ground", "effect")


@dataclass(frozen=True, slots=True)
class Reading:
    """One ambiguous or damaged place: its alternatives, the one chosen, and why.

    ``effect`` is a written reason when no alternative can change a result.
    """

    id: str
    place: str
    text: tuple[str, str]
    alternatives: dict[str, str]
    choice: str
    why: str
    ground: str
    effect: str | None


def read_readings(value: Any, notes: Notebook) -> dict[str, Reading]:
    """The mapping of ``readings.yaml``: id → reading."""
    found: dict[str, Reading] = {}
    mapping = notes.mapping(value or {}, "readings")
    for id_, item in mapping.items():
        line = line_of(mapping, id_)
        body = notes.mapping(item, str(id_), line)
        notes.keys(body, READING_KEYS, str(id_))
        alternatives = {
            str(k): str(v) for k, v in notes.mapping(body.get("alternatives") or {}, "alternatives", line).items()
        }
        choice = str(body.get("choice", ""))
        if choice not in alternatives:
            notes.note(line, f"{id_} 选定的读法“{choice}”不在备选中", f"{id_}: the choice '{choice}' is no alternative")
        ground = notes.one_of(body.get("ground", "open"), ("sure", "likely", "open"), "ground", line)
        effect = body.get("effect")
        found[str(id_)] = Reading(
            str(id_),
            notes.text(body.get("place"), f"{id_} 的 place", line),
            (notes.text(body.get("text"), f"{id_} 的 text", line), notes.text(body.get("en"), f"{id_} 的 en", line)),
            alternatives,
            choice,
            str(body.get("why", "")),
            ground,
            None if effect is None else str(effect),
        )
    return found


def readings_used(tree: Any) -> Iterator[tuple[str, frozenset[str], int]]:
    """Every switch in a tree: the reading's id, the alternatives it names, its line."""
    if isinstance(tree, dict):
        if is_switch(tree):
            yield str(tree["reading"]), frozenset(str(k) for k in tree if k != "reading"), line_of(tree, "reading")
        if "lost" in tree:
            yield str(tree["lost"]), frozenset(), line_of(tree, "lost")
        for value in tree.values():
            yield from readings_used(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from readings_used(value)


def is_switch(tree: Any) -> bool:
    """Whether a mapping is ``{reading: …, a: …, b: …}``."""
    return isinstance(tree, dict) and "reading" in tree


def check_readings(tree: Any, readings: Mapping[str, Reading], notes: Notebook) -> None:
    """Note every switch that names an unknown reading or leaves an alternative out."""
    for id_, named, line in readings_used(tree):
        reading = readings.get(id_)
        if reading is None:
            near = nearest(id_, readings)
            notes.note(
                line,
                f"readings.yaml 中没有“{id_}”" + (f"，是否“{near}”？" if near else ""),
                f"readings.yaml has no '{id_}'" + (f", did you mean '{near}'?" if near else ""),
            )
        elif named and named != frozenset(reading.alternatives):
            expected, given = "、".join(reading.alternatives), "、".join(sorted(named))
            notes.note(
                line,
                f"{id_} 的备选应为 {expected}，这里写的是 {given}",
                f"{id_} has the alternatives {expected}, here stand {given}",
            )


NOTHING = object()
"""What an empty alternative becomes: the entry is not there."""


def resolve(tree: Any, chosen: Mapping[str, str]) -> Any:
    """The tree under a choice of readings; an alternative left empty (``~``) removes the entry."""
    if is_switch(tree):
        value = tree.get(chosen[tree["reading"]])
        return NOTHING if value is None else resolve(value, chosen)
    if isinstance(tree, Map):
        result = Map()
        result.line, result.lines = tree.line, tree.lines
        for key, value in tree.items():
            resolved = resolve(value, chosen)
            if resolved is not NOTHING:
                result[key] = resolved
        return result
    if isinstance(tree, Seq):
        kept = [(resolve(value, chosen), line) for value, line in zip(tree, tree.lines, strict=True)]
        seq = Seq(value for value, _ in kept if value is not NOTHING)
        seq.line = tree.line
        seq.lines = [line for value, line in kept if value is not NOTHING]
        return seq
    return tree
