"""A room: the platform with its keys, the supervisor with its folder, members with their cards."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.procedure.ballot.voter import Message, Voter
from zhicheng.procedure.ballot.blind_signature import StampKey, stamp_key
from zhicheng.procedure.ballot.bundle import Held, held
from zhicheng.procedure.ballot.card import ADMISSION, read_card
from zhicheng.procedure.ballot.forms import StampPublic
from zhicheng.procedure.ballot.keys import (
    make_opening_key,
    make_signing_key,
    make_stamp_key,
    sign_statement,
    signing_public,
    stamp_public,
)
from zhicheng.procedure.ballot.messages import SIGN, Sign, SignedBoard, SignedReply
from zhicheng.procedure.ballot.platform import (
    PlatformVote,
    answer,
    close_vote,
    drop_voters,
    hand_over,
    open_vote,
    take_board,
)
from zhicheng.procedure.ballot.session import Session, SignedSession, session_of
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.procedure.ballot.supervisor.folder import Folder

MEETING = "zj-iot-2026-senior"
PASSPHRASE = "correct horse battery"
ATTENDANCE = {"share": "2/3", "source": "方案四（三）4"}
MAJORITY = {"share": "2/3", "base": "present", "recused": "counted", "source": "方案四（三）5"}


class Pool:
    """Keys made beforehand; several rooms of a test run may start from the same ones."""

    def __init__(self, stamps: int, openings: int) -> None:
        self.platform = [make_stamp_key() for _ in range(stamps)]
        self.supervisor = [make_stamp_key() for _ in range(stamps)]
        self.opening = [make_opening_key() for _ in range(openings)]


class Room:
    """Members ``m01`` … and both halves; keys are made beforehand and used in order."""

    def __init__(self, home: Path, members: int, stamps: int, openings: int, pool: Pool | None = None) -> None:
        self.members = [f"m{place:02}" for place in range(1, members + 1)]
        self.platform_signing = make_signing_key()
        self.folder = Folder.create(
            home / "supervisor", PASSPHRASE, MEETING, self.members, signing_public(self.platform_signing), os.urandom
        )
        made = pool or Pool(stamps, openings)
        self.folder.keep_keys(made.supervisor[:stamps], made.opening[:openings])
        self.platform_keys: dict[str, StampKey] = {}
        self.platform_spare: list[StampPublic] = []
        for key in made.platform[:stamps]:
            self.platform_keys[stamp_public(key).n] = stamp_key(key)
            self.platform_spare.append(stamp_public(key))
        self.seeds = {member: os.urandom(32) for member in self.members}
        self.codes = {member: read_card(ADMISSION, card) for member, card in self.folder.cards().items()}
        self.folder.mark(self.members, [])
        self.present = list(self.members)

    # --- sessions ---

    def session(
        self,
        applicants: Mapping[str, Mapping[str, list[str]]],
        vote: str = "v1",
        repeats: Session | None = None,
        **changes: Any,
    ) -> Session:
        """A session with fresh keys; ``applicants``: code → ``missed``, ``recused``."""
        spare = self.folder.public_keys()
        own = [self.platform_spare.pop(0) for _ in applicants]
        fields = {
            "meeting": MEETING,
            "vote": vote,
            "run": repeats.run + 1 if repeats else 1,
            "repeats": repeats.id if repeats else None,
            "attendance": ATTENDANCE,
            "majority": MAJORITY,
            "members": self.members,
            "present": self.present,
            "applicants": [
                {
                    "applicant": name,
                    "missed": facts.get("missed", []),
                    "recused": facts.get("recused", []),
                    "platform": own[place].plain(),
                    "supervisor": spare.stamp_keys[place].plain(),
                }
                for place, (name, facts) in enumerate(applicants.items())
            ],
            "opening_key": spare.opening_keys[0].plain(),
            "signing": {"platform": signing_public(self.platform_signing), "supervisor": spare.signing},
        }
        return session_of(fields | changes)

    def asked(self, session: Session) -> Sign:
        """The message by which the platform asks for the supervisor's signature."""
        signature = sign_statement(self.platform_signing, session.plain())
        return Sign(format=SIGN, session=session, signature=signature)

    def open(self, session: Session) -> PlatformVote:
        """Both sign; the vote begins."""
        return self.begin(session, desk.sign(self.folder, self.asked(session)))

    def begin(self, session: Session, reply: SignedReply) -> PlatformVote:
        """The vote begins with the supervisor's reply."""
        signatures = {
            "platform": sign_statement(self.platform_signing, session.plain()),
            "supervisor": reply.signature,
        }
        signed = SignedSession.model_validate({"session": session.plain(), "signatures": signatures})
        return open_vote(signed, reply.tags)

    # --- members ---

    def relay(self, message: Message) -> Message:
        """What an honest platform does with a message for the supervisor."""
        return desk.answer(self.folder, message, os.urandom)

    def key_of(self, vote: PlatformVote) -> Callable[[str], StampKey]:
        """The platform's private stamp keys of a vote."""
        return lambda applicant: self.platform_keys[vote.session.on(applicant).platform.n]

    def send(self, vote: PlatformVote, member: str, message: Message) -> Message:
        """A message of a member who has logged in."""
        return answer(vote, member, message, self.key_of(vote), os.urandom, self.relay)

    def voter(self, vote: PlatformVote, member: str) -> Voter:
        """A fresh device of a member, that has said hello."""
        one = Voter(member, self.seeds[member], self.codes[member], lambda message: self.send(vote, member, message))
        one.hello(MEETING, vote.session.vote)
        return one

    def ballots(self, vote: PlatformVote, choices: Mapping[str, str]) -> None:
        """Each member votes: ``choices``: member → one letter for each applicant they may vote on."""
        for member, letters in choices.items():
            voter = self.voter(vote, member)
            voter.vote(dict(zip(voter.may_vote_on(), letters, strict=True)))

    # --- closing, opening ---

    def close(self, vote: PlatformVote, reasons: Mapping[tuple[str, str], str] | None = None) -> None:
        """Close the vote."""
        close_vote(vote, self.platform_signing, reasons or {})

    def confirm(self, vote: PlatformVote, members: list[str] | None = None) -> None:
        """The pages look for their envelopes."""
        for member in members or self.present:
            voter = self.voter(vote, member)
            assert voter.look_for_envelopes(self.send(vote, member, hello(vote, member))) == []

    def hand_over(self, vote: PlatformVote) -> Message:
        """Voters dropped, envelopes carried over."""
        drop_voters(vote, os.urandom)
        return self.relay(hand_over(vote, os.urandom).plain())

    def count(self, vote: PlatformVote, without: Mapping[str, str] | None = None) -> SignedBoard:
        """From confirmation to board."""
        self.hand_over(vote)
        board = desk.open_session(self.folder, vote.session.id, without or {})
        take_board(vote, board)
        return board

    def whole(self, vote: PlatformVote) -> SignedBoard:
        """Close, confirm, hand over, open."""
        self.close(vote)
        self.confirm(vote)
        return self.count(vote)

    @staticmethod
    def held(vote: PlatformVote, **more: Any) -> Held:
        """The session as the bundle holds it."""
        return held(vote.signed, vote.closing, vote.leaves, vote.board, **more)


def hello(vote: PlatformVote, member: str) -> Message:
    """The first message of a page."""
    session = vote.session
    return {"format": "zhicheng-ballot-hello/1", "meeting": session.meeting, "vote": session.vote, "member": member}


def state(room: Room, vote: PlatformVote, member: str) -> Message:
    """What the platform tells a member."""
    return room.send(vote, member, hello(vote, member))
