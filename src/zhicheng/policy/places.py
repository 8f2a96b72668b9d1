"""The places of a pack that a clause of the document can have gone to, and what each of them cites.

An address is the path to the place: ``senior-engineer/routes/第七条（二）``,
``senior-engineer/scoring/获奖/国家级/一等奖``, ``terms/class``, ``coefficients/common``,
``procedure/employer_notice_days``, ``evidence/project``, ``references/ccf-list``, ``pack/achievements``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhicheng.policy.numbering import canonical, covers, expand
from zhicheng.policy.readings import is_switch
from zhicheng.vocabulary.yaml_text import line_of, read_yaml

SECTIONS = ("basic", "routes", "landmarks", "review")
ATTACHED = ("procedure", "evidence", "references")
_BETWEEN = re.compile(r"[、，,；;]")
_SPACED = re.compile(r"^(附件?)\s+(?=\d)|\s+(?=[#注（(])")
_LABEL = re.compile(r"第|[（(]|附|方案|引言|结语|[一二三四五六七八九十]+(?:[（(]|第|$)")


@dataclass(frozen=True, slots=True)
class Place:
    """One addressable place: the labels it stands for (its own key and its ``cite``), where it is written.

    ``within`` are keys written inside it (a section stands for the lead-in of its clauses);
    ``citable`` is false where the format has no room for a ``cite``; ``own`` is false where the cites
    name the clauses of another document (a round's notice).
    """

    address: str
    labels: frozenset[str]
    cites: tuple[str, ...]
    file: str
    line: int
    within: frozenset[str] = frozenset()
    citable: bool = True
    own: bool = True

    def speaks_for(self, label: str) -> bool:
        """Whether this place points back to a unit of the document."""
        return (
            not self.citable
            or label in self.labels
            or any(covers(f"{label}*", key) for key in self.within)
            or any(covers(cite, label) for cite in self.cites)
        )


def read_trees(folder: Path) -> dict[str, Any]:
    """Every YAML file of a pack as read, by its name without the ending, and the rounds that name it; nothing is checked."""
    trees = {file.stem: read_yaml(file) or {} for file in sorted(folder.glob("*.yaml"))}
    rounds = {file.stem: read_yaml(file) or {} for file in sorted((folder.parent / "rounds").glob("*.yaml"))}
    trees["rounds"] = {id_: tree for id_, tree in rounds.items() if folder.name in _packs_named(tree)}
    return trees


def _packs_named(tree: Any) -> set[str]:
    names = tree.get("policy") if isinstance(tree, dict) else None
    return {str(name).partition("@")[0] for name in (names if isinstance(names, list) else [names])}


def cites_of(value: Any) -> tuple[str, ...]:
    """The single labels of a ``cite``: a text (several joined by 、), a list, ranges expanded.

    Words behind a label and a space are for the reader: ``附1#35 科研水平 备注3`` cites 附1#35.
    """
    parts = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(label for part in parts for piece in _pieces(str(part)) for label in expand(piece))


def _pieces(text: str) -> Iterator[str]:
    """The labels of one text: （十四）3、4 are （十四）3 and （十四）4; words for the reader are left out."""
    before, worded = "", False
    for piece in _BETWEEN.split(text):
        head, _, words = _SPACED.sub(lambda found: found[1] or "", piece.strip()).partition(" ")
        if worded and not _LABEL.match(head):
            continue
        if head.isdigit() and before[-1:].isdigit():
            head = re.sub(r"\d+$", head, before)
        if head:
            yield head
            before, worded = head, bool(words)


def places_of(trees: Mapping[str, Any]) -> list[Place]:
    """Every place of a pack, in the order of its files."""
    found: list[Place] = []
    head = trees.get("pack") or {}
    for level in head.get("tracks") or {}:
        found.extend(_track_places(str(level), trees.get(str(level)) or {}))
    found.extend(_term_places(trees.get("terms") or {}))
    found.extend(_head_places(head))
    for name in ATTACHED:
        found.extend(_attached_places(name, trees.get(name) or {}))
    found.extend(
        Place(f"readings/{id_}", frozenset(), (), "readings.yaml", line_of(trees["readings"], id_), citable=False)
        for id_ in trees.get("readings") or {}
    )
    for id_, tree in (trees.get("rounds") or {}).items():
        found.extend(_round_places(str(id_), tree))
    return found


def _track_places(level: str, tree: Any) -> Iterator[Place]:
    file = f"{level}.yaml"
    for section in SECTIONS:
        clauses = [
            Place(f"{level}/{section}/{key}", frozenset({canonical(key), *cites}), cites, file, line)
            for key, cites, line in _clauses(tree.get(section) or {}, "")
        ]
        keys = frozenset(label for place in clauses for label in place.labels)
        if clauses:
            yield Place(f"{level}/{section}", frozenset(), (), file, line_of(tree, section), keys)
        yield from clauses
    yield from _scoring_places(f"{level}/scoring", tree.get("scoring"), file)
    defence = tree.get("defence")
    if isinstance(defence, dict):
        cites = cites_of(defence.get("cite"))
        yield Place(f"{level}/defence", frozenset(cites), cites, file, line_of(tree, "defence"))
    for way in tree.get("prices") or {}:
        yield Place(f"{level}/prices/{way}", frozenset({canonical(way)}), (), file, line_of(tree["prices"], way))


def alternatives(value: Any) -> Iterator[Any]:
    """The value itself, or what it is under each alternative of a reading."""
    if is_switch(value):
        for name, part in value.items():
            if name != "reading":
                yield from alternatives(part)
    else:
        yield value


def _clauses(mapping: Any, prefix: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Key, cites and line of every labelled clause in a mapping of labels, at any depth."""
    for part in alternatives(mapping):
        if not isinstance(part, dict):
            continue
        for label, body in part.items():
            if label in ("window", "where"):
                continue
            key = f"{prefix}{label}"
            for form in alternatives(body):
                if isinstance(form, dict):
                    yield key, cites_of(form.get("cite")), line_of(part, label)
                    yield from _inside(form, key)


def _inside(condition: Any, prefix: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """The labelled clauses inside a condition: below all, any, not, and the ``of`` of at_least."""
    for form in alternatives(condition):
        for name, part in form.items() if isinstance(form, dict) else ():
            if name in ("all", "any", "not") or (name == "of" and "at_least" in form):
                yield from _members(part, prefix)


def _members(part: Any, prefix: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    for form in alternatives(part):
        if isinstance(form, list):
            for item in form:
                for one in alternatives(item):
                    if isinstance(one, dict) and "say" in one:
                        yield f"{prefix}{one.get('label', '')}", cites_of(one.get("cite")), line_of(one)
                    yield from _inside(one, prefix)
        elif (
            isinstance(form, dict)
            and form
            and all(
                isinstance(body, dict) and (is_switch(body) or "say" in body)
                for name, body in form.items()
                if name not in ("window", "where")
            )
        ):
            yield from _clauses(form, prefix)
        else:
            yield from _inside(form, prefix)


def _scoring_places(address: str, node: Any, file: str) -> Iterator[Place]:
    for form in alternatives(node):
        if not isinstance(form, dict):
            continue
        cites = cites_of(form.get("cite"))
        yield Place(address, frozenset(cites), cites, file, line_of(form))
        for part in alternatives(form.get("members")):
            for member in part or ():
                for one in alternatives(member):
                    if isinstance(one, dict):
                        yield from _scoring_places(f"{address}/{one.get('group', one.get('row'))}", one, file)


def _term_places(tree: Any) -> Iterator[Place]:
    for part in alternatives(tree.get("terms")):
        for item in part or ():
            for one in alternatives(item):
                if isinstance(one, dict):
                    cites = cites_of(one.get("cite"))
                    yield Place(f"terms/{one.get('term')}", frozenset(cites), cites, "terms.yaml", line_of(one))
    for name, body in (tree.get("coefficients") or {}).items():
        for one in alternatives(body):
            cites = cites_of((one or {}).get("cite"))
            yield Place(
                f"coefficients/{name}", frozenset(cites), cites, "terms.yaml", line_of(tree["coefficients"], name)
            )


def _head_places(head: Any) -> Iterator[Place]:
    for name, body in head.items():
        cites = cites_of(body.get("cite")) if isinstance(body, dict) else ()
        yield Place(f"pack/{name}", frozenset(cites), cites, "pack.yaml", line_of(head, name), citable=bool(cites))
    for level in head.get("tracks") or {}:
        yield Place(f"pack/tracks/{level}", frozenset(), (), "pack.yaml", line_of(head["tracks"], level), citable=False)


def _round_places(id_: str, tree: Any) -> Iterator[Place]:
    """A round and its sections, each with every ``cite`` below it."""
    for name in ("", "pass_mark", "dates", "windows", "conditions", "forms"):
        part = tree.get(name) if name else tree
        if part is not None:
            cites = tuple(dict.fromkeys(_cites_below(part)))
            line = line_of(tree, name) if name else line_of(tree)
            yield Place(
                f"round/{id_}/{name}".rstrip("/"), frozenset(cites), cites, f"rounds/{id_}.yaml", line, own=False
            )


def _cites_below(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from cites_of(value.get("cite"))
        for name, part in value.items():
            if name != "cite":
                yield from _cites_below(part)
    elif isinstance(value, list):
        for part in value:
            yield from _cites_below(part)


# --------------------------------------------------------------------------- procedure, evidence, references

_NAMES = {"steps": "step", "rules": "rule", "consequences": "for"}


def _attached_places(name: str, tree: Any) -> Iterator[Place]:
    if name == "procedure":
        blocks = tree.get("procedures") or [tree]
        for block in blocks:
            yield from _procedure_places(block)
    elif name == "evidence":
        yield from _evidence_places(tree)
    else:
        for key, body in tree.items():
            yield _cited(f"references/{key}", body, "references.yaml", line_of(tree, key))


def _cited(address: str, body: Any, file: str, line: int) -> Place:
    cites = cites_of(body.get("cite")) if isinstance(body, dict) else ()
    return Place(address, frozenset(cites), cites, file, line)


def _procedure_places(block: Any) -> Iterator[Place]:
    for name, key in _NAMES.items():
        for item in block.get(name) or ():
            yield _cited(f"procedure/{item.get(key)}", item, "procedure.yaml", line_of(item))
    for name, body in (block.get("numbers") or {}).items():
        for one in alternatives(body):
            yield _cited(f"procedure/{name}", one, "procedure.yaml", line_of(block["numbers"], name))


def _evidence_places(tree: Any) -> Iterator[Place]:
    papers = {"general": tree.get("general") or (), **(tree.get("records") or {})}
    for kind, items in papers.items():
        found = [
            _cited(f"evidence/{kind}/{item.get('paper')}", item, "evidence.yaml", line_of(item))
            for item in items or ()
            if isinstance(item, dict)
        ]
        if found:
            cites = tuple(dict.fromkeys(cite for place in found for cite in place.cites))
            yield Place(f"evidence/{kind}", frozenset(cites), cites, "evidence.yaml", found[0].line)
        yield from found
