"""Kills in a sealed ballot: while the platform stamps, takes an envelope, closes, shows the board."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from tests.procedure.ballot.voter import Voter
from tests.web.kills.harness import Act, Request
from tests.web.meetings.ground import Hall, deliberated, hall, opened
from tests.web.meetings.sealed import Both, both, networked
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.models import Entry
from zhicheng.web.meetings.models import BallotSession, Envelope, LooseEnvelope, Stamp, Vote
from zhicheng.web.meetings.services.opening import handing_over, not_confirmed, show_board
from zhicheng.web.meetings.services.voting import prepare_votes, record

NOW = dt.datetime(2026, 10, 21, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
MEMBERS = 11
SIZE = {"applicants": 40}
"""One applicant for each shot at the closing and at the opening, and one for every eleven stamps and envelopes; a
campaign that knows how many shots it has says so, for the keys of each take a while to make."""


class Taken(Exception):
    """A message of a voter's page, taken before it is sent."""

    def __init__(self, message: dict[str, Any]) -> None:
        super().__init__()
        self.message = message


class Room:
    """The meeting of a campaign: its supervisor's program answers over the network all the while."""

    def __init__(self) -> None:
        state_moment(NOW)
        count = SIZE["applicants"]
        self.made: Hall = hall(NOW, members=MEMBERS, applicants=count)
        opened(self.made)
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="zhicheng-supervisor-")))
        self.there: Both = both(self.made, folder, stamps=count, openings=count)
        self._stack.enter_context(networked(self.there))
        self._next = 0
        self._boards: dict[str, dict[str, Any]] = {}

    def clock(self) -> None:
        """The server's clock to where the ground's stands."""
        state_moment(self.made.now)

    def voting(self) -> BallotSession:
        """A ballot on the next applicant that is open for votes."""
        place, self._next = self._next, self._next + 1
        deliberated(self.made, place)
        (vote,) = prepare_votes(
            self.made.meeting, [self.made.applications[place]], actor=self.made.chair, now=self.made.now
        )
        return self.there.open([vote])

    def vote(self) -> Vote:
        """The vote of the ballot that goes on."""
        return Vote.objects.select_related("application", "session", "meeting__review__round").get(
            session=self.there.session
        )

    def finish(self) -> None:
        """Whatever of the latest ballot is left to do, done: the next one begins only then."""
        there, made = self.there, self.made
        session = there.session
        if session is None or (session.stage == "opened" and self.vote().state == "recorded"):
            return
        if session.stage == "voting":
            there.close({(code, self.vote().code): "未投票" for code in self.missing()})
        if session.stage != "opened":
            if not there.session.parted:
                there.part("未确认")
            self.show()
        record(self.vote(), actor=made.as_(8), now=made.now)

    def missing(self) -> list[str]:
        """Members who have handed in no envelope."""
        there = set(Envelope.objects.filter(session=self.there.session).values_list("member", flat=True))
        return [one for one in self.made.codes if one not in there]

    def board(self) -> dict[str, Any]:
        """The supervisor's board, the envelopes carried over."""
        there, session = self.there, self.there.session
        if session.digest not in self._boards:
            desk.answer(there.folder, handing_over(session, actor=self.made.supervisor), os.urandom)
            without = dict.fromkeys(not_confirmed(session), "未确认")
            self._boards[session.digest] = desk.open_session(there.folder, session.digest, without).plain()
        return self._boards[session.digest]

    def show(self) -> None:
        """The board shown by service."""
        show_board(self.there.session, self.board(), actor=self.made.supervisor, now=self.made.now)

    def page(self, place: int, kind: str) -> tuple[Voter, dict[str, Any]]:
        """A member's page up to the first message of a kind, which is taken instead of sent."""
        voter = self.there.voter(place)
        send = voter._send

        def taking(message: dict[str, Any]) -> dict[str, Any]:
            if message["format"] == f"zhicheng-ballot-{kind}/1" and message.get("issuer", "platform") == "platform":
                raise Taken(message)
            return send(message)

        voter._send = taking
        try:
            voter.vote(dict.fromkeys(voter.may_vote_on(), "Y"))
        except Taken as taken:
            voter._send = send
            return voter, taken.message
        raise AssertionError(f"the page sends no {kind}")


@cache
def room() -> Room:
    """The one meeting of this campaign."""
    return Room()


def leave() -> None:
    """The supervisor's program ended, where this campaign had a meeting."""
    if room.cache_info().currsize:
        room()._stack.close()


def entered(act: str, row: Any) -> int:
    """How many entries the ledger has of an act on a row."""
    return Entry.objects.filter(act=act, object_type=row._meta.model_name, object_id=str(row.pk)).count()


class _Message:
    """A message of a member's page, the next member's at every shot."""

    laid_plainly = True
    kind = ""

    def __init__(self, _ground: object) -> None:
        self.room = room()
        self.place = MEMBERS

    def begin(self, _seed: int) -> tuple[int, Request]:
        """The next member's page as far as this message; a new ballot after the last member."""
        if self.place == MEMBERS:
            self.room.finish()
            self.room.voting()
            self.place = 0
        self.voter, message = self.room.page(self.place, self.kind)
        self.code, self.session = self.room.made.codes[self.place], self.room.there.session
        user = self.room.made.users[self.place]
        self.place += 1
        self.room.clock()
        return user.pk, Request(f"/vote/{self.room.made.meeting.code}/messages", message=message)


class StampBallot(_Message):
    """The platform stamps: the row by which it answers the same again is there, or the member may ask once more."""

    kind = "request"

    def check(self, acknowledged: bool) -> bool:
        """One stamp or none; the page that asks again gets a stamp that holds, and can vote."""
        rows = Stamp.objects.filter(session=self.session, member=self.code)
        done = rows.exists()
        assert rows.count() == done
        assert done or not acknowledged, "acknowledged, but lost"
        assert not Envelope.objects.filter(session=self.session, member=self.code).exists()
        self.voter.vote(dict.fromkeys(self.voter.may_vote_on(), "Y"))
        assert rows.count() == 1
        return done


class CastBallot(_Message):
    """An envelope is handed in: it is kept whole, or the member hands it in once more."""

    kind = "envelopes"

    def check(self, acknowledged: bool) -> bool:
        """One envelope or none, one stamp; another device of the member finds what is kept to be the own one."""
        rows = Envelope.objects.filter(session=self.session, member=self.code)
        done = rows.exists()
        assert rows.count() == done
        assert done or not acknowledged, "acknowledged, but lost"
        assert Stamp.objects.filter(session=self.session, member=self.code).count() == 1
        if not done:
            self.voter.vote(dict.fromkeys(self.voter.may_vote_on(), "Y"))
        other = self.room.there.voter(int(self.code[1:]))  # alarms where an envelope in its name is another's
        assert other.choices == dict.fromkeys(other.may_vote_on(), "Y")
        return done


class CloseBallot:
    """The chair closes: session, its leaves and statement, its vote and both entries, or a ballot that goes on."""

    laid_plainly = True

    def __init__(self, _ground: object) -> None:
        self.room = room()

    def begin(self, _seed: int) -> tuple[int, Request]:
        """A ballot in which two members have voted."""
        self.room.finish()
        self.session = self.room.voting()
        for place in (1, 2):
            voter = self.room.there.voter(place)
            voter.vote(dict.fromkeys(voter.may_vote_on(), "Y"))
        self.version = self.room.vote().version
        self.room.clock()
        why = {f"why-{code}": "离会" for code in self.room.missing()}
        address = f"/expert/meeting/{self.room.made.meeting.pk}/chair/"
        return self.room.made.users[0].pk, Request(
            address, {"act": "close-session", "session": str(self.session.pk), **why}
        )

    def check(self, acknowledged: bool) -> bool:
        """Everything that closing writes agrees."""
        row, vote = BallotSession.objects.get(pk=self.session.pk), self.room.vote()
        done = row.stage == "closed"
        assert row.stage == ("closed" if done else "voting")
        assert bool(row.closing) == done and len(row.leaves) == (2 if done else 0)
        assert (vote.state == "closed") == done and vote.version == self.version + done
        assert entered("close-session", row) == entered("vote-close", vote) == done
        assert Envelope.objects.filter(session=row).count() == 2
        assert done or not acknowledged, "acknowledged, but lost"
        return done


class OpenBallot:
    """The supervisor's board is shown: board, counts of the vote and both entries, or envelopes as they were."""

    laid_plainly = True

    def __init__(self, _ground: object) -> None:
        self.room = room()

    def begin(self, _seed: int) -> tuple[int, Request]:
        """A ballot closed and parted, the board on a stick."""
        self.room.finish()
        self.session = self.room.voting()
        for place, choice in ((1, "Y"), (2, "N")):
            voter = self.room.there.voter(place)
            voter.vote(dict.fromkeys(voter.may_vote_on(), choice))
        self.room.there.close({(code, self.room.vote().code): "离会" for code in self.room.missing()})
        self.room.there.part("未确认")
        board = json.dumps(self.room.board()).encode()
        self.version = self.room.vote().version
        self.room.clock()
        address = f"/reviews/{self.room.made.here.round.code}/meeting/supervisor/"
        fields = {"act": "board", "session": str(self.session.pk)}
        return self.room.made.here.supervisor.pk, Request(address, fields, {"file": ("board.json", board)})

    def check(self, acknowledged: bool) -> bool:
        """Everything that showing the board writes agrees; no envelope has a voter either way."""
        row, vote = BallotSession.objects.get(pk=self.session.pk), self.room.vote()
        done = row.stage == "opened"
        assert row.stage == ("opened" if done else "closed")
        assert bool(row.board) == done
        assert (vote.yes, vote.no) == ((1, 1) if done else (None, None))
        assert vote.version == self.version + done
        assert entered("show-board", row) == entered("vote-open-envelopes", vote) == done
        assert LooseEnvelope.objects.filter(session=row).count() == 2
        assert not Envelope.objects.filter(session=row).exists()
        assert done or not acknowledged, "acknowledged, but lost"
        return done


ACTS: dict[str, type[Act]] = {
    "stamp": StampBallot,
    "cast": CastBallot,
    "close-ballot": CloseBallot,
    "open-ballot": OpenBallot,
}  # type: ignore[dict-item]
