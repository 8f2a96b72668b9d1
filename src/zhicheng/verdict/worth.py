"""What a row is worth for a record, or for a set of records, as an interval of exact units.

A unit is 1/denominator point; the denominator is common to the whole track, so that all printed
numbers, coefficients and factors are integers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from zhicheng.policy.core import Bands, Each, Given, Group, Open, PerYear, Row, Step, rows_of
from zhicheng.verdict.conditions import Check, compile_condition, first_date, spans_of
from zhicheng.verdict.items import Context, Item
from zhicheng.verdict.matching import Matcher, compile_predicate, compile_test
from zhicheng.vocabulary.dates import exact_years_in, years_in
from zhicheng.vocabulary.points import exact
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN

Units = Any
"""An ``int`` of units, or a ``Fraction`` of units where people or exact years bring other parts."""
RecordWorth = Callable[[Item, Context], tuple[Units, Units]]
SetWorth = Callable[[Context], tuple[Units, Units, tuple[str, ...], int]]


def denominator_of(scoring: Group) -> int:
    """A number by which every printed product of the standard becomes whole."""
    parts = [1]
    for node in _nodes(scoring):
        if node.cap is not None:
            parts.append(node.cap.denominator)
    for row in rows_of(scoring):
        parts.extend(_denominators(row))
    return lcm(*parts)


def _nodes(node: Group | Row) -> list[Group | Row]:
    return [node] if isinstance(node, Row) else [node, *(one for member in node.members for one in _nodes(member))]


def _denominators(row: Row) -> list[int]:
    worth = row.worth
    if isinstance(worth, PerYear):
        return [worth.points.denominator]
    if isinstance(worth, Bands):
        return [band.points.denominator for band in worth.bands]
    if isinstance(worth, Given):
        return [worth.points.denominator]
    points = [step.worth for step in worth.points] if isinstance(worth.points, tuple) else [worth.points]
    base = lcm(
        *(bound.denominator for one in points for bound in ((one.low, one.high) if isinstance(one, Open) else (one,)))
    )
    if worth.coefficient is not None:
        steps = [bound.denominator for step in worth.coefficient.steps for bound in _bounds(step.worth)]
        base *= lcm(*steps, *(value.denominator for _, value in worth.coefficient.unproven))
    for factor in worth.factors:
        base *= lcm(factor.times.denominator, factor.plus.denominator)
    return [base]


@dataclass(frozen=True, slots=True)
class Worth:
    """A compiled row: worth of each record that matches, or of the matching records together."""

    matcher: Matcher
    each: RecordWorth | None
    together: SetWorth | None


def compile_worth(row: Row, unit: int, unranked: frozenset[str]) -> Worth:
    """The row as functions giving intervals in units."""
    matcher = Matcher(row.patterns, unranked)
    worth = row.worth
    if isinstance(worth, Each):
        return Worth(matcher, _each(worth, row.path, unit), None)
    if isinstance(worth, PerYear):
        return Worth(matcher, None, _per_year(worth, matcher, unit, unranked))
    if isinstance(worth, Bands):
        return Worth(matcher, None, _bands(worth, matcher, unit))
    return Worth(matcher, None, _given(worth, compile_condition(worth.item, unranked), unit))


def _each(worth: Each, path: str, unit: int) -> RecordWorth:
    base = _base(worth.points, path, unit)
    factors = [(compile_test(factor.test), factor.times, factor.plus * unit) for factor in worth.factors]
    ranks = (
        None if worth.coefficient is None else _rank_table(worth.coefficient.steps, dict(worth.coefficient.unproven))
    )
    count = worth.count

    def each(item: Item, context: Context) -> tuple[Units, Units]:
        low, high = base(item, context)
        if ranks is not None:
            low_rank, high_rank = ranks(item, context)
            low, high = low * low_rank, high * high_rank
        for test, times, plus in factors:
            truth = test(item, context)
            if truth == NOT_MET:
                continue
            changed = (low * times + plus, high * times + plus)
            low, high = changed if truth == MET else (min(low, changed[0]), max(high, changed[1]))
        if count is not None:
            number = item.value(count, context)
            if number is None:
                return 0, high
            low, high = low * number, high * number
        return _whole(low), _whole(high)

    return each


def _whole(value: Units) -> Units:
    if type(value) is int:
        return value
    return value.numerator if value.denominator == 1 else value


def _base(points: Fraction | Open | tuple[Step, ...], path: str, unit: int) -> RecordWorth:
    if isinstance(points, Fraction):
        units = _whole(points * unit)
        return lambda item, context: (units, units)
    if isinstance(points, Open):
        return _open_points(points, path, unit)
    steps = [(step, _base(step.worth, path, unit)) for step in points]

    def ladder(item: Item, context: Context) -> tuple[Units, Units]:
        rank = _proved_rank(item, context)
        if rank is None:
            bounds = [worth(item, context) for _, worth in steps]
            stated = item.value("rank", context)
            best = max(high for _, high in bounds) if stated is None else _at(steps, stated, item, context)[1]
            return 0, best
        return _at(steps, rank, item, context)

    return ladder


def _at(steps: list[tuple[Step, RecordWorth]], rank: int, item: Item, context: Context) -> tuple[Units, Units]:
    for step, worth in steps:
        if step.first <= rank and (step.last is None or rank <= step.last):
            return worth(item, context)
    return 0, 0


def _open_points(points: Open, path: str, unit: int) -> RecordWorth:
    low, high = _whole(points.low * unit), _whole(points.high * unit)

    def open_points(item: Item, context: Context) -> tuple[Units, Units]:
        if context.answers:
            answer = context.answers.get(f"{path}@{item.id}")
            if answer is not None and not isinstance(answer, bool):
                units = min(max(_whole(exact(answer) * unit), low), high)
                return units, units
        return low, high

    return open_points


def _proved_rank(item: Item, context: Context) -> int | None:
    facts = item.facts
    if not facts.get("rank_proof", True) or not facts.get("ranked", True):
        return None
    rank = item.value("rank", context)
    return None if rank is None else int(rank)


def _rank_table(steps: tuple[Step, ...], unproven: dict[str, Fraction]) -> RecordWorth:
    """The coefficient for a record: by proved rank; else by role where the document has a rule for
    missing proof; else anything up to what the stated rank would give."""
    none = (Fraction(0), Fraction(0))
    table = [(step.first, step.last, _bounds(step.worth)) for step in steps]
    known: dict[int, tuple[Fraction, Fraction]] = {}
    best = max(high for _, _, (_, high) in table)

    def by_rank(rank: int) -> tuple[Fraction, Fraction]:
        if rank not in known:
            known[rank] = next(
                (worth for first, last, worth in table if first <= rank and (last is None or rank <= last)), none
            )
        return known[rank]

    def coefficient(item: Item, context: Context) -> tuple[Units, Units]:
        rank = _proved_rank(item, context)
        if rank is not None:
            low, high = by_rank(rank)
            answer = context.answers.get(f"rank-coefficient@{item.id}") if low != high else None
            if answer is None or isinstance(answer, bool):
                return low, high
            decided = min(max(exact(answer), low), high)
            return decided, decided
        proved = item.facts.get("rank_proof", True) and item.facts.get("ranked", True)
        role = item.facts.get("stated_role")
        if unproven and (role is not None or not proved):
            worths = [unproven[role]] if role in unproven else list(unproven.values())
            return min(worths), max(worths)
        stated = item.value("rank", context)
        return Fraction(0), best if stated is None else by_rank(stated)[1]

    return coefficient


def _bounds(worth: Fraction | Open) -> tuple[Fraction, Fraction]:
    return (worth.low, worth.high) if isinstance(worth, Open) else (worth, worth)


def _per_year(worth: PerYear, matcher: Matcher, unit: int, unranked: frozenset[str]) -> SetWorth:
    points = worth.points * unit
    count = years_in if worth.whole else exact_years_in
    after = Matcher(worth.after, unranked) if worth.after else None

    def together(context: Context) -> tuple[Units, Units, tuple[str, ...], int]:
        not_before = None
        if after is not None:
            not_before, truth = first_date(after, context)
            if truth == NOT_MET:
                return 0, 0, (), NOT_MET
        found = matcher.matching(context)
        sure, possible, unknown = spans_of(found, (), context.dates.of(worth.reckon), not_before)
        low, high = _whole(points * count(sure)), _whole(points * count(possible))
        return low, high, tuple(item.id for item, _ in found), OPEN if unknown or low != high else MET

    return together


def _bands(worth: Bands, matcher: Matcher, unit: int) -> SetWorth:
    bands = [(compile_predicate(band.interval), _whole(band.points * unit)) for band in worth.bands]
    measure = _MEASURES[worth.measure]

    def points_for(value: Any) -> Units:
        return next((points for inside, points in bands if inside(value)), 0)

    def together(context: Context) -> tuple[Units, Units, tuple[str, ...], int]:
        low, high, used = measure(worth, matcher.matching(context), context)
        between = [points_for(low), points_for(high)]
        if isinstance(low, int) and isinstance(high, int):
            between += [points_for(value) for value in range(low, high + 1)]
        return min(between), max(between), used, MET if min(between) == max(between) else OPEN

    return together


def _years_counted(worth: Bands, context: Context) -> range | None:
    if worth.last is None:
        return None
    last = context.dates.of(worth.reckon)
    latest = last.year if (last.month, last.day) == (12, 31) else last.year - 1
    return range(latest - worth.last + 1, latest + 1)


def _in_years(found: list[tuple[Item, int]], years: range | None) -> list[tuple[Item, int]]:
    if years is None:
        return found
    return [(item, truth) for item, truth in found if item.facts.get("year") in years]


def _count(worth: Bands, found: list[tuple[Item, int]], context: Context) -> tuple[Any, Any, tuple[str, ...]]:
    inside = _in_years(found, _years_counted(worth, context))
    sure = sum(1 for _, truth in inside if truth == MET)
    return sure, len(inside), tuple(item.id for item, _ in inside)


def _mean(worth: Bands, found: list[tuple[Item, int]], context: Context) -> tuple[Any, Any, tuple[str, ...]]:
    """The yearly mean of an amount over the last years; a year without record counts nothing."""
    years = _years_counted(worth, context)
    inside = _in_years(found, years)
    sure = possible = Fraction(0)
    for item, truth in inside:
        amount = Fraction(item.facts.get(worth.attribute or "") or 0)
        possible += amount
        if truth == MET:
            sure += amount
    divisor = len(years) if years else 1
    return sure / divisor, possible / divisor, tuple(item.id for item, _ in inside)


def _years(worth: Bands, found: list[tuple[Item, int]], context: Context) -> tuple[Any, Any, tuple[str, ...]]:
    sure, possible, _ = spans_of(found, (), context.dates.of(worth.reckon), None)
    return years_in(sure), years_in(possible), tuple(item.id for item, _ in found)


_MEASURES = {"count": _count, "mean": _mean, "years": _years}


def _given(worth: Given, check: Check, unit: int) -> SetWorth:
    units = _whole(worth.points * unit)

    def together(context: Context) -> tuple[Units, Units, tuple[str, ...], int]:
        truth = check(context)
        return units if truth == MET else 0, units if truth != NOT_MET else 0, (), truth

    return together
