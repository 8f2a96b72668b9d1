"""A review begins when its round is closed, its eligibility is checked, and no step passes before its time."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.review.ground import all_checked, begun, closed
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.ledger.models import Entry
from zhicheng.web.review.acting import offers
from zhicheng.web.review.models import EligibilityCheck, Review
from zhicheng.web.review.process import REVIEW
from zhicheng.web.review.services import begin_review, check_eligibility, set_steps, take_further

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[ActRefused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_it_begins_once_and_only_for_the_own_office(now: dt.datetime) -> None:
    here = closed(now)
    with pytest.raises(ActRefused) as refused:
        begin_review(here.round, actor=here.as_(here.employer_officer), now=now)
    assert codes(refused) == ["no-right"]
    assert begun(here) == begun(here)
    assert Entry.objects.filter(act="begin-review").count() == 1


def test_an_open_round_has_no_second_half(now: dt.datetime) -> None:
    here = closed(now)
    here.round.__class__.objects.filter(pk=here.round.pk).update(state="open", closed_at=None)
    with pytest.raises(ActRefused) as refused:
        begun(here)
    assert codes(refused) == ["round-not-closed"]


def test_the_check_ends_when_everybody_is_checked(now: dt.datetime) -> None:
    here = closed(now)
    review, office = begun(here), here.as_(here.office_officer)
    with pytest.raises(ActRefused) as refused:
        take_further(review, "finish-checking", actor=office, now=now, version=review.version)
    assert codes(refused) == ["eligibility-unchecked"]
    all_checked(here)
    review = take_further(review, "finish-checking", actor=office, now=now, version=review.version)
    assert review.state == "checked"
    with pytest.raises(ActRefused) as refused:
        take_further(review, "begin-review", actor=office, now=now, version=review.version)
    assert codes(refused) == ["plan-not-approved", "committee-not-formed"]
    entry = Entry.objects.get(act="review-finish-checking")
    assert (entry.role, entry.actor_id) == ("committee-office", here.office_officer.pk)


def test_a_supervisor_sees_and_does_nothing_here(now: dt.datetime) -> None:
    here = closed(now)
    review = begun(here)
    all_checked(here)
    with pytest.raises(ActRefused) as refused:
        take_further(review, "finish-checking", actor=here.as_(here.supervisor), now=now, version=review.version)
    assert codes(refused) == ["not-your-step"]
    assert Review.objects.get().state == "closed"
    assert offers(REVIEW, review, actor=here.as_(here.supervisor), now=now) == ()


def test_a_stale_page_and_a_second_click_change_nothing(now: dt.datetime) -> None:
    here = closed(now)
    review, office = begun(here), here.as_(here.office_officer)
    all_checked(here)
    take_further(review, "finish-checking", actor=office, now=now, version=1)
    with pytest.raises(ActRefused) as refused:
        take_further(review, "finish-checking", actor=office, now=now, version=1)
    assert codes(refused) == ["already-done"]
    with pytest.raises(ActRefused) as refused:
        take_further(review, "reopen-checking", actor=office, now=now, version=1, reason="补查一人")
    assert codes(refused) == ["page-stale"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"outcome": "not-eligible"}, "reason-missing"),
        ({"outcome": "perhaps"}, "outcome-missing"),
        ({"outcome": "eligible", "machine": {"第七条": "not_met"}, "differences": {"第七条": " "}}, "reason-missing"),
        ({"outcome": "eligible", "differences": {"第九条": "见原件"}}, "clause-unknown"),
        ({"outcome": "eligible", "seen": 3}, "stale-page"),
    ],
)
def test_a_finding_needs_its_reasons(now: dt.datetime, given: dict[str, object], code: str) -> None:
    here = closed(now)
    begun(here)
    asked = {"way_in": "", "machine": {}, "differences": {}, "reason": "", "seen": 0, **given}
    with pytest.raises(ActRefused) as refused:
        check_eligibility(
            here.round.applications.all()[0],
            actor=here.as_(here.office_officer),
            now=now,
            **asked,  # type: ignore[arg-type]
        )
    assert code in codes(refused)
    assert not EligibilityCheck.objects.exists()


def test_no_finding_after_the_check_is_over_until_it_is_begun_anew(now: dt.datetime) -> None:
    here = closed(now)
    review, office = begun(here), here.as_(here.office_officer)
    all_checked(here)
    review = take_further(review, "finish-checking", actor=office, now=now, version=None)
    one = here.round.applications.all()[0]
    asked = {"way_in": "", "machine": {}, "differences": {}, "seen": 1, "actor": office, "now": now}
    with pytest.raises(ActRefused) as refused:
        check_eligibility(one, outcome="not-eligible", reason="学历不实", **asked)  # type: ignore[arg-type]
    assert codes(refused) == ["checking-over"]
    take_further(review, "reopen-checking", actor=office, now=now, version=None, reason="补查一人")
    found = check_eligibility(one, outcome="not-eligible", reason="学历不实", **asked)  # type: ignore[arg-type]
    assert (found.outcome, found.version) == ("not-eligible", 2)


def test_a_step_the_document_leaves_open_is_given_with_its_source(now: dt.datetime) -> None:
    here = closed(now)
    review, office = begun(here), here.as_(here.office_officer)
    step = {"step": "report-plan", "who": ["committee-office"], "source": "年度通知第三条"}
    review = set_steps(review, [step], recused_counted=False, actor=office, now=now, version=review.version)
    assert (review.steps, review.recused_counted) == ([step], False)
    for wrong in ({**step, "source": ""}, {**step, "who": ["nobody"]}, {**step, "step": "dance"}):
        with pytest.raises(ActRefused) as refused:
            set_steps(review, [wrong], recused_counted=True, actor=office, now=now, version=review.version)
        assert codes(refused) == ["step-invalid"]
