"""Two whole rounds by their pages, from the committee's door to the certificate and its revocation: the Internet of Things with
a committee of eleven, quality infrastructure with one of twenty-five. The supervisors work on machines of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("django", reason="the web extra is not installed")
pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")

from playwright.sync_api import Browser

from tests.browser.rounds import after, before, groups
from tests.browser.rounds.lay import browser_window
from tests.browser.rounds.meeting import Room
from tests.browser.rounds.play import IOT_ROUND, QTI_ROUND, Kind, Play, laid_play
from tests.browser.rounds.stage import done, stage
from tests.browser.rounds.supervisor import Machine
from tests.browser.visitor import CHROMIUM
from zhicheng.web.committee.models import Seat
from zhicheng.web.experts.models import Tie
from zhicheng.web.meetings.models import BallotSession, Vote
from zhicheng.web.meetings.platform_half import platform_key

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"there is no browser at {CHROMIUM}"),
]
APPLICANTS = 40
FIRST = 3
"""So many applicants are voted on in the first ballot, which is repeated; the others in the second."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    yield from browser_window()


@pytest.mark.parametrize(
    "kind", [pytest.param(IOT_ROUND, id="internet-of-things"), pytest.param(QTI_ROUND, id="quality-infrastructure")]
)
def test_a_whole_round(kind: Kind, live_server: Any, browser: Browser, tmp_path: Path) -> None:
    with stage(browser, live_server.url) as on:
        play = laid_play(kind, on, tmp_path, applicants=APPLICANTS)
        related, tied_to = prepare(play)
        room = the_meeting(play, related, tied_to)
        after.recounted(play)
        taken_off = after.objected(play, after.posted(play))
        after.published(play, taken_off)
        certificates = after.certified(play)
        after.reexamined(play)
        after.revoked(play, certificates[0])
        assert room.row.state == "archived"


def prepare(play: Play) -> tuple[Seat, str]:
    """From the door to the groups' opinions; the member with a tie to an applicant, and to whom."""
    before.checked(play)
    before.pooled(play)
    before.ties_found(play)
    before.noticed(play)
    draw = before.drawn(play)
    before.replaced(play, draw)
    tied_to = next(one.name for one in play.applications if one.eligibility.outcome == "eligible")
    related = before.formed(play, tied_to)
    before.planned(play, play.on.now.date() + dt.timedelta(days=21))
    groups.assigned(play)
    groups.scored(play)
    return related, tied_to


def the_meeting(play: Play, related: Seat, tied_to: str) -> Room:
    """Everybody on a tablet of their own: one is lost, a ballot is repeated, a member misses a deliberation, one leaves."""
    play.on.at(play.on.now.date() + dt.timedelta(days=21), 9)
    machine = Machine(play.folder, f"{play.code}-1")
    room = Room(play.on, play.code, play.here.office_officer, play.here.supervisor, machine, [])
    room.plan_and_convene()
    seats = room.seats
    here, by_office = seats[:6], seats[6:]
    room.gather(here, by_office)
    tied = set(Tie.objects.filter(round=play.here.round).values_list("expert", flat=True))
    plain = [one for one in seats if one.role == "member" and one.expert_id not in tied]
    room.open(plain[:2])
    missing, leaving = plain[2], plain[3]
    items = list(room.row.agenda.select_related("application__round", "application__deliberation"))
    for place, item in enumerate(items):
        if place < 2:
            room._deliberate_by_page(
                item.application.name, [related.expert.name] if item.application.name == tied_to else []
            )
        else:
            room.deliberate_on(item.application, [missing] if place == FIRST else [])
    done(room.chair, "准备表决", "Prepare the votes")
    keys = machine.prepare(
        [one.expert.code for one in seats], platform_key(room.row), stamps=len(items) + FIRST, openings=3
    )
    cards = machine.cards
    with machine.serving() as relay:
        room.connect(relay, keys)
        first_ballot(room, seats, related, cards)
        second_ballot(room, seats, cards, missing=missing, leaving=leaving)
    room.record(plain[0])
    assert not Vote.objects.filter(meeting=room.row).exclude(state__in=("recorded", "voided")).exists()
    room.finish(play.folder, sealed=play.kind.sealed, elsewhere=by_office)
    return room


def voters(seat: Seat, asked: Sequence[str]) -> list[str]:
    """On whom this member may vote, among those asked: as the signed session has it."""
    session = BallotSession.objects.order_by("-pk").first()
    assert session is not None
    code = seat.expert.code
    barred = {
        one["applicant"] for one in session.session["applicants"] if code in one["recused"] or code in one["missed"]
    }
    return [one for one in asked if one not in barred]


def choice(place: int, number: int) -> str:
    """How the member at a place votes on the applicant with a number: the second applicant fails, the others pass."""
    if number == 1:
        return "N"
    return "A" if (place + number) % 9 == 0 else "Y"


def cast_all(room: Room, seats: Sequence[Seat], asked: Sequence[str], numbers: dict[str, int]) -> dict[str, int]:
    """Everybody casts on all they may vote on; by applicant the number of those in favour."""
    favour = dict.fromkeys(asked, 0)
    for place, seat in enumerate(seats):
        own = {name: choice(place, numbers[name]) for name in voters(seat, asked)}
        for name, said in own.items():
            favour[name] += said == "Y"
        room.tablets[seat.expert.code].choose(own).cast().done()
    return favour


def first_ballot(room: Room, seats: Sequence[Seat], related: Seat, cards: dict[str, str]) -> None:
    """A tablet is lost before its votes are cast and another resumes; the closed ballot is objected to and repeated."""
    asked = [one.code for one in Vote.objects.filter(meeting=room.row).order_by("pk")][:FIRST]
    numbers = {name: place for place, name in enumerate(asked)}
    room.open_ballot([one.expert.code for one in seats], only=asked)
    for seat in seats:
        tablet = room.sit_down(seat, cards).enter().write_card()
        assert tablet.compare() == room.wall
    lost = room.tablets[seats[1].expert.code]
    lost.choose(dict.fromkeys(voters(seats[1], asked), "Y"))
    lost.leave()
    lost.sit_down()
    lost.enter()
    assert lost.compare() == room.wall
    assert asked[0] not in voters(related, asked), "the member with the tie is not asked about them"
    cast_all(room, seats, asked, numbers)
    room.close_ballot()
    tablets = [room.tablets[one.expert.code] for one in seats]
    room.confirm(tablets)
    void = room.session.digest
    free = next(one for one in seats if one.role == "member" and asked[0] in voters(one, asked))
    room.object_and_repeat(free, room.row.agenda.select_related("application")[0].application.name)
    room.open_ballot([one.expert.code for one in seats], only=asked)
    assert room.session.session["repeats"] == void and room.session.run == 2
    for tablet in tablets:
        assert tablet.repeat().compare() == room.wall
    favour = cast_all(room, seats, asked, numbers)
    room.close_ballot()
    room.confirm(tablets)
    room.open_envelopes()
    room.see_board(tablets)
    counted = {one.code: one.yes for one in Vote.objects.filter(meeting=room.row, state="opened")}
    assert counted == favour


def second_ballot(room: Room, seats: Sequence[Seat], cards: dict[str, str], *, missing: Seat, leaving: Seat) -> None:
    """All the others are voted on; who missed a deliberation is not asked about that one, who has left not at all."""
    page = room.member(leaving)
    done(page, "离场", "I leave the room")
    there = [one for one in seats if one.pk != leaving.pk]
    asked = [one.code for one in Vote.objects.filter(meeting=room.row, state="prepared").order_by("pk")]
    numbers = {name: place + FIRST for place, name in enumerate(asked)}
    room.open_ballot([one.expert.code for one in there], left=[leaving.expert.code])
    vote = room.session.code
    assert len(voters(missing, asked)) < len(asked)
    gone = room.tablets.pop(leaving.expert.code)
    gone.next_ballot(vote).enter()
    assert "出席名单里没有您" in gone.alarm, gone.alarm
    for seat in there:
        assert room.tablets[seat.expert.code].next_ballot(vote).enter().compare() == room.wall
    favour = cast_all(room, there, asked, numbers)
    room.close_ballot()
    tablets = [room.tablets[one.expert.code] for one in there]
    room.confirm(tablets)
    room.open_envelopes()
    room.see_board(tablets)
    counted = {one.code: one.yes for one in Vote.objects.filter(meeting=room.row, session__code=vote)}
    assert counted == favour
