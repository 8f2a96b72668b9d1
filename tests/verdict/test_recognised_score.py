"""A score that people agreed on decides the conditions on the score; what the papers count stays as it is."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from zhicheng.dossier.files import read_dossier
from zhicheng.policy.pack import POLICIES, load_pack
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.truth import MET, NOT_MET

MARK = Fraction(92)


def judged(recognised: Fraction | None) -> Verdict:
    """The demonstration dossier (91 to 93 points) under the IoT document with a pass mark in between."""
    track = load_pack("zj-iot-2026").track("senior-engineer")
    dossier = read_dossier(Path(POLICIES) / "demo" / "dossier.yaml")
    return evaluate(track, dossier, Dates(dt.date(2026, 12, 31)), pass_mark=MARK, recognised=recognised)


def on_the_score(verdict: Verdict) -> set[str]:
    """The clauses whose truth hangs on the score."""
    low, high = judged(Fraction(0)).truths, judged(Fraction(100)).truths
    return {key for key in verdict.truths if low[key] != high[key]}


@pytest.mark.parametrize(("points", "truth"), [(92, MET), (93, MET), (Fraction(919, 10), NOT_MET), (0, NOT_MET)])
def test_conditions_on_the_score_go_by_the_recognised_one(points: Fraction | int, truth: int) -> None:
    verdict = judged(Fraction(points))
    assert (verdict.low, verdict.high) == (points, points)
    clauses = on_the_score(verdict)
    assert clauses, "no clause hangs on the score: nothing was tried"
    assert {verdict.truths[key] for key in clauses} == {truth}


def test_the_nodes_stay_as_the_papers_count_them() -> None:
    reckoned = judged(None)
    assert (reckoned.low, reckoned.high) == (91, 93)
    assert judged(Fraction(50)).score_nodes() == reckoned.score_nodes()
    untouched = set(reckoned.truths) - on_the_score(reckoned)
    assert all(judged(Fraction(50)).truths[key] == reckoned.truths[key] for key in untouched)


def test_what_could_only_change_the_score_is_asked_no_more() -> None:
    before = {one.id for one in judged(None).questions()}
    after = {one.id for one in judged(Fraction(92)).questions()}
    assert after < before
