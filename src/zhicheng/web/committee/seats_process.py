"""How a seat moves: its roles (the expert's own, the office), its facts (declaration, ties, day to answer)."""

from __future__ import annotations

import datetime as dt

from zhicheng.procedure.review.seat_states import SeatFacts
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Seat
from zhicheng.web.experts.facts import conflict_facts
from zhicheng.web.experts.models import Declaration, Tie
from zhicheng.web.review.acting import Asked, Common, Process
from zhicheng.web.review.process import office_or_supervisor
from zhicheng.web.rounds.models import Round
from zhicheng.web.visibility.standing import Standing


def round_of(seat: Seat) -> Round:
    """The round whose review the seat is in."""
    return seat.committee.review.round


def is_own(seat: Seat, actor: Standing) -> bool:
    """Whether the person sits there."""
    return seat.expert.user_id is not None and seat.expert.user_id == actor.user_id


def _roles(row: Seat, actor: Standing) -> frozenset[str]:
    """Nobody acts for the office on a seat of their own."""
    if is_own(row, actor):
        return frozenset({"expert"})
    return office_or_supervisor(round_of(row), actor)


def _facts(row: Seat, asked: Asked, common: Common) -> SeatFacts:
    today = asked.now.astimezone(CHINA).date()
    return SeatFacts(
        **common.fields,
        today=today,
        conflicts_declared=declared(row),
        total_conflict=barred(row, today, careful=asked.act == "accept"),
        answer_until=row.committee.answer_until or today,
        replacement_recorded=Seat.objects.filter(replaces=row).exists(),
    )


SEAT = Process[Seat, SeatFacts](table="seat", round_of=round_of, roles=_roles, facts=_facts)


def declared(seat: Seat) -> bool:
    """Whether the expert has answered the question for ties in this round."""
    return Declaration.objects.filter(expert=seat.expert_id, round=round_of(seat)).exists()


def barred(seat: Seat, today: dt.date, *, careful: bool) -> bool:
    """Whether ties keep the expert from the whole review; ``careful``: one to everybody that is still undecided too."""
    round_ = round_of(seat)
    whole = Tie.objects.filter(expert=seat.expert_id, round=round_, application=None)
    if whole.filter(state="stands").exists() or (careful and whole.filter(state="open").exists()):
        return True
    facts = conflict_facts(round_, as_of=today, experts=[seat.expert])
    return any(one.expert == seat.expert.code for one in facts.barred)
