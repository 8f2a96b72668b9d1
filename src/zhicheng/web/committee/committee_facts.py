"""What the rules ask of a committee: its pool, the draw on record, its seats, its groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhicheng.procedure.draw.bundle import Bundle
from zhicheng.procedure.draw.check import check_draw
from zhicheng.procedure.draw.files import model_of
from zhicheng.procedure.review import experts as rules_experts
from zhicheng.procedure.review.committee_states import FORMED, CommitteeFacts
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Committee, Draw, Group, Seat
from zhicheng.web.experts.models import Expert, Pool
from zhicheng.web.review.acting import Asked, Common, Process
from zhicheng.web.review.others import facts_of
from zhicheng.web.review.process import office_or_supervisor
from zhicheng.web.rounds.models import Round

HELD: Final = ("drawn", "accepted", "declined")
"""States of seats that belong to the committee now: answered or not, and those that are open."""
SERVING: Final = ("drawn", "accepted")
CHAIRS: Final = ("chair", "deputy")
HEAD_SEATS: Final = {"主任委员": "chair", "副主任委员": "deputy"}
"""Seat groups of a draw whose members preside, and the role that goes with them."""

_TITLES: Final = {"full-senior": rules_experts.PROFESSORATE, "vice-senior": rules_experts.VICE_SENIOR}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What recording a draw brings: the draw, and the experts it gave."""

    draw: Draw
    experts: tuple[Expert, ...]


def pool_of(round_: Round) -> Pool | None:
    """The pool from which the committee of a round is drawn: the office's own for the track."""
    return Pool.objects.filter(office=round_.office_id, tracks__contains=[round_.track]).order_by("pk").first()


def rule_expert(expert: Expert) -> rules_experts.Expert:
    """An expert as the rules judge them."""
    title = _TITLES.get(expert.title, expert.title)
    known = (rules_experts.PROFESSORATE, rules_experts.VICE_SENIOR)
    return rules_experts.Expert(
        expert.code, title if title in known else rules_experts.OTHER, expert.title_since, expert.outstanding
    )


def held(committee: Committee) -> list[Seat]:
    """The seats of the committee as it is now, open ones included."""
    rows = Seat.objects.filter(committee=committee, state__in=HELD).select_related("expert", "group")
    return list(rows.order_by("specialty", "pk"))


def sound_draw(committee: Committee, draw: Draw) -> bool:
    """Whether a draw of this committee has an outcome and everything in it can be reckoned again.

    That the pool was frozen before the seed is part of it: the seed is reckoned from the frozen part's digest.
    """
    if draw.committee_id != committee.pk or draw.stage != "drawn":
        return False
    try:
        bundle = model_of(Bundle, draw.bundle, "")
    except Refused:
        return False
    return bundle.standing is not None and check_draw(bundle).sound


def _facts(row: Committee, asked: Asked, common: Common) -> CommitteeFacts:
    brought = asked.brought if isinstance(asked.brought, Drawn) else None
    seats = held(row)
    round_ = row.review.round
    today = asked.now.astimezone(CHINA).date()
    return CommitteeFacts(
        **common.fields,
        today=today,
        **_pool_facts(round_, today),
        **_draw_facts(row, seats, brought),
        **_seat_facts(seats),
        groups=tuple(_sizes(row, seats)),
        published=facts_of(round_)["result_state"] == "published",
        pending=facts_of(round_)["pending"],
    )


COMMITTEE = Process[Committee, CommitteeFacts](
    table="committee",
    round_of=lambda row: row.review.round,
    roles=lambda row, actor: office_or_supervisor(row.review.round, actor),
    facts=_facts,
)


def _pool_facts(round_: Round, today: dt.date) -> dict[str, Any]:
    pool = pool_of(round_)
    return {
        "pool_in_force": pool is not None and pool.state == "in-force",
        "pool_size": 0 if pool is None else pool.experts.filter(left_on=None).count(),
        "pool_adjusted_on": today if pool is None or pool.adjusted_on is None else pool.adjusted_on,
    }


def _draw_facts(row: Committee, seats: Sequence[Seat], brought: Drawn | None) -> dict[str, Any]:
    """The draw as an act brings it, checked whole; for what no act brings, whether one is on record."""
    on_record = sound_draw(row, brought.draw) if brought else row.draws.filter(stage="drawn").exists()
    new = brought.experts if brought else ()
    return {
        "draw_recorded": on_record,
        "frozen_before_seed": on_record,
        "replacement_recorded": bool(new) and on_record,
        "drawn": tuple(rule_expert(one) for one in (*(seat.expert for seat in seats if _counts(seat, new)), *new)),
        "specialties": len({one.specialty for one in seats} | {one.specialty for one in new}),
    }


def _counts(seat: Seat, new: Sequence[Expert]) -> bool:
    """An open seat is not counted beside those drawn for it."""
    return not new or seat.state in SERVING


def _seat_facts(seats: Sequence[Seat]) -> dict[str, Any]:
    accepted = [one for one in seats if one.state == "accepted"]
    chairs = [one for one in accepted if one.role in CHAIRS]
    return {
        "accepted": len(accepted),
        "open": sum(one.state == "declined" for one in seats),
        "chairs": sum(one.role == "chair" for one in chairs),
        "chairs_from_pool": all(one.expert.listed_as in CHAIRS for one in chairs),
    }


def _sizes(row: Committee, seats: Sequence[Seat]) -> list[int]:
    """How many accepted members each group has."""
    members = [one.group_id for one in seats if one.state == "accepted"]
    return [members.count(pk) for pk in Group.objects.filter(committee=row).values_list("pk", flat=True)]


def committee_formed(round_: Round) -> bool:
    """Whether the committee of a round is formed and no seat of it has opened since."""
    row = Committee.objects.filter(review__round=round_, state=FORMED).first()
    return row is not None and not row.seats.filter(state="declined").exists()
