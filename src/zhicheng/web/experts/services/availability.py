"""Who can serve in a round: the office asks, the expert answers, or the office notes an answer from the telephone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.pool_states import IN_FORCE
from zhicheng.web.accounts.services.rights import refuse
from zhicheng.web.applications.messages import tell
from zhicheng.web.experts import refusals
from zhicheng.web.experts.facts import day_of, experts_of
from zhicheng.web.experts.models import Availability, Expert, Pool
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
FROZEN = ("stated", "revealed", "drawn")
"""Stages of a draw that works on a fixed list of experts."""


@transaction.atomic
def ask_availability(
    round_: Round,
    *,
    answer_until: dt.date,
    actor: Standing,
    now: dt.datetime,
    version: int | None = None,
    codes: Iterable[str] | None = None,
) -> list[Availability]:
    """Ask the experts of the round's pool whether they are available; with an account they get a message.

    ``codes``: by default everybody who has not answered. Returns what was asked, in order of codes. Raises:
        ActRefused: ``no-right``, ``stale-page``, ``pool-not-in-force``, ``no-experts``, ``answer-day-past``,
            ``draw-begun``.
    """
    round_ = locked(round_, version)
    require(actor, "review", round_)
    wanted = _to_ask(round_, codes)
    refuse(_asking_faults(round_, wanted, answer_until, now))
    asked = [_asked(one, round_, answer_until, now) for one in wanted]
    detail = {"code": round_.code, "count": len(asked), "until": answer_until.isoformat()}
    write_entry("ask-availability", actor=actor, now=now, on=round_, role=OFFICE, detail=detail)
    return asked


@transaction.atomic
def answer_availability(
    row: Availability, available: bool, *, note: str = "", actor: Standing, now: dt.datetime, version: int | None
) -> Availability:
    """An answer: the expert's own, or one that the office notes. It may change until the list is frozen for the draw.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-in-pool``, ``draw-begun``, ``reason-missing``: the office
            notes no answer without saying how it came.
    """
    fresh = locked(row, version)
    require(actor, "declare", fresh)
    own = fresh.expert.user_id is not None and fresh.expert.user_id == actor.user_id
    refuse(_answer_faults(fresh, note, own))
    fresh.available, fresh.note = available, note.strip()[:200]
    fresh.declared_at, fresh.declared_by_id, fresh.by_office = now, actor.person, not own
    fresh.version += 1
    fresh.save()
    detail = {"expert": fresh.expert.code, "outcome": "yes" if available else "no"}
    write_entry("answer-availability", actor=actor, now=now, on=fresh, role="expert" if own else OFFICE, detail=detail)
    return fresh


def draw_begun(round_: Round) -> bool:
    """Whether a draw of the round that was not voided has frozen the list."""
    return Review.objects.filter(round=round_, committee__draws__stage__in=FROZEN).exists()


def _to_ask(round_: Round, codes: Iterable[str] | None) -> list[Expert]:
    here = experts_of(round_).filter(pool__state=IN_FORCE)
    if codes is not None:
        return list(here.filter(code__in=set(codes)))
    answered = Availability.objects.filter(round=round_, available__isnull=False)
    return list(here.exclude(pk__in=answered.values("expert")))


def _asking_faults(round_: Round, wanted: list[Expert], until: dt.date, now: dt.datetime) -> Iterator[Refusal]:
    pools = Pool.objects.filter(office=round_.office_id, tracks__contains=[round_.track], state=IN_FORCE)
    if not pools.exists():
        yield refusals.POOL_NOT_IN_FORCE
    elif not wanted:
        yield refusals.NO_EXPERTS
    if until < day_of(now):
        yield refusals.UNTIL_PAST
    if draw_begun(round_):
        yield refusals.DRAW_BEGUN


def _asked(expert: Expert, round_: Round, until: dt.date, now: dt.datetime) -> Availability:
    row, new = Availability.objects.get_or_create(expert=expert, round=round_)
    row.asked_at, row.answer_until = now, until
    row.version += 0 if new else 1
    row.save()
    if expert.user_id is not None:
        tell(expert.user_id, "availability-asked", _asking(round_, until), now=now)
    return row


def _asking(round_: Round, until: dt.date) -> tuple[str, str]:
    zh, en = round_.title
    return (
        f"{round_.office.name}请您在 {until} 前答复：能否参加“{zh}”的评审。请到“评审任务”办理。",
        f"{round_.office.name} asks you to say by {until} whether you can serve in '{en}'. Answer under 'Review tasks'.",
    )


def _answer_faults(row: Availability, note: str, own: bool) -> Iterator[Refusal]:
    if row.expert.left_on is not None:
        yield refusals.NOT_IN_POOL
    if not own and not note.strip():
        yield refusals.NOTE_MISSING
    if draw_begun(row.round):
        yield refusals.DRAW_BEGUN
