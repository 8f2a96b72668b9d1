"""The points that one more record of each kind can still bring."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zhicheng.policy.core import Group, Row
from zhicheng.verdict.advise import Advice
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting
from zhicheng.vocabulary.labels import Pair
from zhicheng.web.dossier_forms.uses import kinds_of_row, most_of_one


@dataclass(frozen=True, slots=True)
class Gain:
    """Points and the row's group that brings them; ``exact``: found by a verdict, else an upper bound."""

    points: Fraction
    label: Pair
    path: str
    exact: bool


def gains_of(setting: Setting, verdict: Verdict, advice: Advice | None = None) -> dict[str, Gain]:
    """For each kind of record the best gain still possible; kinds that can bring nothing are left out.

    With ``advice``, what one more record was found to bring; else what a row gives at most and the caps
    above it leave room for.
    """
    known = None if advice is None else {one.path: one.gain for one in advice.next_records}
    found: dict[str, Gain] = {}
    for row, group, room in _rows_with_room(verdict):
        points = _possible(row, room) if known is None else known.get(row.path, Fraction(0))
        label = (group.label, setting.pack.english(group.label))
        for kind in kinds_of_row(row):
            if points > 0 and (kind not in found or points > found[kind].points):
                found[kind] = Gain(points, label, row.path, known is not None)
    return found


def _possible(row: Row, room: Fraction | None) -> Fraction:
    most = most_of_one(row.worth)
    bounds = [bound for bound in (most, room) if bound is not None]
    return min(bounds, default=Fraction(0))


def _rows_with_room(verdict: Verdict) -> list[tuple[Row, Group | Row, Fraction | None]]:
    """Every row with the group it stands in and the points that the caps above it still let in."""
    standard, scored = verdict.rules.standard, verdict.scored
    if standard is None or scored is None:
        return []
    found: list[tuple[Row, Group | Row, Fraction | None]] = []
    rooms: list[Fraction | None] = []
    for index, (node, source) in enumerate(zip(standard.nodes, standard.sources, strict=True)):
        above = rooms[node.parent] if node.parent >= 0 else None
        own = None if node.cap is None else Fraction(node.cap - scored.low[index]) / standard.unit
        rooms.append(min(own, above) if own is not None and above is not None else own if above is None else above)
        if isinstance(source, Row):
            group = standard.sources[node.parent] if node.parent >= 0 else source
            found.append((source, group, rooms[index]))
    return found
