"""The reading of "at least N of" under which a record may serve only one of the conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from zhicheng.policy.core import All, Any_, AtLeast, Clause, Condition, Records
from zhicheng.vocabulary.truth import NOT_MET

if TYPE_CHECKING:
    from zhicheng.population.builder import Builder


def served_once(condition: AtLeast, plain: Callable[[Any], Any], builder: Builder) -> Callable[[Any], Any]:
    """The plain truth where no record could serve two of the members; else the dossier is judged singly."""
    members = [
        [slot for records in records_in(item) for slot in builder.slots(records.patterns)] for item in condition.items
    ]
    reason = builder.reason(
        "一条材料可用于多项条件，只能用一次", "a record may serve several of the conditions, and only one counts"
    )

    def check(work: Any) -> Any:
        truth = plain(work)
        served: dict[str, Any] = {}
        for slots in members:
            mine: dict[str, Any] = {}
            for slot in slots:
                mine[slot.kind] = mine.get(slot.kind, False) | (work.slot(slot) > NOT_MET)
            for kind, might in mine.items():
                served[kind] = served.get(kind, 0) + might.astype(np.int16)
        shared = np.zeros(work.rows, np.bool_)
        for kind, times in served.items():
            places = np.flatnonzero(times > 1)
            shared[np.searchsorted(work.columns.offsets(kind), places, side="right") - 1] = True
        work.judge_singly(shared & (truth > NOT_MET), reason)
        return truth

    return check


def records_in(condition: Condition) -> Iterator[Records]:
    """The questions about records inside a condition on which it may rest."""
    match condition:
        case Records():
            yield condition
        case Clause(item=item):
            yield from records_in(item)
        case All(items=items) | Any_(items=items) | AtLeast(items=items):
            for item in items:
                yield from records_in(item)
        case _:
            return
