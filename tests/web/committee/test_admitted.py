"""Whom an intermediate committee has declined goes no further: not onto the notice, not to a reader, not to a group."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.review.ground import all_checked, begun, closed
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.committee.models import Committee, Group
from zhicheng.web.committee.plan_process import to_be_named
from zhicheng.web.committee.services.assignment_jobs import eligible
from zhicheng.web.review.models import EligibilityCheck, Recommendation, Review
from zhicheng.web.scoring.models import Deliberation
from zhicheng.web.scoring.services.opening import open_deliberations

pytestmark = pytest.mark.django_db


def test_a_declined_applicant_is_named_read_and_judged_by_nobody(now: dt.datetime) -> None:
    here = closed(now, "zj-qti-2023/senior-engineer", applicants=3)
    review = begun(here)
    all_checked(here)
    body = Organisation.objects.create(name="示例中评委", kind="intermediate-committee")
    people = list(here.round.applications.order_by("pk"))
    for one, state in zip(people, ("recommended", "not-recommended", "exempt"), strict=True):
        Recommendation.objects.create(
            application=one, organisation=body, state=state, handed_by=here.office_officer, handed_at=now
        )
    assert EligibilityCheck.objects.filter(outcome="eligible").count() == 3
    goes_on = [people[0], people[2]]
    assert to_be_named(here.round) == goes_on
    committee = Committee.objects.create(review=review, state="formed")
    assert list(eligible(committee).values()) == goes_on
    Group.objects.create(committee=committee, name="评议组", specialties=[])
    Review.objects.filter(pk=review.pk).update(state="reviewing")
    open_deliberations(review, actor=here.as_(here.office_officer), now=now)
    assert [one.application for one in Deliberation.objects.order_by("application")] == goes_on
