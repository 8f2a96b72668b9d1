"""Conditions on whole dossiers as operations over a batch: each gives one truth per dossier (0, 1, 2)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from zhicheng.policy.core import (
    All,
    Any_,
    AtLeast,
    Clause,
    Condition,
    Decide,
    EachYear,
    FactTest,
    Not,
    Records,
    Score,
    Total,
    Years,
)
from zhicheng.population.columns import NO_AMOUNT, NO_DAY, SCALE, days_of
from zhicheng.population.counts import (
    LONGEST,
    TOTAL,
    any_in_years,
    best_in_year,
    only_year,
    sum_amounts,
)
from zhicheng.population.once import served_once
from zhicheng.verdict.conditions import years_looked_at
from zhicheng.verdict.matching import compile_predicate
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN, truth_of

if TYPE_CHECKING:
    from zhicheng.population.builder import Builder

Truths = Any
"""One uint8 per dossier."""
Check = Callable[[Any], Truths]


def compile_truth(condition: Condition, builder: Builder) -> Check:
    """A condition as a function work → truths, reckoned once per batch."""
    plain = _compile(condition, builder)
    key = ("truth", id(condition))

    def check(work: Any) -> Truths:
        found = work.kept.get(key)
        if found is None:
            found = work.kept[key] = plain(work)
        return found

    return check


def _compile(condition: Condition, builder: Builder) -> Check:
    match condition:
        case Clause(item=item):
            return compile_truth(item, builder)
        case All(items=items):
            return _folded(items, np.minimum, MET, builder)
        case Any_(items=items):
            return _folded(items, np.maximum, NOT_MET, builder)
        case AtLeast():
            return _at_least(condition, builder)
        case Not(item=item):
            inner = compile_truth(item, builder)
            return lambda work: 2 - inner(work)
        case Records():
            return _records(condition, builder)
        case Total():
            return _total(condition, builder)
        case Years():
            return _years(condition, builder)
        case EachYear():
            return _each_year(condition, builder)
        case Decide(key=key):
            truth = truth_of(builder.answers.get(key))
            return lambda work: np.full(work.rows, truth, np.uint8)
        case Score(at_least=mark):
            return _score(mark, builder)
        case FactTest():
            return _fact(condition, builder)


def _folded(items: tuple[Condition, ...], fold: Any, empty: int, builder: Builder) -> Check:
    checks = [compile_truth(item, builder) for item in items]

    def check(work: Any) -> Truths:
        truth = np.full(work.rows, empty, np.uint8)
        for one in checks:
            truth = fold(truth, one(work))
        return truth

    return check


def enough(met: Any, unsettled: Any, count: int) -> Truths:
    """The truth of "at least count" for each dossier."""
    return np.where(met >= count, MET, np.where(met + unsettled >= count, OPEN, NOT_MET)).astype(np.uint8)


def _at_least(condition: AtLeast, builder: Builder) -> Check:
    checks = [compile_truth(item, builder) for item in condition.items]

    def plain(work: Any) -> Truths:
        met = np.zeros(work.rows, np.int16)
        unsettled = np.zeros(work.rows, np.int16)
        for check in checks:
            truth = check(work)
            met += truth == MET
            unsettled += truth == OPEN
        return enough(met, unsettled, condition.count)

    return served_once(condition, plain, builder) if condition.once else plain


def _records(condition: Records, builder: Builder) -> Check:
    if condition.distinct is not None:
        return builder.distinct(condition)
    slots = builder.slots(condition.patterns)

    def check(work: Any) -> Truths:
        met, unsettled = work.counts(slots)
        return enough(met, unsettled, condition.times)

    return check


def _total(condition: Total, builder: Builder) -> Check:
    slots, name = builder.slots(condition.patterns), condition.attribute
    amounts = [builder.amounts(slot.kind, name) for slot in slots]
    reach = _reach(condition.at_least, SCALE)

    def check(work: Any) -> Truths:
        sums = _Sums(work)
        for slot, amount in zip(slots, amounts, strict=True):
            sums.add(slot.kind, work.slot(slot), amount)
        return sums.reaches(reach)

    return check


def _reach(mark: Decimal, scale: int) -> int:
    """The least integer of 1/scale that reaches ``mark``."""
    return ceil(Fraction(mark) * scale)


class _Sums:
    """An amount summed over the records of each dossier."""

    def __init__(self, work: Any) -> None:
        self.work = work
        self.sure = np.zeros(work.rows, np.int64)
        self.possible = np.zeros(work.rows, np.int64)
        self.unknown = np.zeros(work.rows, np.bool_)

    def add(self, kind: str, truth: Any, amount: Callable[[Any], Any]) -> None:
        """Takes in the records of a kind: their truth, and where their amounts come from."""
        values = amount(self.work)
        sum_amounts(self.work.columns.offsets(kind), truth, values, NO_AMOUNT, self.sure, self.possible, self.unknown)

    def reaches(self, reach: int) -> Truths:
        """Whether the sum reaches a mark: surely, possibly, or not."""
        maybe = self.unknown | (self.possible >= reach)
        return np.where(self.sure >= reach, MET, np.where(maybe, OPEN, NOT_MET)).astype(np.uint8)


def _years(condition: Years, builder: Builder) -> Check:
    slots = builder.slots(condition.patterns)
    after = builder.slots(condition.after) if condition.after else ()
    until = days_of(builder.dates.of(condition.reckon))
    how = LONGEST if condition.continuous else TOTAL
    names = ("start", *condition.begins)
    reach = condition.at_least

    def check(work: Any) -> Truths:
        not_before, ceiling = work.first_days(after) if after else (_NOBODY, None)
        sure, possible, unknown = work.years(slots, names, until, not_before, how)
        top: Any = MET if ceiling is None else ceiling
        truth = np.where(sure >= reach, top, np.where(unknown | (possible >= reach), OPEN, NOT_MET))
        if ceiling is not None:
            without = (ceiling == NOT_MET) | (not_before == NO_DAY)
            truth = np.where(without, np.minimum(ceiling, OPEN), truth)
        return truth.astype(np.uint8)

    return check


_NOBODY = np.zeros(0, np.int32)


class _Dated:
    """What :func:`years_looked_at` wants to know of a context."""

    def __init__(self, dates: Any) -> None:
        self.dates = dates


def _each_year(condition: EachYear, builder: Builder) -> Check:
    years = years_looked_at(condition, _Dated(builder.dates))  # type: ignore[arg-type]
    judge = _one_year(condition, builder)
    kinds = sorted({pattern.kind for pattern in condition.patterns})
    for kind in kinds:
        builder.use(kind, "year")
    aside = condition.if_missing == "ignore"

    def check(work: Any) -> Truths:
        truth = np.full(work.rows, MET, np.uint8)
        for year in years:
            truth = np.minimum(truth, judge(work, year))
        if aside:
            there = np.zeros(work.rows, np.bool_)
            for kind in kinds:
                any_in_years(work.columns.offsets(kind), work.whole(kind, "year"), years[0], years[-1], there)
            truth = np.where(there, truth, OPEN).astype(np.uint8)
        return truth

    return check


def _one_year(condition: EachYear, builder: Builder) -> Callable[[Any, int], Truths]:
    slots = builder.slots(condition.patterns)
    must = [builder.slot(slot.kind, (condition.must,)) if condition.must else slot for slot in slots]
    sums = [
        (
            _reach(part.at_least, SCALE),
            [(builder.slot(slot.kind, (part.test,)), builder.amounts(slot.kind, part.attribute)) for slot in slots],
        )
        for part in condition.sums
    ]
    missing = OPEN if condition.if_missing == "open" else MET

    def judge(work: Any, year: int) -> Truths:
        best, there = np.zeros(work.rows, np.uint8), np.zeros(work.rows, np.bool_)
        for slot, wanted in zip(slots, must, strict=True):
            years = work.whole(slot.kind, "year")
            best_in_year(work.columns.offsets(slot.kind), work.slot(slot), years, year, work.slot(wanted), best, there)
        truth = best if condition.must else np.full(work.rows, MET, np.uint8)
        for reach, parts in sums:
            total = _Sums(work)
            for slot, (test, amount) in zip(slots, parts, strict=True):
                years = work.whole(slot.kind, "year")
                total.add(slot.kind, only_year(work.slot(slot), years, year, work.slot(test)), amount)
            truth = np.minimum(truth, total.reaches(reach))
        return np.where(there, truth, missing).astype(np.uint8)

    return judge


def _score(mark: Fraction | None, builder: Builder) -> Check:
    wanted = builder.pass_mark if mark is None else mark

    def check(work: Any) -> Truths:
        if wanted is None:
            return np.full(work.rows, OPEN, np.uint8)
        low, high = work.totals()
        reach = ceil(wanted * work.plan.unit)
        return np.where(low >= reach, MET, np.where(high >= reach, OPEN, NOT_MET)).astype(np.uint8)

    return check


def _fact(condition: FactTest, builder: Builder) -> Check:
    attribute = builder.applicant(condition.name, condition.predicate)
    holds = compile_predicate(condition.predicate)

    def check(work: Any) -> Truths:
        codes = attribute.codes(work) + attribute.shift
        said = [OPEN if value is None else MET if holds(value) else NOT_MET for value in attribute.values()]
        return np.array(said, np.uint8)[codes]

    return check
