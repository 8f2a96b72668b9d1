"""What touches a clause or a row: readings in its text or its terms, papers, and what else cites it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhicheng.policy.core import Patterns, Term, Track
from zhicheng.policy.numbering import covers
from zhicheng.policy.pack import Pack, load_pack
from zhicheng.policy.places import alternatives, cites_of
from zhicheng.policy.readings import Reading, is_switch, readings_used
from zhicheng.policy.wording import attribute_name
from zhicheng.vocabulary.labels import Pair
from zhicheng.web.public.policies import addresses, library
from zhicheng.web.public.policies.rule_tree import attributes_used
from zhicheng.web.public.policies.words import SECTIONS as SECTION_NAMES
from zhicheng.web.public.policies.words import named

SECTIONS = library.SECTIONS


@dataclass(frozen=True)
class Switches:
    """The ids of the readings that stand in each part of a document."""

    clauses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    terms: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    coefficients: dict[str, tuple[str, ...]] = field(default_factory=dict)
    general: tuple[str, ...] = ()


def switches(pack: Pack, level: str) -> Switches:
    """Where the readings of a document stand in the rules of a level; made once and kept."""
    return _switches(pack.hash, pack.folder, level)


@lru_cache(maxsize=64)
def _switches(_hash: str, folder: Path, level: str) -> Switches:
    trees = load_pack(folder).trees
    found = Switches(general=_ids(trees["pack"].get("achievements")))
    body = trees[level]
    for section in SECTIONS:
        mapping = body.get(section) or {}
        around = _ids({name: mapping[name] for name in ("window", "where") if name in mapping})
        for key, ids in _in_clauses(mapping, ""):
            found.clauses[key] = _merged(found.clauses.get(key, ()), ids, around)
    for key, ids in _in_defence(body.get("defence") or {}):
        found.clauses[key] = _merged(found.clauses.get(key, ()), ids)
    for path, ids in _in_scoring(body.get("scoring"), "", (), root=True):
        found.rows[path] = _merged(found.rows.get(path, ()), ids)
    for form in alternatives(trees["terms"].get("terms")):
        for item in form or ():
            for one in alternatives(item):
                if isinstance(one, dict):
                    _note_term(one, _ids(item), found)
    for name, body_ in (trees["terms"].get("coefficients") or {}).items():
        found.coefficients[str(name)] = _ids(body_)
    return found


def _note_term(item: dict[Any, Any], ids: tuple[str, ...], found: Switches) -> None:
    kinds = item.get("of")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        place = (str(kind), str(item.get("term")))
        found.terms[place] = _merged(found.terms.get(place, ()), ids)


def _ids(tree: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for id_, _, _ in readings_used(tree)))


def _choice(node: Any) -> tuple[str, ...]:
    """The reading that decides what stands here at all."""
    return (str(node["reading"]),) if is_switch(node) else ()


def _merged(*parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for part in parts for id_ in part))


def _in_clauses(mapping: Any, prefix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Key and readings of every clause in a mapping of labels, at any depth (those inside it included)."""
    for part in alternatives(mapping):
        if not isinstance(part, dict):
            continue
        for label, body in part.items():
            if label in ("window", "where"):
                continue
            key = f"{prefix}{label}"
            yield key, _ids(body)
            yield from _below(body, key)


def _below(condition: Any, prefix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for form in alternatives(condition):
        for name, part in form.items() if isinstance(form, dict) else ():
            if name in ("all", "any", "not") or (name == "of" and "at_least" in form):
                yield from _members(part, prefix)


def _members(part: Any, prefix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for form in alternatives(part):
        if isinstance(form, list):
            for item in form:
                if isinstance(item, dict) and "label" in item:
                    yield f"{prefix}{item['label']}", _ids(item)
                yield from _below(item, prefix)
        elif isinstance(form, dict):
            labelled = {name: body for name, body in form.items() if isinstance(body, dict) and "say" in body}
            around = _ids({name: form[name] for name in ("window", "where") if name in form})
            for key, ids in _in_clauses(labelled, prefix):
                yield key, _merged(ids, around)
            if not labelled:
                yield from _below(form, prefix)


def _in_defence(defence: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The clauses of which a reading decides whether they oblige to a defence."""
    for form in alternatives(defence):
        for item in form.get("required_for") or () if isinstance(form, dict) else ():
            for key in alternatives(item):
                if key is not None and is_switch(item):
                    yield str(key), _choice(item)


def _in_scoring(
    node: Any, prefix: str, above: tuple[str, ...], *, root: bool = False
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Path and readings of every row, those of the groups it stands in included."""
    above = _merged(above, _choice(node))
    for form in alternatives(node):
        if not isinstance(form, dict):
            continue
        own = {name: part for name, part in form.items() if name != "members"}
        ids = _merged(above, _ids(own), _choice(form.get("members")))
        label = str(form.get("group", form.get("row")))
        path = "" if root else f"{prefix}/{label}" if prefix else label
        if "row" in form:
            yield path, ids
        for part in alternatives(form.get("members")):
            for member in part or ():
                yield from _in_scoring(member, path, ids)


# --------------------------------------------------------------------------- readings, terms


def terms_used(rules: Track, patterns: Patterns) -> tuple[Term, ...]:
    """The document's own words that patterns test, and the words those are made of."""
    by_place = {(kind, term.name): term for term in rules.terms for kind in term.kinds}
    found: dict[int, Term] = {}
    for place in attributes_used(patterns):
        if place in by_place:
            found[id(by_place[place])] = by_place[place]
    return tuple(found.values())


def readings_of(
    pack: Pack, level: str, *, direct: tuple[str, ...], cites: tuple[str, ...], places: set[tuple[str, str]]
) -> tuple[tuple[Reading, bool], ...]:
    """The readings that touch something: each with whether it stands in the text itself (not in a term).

    ``direct``: ids found there; ``cites``: its labels, looked for in the place of each reading;
    ``places``: the (kind, attribute) pairs it tests.
    """
    terms = switches(pack, level).terms
    through = {id_ for place in places for id_ in terms.get(place, ())}
    found: list[tuple[Reading, bool]] = []
    for id_, reading in pack.readings.items():
        if id_ in direct or _stands_at(reading, cites):
            found.append((reading, True))
        elif id_ in through:
            found.append((reading, False))
    return tuple(found)


def _stands_at(reading: Reading, cites: tuple[str, ...]) -> bool:
    named_there = cites_of(reading.place)
    return any(covers(f"{place}*", cite) if "条" in place else place == cite for place in named_there for cite in cites)


# --------------------------------------------------------------------------- cited elsewhere


@dataclass(frozen=True, slots=True)
class Mention:
    """Another place of the document that cites a clause: what it is, how it is called, where it is shown."""

    what: Pair
    name: Pair
    address: str


def mentions(pack: Pack, level: str, key: str) -> tuple[Mention, ...]:
    """What else of a document cites a clause, for the level it stands in."""
    found: dict[str, Mention] = {}
    for place in library.places(pack):
        if key not in place.cites or place.address.endswith(f"/{key}"):
            continue
        one = _mention(pack, level, place.address)
        if one is not None:
            found[one.address] = one
    return tuple(found.values())


def _mention(pack: Pack, level: str, address: str) -> Mention | None:
    head, _, rest = address.partition("/")
    if head == level:
        return _rule_mention(pack, level, rest)
    if head == "terms":
        kinds = next((term.kinds for term in pack.track(level).terms if term.name == rest), ("project",))
        return Mention(("术语", "term"), attribute_name(kinds[0], rest), addresses.terms(pack.id, rest))
    if head == "coefficients":
        return Mention(("排名系数", "rank coefficients"), ("", ""), addresses.terms(pack.id, "coefficients"))
    if head == "procedure":
        return _of_procedure(pack, level, rest)
    if head == "references":
        said = library.references(pack)[rest].say
        return Mention(("引用目录", "list"), said, addresses.document(pack.id, f"reference-{rest}"))
    if head == "pack" and rest == "achievements":
        return Mention(
            ("成果的共同要求", "asked of every achievement"), ("", ""), addresses.document(pack.id, "general")
        )
    return None


def _rule_mention(pack: Pack, level: str, rest: str) -> Mention | None:
    section, _, name = rest.partition("/")
    if section == "scoring":
        path = name.partition("/")[2] if name else ""
        if path in library.rows(pack.track(level)):
            return Mention(("赋分行", "scoring row"), library.path_of(pack, path), addresses.row(pack.id, level, path))
        return None
    if section in SECTION_NAMES and name in library.clauses(pack.track(level)):
        return Mention(named(SECTION_NAMES, section), (name, name), addresses.clause(pack.id, level, name))
    return None


def _of_procedure(pack: Pack, level: str, name: str) -> Mention | None:
    """A step, duty, number or consequence of the procedure for a level."""
    for part, procedure in enumerate(library.procedures(pack)):
        said = {duty.name: duty.say for duty in (*procedure.steps, *procedure.rules)}
        said |= {number.name: number.say for number in procedure.numbers.values()}
        said |= {item.offence: item.say for item in procedure.consequences}
        if level in procedure.tracks and name in said:
            place = addresses.procedure_place(part, name)
            return Mention(("程序", "procedure"), said[name], addresses.document(pack.id, place))
    return None
