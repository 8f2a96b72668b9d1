"""The bundle of a draw as data (``zhicheng-draw/1``): what is fixed, what is revealed, what came out.

The shapes are those of docs/reference/format-draw.md, key by key. They say nothing about whether a draw is sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from zhicheng.procedure.canonical import digest

FORMAT: Final = "zhicheng-draw/1"
FROZEN_LABEL: Final = "zhicheng-draw/1 frozen"
ROUND_LABEL: Final = "zhicheng-draw/1 round"
TICKETS: Final = 10_000
"""Committees in a lottery, counted with their multiplicity."""
PLAIN: Final = "plain"
LOTTERY: Final = "lottery"
REGION: Final = "region"
EMPLOYER: Final = "employer"

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
HashOrNone = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
Bitmap = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,2000}$")]
Share = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}/[1-9][0-9]{0,3}$")]
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,400}$")]
Text = Annotated[str, StringConstraints(max_length=2000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Number = Annotated[int, Field(ge=1, le=100_000)]


class Part(BaseModel):
    """A part of a bundle: exactly these keys, exactly these types, never changed."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    def plain(self) -> dict[str, Any]:
        """The part as it stands in the file."""
        return self.model_dump(mode="json", by_alias=True)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(self.plain())


class Rules(Part):
    """The track's numbers: least size, oddness, attendance as a share, members of a group; where they stand."""

    minimum: Number
    odd: bool
    attendance: Share
    group_size: Count
    source: Text


class Seat(Part):
    """A seat group: its name, how many members, and whether they are named (``set``) rather than drawn."""

    name: Name
    count: Number
    set: bool


class Cap(Part):
    """Bounds on members of one region or employer (``value``), or of each of them (``value`` is ``None``)."""

    by: Literal["region", "employer"]
    value: Name | None
    least: Count
    most: Count | None


class Group(Part):
    """A specialty group and the seat groups whose members it takes."""

    name: Name
    seats: list[Name] = Field(alias="from")


def group_of(name: str, seats: Sequence[str]) -> Group:
    """A specialty group that takes the members of these seat groups."""
    return Group.model_validate({"name": name, "from": list(seats)})


class Line(Part):
    """A line of the pool: the expert's code, the seat group they may be drawn for, whether barred from the draw."""

    code: Hash
    seat: Name
    barred: bool


class Supervisor(Part):
    """A supervisor's commitment: the anchor of a hash chain and the number of rounds it lasts."""

    name: Name
    anchor: Hash
    links: Count


class Reason(Part):
    """Why an expert is barred, or left."""

    code: Hash
    reason: Text


class Recusal(Part):
    """The experts that may not take part for an applicant; ``within``: seats among which a group must stay free."""

    applicant: Name
    within: list[Name]
    experts: list[Hash]


class Private(Part):
    """What the public does not see of the frozen part; aligned with the lines of the pool.

    ``conflicts`` is the digest of the conflict facts (``zhicheng-conflicts/1``) that were taken in, or ``""``.
    """

    salt: Hash
    regions: list[Text]
    employers: list[Text]
    bars: list[Reason]
    recusals: list[Recusal]
    conflicts: HashOrNone


class Frozen(Part):
    """What is fixed before the first round."""

    label: Text = FROZEN_LABEL
    draw: Name
    serial: Number
    previous_draw: Hash | None
    title: Text
    at: Text
    rules: Rules
    seats: list[Seat] = Field(min_length=1)
    caps: list[Cap]
    groups: list[Group]
    pool: list[Line] = Field(min_length=1, max_length=5000)
    supervisors: list[Supervisor]
    balls: Count
    private: Hash

    @property
    def size(self) -> int:
        """Members of the committee."""
        return sum(seat.count for seat in self.seats)


class Statement(Part):
    """What is fixed in a round before anything is revealed."""

    label: Text = ROUND_LABEL
    round: Number
    frozen: Hash
    previous: Hash | None
    at: Text
    mode: Text
    keep: list[Hash]
    out: list[Hash]
    sources: list[Name]
    lottery: Hash | None
    chances: list[Count] | None
    private: Hash


class RoundPrivate(Part):
    """What the public does not see of a round: why members left, recusals that came to light since."""

    salt: Hash
    reasons: list[Reason]
    recusals: list[Recusal]


class Balls(Part):
    """The digits of the balls drawn in the room, as one person entered them."""

    by: Name
    digits: Digits


class Reveal(Part):
    """What the supervisors and the other sources gave; ``None`` where it is missing."""

    links: list[Hash | None]
    balls: list[Balls]
    values: list[Text | None]
    at: Text


class GroupMembers(Part):
    """A specialty group of the drawn committee."""

    name: Name
    members: list[Hash]


class Outcome(Part):
    """What a round gave: the seed, the attempt (plain) or the ticket (lottery), the committee, its groups."""

    seed: Hash
    attempt: Count | None
    ticket: Count | None
    committee: list[Hash]
    groups: list[GroupMembers]


class Void(Part):
    """Why a round does not count, who said so, and whose link is missing."""

    reason: Name
    by: Name
    at: Text
    missing: list[Name]


Entry = Annotated[tuple[Bitmap, Count], Field(strict=False)]
"""A committee of the lottery: its bitmap over the pool, and how many tickets it has."""


class Round(Part):
    """A round: the draw, or a replacement."""

    statement: Statement
    private: RoundPrivate | None
    committees: list[Entry] | None
    reveal: Reveal
    outcome: Outcome | None
    void: Void | None

    @property
    def record(self) -> str:
        """The digest of what everybody may see of this round; the next round's ``previous``."""
        shown = {"statement": self.statement, "reveal": self.reveal, "outcome": self.outcome, "void": self.void}
        return digest({key: None if part is None else part.plain() for key, part in shown.items()})

    @property
    def stands(self) -> bool:
        """Whether it has an outcome that counts."""
        return self.outcome is not None and self.void is None

    @property
    def open(self) -> bool:
        """Whether it still waits for its outcome."""
        return self.outcome is None and self.void is None


class Bundle(Part):
    """A whole draw. ``private`` is ``None`` in a public view."""

    format: Literal["zhicheng-draw/1"] = "zhicheng-draw/1"
    frozen: Frozen
    private: Private | None
    rounds: list[Round]
    head: Hash

    @property
    def current_head(self) -> str:
        """What ``head`` has to be."""
        return self.rounds[-1].record if self.rounds else self.frozen.digest

    @property
    def standing(self) -> Round | None:
        """The last round that stands."""
        return next((one for one in reversed(self.rounds) if one.stands), None)


def sealed(frozen: Frozen, private: Private | None, rounds: list[Round]) -> Bundle:
    """The bundle of these parts, with its head."""
    head = rounds[-1].record if rounds else frozen.digest
    return Bundle(frozen=frozen, private=private, rounds=rounds, head=head)


def public_view(bundle: Bundle) -> Bundle:
    """The same draw without what the public does not see; every hash stays what it was."""
    bare = {"private": None, "committees": None}
    return bundle.model_copy(update={"private": None, "rounds": [one.model_copy(update=bare) for one in bundle.rounds]})
