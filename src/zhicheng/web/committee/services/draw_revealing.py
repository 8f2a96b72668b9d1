"""Chance handed in for the open round: a supervisor's link, balls from the room, the value of a named source.

Nothing that was taken can be changed, and nothing is taken that does not match what was fixed beforehand.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db import transaction

from zhicheng.procedure.draw.bundle import Balls, Bundle
from zhicheng.procedure.draw.papers import LinkReveal
from zhicheng.procedure.draw.rounds import reveal
from zhicheng.procedure.draw.seed import seed_of
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.committee.models import Draw
from zhicheng.web.committee.services.draw_jobs import CHECK, begin_job, bundle_of
from zhicheng.web.committee.services.draw_refusals import (
    BALLS_DIFFER,
    ENTERED,
    NOT_DIGITS,
    NOT_NOW,
    REVEALED,
    other_statement,
)
from zhicheng.web.committee.services.draw_shared import (
    SUPERVISOR,
    paper_from,
    public_name,
    ready,
    role_of,
    said_at,
)
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def take_reveal(draw: Draw, raw: bytes, *, actor: Standing, now: dt.datetime) -> Draw:
    """A supervisor's link for the open round, taken when it leads to the anchor; it can't be changed any more.

    Raises:
        ActRefused: ``no-right``, ``not-at-this-stage`` (too early, too late), ``wrong-file``, ``secret-handed-in``,
            ``other-statement``, ``revealed-already``, ``unknown-name``, ``wrong-link``.
        Refused: the file is none.
    """
    row = ready(draw, "reveal", actor, ("stated", "revealed"))
    bundle, paper = bundle_of(row), paper_from(LinkReveal, raw)
    last = bundle.rounds[-1]
    if (paper.statement, paper.round) != (last.statement.digest, last.statement.round):
        raise ActRefused(other_statement(last.statement.round))
    names = [one.name for one in bundle.frozen.supervisors]
    if paper.name in names and last.reveal.links[names.index(paper.name)] is not None:
        raise ActRefused(REVEALED)
    _taken(row, reveal(bundle, at=said_at(now), links={paper.name: paper.link}), now)
    detail = {"number": last.statement.round, "link": paper.link, "head": row.digest, "name": paper.name}
    write_entry("reveal-for-draw", actor=actor, now=now, on=row, role=SUPERVISOR, detail=detail)
    return row


@transaction.atomic
def give_value(draw: Draw, source: str, value: str, *, actor: Standing, now: dt.datetime) -> Draw:
    """The published value of a named source, by office or supervisor; it can't be changed any more.

    Raises:
        ActRefused: ``no-right``, ``not-at-this-stage``, ``unknown-name``, ``wrong-value``, ``revealed-before``.
    """
    row = ready(draw, "enter", actor, ("stated", "revealed"))
    bundle = reveal(bundle_of(row), at=said_at(now), values={source: value.strip()})
    _taken(row, bundle, now)
    detail = {"head": row.digest, "name": source, "value": value.strip()}
    write_entry("give-source-value", actor=actor, now=now, on=row, role=role_of(row, actor), detail=detail)
    return row


@transaction.atomic
def enter_balls(draw: Draw, digits: str, *, actor: Standing, now: dt.datetime) -> Draw | Refusal:
    """Balls drawn in the room, as one of two persons typed them in; taken once both entries agree.

    Gives back why neither was taken where they differ: both must then enter them anew, and that is kept.

    Raises:
        ActRefused: ``no-right``, ``not-at-this-stage``, ``not-digits``, ``entered-already``, ``no-balls``.
    """
    row = ready(draw, "enter", actor, ("stated", "revealed"))
    typed = "".join(digits.split())
    if not (typed.isascii() and typed.isdigit()):
        raise ActRefused(NOT_DIGITS)
    bundle = bundle_of(row)
    if not bundle.frozen.balls or bundle.rounds[-1].reveal.balls:
        raise ActRefused(NOT_NOW)
    before = json.loads(row.entered) if row.entered else None
    own: dict[str, Any] = {"user": actor.person, "by": public_name(row, actor), "digits": typed}
    write_entry("enter-balls", actor=actor, now=now, on=row, role=role_of(row, actor), detail={"count": len(typed)})
    if before is None:
        row.entered = json.dumps(own, ensure_ascii=False)
        begin_job(row, CHECK, now)
        return row
    if before["user"] == actor.person:
        raise ActRefused(ENTERED)
    row.entered = ""
    if before["digits"] != typed:
        begin_job(row, CHECK, now)
        return BALLS_DIFFER
    balls = [Balls(by=one["by"], digits=one["digits"]) for one in (before, own)]
    _taken(row, reveal(bundle, at=said_at(now), balls=balls), now)
    return row


def _taken(draw: Draw, bundle: Bundle, now: dt.datetime) -> None:
    """Keep what was revealed, to be checked again; the stage says whether anything is missing still."""
    last = bundle.rounds[-1]
    whole = seed_of(bundle.frozen, last.statement, last.reveal) is not None
    draw.bundle, draw.digest, draw.stage = bundle.plain(), bundle.head, "revealed" if whole else "stated"
    begin_job(draw, CHECK, now)
