"""A track made ready for batches: its conditions and its scoring standard as plans of array operations."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import pyarrow as pa

from zhicheng.dossier.kinds import KINDS
from zhicheng.policy.core import Track, clauses_of
from zhicheng.population.builder import Builder
from zhicheng.population.layout import CLAIM, Vocabulary, facts_in, population_schema
from zhicheng.population.score import ScorePlan
from zhicheng.population.truths import Check, compile_truth
from zhicheng.verdict.compiled import compiled
from zhicheng.verdict.dates import Dates

SECTIONS: Final = ("basic", "routes", "landmarks", "review")


class Plan:
    """The plan of one track; made by :func:`compile_track`, used by :func:`zhicheng.population.batch.evaluate_batch`."""

    def __init__(self, track: Track, dates: Dates, pass_mark: Fraction | None, answers: Mapping[str, Any]) -> None:
        self.track, self.dates, self.pass_mark, self.answers = track, dates, pass_mark, dict(answers)
        self.rules = compiled(track)
        self.builder = builder = Builder(self.rules, dates, pass_mark, self.answers)
        self.too_large = builder.reason("数额过大", "an amount out of all proportion")
        self.solver = builder.reason("竞争的计分须由精确求解器解决", "competing placements for the exact solver")
        self.present = builder.slots(track.present, ranked=False)
        self.score = None if self.rules.standard is None else ScorePlan(self.rules.standard, builder)
        self.checks = self._checks()
        builder.build()

    def _checks(self) -> dict[str, Check]:
        checks = {
            clause.key: compile_truth(clause, self.builder)
            for section in self.rules.sections.values()
            for clause, _ in section
        }
        for name in SECTIONS:
            for outer, _ in self.rules.sections[name]:
                for clause in clauses_of(outer):
                    if clause.label and clause.key not in checks:
                        checks[clause.key] = compile_truth(clause, self.builder)
        return checks

    @cached_property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The facts that the plan reads: (kind or ``applicant``, name); found by judging nobody."""
        from zhicheng.population.work import Work

        nobody = pa.RecordBatch.from_pylist([], schema=population_schema(Vocabulary()))
        work = Work(self, nobody)
        for check in self.checks.values():
            check(work)
        if self.score is not None:
            self.score.run(work)
        leaves = {(kind, name) for kind, name in work.columns.read if kind != name}
        leaves |= {(kind, name) for kind, plan in self.builder.kinds.items() for name in plan.inputs}
        leaves |= {("applicant", name) for name in ("domains", "specialty")}
        for kind in {kind for kind, _ in work.columns.read} - {kind for kind, _ in leaves}:
            leaves.add((kind, facts_in(kind)[0].name))
        order = {kind: place for place, kind in enumerate(("applicant", *KINDS))}
        found = sorted(leaves, key=lambda leaf: (order[leaf[0]], leaf[1]))
        return (("dossier", "dossier"), *found, *(("claims", name.name) for name in CLAIM))

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Why dossiers were judged singly, by number (Chinese, English)."""
        return self.builder.reasons

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all clauses: those of the sections in printed order, then the inner ones."""
        return tuple(self.checks)

    def section(self, name: str) -> tuple[str, ...]:
        """The keys of ``basic``, ``routes``, ``landmarks`` or ``review``."""
        return tuple(clause.key for clause, _ in self.rules.sections[name])

    @property
    def unit(self) -> int:
        """Points are integers of 1/unit."""
        return 1 if self.score is None else self.score.unit

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the nodes of the score; the root is ``""``."""
        if self.score is None:
            return ()
        return ("", *(source.path for source in self.score.standard.sources[1:]))


def compile_track(
    track: Track,
    dates: Dates,
    *,
    pass_mark: Fraction | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Plan:
    """The plan of a track under these dates.

    ``answers``: decided questions that hold for every applicant, by the keys of ``decide``.

    Raises:
        Refused: a rule looks at something that populations don't keep, or adds up what is no number.
    """
    return Plan(track, dates, pass_mark, answers or {})
