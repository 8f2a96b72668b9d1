"""Two people acting on a review at the same moment: one wins, the other is told why, nothing is done twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.web.applications.test_at_once import at_once, one_won
from tests.web.people import World
from tests.web.review.ground import all_checked, arrived, begun, closed, intermediate, judged, own_application
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.models import Entry
from zhicheng.web.review.models import EligibilityCheck, Recommendation, Review
from zhicheng.web.review.services import (
    begin_review,
    check_eligibility,
    check_together,
    exempt_application,
    hand_over,
    set_numbers,
    take_further,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 10, 12, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _moment() -> None:
    state_moment(NOW)


def finding(here: World, one: Application, outcome: str = "eligible") -> Callable[[], object]:
    return lambda: check_eligibility(
        one,
        outcome=outcome,
        way_in="",
        machine={},
        differences={},
        reason="查",
        actor=here.as_(here.office_officer),
        now=NOW,
        seen=0,
    )


def test_a_review_begun_twice_is_one() -> None:
    here = closed(NOW)
    actor = here.as_(here.office_officer)
    found = at_once(*(lambda: begin_review(here.round, actor=actor, now=NOW),) * 2)
    assert found == [(), ()]
    assert (Review.objects.count(), Entry.objects.filter(act="begin-review").count()) == (1, 1)


def test_two_findings_on_one_application() -> None:
    here = closed(NOW)
    begun(here)
    one = here.round.applications.order_by("pk")[0]
    found = at_once(finding(here, one), finding(here, one, "not-eligible"))
    assert one_won(found)
    assert ("stale-page",) in found
    assert EligibilityCheck.objects.get().version == 1


def test_a_finding_and_the_end_of_the_check() -> None:
    here = closed(NOW)
    review, office = begun(here), here.as_(here.office_officer)
    all_checked(here)
    late = arrived(here, "晚到", "X100")
    found = at_once(
        finding(here, late), lambda: take_further(review, "finish-checking", actor=office, now=NOW, version=None)
    )
    assert found[0] == (), "the check can't end before everybody is checked"
    assert found[1] in ((), ("eligibility-unchecked",))
    assert EligibilityCheck.objects.filter(application=late).exists()


def test_many_together_and_one_of_them_alone() -> None:
    here = judged(NOW)
    review, one = begun(here), own_application(here)
    office = here.as_(here.office_officer)
    found = at_once(lambda: check_together(review, [one], actor=office, now=NOW), finding(here, one, "not-eligible"))
    assert one_won(found)
    assert EligibilityCheck.objects.get().version == 1


def test_handed_over_twice_or_exempt_at_the_same_moment() -> None:
    here = judged(NOW, "zj-qti-2023/senior-engineer", way_in="（七）2")
    review, one, office = begun(here), own_application(here), here.as_(here.office_officer)
    first, _ = intermediate(here)
    second, _ = intermediate(here, "另一中评委", "olaf")
    found = at_once(
        lambda: hand_over(review, [one], first, actor=office, now=NOW),
        lambda: hand_over(review, [one], second, actor=office, now=NOW),
        lambda: exempt_application(review, one, reason="例外", actor=office, now=NOW, version=0),
    )
    assert one_won(found)
    assert Recommendation.objects.count() == 1


def test_the_same_number_set_twice() -> None:
    here = closed(NOW)
    review, office = begun(here), here.as_(here.office_officer)

    def setting(value: str) -> Callable[[], object]:
        numbers = {"pre_review_notice_days": {"value": value, "unit": "working-days", "source": "年度通知"}}
        return lambda: set_numbers(review, numbers, actor=office, now=NOW, version=review.version)

    found = at_once(setting("5"), setting("6"))
    assert one_won(found)
    assert ("stale-page",) in found
