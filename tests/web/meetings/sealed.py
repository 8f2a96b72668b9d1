"""The supervisor's own half beside the platform, and members' devices that know the format page alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.procedure.ballot.relay import serving
from tests.procedure.ballot.voter import Message, Voter
from tests.web.meetings.ground import Hall
from zhicheng.procedure.ballot.card import ADMISSION, read_card
from zhicheng.procedure.ballot.forms import read
from zhicheng.procedure.ballot.messages import Sign
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.procedure.ballot.supervisor.folder import Folder
from zhicheng.procedure.ballot.supervisor.ways import answer_files, server
from zhicheng.web.meetings.models import BallotSession, Vote
from zhicheng.web.meetings.platform_half import platform_key
from zhicheng.web.meetings.services.carrying import set_relay
from zhicheng.web.meetings.services.mailbox import answer_page
from zhicheng.web.meetings.services.opening import close_session, part_envelopes, show_board
from zhicheng.web.meetings.services.sessions import (
    keep_signature,
    keep_supervisor_keys,
    open_session,
    prepare_session,
    to_sign,
)

PASSPHRASE = "a long passphrase of the supervisor"


@dataclass
class Both:
    """A meeting whose members vote on their own devices."""

    made: Hall
    folder: Folder
    seeds: dict[str, bytes] = field(default_factory=dict)

    @property
    def session(self) -> BallotSession:
        """The latest session."""
        rows = BallotSession.objects.select_related("meeting__review__round")
        return rows.order_by("-pk").first()  # type: ignore[return-value]

    def send(self, place: int, message: Message) -> Message:
        """A message of a member who has signed in."""
        return answer_page(self.made.meeting, message, actor=self.made.as_(place), now=self.made.now)

    def voter(self, place: int) -> Voter:
        """A fresh device of a member, that has said hello."""
        code = self.made.codes[place]
        seed = self.seeds.setdefault(code, os.urandom(32))
        card = read_card(ADMISSION, self.folder.cards()[code])
        one = Voter(code, seed, card, lambda message: self.send(place, message))
        one.hello(self.made.meeting.code, self.session.code)
        return one

    def open(self, votes: Sequence[Vote]) -> BallotSession:
        """File made, looked at and signed, votes opened."""
        prepare_session(self.made.meeting, votes, actor=self.made.chair, now=self.made.now)
        self.sign()
        return open_session(self.session, actor=self.made.chair, now=self.made.now)

    def sign(self) -> None:
        """The supervisor signs the session that waits."""
        reply = desk.sign(self.folder, read(Sign, to_sign(self.session)))
        keep_signature(self.session, reply.plain(), actor=self.made.supervisor, now=self.made.now)

    def vote(self, choices: Mapping[int, str]) -> None:
        """Members vote: by place one letter for each applicant they may vote on."""
        for place, letters in choices.items():
            voter = self.voter(place)
            voter.vote(dict(zip(voter.may_vote_on(), letters, strict=True)))

    def close(self, reasons: Mapping[tuple[str, str], str] | None = None) -> None:
        """The chair closes."""
        close_session(self.session, reasons or {}, actor=self.made.chair, now=self.made.now)

    def state(self, place: int) -> Message:
        """What the platform tells a member."""
        hello = {
            "format": "zhicheng-ballot-hello/1",
            "meeting": self.made.meeting.code,
            "vote": self.session.code,
            "member": self.made.codes[place],
        }
        return self.send(place, hello)

    def confirm(self, places: Sequence[int]) -> None:
        """These members' pages look for their envelopes."""
        for place in places:
            assert self.voter(place).look_for_envelopes(self.state(place)) == []

    def part(self, reason: str = "") -> None:
        """Voters and envelopes parted."""
        part_envelopes(self.session, reason=reason, actor=self.made.chair, now=self.made.now)

    def show(self, handover: Message, without: Mapping[str, str] | None = None) -> None:
        """The envelopes carried over, opened, the board brought back."""
        desk.answer(self.folder, handover, os.urandom)
        board = desk.open_session(self.folder, self.session.digest, without or {})
        show_board(self.session, board.plain(), actor=self.made.supervisor, now=self.made.now)


def both(made: Hall, place: Path, *, stamps: int = 6, openings: int = 2) -> Both:
    """The supervisor's folder made for the meeting, its keys handed over, everybody in the room on its own list."""
    meeting = made.meeting
    folder = Folder.create(
        place / "supervisor", PASSPHRASE, meeting.code, made.codes, platform_key(meeting), os.urandom
    )
    folder.make_keys(stamps, openings)
    folder.mark(made.codes, [])
    keep_supervisor_keys(meeting, folder.public_keys().plain(), actor=made.supervisor, now=made.now)
    return Both(made, folder)


@contextmanager
def networked(there: Both) -> Iterator[None]:
    """The supervisor's program answers over the network meanwhile."""
    with serving(server(there.folder, ("127.0.0.1", 0), os.urandom, lambda _: None)) as address:
        made = there.made
        set_relay(made.meeting, address, actor=made.supervisor, now=made.now, version=None)
        yield


def by_stick(there: Both, place: Path, messages: Mapping[str, Message]) -> dict[str, object]:
    """The messages as files on a stick, answered by the supervisor's own command."""
    import json

    inbox, outbox = place / "in", place / "out"
    inbox.mkdir(exist_ok=True)
    for file in inbox.iterdir():
        file.unlink()
    for name, message in messages.items():
        (inbox / name).write_text(json.dumps(message), encoding="utf-8")
    answered = answer_files(there.folder, inbox, outbox, os.urandom)
    return {name: json.loads((outbox / name).read_text(encoding="utf-8")) for name, _ in answered}
