"""A small dossier bent a little: another rank, an earlier day, the next word, a figure at a bound, a record less."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from zhicheng.dossier.fields import Record
from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import AttributeTest, Between
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.invert import build
from zhicheng.vocabulary.dates import add_years
from zhicheng.workshop.diff_seeds import Seed, stated

RANKS = (2, 3, 4, 5, 6, 7, 8, 10, 11, 15)
YEARS_BACK = (1, 2, 3, 4, 5, 6, 10)
Figures = dict[str, frozenset[Any]]
"""For each attribute the figures that some rule names as a bound."""


def figures_of(*rules: Any) -> Figures:
    """The bounds that rules name, by attribute; each with its nearest neighbours below and above."""
    found: dict[str, set[Any]] = {}
    for rule in rules:
        for test in _attribute_tests(rule):
            if isinstance(test.predicate, Between):
                for bound in (test.predicate.low, test.predicate.high):
                    if isinstance(bound, int | Decimal) and not isinstance(bound, bool):
                        found.setdefault(test.attribute, set()).update((bound, bound - 1, bound + 1))
    return {name: frozenset(one for one in values if one >= 0) for name, values in found.items()}


def _attribute_tests(rule: Any) -> Iterator[AttributeTest]:
    """Every test of an attribute inside a rule, a term or a tuple of them."""
    if isinstance(rule, AttributeTest):
        yield rule
    elif isinstance(rule, tuple | list):
        for part in rule:
            yield from _attribute_tests(part)
    elif hasattr(rule, "__dataclass_fields__"):
        for name in rule.__dataclass_fields__:
            yield from _attribute_tests(getattr(rule, name))


def bent(seed: Seed, dates: Dates, figures: Figures) -> Iterator[Seed]:
    """Seeds that are one step from this one, the nearest in meaning first."""
    for place, record in enumerate(seed.records):
        for other in _bent_record(record, dates, figures):
            yield Seed(seed.applicant, (*seed.records[:place], other, *seed.records[place + 1 :]))
    for place in range(len(seed.records)):
        yield Seed(seed.applicant, seed.records[:place] + seed.records[place + 1 :])
    for name, value in seed.applicant.items():
        if isinstance(value, bool):
            yield Seed({**seed.applicant, name: not value}, seed.records)


def _bent_record(record: Record, dates: Dates, figures: Figures) -> Iterator[Record]:
    kind = str(record.__dict__["kind"])
    facts, schema = stated(record), facts_of(kind)
    for change in _changes(facts, schema, dates, figures):
        other = build(kind, {**facts, **change}, record.id)
        if other is not None:
            yield other


def _changes(facts: dict[str, Any], schema: Any, dates: Dates, figures: Figures) -> Iterator[dict[str, Any]]:
    yield {"domains": ("other",)}
    for name in sorted(figures.keys() & schema.keys()):
        for value in sorted(figures[name]):
            yield {name: value}
    if "rank" in schema:
        yield from ({"rank": rank} for rank in RANKS)
        if "rank_proof" in schema:
            yield {"rank_proof": False}
            yield {"rank": None, "rank_proof": False, "stated_role": "lead"}
            yield {"rank": None, "rank_proof": False, "stated_role": "participant"}
    for name in ("date", "start", "qualified_on"):
        if isinstance(facts.get(name), dt.date):
            for years in YEARS_BACK:
                day = add_years(dates.as_of, -years)
                yield {name: day}
                yield {name: day - dt.timedelta(days=1)}
    for name, fact in schema.items():
        if name in ("rank_proof", "domains", "evidence", "claims", "note"):
            continue
        if fact.type == "flag":
            yield {name: not facts.get(name, fact.default)}
        elif fact.type == "word":
            yield from ({name: word} for word in fact.words if word != facts.get(name))
        elif facts.get(name) is not None and fact.default is None and name != "id":
            yield {name: None}
