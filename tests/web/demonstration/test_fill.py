"""The demonstration fills an empty database with rounds in every state, by the acts of the platform alone."""

from __future__ import annotations

from collections import Counter

import pytest

from zhicheng.web.accounts.models import User
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Draw, Seat
from zhicheng.web.demonstration import accounts, fill
from zhicheng.web.ledger.models import Entry
from zhicheng.web.meetings.models import Meeting, Vote
from zhicheng.web.registry.models import Certificate, Decision, Reexamination
from zhicheng.web.review.models import Review
from zhicheng.web.scoring.queries import left_to_read, left_to_settle
from zhicheng.web.visibility.standing import standing_of

OPEN_ROUNDS = ("demo-iot-2026", "demo-qti-2026", "demo-wenzhou-2026")
FIRST, SECOND, ROBOTS, QUALITY = "demo-iot-2026-1", "demo-iot-2026-2", "demo-robot-2026", "demo-qti-2026-1"


@pytest.mark.long
@pytest.mark.django_db
def test_it_fills_an_empty_database() -> None:
    fill()
    here = Application.objects.filter(round__code__in=OPEN_ROUNDS).select_related("applicant")
    assert {one.applicant.username: one.state for one in here if one.applicant} == {
        "zhou": "at-employer",
        "wu": "returned-by-employer",
        "zheng": "at-department",
        "wang": "endorsed",
        "feng": "arrived",
        "chen": "at-employer",
    }
    assert Entry.objects.filter(act="submit").count() == 6 + 4 + 6 + 3
    states = dict(Review.objects.values_list("round__code", "state"))
    assert states == {FIRST: "certified", SECOND: "reviewing", ROBOTS: "closed", QUALITY: "closed"}
    _everybody_can_sign_in()
    _the_first_batch_is_through()
    _something_waits_at_the_meeting()
    assert dict(Draw.objects.values_list("committee__review__round__code", "stage"))[ROBOTS] == "stated"
    moments = list(Entry.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments), "the ledger tells it in the order of its days"


def _everybody_can_sign_in() -> None:
    known = accounts()
    assert len({one.username for one in known}) == len(known)
    people = User.objects.filter(username__in=[one.username for one in known])
    assert people.count() == len(known)
    assert len(set(people.values_list("password", flat=True))) == 1 and people[0].check_password(known[0].password)


def _the_first_batch_is_through() -> None:
    passed = {one.application.name: one.stands for one in Decision.objects.select_related("application")}
    assert passed == {"林晓东": True, "高文博": False, "罗思远": True, "唐一鸣": False}
    assert Counter(Certificate.objects.values_list("state", flat=True)) == {"issued": 1, "revoked": 1}
    assert [one.state for one in Reexamination.objects.all()] == ["examining"]


def _something_waits_at_the_meeting() -> None:
    meeting = Meeting.objects.get(review__round__code=SECOND)
    assert meeting.state == "open" and meeting.agenda.count() == 4
    assert [one.state for one in Vote.objects.filter(meeting=meeting)] == ["recorded", "collected", "prepared"]
    people = {name: User.objects.get(username=name) for name in ("chair", "leader", "expert", "teller")}
    seats = {
        name: Seat.objects.get(expert__user=user, committee__review=meeting.review) for name, user in people.items()
    }
    assert (seats["chair"].role, seats["leader"].leads) == ("chair", True)
    assert seats["teller"] in meeting.tellers.all()
    now = meeting.opened_at
    assert now is not None
    assert left_to_read(standing_of(people["expert"], now)).count() == 1
    assert left_to_settle(standing_of(people["leader"], now)).count() == 1
