"""Who was in the room when: movements in and out, and what follows for a deliberation and for a vote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhicheng.procedure.refusal import ActRefused, Refusal


@dataclass(frozen=True, slots=True)
class Movement:
    """A member came in, or left, at a moment (UTC)."""

    member: str
    at: dt.datetime
    came: bool


@dataclass(frozen=True, slots=True)
class Deliberation:
    """The deliberation on an applicant, from its first word to its last (UTC)."""

    applicant: str
    begins: dt.datetime
    ends: dt.datetime


def present_at(movements: Iterable[Movement], moment: dt.datetime) -> frozenset[str]:
    """Who is in the room at a moment; who comes or leaves at that very moment has come or left."""
    found: dict[str, bool] = {}
    for one in sorted(movements, key=lambda one: one.at):
        if one.at <= moment:
            found[one.member] = one.came
    return frozenset(member for member, here in found.items() if here)


def throughout(movements: Sequence[Movement], begins: dt.datetime, ends: dt.datetime) -> frozenset[str]:
    """Who was in the room from ``begins`` to ``ends`` without leaving; who leaves at the last moment was there."""
    left = {one.member for one in movements if begins < one.at < ends and not one.came}
    return present_at(movements, begins) - left


def missed(movements: Sequence[Movement], deliberation: Deliberation, vote_opens: dt.datetime) -> tuple[str, ...]:
    """Who is present when the vote opens but missed the deliberation, or a part of it: they may not vote on the
    applicant and are no base for it. Ascending, as in the session file.

    Raises:
        ActRefused: ``vote-before-deliberation``: the deliberation has not ended when the vote opens.
    """
    if vote_opens < deliberation.ends:
        raise ActRefused(
            Refusal(
                "vote-before-deliberation",
                (
                    f"对 {deliberation.applicant} 的评议尚未结束，不能表决",
                    f"the deliberation on {deliberation.applicant} has not ended",
                ),
                do=("请先登记评议结束", "enter its end first"),
            )
        )
    here = present_at(movements, vote_opens)
    return tuple(sorted(here - throughout(movements, deliberation.begins, deliberation.ends)))
