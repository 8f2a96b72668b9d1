"""Conditions compiled to functions of a context; each gives a truth value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

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
from zhicheng.verdict.disjoint import at_least_once_each
from zhicheng.verdict.items import Context, Item
from zhicheng.verdict.matching import Matcher, compile_predicate, compile_test
from zhicheng.vocabulary.dates import Span, full_years, merge, years_in
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN, at_least, negate, truth_of

Check = Callable[[Context], int]


def compile_condition(condition: Condition, unranked: frozenset[str]) -> Check:
    """A condition as a function context → truth; its value is kept in the context for the reasons."""
    plain = _compile(condition, unranked)
    key = id(condition)

    def check(context: Context) -> int:
        kept = context.kept
        truth = kept.get(key)
        if truth is None:
            truth = kept[key] = plain(context)
        return int(truth)

    return check


def _compile(condition: Condition, unranked: frozenset[str]) -> Check:
    match condition:
        case Clause(item=item):
            return compile_condition(item, unranked)
        case All(items=items):
            checks = [compile_condition(item, unranked) for item in items]
            return lambda context: min((check(context) for check in checks), default=MET)
        case Any_(items=items):
            checks = [compile_condition(item, unranked) for item in items]
            return lambda context: max((check(context) for check in checks), default=NOT_MET)
        case AtLeast():
            return _at_least(condition, unranked)
        case Not(item=item):
            inner = compile_condition(item, unranked)
            return lambda context: negate(inner(context))
        case Records():
            return _records(condition, unranked)
        case Total():
            return _total(condition, unranked)
        case Years():
            return _years(condition, unranked)
        case EachYear():
            return _each_year(condition, unranked)
        case Decide(key=key):
            return lambda context: truth_of(context.answers.get(key))
        case Score(at_least=mark):
            return _score(mark)
        case FactTest(name=name, predicate=predicate):
            holds = compile_predicate(predicate)
            return lambda context: _fact(context.applicant[name], holds)


def _fact(value: Any, holds: Callable[[Any], bool]) -> int:
    return OPEN if value is None else MET if holds(value) else NOT_MET


def _at_least(condition: AtLeast, unranked: frozenset[str]) -> Check:
    checks = [compile_condition(item, unranked) for item in condition.items]
    count = condition.count

    def plain(context: Context) -> int:
        return at_least(count, (check(context) for check in checks))

    if not condition.once:
        return plain
    return lambda context: min(plain(context), at_least_once_each(condition, context, unranked))


def _records(condition: Records, unranked: frozenset[str]) -> Check:
    matcher, times, distinct = Matcher(condition.patterns, unranked), condition.times, condition.distinct

    def check(context: Context) -> int:
        found = matcher.matching(context)
        if distinct is not None:
            best: dict[Any, int] = {}
            for item, truth in found:
                key = item.value(distinct, context)
                key = item.id if key is None else key
                best[key] = max(best.get(key, 0), truth)
            truths: Iterable[int] = best.values()
        else:
            truths = [truth for _, truth in found]
        return at_least(times, truths)

    return check


def _total(condition: Total, unranked: frozenset[str]) -> Check:
    matcher, name, reach = Matcher(condition.patterns, unranked), condition.attribute, condition.at_least

    def check(context: Context) -> int:
        return _reaches([(item.value(name, context), truth) for item, truth in matcher.matching(context)], reach)

    return check


def _reaches(amounts: Iterable[tuple[Any, int]], reach: Any) -> int:
    """Whether a sum reaches a mark: surely, possibly (amounts that are open or not stated), or not."""
    sure = possible = Fraction(0)
    unknown = False
    for amount, truth in amounts:
        if truth == NOT_MET:
            continue
        if amount is None:
            unknown = True
            continue
        possible += Fraction(amount)
        if truth == MET:
            sure += Fraction(amount)
    if sure >= reach:
        return MET
    return OPEN if unknown or possible >= reach else NOT_MET


def spans_of(
    found: list[tuple[Item, int]], begins: tuple[str, ...], until: dt.date, not_before: dt.date | None
) -> tuple[list[Span], list[Span], bool]:
    """The spans that surely count, those that might as well, and whether a start is unknown."""
    sure: list[Span] = []
    possible: list[Span] = []
    unknown = False
    for item, truth in found:
        starts = [item.facts.get(name) for name in ("start", *begins)]
        known = [start for start in starts if start is not None]
        if len(known) < len(starts):
            unknown = True
            if not known:
                continue
        first = max(known)
        if not_before is not None and not_before > first:
            first = not_before
        last = item.facts.get("end")
        last = until if last is None or last > until else last
        if last < first:
            continue
        span = Span(first, last)
        possible.append(span)
        if truth == MET and len(known) == len(starts):
            sure.append(span)
    return sure, possible, unknown


def first_date(matcher: Matcher, context: Context) -> tuple[dt.date | None, int]:
    """The first date of a record that matches, and whether any does; a certificate's day, say."""
    best: dt.date | None = None
    truth_found = NOT_MET
    for item, truth in matcher.matching(context):
        day = item.facts.get("date") or item.facts.get("qualified_on") or item.facts.get("start")
        if day is None:
            truth_found = max(truth_found, OPEN)
            continue
        truth_found = max(truth_found, truth)
        if best is None or day < best:
            best = day
    return best, truth_found


def _years(condition: Years, unranked: frozenset[str]) -> Check:
    matcher, reach = Matcher(condition.patterns, unranked), condition.at_least
    after = Matcher(condition.after, unranked) if condition.after else None
    longest = _longest if condition.continuous else years_in

    def check(context: Context) -> int:
        not_before, ceiling = None, MET
        if after is not None:
            not_before, ceiling = first_date(after, context)
            if ceiling == NOT_MET or not_before is None:
                return ceiling if ceiling != MET else OPEN
        until = context.dates.of(condition.reckon)
        sure, possible, unknown = spans_of(matcher.matching(context), condition.begins, until, not_before)
        if longest(sure) >= reach:
            return ceiling
        return OPEN if unknown or longest(possible) >= reach else NOT_MET

    return check


def _longest(spans: Iterable[Span]) -> int:
    return max((full_years(span.first, span.last) for span in merge(spans)), default=0)


def years_looked_at(condition: EachYear, context: Context) -> list[int]:
    """The years that an "each of the last N years" asks about, oldest first."""
    last = context.dates.of(condition.reckon)
    latest = last.year if condition.include_current or (last.month, last.day) == (12, 31) else last.year - 1
    return list(range(latest - condition.last + 1, latest + 1))


def says_nothing(condition: EachYear, context: Context) -> bool:
    """Whether missing years are left aside and no year at all is there to be judged."""
    if condition.if_missing != "ignore":
        return False
    years = years_looked_at(condition, context)
    kinds = {pattern.kind for pattern in condition.patterns}
    return not any(item.facts.get("year") in years for kind in kinds for item in context.by_kind.get(kind, ()))


def _each_year(condition: EachYear, unranked: frozenset[str]) -> Check:
    judge = compile_year(condition, unranked)

    def check(context: Context) -> int:
        if says_nothing(condition, context):
            return OPEN
        return min((judge(context, year) for year in years_looked_at(condition, context)), default=MET)

    return check


def compile_year(condition: EachYear, unranked: frozenset[str]) -> Callable[[Context, int], int]:
    """The truth of an "each year" condition for one year."""
    matcher = Matcher(condition.patterns, unranked)
    must = None if condition.must is None else compile_test(condition.must, unranked)
    sums = [(compile_test(part.test, unranked), part.attribute, part.at_least) for part in condition.sums]

    def judge(context: Context, year: int) -> int:
        items = [item for item, truth in matcher.matching(context) if item.facts.get("year") == year]
        if not items:
            return OPEN if condition.if_missing == "open" else MET
        truth = MET
        if must is not None:
            truth = max(must(item, context) for item in items)
        for test, name, reach in sums:
            truth = min(truth, _reaches([(item.facts.get(name), test(item, context)) for item in items], reach))
        return truth

    return judge


def _score(mark: Fraction | None) -> Check:
    def check(context: Context) -> int:
        wanted = context.pass_mark if mark is None else mark
        if wanted is None:
            return OPEN
        low, high = context.score()
        if low >= wanted:
            return MET
        return OPEN if high >= wanted else NOT_MET

    return check
