"""The office's home of a review: where it stands, what is next, its parts; settings with their sources; who sees it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.people import signed_in
from tests.web.review.ground import all_checked, begun, closed, other_office
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.ledger.models import Entry
from zhicheng.web.review.models import Review
from zhicheng.web.review.rules import rules_of
from zhicheng.web.review.services import set_numbers, take_further
from zhicheng.web.rounds.models import Round

pytestmark = pytest.mark.django_db
HOME = "/reviews/iot-2026/"


def test_a_closed_round_is_begun_from_the_list(now: dt.datetime) -> None:
    here = closed(now)
    client = signed_in(here.office_officer)
    assert "开始评审阶段" in client.get("/reviews/").content.decode()
    assert "待开始评审" in client.get("/home/").content.decode()
    assert client.get(HOME).status_code == 404
    assert client.post(f"{HOME}begin/", {"version": str(here.round.version)})["Location"] == HOME
    assert Review.objects.get().round == here.round
    assert client.post(f"{HOME}begin/", {"version": str(here.round.version)}).status_code == 404


def test_a_stale_round_is_not_begun(now: dt.datetime) -> None:
    here = closed(now)
    assert signed_in(here.office_officer).post(f"{HOME}begin/", {"version": "99"}).status_code == 409
    assert not Review.objects.exists()


def test_the_home_says_where_it_stands_and_what_is_next(now: dt.datetime) -> None:
    here = closed(now)
    begun(here)
    client = signed_in(here.office_officer)
    page = client.get(HOME).content.decode()
    assert "资格审查中：共 2 人，已审 0 人，还有 2 人未审" in page
    assert 'data-code="eligibility-unchecked"' in page
    assert 'class="current" aria-current="step">资格审查' in page
    assert 'data-part="review-eligibility"' in page
    assert 'data-part="review-recommendations"' not in page, "this document has no intermediate committee"
    assert "2 份申报待资格审查" in client.get("/home/").content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Eligibility is checked: 0 of 2 done, 2 to go" in client.get(HOME).content.decode()


def test_it_moves_on_and_back_with_a_reason(now: dt.datetime) -> None:
    here = closed(now)
    begun(here)
    all_checked(here)
    client = signed_in(here.office_officer)
    assert client.post(f"{HOME}act/finish-checking/", {"version": "1"}).status_code == 302
    assert Review.objects.get().state == "checked"
    assert client.post(f"{HOME}act/finish-checking/", {"version": "1"}).status_code == 409
    page = client.get(HOME).content.decode()
    assert 'data-code="plan-not-approved"' in page
    assert client.post(f"{HOME}act/reopen-checking/", {"version": "2"}).status_code in (409, 422)
    assert client.post(f"{HOME}act/reopen-checking/", {"version": "2", "reason": "补查"}).status_code == 302
    assert Review.objects.get().state == "closed"


def test_a_supervisor_reads_and_can_do_nothing(now: dt.datetime) -> None:
    here = closed(now)
    begun(here)
    all_checked(here)
    client = signed_in(here.supervisor)
    page = client.get(HOME).content.decode()
    assert "资格审查中：共 2 人" in page
    assert "只读" in page
    assert "/act/finish-checking/" not in page
    assert client.post(f"{HOME}act/finish-checking/", {"version": "1"}).status_code in (403, 409)
    assert client.post(f"{HOME}settings/steps/", {"version": "1"}).status_code == 403
    assert client.post(f"{HOME}settings/numbers/", {"version": "1"}).status_code == 403
    assert Review.objects.get().version == 1


def test_the_list_holds_only_ones_own(now: dt.datetime) -> None:
    here = closed(now)
    begun(here)
    stranger = other_office(here)
    assert 'href="/reviews/other-2026/"' not in signed_in(here.office_officer).get("/reviews/").content.decode()
    page = signed_in(stranger).get("/reviews/").content.decode()
    assert 'href="/reviews/other-2026/"' in page
    assert 'href="/reviews/iot-2026/"' not in page
    assert 'href="/reviews/' not in signed_in(here.applicant).get("/reviews/").content.decode()


def test_settings_show_what_is_missing_and_take_it_with_its_source(now: dt.datetime) -> None:
    here = closed(now)
    begun(here)
    client = signed_in(here.office_officer)
    page = client.get(f"{HOME}settings/").content.decode()
    assert "须设定" in page
    given = {"version": "1", "value:pre_review_notice_days": "5", "unit:pre_review_notice_days": "working-days"}
    answer = client.post(f"{HOME}settings/numbers/", given)
    assert answer.status_code == 422
    assert 'data-code="number-without-source"' in answer.content.decode()
    assert not rules_of(here.round).stated("pre_review_notice_days")
    given["source:pre_review_notice_days"] = "年度通知第五条"
    assert client.post(f"{HOME}settings/numbers/", given).status_code == 302
    stored = Round.objects.get(pk=here.round.pk).numbers["pre_review_notice_days"]
    assert stored == {"value": "5", "unit": "working-days", "source": "年度通知第五条"}
    assert Entry.objects.filter(act="set-review-numbers").count() == 1
    assert client.post(f"{HOME}settings/numbers/", given).status_code == 409, "a stale page"


def test_numbers_stay_once_the_check_is_finished(now: dt.datetime) -> None:
    here = closed(now)
    review, office = begun(here), here.as_(here.office_officer)
    five = {"pre_review_notice_days": {"value": "5", "unit": "working-days", "source": "年度通知"}}
    six = {"pre_review_notice_days": {**five["pre_review_notice_days"], "value": "6"}}
    review = set_numbers(review, five, actor=office, now=now, version=review.version)
    review = set_numbers(review, six, actor=office, now=now, version=review.version)
    all_checked(here)
    review = take_further(review, "finish-checking", actor=office, now=now, version=None)
    with pytest.raises(ActRefused) as refused:
        set_numbers(review, five, actor=office, now=now, version=review.version)
    assert refused.value.codes == ("number-in-use",)
    later = {"report_days": {"value": "10", "unit": "working-days", "source": "年度通知"}}
    if not rules_of(here.round).stated("report_days"):
        set_numbers(review, later, actor=office, now=now, version=review.version)
    with pytest.raises(ActRefused) as refused:
        before = {"employer_notice_days": {"value": "5", "unit": "working-days", "source": "年度通知"}}
        set_numbers(review, before, actor=office, now=now, version=None)
    assert "number-too-late" in refused.value.codes


def test_steps_are_given_with_their_source_and_recusals_counted_or_not(now: dt.datetime) -> None:
    here = closed(now)
    begun(here)
    open_ = [name for name in ("revoke", "report-plan", "interview") if not rules_of(here.round).has(name)]
    assert open_, "this document names somebody for every step: choose another"
    client, name = signed_in(here.office_officer), open_[0]
    given = {"version": "1", f"who:{name}": "committee-office", "recused": "no"}
    answer = client.post(f"{HOME}settings/steps/", given)
    assert answer.status_code == 422
    assert 'data-code="step-invalid"' in answer.content.decode()
    assert client.post(f"{HOME}settings/steps/", {**given, f"source:{name}": "年度通知第七条"}).status_code == 302
    review = Review.objects.get()
    assert review.steps == [{"step": name, "who": ["committee-office"], "source": "年度通知第七条"}]
    assert review.recused_counted is False
    assert "年度通知第七条" in client.get(f"{HOME}settings/").content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Who does a step" in client.get(f"{HOME}settings/").content.decode()
