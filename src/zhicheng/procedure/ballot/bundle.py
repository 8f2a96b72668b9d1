"""The bundle of a meeting's votes (zhicheng-ballots/1): its form, and its results from its boards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from zhicheng.procedure.ballot.forms import BLANK, NO, YES, Code, Digest, Form, Text
from zhicheng.procedure.ballot.meeting import Tally, passed
from zhicheng.procedure.ballot.messages import SignedBoard, SignedClosing, SignedDeletion, SignedDestruction
from zhicheng.procedure.ballot.session import Session, SignedSession

BALLOTS: Final = "zhicheng-ballots/1"

Count = Annotated[int, Field(ge=0)]


class Repeated(Form):
    """An applicant whose vote in this session does not count, and why."""

    applicant: Code
    reason: Text


class Held(Form):
    """A session as it was held, as far as it came."""

    signed: SignedSession
    closing: SignedClosing | None
    leaves: list[Digest] | None
    board: SignedBoard | None
    repeated: list[Repeated]
    destruction: SignedDestruction | None
    deletion: SignedDeletion | None

    @property
    def session(self) -> Session:
        """The session."""
        return self.signed.session

    @property
    def void(self) -> frozenset[str]:
        """The applicants whose vote here does not count."""
        return frozenset(one.applicant for one in self.repeated)


class Result(Form):
    """The outcome for one applicant."""

    applicant: Code
    session: Digest
    yes: Count
    no: Count
    blank: Count
    spoiled: Count
    missing: Count
    base: Count
    passed: bool


class Ballots(Form):
    """A meeting's votes by ballot."""

    format: Literal["zhicheng-ballots/1"]
    meeting: Code
    sessions: Annotated[list[Held], Field(min_length=1)]
    results: list[Result]


def tally(held: Held, applicant: str) -> Tally:
    """The ballots on an applicant in a session that was opened.

    Raises:
        ValueError: it was not opened.
    """
    if held.board is None or held.closing is None:
        raise ValueError("the session was not opened")
    board, closing = held.board.board, held.closing.closing
    choices = [row.ballot.choice for row in board.rows if row.ballot.applicant == applicant]
    return Tally(
        yes=choices.count(YES),
        no=choices.count(NO),
        blank=choices.count(BLANK),
        spoiled=sum(one.applicant == applicant for one in board.spoiled),
        missing=sum(one.applicant == applicant for one in closing.missing),
    )


def result(held: Held, applicant: str) -> Result:
    """The outcome for an applicant in a session that was opened.

    Raises:
        ValueError: it was not opened.
        KeyError: the applicant was not voted on there.
    """
    count, base = tally(held, applicant), held.session.base(applicant)
    return Result(
        applicant=applicant,
        session=held.session.id,
        yes=count.yes,
        no=count.no,
        blank=count.blank,
        spoiled=count.spoiled,
        missing=count.missing,
        base=base,
        passed=passed(held.session.majority.rule(), count.yes, base),
    )


def results(sessions: Iterable[Held]) -> list[Result]:
    """The outcome for every applicant voted on, from the last session whose vote on it counts, by first appearance."""
    last: dict[str, Held | None] = {}
    for held in sessions:
        counts = held.board is not None and held.closing is not None
        last.update({name: held if counts and name not in held.void else None for name in held.session.names})
    return [result(held, name) for name, held in last.items() if held is not None]


def bundle(meeting: str, sessions: Iterable[Held]) -> Ballots:
    """The bundle of a meeting, results reckoned."""
    held = list(sessions)
    return Ballots(format=BALLOTS, meeting=meeting, sessions=held, results=results(held))


def held(
    signed: SignedSession,
    closing: SignedClosing | None = None,
    leaves: Iterable[str] | None = None,
    board: SignedBoard | None = None,
    repeated: Mapping[str, str] | None = None,
    destruction: SignedDestruction | None = None,
    deletion: SignedDeletion | None = None,
) -> Held:
    """A session as it was held; ``repeated``: applicant → reason."""
    order = [name for name in signed.session.names if name in (repeated or {})]
    return Held(
        signed=signed,
        closing=closing,
        leaves=None if leaves is None else list(leaves),
        board=board,
        repeated=[Repeated(applicant=name, reason=(repeated or {})[name]) for name in order],
        destruction=destruction,
        deletion=deletion,
    )
