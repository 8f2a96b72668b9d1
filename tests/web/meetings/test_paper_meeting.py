"""A whole meeting with votes on paper, eleven members, by its services."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.meetings.ground import all_deliberated, hall, opened, tied
from tests.web.meetings.paper import decided
from zhicheng.web.ledger.models import Entry
from zhicheng.web.meetings.minutes import digest_of
from zhicheng.web.meetings.services.minutes import sign_minutes, write_minutes
from zhicheng.web.review.others import facts_of

pytestmark = pytest.mark.django_db


def test_from_convening_to_the_archive(now: dt.datetime) -> None:
    """Three votes on paper: one passes with the least there is, one misses by one, one with a recused member."""
    made = hall(now)
    tied(made, 5, 2)
    opened(made)
    all_deliberated(made)
    everybody = range(11)
    assert decided(made, 0, (8, 3, 0, 0), everybody).outcome == "passed"
    assert decided(made, 1, (7, 2, 1, 1), everybody).outcome == "not-passed"
    third = decided(made, 2, (8, 2, 0, 0), [one for one in everybody if one != 5])
    assert (third.base, third.needed, third.outcome) == (11, 8, "passed")  # the recused one counts in the base
    assert third.record["results"][0]["passed"] is True
    made.act("close")
    write_minutes(
        made.meeting, recorder="办公室", proceedings="逐一评议、投票。", actor=made.office, now=made.now, version=None
    )
    for place in everybody:
        sign_minutes(made.meeting, digest_of(made.meeting), actor=made.as_(place), now=made.now)
    made.act("sign")
    assert facts_of(made.here.round)["meeting_state"] == "signed"
    assert made.act("archive", made.supervisor).state == "archived"
    acts = list(Entry.objects.order_by("pk").values_list("act", flat=True))
    assert acts.count("vote-record") == 3 and acts.count("come-in") == 12 and "meeting-archive" in acts
