"""What holds for every pack and every dossier."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.dossiers import AS_OF, built, dossiers, records, tracks
from zhicheng.policy.core import Group, Track, Years, clauses_of
from zhicheng.policy.pack import load_pack
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.evaluate import evaluate
from zhicheng.verdict.result import Verdict
from zhicheng.vocabulary.dates import add_years
from zhicheng.vocabulary.truth import OPEN

LEVEL_RULES = {
    "zj-qti-2023/senior-engineer": "附1 参加社会团体：按参与的最高层级计一次",
    "wenzhou-iit-2026/engineer": "附件 参加社会团体：按参与最高层级计分",
    "zj-iiot-2026/senior-engineer": "附1 任职情况按最高职务计分；同一成果、同一项目以最高级别计分",
    "zj-robot-2026/senior-engineer": "附1 同一项目获不同层级支持的，以最高级别计分",
}
"""Tracks in which the text itself lets a further record lower a score: a higher level displaces a
lower one that was worth more."""

TRACKS = tracks()
common = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _judge(pack: str, level: str, data: dict[str, Any], **more: Any) -> Verdict:
    return evaluate(load_pack(pack).track(level), built(data), Dates(AS_OF), **more)


def _under_level_rules(track: Track) -> frozenset[str]:
    """The kinds of record of which only the highest level counts somewhere."""

    def look(node: Any, inside: bool) -> frozenset[str]:
        if not isinstance(node, Group):
            return frozenset(pattern.kind for pattern in node.patterns) if inside else frozenset()
        return frozenset(kind for member in node.members for kind in look(member, inside or node.top_level is not None))

    return frozenset() if track.scoring is None else look(track.scoring, False)


@pytest.mark.parametrize(("pack", "level"), TRACKS)
def test_the_order_of_records_changes_nothing(pack: str, level: str) -> None:
    @common
    @given(dossiers(pack, level), st.randoms(use_true_random=False))
    def check(data: dict[str, Any], random: Any) -> None:
        shuffled = {**data, "records": random.sample(data["records"], len(data["records"]))}
        first, second = _judge(pack, level, data), _judge(pack, level, shuffled)
        assert dict(first.truths) == dict(second.truths)
        assert [(n.path, n.points, n.high, n.records) for n in first.score_nodes()] == [
            (n.path, n.points, n.high, n.records) for n in second.score_nodes()
        ]

    check()


@pytest.mark.parametrize(("pack", "level"), TRACKS)
def test_scores_lie_within_caps_and_low_is_not_above_high(pack: str, level: str) -> None:
    @common
    @given(dossiers(pack, level))
    def check(data: dict[str, Any]) -> None:
        verdict = _judge(pack, level, data)
        assert 0 <= verdict.low <= verdict.high
        for node in verdict.score_nodes():
            assert node.points <= node.high
            assert node.raw - node.lost == node.points
            if node.cap is not None:
                assert node.high <= node.cap

    check()


@pytest.mark.parametrize(("pack", "level"), TRACKS)
def test_one_more_record_never_lowers_what_can_be_reached(pack: str, level: str) -> None:
    displacing = _under_level_rules(load_pack(pack).track(level))
    assert bool(displacing) == (f"{pack}/{level}" in LEVEL_RULES), "a level rule must be listed with its clause"

    @common
    @given(dossiers(pack, level, most=7), records(pack, level, "extra"))
    def check(data: dict[str, Any], extra: dict[str, Any]) -> None:
        if extra["kind"] in displacing:
            return
        more = {**data, "records": [*data["records"], extra]}
        assert _judge(pack, level, more).high >= _judge(pack, level, data).high

    check()


@pytest.mark.parametrize(("pack", "level"), TRACKS)
def test_an_answer_only_narrows(pack: str, level: str) -> None:
    @common
    @given(dossiers(pack, level, most=6), st.data())
    def check(data: dict[str, Any], draw: Any) -> None:
        before = _judge(pack, level, data)
        judgements = [question for question in before.questions() if question.kind == "judgement"]
        if not judgements:
            return
        question = draw.draw(st.sampled_from(judgements))
        after = _judge(pack, level, data, answers={question.id: draw.draw(st.booleans())})
        assert before.low <= after.low
        assert after.high <= before.high
        for key, truth in before.truths.items():
            if truth != OPEN:
                assert after.truths[key] == truth

    check()


@pytest.mark.parametrize(("pack", "level"), TRACKS)
def test_a_later_date_never_loses_years(pack: str, level: str) -> None:
    track = load_pack(pack).track(level)
    timed = [clause for clause in (*track.routes,) for inner in clauses_of(clause) if isinstance(inner.item, Years)]

    @common
    @given(dossiers(pack, level, most=6), st.integers(1, 6))
    def check(data: dict[str, Any], years: int) -> None:
        now = _judge(pack, level, data)
        later = evaluate(track, built(data), Dates(add_years(AS_OF, years)))
        for clause in timed:
            assert later.truths[clause.key] >= now.truths[clause.key]
        rows = {node.path: node for node in later.score_nodes()}
        for node in now.score_nodes():
            if "年限" in node.path and node.is_row:
                assert rows[node.path].high >= node.high

    check()


def test_points_are_exact() -> None:
    for pack, level in TRACKS:
        verdict = _judge(pack, level, {"records": []})
        assert isinstance(verdict.low, int | Fraction)
