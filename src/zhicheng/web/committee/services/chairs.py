"""Chair and deputies: named by the office from those listed in the pool, or among the members drawn."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.committee.committee_facts import CHAIRS, pool_of
from zhicheng.web.committee.models import Committee, Seat
from zhicheng.web.committee.seats_process import SEAT
from zhicheng.web.committee.services.committee import OFFICE, settled
from zhicheng.web.experts.models import Availability, Expert
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.acting import perform
from zhicheng.web.review.rules import rules_of
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def name_chair(
    committee: Committee, expert: Expert, role: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Seat:
    """The seat of a chair or deputy whom the office names; a member drawn keeps the seat and takes the role.

    It takes the place of a seat of that role that was named before and is open.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``committee-settled``, ``expert-unknown`` (another pool, or left),
            ``chair-not-listed``, ``expert-not-available``.
    """
    row = locked(committee, version)
    require(actor, "change", row)
    seat = Seat.objects.filter(committee=row, expert=expert, state__in=["drawn", "accepted"]).first()
    _refuse(row, expert, role, seat)
    if seat is None:
        seat = Seat(committee=row, expert=expert, specialty=expert.specialty, invited_at=now, version=0)
        seat.replaces = Seat.objects.filter(committee=row, state="declined", drawn_round=0, role=role).first()
    seat.role = role
    seat.version += 1
    seat.save()
    if seat.replaces is not None and seat.replaces.state == "declined":
        perform(SEAT, seat.replaces, "replace", actor=actor, now=now)
    row.version += 1
    row.save()
    write_entry("name-chair", actor=actor, now=now, on=seat, role=OFFICE, detail={"role": role, "expert": expert.pk})
    return seat


@transaction.atomic
def take_role_back(seat: Seat, *, actor: Standing, now: dt.datetime, version: int | None) -> Seat:
    """A chair or deputy is one no longer: a member drawn stays a member, a seat only named is void.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``committee-settled``, ``no-chair``.
    """
    committee = locked(seat.committee, None)
    row = locked(seat, version)
    require(actor, "change", row)
    against = settled(committee)
    if against or row.role not in CHAIRS or row.state not in ("drawn", "accepted"):
        raise ActRefused(against or _NO_CHAIR)
    if row.drawn_round == 0:
        row.state, row.group, row.leads = "void", None, False
    else:
        row.role = "member"
    row.version += 1
    row.save()
    write_entry("take-chair-back", actor=actor, now=now, on=row, role=OFFICE, detail={"state": row.state})
    return row


def _refuse(committee: Committee, expert: Expert, role: str, seat: Seat | None) -> None:
    against = list(settled(committee))
    pool = pool_of(committee.review.round)
    if role not in CHAIRS or pool is None or expert.pool_id != pool.pk or expert.left_on is not None:
        against.append(_UNKNOWN)
    rules = rules_of(committee.review.round)
    if expert.listed_as not in CHAIRS and (seat is None or rules.duty("chairs-pool")):
        against.append(_not_listed(rules.clause("chairs-pool")))
    asked = Availability.objects.filter(expert=expert, round=committee.review.round, available=True)
    if seat is None and not asked.exists():
        against.append(_NOT_AVAILABLE)
    if against:
        raise ActRefused(against)


_UNKNOWN = Refusal("expert-unknown", ("专家库中没有此人，或已移出", "not in the pool, or not any more"))
_NOT_AVAILABLE = Refusal(
    "expert-not-available",
    ("此专家未被询问，或答复不能参加", "the expert was not asked for this round, or can't serve"),
    do=("请先询问能否参加", "ask first whether they can serve"),
)
_NO_CHAIR = Refusal("no-chair", ("此席位不是主任委员或副主任委员", "the seat is no chair's or deputy's"))


def _not_listed(clause: str) -> Refusal:
    return Refusal(
        "chair-not-listed",
        ("此专家未列为主任委员、副主任委员人选", "the expert is not listed for chair or deputy"),
        clause,
        ("请从专家库的主任委员、副主任委员人选中确定", "name one of those listed in the pool"),
    )
