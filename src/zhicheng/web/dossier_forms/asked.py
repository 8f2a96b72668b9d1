"""Which facts of a record, and of the applicant, the rules of a track look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import (
    All,
    AllTests,
    Any_,
    AnyTest,
    AtLeast,
    AttributeTest,
    Bands,
    Clause,
    Condition,
    Each,
    EachYear,
    FactTest,
    Given,
    Group,
    Not,
    NotTest,
    Patterns,
    PerYear,
    Records,
    RecordTest,
    Row,
    Term,
    Total,
    Track,
    Window,
    Worth,
    Years,
)
from zhicheng.policy.terms import terms_by_kind

Asked = Iterator[tuple[str, str]]
"""Pairs (kind of record, attribute): a fact, or a term of the document."""
SPAN = ("start", "end")


def facts_asked(track: Track, kind: str) -> frozenset[str]:
    """The facts of a kind of record that some rule of the track looks at, terms taken down to facts."""
    return _facts_by_kind(track).get(kind, frozenset())


def facts_asked_by(tracks: Iterable[Track], kind: str) -> frozenset[str]:
    """As :func:`facts_asked`, by any of several tracks."""
    return frozenset(name for track in tracks for name in facts_asked(track, kind))


def applicant_facts_asked(track: Track) -> frozenset[str]:
    """The applicant's facts that some rule of the track looks at; always the technical domains."""
    found = {name for clause in _clauses(track) for name in applicant_facts_in(clause)}
    for row in _rows(track.scoring):
        if isinstance(row.worth, Given):
            found.update(applicant_facts_in(row.worth.item))
    return frozenset({*found, "domains", *(("specialty",) if track.specialties else ())})


def applicant_facts_in(condition: Condition) -> Iterator[str]:
    """The applicant's facts that a condition tests."""
    match condition:
        case FactTest(name=name):
            yield name
        case Clause(item=item) | Not(item=item):
            yield from applicant_facts_in(item)
        case All(items=items) | Any_(items=items) | AtLeast(items=items):
            for item in items:
                yield from applicant_facts_in(item)
        case _:
            return


def claimable(track: Track, kind: str) -> dict[str, tuple[str, ...]]:
    """The terms of the document that may be claimed for a kind of record, with the words of each.

    Yes/no terms are left out: nobody claims those.
    """
    found: dict[str, tuple[str, ...]] = {}
    for term in track.terms:
        words = tuple(dict.fromkeys(str(word) for word in _values(term) if isinstance(word, str) and word))
        if kind in term.kinds and words and term.name not in facts_of(kind):
            found[term.name] = words
    return found


def _values(term: Term) -> Iterator[Any]:
    yield from reversed(term.order)
    yield from (case.value for case in term.cases)
    for criterion in term.criteria:
        yield from (case.value for case in criterion.cases)


_FACTS: dict[int, tuple[Track, dict[str, frozenset[str]]]] = {}


def _facts_by_kind(track: Track) -> dict[str, frozenset[str]]:
    """All facts asked, by kind; reckoned once for each track."""
    kept = _FACTS.get(id(track))
    if kept is None or kept[0] is not track:
        if len(_FACTS) > 500:
            _FACTS.clear()
        kept = _FACTS[id(track)] = (track, _reckoned(track))
    return kept[1]


def _reckoned(track: Track) -> dict[str, frozenset[str]]:
    terms = terms_by_kind(track.terms)
    names: dict[str, dict[str, None]] = {}
    for kind, attribute in _asked_by(track):
        names.setdefault(kind, {})[attribute] = None
    found = {kind: _down_to_facts(kind, attributes, terms) for kind, attributes in names.items()}
    for kind in track.unranked:
        if "rank" in found.get(kind, ()):
            found[kind].add("ranked")
    return {kind: frozenset(facts) for kind, facts in found.items()}


def _down_to_facts(kind: str, attributes: Iterable[str], terms: dict[tuple[str, str], Term]) -> set[str]:
    """The facts behind attributes: a term stands for the facts that it is derived from."""
    found: set[str] = set()
    waiting, seen = list(attributes), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        term = terms.get((kind, name))
        if term is not None:
            waiting.extend(attribute for attribute in _asked_by_term(term) if attribute != name)
        if name in facts_of(kind):
            found.add(name)
        found.update(_BUILT_IN.get(name, ()))
    return found & set(facts_of(kind))


_BUILT_IN = {"field": ("domains",), "served": SPAN, "rank": ("rank", "rank_proof", "stated_role")}
"""What the core itself derives, and from which facts."""


def _asked_by_term(term: Term) -> Iterator[str]:
    for criterion in term.criteria:
        yield criterion.attribute
    tests = [case.test for case in term.cases] + [case.test for one in term.criteria for case in one.cases]
    for test in [*tests, *term.one_down]:
        if test is not None:
            yield from attributes_in(test)


def attributes_in(test: RecordTest) -> Iterator[str]:
    """The attributes that a test on a record looks at."""
    match test:
        case AttributeTest(attribute=name):
            yield name
        case Window():
            yield from ("date", *SPAN)  # what lasts counts by its span
        case AllTests(tests=tests) | AnyTest(tests=tests):
            for part in tests:
                yield from attributes_in(part)
        case NotTest(test=inner):
            yield from attributes_in(inner)
        case _:
            return


def _clauses(track: Track) -> tuple[Clause, ...]:
    return (*track.basic, *track.routes, *track.landmarks, *track.review)


def _rows(node: Group | Row | None) -> Iterator[Row]:
    if isinstance(node, Row):
        yield node
    elif node is not None:
        for member in node.members:
            yield from _rows(member)


def _asked_by(track: Track) -> Asked:
    for clause in _clauses(track):
        yield from _in_condition(clause)
    if track.scoring is not None:
        yield from _in_node(track.scoring, ())
    for pattern in track.present:
        yield from _in_patterns((pattern,), ("start", "qualified_on"))


def _in_patterns(patterns: Patterns, also: Iterable[str] = ()) -> Asked:
    for pattern in patterns:
        for name in (*attributes_in(pattern.test), *also):
            yield pattern.kind, name


def _in_condition(condition: Condition) -> Asked:
    match condition:
        case Clause(item=item) | Not(item=item):
            yield from _in_condition(item)
        case All(items=items) | Any_(items=items) | AtLeast(items=items):
            for item in items:
                yield from _in_condition(item)
        case Records(patterns=patterns, distinct=distinct):
            yield from _in_patterns(patterns, [distinct] if distinct else [])
        case Total(patterns=patterns, attribute=attribute):
            yield from _in_patterns(patterns, [attribute])
        case Years(patterns=patterns, after=after, begins=begins):
            yield from _in_patterns(patterns, [*SPAN, *begins])
            yield from _in_patterns(after, ["start", "qualified_on", "date"])
        case EachYear():
            yield from _in_years(condition)
        case _:
            return


def _in_years(condition: EachYear) -> Asked:
    names = ["year"]
    for test in (condition.must, *(part.test for part in condition.sums)):
        names.extend(attributes_in(test) if test is not None else ())
    names.extend(part.attribute for part in condition.sums)
    yield from _in_patterns(condition.patterns, names)


def _in_node(node: Group | Row, above: tuple[str, ...]) -> Asked:
    if isinstance(node, Group):
        inner = (*above, *(name for name in (node.per, node.top_level) if name))
        for member in node.members:
            yield from _in_node(member, inner)
        return
    names = [*above, *_in_worth(node.worth), *([node.per] if node.per else [])]
    yield from _in_patterns(node.patterns, names)
    if isinstance(node.worth, PerYear):
        yield from _in_patterns(node.worth.after, ["start", "qualified_on", "date"])
    if isinstance(node.worth, Given):
        yield from _in_condition(node.worth.item)


def _in_worth(worth: Worth) -> Iterator[str]:
    """The attributes of a matching record that its points depend on."""
    match worth:
        case Each():
            yield from _in_each(worth)
        case PerYear():
            yield from SPAN
        case Bands(measure=measure, attribute=attribute):
            yield from SPAN if measure == "years" else ("year",)
            yield from (attribute,) if attribute else ()
        case Given():
            return


def _in_each(worth: Each) -> Iterator[str]:
    if worth.coefficient is not None or isinstance(worth.points, tuple):
        yield from ("rank", "rank_proof", "ranked")
    if worth.coefficient is not None and worth.coefficient.unproven:
        yield "stated_role"
    if worth.count:
        yield worth.count
    for factor in worth.factors:
        yield from attributes_in(factor.test)
