"""Who would do something at a meeting out of turn, or where they are recused; and two who act at the same moment."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, connections

from tests.web.meetings.ground import Hall, all_deliberated, hall, opened, tied
from tests.web.meetings.paper import FIRST, SECOND, counted, handed_out, taken
from tests.web.meetings.sealed import both, networked
from tests.web.people import signed_in, small_pdf
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import current_moment
from zhicheng.web.ledger.models import Entry
from zhicheng.web.meetings.models import BallotSession, Meeting, Tally, Vote
from zhicheng.web.meetings.queries import agenda_of
from zhicheng.web.meetings.room import recused_for
from zhicheng.web.meetings.services.attending import come_in, go_out
from zhicheng.web.meetings.services.convening import name_tellers
from zhicheng.web.meetings.services.deliberating import begin_deliberation, end_deliberation
from zhicheng.web.meetings.services.mailbox import most_relayed
from zhicheng.web.meetings.services.paper_votes import collect, enter_count, hand_out, keep_sheet
from zhicheng.web.meetings.services.sessions import give_up_session, open_session, prepare_session
from zhicheng.web.meetings.services.voting import (
    agree_to_repeat,
    choose_paper,
    dismiss_objection,
    object_to,
    prepare_votes,
    record,
    repeat_vote,
)
from zhicheng.web.meetings.views.voter import MOST_A_MINUTE
from zhicheng.web.papers.services import store_file
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.rate import limited

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def codes(act: Callable[[], object]) -> tuple[str, ...]:
    """Why an act is refused."""
    with pytest.raises(ActRefused) as refused:
        act()
    return refused.value.codes


def test_nothing_opens_while_the_meeting_is_adjourned(now: dt.datetime) -> None:
    made = hall(now, applicants=1)
    opened(made)
    all_deliberated(made)
    choose_paper(made.vote(), reason="断网", actor=made.chair, now=made.now)
    made.act("adjourn", reason="午休")
    assert codes(lambda: hand_out(made.vote(), cards=11, actor=made.chair, now=made.now)) == ("meeting-not-open",)
    made.act("resume")
    assert hand_out(made.vote(), cards=11, actor=made.chair, now=made.now).state == "paper-open"


def test_a_recused_chair_leaves_the_vote_to_a_deputy(now: dt.datetime, tmp_path: Path) -> None:
    """Deliberation, cards, sealed ballot: who is tied to the applicant presides over none of it, on the page either."""
    made = hall(now, applicants=2)
    tied(made, 0, 0)
    opened(made)
    deputy, moment = made.as_(1), made.now
    for place in range(2):
        row = made.applications[place].deliberation
        go_out(made.meeting, [made.seats[0]] if place == 0 else [], actor=made.office, now=made.now)
        row = begin_deliberation(row, actor=deputy, now=made.now, version=None)
        end_deliberation(row, made.meeting, actor=deputy, now=made.now, version=None)
        come_in(made.meeting, [made.seats[0]], actor=made.office, now=made.now)
    votes = prepare_votes(made.meeting, made.applications, actor=made.chair, now=made.now)
    refused = codes(lambda: choose_paper(made.vote(), reason="断网", actor=made.chair, now=made.now))
    assert refused == ("handler-recused",) and made.now > moment
    both(made, tmp_path)
    mixed = codes(lambda: prepare_session(made.meeting, votes, actor=made.chair, now=made.now))
    assert mixed == ("handler-recused",)
    page = signed_in(made.users[0]).get(f"/expert/meeting/{made.meeting.pk}/chair/").content.decode()
    assert f'value="{votes[0].pk}">' in page and f'value="{votes[1].pk}" checked>' in page
    choose_paper(made.vote(), reason="断网", actor=deputy, now=made.now)
    assert codes(lambda: hand_out(made.vote(), cards=10, actor=made.chair, now=made.now)) == ("handler-recused",)
    assert hand_out(made.vote(), cards=10, actor=deputy, now=made.now).state == "paper-open"


def test_a_recused_teller_counts_nothing_and_a_recused_member_objects_to_nothing(now: dt.datetime) -> None:
    made = hall(now, applicants=1)
    tied(made, FIRST, 0)
    tied(made, 3, 0, state="open")
    opened(made)
    all_deliberated(made)
    handed_out(made)
    taken(made, 0, [one for one in range(11) if one not in (3, FIRST)])
    for one in (FIRST, SECOND):
        assert codes(lambda one=one: collect(made.vote(), actor=made.as_(one), now=made.now)) == ("teller-recused",)
    name_tellers(made.meeting, [made.seats[SECOND], made.seats[10]], actor=made.chair, now=made.now, version=None)
    collect(made.vote(), actor=made.as_(SECOND), now=made.now)
    for one in (SECOND, 10):
        enter_count(made.vote(), (9, 0, 0, 0), actor=made.as_(one), now=made.now)
    scan = store_file(io.BytesIO(small_pdf("signed")))
    tied(made, 10, 0)  # found out while they count
    late = codes(lambda: keep_sheet(made.vote(), scan, actor=made.as_(10), now=made.now))
    assert late == ("teller-recused",)
    Vote.objects.filter(pk=made.vote().pk).update(state="opened", yes=9, no=0, blank=0, spoiled=0)
    assert "handler-recused" in codes(lambda: record(made.vote(), actor=made.as_(10), now=made.now))
    barred = codes(lambda: object_to(made.vote(), reason="不服", actor=made.as_(3), now=made.now))
    assert barred == ("voter-recused",)
    assert record(made.vote(), actor=made.as_(SECOND), now=made.now).state == "recorded"


def test_whoever_applies_has_no_part_in_the_own_vote(now: dt.datetime) -> None:
    """A deputy who applies is kept from the own vote, the own count and the whole minutes, without any tie on file."""
    made = hall(now, applicants=2)
    Application.objects.filter(pk=made.applications[0].pk).update(applicant=made.users[1])
    made.applications[0].refresh_from_db()
    opened(made)
    assert recused_for(made.meeting, made.applications)[made.applications[0].pk] == {made.codes[1]}
    all_deliberated(made)
    deputy = made.as_(1)
    assert "no-right" in codes(lambda: choose_paper(made.vote(0), reason="断网", actor=deputy, now=made.now))
    choose_paper(made.vote(1), reason="断网", actor=deputy, now=made.now)
    client = signed_in(made.users[1])
    page = f"/expert/meeting/{made.meeting.pk}/"
    assert client.get(f"{page}minutes.pdf").status_code == 409
    assert client.get(page).status_code == 200
    tied(made, 4, 0)
    own, other = agenda_of(deputy, made.meeting, rules_of(made.here.round), made.seats[1])
    assert (own.vote, own.deliberation, own.recused) == (None, None, []) and other.vote is not None
    assert len(agenda_of(made.chair, made.meeting, rules_of(made.here.round))[0].recused) == 2
    Application.objects.filter(pk=made.applications[0].pk).update(applicant=made.here.office_officer)
    office, code = signed_in(made.here.office_officer), made.here.round.code
    assert office.get(f"/reviews/{code}/meeting/minutes.pdf").status_code == 409
    assert office.get(f"/reviews/{code}/meeting/scans/seal/").status_code == 409


def test_an_empty_figure_is_no_nought(now: dt.datetime) -> None:
    made = hall(now, applicants=1)
    opened(made)
    all_deliberated(made)
    handed_out(made)
    taken(made, 0, range(11))
    collect(made.vote(), actor=made.as_(FIRST), now=made.now)
    client, pk = signed_in(made.users[FIRST]), made.vote().pk
    page = f"/expert/meeting/{made.meeting.pk}/count/"
    for wrong in ({"yes": "11", "no": ""}, {"yes": "11", "no": "-1"}, {"yes": "9" * 5000, "no": "0"}):
        posted = {"act": "count", "vote": str(pk), "blank": "0", "spoiled": "0", **wrong}
        found = client.post(page, posted)
        assert found.status_code == 409 and b"figure-missing" in found.content, wrong
    assert client.post(page, {"act": "count", "vote": "9" * 5000}).status_code == 404
    assert not Tally.objects.exists()
    client.post(page, {"act": "count", "vote": str(pk), "yes": "11", "no": "0", "blank": "0", "spoiled": "0"})
    assert Tally.objects.get().yes == 11


def test_a_scan_that_takes_the_place_of_another_is_an_entry(now: dt.datetime) -> None:
    made = hall(now, applicants=1)
    opened(made)
    all_deliberated(made)
    handed_out(made)
    taken(made, 0, range(11))
    collect(made.vote(), actor=made.as_(FIRST), now=made.now)
    scans = [store_file(io.BytesIO(small_pdf(name))) for name in ("one", "two")]
    for place, scan in zip((FIRST, SECOND), scans, strict=True):
        keep_sheet(made.vote(), scan, actor=made.as_(place), now=made.now)
    kept = [one.open_detail for one in Entry.objects.filter(act="keep-count-sheet").order_by("pk")]
    assert kept == [{"sha256": scans[0].sha256}, {"sha256": scans[1].sha256, "from": scans[0].sha256}]


def test_agreeing_in_advance_and_repeating_what_has_not_begun(now: dt.datetime, tmp_path: Path) -> None:
    """The supervisor agrees to a repetition once there is something to repeat; a prepared vote is not repeated."""
    made = hall(now, applicants=1)
    opened(made)
    votes = all_deliberated(made)
    early = codes(lambda: agree_to_repeat(made.vote(), reason="备用", actor=made.supervisor, now=made.now))
    assert early == ("nothing-to-repeat",)
    there = both(made, tmp_path)
    prepare_session(made.meeting, votes, actor=made.chair, now=made.now)
    there.sign()
    assert codes(lambda: repeat_vote(made.vote(), reason="重投", actor=made.chair, now=made.now))
    assert there.session.stage == "signed"
    assert codes(lambda: choose_paper(made.vote(), reason="断网", actor=made.chair, now=made.now)) == ("session-live",)
    stale = made.vote()
    Vote.objects.filter(pk=stale.pk).update(session=None)
    unseen = Vote.objects.select_related("session", "meeting").get(pk=stale.pk)  # read before the session was made
    Vote.objects.filter(pk=stale.pk).update(session=there.session)
    assert codes(lambda: choose_paper(unseen, reason="断网", actor=made.chair, now=made.now)) == ("session-live",)


def test_what_was_agreed_to_ends_with_the_objection(now: dt.datetime) -> None:
    """The supervisor agrees, the chair dismisses: another repetition needs another word."""
    made = hall(now, applicants=1)
    opened(made)
    all_deliberated(made)
    handed_out(made)
    taken(made, 0, range(11))
    counted(made, 0, (8, 3, 0, 0))
    object_to(made.vote(), reason="怀疑", actor=made.as_(3), now=made.now)
    agree_to_repeat(made.vote(), reason="可重投", actor=made.supervisor, now=made.now)
    dismiss_objection(made.vote(), reason="已当场澄清", actor=made.chair, now=made.now)
    refused = codes(lambda: repeat_vote(made.vote(), reason="重投", actor=made.chair, now=made.now))
    assert refused == ("supervisor-not-agreed",)


def test_a_session_that_was_given_up_never_opens(now: dt.datetime, tmp_path: Path) -> None:
    made = hall(now, applicants=1)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    prepare_session(made.meeting, votes, actor=made.chair, now=made.now)
    there.sign()
    given_up = give_up_session(there.session, reason="评委离席", actor=made.chair, now=made.now)
    assert codes(lambda: open_session(given_up, actor=made.chair, now=made.now)) == ("not-to-open",)
    assert BallotSession.objects.get(pk=given_up.pk).stage == "void"


def test_a_page_that_does_not_find_its_envelope_is_an_entry_and_so_is_its_taking_back(
    now: dt.datetime, tmp_path: Path
) -> None:
    made = hall(now, applicants=1)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    with networked(there):
        there.open(votes)
        there.vote(dict.fromkeys(range(11), "Y"))
        there.close()
        there.confirm([0])
        assert there.voter(2).look_for_envelopes(there.state(2), {made.vote().code: "0" * 64})
        assert there.session.objecting == [made.codes[2]]
        assert there.voter(2).look_for_envelopes(there.state(2)) == []
    acts = Entry.objects.filter(act__in=["object-to-ballots", "withdraw-ballot-objection"]).order_by("pk")
    assert [one.act for one in acts] == ["object-to-ballots", "withdraw-ballot-objection"]
    assert [one.detail["expert"] for one in acts] == [made.codes[2]] * 2
    assert not there.session.objecting


def test_what_a_supervisor_takes_away_is_an_entry_each(now: dt.datetime, tmp_path: Path) -> None:
    made = hall(now, applicants=1)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    prepare_session(made.meeting, votes, actor=made.chair, now=made.now)
    there.sign()
    client, page = signed_in(made.here.supervisor), f"/reviews/{made.here.round.code}/meeting/supervisor/"
    for what in (f"{there.session.pk}/session/", f"{there.session.pk}/messages/", "ballots.json"):
        assert client.get(f"{page}{what}").status_code == 200, what
    taken_away = list(Entry.objects.filter(act="export").order_by("pk").values_list("object_id", flat=True))
    assert taken_away == ["ballot-session", "ballot-messages", "ballots"]


def test_too_many_messages_in_a_minute(now: dt.datetime) -> None:
    made = hall(now, applicants=1)
    opened(made)
    client, address = signed_in(made.users[3]), f"/vote/{made.meeting.code}/messages"
    sent = {"content_type": "application/json", "headers": {"Origin": "http://testserver"}}
    said = client.post(address, {"format": "x"}, **sent)
    assert said.status_code == 200
    for _ in range(MOST_A_MINUTE):
        limited(f"ballot:{made.users[3].pk}", limit=MOST_A_MINUTE, seconds=60, now=current_moment())
    said = client.post(address, {"format": "x"}, **sent)
    assert said.status_code == 429 and said.json()["refusals"][0]["code"] == "too-often"
    assert signed_in(made.users[4]).post(address, {"format": "x"}, **sent).status_code == 200
    zero = signed_in(made.users[5]).post(address, {"format": "x\0"}, **sent)
    assert zero.json()["refusals"][0]["code"] == "bad-message"


def test_one_member_can_t_fill_the_mailbox(now: dt.datetime, tmp_path: Path) -> None:
    """Without a network the messages to the supervisor wait in rows: so many of one member, and no more."""
    made = hall(now, applicants=1)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    there.open(votes)
    most = most_relayed(there.session)
    from zhicheng.web.meetings.services.mailbox import _carried

    said = [_carried(there.session, made.codes[3], {"format": "x", "n": place}) for place in range(most + 2)]
    told = [one["refusals"][0]["code"] for one in said]
    assert told == ["on-the-way"] * most + ["too-many-messages"] * 2
    assert there.session.relayed.count() == most
    again = _carried(there.session, made.codes[3], {"format": "x", "n": 0})
    assert again["refusals"][0]["code"] == "on-the-way"  # the same message asks for its answer
    other = _carried(there.session, made.codes[4], {"format": "x", "n": most})
    assert other["refusals"][0]["code"] == "on-the-way"


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What comes of acts that begin at one moment, each on a connection of its own: a value or the codes of a refusal."""
    start, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait()
            found[place] = act()  # type: ignore[call-overload]
        except ActRefused as refused:
            found[place] = refused.codes  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert not any(one.is_alive() for one in threads)
    return found


def waits_for_the_meeting(made: Hall, act: Callable[[], object]) -> bool:
    """Whether an act waits while somebody holds the meeting's row, as whoever comes in or goes out does."""
    done = threading.Event()

    def run() -> None:
        try:
            act()
        except ActRefused:
            pass
        finally:
            done.set()
            connections.close_all()

    from django.db import transaction

    with transaction.atomic():
        Meeting.objects.select_for_update(no_key=True).get(pk=made.meeting.pk)
        thread = threading.Thread(target=run)
        thread.start()
        waited = not done.wait(1)
    thread.join(60)
    return waited


@pytest.mark.django_db(transaction=True)
def test_the_room_stands_still_while_cards_are_handed_out_or_a_session_opens(now: dt.datetime, tmp_path: Path) -> None:
    made = hall(now, applicants=2)
    opened(made)
    votes = all_deliberated(made)
    choose_paper(made.vote(1), reason="断网", actor=made.chair, now=made.now)
    assert waits_for_the_meeting(made, lambda: hand_out(made.vote(1), cards=11, actor=made.chair, now=made.now))
    there = both(made, tmp_path)
    prepare_session(made.meeting, votes[:1], actor=made.chair, now=made.now)
    there.sign()
    session = there.session
    assert waits_for_the_meeting(made, lambda: open_session(session, actor=made.chair, now=made.now))
    assert {made.vote(0).state, made.vote(1).state} == {"open", "paper-open"}
    assert waits_for_the_meeting(made, lambda: come_in(made.meeting, [], actor=made.office, now=made.now))


@pytest.mark.django_db(transaction=True)
def test_repeating_a_vote_while_another_of_its_session_is_repeated(now: dt.datetime, tmp_path: Path) -> None:
    """Two presses at one moment: the session is given up once, each vote is repeated once, nobody waits for the other."""
    made = hall(now, applicants=2)
    opened(made)
    votes = all_deliberated(made)
    there = both(made, tmp_path)
    there.open(votes)
    for place in range(2):
        agree_to_repeat(made.vote(place), reason="信封缺失", actor=made.supervisor, now=made.now)
    stale, chair, deputy, moment = [made.vote(0), made.vote(1)], made.chair, made.as_(1), made.now
    found = at_once(
        lambda: repeat_vote(stale[0], reason="信封缺失", actor=chair, now=moment).run,
        lambda: repeat_vote(stale[1], reason="信封缺失", actor=deputy, now=moment).run,
    )
    assert sorted(map(str, found))[1] == "2", found
    assert Vote.objects.filter(state="voided").count() == 2 and {made.vote(one).run for one in range(2)} == {2}
    assert there.session.stage == "void"
    assert connection.vendor == "postgresql"
