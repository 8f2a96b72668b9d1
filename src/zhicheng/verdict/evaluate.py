"""evaluate: one dossier under one track. Pure: dates, pass mark and answers come from outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from zhicheng.dossier.model import Dossier
from zhicheng.policy.core import Track
from zhicheng.verdict.compiled import CompiledTrack, compiled
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.items import Context
from zhicheng.verdict.result import Verdict
from zhicheng.verdict.scoring import Scored
from zhicheng.vocabulary.truth import MET


def evaluate(
    track: Track,
    dossier: Dossier,
    dates: Dates,
    *,
    pass_mark: Fraction | None = None,
    answers: Mapping[str, Any] | None = None,
    scored_before: Scored | None = None,
    recognised: Fraction | None = None,
) -> Verdict:
    """The verdict on a dossier: truths, score and (on demand) reasons.

    ``answers`` maps question ids to ``True``/``False``, to points, or to a decided value.
    ``scored_before`` is the score of the same dossier under a track that scores alike. ``recognised`` is the score that
    people agreed on: conditions on the score are judged by it, the nodes stay as reckoned.
    """
    rules = compiled(track)
    context = Context(dossier, dates, answers or {}, rules.derivations, rules.own_domains, pass_mark)
    context.title_since = _title_since(rules, context)
    scored = _lazy_score(rules, context, scored_before)
    if recognised is not None:
        context.score = lambda: (recognised, recognised)
    truths = {clause.key: check(context) for section in rules.sections.values() for clause, check in section}
    for key, check in rules.inner:
        if key not in truths:
            truths[key] = check(context)
    return Verdict(rules, context, dossier, truths, scored())


def _title_since(rules: CompiledTrack, context: Context) -> dt.date | None:
    """The day from which the applicant holds the present title: appointed, or else qualified."""
    days = [
        item.facts["start"] or item.facts["qualified_on"]
        for item, truth in rules.present.matching(context)
        if truth == MET and (item.facts["start"] or item.facts["qualified_on"])
    ]
    return min(days, default=None)


def _lazy_score(rules: CompiledTrack, context: Context, before: Scored | None) -> Any:
    kept: list[Scored | None] = [] if before is None else [before]

    def scored() -> Scored | None:
        if not kept:
            kept.append(None if rules.standard is None else rules.standard.score(context))
        return kept[0]

    def bounds() -> tuple[Any, Any]:
        found = scored()
        if found is None or rules.standard is None:
            return 0, 0
        unit = rules.standard.unit
        return Fraction(found.low[0]) / unit, Fraction(found.high[0]) / unit

    context.score = bounds
    return scored
