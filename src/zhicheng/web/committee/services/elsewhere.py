"""A committee drawn elsewhere takes its seats from a list; a plan reported elsewhere is put before the supervisor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.procedure.review.committee_states import DRAWN, FORMING, size_refusals
from zhicheng.procedure.review.experts import qualification_refusals
from zhicheng.procedure.review.plan_states import DRAFTING, REPORTED, RETURNED
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.committee_facts import committee_formed, pool_of, rule_expert
from zhicheng.web.committee.member_list import Listed, read_members
from zhicheng.web.committee.models import Committee, Plan, Seat
from zhicheng.web.committee.plan_parts import FIGURES, figures_of
from zhicheng.web.committee.seats_process import SEAT
from zhicheng.web.committee.services.committee import DAYS_TO_ANSWER, group_seats, open_seats_for, seats_for, serving
from zhicheng.web.experts.models import Availability, Expert, Pool
from zhicheng.web.experts.services.enlisting import add_expert
from zhicheng.web.experts.services.pools import found_pool
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.acting import perform
from zhicheng.web.review.elsewhere import DRAW, PLAN, Source, done_elsewhere
from zhicheng.web.review.models import Review
from zhicheng.web.review.rules import rules_of
from zhicheng.web.review.services.elsewhere import note_elsewhere
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.setting import pack_for
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE: Final = "committee-office"


@transaction.atomic
def seat_from_list(
    review: Review, raw: bytes, file: str, source: Source, *, actor: Standing, now: dt.datetime, version: int | None
) -> list[Seat]:
    """The seats of a committee that was drawn elsewhere, as a list names its members, chairs and groups; whoever is not in
    the pool is entered into it. Each declares ties and accepts as after a draw here. Once some have declined, another
    list fills the open seats.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``source-missing``, ``day-ahead``, ``draw-here`` (a draw was begun
            here), ``no-seat-open``, ``seats-do-not-fit``, and what the rules have against size or titles.
        Refused: the list has errors, every one by row and column.
    """
    row = locked(review, version)
    require(actor, "set-up", row)
    committee = locked(Committee.objects.get_or_create(review=row)[0], None)
    _refuse_seating(row, committee)
    listed = read_members(raw, file, _in_pool(row), now.astimezone(CHINA).date())
    note_elsewhere(row, DRAW, source, count=len(listed), actor=actor, now=now)
    found = [(one, one.known or _entered(row, one, actor, now)) for one in listed]
    _refuse_members(row, committee, [expert for _, expert in found], now)
    for _, expert in found:
        _available(expert, row.round, source, actor, now)
    made = _seated(committee, found, now)
    for old in [one.replaces for one in made if one.replaces is not None]:
        perform(SEAT, old, "replace", actor=actor, now=now)
    committee.state = DRAWN
    committee.answer_until = now.astimezone(CHINA).date() + dt.timedelta(days=DAYS_TO_ANSWER)
    committee.version += 1
    committee.save()
    detail = {"count": len(made), "on": source.on.isoformat(), "source": source.document.strip()}
    write_entry("seat-from-list", actor=actor, now=now, on=committee, role=OFFICE, detail=detail)
    return made


def _refuse_seating(review: Review, committee: Committee) -> None:
    begun = committee.draws.exclude(stage="void").exists()
    if begun or committee.state not in (FORMING, DRAWN):
        raise ActRefused(_DRAWN_HERE)
    if committee.state == DRAWN and not committee.seats.filter(state="declined").exists():
        raise ActRefused(_NO_SEAT_OPEN)
    if committee.state == DRAWN and done_elsewhere(review, DRAW) is None:
        raise ActRefused(_DRAWN_HERE)


def _entered(review: Review, one: Listed, actor: Standing, now: dt.datetime) -> Expert:
    return add_expert(_pool(review, actor, now), one.facts, actor=actor, now=now)


def _pool(review: Review, actor: Standing, now: dt.datetime) -> Pool:
    """The office's pool for the track; a new one, being gathered, where there is none."""
    round_ = review.round
    name = f"{pack_for(round_).about(round_.level)[0]}专家库"[:120]
    return pool_of(round_) or found_pool(round_.office, name, [round_.track], actor=actor, now=now)


def _in_pool(review: Review) -> list[Expert]:
    """Everybody in the office's pool for the track."""
    pool = pool_of(review.round)
    return list(Expert.objects.filter(pool=pool, left_on=None)) if pool is not None else []


def _refuse_members(review: Review, committee: Committee, experts: Sequence[Expert], now: dt.datetime) -> None:
    rules = rules_of(review.round)
    staying = serving(committee).count()
    against = [
        *size_refusals(rules, staying + len(experts)),
        *qualification_refusals(rules, [rule_expert(one) for one in experts], now.astimezone(CHINA).date()),
    ]
    if serving(committee).filter(expert__in=experts).exists():
        against.append(_SITS_ALREADY)
    if against:
        raise ActRefused(dict.fromkeys(against))


def _available(expert: Expert, round_: Round, source: Source, actor: Standing, now: dt.datetime) -> None:
    """Whoever was drawn elsewhere has said that they can serve; here they are asked for their ties."""
    said = {
        "asked_at": now, "available": True, "note": source.document.strip()[:200], "declared_at": now,
        "declared_by_id": actor.person, "by_office": True,
    }  # fmt: skip
    Availability.objects.update_or_create(expert=expert, round=round_, defaults=said)


def _seated(committee: Committee, found: Sequence[tuple[Listed, Expert]], now: dt.datetime) -> list[Seat]:
    """The seats, with roles and groups as listed; open seats of the same specialty are replaced."""
    named = [(one.facts.specialty, expert) for one, expert in found]
    pairs = open_seats_for(committee, named) if committee.state == DRAWN else {}
    made = seats_for(committee, named, pairs, 1 if committee.state == FORMING else 2, now)
    groups: dict[str, list[str]] = {}
    for seat, (one, expert) in zip(made, found, strict=True):
        seat.role = one.role
        seat.save(update_fields=["role"])
        if one.group.strip():
            groups.setdefault(one.group.strip(), []).append(expert.code)
    group_seats(committee, groups)
    return made


@transaction.atomic
def take_over_plan(
    review: Review, meeting_day: dt.date, place: str, source: Source, *, actor: Standing, now: dt.datetime,
    version: int | None,
) -> Plan:  # fmt: skip
    """The plan that was reported elsewhere (``source``: the report, and the day it was handed in), with the notice before
    the review: it stands as reported, and waits for the approval of the supervisors here as any other.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``source-missing``, ``day-ahead``, ``plan-there``,
            ``committee-not-formed``.
    """
    row = locked(review, version)
    require(actor, "set-up", row)
    plan = locked(Plan.objects.get_or_create(review=row)[0], None)
    against = [] if plan.state in (DRAFTING, RETURNED) else [_PLAN_THERE]
    if not committee_formed(row.round):
        against.append(_NOT_FORMED)
    if against:
        raise ActRefused(against)
    note_elsewhere(row, PLAN, source, count=1, actor=actor, now=now)
    said = f"见 {source.document.strip()}（{source.on.isoformat()}，在别处报告）"
    plan.state, plan.meeting_day, plan.place = REPORTED, meeting_day, place.strip()[:200]
    plan.content = {"procedure": said, FIGURES: figures_of(row.round)}
    plan.reported_on, plan.returned_because = source.on, ""
    plan.version += 1
    plan.save()
    plan.approvals.filter(void=False).update(void=True)
    detail = {"until": meeting_day.isoformat(), "on": source.on.isoformat(), "source": source.document.strip()}
    write_entry("take-over-plan", actor=actor, now=now, on=plan, role=OFFICE, detail=detail)
    return plan


_DRAWN_HERE = Refusal(
    "draw-here",
    ("执行评委会已在本平台抽取或已组成", "the committee is drawn here, or formed already"),
    do=("空缺席位请在本平台递补抽取", "open seats are drawn here"),
)
_NO_SEAT_OPEN = Refusal("no-seat-open", ("没有空缺席位", "no seat is open"))
_SITS_ALREADY = Refusal(
    "sits-already",
    ("名单中有人已在评委会", "somebody on the list sits in the committee already"),
    do=("递补名单只列新的委员", "a list of replacements names new members only"),
)
_PLAN_THERE = Refusal("plan-there", ("方案已报告或已核准", "a plan is reported or approved already"))
_NOT_FORMED = Refusal(
    "committee-not-formed",
    ("执行评委会尚未组成", "the committee is not formed"),
    do=("请先确认组成", "constitute it first"),
)
