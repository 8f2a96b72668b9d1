"""Outcomes as they come from a meeting on the platform: its recorded votes, the groups' agreed scores."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.registry.ground import CONTACT, Ground, enter, ground, prepared, user_of
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.committee.models import Committee, Group
from zhicheng.web.meetings.models import Meeting, Vote
from zhicheng.web.meetings.process import ORDERED
from zhicheng.web.registry.models import EnteredOutcome, Reexamination
from zhicheng.web.registry.outcomes import outcomes_of
from zhicheng.web.registry.services.results import post_result
from zhicheng.web.scoring.models import Deliberation

pytestmark = pytest.mark.django_db


def met(made: Ground, state: str = "signed") -> Meeting:
    """A meeting of the review in a state."""
    return Meeting.objects.create(review=made.review, day=made.now.date(), place="会议中心", state=state)


def voted(made: Ground, meeting: Meeting, place: int, outcome: str, **more: object) -> Vote:
    """A vote on an applicant, recorded unless told otherwise."""
    given = {"state": "recorded", "outcome": outcome, "opened_at": made.now, **more}
    return Vote.objects.create(meeting=meeting, application=made.application(place), **given)  # type: ignore[arg-type]


def scored(made: Ground, place: int, **clauses: str) -> None:
    """What the group agreed on."""
    committee, _ = Committee.objects.get_or_create(review=made.review)
    group, _ = Group.objects.get_or_create(committee=committee, name="第1组")
    agreed = {
        "total": "61.25", "indicators": {"a": "13/6"}, "machine": {"total": "70"}, "clauses": clauses, "sheets": 3,
    }  # fmt: skip
    Deliberation.objects.create(
        application=made.application(place), group=group, opened_at=made.now, recognised=agreed, agreed_at=made.now
    )


def test_a_recorded_vote_decides_and_the_agreed_score_goes_with_it(now: dt.datetime) -> None:
    made = ground(now, entered=False)
    meeting = met(made)
    way = made.application(1).way_in
    scored(made, 1, **{"第二条": "met", "第十条": "not_met", way: "not_met", "第八条（一）": "not_met"})
    for place, outcome in enumerate(("passed", "not-passed", "passed")):
        voted(made, meeting, place, outcome)
    found = {one.serial: said for one, said in outcomes_of(made.review).items()}
    assert [found[f"X00{place}"].passed for place in range(3)] == [True, False, True]
    assert found["X001"].recognised == {"total": "61.25", "indicators": {"a": "13/6"}}
    # the chosen way in and the conditions that bind everybody; not another way that was never chosen
    assert found["X001"].unmet == (way, "第十条")
    result = prepared(made)
    assert post_result(result, CONTACT, actor=made.office, now=now, version=None).state == "posted"


def test_a_vote_that_is_not_recorded_or_was_voided_decides_nothing(now: dt.datetime) -> None:
    made = ground(now, entered=False)
    meeting = met(made, "closed")
    voted(made, meeting, 0, "passed", state="opened")
    voted(made, meeting, 1, "passed", state="voided")
    voted(made, meeting, 2, "passed")
    assert [one.serial for one in outcomes_of(made.review)] == ["X002"]
    with pytest.raises(ActRefused) as refused:
        prepared(made)
    assert refused.value.codes == ("outcome-missing",)


def test_nothing_is_entered_by_hand_beside_a_meeting_and_nothing_posted_before_its_minutes_are_signed(
    now: dt.datetime,
) -> None:
    made = ground(now)
    assert EnteredOutcome.objects.count() == 3
    meeting = met(made, "closed")
    with pytest.raises(ActRefused) as refused:
        enter(made)
    assert "meeting-here" in refused.value.codes
    for place in range(3):
        voted(made, meeting, place, "passed")
    result = prepared(made)
    with pytest.raises(ActRefused) as refused:
        post_result(result, CONTACT, actor=made.office, now=now, version=None)
    assert refused.value.codes == ("minutes-not-signed",)
    assert result.decisions.filter(passed=True).count() == 3  # the votes, not what was entered before


def test_a_re_examination_orders_another_vote_once(now: dt.datetime) -> None:
    made = ground(now, entered=False)
    meeting = met(made)
    votes = [voted(made, meeting, place, "not-passed") for place in range(3)]
    result = prepared(made)
    post_result(result, CONTACT, actor=made.office, now=now, version=None)

    def ordered(vote: Vote) -> bool:
        return any(told(vote) for told in ORDERED)

    assert not any(ordered(one) for one in votes)
    Reexamination.objects.create(
        decision=made.decision(1), state="repeat-ordered", asked_on=now.date(), text="-", fault=True,
        ended_at=made.later(2),
    )  # fmt: skip
    assert [ordered(one) for one in votes] == [False, True, False]
    Vote.objects.filter(pk=votes[1].pk).update(state="voided")
    again = voted(made, meeting, 1, "passed", run=2, opened_at=made.later(1))
    assert not ordered(again) and user_of(made, 1)
