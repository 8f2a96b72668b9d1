"""compare_readings: would the verdict change if one place were read the other way?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from zhicheng.dossier.model import Dossier
from zhicheng.policy.core import Track
from zhicheng.policy.readings import Reading
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.truth import NAMES


@dataclass(frozen=True, slots=True)
class Flip:
    """One reading under another alternative: which clauses change, which score nodes, the score."""

    reading: Reading
    alternative: str
    clauses: tuple[tuple[str, str, str], ...]
    score: tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]] | None
    nodes: tuple[tuple[str, Fraction, Fraction], ...]
    can_apply: tuple[str, str]

    @property
    def changes(self) -> bool:
        """Whether anything is different at all."""
        return bool(self.clauses or self.nodes or self.score)

    @property
    def decides(self) -> bool:
        """Whether the answer (may apply or not) is different."""
        return self.can_apply[0] != self.can_apply[1]


def compare_readings(setting: Setting, dossier: Dossier, verdict: Verdict | None = None) -> tuple[Flip, ...]:
    """Every other alternative of every reading of the track, one at a time, against the verdict."""
    base = verdict or judge(setting, dossier)
    return tuple(_flip(setting, dossier, base, reading, alternative) for reading, alternative in _others(setting))


def _others(setting: Setting) -> Iterator[tuple[Reading, str]]:
    chosen = setting.pack.choices(setting.readings)
    for id_ in setting.pack.readings_of(setting.level):
        reading = setting.pack.readings[id_]
        for alternative in reading.alternatives:
            if alternative != chosen[id_]:
                yield reading, alternative


SCORING_PARTS = ("scoring", "terms", "present", "unranked", "domains", "specialties")
"""What a score depends on."""

_ALIKE: dict[tuple[int, int], tuple[Track, Track, bool]] = {}


def _scores_alike(first: Track, second: Track) -> bool:
    """Whether two readings of one track differ in conditions only; compared once and kept."""
    key = (id(first), id(second))
    found = _ALIKE.get(key)
    if found is None or found[0] is not first or found[1] is not second:
        if len(_ALIKE) > 5000:
            _ALIKE.clear()
        alike = all(getattr(first, part) == getattr(second, part) for part in SCORING_PARTS)
        found = _ALIKE[key] = (first, second, alike)
    return found[2]


def _flip(setting: Setting, dossier: Dossier, base: Verdict, reading: Reading, alternative: str) -> Flip:
    changed = replace(setting, readings={**setting.readings, reading.id: alternative})
    track = changed.track()
    other = evaluate(
        track,
        dossier,
        setting.dates,
        pass_mark=setting.pass_mark,
        answers=setting.answers,
        scored_before=base.scored if _scores_alike(base.rules.track, track) else None,
    )
    clauses = tuple(
        (key, NAMES[truth], NAMES[other.truths[key]])
        for key, truth in base.truths.items()
        if key in other.truths and other.truths[key] != truth
    )
    before, after = (base.low, base.high), (other.low, other.high)
    return Flip(
        reading,
        alternative,
        clauses,
        None if before == after else (before, after),
        _nodes(base, other),
        (NAMES[base.can_apply], NAMES[other.can_apply]),
    )


def _nodes(base: Verdict, other: Verdict) -> tuple[tuple[str, Fraction, Fraction], ...]:
    """The score nodes whose points differ, by path; those a reading adds or takes away included."""
    first, second = base.scored, other.scored
    if first is None or second is None or (first.low == second.low and first.unit == second.unit):
        return ()
    before, after = _points(base), _points(other)
    return tuple(
        (path, before.get(path, Fraction(0)), after.get(path, Fraction(0)))
        for path in dict.fromkeys([*before, *after])
        if path and before.get(path, 0) != after.get(path, 0)
    )


def _points(verdict: Verdict) -> dict[str, Fraction]:
    """The points of every node that has any."""
    standard, scored = verdict.rules.standard, verdict.scored
    if standard is None or scored is None:
        return {}
    return {
        standard.sources[index].path: Fraction(points) / standard.unit
        for index, points in enumerate(scored.low)
        if points
    }
