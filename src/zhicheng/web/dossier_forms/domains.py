"""The technical domains and specialties that the documents name, with what they are called."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from zhicheng.policy.pack import Pack, load_pack, packs_in
from zhicheng.vocabulary.labels import Pair


@cache
def domain_names() -> dict[str, Pair]:
    """Every domain of the packs shipped with the program, by its word, specialties of their own first."""
    found: dict[str, Pair] = {}
    packs = [load_pack(id_) for id_ in packs_in()]
    for pack in sorted(packs, key=lambda pack: len(pack.trees["pack"].get("domains") or [])):
        for word, name in _named(pack):  # a document of one specialty names it best
            found.setdefault(word, name)
    return found


@cache
def specialty_names() -> dict[str, Pair]:
    """The specialties that documents for several specialties let an applicant choose, by their names."""
    found: dict[str, Pair] = {}
    for id_ in packs_in():
        pack = load_pack(id_)
        if pack.trees["pack"].get("own") == "specialty":
            found |= {name[0]: name for _, name in _named(pack)}
    return found


def _named(pack: Pack) -> Iterator[tuple[str, Pair]]:
    """The domains of one document: named by its directions one to one, or by its one specialty."""
    head = pack.trees["pack"]
    words = [str(word) for word in head.get("domains") or []]
    directions = [str(name) for name in head.get("directions") or []]
    if len(words) == 1:
        yield words[0], (str(head.get("specialty")), pack.about(pack.levels[0])[1].partition(", ")[2] or words[0])
        return
    names = directions if len(directions) == len(words) else words
    for word, name in zip(words, names, strict=True):
        english = pack.english(name)
        yield word, (name, word.replace("-", " ") if english == name else english)
