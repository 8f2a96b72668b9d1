"""A device that dies after any of its messages is followed by another one: nothing is repeated, one ballot counts."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.procedure.ballot.device import device, seed_of
from tests.procedure.ballot.engines import engine
from tests.procedure.ballot.relay import Room, room
from zhicheng.procedure.ballot.supervisor.desk import confirmations
from zhicheng.procedure.canonical import canonical

if TYPE_CHECKING:
    from tests.procedure.ballot.seat import Seat

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not on this machine"),
]

MEMBERS = [f"m{number:02}" for number in range(1, 7)]
CHOICES: Mapping[str, Mapping[str, str]] = {
    member: {"a-001": "YNA"[place % 3], "a-002": "YYN"[place % 3]} for place, member in enumerate(MEMBERS)
}
VOTING = ["hello", "request platform", "request supervisor", "envelopes"]
"""What a first device sends while it casts; any of them may be its last."""
LATER = ["hello", "request platform", "request supervisor", "confirmation"]
"""What another device sends after closing, or after opening."""


def repeated(meeting: Room) -> dict[str, int]:
    """How many different bytes were ever sent for one thing: 1 everywhere, or something was asked twice."""
    ever: dict[str, set[bytes]] = {}
    for one in meeting.log:
        for asked in one.message.get("requests", []):
            ever.setdefault(f"{one.member} {one.kind} {asked['applicant']}", set()).add(canonical(asked))
        for envelope in one.message.get("envelopes", []):
            ever.setdefault(f"{one.member} envelope {envelope['applicant']}", set()).add(canonical(envelope))
    return {what: len(different) for what, different in ever.items()}


def as_chosen(meeting: Room) -> Counter[tuple[str, str]]:
    """The votes as the members chose them, without who."""
    return Counter((name, choice) for one in CHOICES.values() for name, choice in one.items())


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Room]:
    with room(tmp_path, MEMBERS) as opened:
        opened.open_vote(["a-001", "a-002"])
        yield opened


def test_a_device_may_die_after_any_message(meeting: Room) -> None:
    for number, member in enumerate(MEMBERS[: len(VOTING)], 1):
        assert device(meeting, member, ("cast", CHOICES[member]), last=number) == {"died": number}
        assert meeting.sent(member)[-1].kind == VOTING[number - 1]
    for number, member in enumerate(MEMBERS, 1):
        # what the platform has a request for is found again by the seed alone; the rest the member chooses
        begun = 2 <= number <= len(VOTING)
        assert device(meeting, member, ("cast", {} if begun else CHOICES[member]))["chosen"] == CHOICES[member]
    meeting.close()
    for stage in ("confirm", "check"):
        for number, member in enumerate(MEMBERS[: len(LATER)], 1):
            assert device(meeting, member, (stage, None), last=number) == {"died": number}
            assert meeting.sent(member)[-1].kind == LATER[number - 1]
        for member in MEMBERS:
            assert device(meeting, member, (stage, None))["said"]["holds"]
        if stage == "confirm":
            meeting.show_board()
    assert set(repeated(meeting).values()) == {1}
    board = meeting.open.board
    assert board is not None and board.board.spoiled == []
    assert Counter((row.ballot.applicant, row.ballot.choice) for row in board.board.rows) == as_chosen(meeting)
    for of in ("closing", "board"):
        said = confirmations(meeting.folder, meeting.open.session.id, of)
        assert sorted(said) == MEMBERS and all(one.holds and not one.missing for one in said.values())


def test_envelopes_that_are_in_are_not_sent_again(meeting: Room) -> None:
    device(meeting, "m01", ("cast", CHOICES["m01"]))
    device(meeting, "m01", ("cast", {}))
    assert len(meeting.sent("m01", "envelopes")) == 1


def test_a_long_list_goes_on_in_the_middle(tmp_path: Path) -> None:
    names = [f"a-{number:03}" for number in range(1, 24)]
    choices = {name: "YNA"[place % 3] for place, name in enumerate(names)}
    with room(tmp_path, MEMBERS) as meeting:
        meeting.open_vote(names)
        device(meeting, "m01", ("cast", choices), last=4)  # the first part is in, and nothing of the second
        begun = device(meeting, "m01", ("hello", None))["chosen"]
        assert begun == {name: choices[name] for name in names[:20]}
        rest = {name: choices[name] for name in names[20:]}
        assert device(meeting, "m01", ("cast", rest))["chosen"] == choices
        assert set(repeated(meeting).values()) == {1}
        assert [len(one.message["envelopes"]) for one in meeting.sent("m01", "envelopes")] == [20, 3]


def test_a_cast_vote_can_not_be_changed_on_another_device(meeting: Room) -> None:
    device(meeting, "m01", ("cast", {"a-001": "Y"}), last=2)
    before = len(meeting.log)
    said = device(meeting, "m01", ("cast", {"a-001": "N", "a-002": "Y"}))
    assert said == {"refused": "already-chosen", "about": ["a-001"]}
    assert [one.kind for one in meeting.log[before:]] == ["hello"]


def test_another_seed_card_sends_nothing_once_a_request_is_there(meeting: Room) -> None:
    device(meeting, "m01", ("cast", {"a-001": "Y"}), last=2)
    before = len(meeting.log)
    said = device(meeting, "m01", ("cast", {"a-002": "Y"}), seed=seed_of("somebody else"))
    assert said["refused"] == "not-mine"
    assert [one.kind for one in meeting.log[before:]] == ["hello"]


@pytest.mark.parametrize(
    "deaths",
    [
        pytest.param([(3, 4)], id="sample"),
        pytest.param([(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6)], id="all", marks=pytest.mark.slow),
    ],
)
def test_a_browser_may_die_after_any_message(tmp_path: Path, deaths: list[tuple[int, int]]) -> None:
    """Each member's browser dies while casting, and a second one after closing; a fresh profile goes on."""
    with engine("chromium"):
        pass
    from tests.browser.visitor import chromium
    from tests.procedure.ballot.seat import Seat

    members = MEMBERS[: len(deaths)]
    with room(tmp_path, members) as meeting, chromium() as browser:
        meeting.open_vote(["a-001", "a-002"])
        seats = [Seat(meeting, browser, member) for member in members]
        for seat, (last, _) in zip(seats, deaths, strict=True):
            _cast_with_a_death(seat, last)
        meeting.close()
        for seat, (_, last) in zip(seats, deaths, strict=True):
            _see_it_through(seat, last, "您的信封都在册")
        meeting.show_board()
        for seat, (_, last) in zip(seats, deaths, strict=True):
            _see_it_through(seat, last, "您的选票都在票表上")
        assert set(repeated(meeting).values()) == {1}
        rows = [(row.ballot.applicant, row.ballot.choice) for row in meeting.open.board.board.rows]  # type: ignore[union-attr]
        assert Counter(rows) == Counter(pair for member in members for pair in CHOICES[member].items())
        assert [trouble for seat in seats for trouble in seat.trouble] == []


def _cast_with_a_death(seat: Seat, last: int) -> None:
    """Messages of a browser that casts: two hellos, platform, supervisor, envelopes."""
    if last > 5:
        seat.vote(CHOICES[seat.member])
        return
    seat.die_at(last)
    seat.enter()
    if last > 1:
        seat.write_card().compare()
        seat.choose(CHOICES[seat.member]).cast()
    seat.wait_for_message(last)
    seat.leave()
    seat.sit_down()
    if last == 1:
        seat.vote(CHOICES[seat.member])
        return
    seat.enter().compare()
    if last == 2:
        seat.choose(CHOICES[seat.member]).cast()
    seat.done()


def _see_it_through(seat: Seat, last: int, heading: str) -> None:
    """A fresh browser after closing or opening: two or three hellos, platform, supervisor, confirmation."""
    seat.leave()
    seat.sit_down()
    seat.die_at(last)
    seat.enter()
    if last > 1:
        seat.compare()
    seat.wait_for_message(last)
    seat.leave()
    seat.sit_down()
    seat.enter().compare()
    seat.sees(heading, "")
