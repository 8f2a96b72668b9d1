"""The group's one sheet: laid side by side when all are in, differences settled in writing, agreed as the round says."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from tests.web.scoring.ground import GOOD, Ground, application, compared, given, ground, opened, sheet, tied
from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.points import as_text, exact
from zhicheng.web.applications.claims import indicators
from zhicheng.web.ledger.models import Entry
from zhicheng.web.review.models import Review
from zhicheng.web.scoring.forms import From
from zhicheng.web.scoring.models import Answer, Deliberation, Sheet
from zhicheng.web.scoring.reckoning import TOTAL, judged, median, recognised_verdict
from zhicheng.web.scoring.services.comparing import (
    agree_score,
    begin_comparison,
    decide_question,
    give_opinion,
    keep_group_sheet,
    return_opinion,
    take_out_sheet,
)
from zhicheng.web.scoring.services.opening import set_group_score
from zhicheng.web.visibility.standing import Standing

Lines = dict[str, dict[str, str]]


@pytest.fixture
def made(now: dt.datetime) -> Ground:
    return ground(now)


def codes(refused: pytest.ExceptionInfo[ActRefused]) -> list[str]:
    return list(refused.value.codes)


def a_node(row: Deliberation) -> tuple[str, Fraction]:
    """An indicator with more than two points."""
    node = next(one for one in indicators(judged(row.application).under({}).score_nodes()) if one.points > 2)
    return node.path, node.points


def less(path: str, points: Fraction, by: int) -> Lines:
    return {path: {"points": as_text(points - by), "reason": "材料不足"}}


def settle(made: Ground, row: Deliberation, lines: Lines, actor: Standing | None = None) -> Deliberation:
    return keep_group_sheet(
        row,
        lines,
        opinion="同意推荐",
        recommends=True,
        actor=actor or made.leader,
        now=made.now,
        page=From(row.version),
    )


def agree(made: Ground, row: Deliberation) -> Deliberation:
    return agree_score(row, actor=made.leader, now=made.now, version=row.version)


def differing(made: Ground, method: str, limit: str) -> tuple[Deliberation, str, Fraction]:
    """Three sheets: the machine's points, one less, two less."""
    set_group_score(made.review, method=method, limit=limit, actor=made.office, now=made.now, version=None)
    row = opened(made)
    path, points = a_node(row)
    row = compared(made, row, expert1=less(path, points, 1), expert2=less(path, points, 2))
    return row, path, points


def test_sheets_are_laid_side_by_side_when_all_are_in(made: Ground) -> None:
    row = opened(made)
    for place in (0, 1):
        sheet(made, row, place)
    with pytest.raises(ActRefused) as refused:
        begin_comparison(row.group, actor=made.leader, now=made.now)
    assert codes(refused) == ["sheets-missing"]
    sheet(made, row, 2)
    assert begin_comparison(row.group, actor=made.leader, now=made.now) == 1
    row.refresh_from_db()
    assert row.compared_at == made.now
    with pytest.raises(ActRefused):
        begin_comparison(row.group, actor=made.leader, now=made.now)


def test_only_who_leads_the_group_begins_it(made: Ground) -> None:
    row = opened(made)
    for place in range(3):
        sheet(made, row, place)
    for actor in (made.as_(1), made.as_(4), made.office, made.here.as_(made.here.supervisor)):
        with pytest.raises(ActRefused) as refused:
            begin_comparison(row.group, actor=actor, now=made.now)
        assert codes(refused) == ["no-right"]


def test_sheets_that_agree_need_no_word(made: Ground) -> None:
    row = agree(made, compared(made))
    machine = judged(row.application).under({})
    assert exact(row.recognised[TOTAL]) == machine.low
    assert (row.recognised["method"], row.recognised["sheets"]) == ("consensus", 3)
    assert row.recognised["clauses"].keys() == machine.truths.keys()
    assert row.recognised["ways_in"] == ["第七条（二）"]
    assert not [key for key in row.recognised["unmet"] if key.startswith(("第七条", "第八条"))], "one way in is enough"
    assert Entry.objects.filter(act="agree-score", object_id=str(row.pk)).count() == 1


def test_consensus_wants_every_difference_settled(made: Ground) -> None:
    row, path, points = differing(made, "consensus", "5")
    with pytest.raises(ActRefused) as refused:
        agree(made, row)
    assert codes(refused) == ["difference-open"]
    row = settle(made, row, {path: {"points": as_text(points - 1), "reason": ""}})
    row = agree(made, row)
    assert row.recognised["indicators"][path] == as_text(points - 1)


def test_a_difference_above_the_limit_is_settled_in_writing(made: Ground) -> None:
    row, path, points = differing(made, "consensus", "1")
    row = settle(made, row, {path: {"points": as_text(points - 1), "reason": " "}})
    with pytest.raises(ActRefused) as refused:
        agree(made, row)
    assert codes(refused) == ["difference-open"]
    row = agree(made, settle(made, row, {path: {"points": as_text(points - 1), "reason": "按验收材料"}}))
    assert row.settlements[path]["reason"] == "按验收材料"
    assert row.agreed_by == made.seats[0]


def test_without_a_limit_every_difference_is_settled_in_writing(made: Ground) -> None:
    row, _, _ = differing(made, "mean", "")
    with pytest.raises(ActRefused) as refused:
        agree(made, row)
    assert codes(refused) == ["difference-open"]


@pytest.mark.parametrize("method", ["mean", "median"])
def test_mean_and_median_are_exact(made: Ground, method: str) -> None:
    set_group_score(made.review, method=method, limit="5", actor=made.office, now=made.now, version=None)
    row = opened(made)
    path, points = a_node(row)
    row = agree(made, compared(made, row, expert1=less(path, points, 2)))
    wanted = points - Fraction(2, 3) if method == "mean" else points
    assert exact(row.recognised["indicators"][path]) == wanted


def test_the_middle_of_an_even_number_lies_half_way() -> None:
    assert median([Fraction(1), Fraction(4), Fraction(2), Fraction(9)]) == 3
    assert median([Fraction(5)]) == 5


def test_points_against_all_sheets_want_a_reason(made: Ground) -> None:
    row = opened(made)
    path, points = a_node(row)
    row = settle(made, compared(made, row), {path: {"points": as_text(points - 1), "reason": ""}})
    with pytest.raises(ActRefused) as refused:
        agree(made, row)
    assert codes(refused) == ["difference-open"]


def test_an_answer_enters_the_verdict_and_moves_the_lines_left_to_the_machine(made: Ground) -> None:
    row = compared(made)
    plain = judged(row.application).under({})
    question = next(one for one in plain.questions() if "@" in one.id and one.kind in ("judgement", "points"))
    value = "yes" if question.kind == "judgement" else "1"
    row = agree(made, row)
    row = decide_question(
        row, question.id, value, reason="合议认定", actor=made.leader, now=made.now, version=row.version
    )
    assert (row.recognised, row.agreed_at) == ({}, None), "what was agreed on rested on another answer"
    answer = Answer.objects.get()
    assert (answer.by, answer.at, answer.reason) == (made.seats[0], made.now, "合议认定")
    row = agree(made, row)
    assert exact(row.recognised[TOTAL]) == judged(row.application).under({question.id: answer.value}).low > plain.low
    assert recognised_verdict(Deliberation.objects.get(pk=row.pk).application).low == exact(row.recognised[TOTAL])


def test_a_decided_condition_is_met_in_the_verdict(made: Ground) -> None:
    row = compared(made)
    plain = judged(row.application).under({})
    question = next(one for one in plain.questions() if one.kind == "judgement" and one.record is None)
    row = decide_question(row, question.id, "yes", reason="属实", actor=made.leader, now=made.now, version=row.version)
    after = recognised_verdict(row.application)
    assert question.id not in {one.id for one in after.questions()}
    assert sum(after.truths.values()) > sum(plain.truths.values())
    row = decide_question(row, question.id, "", reason="收回", actor=made.leader, now=made.now, version=row.version)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("question", "value", "reason", "code"),
    [
        ("nothing", "yes", "x", "question-unknown"),
        ("", "maybe", "x", "answer-invalid"),
        ("", "yes", " ", "reason-missing"),
    ],
)
def test_a_decision_that_is_none(made: Ground, question: str, value: str, reason: str, code: str) -> None:
    row = compared(made)
    one = next(one for one in judged(row.application).under({}).questions() if one.kind == "judgement")
    with pytest.raises(ActRefused) as refused:
        decide_question(
            row, question or one.id, value, reason=reason, actor=made.leader, now=made.now, version=row.version
        )
    assert codes(refused) == [code]


def test_nothing_is_settled_before_the_group_compares(made: Ground) -> None:
    row = opened(made)
    with pytest.raises(ActRefused) as refused:
        settle(made, row, {})
    assert codes(refused) == ["not-compared"]


def test_a_stale_page_and_a_second_time(made: Ground) -> None:
    row = compared(made)
    agree(made, row)
    with pytest.raises(ActRefused) as refused:
        agree(made, row)
    assert codes(refused) == ["stale-page"]


@pytest.mark.parametrize("place", [1, 4])
def test_only_the_leader_settles(made: Ground, place: int) -> None:
    row = compared(made)
    with pytest.raises(ActRefused) as refused:
        settle(made, row, {}, made.as_(place))
    assert codes(refused) == ["no-right"]


def test_a_tainted_opinion_is_left_out_and_has_to_be_taken_out(made: Ground) -> None:
    row = compared(made)
    tied(made, 2, row.application)
    with pytest.raises(ActRefused) as refused:
        agree(made, row)
    assert codes(refused) == ["opinion-of-recused"]
    bad, good = (Sheet.objects.get(seat=made.seats[place]) for place in (2, 1))
    with pytest.raises(ActRefused) as refused:
        take_out_sheet(good, reason="不同意", actor=made.leader, now=made.now)
    assert codes(refused) == ["sheet-sound"]
    take_out_sheet(bad, reason="近亲属", actor=made.leader, now=made.now)
    row.refresh_from_db()
    row = agree(made, settle(made, row, {}))
    assert row.recognised["sheets"] == 2
    with pytest.raises(ActRefused) as refused:
        give_opinion(row, actor=made.leader, now=made.now, version=row.version)
    assert codes(refused) == ["opinions-too-few"], "three are asked for by the document"
    given(made, row.application, 3)
    sheet(made, row, 3)
    row = give_opinion(agree(made, row), actor=made.leader, now=made.now, version=None)
    assert row.state == "reviewed"


def test_where_the_leader_is_recused_the_chair_leads(made: Ground) -> None:
    row = opened(made, application(made, readers=(1, 2, 3)))
    for place in (1, 2, 3):
        sheet(made, row, place)
    with pytest.raises(ActRefused) as refused:
        begin_comparison(row.group, actor=made.as_(4), now=made.now)
    assert codes(refused) == ["no-right"]
    tied(made, 0, row.application)
    with pytest.raises(ActRefused) as refused:
        begin_comparison(row.group, actor=made.leader, now=made.now)
    assert codes(refused) == ["no-right"]
    assert begin_comparison(row.group, actor=made.as_(4), now=made.now) == 1


def test_the_opinion_goes_to_the_committee_and_comes_back(made: Ground) -> None:
    row = compared(made)
    with pytest.raises(ActRefused) as refused:
        give_opinion(row, actor=made.leader, now=made.now, version=row.version)
    assert codes(refused) == ["opinion-missing", "recommendation-missing"]
    row = settle(made, row, {})
    with pytest.raises(ActRefused) as refused:
        give_opinion(row, actor=made.leader, now=made.now, version=row.version)
    assert codes(refused) == ["score-missing"]
    row = agree(made, row)
    for place in (1, 2):
        with pytest.raises(ActRefused):
            give_opinion(row, actor=made.as_(place), now=made.now, version=row.version)
    row = give_opinion(row, actor=made.leader, now=made.now, version=row.version)
    assert (row.state, row.opinion, row.recommends) == ("reviewed", "同意推荐", True)
    with pytest.raises(ActRefused) as refused:
        give_opinion(row, actor=made.leader, now=made.now, version=None)
    assert codes(refused) == ["already-done"]
    with pytest.raises(ActRefused) as refused:
        settle(made, row, {})
    assert codes(refused) == ["group-is-through"]
    with pytest.raises(ActRefused) as refused:
        return_opinion(row, reason="请补充", actor=made.leader, now=made.now, version=row.version)
    assert codes(refused) == ["not-your-step"]
    row = return_opinion(row, reason="请补充", actor=made.as_(4), now=made.now, version=row.version)
    assert (row.state, row.recognised != {}) == ("waiting", True)


def test_the_way_of_agreeing_is_chosen_before_the_first_score(made: Ground) -> None:
    for wrong in ({"method": "dice", "limit": ""}, {"method": "mean", "limit": "-1"}, {"method": "mean", "limit": "x"}):
        with pytest.raises(ActRefused):
            set_group_score(made.review, **wrong, actor=made.office, now=made.now, version=None)
    with pytest.raises(ActRefused) as refused:
        set_group_score(made.review, method="mean", limit="", actor=made.leader, now=made.now, version=None)
    assert codes(refused) == ["no-right"]
    agree(made, compared(made))
    with pytest.raises(ActRefused) as refused:
        set_group_score(made.review, method="mean", limit="", actor=made.office, now=made.now, version=None)
    assert codes(refused) == ["score-agreed-already"]
    assert Review.objects.get().group_score == "consensus"


def test_the_opinion_can_be_mended_without_losing_the_score(made: Ground) -> None:
    row = agree(made, settle(made, compared(made), {}))
    row = keep_group_sheet(
        row, {}, opinion=GOOD, recommends=False, actor=made.leader, now=made.now, page=From(row.version)
    )
    assert (row.opinion, row.agreed_at) == (GOOD, made.now)
