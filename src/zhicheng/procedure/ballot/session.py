"""The session file: one vote on a list of applicants, who may vote, under which keys (format page, section 4)."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from zhicheng.procedure.ballot.forms import (
    Code,
    Digest,
    Form,
    Issuer,
    OpeningPublic,
    Point,
    Signature,
    StampPublic,
    Text,
    modulus,
)
from zhicheng.procedure.ballot.meeting import Majority, attended, base_of
from zhicheng.procedure.canonical import digest

SESSION: Final = "zhicheng-ballot-session/1"
SHARE: Final = re.compile(r"[0-9]{1,9}/[0-9]{1,9}")
RUNS_MOST: Final = 2**53 - 1
"""The greatest integer that has a canonical form."""


def _share(text: str) -> str:
    if not SHARE.fullmatch(text):  # looked at first: a Fraction of "1e999999999" is reckoned out
        raise ValueError("is no fraction of two integers")
    try:
        share = Fraction(text)
    except ZeroDivisionError:
        raise ValueError("is no fraction") from None
    if text != f"{share.numerator}/{share.denominator}" or not 0 < share <= 1:
        raise ValueError("is no fraction of two integers in lowest terms between 0 and 1")
    return text


Share = Annotated[str, AfterValidator(_share)]


def _ascending(codes: list[str]) -> list[str]:
    if codes != sorted(set(codes)):
        raise ValueError("stands not in ascending order, each once")
    return codes


Codes = Annotated[list[Code], AfterValidator(_ascending)]


class AttendanceRule(Form):
    """The share of the members that has to be there, and where that is written."""

    share: Share
    source: Text


class MajorityRule(Form):
    """The share of yes, of what base, and where that is written."""

    share: Share
    base: Literal["present", "members"]
    recused: Literal["counted", "not-counted"]
    source: Text

    def rule(self) -> Majority:
        """The rule as the meeting reckons with it."""
        return Majority(Fraction(self.share), self.base, self.recused == "counted")


class VotedOn(Form):
    """An applicant in the session: who missed the deliberation, who is recused, the issuers' stamp keys."""

    applicant: Code
    missed: Codes
    recused: Codes
    platform: StampPublic
    supervisor: StampPublic

    def key(self, issuer: Issuer) -> StampPublic:
        """The stamp key of an issuer."""
        return self.platform if issuer == "platform" else self.supervisor


class Signing(Form):
    """The signing keys of both issuers."""

    platform: Point
    supervisor: Point


class Session(Form):
    """One vote on a list of applicants; known by :attr:`id`."""

    format: Literal["zhicheng-ballot-session/1"]
    meeting: Code
    vote: Code
    run: Annotated[int, Field(ge=1, le=RUNS_MOST)]
    repeats: Digest | None
    attendance: AttendanceRule
    majority: MajorityRule
    members: Codes
    present: Codes
    applicants: Annotated[list[VotedOn], Field(min_length=1)]
    opening_key: OpeningPublic
    signing: Signing

    @model_validator(mode="after")
    def _sets(self) -> Self:
        if (self.run == 1) != (self.repeats is None):
            raise ValueError("run 1 repeats nothing, every further run repeats a session")
        if not set(self.present) <= set(self.members):
            raise ValueError("present: somebody who is no member")
        names = [one.applicant for one in self.applicants]
        if len(set(names)) != len(names):
            raise ValueError("applicants: one stands twice")
        for one in self.applicants:
            if not set(one.missed) <= set(self.present) or not set(one.recused) <= set(self.members):
                raise ValueError(f"{one.applicant}: missed or recused names somebody else")
        return self._distinct_keys()

    def _distinct_keys(self) -> Self:
        moduli = [modulus(key) for one in self.applicants for key in (one.platform, one.supervisor)]
        if any(number.bit_length() != 2048 or not number & 1 for number in moduli):
            raise ValueError("a stamp key has not 2048 bits")
        opening = modulus(self.opening_key)
        if opening.bit_length() != 3072 or not opening & 1:
            raise ValueError("the opening key has not 3072 bits")
        if len(set(moduli)) != len(moduli):
            raise ValueError("a stamp key stands twice")
        return self

    @cached_property
    def id(self) -> str:
        """The digest by which every message names the session."""
        return digest(self.plain())

    @property
    def names(self) -> list[str]:
        """The applicants, in the order of the vote."""
        return [one.applicant for one in self.applicants]

    def on(self, applicant: str) -> VotedOn:
        """What the session says of an applicant.

        Raises:
            KeyError: not voted on here.
        """
        for one in self.applicants:
            if one.applicant == applicant:
                return one
        raise KeyError(applicant)

    def there(self, applicant: str) -> frozenset[str]:
        """Who is present at this vote and was at the deliberation on the applicant.

        Raises:
            KeyError: not voted on here.
        """
        return frozenset(self.present) - frozenset(self.on(applicant).missed)

    def eligible(self, applicant: str) -> frozenset[str]:
        """Who may vote on the applicant: there, and not recused.

        Raises:
            KeyError: not voted on here.
        """
        return self.there(applicant) - frozenset(self.on(applicant).recused)

    def base(self, applicant: str) -> int:
        """The number that the share of yes is taken of.

        Raises:
            KeyError: not voted on here.
        """
        return base_of(
            self.majority.rule(), frozenset(self.members), self.there(applicant), frozenset(self.on(applicant).recused)
        )

    def thin(self) -> tuple[str, ...]:
        """Applicants for whom too few members are there: no vote opens on them."""
        share = Fraction(self.attendance.share)
        return tuple(name for name in self.names if not attended(share, len(self.members), len(self.there(name))))

    def voterless(self) -> tuple[str, ...]:
        """Applicants on whom nobody may vote, all of those there being recused: without a voter, and perhaps with a base
        of none, no yes at all would be enough."""
        return tuple(name for name in self.names if not self.eligible(name))

    def others(self, applicants: list[str]) -> tuple[str, ...]:
        """Those of ``applicants`` that are not voted on here."""
        return tuple(name for name in applicants if name not in set(self.names))


class Signatures(Form):
    """The signatures of both issuers."""

    platform: Signature
    supervisor: Signature


class SignedSession(Form):
    """A session with both signatures."""

    session: Session
    signatures: Signatures


def short(full: str) -> str:
    """How people compare a digest: its first 16 digits in groups of four."""
    return " ".join(full[start : start + 4] for start in range(0, 16, 4))


def session_of(fields: dict[str, Any]) -> Session:
    """A session from its members, format included by itself.

    Raises:
        ActRefused: ``bad-message``: not of the form.
    """
    from zhicheng.procedure.ballot.forms import read

    return read(Session, {"format": SESSION, **fields})
