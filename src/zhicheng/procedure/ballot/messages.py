"""Every message of the ballot as a form (format page, sections 5 to 11)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from zhicheng.procedure.ballot.forms import (
    Bytes,
    Bytes32,
    Bytes48,
    Bytes256,
    Bytes384,
    Choice,
    Code,
    Digest,
    Form,
    Issuer,
    Moment,
    Number,
    OpeningPublic,
    Point,
    Signature,
    StampPublic,
    Text,
)
from zhicheng.procedure.ballot.session import Session, SignedSession

BALLOT: Final = "zhicheng-ballot/1"
REQUEST: Final = "zhicheng-ballot-request/1"
STAMPS: Final = "zhicheng-ballot-stamps/1"
ENVELOPE: Final = "zhicheng-ballot-envelope/1"
ENVELOPES: Final = "zhicheng-ballot-envelopes/1"
RECEIPT: Final = "zhicheng-ballot-receipt/1"
CLOSING: Final = "zhicheng-ballot-closing/1"
CONFIRMATION: Final = "zhicheng-ballot-confirmation/1"
NOTED: Final = "zhicheng-ballot-noted/1"
HELLO: Final = "zhicheng-ballot-hello/1"
STATE: Final = "zhicheng-ballot-state/1"
HANDOVER: Final = "zhicheng-ballot-handover/1"
BOARD: Final = "zhicheng-ballot-board/1"
BOARD_PLEASE: Final = "zhicheng-ballot-board-please/1"
PROOF: Final = "zhicheng-ballot-proof/1"
DESTRUCTION: Final = "zhicheng-ballot-destruction/1"
DELETION: Final = "zhicheng-ballot-deletion/1"
KEYS: Final = "zhicheng-ballot-keys/1"
SIGN: Final = "zhicheng-ballot-sign/1"
SIGNED: Final = "zhicheng-ballot-signed/1"
REFUSAL: Final = "zhicheng-ballot-refusal/1"

Mac = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class Ballot(Form):
    """A vote on one applicant."""

    format: Literal["zhicheng-ballot/1"]
    session: Digest
    applicant: Code
    choice: Choice
    number: Number


class Row(Form):
    """A ballot with its prefix and both stamps: the content of an envelope, a row of the board."""

    ballot: Ballot
    prefix: Bytes32
    platform: Bytes256
    supervisor: Bytes256


class Blinded(Form):
    """A blinded ballot for one applicant."""

    applicant: Code
    blinded: Bytes256


class Request(Form):
    """A member asks one issuer for stamps."""

    format: Literal["zhicheng-ballot-request/1"]
    session: Digest
    member: Code
    issuer: Issuer
    requests: Annotated[list[Blinded], Field(min_length=1)]
    mac: Mac


class Stamp(Form):
    """A blind signature for one applicant."""

    applicant: Code
    stamp: Bytes256


class Stamps(Form):
    """An issuer's answer."""

    format: Literal["zhicheng-ballot-stamps/1"]
    session: Digest
    member: Code
    issuer: Issuer
    stamps: list[Stamp]


class Envelope(Form):
    """A sealed ballot."""

    format: Literal["zhicheng-ballot-envelope/1"]
    session: Digest
    applicant: Code
    key: Bytes384
    sealed: Bytes


class Envelopes(Form):
    """A member's envelopes."""

    format: Literal["zhicheng-ballot-envelopes/1"]
    session: Digest
    member: Code
    envelopes: Annotated[list[Envelope], Field(min_length=1)]


class Received(Form):
    """An envelope that is in, by its leaf."""

    applicant: Code
    leaf: Digest


class Receipt(Form):
    """All of a member's envelopes so far."""

    format: Literal["zhicheng-ballot-receipt/1"]
    session: Digest
    member: Code
    received: list[Received]


class Counted(Form):
    """How many envelopes an applicant has."""

    applicant: Code
    envelopes: Annotated[int, Field(ge=0)]


class Missing(Form):
    """An eligible member without an envelope, and why the vote was closed without."""

    applicant: Code
    member: Code
    reason: Text


class Closing(Form):
    """The root over all envelopes."""

    format: Literal["zhicheng-ballot-closing/1"]
    session: Digest
    root: Digest
    count: Annotated[int, Field(ge=0)]
    counts: list[Counted]
    missing: list[Missing]


class SignedClosing(Form):
    """A closing with the platform's signature."""

    closing: Closing
    signature: Signature


class Confirmation(Form):
    """A page has looked for its envelopes under the root, or for its ballots on the board."""

    format: Literal["zhicheng-ballot-confirmation/1"]
    session: Digest
    member: Code
    of: Literal["closing", "board"]
    digest: Digest
    holds: bool
    missing: list[Code]
    mac: Mac


class Noted(Form):
    """The supervisor has noted a confirmation."""

    format: Literal["zhicheng-ballot-noted/1"]
    session: Digest
    member: Code
    of: Literal["closing", "board"]


class Hello(Form):
    """What does the platform hold of me?"""

    format: Literal["zhicheng-ballot-hello/1"]
    meeting: Code
    vote: Code
    member: Code


class Handover(Form):
    """Envelopes without voters, in random order."""

    format: Literal["zhicheng-ballot-handover/1"]
    session: Digest
    closing: SignedClosing
    envelopes: list[Envelope]


class Proof(Form):
    """What a member shows who misses a row: the ballot with both stamps, and what its envelope is made anew with."""

    format: Literal["zhicheng-ballot-proof/1"]
    row: Row
    envelope_key: Bytes32
    envelope_seed: Bytes48


class Spoiled(Form):
    """An envelope that holds no ballot that counts."""

    applicant: Code
    leaf: Digest
    reason: Literal["not-opened", "not-a-ballot", "stamp-platform", "stamp-supervisor", "repeated"]


class Without(Form):
    """A member without whose confirmation the envelopes were opened, and why."""

    member: Code
    reason: Text


class Board(Form):
    """What was in the envelopes."""

    format: Literal["zhicheng-ballot-board/1"]
    session: Digest
    root: Digest
    rows: list[Row]
    spoiled: list[Spoiled]
    without: list[Without]


class SignedBoard(Form):
    """A board with the supervisor's signature."""

    board: Board
    signature: Signature


class State(Form):
    """What the platform holds of a member, and how far the vote has come."""

    format: Literal["zhicheng-ballot-state/1"]
    member: Code
    stage: Literal["voting", "closed", "opened", "void"]
    signed: SignedSession
    tag: Digest
    requests: list[Blinded]
    received: list[Received]
    closing: SignedClosing | None
    leaves: list[Digest] | None
    board: SignedBoard | None


class BoardPlease(Form):
    """The platform asks for the board; its signature is over the rest."""

    format: Literal["zhicheng-ballot-board-please/1"]
    session: Digest
    signature: Signature


class Destruction(Form):
    """The supervisor has destroyed the opening key."""

    format: Literal["zhicheng-ballot-destruction/1"]
    session: Digest
    opening_key: Digest
    board: Digest
    at: Moment


class SignedDestruction(Form):
    """With the supervisor's signature."""

    statement: Destruction
    signature: Signature


class Deletion(Form):
    """The platform has deleted the envelopes; their hashes stay."""

    format: Literal["zhicheng-ballot-deletion/1"]
    session: Digest
    root: Digest
    count: Annotated[int, Field(ge=0)]
    at: Moment


class SignedDeletion(Form):
    """With the platform's signature."""

    statement: Deletion
    signature: Signature


class Keys(Form):
    """The supervisor's public keys for a meeting, those that no session has used."""

    format: Literal["zhicheng-ballot-keys/1"]
    meeting: Code
    signing: Point
    stamp_keys: list[StampPublic]
    opening_keys: list[OpeningPublic]


class Sign(Form):
    """The platform asks the supervisor to sign a session."""

    format: Literal["zhicheng-ballot-sign/1"]
    session: Session
    signature: Signature


class SignedReply(Form):
    """The supervisor's signature of a session, and a tag for every present member."""

    format: Literal["zhicheng-ballot-signed/1"]
    session: Digest
    signature: Signature
    tags: dict[Code, Digest]
