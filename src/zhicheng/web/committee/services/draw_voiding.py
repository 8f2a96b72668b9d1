"""A round voided in the bundle of its draw: it stays there for good, with reason and name."""

from __future__ import annotations

import datetime as dt

from zhicheng.procedure.draw.bundle import Bundle
from zhicheng.procedure.draw.files import model_of
from zhicheng.procedure.draw.rounds import void
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Draw
from zhicheng.web.committee.services.draw_jobs import CHECK, begin_job


def void_last_round(draw: Draw, *, reason: str, by: str, at: str) -> None:
    """Void the last round of a locked draw (not saved yet); where an earlier one stands, the draw stands by that.

    ``by`` and ``reason`` are in the public view: no name of a person.

    Raises:
        ActRefused: ``nothing-to-void``, ``reason-missing``.
    """
    bundle = void(model_of(Bundle, draw.bundle, ""), reason=reason.strip(), by=by, at=at)
    draw.bundle, draw.digest = bundle.plain(), bundle.head
    draw.stage = "void" if bundle.standing is None else "drawn"
    draw.entered, draw.asked = "", {}


def void_whole_draw(draw: Draw, *, reason: str, by: str, now: dt.datetime) -> None:
    """A draw whose seats are all void: its last round is voided, and nothing of it counts any more."""
    void_last_round(draw, reason=reason, by=by, at=now.astimezone(CHINA).isoformat(timespec="seconds"))
    draw.stage = "void"
    begin_job(draw, CHECK, now)
