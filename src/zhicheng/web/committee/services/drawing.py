"""The draw as it is held on the platform: prepared, committed to, stated, revealed, drawn; voided, members replaced.

Chance never comes from here: a supervisor's chain is made on their own machine and only its anchor, then one link for
each round, is handed in; balls are drawn in the room. Every hash goes on the ledger before anybody reveals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from zhicheng.procedure.draw.lawful import standing_before
from zhicheng.procedure.draw.papers import Commitment
from zhicheng.procedure.draw.rounds import draw as draw_round
from zhicheng.procedure.draw.seed import LEAST_SUPERVISORS
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.committee.committee_facts import pool_of
from zhicheng.web.committee.models import Committee, Draw, Seat
from zhicheng.web.committee.services.committee import seat_drawn
from zhicheng.web.committee.services.draw_jobs import CHECK, FAILED, PREVIEW, STATE, begin_job, bundle_of, names_of
from zhicheng.web.committee.services.draw_plan import HEADS, bounds_of, default_plan, draw_name
from zhicheng.web.committee.services.draw_refusals import (
    ANCHOR_KNOWN,
    DRAW_THERE,
    NOT_NOW,
    NOT_TO_DRAW,
    NOTHING_OPEN,
    ONE_EACH,
    PLAN_MISSING,
    TOO_FEW_SOURCES,
    other_draw,
)
from zhicheng.web.committee.services.draw_shared import (
    OFFICE,
    SUPERVISOR,
    paper_from,
    public_name,
    ready,
    role_of,
    said_at,
    save,
)
from zhicheng.web.committee.services.draw_voiding import void_last_round
from zhicheng.web.experts.models import Expert
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.site.acts import locked_for
from zhicheng.web.visibility.standing import Standing

PLAN_KEYS: Final = ("seats", "caps", "balls", "sources", "lottery")


@transaction.atomic
def prepare_draw(committee: Committee, *, actor: Standing, now: dt.datetime) -> Draw:
    """A draw to which supervisors can commit, with the plan an office starts from.

    Raises:
        ActRefused: ``no-right``, ``nothing-to-draw``, ``draw-there``, ``number-not-set``.
    """
    row = locked_for(actor, "change", committee)
    last = Draw.objects.filter(committee=row).order_by("-serial").first()
    if row.state not in ("forming", "drawn"):
        raise ActRefused(NOT_TO_DRAW)
    if last is not None and (last.stage != "void" or not last.bundle):
        raise ActRefused(DRAW_THERE)
    bounds_of(row.review.round)
    serial = last.serial + 1 if last is not None else 1
    plan = dict(last.plan) if last is not None else default_plan(row, now)
    draw = Draw.objects.create(committee=row, serial=serial, plan=plan, begun_at=now)
    begin_job(draw, PREVIEW, now)
    write_entry("prepare-draw", actor=actor, now=now, on=draw, role=OFFICE, detail={"number": serial})
    return draw


@transaction.atomic
def set_draw_plan(
    draw: Draw, plan: Mapping[str, Any], *, actor: Standing, now: dt.datetime, version: int | None
) -> Draw:
    """Seats by specialty, caps, groups, balls and other sources, before anything is frozen; chances are looked at anew.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``work-under-way``, ``not-at-this-stage``, ``plan-missing``.
    """
    row = ready(draw, "run", actor, ("committing",), version)
    row.plan = {key: plan[key] for key in PLAN_KEYS}
    if not any(one["count"] for one in row.plan["seats"]):
        raise ActRefused(PLAN_MISSING)
    row.preview, row.asked = {}, {}
    begin_job(row, PREVIEW, now)
    members = sum(one["count"] for one in row.plan["seats"])
    detail = {"count": members, "plan": row.plan}
    write_entry("set-draw-plan", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return row


@transaction.atomic
def commit_to_draw(draw: Draw, raw: bytes, *, actor: Standing, now: dt.datetime) -> Draw:
    """A supervisor's commitment taken; until the pool is frozen the same supervisor may hand in another.

    Raises:
        ActRefused: ``no-right``, ``not-at-this-stage``, ``work-under-way``, ``wrong-file``, ``secret-handed-in``,
            ``other-draw``, ``name-taken``, ``anchor-known``.
        Refused: the file is none.
    """
    row = ready(draw, "commit", actor, ("committing",))
    paper = paper_from(Commitment, raw)
    _refuse_commitment(row, paper, actor)
    kept = [one for one in row.commitments if one["by"] != actor.person]
    new = {"name": paper.name, "anchor": paper.anchor, "links": paper.links, "by": actor.person, "at": said_at(now)}
    row.commitments = sorted([*kept, new], key=lambda one: str(one["name"]))
    if row.job == PREVIEW:
        begin_job(row, PREVIEW, now)  # the one that runs was asked for before this
    else:
        save(row)
    detail = {"anchor": paper.anchor, "count": paper.links, "name": paper.name}
    write_entry("commit-to-draw", actor=actor, now=now, on=row, role=SUPERVISOR, detail=detail)
    return row


@transaction.atomic
def ask_first_round(draw: Draw, *, actor: Standing, now: dt.datetime, version: int | None) -> Draw:
    """Have the pool frozen and round 1 stated; a job does it.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-at-this-stage``, ``work-under-way``, ``too-few-sources``.
    """
    row = ready(draw, "run", actor, ("committing",), version)
    against = sources_lacking(row)
    if against is not None:
        raise ActRefused(against)
    row.asked = {"sources": row.plan["sources"], "lottery": row.plan["lottery"]}
    begin_job(row, STATE, now)
    detail = {"count": len(row.commitments), "number": 1}
    write_entry("ask-for-round", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return row


def sources_lacking(draw: Draw) -> Refusal | None:
    """Why a draw can't be frozen yet: too few supervisors, and no balls in their stead."""
    enough = len(draw.commitments) >= LEAST_SUPERVISORS or (not draw.commitments and draw.plan["balls"])
    return None if enough else TOO_FEW_SOURCES


@transaction.atomic
def ask_next_round(
    draw: Draw, *, actor: Standing, now: dt.datetime, version: int | None, sources: Sequence[str] = ()
) -> Draw:
    """Have the next round stated: members who serve stay, those who declined or left the pool are named, ties known since.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-at-this-stage``, ``work-under-way``, ``no-seat-open``.
    """
    row = ready(draw, "run", actor, ("drawn", "void"), version)
    keep, out = _who_stays(row)
    if row.stage == "void" and bundle_of(row).standing is not None:
        raise ActRefused(NOT_NOW)
    if row.stage == "drawn" and not set(out) & _standing(row):
        raise ActRefused(NOTHING_OPEN)
    row.asked = {"keep": keep, "out": out, "sources": list(sources), "lottery": row.plan["lottery"]}
    begin_job(row, STATE, now)
    detail = {"number": len(row.bundle["rounds"]) + 1, "left": len(out)}
    write_entry("ask-for-round", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return row


@transaction.atomic
def ask_again(draw: Draw, *, actor: Standing, now: dt.datetime) -> Draw:
    """Set a job going again that came to nothing, or that nobody seems to be doing.

    Raises:
        ActRefused: ``no-right``, ``not-at-this-stage``: nothing was asked for.
    """
    row = locked_for(actor, "run", draw)
    if not row.job:
        raise ActRefused(NOT_NOW)
    wanted = row.job if row.job != FAILED else STATE if row.asked else CHECK if row.bundle else PREVIEW
    begin_job(row, wanted, now)
    return row


@transaction.atomic
def draw_members(draw: Draw, *, actor: Standing, now: dt.datetime, version: int | None) -> Draw:
    """Draw the round from what was revealed; the outcome stands on record from here on.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-at-this-stage``, ``not-revealed``, ``no-lawful-attempt``.
    """
    row = ready(draw, "run", actor, ("stated", "revealed"), version)
    bundle = draw_round(bundle_of(row))
    outcome = bundle.rounds[-1].outcome
    assert outcome is not None  # procedure/draw gives one or refuses
    row.bundle, row.digest, row.stage = bundle.plain(), bundle.head, "drawn"
    begin_job(row, CHECK, now)
    detail = {
        "number": bundle.rounds[-1].statement.round,
        "seed": outcome.seed,
        "head": bundle.head,
        "count": len(outcome.committee),
        "tries": outcome.ticket if outcome.attempt is None else outcome.attempt,
    }
    write_entry("draw-members", actor=actor, now=now, on=row, role=OFFICE, detail=detail)
    return row


@transaction.atomic
def seat_members(draw: Draw, *, actor: Standing, now: dt.datetime) -> list[Seat]:
    """Turn the outcome that stands into seats: the drawn are invited.

    Raises:
        ActRefused: ``no-right``, ``not-at-this-stage``, or what the committee's table has against it.
    """
    row = ready(draw, "run", actor, ("drawn",))
    bundle = bundle_of(row)
    standing = bundle.standing
    if standing is None or standing.outcome is None:
        raise ActRefused(NOT_NOW)
    ids = {one.code: one.id for one in names_of(row).experts}
    seat_of = {line.code: line.seat for line in bundle.frozen.pool}
    heads = {one[0] for one in HEADS.values()}
    by_seat: dict[str, list[str]] = {}
    for code in standing.outcome.committee:
        if seat_of[code] not in heads:
            by_seat.setdefault(seat_of[code], []).append(ids[code])
    groups = {one.name: [ids[code] for code in one.members] for one in standing.outcome.groups}
    return seat_drawn(row.committee, by_seat, draw=row, actor=actor, now=now, groups=groups)


@transaction.atomic
def void_round(draw: Draw, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> Draw:
    """Void the last round, on record with its reason; a reveal withheld, an error found before seats were given.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``work-under-way``, ``not-at-this-stage`` (its members have seats:
            the committee's draw is voided instead), ``nothing-to-void``, ``reason-missing``.
    """
    row = ready(draw, "void", actor, ("stated", "revealed", "drawn"), version)
    if row.stage == "drawn" and not unseated(row):
        raise ActRefused(NOT_NOW)
    void_last_round(row, reason=reason, by=public_name(row, actor), at=said_at(now))
    begin_job(row, CHECK, now)
    detail = {"number": len(row.bundle["rounds"]), "state": row.stage, "head": row.digest, "reason": reason.strip()}
    write_entry("void-draw-round", actor=actor, now=now, on=row, role=role_of(row, actor), detail=detail)
    return row


def unseated(draw: Draw) -> tuple[str, ...]:
    """Codes of the draw of those who were drawn and have had no seat yet."""
    bundle = bundle_of(draw)
    standing = bundle.standing
    if standing is None or standing.outcome is None:
        return ()
    ids = {one.code: one.id for one in names_of(draw).experts}
    seats = Seat.objects.filter(committee=draw.committee).exclude(state="void")
    seated = set(seats.values_list("expert__code", flat=True))
    return tuple(code for code in standing.outcome.committee if ids[code] not in seated)


def _refuse_commitment(draw: Draw, paper: Commitment, actor: Standing) -> None:
    if (paper.draw, paper.serial) != (draw_name(draw), draw.serial):
        raise ActRefused(other_draw(paper.draw, paper.serial, draw_name(draw), draw.serial))
    if any(one["name"] == paper.name and one["by"] != actor.person for one in draw.commitments):
        raise ActRefused(ONE_EACH)
    if Draw.objects.filter(commitments__contains=[{"anchor": paper.anchor}]).exists():
        raise ActRefused(ANCHOR_KNOWN)


def _standing(draw: Draw) -> set[str]:
    bundle = bundle_of(draw)
    return set(standing_before(bundle.rounds, bundle.private).base)


def _who_stays(draw: Draw) -> tuple[list[str], dict[str, str]]:
    """Codes of the members who stay, and of those who leave with why: a seat given up, or the pool left since."""
    bundle, codes = bundle_of(draw), {one.id: one.code for one in names_of(draw).experts}
    before = standing_before(bundle.rounds, bundle.private)
    named = {seat.name for seat in bundle.frozen.seats if seat.set}
    may_stay = before.base | {line.code for line in bundle.frozen.pool if line.seat in named}
    seats = Seat.objects.filter(committee=draw.committee).select_related("expert").order_by("pk")
    serving = {
        codes[one.expert.code] for one in seats if one.state in ("drawn", "accepted") and one.expert.code in codes
    }
    out = {
        codes[one.expert.code]: one.reason or "谢绝"
        for one in seats
        if one.state in ("declined", "replaced") and one.expert.code in codes
    }
    round_ = draw.committee.review.round
    left = Expert.objects.filter(pool=pool_of(round_), code__in=codes)
    gone = left.exclude(left_on=None) | left.filter(availabilities__round=round_, availabilities__available=False)
    out |= {codes[one.code]: one.left_because or "已不能参加" for one in gone}
    fresh = {code: why for code, why in out.items() if code not in before.gone and code not in serving}
    return sorted(serving & may_stay), fresh
