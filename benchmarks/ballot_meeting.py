"""A meeting of 31 members and 300 applicants; stamps, opening, recount, timed. Started by :mod:`benchmarks.ballot`."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.procedure.ballot.room import MEETING, Pool, Room, state
from tests.procedure.ballot.voter import Voter, b64

from zhicheng.procedure.ballot.arithmetic import BEST
from zhicheng.procedure.ballot.bundle import bundle
from zhicheng.procedure.ballot.platform import PlatformVote, close_vote, drop_voters, hand_over, take_board
from zhicheng.procedure.ballot.recount import load_ballots, recount, sound
from zhicheng.procedure.ballot.supervisor import desk
from zhicheng.procedure.canonical import canonical

MEMBERS = 31
LETTERS = "YYYYNYYAYY"
Spent = dict[str, float]


@contextmanager
def timed(spent: Spent, what: str) -> Iterator[None]:
    """Add the processor time of the block."""
    start = time.process_time()
    yield
    spent[what] = spent.get(what, 0.0) + time.process_time() - start


def meeting(applicants: int) -> None:
    """Hold the meeting and print the table."""
    spent: Spent = {}
    with tempfile.TemporaryDirectory() as home:
        with timed(spent, f"keys: {2 * applicants} stamp keys, one opening key (beforehand)"):
            pool = Pool(applicants, 1)
        room = Room(Path(home), MEMBERS, applicants, 1, pool)
        vote = room.open(room.session({f"a-{place:03}": {} for place in range(applicants)}))
        _vote(room, vote, spent)
        _count(room, vote, spent)
    bar = 60 if BEST.name == "gmpy2" else 240
    reckoned = sum(seconds for what, seconds in spent.items() if what.startswith(("stamps", "recount")))
    print(f"{MEMBERS} members, {applicants} applicants, {BEST.name}; processor time, load {os.getloadavg()[0]:.1f}")
    for what, seconds in spent.items():
        print(f"{what:<64} {seconds:8.2f} s")
    print(f"{'stamps and recount together':<64} {reckoned:8.2f} s   ≤ {bar} s for 300")


def _vote(room: Room, vote: PlatformVote, spent: Spent) -> None:
    for place, member in enumerate(room.members):
        with timed(spent, "voters (in Python; a browser's work)"):
            voter = room.voter(vote, member)
            names = voter.may_vote_on()
            letters = (LETTERS * 40)[place : place + len(names)]
            voter.choices = dict(zip(names, letters, strict=True))
            asked = {issuer: voter.request(issuer, names) for issuer in ("platform", "supervisor")}
        for issuer, request in asked.items():
            with timed(spent, f"stamps of the {issuer}"):
                answer = room.send(vote, member, request)
            with timed(spent, "voters (in Python; a browser's work)"):
                signed = {
                    one["applicant"]: voter.signature(one["applicant"], issuer, one["stamp"])
                    for one in answer["stamps"]
                }
                asked[issuer] = signed
        with timed(spent, "voters (in Python; a browser's work)"):
            envelopes = [voter.seal(name, canonical(_row(voter, name, asked))) for name in names]
        with timed(spent, "envelopes taken in"):
            voter.post(envelopes)
        own = {name: voter.leaf(one) for name, one in zip(names, envelopes, strict=True)}
        PAGES[member] = (voter, own)


PAGES: dict[str, tuple[Voter, dict[str, str]]] = {}


def _row(voter: Voter, name: str, signed: dict[str, dict[str, str]]) -> dict[str, object]:
    mine = voter.secrets(name)
    return {
        "ballot": mine.ballot,
        "prefix": b64(mine.derive("prefix", 32)),
        **{issuer: found[name] for issuer, found in signed.items()},
    }


def _count(room: Room, vote: PlatformVote, spent: Spent) -> None:
    with timed(spent, "closing: leaves and root"):
        close_vote(vote, room.platform_signing, {})
    for member, (voter, own) in PAGES.items():
        shown = state(room, vote, member)
        with timed(spent, "pages look for their envelopes (a browser's work)"):
            assert voter.look_for_envelopes(shown, own) == []
    with timed(spent, "handing over"):
        drop_voters(vote, os.urandom)
        room.relay(hand_over(vote, os.urandom).plain())
    with timed(spent, "opening"):
        take_board(vote, desk.open_session(room.folder, vote.session.id, {}))
    data = canonical(bundle(MEETING, [room.held(vote)]).plain())
    with timed(spent, f"recount of the bundle ({len(data) / 1e6:.1f} MB)"):
        whole = load_ballots(data)
        assert sound(recount(whole))
    assert sum(one.yes + one.no + one.blank for one in whole.results) == MEMBERS * len(vote.session.names)
