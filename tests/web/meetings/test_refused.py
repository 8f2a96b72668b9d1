"""What is refused at a meeting, and by whom."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.procedure.ballot.voter import RefusedByIssuer
from tests.web.meetings.ground import all_deliberated, deliberated, gathered, hall, opened, tied
from tests.web.meetings.paper import FIRST, SECOND, counted, decided, handed_out, taken
from tests.web.meetings.sealed import both, networked
from tests.web.people import small_pdf
from zhicheng.procedure.ballot.messages import SignedReply
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.meetings.minutes import digest_of, unsigned
from zhicheng.web.meetings.models import Card, Tally
from zhicheng.web.meetings.room import present_now
from zhicheng.web.meetings.services.attending import come_in, go_out
from zhicheng.web.meetings.services.minutes import sign_minutes, write_minutes
from zhicheng.web.meetings.services.opening import handing_over, keep_destruction, part_envelopes
from zhicheng.web.meetings.services.paper_votes import (
    collect,
    compare_counts,
    enter_count,
    hand_out,
    keep_sheet,
    take_card,
)
from zhicheng.web.meetings.services.sessions import give_up_session, keep_signature, open_session, prepare_session
from zhicheng.web.meetings.services.voting import (
    agree_to_repeat,
    choose_paper,
    dismiss_objection,
    object_to,
    prepare_votes,
    record,
    repeat_vote,
)
from zhicheng.web.papers.services import store_file

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def codes(act: Callable[[], object]) -> tuple[str, ...]:
    """Why an act is refused."""
    with pytest.raises(ActRefused) as refused:
        act()
    return refused.value.codes


def test_who_gives_up_the_seat_is_no_longer_present_and_can_be_marked_out(now: dt.datetime) -> None:
    """A member in the room leaves the committee: neither quorum nor session count them, and nobody is locked in."""
    made = hall(now)
    gathered(made, range(9))
    left = made.seats[8]
    type(left).objects.filter(pk=left.pk).update(state="declined")
    assert made.codes[8] not in present_now(made.meeting) and len(present_now(made.meeting)) == 8
    assert codes(lambda: come_in(made.meeting, [left], actor=made.office, now=made.now)) == ("not-a-member",)
    assert go_out(made.meeting, [left], actor=made.office, now=made.now) == 1


def test_below_two_thirds_nothing_opens(now: dt.datetime) -> None:
    """Seven of eleven are too few for the meeting; when two of nine leave, for a vote; eight are enough."""
    made = hall(now)
    gathered(made, range(7))
    assert codes(lambda: made.act("open")) == ("attendance-too-low",)
    come_in(made.meeting, [made.seats[7], made.seats[8], made.seats[9]], actor=made.office, now=made.now)
    made.act("open")
    deliberated(made, 0)
    prepare_votes(made.meeting, made.applications[:1], actor=made.chair, now=made.now)
    choose_paper(made.vote(), reason="断网", actor=made.chair, now=made.now)
    go_out(made.meeting, made.seats[5:8], actor=made.office, now=made.now)
    assert codes(lambda: hand_out(made.vote(), cards=7, actor=made.chair, now=made.now)) == ("attendance-too-low",)


def test_without_chair_or_before_the_day(now: dt.datetime) -> None:
    """Nobody opens it before its day, nor without chair or deputy in the room."""
    made = hall(now)
    gathered(made, range(2, 11))
    assert codes(lambda: made.act("open")) == ("chair-absent",)
    assert codes(lambda: made.act("open", made.as_(4))) == ("not-your-step",)
    made.review.plan.meeting_day += dt.timedelta(days=1)
    made.review.plan.save()
    assert "meeting-before-its-day" in codes(lambda: made.act("open"))


def test_recused_members_leave_and_do_not_vote(now: dt.datetime, tmp_path: Path) -> None:
    """No deliberation while they are in the room; no card, no ballot for them; an undecided tie is enough."""
    made = hall(now, applicants=1)
    tied(made, 4, 0, state="open")
    opened(made)
    row = made.applications[0].deliberation
    from zhicheng.web.meetings.services.deliberating import begin_deliberation

    assert codes(lambda: begin_deliberation(row, actor=made.chair, now=made.now, version=None)) == ("recused-in-room",)
    all_deliberated(made)
    there = both(made, tmp_path)
    with networked(there):
        there.open([made.vote()])
        assert there.voter(4).may_vote_on() == []
        forged = there.voter(3)
        forged.vote({made.vote().code: "Y"})
        message = forged.post([forged.envelope(made.vote().code)])
        with pytest.raises(RefusedByIssuer):
            there.voter(4).send(message | {"member": made.codes[4]})


def test_recused_on_paper(now: dt.datetime) -> None:
    """A recused member takes no card, nor does somebody who came after the deliberation, nor anybody twice."""
    made = hall(now, applicants=1)
    tied(made, 4, 0)
    opened(made, range(10))
    all_deliberated(made)
    come_in(made.meeting, [made.seats[10]], actor=made.office, now=made.now)
    handed_out(made)
    assert made.vote().cards == 9
    assert codes(lambda: take_card(made.vote(), actor=made.as_(4), now=made.now)) == ("voter-recused",)
    assert codes(lambda: take_card(made.vote(), actor=made.as_(10), now=made.now)) == ("voter-left",)
    taken(made, 0, [2])
    assert codes(lambda: take_card(made.vote(), actor=made.as_(2), now=made.now)) == ("voted-already",)
    assert codes(lambda: take_card(made.vote(), actor=made.office, now=made.now)) == ("not-your-step",)
    assert Card.objects.count() == 1


def test_a_member_who_leaves_stays_in_the_base(now: dt.datetime) -> None:
    """Who leaves after the cards are out can't take one any more; the vote ends with a reason, and the base stays."""
    made = hall(now, applicants=1)
    opened(made)
    all_deliberated(made)
    handed_out(made)
    go_out(made.meeting, [made.seats[7]], actor=made.as_(7), now=made.now)
    assert codes(lambda: take_card(made.vote(), actor=made.as_(7), now=made.now)) == ("voter-absent",)
    taken(made, 0, [one for one in range(11) if one != 7])
    assert codes(lambda: collect(made.vote(), actor=made.as_(FIRST), now=made.now)) == ("votes-missing",)
    counted(made, 0, (7, 3, 0, 0))
    done = record(made.vote(), actor=made.as_(FIRST), now=made.now)
    assert (done.base, done.needed, done.missing, done.outcome) == (11, 8, 1, "not-passed")


def test_two_counts_that_differ_are_counted_again(now: dt.datetime) -> None:
    """Neither sees the other's; a third count never decides; without the signed sheet nothing is compared."""
    made = hall(now, applicants=1)
    opened(made)
    all_deliberated(made)
    handed_out(made)
    taken(made, 0, range(11))
    collect(made.vote(), actor=made.as_(FIRST), now=made.now)
    enter_count(made.vote(), (8, 3, 0, 0), actor=made.as_(FIRST), now=made.now)
    again = codes(lambda: enter_count(made.vote(), (9, 2, 0, 0), actor=made.as_(FIRST), now=made.now))
    assert again == ("counted-already",)
    assert codes(lambda: enter_count(made.vote(), (8, 4, 0, 0), actor=made.as_(SECOND), now=made.now)) == (
        "too-many-cards",
    )
    enter_count(made.vote(), (7, 4, 0, 0), actor=made.as_(SECOND), now=made.now)
    found = codes(lambda: compare_counts(made.vote(), actor=made.as_(FIRST), now=made.now))
    assert set(found) == {"count-missing", "count-wrong", "scan-missing"}
    for one in (SECOND, FIRST):
        enter_count(made.vote(), (8, 3, 0, 0), actor=made.as_(one), now=made.now)
    assert codes(lambda: compare_counts(made.vote(), actor=made.as_(FIRST), now=made.now)) == ("scan-missing",)
    outsider = codes(lambda: keep_sheet(made.vote(), _scan(), actor=made.as_(3), now=made.now))
    assert outsider == ("no-right",)
    keep_sheet(made.vote(), _scan(), actor=made.as_(SECOND), now=made.now)
    assert compare_counts(made.vote(), actor=made.as_(FIRST), now=made.now).record["counts"][0]["recounts"] == 1
    wrong = codes(lambda: record(made.vote(), passed=False, actor=made.as_(FIRST), now=made.now))
    assert wrong == ("outcome-wrong",)
    assert Tally.objects.count() == 4


def _scan():  # type: ignore[no-untyped-def]
    return store_file(io.BytesIO(small_pdf("signed")))


def test_a_vote_repeated(now: dt.datetime) -> None:
    """An objection upheld: only with the supervisor's word the vote is void; the new one counts alone."""
    made = hall(now, applicants=1)
    opened(made)
    all_deliberated(made)
    handed_out(made)
    taken(made, 0, range(11))
    counted(made, 0, (7, 4, 0, 0))
    object_to(made.vote(), reason="有一张票夹在一起", actor=made.as_(3), now=made.now)
    assert codes(lambda: record(made.vote(), actor=made.as_(FIRST), now=made.now))
    refused = codes(lambda: repeat_vote(made.vote(), reason="重投", actor=made.chair, now=made.now))
    assert refused == ("supervisor-not-agreed",)
    agree_to_repeat(made.vote(), reason="属实", actor=made.supervisor, now=made.now)
    first = made.vote()
    second = repeat_vote(made.vote(), reason="票粘连", actor=made.chair, now=made.now)
    first.refresh_from_db()
    assert (first.state, second.run, made.vote().pk) == ("voided", 2, second.pk)
    assert decided(made, 0, (8, 3, 0, 0), range(11)).outcome == "passed"
    assert codes(lambda: repeat_vote(made.vote(), reason="再来", actor=made.chair, now=made.now))


def test_an_objection_dismissed(now: dt.datetime) -> None:
    """Only who presides dismisses, with a reason; then the outcome is recorded."""
    made = hall(now, applicants=1)
    opened(made)
    all_deliberated(made)
    handed_out(made)
    taken(made, 0, range(11))
    counted(made, 0, (8, 3, 0, 0))
    object_to(made.vote(), reason="怀疑", actor=made.as_(3), now=made.now)
    assert codes(lambda: dismiss_objection(made.vote(), reason="", actor=made.chair, now=made.now)) == (
        "reason-missing",
    )
    assert codes(lambda: dismiss_objection(made.vote(), reason="无据", actor=made.as_(4), now=made.now))
    dismiss_objection(made.vote(), reason="无据", actor=made.chair, now=made.now)
    assert record(made.vote(), actor=made.as_(FIRST), now=made.now).outcome == "passed"


def test_somebody_leaves_after_the_file_is_signed(now: dt.datetime, tmp_path: Path) -> None:
    """The ballot does not open with another room than the one signed; the next run repeats, with fresh keys."""
    made = hall(now, applicants=1)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    prepare_session(made.meeting, votes, actor=made.chair, now=made.now)
    there.sign()
    go_out(made.meeting, [made.seats[6]], actor=made.office, now=made.now)
    first = there.session
    assert codes(lambda: open_session(first, actor=made.chair, now=made.now)) == ("room-changed",)
    assert codes(lambda: prepare_session(made.meeting, votes, actor=made.chair, now=made.now)) == ("session-live",)
    give_up_session(first, reason="评委离席", actor=made.chair, now=made.now)
    there.folder.mark([], [made.codes[6]])
    with networked(there):
        second = there.open([made.vote()])
        assert (second.run, second.repeats_id, second.code) == (2, first.pk, first.code)
        there.vote(dict.fromkeys([one for one in range(11) if one != 6], "Y"))
        with pytest.raises(RefusedByIssuer):
            there.voter(6)


def test_a_sealed_ballot_repeated_as_a_whole(now: dt.datetime, tmp_path: Path) -> None:
    """Before opening one repeated vote takes its session with it: the supervisor's program opens nothing of it."""
    made = hall(now, applicants=2)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    with networked(there):
        there.open(votes)
        there.vote(dict.fromkeys(range(11), "YY"))
        there.close()
        first = there.session
        agree_to_repeat(made.vote(0), reason="信封缺失", actor=made.supervisor, now=made.now)
        repeat_vote(made.vote(0), reason="信封缺失", actor=made.chair, now=made.now)
        first.refresh_from_db()
        assert first.stage == "void" and {made.vote(one).run for one in range(2)} == {2}
        assert codes(lambda: part_envelopes(first, actor=made.chair, now=made.now)) == ("not-closed",)
        there.open([made.vote(0), made.vote(1)])
        there.vote(dict.fromkeys(range(11), "YN"))
        there.close()
        there.confirm(range(11))
        there.part()
        there.show(handing_over(there.session, actor=made.supervisor))
        with pytest.raises(ActRefused):
            desk.open_session(there.folder, first.digest, {})
        done = [record(made.vote(one), actor=made.as_(FIRST), now=made.now).yes for one in range(2)]
    assert done == [11, 0]


def test_closing_and_parting_too_early(now: dt.datetime, tmp_path: Path) -> None:
    """Not without a reason for who has not voted; not before every page has confirmed, or a reason; no late envelope."""
    made = hall(now, applicants=1)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    with networked(there):
        there.open(votes)
        there.vote(dict.fromkeys(range(10), "Y"))
        assert codes(there.close) == ("envelopes-missing",)
        assert codes(there.part) == ("not-closed",)
        there.close({(made.codes[10], made.vote().code): "设备故障，本人同意"})
        with pytest.raises(RefusedByIssuer) as late:
            there.vote({10: "Y"})
        assert late.value.codes == ("closed",)
        there.confirm(range(9))
        assert codes(there.part) == ("envelopes-unconfirmed",)
        there.part("一台设备没电，监督方已当面问过")
        why = {made.codes[9]: "没电，本人同意"}
        there.show(handing_over(there.session, actor=made.supervisor), why)
        done = record(made.vote(), actor=made.as_(FIRST), now=made.now)
    assert (done.yes, done.missing, done.base) == (10, 1, 11)


def test_statements_that_are_not_the_supervisors(now: dt.datetime, tmp_path: Path) -> None:
    """Nobody else hands in a signature, a wrong one is refused; no destruction before the minutes are signed."""
    made = hall(now, applicants=1)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    session = prepare_session(made.meeting, votes, actor=made.chair, now=made.now)
    forged = SignedReply(
        format="zhicheng-ballot-signed/1", session=session.digest, signature=session.own_signature, tags={}
    ).plain()
    assert codes(lambda: keep_signature(session, forged, actor=made.supervisor, now=made.now)) == ("bad-signature",)
    assert codes(lambda: keep_signature(session, forged, actor=made.chair, now=made.now)) == ("no-right",)
    there.sign()
    with networked(there):
        open_session(there.session, actor=made.chair, now=made.now)
        there.vote(dict.fromkeys(range(11), "Y"))
        there.close()
        there.confirm(range(11))
        there.part()
        there.show(handing_over(there.session, actor=made.supervisor))
    gone = desk.destroy(there.folder, there.session.digest, made.now).plain()
    early = codes(lambda: keep_destruction(there.session, gone, actor=made.supervisor, now=made.now))
    assert early == ("minutes-first",)


def test_minutes_that_lack_something(now: dt.datetime) -> None:
    """Not signed by who presides before every member who was there has signed, or it says why not; changed words anew."""
    made = hall(now, applicants=1)
    opened(made)
    all_deliberated(made)
    decided(made, 0, (11, 0, 0, 0), range(11))
    made.act("close")
    assert codes(lambda: made.act("sign")) == ("minutes-incomplete",)
    words = {"recorder": "某", "proceedings": "某", "actor": made.office, "version": None}
    write_minutes(made.meeting, now=made.now, **words)  # type: ignore[arg-type]
    seen = digest_of(made.meeting)
    for place in range(10):
        sign_minutes(made.meeting, seen, actor=made.as_(place), now=made.now)
    assert unsigned(made.meeting) == [made.codes[10]]
    assert codes(lambda: made.act("sign")) == ("minutes-incomplete",)
    write_minutes(made.meeting, now=made.now, unsigned={made.codes[10]: "急诊"}, **words)  # type: ignore[arg-type]
    assert digest_of(made.meeting) == seen  # a reason for one leaves the others' signatures
    write_minutes(made.meeting, now=made.now, remarks="补充", unsigned={made.codes[10]: "急诊"}, **words)  # type: ignore[arg-type]
    late = codes(lambda: sign_minutes(made.meeting, seen, actor=made.as_(1), now=made.now))
    assert late == ("minutes-changed",) and len(unsigned(made.meeting)) == 10
    for place in range(10):
        sign_minutes(made.meeting, digest_of(made.meeting), actor=made.as_(place), now=made.now)
    assert made.act("sign").state == "signed"
