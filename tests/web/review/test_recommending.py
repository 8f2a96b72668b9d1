"""The intermediate committee: handed over, scored exactly, recommended or not, exempt; each sees its own alone."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from tests.web.people import World, signed_in
from tests.web.review.ground import all_checked, arrived, begun, closed, intermediate, judged, other_office
from tests.web.review.ground import own_application as own
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.models import Organisation, User
from zhicheng.web.applications.in_hand import in_hand
from zhicheng.web.applications.models import Application, Message
from zhicheng.web.ledger.models import Entry
from zhicheng.web.papers.models import Paper
from zhicheng.web.review.models import Recommendation, Review
from zhicheng.web.review.recommending import admitted, by_score, unrecommended
from zhicheng.web.review.services import (
    decide_recommendation,
    exempt_application,
    hand_over,
    score_recommendation,
    take_further,
)
from zhicheng.web.rounds.models import Round

pytestmark = pytest.mark.django_db
QTI = "zj-qti-2023/senior-engineer"
BY_SCORE = "（七）5"


def given(now: dt.datetime, way_in: str = BY_SCORE) -> tuple[World, Review, Organisation, User]:
    """A QTI round whose applicant came by self-score, begun; an intermediate committee."""
    here = judged(now, QTI, way_in=way_in)
    return here, begun(here), *intermediate(here)


def handed(here: World, review: Review, committee: Organisation) -> Recommendation:
    return hand_over(review, [own(here)], committee, actor=here.as_(here.office_officer), now=here.now)[0]


def codes(refused: pytest.ExceptionInfo[ActRefused]) -> set[str]:
    return set(refused.value.codes)


def an_indicator(here: World) -> str:
    """An indicator without a cap below 12 and 5/6."""
    nodes = in_hand(own(here)).verdict.score_nodes()
    return next(one.path for one in nodes if one.depth == 1 and (one.cap is None or one.cap > 13))


def with_mark(here: World, mark: str) -> None:
    Round.objects.filter(pk=here.round.pk).update(
        numbers={"pass_mark": {"value": mark, "unit": "points", "source": "高评委通知"}}
    )
    here.round.refresh_from_db()


def test_it_is_handed_over_and_the_committee_sees_it_and_only_it(now: dt.datetime) -> None:
    here, review, committee, ines = given(now)
    other = arrived(here, "别人", "X001")
    _, olaf = intermediate(here, "另一中评委", "olaf")
    client = signed_in(ines)
    assert client.get(f"/arrived/{own(here).pk}/").status_code == 404
    row = handed(here, review, committee)
    assert client.get(f"/arrived/{own(here).pk}/").status_code == 200
    assert client.get(f"/arrived/{other.pk}/").status_code == 404
    page = client.get("/intermediate/").content.decode()
    assert "申小艾" in page
    assert "别人" not in page
    assert client.get(f"/intermediate/{row.pk}/").status_code == 200
    paper = Paper.objects.filter(applications=own(here))[0]
    assert client.get(f"/papers/{paper.pk}/").status_code == 200
    stranger = signed_in(olaf)
    assert "申小艾" not in stranger.get("/intermediate/").content.decode()
    for path in (f"/intermediate/{row.pk}/", f"/arrived/{own(here).pk}/", f"/papers/{paper.pk}/"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/intermediate/{row.pk}/score/", {"version": "1", "opinion": "x"}).status_code == 404
    assert "份申报待中评委赋分" in client.get("/home/").content.decode()


def test_points_are_exact_and_under_their_caps(now: dt.datetime) -> None:
    here, review, committee, ines = given(now)
    row, path = handed(here, review, committee), an_indicator(here)
    actor = here.as_(ines)
    assert by_score(row.application)
    with pytest.raises(ActRefused) as refused:
        score_recommendation(row, {path: "-1", "无此指标": "3"}, "好", actor=actor, now=now, version=1)
    assert codes(refused) == {"points-invalid"}
    with pytest.raises(ActRefused) as refused:
        score_recommendation(row, {}, " ", actor=actor, now=now, version=1)
    assert codes(refused) == {"score-missing", "opinion-missing"}
    row = score_recommendation(row, {path: "77/6"}, "符合要求", actor=actor, now=now, version=1)
    assert (row.state, row.recognised, Fraction(row.recognised)) == ("scored", "77/6", Fraction(77, 6))
    entry = Entry.objects.get(act="recommendation-score")
    assert (entry.role, entry.actor_id) == ("intermediate-committee", ines.pk)


def test_below_the_pass_mark_nobody_is_recommended(now: dt.datetime) -> None:
    here, review, committee, ines = given(now)
    row, path, actor = handed(here, review, committee), an_indicator(here), here.as_(ines)
    row = score_recommendation(row, {path: "77/6"}, "好", actor=actor, now=now, version=None)
    with pytest.raises(ActRefused) as refused:
        decide_recommendation(row, "recommend", actor=actor, now=now, version=None)
    assert codes(refused) == {"number-not-set"}
    with_mark(here, "13")
    with pytest.raises(ActRefused) as refused:
        decide_recommendation(row, "recommend", actor=actor, now=now, version=None)
    assert codes(refused) == {"below-pass-mark"}
    page = signed_in(ines).get(f"/intermediate/{row.pk}/").content.decode()
    assert 'data-code="below-pass-mark"' in page
    row = decide_recommendation(row, "score-anew", actor=actor, now=now, version=None, reason="漏计一项")
    assert (row.state, row.points, row.recognised) == ("received", {}, "")
    row = score_recommendation(row, {path: "13"}, "好", actor=actor, now=now, version=None)
    row = decide_recommendation(row, "recommend", actor=actor, now=now, version=None)
    assert row.state == "recommended"
    assert Message.objects.get(kind="recommendation-recommend").user == here.applicant


def test_a_refusal_needs_a_reason_and_the_applicant_reads_it(now: dt.datetime) -> None:
    here, review, committee, ines = given(now, "（七）2")
    row, actor = handed(here, review, committee), here.as_(ines)
    row = score_recommendation(row, {}, "业绩不足", actor=actor, now=now, version=None)
    client = signed_in(here.applicant)
    page = client.get(f"/applications/{own(here).pk}/").content.decode()
    assert "中评委推荐</h2>" not in page, "nothing before it has decided"
    with pytest.raises(ActRefused) as refused:
        decide_recommendation(row, "decline", actor=actor, now=now, version=None)
    assert codes(refused) == {"reason-missing"}
    decide_recommendation(row, "decline", actor=actor, now=now, version=None, reason="业绩不足QK")
    page = client.get(f"/applications/{own(here).pk}/").content.decode()
    assert "业绩不足QK" in page
    assert not admitted(here.round).exists()


def test_the_check_ends_when_every_one_is_recommended_or_not_or_exempt(now: dt.datetime) -> None:
    here, review, committee, ines = given(now, "（七）2")
    plain, office = arrived(here, "名册来的人", "X001"), here.as_(here.office_officer)
    all_checked(here)
    assert unrecommended(here.round) == 2
    with pytest.raises(ActRefused) as refused:
        take_further(review, "finish-checking", actor=office, now=now, version=None)
    assert codes(refused) == {"recommendation-missing"}
    row = handed(here, review, committee)
    row = score_recommendation(row, {}, "好", actor=here.as_(ines), now=now, version=None)
    decide_recommendation(row, "recommend", actor=here.as_(ines), now=now, version=None)
    assert list(admitted(here.round)) == [own(here)]
    with pytest.raises(ActRefused) as refused:
        exempt_application(review, plain, reason=" ", actor=office, now=now, version=0)
    assert codes(refused) == {"reason-missing"}
    assert not Recommendation.objects.filter(application=plain).exists(), "nothing is left behind"
    exempt_application(review, plain, reason="省直单位，无中评委", actor=office, now=now, version=0)
    assert unrecommended(here.round) == 0
    assert admitted(here.round).count() == 2
    assert take_further(review, "finish-checking", actor=office, now=now, version=None).state == "checked"
    with pytest.raises(ActRefused) as refused:
        exempt_application(review, plain, reason="再来", actor=office, now=now, version=None)
    assert "checking-over" in codes(refused)


def test_who_may_not(now: dt.datetime) -> None:
    here, review, committee, ines = given(now)
    row = handed(here, review, committee)
    for user in (here.office_officer, here.supervisor):
        with pytest.raises(ActRefused) as refused:
            score_recommendation(row, {}, "好", actor=here.as_(user), now=now, version=None)
        assert "not-your-step" in codes(refused), user.username
    for user in (here.employer_officer, here.applicant, other_office(here)):
        with pytest.raises(ActRefused):
            score_recommendation(row, {}, "好", actor=here.as_(user), now=now, version=None)
    with pytest.raises(ActRefused) as refused:
        hand_over(review, [own(here)], committee, actor=here.as_(ines), now=now)
    assert codes(refused) == {"no-right"}
    with pytest.raises(ActRefused) as refused:
        handed(here, review, committee)
    assert codes(refused) == {"handed-over-already"}
    with pytest.raises(ActRefused) as refused:
        hand_over(review, [arrived(here, "甲", "X9")], here.employer, actor=here.as_(here.office_officer), now=now)
    assert codes(refused) == {"not-a-committee"}
    Application.objects.filter(pk=own(here).pk).update(applicant=ines)
    row.refresh_from_db()
    with pytest.raises(ActRefused) as refused:
        score_recommendation(row, {}, "好", actor=here.as_(ines), now=now, version=None)
    assert codes(refused) == {"own-application"}


def test_a_document_without_the_step_has_no_such_page(now: dt.datetime) -> None:
    here = closed(now)
    review = begun(here)
    committee, _ = intermediate(here)
    client = signed_in(here.office_officer)
    assert client.get("/reviews/iot-2026/recommendations/").status_code == 404
    one = here.round.applications.all()[0]
    with pytest.raises(ActRefused) as refused:
        hand_over(review, [one], committee, actor=here.as_(here.office_officer), now=now)
    assert codes(refused) == {"no-such-step"}
    assert not Recommendation.objects.exists()


def test_the_office_hands_over_by_a_list_shown_first(now: dt.datetime) -> None:
    here, review, committee, _ = given(now)
    client, base = signed_in(here.office_officer), "/reviews/iot-2026/recommendations/"
    assert "申小艾" in client.get(f"{base}hand-over/").content.decode()
    chosen = {"application": str(own(here).pk), "committee": str(committee.pk), "version": str(review.version)}
    assert "申小艾" in client.post(f"{base}hand-over/", chosen).content.decode()
    assert not Recommendation.objects.exists()
    assert client.post(f"{base}hand-over/", {**chosen, "confirm": "yes"}).status_code == 302
    assert client.post(f"{base}hand-over/", {**chosen, "confirm": "yes"}).status_code == 409
    page = client.get(base).content.decode()
    assert "示例市中评委" in page
    assert client.get(f"{base}?export=xlsx").status_code == 200
    assert Entry.objects.filter(act="export", object_id="recommendations").exists()
    assert client.get(f"{base}{own(here).pk}/").status_code == 200
    supervisor = signed_in(here.supervisor)
    assert "申小艾" in supervisor.get(base).content.decode()
    assert supervisor.get(f"{base}hand-over/").status_code == 404
    stranger = signed_in(other_office(here))
    assert stranger.get(base).status_code == 404
    assert stranger.get(f"{base}{own(here).pk}/").status_code == 404


def test_the_committees_page_scores_with_errors_beside_the_field(now: dt.datetime) -> None:
    here, review, committee, ines = given(now)
    row, path, client = handed(here, review, committee), an_indicator(here), signed_in(ines)
    answer = client.post(f"/intermediate/{row.pk}/score/", {"version": "1", "opinion": "好", f"points:{path}": "许多"})
    assert answer.status_code == 422
    assert "请填写数字" in answer.content.decode()
    good = {"version": "1", "opinion": "好", f"points:{path}": "10"}
    assert client.post(f"/intermediate/{row.pk}/score/", good).status_code == 302
    assert client.post(f"/intermediate/{row.pk}/score/", good).status_code == 409
    assert client.post(f"/intermediate/{row.pk}/decline/", {"version": "1", "reason": "不足"}).status_code == 409
    assert client.post(f"/intermediate/{row.pk}/decline/", {"version": "2", "reason": "不足"}).status_code == 302
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Points given" in client.get(f"/intermediate/{row.pk}/").content.decode()
    assert client.get("/intermediate/?export=xlsx").status_code == 200
