"""Experts declare their ties for a round: one by one, then that these are all, or that there are none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from zhicheng.procedure.conflicts.words import BY_EXPERT, DECLARED, KIN, KINDS, OTHER, RELATIONS
from zhicheng.procedure.refusal import Refusal
from zhicheng.web.accounts.services.rights import refuse
from zhicheng.web.applications.models import Application
from zhicheng.web.experts import refusals
from zhicheng.web.experts.facts import applicants_of
from zhicheng.web.experts.models import Availability, Declaration, Expert, Tie
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.review.models import Review
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

WITH_EVERYBODY = (DECLARED, OTHER)
"""Kinds of ties that can be with everybody of the round."""
ON_PLATFORM = "专家本人在平台申报"
OFFICE = "committee-office"


@dataclass(frozen=True, slots=True)
class TieFacts:
    """A tie as somebody states it; ``application`` empty: with everybody of the round."""

    application: Application | None
    kind: str
    relation: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    note: str = ""


@transaction.atomic
def declare_tie(row: Availability, facts: TieFacts, *, actor: Standing, now: dt.datetime) -> Tie:
    """A tie that the expert of an answered question declares; later ones are added after the declaration too.

    Raises:
        ActRefused: ``no-right``, ``not-in-pool``, ``review-not-begun``, ``not-available``, and the faults of a tie
            (:func:`tie_faults`).
    """
    fresh = _own(row, actor)
    refuse((*_declaring_faults(fresh), *tie_faults(fresh.round, fresh.expert, facts, BY_EXPERT)))
    made = store_tie(fresh.round, fresh.expert, facts, "declared", BY_EXPERT, ON_PLATFORM, actor=actor, now=now)
    detail = {"expert": fresh.expert.code, "kind": facts.kind, "applicant": facts.application and facts.application.pk}
    write_entry("declare-tie", actor=actor, now=now, on=made, role="expert", detail=detail)
    return made


@transaction.atomic
def declare_all(row: Availability, *, actor: Standing, now: dt.datetime) -> Declaration:
    """The expert declares that the ties stated are all that they know of; without any: that there are none.

    Said again, the day is that of the last time. Raises:
        ActRefused: ``no-right``, ``not-in-pool``, ``review-not-begun``, ``not-available``.
    """
    fresh = _own(row, actor)
    refuse(_declaring_faults(fresh))
    return _declared(fresh.expert, fresh.round, ON_PLATFORM, "expert", actor=actor, now=now)


@transaction.atomic
def note_declaration(row: Availability, source: str, *, actor: Standing, now: dt.datetime) -> Declaration:
    """The office notes a declaration made on paper; its ties are recorded one by one.

    Raises:
        ActRefused: ``no-right``, ``not-in-pool``, ``review-not-begun``, ``not-available``, ``source-missing``.
    """
    fresh = locked(row, None)
    require(actor, "declare", fresh)
    require(actor, "review", fresh.round)
    refuse((*_declaring_faults(fresh), *(() if source.strip() else (refusals.SOURCE_MISSING,))))
    return _declared(fresh.expert, fresh.round, source.strip()[:200], OFFICE, actor=actor, now=now)


def tie_faults(round_: Round, expert: Expert, facts: TieFacts, stated_by: str) -> Iterator[Refusal]:
    """Why a tie can't be recorded as stated: ``tie-kind-unknown``, ``relation-missing``, ``relation-without-kin``,
    ``tie-ends-before-it-starts``, ``tie-not-with-everybody``, ``no-such-applicant``, ``tie-recorded-already``."""
    if facts.kind not in KINDS:
        yield refusals.KIND_UNKNOWN
        return
    if facts.kind == KIN and facts.relation not in RELATIONS:
        yield refusals.RELATION_MISSING
    if facts.kind != KIN and facts.relation:
        yield refusals.RELATION_WITHOUT_KIN
    if facts.start is not None and facts.end is not None and facts.end < facts.start:
        yield refusals.ENDS_BEFORE
    if facts.application is None and facts.kind not in WITH_EVERYBODY:
        yield refusals.NOT_WITH_EVERYBODY
    if facts.application is not None and not applicants_of(round_).filter(pk=facts.application.pk).exists():
        yield refusals.NO_SUCH_APPLICANT
    if same_ties(round_, expert, facts).filter(stated_by=stated_by).exists():
        yield refusals.TIE_THERE


def same_ties(round_: Round, expert: Expert, facts: TieFacts) -> QuerySet[Tie]:
    """The ties recorded that say the same of the same two persons."""
    return Tie.objects.filter(
        round=round_,
        expert=expert,
        application=facts.application,
        kind=facts.kind,
        relation=facts.relation,
        start=facts.start,
        end=facts.end,
    )


def store_tie(
    round_: Round,
    expert: Expert,
    facts: TieFacts,
    source: str,
    stated_by: str,
    known_from: str,
    *,
    actor: Standing | None,
    now: dt.datetime,
) -> Tie:
    """A tie, stored. What was dismissed before is open again; where it stands already, the new one stands with it."""
    before = Tie.objects.filter(round=round_, expert=expert, application=facts.application, kind=facts.kind)
    made = Tie(
        round=round_,
        expert=expert,
        application=facts.application,
        kind=facts.kind,
        relation=facts.relation,
        start=facts.start,
        end=facts.end,
        note=facts.note.strip()[:500],
        source=source,
        stated_by=stated_by,
        known_from=known_from[:500],
        recorded_at=now,
        recorded_by_id=actor.user_id if actor is not None else None,
    )
    decided = before.exclude(state="open").order_by("pk").first()
    if decided is not None and decided.state == "stands":
        made.state, made.decision, made.reason = decided.state, decided.decision, decided.reason
        made.decided_at, made.decided_by = decided.decided_at, decided.decided_by
    elif decided is not None:
        for one in before.select_for_update(no_key=True):
            one.state, one.decision, one.reason, one.decided_at, one.decided_by = "open", "", "", None, None
            one.version += 1
            one.save()
    made.save()
    return made


def review_begun(round_: Round) -> bool:
    """Whether the round's second half has begun, so that the list of applicants is fixed."""
    return Review.objects.filter(round=round_).exists()


def _own(row: Availability, actor: Standing) -> Availability:
    """The expert's own row: the office declares nothing in an expert's name here."""
    fresh = locked(row, None)
    require(actor, "declare", fresh)
    require(actor, "view", fresh.expert)
    own = fresh.expert.user_id is not None and fresh.expert.user_id == actor.user_id
    refuse(() if own else (refusals.NOT_YOUR_DECLARATION,))
    return fresh


def _declaring_faults(row: Availability) -> Iterator[Refusal]:
    if row.expert.left_on is not None:
        yield refusals.NOT_IN_POOL
    if not review_begun(row.round):
        yield refusals.REVIEW_NOT_BEGUN
    if row.available is not True:
        yield refusals.NOT_AVAILABLE


def _declared(
    expert: Expert, round_: Round, source: str, role: str, *, actor: Standing, now: dt.datetime
) -> Declaration:
    row, _ = Declaration.objects.update_or_create(
        expert=expert, round=round_, defaults={"declared_at": now, "source": source, "declared_by_id": actor.person}
    )
    count = Tie.objects.filter(round=round_, expert=expert, source="declared").count()
    write_entry("declare-ties", actor=actor, now=now, on=row, role=role, detail={"expert": expert.code, "count": count})
    return row
