"""What all acts on a draw share: the row locked at its stage, the small papers read, the names everybody may see."""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeVar

from pydantic import BaseModel

from zhicheng.procedure.draw.files import model_of, read_json
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.clock.now import CHINA
from zhicheng.web.committee.models import Draw
from zhicheng.web.committee.services.draw_jobs import STATE
from zhicheng.web.committee.services.draw_refusals import A_SECRET, AT_WORK, NOT_NOW, wrong_file
from zhicheng.web.site.acts import locked_for
from zhicheng.web.visibility.scope import may
from zhicheng.web.visibility.standing import Standing

OFFICE: Final = "committee-office"
SUPERVISOR: Final = "supervisor"
LARGEST_PAPER: Final = 20_000
SECRET_FORMAT: Final = "zhicheng-draw-secret/1"
Paper = TypeVar("Paper", bound=BaseModel)


def ready(draw: Draw, right: str, actor: Standing, stages: tuple[str, ...], version: int | None = None) -> Draw:
    """The draw locked, for somebody with the right, at one of these stages, while no round is being stated."""
    row = locked_for(actor, right, draw, version)
    if row.stage not in stages:
        raise ActRefused(NOT_NOW)
    if row.job == STATE:
        raise ActRefused(AT_WORK)
    return row


def paper_from(model: type[Paper], raw: bytes) -> Paper:
    """A small paper of a draw as it was uploaded; a secret handed in by mistake is told apart, and not kept."""
    wanted = str(model.model_fields["format"].default)
    if len(raw) > LARGEST_PAPER:
        raise ActRefused(wrong_file(wanted))
    value = read_json(raw, wanted)
    if isinstance(value, dict) and value.get("format") == SECRET_FORMAT:
        raise ActRefused(A_SECRET)
    if not isinstance(value, dict) or value.get("format") != wanted:
        raise ActRefused(wrong_file(wanted))
    return model_of(model, value, wanted)


def public_name(draw: Draw, actor: Standing) -> str:
    """How somebody is named in the part everybody sees: by role and number, never by name."""
    role = role_of(draw, actor)
    return f"{'监督方' if role == SUPERVISOR else '评委会办公室'} #{actor.person}"


def role_of(draw: Draw, actor: Standing) -> str:
    """In which role somebody acts on a draw: its office, or else a supervisor."""
    return OFFICE if may(actor, "run", draw) else SUPERVISOR


def said_at(now: dt.datetime) -> str:
    """A moment as the bundle writes it."""
    return now.astimezone(CHINA).isoformat(timespec="seconds")


def save(draw: Draw) -> None:
    """Keep a locked draw that has changed; pages opened before are out of date."""
    draw.version += 1
    draw.save()
