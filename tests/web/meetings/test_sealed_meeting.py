"""A whole meeting with sealed ballots: services here, the supervisor's real half, members' devices of the format page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.procedure.ballot.voter import RefusedByIssuer
from tests.web.meetings.ground import all_deliberated, hall, opened, tied
from tests.web.meetings.sealed import both, by_stick, networked
from zhicheng.procedure.ballot.recount import recount, sound
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.web.ledger.models import Entry
from zhicheng.web.meetings.minutes import digest_of
from zhicheng.web.meetings.models import Envelope, LooseEnvelope, Stamp
from zhicheng.web.meetings.platform_half import bundle_of
from zhicheng.web.meetings.services.carrying import bring_answers, to_carry
from zhicheng.web.meetings.services.minutes import sign_minutes, write_minutes
from zhicheng.web.meetings.services.opening import handing_over, keep_destruction, not_confirmed
from zhicheng.web.meetings.services.voting import record

pytestmark = [pytest.mark.django_db, pytest.mark.long]
CHOICES = {0: "YYY", 1: "YNY", 2: "YYY", 3: "YNY", 4: "YYN", 5: "YY", 6: "NYY", 7: "NNY", 8: "YAA", 9: "YNY", 10: "AYY"}
"""By member; the sixth is recused for the third applicant."""


def test_from_the_session_to_the_destroyed_key(now: dt.datetime, tmp_path: Path) -> None:
    """Eleven members, three applicants, one recused; over the network."""
    made = hall(now)
    tied(made, 5, 2)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    with networked(there):
        session = there.open(votes)
        assert session.stage == "voting"
        there.vote(CHOICES)
        assert Envelope.objects.count() == 32
        there.close()
        assert not_confirmed(there.session) == made.codes
        there.confirm(range(11))
        there.part()
        assert Envelope.objects.count() == 0 and LooseEnvelope.objects.count() == 32
        there.show(handing_over(there.session, actor=made.supervisor))
        for place in range(11):
            assert there.voter(place).look_for_rows(there.state(place)) == []
        outcomes = [record(made.vote(one), actor=made.as_(8), now=made.now) for one in range(3)]
    assert [(one.yes, one.no, one.blank, one.outcome) for one in outcomes] == [
        (8, 2, 1, "passed"), (6, 4, 1, "not-passed"), (8, 1, 1, "passed"),
    ]  # fmt: skip
    made.act("close")
    write_minutes(made.meeting, recorder="某", proceedings="某", actor=made.office, now=made.now, version=None)
    for place in range(11):
        sign_minutes(made.meeting, digest_of(made.meeting), actor=made.as_(place), now=made.now)
    made.act("sign")
    gone = desk.destroy(there.folder, there.session.digest, made.now)
    keep_destruction(there.session, gone.plain(), actor=made.supervisor, now=made.now)
    assert made.act("archive", made.supervisor).state == "archived"
    assert LooseEnvelope.objects.count() == 0 and Stamp.objects.count() == 32
    whole = bundle_of(made.meeting)
    assert whole is not None and sound(recount(whole))
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"sign-session", "close-session", "part-envelopes", "show-board", "destroy-opening-key"} <= acts


def test_by_stick(now: dt.datetime, tmp_path: Path) -> None:
    """Without a network: every page says that its messages are carried, and goes on when the answers are back."""
    made = hall(now, applicants=1)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    there.open(votes)

    def carried() -> int:
        messages = to_carry(there.session, actor=made.supervisor)
        answers = by_stick(there, tmp_path, messages)
        return bring_answers(there.session, answers, actor=made.supervisor, now=made.now)[0]

    for place in range(11):
        with pytest.raises(RefusedByIssuer) as refused:
            there.vote({place: "Y"})
        assert refused.value.codes == ("on-the-way",)
    assert carried() == 11
    there.vote(dict.fromkeys(range(11), "Y"))
    there.close()
    for place in range(11):
        with pytest.raises(RefusedByIssuer):
            there.confirm([place])
    assert carried() == 11
    assert not_confirmed(there.session) == []
    there.part()
    there.show(handing_over(there.session, actor=made.supervisor))
    assert record(made.vote(), actor=made.as_(8), now=made.now).yes == 11
