"""Experts join a pool, are corrected, leave it, or lose the right to review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import transaction

from zhicheng.procedure.refusal import Refusal
from zhicheng.procedure.review.pool_states import IN_FORCE
from zhicheng.vocabulary.text import plain
from zhicheng.web.accounts.models import Grant, Organisation
from zhicheng.web.accounts.services.grants import end_with_delegated, in_force
from zhicheng.web.accounts.services.rights import refuse
from zhicheng.web.experts import refusals
from zhicheng.web.experts.facts import day_of
from zhicheng.web.experts.models import Expert, Pool
from zhicheng.web.experts.process import POOL
from zhicheng.web.experts.services.codes import fresh_code
from zhicheng.web.experts.services.invitations import withdraw_waiting
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.acting import perform
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"


@dataclass(frozen=True, slots=True)
class ExpertFacts:
    """What the office knows of an expert; words as in experts/words.py."""

    name: str
    employer_name: str
    region: str
    specialty: str
    title: str
    title_since: dt.date
    outstanding: bool = False
    listed_as: str = "member"
    contact: str = ""


@transaction.atomic
def add_expert(
    pool: Pool, facts: ExpertFacts, *, actor: Standing, now: dt.datetime, version: int | None = None
) -> Expert:
    """An expert who joins. Into a pool in force only who is qualified (the pool's table); else when it is established.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``expert-twice``, ``right-withdrawn``, ``title-in-future``,
            ``expert-not-qualified``.
    """
    fresh = locked(pool, version)
    require(actor, "change", fresh)
    refuse(_entry_faults(fresh, facts, None, now))
    made = new_expert(fresh, facts, now)
    if fresh.state == IN_FORCE:
        detail = {"expert": made.code}
        perform(
            POOL, fresh, "add-expert", actor=actor, now=now, brought=made, change=lambda _: made.save(), detail=detail
        )
        return made
    made.save()
    _moved(fresh)
    write_entry("enlist-expert", actor=actor, now=now, on=made, role=OFFICE, detail={"code": made.code})
    return made


def new_expert(pool: Pool, facts: ExpertFacts, now: dt.datetime, taken: frozenset[str] = frozenset()) -> Expert:
    """An expert with a code of their own, not stored yet; the employer is one registered here, where there is one."""
    return Expert(
        pool=pool,
        code=fresh_code(taken),
        joined_on=day_of(now),
        adjustment=pool.adjustments,
        employer=Organisation.objects.filter(name=facts.employer_name).first(),
        **asdict(facts),
    )


@transaction.atomic
def change_expert(
    expert: Expert, facts: ExpertFacts, *, actor: Standing, now: dt.datetime, version: int | None
) -> Expert:
    """Correct what is known of an expert. Refuses as :func:`add_expert`, and ``not-in-pool``."""
    fresh = _in_pool(expert, version, actor, "change")
    refuse(_entry_faults(fresh.pool, facts, fresh, now))
    before = {key: getattr(fresh, key) for key in asdict(facts)}
    for key, value in asdict(facts).items():
        setattr(fresh, key, value)
    fresh.employer = Organisation.objects.filter(name=facts.employer_name).first()
    fresh.version += 1
    fresh.save()
    changed = sorted(key for key, value in asdict(facts).items() if before[key] != value)
    write_entry("change-expert", actor=actor, now=now, on=fresh, role=OFFICE, detail={"changed": changed})
    return fresh


@transaction.atomic
def remove_expert(expert: Expert, reason: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Expert:
    """Take an expert out of the pool, with the reason; from a pool in force by its table.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-in-pool``, ``reason-missing``, ``pool-too-small``.
    """
    pool = locked(expert.pool, None)
    fresh = _in_pool(expert, version, actor, "change")
    refuse(() if reason.strip() else (refusals.REASON,))
    if pool.state == IN_FORCE:
        detail = {"expert": fresh.code}
        perform(POOL, pool, "remove-expert", actor=actor, now=now, reason=reason, brought=fresh, detail=detail)
    else:
        _moved(pool)
        detail = {"expert": fresh.code, "reason": reason.strip()}
        write_entry("take-expert-out", actor=actor, now=now, on=fresh, role=OFFICE, detail=detail)
    _leave(fresh, reason, actor, now)
    return fresh


@transaction.atomic
def withdraw_right(expert: Expert, reason: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Expert:
    """Withdraw the right to review: the expert leaves the pool, however small it becomes, and can't be entered again.

    The office or a supervisor may. Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-in-pool``, ``reason-missing``.
    """
    pool = locked(expert.pool, None)
    fresh = _in_pool(expert, version, actor, "withdraw-right")
    refuse(() if reason.strip() else (refusals.REASON,))
    fresh.right_withdrawn = True
    _leave(fresh, reason, actor, now)
    _moved(pool)
    role = OFFICE if actor.holds(OFFICE, pool.office_id) else "supervisor"
    detail = {"code": fresh.code, "reason": reason.strip()}
    write_entry("withdraw-right-to-review", actor=actor, now=now, on=fresh, role=role, detail=detail)
    return fresh


def entry_refusals(pool: Pool, facts: ExpertFacts, own: Expert | None, now: dt.datetime) -> tuple[Refusal, ...]:
    """Why an expert of this description can't be entered (the table's own reasons apart)."""
    return tuple(_entry_faults(pool, facts, own, now))


def _entry_faults(pool: Pool, facts: ExpertFacts, own: Expert | None, now: dt.datetime) -> Iterator[Refusal]:
    same = [one for one in Expert.objects.filter(name=facts.name) if _same_unit(one.employer_name, facts)]
    others = [one for one in same if own is None or one.pk != own.pk]
    if any(one.pool_id == pool.pk and one.left_on is None for one in others):
        yield refusals.EXPERT_TWICE
    if any(one.right_withdrawn for one in others):
        yield refusals.RIGHT_WITHDRAWN
    if facts.title_since > day_of(now):
        yield Refusal("title-in-future", ("职称取得时间在今天之后", "the title is dated after today"))


def _same_unit(name: str, facts: ExpertFacts) -> bool:
    return plain(name).casefold() == plain(facts.employer_name).casefold()


def _in_pool(expert: Expert, version: int | None, actor: Standing, act: str) -> Expert:
    fresh = locked(expert, version)
    require(actor, act, fresh)
    refuse((refusals.OWN_ENTRY,) if fresh.user_id is not None and fresh.user_id == actor.user_id else ())
    refuse(() if fresh.left_on is None else (refusals.NOT_IN_POOL,))
    return fresh


def _leave(expert: Expert, reason: str, actor: Standing, now: dt.datetime) -> None:
    expert.left_on, expert.left_because = day_of(now), reason.strip()[:200]
    expert.version += 1
    expert.save()
    withdraw_waiting(expert, actor=actor, now=now)
    _end_role(expert, actor, now)


def _end_role(expert: Expert, actor: Standing, now: dt.datetime) -> None:
    """The expert's role ends with the last pool of the office that they were in."""
    office = expert.pool.office_id
    if expert.user_id is None:
        return
    if Expert.objects.filter(user=expert.user_id, pool__office=office, left_on=None).exists():
        return
    held = Grant.objects.select_for_update().filter(
        in_force(now), user=expert.user_id, role="expert", organisation=office
    )
    for grant in held:
        end_with_delegated(grant, actor=actor, now=now)


def _moved(pool: Pool) -> None:
    pool.version += 1
    pool.save(update_fields=["version"])
