"""An expert's record of service: round by round, what they were asked, answered, declared, sat in, were kept from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhicheng.procedure.conflicts.words import CONFLICT
from zhicheng.procedure.review.seat_states import FRAME
from zhicheng.web.experts.facts import conflict_facts, day_of
from zhicheng.web.experts.models import Availability, Declaration, Expert
from zhicheng.web.experts.words import answer_of
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]
SEAT_WORDS = {state.name: state.staff for state in FRAME.states}


@dataclass(frozen=True, slots=True)
class Served:
    """One round: the answer, the day of the declaration, how the seat stands and why, from how many recused.

    ``recused`` is ``None`` where the reader may not see ties.
    """

    round: Round
    answer: Pair
    declared_on: dt.date | None
    seats: tuple[tuple[Pair, str], ...]
    recused: int | None


def service_of(standing: Standing, expert: Expert, *, as_of: dt.date) -> tuple[Served, ...]:
    """The rounds in which an expert had any part that this person may see, the newest first."""
    answers = {one.round_id: one for one in visible(standing, "view", Availability.objects.filter(expert=expert))}
    declared = {one.round_id: one for one in visible(standing, "view", Declaration.objects.filter(expert=expert))}
    seats = _seats(standing, expert)
    had_part = Round.objects.filter(pk__in={*answers, *declared, *seats})
    rounds = visible(standing, "view", had_part).order_by("-year", "-pk")
    return tuple(
        Served(
            one,
            answer_of(answers[one.pk].available) if one.pk in answers else ("未询问", "not asked"),
            day_of(declared[one.pk].declared_at) if one.pk in declared else None,
            tuple(seats.get(one.pk, ())),
            _recused(standing, expert, one, as_of),
        )
        for one in rounds
    )


def _seats(standing: Standing, expert: Expert) -> dict[int, list[tuple[Pair, str]]]:
    """The seats by round: how each stands, and the reason of a refusal or recusal."""
    found: dict[int, list[tuple[Pair, str]]] = {}
    rows = visible(standing, "view", expert.seats.select_related("committee__review"))
    for one in rows.order_by("pk"):
        words = SEAT_WORDS.get(one.state, (one.state, one.state))
        found.setdefault(one.committee.review.round_id, []).append((words, one.reason))
    return found


def _recused(standing: Standing, expert: Expert, round_: Round, as_of: dt.date) -> int | None:
    """From how many applicants the expert is recused; only office and supervisor are told."""
    if not (standing.holds("committee-office", round_.office_id) or standing.holds("supervisor")):
        return None
    found = conflict_facts(round_, as_of=as_of, experts=[expert])
    return sum(one.outcome == CONFLICT for one in found.pairs)
