"""What people state and decide: ties, declarations, decisions on ties, rules of the round. Plain data, nothing judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between an expert and an applicant, by their codes; kind, relation and ``stated_by`` as in ``words``.

    ``start`` and ``end`` bound it in time; no end: it lasts, or happened at its start. ``source`` says where it is known from.
    """

    expert: str
    applicant: str
    kind: str
    stated_by: str
    source: str
    relation: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What a decision refers to."""
        return self.expert, self.applicant, self.kind

    def plain(self) -> Plain:
        """As the file of conflict facts holds it."""
        return {
            "applicant": self.applicant,
            "end": _day(self.end),
            "expert": self.expert,
            "kind": self.kind,
            "note": self.note,
            "relation": self.relation,
            "source": self.source,
            "start": _day(self.start),
            "stated_by": self.stated_by,
        }


@dataclass(frozen=True, slots=True)
class Declaration:
    """An expert has declared all ties known to them, or that there are none; ``source``: the paper or the form."""

    expert: str
    on: dt.date
    source: str

    def plain(self) -> Plain:
        """As the file of conflict facts holds it."""
        return {"expert": self.expert, "on": _day(self.on), "source": self.source}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the office decided on the ties of one kind between two persons: outcome, reason, by whom, when."""

    expert: str
    applicant: str
    kind: str
    outcome: str
    reason: str
    by: str
    on: dt.date

    @property
    def key(self) -> tuple[str, str, str]:
        """The ties it is about."""
        return self.expert, self.applicant, self.kind

    def plain(self) -> Plain:
        """As the file of conflict facts holds it."""
        return {
            "applicant": self.applicant,
            "by": self.by,
            "expert": self.expert,
            "kind": self.kind,
            "on": _day(self.on),
            "outcome": self.outcome,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class RoundRule:
    """What ties of a kind come to in this round. ``years``: only within so many full years; older ones are none."""

    kind: str
    outcome: str
    source: str
    by: str
    on: dt.date
    years: int | None = None

    def plain(self) -> Plain:
        """As the file of conflict facts holds it."""
        return {
            "by": self.by,
            "kind": self.kind,
            "on": _day(self.on),
            "outcome": self.outcome,
            "source": self.source,
            "years": self.years,
        }


@dataclass(frozen=True, slots=True)
class Stated:
    """Everything that was stated and decided on ties, in the order it was given."""

    ties: tuple[Tie, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    decisions: tuple[Decision, ...] = ()
    rules: tuple[RoundRule, ...] = ()


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
