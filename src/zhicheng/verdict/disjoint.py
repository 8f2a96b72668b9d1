"""The other reading of "at least N of": one record may serve only one of the conditions."""

from __future__ import annotations

from itertools import combinations

from zhicheng.policy.core import All, Any_, AtLeast, Clause, Condition, Not, Records
from zhicheng.verdict.items import Context
from zhicheng.verdict.matching import Matcher
from zhicheng.vocabulary.truth import MET, NOT_MET, OPEN

Support = frozenset[str]
MOST_SUPPORTS = 400


def at_least_once_each(condition: AtLeast, context: Context, unranked: frozenset[str]) -> int:
    """The truth of the condition when no record is used twice among its members."""
    for floor, truth in ((MET, MET), (OPEN, OPEN)):
        supports = [_supports(item, context, unranked, floor) for item in condition.items]
        if _pick(supports, 0, condition.count, frozenset()):
            return truth
    return NOT_MET


def _pick(supports: list[set[Support]], place: int, wanted: int, used: Support) -> bool:
    if wanted == 0:
        return True
    if len(supports) - place < wanted:
        return False
    for support in supports[place]:
        if support.isdisjoint(used) and _pick(supports, place + 1, wanted - 1, used | support):
            return True
    return _pick(supports, place + 1, wanted, used)


def _supports(condition: Condition, context: Context, unranked: frozenset[str], floor: int) -> set[Support]:
    """The minimal sets of records on which a condition can rest (with truth ``floor`` or better)."""
    match condition:
        case Clause(item=item):
            return _supports(item, context, unranked, floor)
        case Records(patterns=patterns, times=times):
            ids = sorted(item.id for item, truth in Matcher(patterns, unranked).matching(context) if truth >= floor)
            return {frozenset(chosen) for chosen in _some(ids, times)}
        case Any_(items=items):
            return _minimal({one for item in items for one in _supports(item, context, unranked, floor)})
        case All(items=items):
            found: set[Support] = {frozenset()}
            for item in items:
                parts = _supports(item, context, unranked, floor)
                found = _minimal({one | part for one in found for part in parts})
            return found
        case AtLeast(count=count, items=items):
            parts_of = [_supports(item, context, unranked, floor) for item in items]
            joined: set[Support] = set()
            for chosen in combinations(parts_of, count):
                here: set[Support] = {frozenset()}
                for parts in chosen:
                    here = _minimal({one | part for one in here for part in parts})
                joined |= here
            return _minimal(joined)
        case Not():
            return {frozenset()}
        case _:
            truth = context.kept.get(id(condition))
            return {frozenset()} if truth is not None and truth >= floor else set()


def _some(ids: list[str], times: int) -> list[tuple[str, ...]]:
    chosen = []
    for one in combinations(ids, times):
        chosen.append(one)
        if len(chosen) >= MOST_SUPPORTS:
            break
    return chosen


def _minimal(supports: set[Support]) -> set[Support]:
    ordered = sorted(supports, key=lambda one: (len(one), sorted(one)))
    kept: list[Support] = []
    for one in ordered:
        if not any(other <= one for other in kept):
            kept.append(one)
        if len(kept) >= MOST_SUPPORTS:
            break
    return set(kept)
