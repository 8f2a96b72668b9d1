"""Terms of a document derived from what papers say: class, level, role, field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zhicheng.dossier.fields import Span
from zhicheng.dossier.kinds import KINDS
from zhicheng.policy.core import Case, Term, Track
from zhicheng.verdict.items import NO_VALUE, Context, Derivation, Item
from zhicheng.verdict.matching import Test, compile_test
from zhicheng.vocabulary.dates import full_years
from zhicheng.vocabulary.truth import MET, NOT_MET


def derivations_of(track: Track) -> dict[tuple[str, str], Derivation]:
    """A function for each (kind of record, term), the document's own ``field`` rule included."""
    field_of = _field_of_specialty(track.specialties) if track.specialties else derive_field
    found: dict[tuple[str, str], Derivation] = {(kind, "field"): field_of for kind in KINDS}
    found |= {(kind, "served"): derive_served for kind, model in KINDS.items() if issubclass(model, Span)}
    for term in track.terms:
        derive = compile_term(term)
        for kind in term.kinds:
            found[(kind, term.name)] = derive
    return found


def derive_field(item: Item, context: Context) -> Any:
    """Own field when the record (or else the applicant) names a domain of the document.

    A record that names other domains only is unrelated, unless a term of the document says more; one
    that names none is left open.
    """
    domains = item.facts["domains"]
    if domains is None:
        domains = context.domains
    if domains is None:
        return None
    return "own" if not context.own_domains.isdisjoint(domains) else "unrelated"


def _field_of_specialty(specialties: Mapping[str, str]) -> Derivation:
    """Where one document serves several specialties: own is the specialty applied for, related are
    the document's others. Without a specialty it is the only one that the applicant's domains name.
    """

    def derive(item: Item, context: Context) -> Any:
        field = derive_field(item, context)
        if field != "own":
            return field
        wanted = specialties.get(context.applicant["specialty"] or "")
        if wanted is None:
            named = context.own_domains.intersection(context.domains or ())
            if len(named) != 1:
                return frozenset({"own", "related"})
            (wanted,) = named
        domains = item.facts["domains"] or context.domains or ()
        return "own" if wanted in domains else "related"

    return derive


def derive_served(item: Item, context: Context) -> Any:
    """Full years from the start of a post to its end, or to the reckoning date."""
    start, end = item.facts["start"], item.facts["end"]
    if start is None:
        return None
    until = context.dates.of("tenure")
    return full_years(start, until if end is None or end > until else end)


def compile_term(term: Term) -> Derivation:
    """The term as a function (item, context) → value, set of possible values, or ``None``."""
    base = _compile_criteria(term) if term.criteria else _compile_cases(term.cases)
    if not term.one_down:
        return base
    tests = [compile_test(test) for test in term.one_down]

    def lowered(item: Item, context: Context) -> Any:
        value = base(item, context)
        for test in tests:
            truth = test(item, context)
            if truth == NOT_MET or value is None:
                continue
            down = _map(value, lambda one: _one_down(one, term))
            value = down if truth == MET else _join([value, down])
        return value

    return lowered


def _one_down(value: Any, term: Term) -> Any:
    order: tuple[Any, ...] = term.order
    if value == NO_VALUE or value not in order:
        return value
    place = order.index(value)
    if place == 0 or value == term.floor:
        return value if value == term.floor else NO_VALUE
    return order[place - 1]


def _map(value: Any, change: Callable[[Any], Any]) -> Any:
    return _join([change(one) for one in value]) if type(value) is frozenset else change(value)


def _join(values: list[Any]) -> Any:
    """One value when all agree; else the set of them."""
    flat: set[Any] = set()
    for value in values:
        flat |= value if type(value) is frozenset else {value}
    return flat.pop() if len(flat) == 1 else frozenset(flat)


def _compile_cases(cases: tuple[Case, ...]) -> Derivation:
    compiled: list[tuple[Any, Test | None]] = [
        (case.value, None if case.test is None else compile_test(case.test)) for case in cases
    ]

    def derive(item: Item, context: Context) -> Any:
        possible: list[Any] = []
        for value, test in compiled:
            truth = MET if test is None else test(item, context)
            if truth == NOT_MET:
                continue
            if truth == MET and not possible:
                return value
            possible.append(value)
            if truth == MET:
                return _join(possible)
        if not possible:
            return NO_VALUE
        return _join([*possible, NO_VALUE])

    return derive


def _compile_criteria(term: Term) -> Derivation:
    criteria = [(criterion.attribute, _compile_cases(criterion.cases)) for criterion in term.criteria]
    rest = _compile_cases(term.cases)
    place = {value: index for index, value in enumerate(term.order)}

    def derive(item: Item, context: Context) -> Any:
        shown: list[Any] = []
        stated = False
        for attribute, cases in criteria:
            if item.value(attribute, context) is None or item.facts.get(attribute) == "none":
                continue  # not stated, or a paper that says none: this criterion shows nothing
            stated = True
            value = cases(item, context)
            if value != NO_VALUE:
                shown.append(value)
        if not stated:
            return None
        if not shown:
            return rest(item, context)
        if any(type(value) is frozenset for value in shown):
            return _join(shown)
        return max(shown, key=lambda value: place[value])

    return derive
