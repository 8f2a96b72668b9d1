"""Nobody's view of a meeting holds who voted how; counts before their time are for nobody, names for no outsider."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.web.meetings.ground import all_deliberated, hall, opened
from tests.web.meetings.paper import FIRST, SECOND, handed_out, taken
from tests.web.meetings.sealed import both, networked
from tests.web.people import signed_in
from zhicheng.web.meetings import ballots
from zhicheng.web.meetings.models import BallotSession, Card, Meeting, Presence, Signature, Tally, Vote
from zhicheng.web.meetings.services.paper_votes import collect, enter_count
from zhicheng.web.visibility.scope import registered, visible

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_ballots_are_objects_of_nobody() -> None:
    """What holds a voter beside a ballot, or a card, is in no cell of the table: no page, search or export begins there."""
    shown = {model for model, _ in registered().values()}
    hidden = {ballots.Envelope, ballots.LooseEnvelope, ballots.Stamp, ballots.Relayed, Card}
    assert not shown & hidden


def test_outsiders_find_no_meeting(now: dt.datetime) -> None:
    """Not the applicant, the employer, the department, the operator, nor an expert without a seat."""
    made = hall(now)
    opened(made)
    all_deliberated(made)
    made.seats[10].state = "declined"
    made.seats[10].save()
    outside = [
        made.here.applicant,
        made.here.employer_officer,
        made.here.city_officer,
        made.here.operator,
        made.users[10],
    ]
    for model in (Meeting, Presence, Vote, BallotSession, Tally, Signature):
        for user in outside:
            assert not visible(made.here.as_(user), "view", model.objects.all()).exists(), (model, user)
    assert visible(made.office, "view", Vote.objects.all()).count() == 3
    assert visible(made.as_(4), "view", Vote.objects.all()).count() == 3


def test_a_count_is_for_its_teller_alone(now: dt.datetime) -> None:
    """Until both have counted and compared neither the other teller, the chair, the office nor the supervisor sees it."""
    made = hall(now, applicants=1)
    opened(made)
    all_deliberated(made)
    handed_out(made)
    taken(made, 0, range(11))
    collect(made.vote(), actor=made.as_(FIRST), now=made.now)
    enter_count(made.vote(), (9, 2, 0, 0), actor=made.as_(FIRST), now=made.now)
    for other in (made.as_(SECOND), made.chair, made.office, made.supervisor):
        assert not visible(other, "view", Tally.objects.all()).exists()
    assert visible(made.as_(FIRST), "view", Tally.objects.all()).count() == 1


def test_pages_while_the_ballot_runs(now: dt.datetime, tmp_path: Path) -> None:
    """Office and supervisor see no member beside the ballot, the chair only who is still awaited; nobody an envelope."""
    made = hall(now, applicants=1)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    with networked(there):
        there.open(votes)
        there.vote(dict.fromkeys(range(10), "Y"))
    page = f"/reviews/{made.here.round.code}/meeting/"
    chair = f"/expert/meeting/{made.meeting.pk}/chair/"
    sealed = [one["key"] for one in ballots.Envelope.objects.values_list("body", flat=True)]
    for user, address in (
        (made.here.office_officer, page),
        (made.here.supervisor, page),
        (made.here.supervisor, f"{page}supervisor/"),
        (made.users[0], chair),
        (made.users[3], f"/expert/meeting/{made.meeting.pk}/"),
    ):
        text = signed_in(user).get(address).content.decode()
        assert not [one for one in sealed if one in text]
        assert "why-m03" not in text
    assert "why-m10" in signed_in(made.users[0]).get(chair).content.decode()
    exported = signed_in(made.here.office_officer).get(f"{page}?export=1")
    assert exported.status_code == 200 and "spreadsheet" in exported.headers["Content-Type"]
