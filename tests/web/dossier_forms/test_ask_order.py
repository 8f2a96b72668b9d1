"""The order of questions: what decides most first, the same every time, and an end to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.support.dossiers import tracks
from tests.web.dossier_forms.examples import demo, setting
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.dossier.schema import facts_of
from zhicheng.verdict.advise import advise
from zhicheng.verdict.setting import judge
from zhicheng.vocabulary.truth import MET, NOT_MET
from zhicheng.web.dossier_forms.ask_order import STAGES, NextQuestion, next_in_all, next_questions

DEGREE = {"id": "d1", "kind": "degree", "level": "master", "date": dt.date(2012, 6, 1)}
TITLE = {
    "id": "a1", "kind": "appointment", "title": "intermediate", "series": "engineering",
    "qualified_on": dt.date(2015, 5, 1), "start": dt.date(2015, 6, 1),
}  # fmt: skip


def asked(pack: str, level: str, data: dict[str, Any]) -> tuple[NextQuestion, ...]:
    """What is asked next of a dossier under a track."""
    dossier = dossier_from(data)
    here = setting(pack, level)
    return next_questions(here, dossier, judge(here, dossier))


def subjects(questions: tuple[NextQuestion, ...]) -> list[str]:
    """The kind, or the applicant's fact, of each question."""
    return [one.kind or one.fact or "" for one in questions]


@pytest.mark.parametrize("pack", ["zj-iot-2026", "zj-robot-2026", "zj-iiot-2026", "zj-im-2026", "zj-qti-2023"])
def test_an_empty_dossier_is_asked_for_title_and_degree_first(pack: str) -> None:
    found = asked(pack, "senior-engineer", {})
    assert set(subjects(found)[:2]) == {"appointment", "degree"}
    assert found[0].stage == "most-routes" and len(found[0].clauses) >= 2


def test_in_the_iot_document_basic_conditions_follow() -> None:
    empty = asked("zj-iot-2026", "senior-engineer", {})
    assert subjects(empty)[2:5] == ["in_service", "assessment", "public_institution"]
    assert [one.key for one in empty[1].clauses] == ["第七条（一）", "第七条（二）", "第七条（三）"]
    assert empty[1].why[0] == "8 条申报途径中有 3 条要看：第七条（一）、第七条（二）、第七条（三）"
    assert empty[1].why[1].startswith("3 of the 8 ways in turn on it")


def test_what_completes_a_record_comes_before_anything_new() -> None:
    found = asked("zj-iot-2026", "senior-engineer", {"records": [DEGREE, TITLE]})
    assert subjects(found)[0] == "domains"  # said once it serves every record
    unfinished = {**DEGREE, "level": None, "domains": ["iot"]}
    found = asked("zj-iot-2026", "senior-engineer", {"records": [unfinished, TITLE]})
    assert (found[0].record, found[0].fact) == ("d1", "level")
    assert found[0].ask[0].startswith("学历学位 d1")


def test_a_way_in_that_is_met_ends_the_asking_for_ways_in() -> None:
    found = asked("zj-iot-2026", "senior-engineer", {"applicant": {"domains": ["iot"]}, "records": [DEGREE, TITLE]})
    assert subjects(found)[:3] == ["in_service", "assessment", "public_institution"]
    assert {one.stage for one in found} == {"basic", "review", "points"}


def test_years_of_assessment_are_asked_until_all_are_there() -> None:
    def with_years(*years: int) -> list[str]:
        records = [{"id": f"y{year}", "kind": "assessment", "year": year, "grade": "qualified"} for year in years]
        return subjects(asked("zj-qti-2023", "senior-engineer", {"records": records}))

    basic_only = with_years(2024)
    assert "assessment" in basic_only


def test_a_dossier_that_meets_everything_is_asked_for_points_only() -> None:
    here, dossier = setting("zj-iot-2026", "senior-engineer"), demo()
    verdict = judge(here, dossier)
    found = next_questions(here, dossier, verdict)
    assert found and {one.stage for one in found} == {"points"}
    gains = [one.gain for one in found]
    assert gains == sorted(gains, reverse=True) and all(gain > 0 for gain in gains)


@pytest.mark.parametrize(("pack", "level"), tracks())
def test_the_bound_holds_what_one_more_record_brings(pack: str, level: str) -> None:
    """Every gain that a verdict found is asked for, with a bound that is no smaller."""
    here, dossier = setting(pack, level), demo()
    verdict = judge(here, dossier)
    bounds = {one.kind: one.gain for one in next_questions(here, dossier, verdict) if one.kind}
    exact = next_questions(here, dossier, verdict, advise(here, dossier, verdict))
    for one in exact:
        if one.gain:
            assert bounds[one.kind] >= one.gain, one


@pytest.mark.parametrize(("pack", "level"), tracks())
def test_questions_are_whole_and_in_the_order_of_their_stages(pack: str, level: str) -> None:
    here = setting(pack, level)
    for dossier in (Dossier(), dossier_from({"records": [DEGREE, TITLE]}), demo()):
        found = next_questions(here, dossier, judge(here, dossier))
        assert found == next_questions(here, dossier, judge(here, dossier))
        new = [STAGES.index(one.stage) for one in found if one.record is None and one.fact != "domains"]
        assert new == sorted(new)
        seen = [(one.kind, one.fact, one.record) for one in found]
        assert len(seen) == len(set(seen))
        for one in found:
            assert one.kind in KINDS if one.kind else one.fact
            assert one.record is None or one.fact is None or one.fact in facts_of(str(one.kind))
            assert all((*one.ask, *one.why)) and "None" not in one.ask[1] + one.why[1]


def test_answering_brings_the_verdict_forward() -> None:
    """An applicant who answers in the order asked learns of a way in after three answers."""
    here = setting("zj-iot-2026", "senior-engineer")
    answers: dict[str, Any] = {"degree": DEGREE, "appointment": TITLE}
    data: dict[str, Any] = {"applicant": {}, "records": []}
    for step in range(3):
        dossier = dossier_from(data)
        verdict = judge(here, dossier)
        assert not any(way.truth == MET for way in verdict.ways_in), step
        first = next_questions(here, dossier, verdict, most=1)[0]
        if first.kind:
            data["records"].append(answers[first.kind])
        else:
            data["applicant"][first.fact] = ["iot"]
    assert any(way.truth == MET for way in judge(here, dossier_from(data)).ways_in)


def test_what_only_others_can_answer_is_not_asked() -> None:
    here = setting("zj-iot-2026", "senior-engineer")
    verdict = judge(here, demo())
    judged = {question.ask for question in verdict.questions() if question.by != "applicant"}
    assert judged
    assert not judged & {one.ask for one in next_questions(here, demo(), verdict)}


def test_over_all_tracks_the_common_comes_first() -> None:
    settings = [setting(pack, level) for pack, level in tracks()]
    found = next_in_all([(here, judge(here, Dossier()), None) for here in settings], Dossier())
    assert subjects(found)[0] == "appointment" and "degree" in subjects(found)[:4]
    number = len(settings)
    assert found[0].why == (
        f"{number} 个级别中，有 {number} 个的申报途径要看这一项",
        f"in {number} of {number} tracks ways in turn on it",
    )
    assert len({ref.track for ref in found[0].clauses}) == len(settings)
    assert "assessment" in subjects(found)[:8]


def test_a_fact_that_was_answered_with_no_is_not_asked_again() -> None:
    data = {"applicant": {"in_service": False}}
    here = setting("zj-iot-2026", "senior-engineer")
    assert judge(here, dossier_from(data)).truths["第二条"] == NOT_MET
    assert "in_service" not in subjects(asked("zj-iot-2026", "senior-engineer", data))


def test_caps_that_are_nearly_reached_bound_the_gain() -> None:
    """In the demonstration dossier the room under the caps is just what one more record brings."""
    here, dossier = setting("zj-iot-2026", "senior-engineer"), demo()
    verdict = judge(here, dossier)
    exact = {one.kind: one.gain for one in next_questions(here, dossier, verdict, advise(here, dossier, verdict))}
    bounds = {one.kind: one.gain for one in next_questions(here, dossier, verdict)}
    assert exact["honour"] == 2 and exact["certificate"] == 3 and exact["lecture"] == 1
    assert {kind: bounds[kind] for kind in exact} == exact
    assert "project" not in bounds  # its cap is reached
