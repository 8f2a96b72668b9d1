"""Two tracks, rule by rule: what was added, removed, changed or only moved, each with the citation on both sides.

Two versions of one level of a document are compared label by label; anything else by what the rules say, for each
numbers for itself. What is only worded otherwise is listed apart: it changes no verdict.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from zhicheng.dossier.schema import kind_title
from zhicheng.policy.core import (
    All,
    Any_,
    AtLeast,
    Clause,
    Coefficient,
    Condition,
    Group,
    Pattern,
    Row,
    Term,
    Track,
    rows_of,
)
from zhicheng.policy.kinds_asked import patterns_in
from zhicheng.policy.places import SECTIONS
from zhicheng.policy.wording import attribute_name, condition_text, test_text
from zhicheng.report.phrases import phrase
from zhicheng.report.points_text import bound_texts, joined, worth_text
from zhicheng.workshop.diff_details import (
    Detail,
    Pair,
    details_of_conditions,
    details_of_patterns,
    texts,
)
from zhicheng.workshop.diff_plain import aligned, alike, nearness, plain, same, tokens
from zhicheng.workshop.diff_scoring import (
    coefficient_pairs,
    details_of_coefficients,
    details_of_nodes,
    details_of_terms,
    near_nodes,
    near_terms,
)
from zhicheng.workshop.diff_types import HOW, Change, Comparison, How, Kind, Place, Side

__all__ = ["HOW", "Change", "Comparison", "How", "Kind", "Place", "Side", "asked_of", "compare", "general_tests"]


def compare(before: Side, after: Side) -> Comparison:
    """Every rule of two tracks compared.

    Raises:
        Refused: a level or reading does not exist, or an error in a pack.
    """
    return _Compare(before, after).run()


class _Compare:
    def __init__(self, before: Side, after: Side) -> None:
        self.before, self.after = before, after
        self.one_document = (_stem(before.pack.id), before.level) == (_stem(after.pack.id), after.level)
        self.same: Counter[str] = Counter()
        self.coefficients: dict[tuple[Any, Any], tuple[Coefficient, Coefficient, list[Row]]] = {}

    def run(self) -> Comparison:
        found = [change for name in SECTIONS for change in self._section(name)]
        found += self._present()
        found += self._general()
        found += self._scoring()
        found += self._terms()
        return Comparison(self.before, self.after, tuple(found), dict(self.same))

    # ------------------------------------------------------------------ clauses

    def _section(self, name: str) -> Iterator[Change]:
        yield from self._clauses(name, getattr(self.before.track, name), getattr(self.after.track, name))

    def _clauses(self, section: str, before: tuple[Clause, ...], after: tuple[Clause, ...]) -> Iterator[Change]:
        def near(one: Clause, other: Clause) -> float:
            if not asked_of(one) & asked_of(other):
                return 0.0
            return 0.8 * nearness(tokens(one), tokens(other)) + 0.2 * alike(one.say, other.say)

        pairs = aligned(before, after, near, least=0.35, named=(lambda one: one.key) if self.one_document else None)
        for one, other in pairs:
            if one is not None and other is not None:
                yield from self._clause(section, one, other)
            else:
                yield Change(
                    "clause",
                    section,
                    "added" if one is None else "removed",
                    None if one is None else self._clause_place(self.before, section, one),
                    None if other is None else self._clause_place(self.after, section, other),
                )

    def _clause(self, section: str, one: Clause, other: Clause) -> Iterator[Change]:
        inner = _members(one.item), _members(other.item)
        split = bool(inner[0] and inner[1])
        details = list(details_of_conditions(_shell(one.item), _shell(other.item)) if split else ())
        details += [] if split else details_of_conditions(one.item, other.item)
        if section in ("routes", "landmarks"):
            details += self._prices(section, one.key, other.key)
        places = self._clause_place(self.before, section, one), self._clause_place(self.after, section, other)
        if details:
            yield Change("clause", section, "changed", *places, tuple(details))
        elif self.one_document and one.say != other.say:
            yield Change("clause", section, "reworded", *places)
        else:
            self.same[section] += 1
        if split:
            yield from self._clauses(section, inner[0], inner[1])

    def _prices(self, section: str, one: str, other: str) -> Iterator[Detail]:
        asked = [_price(side.track, section, key) for side, key in ((self.before, one), (self.after, other))]
        said = [
            joined([(phrase(f"price_{word}", "zh"), phrase(f"price_{word}", "en")) for word in words])
            for words in asked
        ]
        none = ("无", "nothing")
        yield from texts("price", ("另须", "besides"), said[0] if asked[0] else none, said[1] if asked[1] else none)

    def _clause_place(self, side: Side, section: str, clause: Clause) -> Place:
        cites = side.cites.get(f"{side.level}/{section}/{clause.key}", ())
        text = clause.say, condition_text(clause)[1]
        name = clause.key, side.pack.english(clause.key)
        return Place(clause.key, name, text, (clause.key, *cites), f"{side.level}.yaml", clause.line, clause)

    # ------------------------------------------------------------------ scoring

    def _scoring(self) -> Iterator[Change]:
        first, second = self.before.track.scoring, self.after.track.scoring
        if first is None or second is None:
            if first is not second:
                yield self._node_change("added" if first is None else "removed", first, second)
            return
        found = list(self._groups(first, second))
        found = self._moved(found)
        yield from found
        for one, other, rows in self.coefficients.values():
            yield self._coefficient(one, other, rows)

    def _groups(self, one: Group, other: Group) -> Iterator[Change]:
        details = tuple(details_of_nodes(one, other))
        if details:
            yield self._node_change("changed", one, other, details)
        else:
            self.same["scoring"] += 1
        named = (lambda node: str(node.label)) if self.one_document else None
        for first, second in aligned(one.members, other.members, near_nodes, least=0.55, named=named):
            if first is None or second is None or type(first) is not type(second):
                if first is not None:
                    yield self._node_change("removed", first, None)
                if second is not None:
                    yield self._node_change("added", None, second)
            elif isinstance(first, Group) and isinstance(second, Group):
                yield from self._groups(first, second)
            elif isinstance(first, Row) and isinstance(second, Row):
                yield from self._rows(first, second)

    def _rows(self, one: Row, other: Row) -> Iterator[Change]:
        details = tuple(details_of_nodes(one, other))
        if details:
            yield self._node_change("changed", one, other, details)
        else:
            self.same["scoring"] += 1
        pair = coefficient_pairs(one, other)
        if pair is not None:
            key = (plain(pair[0]), plain(pair[1]))
            self.coefficients.setdefault(key, (*pair, []))[2].append(other)

    def _moved(self, found: list[Change]) -> list[Change]:
        """Rows and groups that are gone in one place and there in another are moved, with what changed on the way."""
        gone = [change for change in found if change.how == "removed" and change.before is not None]
        come = [change for change in found if change.how == "added" and change.after is not None]

        def near(one: Change, other: Change) -> float:
            return near_nodes(one.place.rule, other.place.rule) if one.kind == other.kind else 0.0

        for one, other in aligned(gone, come, near, least=0.75):
            if one is None or other is None or one.before is None or other.after is None:
                continue
            rules = one.before.rule, other.after.rule
            details = tuple(details_of_nodes(*rules))
            found[found.index(one)] = Change(one.kind, "scoring", "moved", one.before, other.after, details)
            found.remove(other)
            if isinstance(rules[0], Row):
                continue
            found.extend(self._groups_inside(*rules))
        return found

    def _groups_inside(self, one: Group, other: Group) -> Iterator[Change]:
        inside = list(self._groups(one, other))
        return iter([change for change in inside if change.before is None or change.before.rule is not one])

    def _node_change(
        self, how: How, one: Group | Row | None, other: Group | Row | None, details: tuple[Detail, ...] = ()
    ) -> Change:
        kind: Kind = "row" if isinstance(one or other, Row) else "group"
        places = (
            None if one is None else _node_place(self.before, one),
            None if other is None else _node_place(self.after, other),
        )
        return Change(kind, "scoring", how, *places, details)

    def _coefficient(self, one: Coefficient, other: Coefficient, rows: list[Row]) -> Change:
        name = ("排名系数", "rank coefficient")
        used = (f"用于 {len(rows)} 行", f"used by {len(rows)} rows")
        places = [
            Place(each.name, name, used, (each.cite,), "terms.yaml", 0, (each, tuple(rows))) for each in (one, other)
        ]
        details = tuple(details_of_coefficients(one, other))
        return Change("coefficient", "scoring", "changed", places[0], places[1], details)

    # ------------------------------------------------------------------ the document's own words

    def _terms(self) -> Iterator[Change]:
        for one, other in aligned(self.before.track.terms, self.after.track.terms, near_terms, least=0.4):
            if one is not None and other is not None:
                details = tuple(details_of_terms(one, other)) if not same(one, other) else ()
                if details:
                    places = _term_place(one), _term_place(other)
                    yield Change("term", "terms", "changed", *places, details)
                else:
                    self.same["terms"] += 1
            elif one is not None:
                yield Change("term", "terms", "removed", _term_place(one), None)
            elif other is not None:
                yield Change("term", "terms", "added", None, _term_place(other))

    def _present(self) -> Iterator[Change]:
        details = tuple(details_of_patterns(self.before.track.present, self.after.track.present))
        if details:
            places = [_head_place(side, "tracks", ("现任职称", "present title")) for side in (self.before, self.after)]
            yield Change("present", "basic", "changed", places[0], places[1], details)

    def _general(self) -> Iterator[Change]:
        """What a general clause adds to every achievement: the window, the field, to which kinds."""
        first, second = (general_tests(side.track) for side in (self.before, self.after))
        details = []
        for kind in sorted({*first, *second}):
            left, right = first.get(kind, {}), second.get(kind, {})
            said = [joined([test_text(test, kind) for test in one.values()]) for one in (left, right)]
            if left.keys() != right.keys() and kind in first and kind in second:
                details.append(Detail("window", kind_title(kind), said[0], said[1]))
        merged = _merged(details)
        if merged:
            name = ("业绩成果的一般要求", "what holds for every achievement")
            places = [_head_place(side, "achievements", name) for side in (self.before, self.after)]
            yield Change("general", "review", "changed", places[0], places[1], merged)


def _merged(details: list[Detail]) -> tuple[Detail, ...]:
    """Kinds of record with one and the same difference in one line."""
    groups: dict[tuple[Any, ...], list[Pair]] = {}
    for one in details:
        groups.setdefault((one.sort, one.before, one.after), []).append(one.name)
    return tuple(Detail(sort, joined(names), left, right) for (sort, left, right), names in groups.items())


def general_tests(track: Track) -> dict[str, dict[str, Any]]:
    """For each kind of record in the review conditions and the scoring, the tests of the general clauses."""
    found: dict[str, dict[str, Any]] = {}
    patterns: list[Pattern] = [one for clause in track.review for group in patterns_in(clause) for one in group]
    if track.scoring is not None:
        patterns += [one for row in rows_of(track.scoring) for one in row.patterns]
    for pattern in patterns:
        tests = found.setdefault(pattern.kind, {})
        for test in pattern.test.tests:
            if getattr(test, "general", False):
                tests[repr(plain(test))] = test
    return found


def asked_of(condition: Condition) -> frozenset[str]:
    """What a condition looks at: kinds of record; where it looks at none, facts of the applicant and who decides."""
    kinds = frozenset(pattern.kind for patterns in patterns_in(condition) for pattern in patterns)
    words = (token for token in tokens(condition) if token.startswith(("decided by=", "name=", "Score")))
    return kinds or frozenset(words)


def _stem(pack: str) -> str:
    """A pack's id without its year: two with one stem are versions of one document."""
    return re.sub(r"-(19|20)\d\d$", "", pack)


def _members(condition: Condition) -> tuple[Clause, ...]:
    """The labelled clauses directly inside a condition."""
    items: tuple[Condition, ...] = getattr(condition, "items", ())
    return tuple(item for item in items if isinstance(item, Clause) and item.label)


def _shell(condition: Condition) -> Condition:
    """A condition without the labelled clauses inside it, which are compared for themselves."""
    if isinstance(condition, All | Any_):
        return type(condition)(tuple(item for item in condition.items if item not in _members(condition)))
    if isinstance(condition, AtLeast):
        rest = tuple(item for item in condition.items if item not in _members(condition))
        return AtLeast(condition.count, rest, condition.once)
    return condition


def _price(track: Track, section: str, key: str) -> tuple[str, ...]:
    asked = [*track.prices.get(section, ()), *track.prices.get(key, ())]
    if section in track.defence or key in track.defence:
        asked.append("defence")
    return tuple(dict.fromkeys(asked))


def _node_place(side: Side, node: Group | Row) -> Place:
    if isinstance(node, Row):
        text = worth_text(node)
    else:
        rows = sum(1 for _ in rows_of(node))
        text = joined([*bound_texts(node), (f"{rows} 行", f"{rows} rows")], ("；", "; "))
    parts = (node.path or node.label).split("/")
    name = "／".join(parts), " / ".join(side.pack.english(part) for part in parts)
    return Place(node.path, name, text, node.cite, f"{side.level}.yaml", node.line, node)


def _term_place(term: Term) -> Place:
    name = attribute_name(term.kinds[0], term.name)
    kinds = joined([kind_title(kind) for kind in term.kinds])
    said = f"{name[0]}（{kinds[0]}）", f"{name[1]} ({kinds[1]})"
    values = joined([(str(one), str(one)) for one in term.order], (" < ", " < "))
    return Place(f"{term.name}", said, values, (term.cite,), "terms.yaml", 0, term)


def _head_place(side: Side, part: str, name: Pair) -> Place:
    cites = side.cites.get(f"pack/{part}", ())
    return Place(part, name, ("", ""), cites, "pack.yaml", 0, None)
