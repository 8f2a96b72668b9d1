"""Every mutant of a pack's rule files, as a small edit of a parsed tree.

Only the way to the edited place is copied; all else is shared with the pack's own tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.mutation.steps import key_steps, orders_of, value_steps
from zhicheng.policy.readings import is_switch
from zhicheng.vocabulary.yaml_text import Map, Seq, line_of

TEXTS = frozenset(
    {
        "say",
        "row",
        "group",
        "term",
        "cite",
        "key",
        "ask",
        "en",
        "by",
        "note",
        "per",
        "top_level",
        "count",
        "what",
        "begins",
        "reckon",
        "label",
        "order",
        "distinct",
        "lost",
    }
)
"""Keys whose values are words of ours or names, not rules with a step."""
KEPT = TEXTS - {"per", "top_level", "count", "begins", "distinct"} | {
    "of",
    "match",
    "members",
    "points",
    "is",
    "when",
    "reach",
    "at_least",
    "last",
    "range",
    "up_to",
    "from",
    "worth",
    "bands",
    "if",
    "sums",
    "ladder",
    "reading",
    "cases",
    "best_of",
    "kinds",
}
"""Keys that can't be taken away without taking away what they belong to."""
STEPPED = frozenset({"ladder", "bands"})
"""Mappings whose keys are numbers."""
WHOLE_LISTS = frozenset({"range", "order"})
"""Lists that are one value."""

Path = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One edit. ``under``: the readings' alternatives in which the place stands."""

    file: str
    path: Path
    at: str
    line: int
    change: str
    edit: tuple[str, Any]
    under: tuple[tuple[str, str], ...] = ()

    def applied(self, tree: Any) -> Any:
        """The tree with this edit."""
        return _edited(tree, self.path, self.edit)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: the way there, in keys and in words, and what stands around it."""

    path: Path = ()
    at: str = ""
    line: int = 0
    key: str = ""
    under: tuple[tuple[str, str], ...] = ()
    order: tuple[Any, ...] = ()

    def down(self, step: Any, name: str, line: int, key: str | None = None) -> _Place:
        at = self.at if name == "members" else f"{self.at}/{name}" if self.at else name
        return _Place(
            (*self.path, step), at, line or self.line, self.key if key is None else key, self.under, self.order
        )


def mutants_of_level(level: str, tree: Any, terms: Any) -> Iterator[Mutant]:
    """The mutants of a level file: its clauses, its scoring standard, its defence and prices."""
    walk = _Walk(level, orders_of(terms))
    for section, body in tree.items():
        yield from walk.down(body, _Place((section,), section, line_of(tree, section), section))


def mutants_of_terms(tree: Any) -> Iterator[Mutant]:
    """The mutants of the terms (their cases and criteria) and of the rank coefficients."""
    walk = _Walk("terms", orders_of(tree))
    for place, term in enumerate(tree.get("terms") or []):
        name = f"terms/{term['term']}({', '.join(_as_list(term.get('of')))})"
        here = _Place(("terms", place), name, line_of(term), "term", (), tuple(term.get("order") or ()))
        yield from walk.down(Map({k: v for k, v in term.items() if k != "of"}), here, term)
    for name, body in (tree.get("coefficients") or {}).items():
        yield from walk.down(body, _Place(("coefficients", name), f"coefficients/{name}", line_of(body), "coefficient"))


def mutants_of_head(tree: Any) -> Iterator[Mutant]:
    """The mutants of the pack's general clause, of ``unranked`` and of the title now held."""
    walk = _Walk("pack", {})
    for key in ("achievements", "unranked"):
        if tree.get(key):
            yield from walk.down(tree[key], _Place((key,), key, line_of(tree, key), key))
    for level, about in (tree.get("tracks") or {}).items():
        if about.get("present"):
            place = _Place(
                ("tracks", level, "present"), f"tracks/{level}/present", line_of(about, "present"), "present"
            )
            yield from walk.down(about["present"], place)


class _Walk:
    """Goes through a tree and gives a mutant for each change at each place."""

    def __init__(self, file: str, orders: Mapping[str, tuple[Any, ...]]) -> None:
        self.file, self.orders = file, orders

    def down(self, value: Any, place: _Place, lines: Any = None) -> Iterator[Mutant]:
        """The mutants of ``value`` and of everything below it."""
        if is_switch(value):
            yield from self._switch(value, place)
        elif isinstance(value, dict):
            yield from self._mapping(value, place, value if lines is None else lines)
        elif isinstance(value, list):
            yield from self._list(value, place)
        else:
            order = self.orders.get(place.key, ())
            order = place.order if place.key in ("is", "otherwise", "floor") else order
            for changed in value_steps(value, order):
                yield self._mutant(place, f"{_word(value)} → {_word(changed)}", ("set", changed))

    def _mutant(self, place: _Place, change: str, edit: tuple[str, Any]) -> Mutant:
        return Mutant(self.file, place.path, place.at, place.line, change, edit, place.under)

    def _switch(self, value: Any, place: _Place) -> Iterator[Mutant]:
        for alternative, inner in value.items():
            if alternative == "reading" or inner is None:
                continue
            under = (*place.under, (str(value["reading"]), str(alternative)))
            inside = _Place(
                (*place.path, alternative),
                f"{place.at}[{value['reading']}:{alternative}]",
                line_of(value, alternative) or place.line,
                place.key,
                under,
                place.order,
            )
            yield from self.down(inner, inside)

    def _mapping(self, value: Any, place: _Place, lines: Any) -> Iterator[Mutant]:
        for key, inner in value.items():
            here = place.down(key, str(key), line_of(lines, key), str(key))
            if place.key in STEPPED:
                yield from self._keys(value, key, here)
            if key in ("any", "all") and isinstance(inner, list | dict) and len(inner) > 1:
                other = "all" if key == "any" else "any"
                if other not in value:
                    yield self._mutant(here, f"{key} → {other}", ("rename", other))
            fact = key == "key" and isinstance(inner, bool)  # 重点 of a project or platform, not a question's key
            if fact or (key not in KEPT and not (key == "where" and isinstance(inner, dict) and len(inner) == 1)):
                yield self._mutant(here, "removed", ("drop", None))
            if fact or key not in TEXTS:
                yield from self.down(inner, here)

    def _keys(self, value: Any, key: Any, here: _Place) -> Iterator[Mutant]:
        for changed in key_steps(key):
            if changed not in value:
                yield self._mutant(here, f"key {key} → {changed}", ("rename", changed))

    def _list(self, value: list[Any], place: _Place) -> Iterator[Mutant]:
        for index, inner in enumerate(value):
            name = _name_of(inner, index, place)
            here = place.down(index, name, line_of(value, index))
            if place.key not in WHOLE_LISTS:
                yield self._mutant(here, "removed", ("drop", None))
            yield from self.down(inner, here)


def _name_of(item: Any, index: int, place: _Place) -> str:
    if is_switch(item):
        inner = next((part for name, part in item.items() if name != "reading" and isinstance(part, dict)), None)
        return f"#{index}" if inner is None else _name_of(inner, index, place)
    if isinstance(item, dict):
        for key in ("group", "row", "by"):
            if item.get(key):
                return str(item[key])
        if "is" in item:
            return f"{item['is']}#{index}"
        return f"#{index}"
    return str(item)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _edited(tree: Any, path: Path, edit: tuple[str, Any]) -> Any:
    """A copy of the tree along ``path`` with the edit at its end."""
    step, rest = path[0], path[1:]
    if isinstance(tree, list):
        return _edited_list(tree, step, rest, edit)
    copy = Map()
    copy.line, copy.lines = line_of(tree), dict(getattr(tree, "lines", {}))
    for key, value in tree.items():
        if key != step:
            copy[key] = value
        elif rest:
            copy[key] = _edited(value, rest, edit)
        elif edit[0] == "set":
            copy[key] = edit[1]
        elif edit[0] == "rename":
            copy[edit[1]] = value
            copy.lines[edit[1]] = line_of(tree, key)
    return copy


def _edited_list(tree: list[Any], step: int, rest: Path, edit: tuple[str, Any]) -> Seq:
    kept = [
        (value, line_of(tree, index), index)
        for index, value in enumerate(tree)
        if index != step or rest or edit[0] != "drop"
    ]
    copy = Seq(value if index != step else _edited(value, rest, edit) if rest else edit[1] for value, _, index in kept)
    copy.line, copy.lines = line_of(tree), [line for _, line, _ in kept]
    return copy
