"""The documents that the pages and the API show, and what is made of each once and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from zhicheng.policy.attachments import (
    Evidence,
    Procedure,
    Reference,
    evidence_of,
    procedures_of,
    references_of,
)
from zhicheng.policy.core import Clause, Group, Row, Track, clauses_of, rows_of
from zhicheng.policy.pack import Pack, load_pack, packs_in
from zhicheng.policy.places import Place, places_of, read_trees
from zhicheng.policy.readings import resolve

SECTIONS = ("basic", "routes", "landmarks", "review")
Made = TypeVar("Made")


@cache
def documents() -> tuple[Pack, ...]:
    """Every document shipped with the program, by id; read once, for an issued version never changes."""
    return tuple(load_pack(id_) for id_ in packs_in())


def document(id_: str) -> Pack | None:
    """A document by its id; ``None`` when there is none of this name."""
    return next((pack for pack in documents() if pack.id == id_), None)


def track(pack: Pack, level: str) -> Track | None:
    """The rules of a level under the document's own readings; ``None`` when it has no such level."""
    return pack.track(level) if level in pack.levels else None


def every_track() -> tuple[tuple[Pack, str], ...]:
    """Every document with each of its levels."""
    return tuple((pack, level) for pack in documents() for level in pack.levels)


def _kept(make: Callable[[Pack], Made]) -> Callable[[Pack], Made]:
    """Make something once for each version of a document; at most 64 are kept."""

    @lru_cache(maxsize=64)
    def keep(key: tuple[str, Path]) -> Made:
        return make(load_pack(key[1]))

    return lambda pack: keep((pack.hash, pack.folder))


@_kept
def procedures(pack: Pack) -> tuple[Procedure, ...]:
    """The procedure of a document, for some or all of its levels."""
    return procedures_of(pack)


@_kept
def evidence(pack: Pack) -> Evidence:
    """The papers that a document asks for."""
    return evidence_of(pack)


@_kept
def references(pack: Pack) -> dict[str, Reference]:
    """The lists that a document points to."""
    return references_of(pack)


@_kept
def places(pack: Pack) -> tuple[Place, ...]:
    """Every place of a document that can cite a clause."""
    return tuple(places_of(read_trees(pack.folder)))


def head_of(pack: Pack) -> Mapping[str, Any]:
    """What the head of a document says, under its own readings."""
    return dict(resolve(pack.trees["pack"], pack.choices()))


def clauses(rules: Track) -> dict[str, tuple[str, Clause]]:
    """Every labelled clause of a level: key → (section, clause), in printed order."""
    return {
        inner.key: (section, inner)
        for section in SECTIONS
        for clause in getattr(rules, section)
        for inner in clauses_of(clause)
        if inner.label
    }


def rows(rules: Track) -> dict[str, Row]:
    """Every row of the scoring standard of a level by its path; empty where there is none."""
    return {} if rules.scoring is None else {row.path: row for row in rows_of(rules.scoring)}


def groups_above(rules: Track, path: str) -> tuple[Group, ...]:
    """The groups that a row stands in, outermost first, the whole standard included."""
    found: list[Group] = []
    node: Group | Row | None = rules.scoring
    while isinstance(node, Group):
        found.append(node)
        node = next((one for one in node.members if path == one.path or path.startswith(f"{one.path}/")), None)
    return tuple(found)


def cite_of(rules: Track, row: Row) -> tuple[str, ...]:
    """The clause of a row: its own, or that of the nearest group which has one."""
    return row.cite or next((group.cite for group in reversed(groups_above(rules, row.path)) if group.cite), ())


def label_of(pack: Pack, label: str) -> tuple[str, str]:
    """A printed label and its English name; a mere number of the document stands for itself."""
    return label, pack.english(label)


def path_of(pack: Pack, path: str) -> tuple[str, str]:
    """A path of the scoring standard in both languages, its parts set apart."""
    parts = path.split("/")
    return " › ".join(parts), " › ".join(pack.english(part) for part in parts)
