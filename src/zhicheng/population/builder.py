"""Collects what a track asks of records, then lays out attributes and tables for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import AllTests, Pattern, Patterns, Predicate, Records, Window
from zhicheng.policy.terms import terms_by_kind
from zhicheng.population.attributes import (
    ApplicantPairs,
    Applicants,
    Derived,
    InWindow,
    Text,
    fact_attribute,
    measured_served,
)
from zhicheng.population.columns import NO_AMOUNT, SCALE, days_of
from zhicheng.population.depends import APPLICANT, Key, Looker, Needs, edges_of, same
from zhicheng.population.layout import applicant_facts
from zhicheng.population.tables import Table
from zhicheng.verdict.compiled import CompiledTrack
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.matching import compile_test
from zhicheng.vocabulary.dates import add_years
from zhicheng.vocabulary.problems import Problem, Refused


class Slot:
    """A question asked of each record of a kind: does it match one of these tests?"""

    def __init__(self, kind: str, tests: tuple[AllTests, ...], unranked: frozenset[str]) -> None:
        self.kind, self.tests, self.unranked = kind, tests, unranked
        self.table: Table | None = None


class KindPlan:
    """What one kind of record is asked: facts read, attributes, terms."""

    def __init__(self, kind: str, looker: Looker) -> None:
        self.kind, self.looker = kind, looker
        self.inputs: set[str] = set()
        self.breaks: dict[Key, set[Any]] = {}
        self.terms: dict[str, Needs] = {}
        self.attributes: dict[Key, Any] = {}


class Builder:
    """Gathers the questions of a track (first), then builds their tables (:meth:`build`)."""

    def __init__(
        self, rules: CompiledTrack, dates: Dates, pass_mark: Fraction | None, answers: Mapping[str, Any]
    ) -> None:
        self.rules, self.dates, self.pass_mark, self.answers = rules, dates, pass_mark, answers
        self.reasons: list[tuple[str, str]] = [("", "")]
        self.kinds: dict[str, KindPlan] = {}
        self._terms = terms_by_kind(rules.track.terms)
        self._slots: dict[Any, tuple[Slot, Needs]] = {}
        self._tables: list[tuple[str, Needs, Callable[..., None]]] = []
        self._words: dict[Any, int] = {}
        facts = {fact.name: fact for fact in applicant_facts()}
        self.pairs = ApplicantPairs(Text("applicant", facts["domains"]), Text("applicant", facts["specialty"]))

    def reason(self, zh: str, en: str) -> int:
        """The number of a reason for judging a dossier singly."""
        if (zh, en) not in self.reasons:
            self.reasons.append((zh, en))
        return self.reasons.index((zh, en))

    # ------------------------------------------------------------------ questions

    def kind(self, kind: str) -> KindPlan:
        """The plan of a kind of record."""
        if kind not in self.kinds:
            derived = frozenset(name for of, name in self.rules.derivations if of == kind)
            self.kinds[kind] = KindPlan(kind, Looker(self.rules.track, kind, derived))
        return self.kinds[kind]

    def use(self, kind: str, name: str) -> None:
        """A fact that is read as it is."""
        if name in facts_of(kind):
            self.kind(kind).inputs.add(name)

    def slot(self, kind: str, tests: Iterable[AllTests], *, ranked: bool = True) -> Slot:
        """The question whether a record passes one of ``tests``; the same question is asked once."""
        unranked = self.rules.unranked if ranked else frozenset()
        key = (kind, tuple(tests), unranked)
        if key not in self._slots:
            needs = Needs()
            for test in key[1]:
                self.kind(kind).looker.test(needs, test, unranked)
            self.register(kind, needs)
            self._slots[key] = (Slot(*key), needs)
        return self._slots[key][0]

    def slots(self, patterns: Patterns, *, ranked: bool = True) -> tuple[Slot, ...]:
        """One question for each kind of record that patterns look at."""
        by_kind: dict[str, list[AllTests]] = {}
        for pattern in patterns:
            by_kind.setdefault(pattern.kind, []).append(pattern.test)
        return tuple(self.slot(kind, tests, ranked=ranked) for kind, tests in by_kind.items())

    def register(self, kind: str, needs: Needs) -> None:
        """Takes note of what a rule looks at, terms and what they look at included."""
        plan = self.kind(kind)
        for key in list(needs.probes):
            plan.breaks.setdefault(key, set()).update(needs.breaks[key])
            what, name = key
            if what == "fact":
                plan.inputs.add(name)
            elif what == "window":
                plan.inputs.update({"date", "start", "end"} & set(facts_of(kind)))
            elif what == "term" and name not in plan.terms:
                self._term(plan, name)

    def _term(self, plan: KindPlan, name: str) -> None:
        term = self._terms.get((plan.kind, name))
        if term is not None:
            needs = plan.looker.term(term)
        elif name == "served":
            needs = Needs()
            plan.inputs.update(("start", "end"))
        else:
            needs = plan.looker.field()
        plan.terms[name] = needs
        self.register(plan.kind, needs)

    def table(self, kind: str, needs: Needs, ready: Callable[[list[Any]], None]) -> None:
        """A table to be built for ``kind``: ``ready`` is handed its attributes with their probes."""
        self.register(kind, needs)
        self._tables.append((kind, needs, ready))

    def distinct(self, condition: Records) -> Callable[[Any], Any]:
        """ "At least N records" counted by the values of an attribute."""
        from zhicheng.population.truths import enough

        slots = self.slots(condition.patterns)
        keys = [self.key_column(slot.kind, condition.distinct or "") for slot in slots]

        def check(work: Any) -> Any:
            met, unsettled = work.distinct(slots, keys)
            return enough(met, unsettled, condition.times)

        return check

    def amounts(self, kind: str, name: str) -> Callable[[Any], Any]:
        """An amount or a number of each record, as integers of 1/SCALE.

        Raises:
            Refused: the attribute is no number.
        """
        fact = facts_of(kind).get(name)
        if fact is None or fact.type not in ("whole", "amount") or (kind, name) in self.rules.derivations:
            raise Refused(
                [Problem(self.rules.track.name, f"{kind}.{name}", ("不是数，不能求和", "is no number to add up"))]
            )
        self.use(kind, name)
        if fact.type == "amount":
            return lambda work: work.amount(kind, name)

        def scaled(work: Any) -> Any:
            raw = work.columns.leaf(kind, name).astype(np.int64)
            return np.where(raw < 0, NO_AMOUNT, raw * SCALE)

        return scaled

    def applicant(self, name: str, predicate: Predicate) -> Any:
        """The attribute that stands for a fact about the applicant."""
        fact = next(one for one in applicant_facts() if one.name == name)
        return fact_attribute("applicant", fact, sorted(edges_of(predicate), key=str))

    # ------------------------------------------------------------------ keys of limits

    def word(self, value: Any) -> int:
        """One number for each value over all kinds of record."""
        return self._words.setdefault(value, len(self._words))

    def key_column(self, kind: str, name: str) -> Key | None:
        """Notes that the values of an attribute tell records apart; ``None``: this kind has no such attribute."""
        plan = self.kind(kind)
        key = plan.looker.key(name)
        if key is not None:
            needs = Needs()
            if key != ("fact", "result"):
                needs.add(key, same)
                self.register(kind, needs)
            else:
                plan.inputs.add(name)
        return key

    # ------------------------------------------------------------------ building

    def build(self) -> None:
        """Makes the attributes and tables of everything asked for."""
        for plan in self.kinds.values():
            for key in plan.breaks:
                plan.attributes[key] = self._attribute(plan, key)
        for plan in self.kinds.values():
            for name, needs in plan.terms.items():
                attribute = plan.attributes[("term", name)]
                if isinstance(attribute, Derived):
                    attribute.table = Table(self._with(plan, needs), self._judge_term(plan, name, needs, attribute))
        for slot, needs in self._slots.values():
            plan = self.kind(slot.kind)
            slot.table = Table(self._with(plan, needs), self._judge_slot(slot, needs))
        for kind, needs, ready in self._tables:
            ready(self._with(self.kind(kind), needs))

    @staticmethod
    def _with(plan: KindPlan, needs: Needs) -> list[Any]:
        return [(plan.attributes[key], tuple(probes)) for key, probes in needs.probes.items()]

    def _attribute(self, plan: KindPlan, key: Key) -> Any:
        what, name = key
        breaks = sorted(plan.breaks[key], key=lambda one: (str(type(one)), one))
        if what == "fact":
            return fact_attribute(plan.kind, facts_of(plan.kind)[name], breaks)
        if what == "window":
            return self._window(plan.kind, name)
        if key == APPLICANT:
            return Applicants(plan.kind, self.pairs)
        if name == "served" and (plan.kind, name) not in self._terms:
            return measured_served(plan.kind, breaks, days_of(self.dates.of("tenure")))
        return Derived(plan.kind, name)

    def _window(self, kind: str, window: Window) -> InWindow:
        last = self.dates.of("achievements")
        start: dt.date | None = None
        if window.years is not None:
            years = window.years
            start = add_years(last, -years) if window.counted == "day" else dt.date(last.year - years + 1, 1, 1)
        return InWindow(kind, window, "start" in facts_of(kind), last, start)

    def _judge_term(self, plan: KindPlan, name: str, needs: Needs, attribute: Derived) -> Callable[[Any, int], int]:
        derive = self.rules.derivations[(plan.kind, name)]
        terms = terms_in(needs)

        def judge(work: Any, place: int) -> int:
            item, context = work.item(plan.kind, place, terms)
            return attribute.number(derive(item, context))

        return judge

    def _judge_slot(self, slot: Slot, needs: Needs) -> Callable[[Any, int], int]:
        tests = [compile_test(test, slot.unranked) for test in slot.tests]
        terms = terms_in(needs)

        def judge(work: Any, place: int) -> int:
            item, context = work.item(slot.kind, place, terms)
            return max((test(item, context) for test in tests), default=0)

        return judge


def terms_in(needs: Needs) -> tuple[str, ...]:
    """The terms of the document among what a rule looks at."""
    return tuple(name for what, name in needs.probes if what == "term")


def kinds_of(patterns: Iterable[Pattern]) -> list[str]:
    """The kinds of record that patterns look at, in order."""
    return list(dict.fromkeys(pattern.kind for pattern in patterns if pattern.kind in KINDS))
