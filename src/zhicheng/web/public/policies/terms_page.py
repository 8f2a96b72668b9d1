"""What the page of a document's words shows: how level, class and role follow from what papers say."""

from __future__ import annotations

from typing import Any

from zhicheng.dossier.schema import kind_title
from zhicheng.policy.core import AllTests, Criterion, Term
from zhicheng.policy.pack import Pack
from zhicheng.policy.wording import attribute_name, test_text, value_text
from zhicheng.vocabulary.labels import Pair
from zhicheng.web.public.policies import touching
from zhicheng.web.public.policies.document_page import about
from zhicheng.web.public.policies.readings_page import reading_card
from zhicheng.web.public.policies.track_page import coefficients_used
from zhicheng.web.public.policies.words import cited, joined


def terms_page(pack: Pack) -> dict[str, Any]:
    """Everything on the page of a document's words."""
    level = pack.levels[0]
    terms = [term_card(pack, term) for term in pack.track(level).terms]
    names: dict[str, list[dict[str, Any]]] = {}
    for term in terms:
        names.setdefault(term["word"], []).append(term)
    coefficients = {one["name"]: one for each in pack.levels for one in coefficients_used(pack.track(each))}
    return {
        "about": about(pack),
        "groups": [{"word": word, "name": cards[0]["name"], "cards": cards} for word, cards in names.items()],
        "coefficients": list(coefficients.values()),
    }


def term_card(pack: Pack, term: Term) -> dict[str, Any]:
    """A word of a document: what it is said of, its values from high to low, and what shows each of them."""
    kind = term.kinds[0]
    spots = touching.switches(pack, pack.levels[0]).terms
    ids = dict.fromkeys(id_ for each in term.kinds for id_ in spots.get((each, term.name), ()))
    return {
        "word": term.name,
        "name": attribute_name(kind, term.name),
        "kinds": joined([kind_title(each) for each in term.kinds]),
        "cite": cited(term.cite),
        "order": joined([value_text(value, kind, term.name) for value in term.order], (" < ", " < "))
        if term.order
        else None,
        "cases": [(value_text(case.value, kind, term.name), _tests(case.test, kind)) for case in term.cases],
        "criteria": _criteria(term),
        "one_down": [_tests(test, kind) for test in term.one_down],
        "floor": None if term.floor is None else value_text(term.floor, kind, term.name),
        "readings": [reading_card(pack, pack.readings[id_]) for id_ in ids if id_ in pack.readings],
    }


def _tests(test: AllTests | None, kind: str) -> Pair:
    if test is None:
        return "其余情形", "in every other case"
    return joined([test_text(part, kind) for part in test.tests], ("，且", ", and "))


def _criteria(term: Term) -> dict[str, Any] | None:
    """Several facts joined by 或, as a table: one column per fact, one line per value, the highest first."""
    if not term.criteria:
        return None
    kind = term.kinds[0]
    values = [value for value in reversed(term.order) if any(value in _by_value(one) for one in term.criteria)]
    return {
        "heads": [attribute_name(kind, one.attribute) for one in term.criteria],
        "lines": [
            (value_text(value, kind, term.name), [_cell(_by_value(one).get(value), kind) for one in term.criteria])
            for value in values
        ],
    }


def _by_value(one: Criterion) -> dict[Any, AllTests]:
    return {case.value: case.test for case in one.cases if case.test is not None}


def _cell(test: AllTests | None, kind: str) -> Pair:
    """What a fact must be, without its name, which heads the column."""
    if test is None:
        return "—", "—"
    zh, en = _tests(test, kind)
    return zh.split("：", 1)[-1], en.split(": ", 1)[-1]
