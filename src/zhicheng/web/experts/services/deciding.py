"""The office records ties, decides on them, and sets what ties of a kind come to in its round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from zhicheng.procedure.conflicts.words import BY_OFFICE, CONFLICT, DECISIONS, KINDS, OUTCOMES, STATED_BY
from zhicheng.procedure.refusal import Refusal
from zhicheng.web.accounts.services.rights import refuse
from zhicheng.web.experts import refusals
from zhicheng.web.experts.facts import conflict_facts, day_of
from zhicheng.web.experts.models import Expert, Tie, TieRule
from zhicheng.web.experts.services.declaring import TieFacts, store_tie, tie_faults
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.rounds.models import Round
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
MOST_TOGETHER: Final = 200
"""So many ties are decided together at most."""


@transaction.atomic
def record_tie(
    round_: Round,
    expert: Expert,
    facts: TieFacts,
    *,
    known_from: str,
    stated_by: str = BY_OFFICE,
    actor: Standing,
    now: dt.datetime,
) -> Tie:
    """A tie that the office records, with who stated it and from which paper it is known.

    Raises:
        ActRefused: ``no-right``, ``source-missing``, and the faults of a tie (declaring.tie_faults).
    """
    round_ = locked(round_, None)
    require(actor, "review", round_)
    require(actor, "change", expert)
    refuse((*_record_faults(known_from, stated_by), *tie_faults(round_, expert, facts, stated_by)))
    made = store_tie(round_, expert, facts, "recorded", stated_by, known_from.strip(), actor=actor, now=now)
    detail = {"expert": expert.code, "kind": facts.kind, "applicant": facts.application and facts.application.pk}
    write_entry("record-tie", actor=actor, now=now, on=made, role=OFFICE, detail=detail)
    return made


@transaction.atomic
def decide_tie(tie: Tie, outcome: str, reason: str, *, actor: Standing, now: dt.datetime, version: int | None) -> Tie:
    """The office's decision on the ties of one kind between two persons; a later one replaces it.

    ``outcome``: conflict, not-so or no-conflict (procedure/conflicts/words.DECISIONS). Raises:
        ActRefused: ``no-right``, ``stale-page``, ``outcome-missing``, ``reason-missing``,
            ``decision-against-clause``: what the clause names can only be found not to be so.
    """
    fresh = locked(tie, version)
    require(actor, "decide", fresh)
    refuse(_decision_faults(outcome, reason))
    for one in _of_one_kind(fresh).select_for_update(no_key=True):
        apply_decision(one, outcome, reason, actor=actor, now=now)
    conflict_facts(fresh.round, as_of=day_of(now), experts=[fresh.expert])
    fresh.refresh_from_db()
    detail = {"expert": fresh.expert.code, "kind": fresh.kind, "outcome": outcome, "reason": reason.strip()}
    write_entry("decide-tie", actor=actor, now=now, on=fresh, role=OFFICE, detail=detail)
    return fresh


@transaction.atomic
def decide_together(ties: Sequence[tuple[Tie, int | None]], reason: str, *, actor: Standing, now: dt.datetime) -> int:
    """Ties that are conflicts by rule (with the version seen of each), decided as such; all of them or none.

    Returns how many decisions were made: ties of one kind between two persons share one. Refuses as
    :func:`decide_tie`, and with ``nothing-chosen``.
    """
    refuse(() if ties else (refusals.NOTHING_CHOSEN,))
    done: set[tuple[int, int | None, str]] = set()
    for tie, version in ties[:MOST_TOGETHER]:
        key = (tie.expert_id, tie.application_id, tie.kind)
        if key not in done:
            done.add(key)
            decide_tie(tie, CONFLICT, reason, actor=actor, now=now, version=version)
    return len(done)


def apply_decision(one: Tie, outcome: str, reason: str, *, actor: Standing, now: dt.datetime) -> None:
    """Write a decision whose right and rules were looked at."""
    one.state = "stands" if outcome == CONFLICT else "dismissed"
    one.decision, one.reason = outcome, reason.strip()[:500]
    one.decided_at, one.decided_by_id = now, actor.person
    one.version += 1
    one.save()


@transaction.atomic
def set_tie_rule(
    round_: Round,
    kind: str,
    outcome: str,
    *,
    years: int | None,
    source: str,
    actor: Standing,
    now: dt.datetime,
    version: int | None = None,
) -> TieRule:
    """What ties of a kind come to in the round, with its source; the one before of this kind is replaced.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``tie-rule-invalid``, ``source-missing``, ``rule-fixed``: one's own
            application can't be ruled otherwise.
    """
    round_ = locked(round_, version)
    require(actor, "review", round_)
    refuse(_rule_faults(kind, outcome, years, source))
    values = {"outcome": outcome, "years": years, "source": source.strip()[:500], "set_at": now}
    row, new = TieRule.objects.update_or_create(round=round_, kind=kind, defaults={**values, "set_by_id": actor.person})
    if not new:
        row.version += 1
        row.save(update_fields=["version"])
    conflict_facts(round_, as_of=day_of(now))
    detail = {"code": round_.code, "kind": kind, "outcome": outcome, "years": years, "source": row.source}
    write_entry("set-tie-rule", actor=actor, now=now, on=round_, role=OFFICE, detail=detail)
    return row


@transaction.atomic
def drop_tie_rule(rule: TieRule, *, actor: Standing, now: dt.datetime, version: int | None) -> None:
    """Take a rule of the round back: ties of the kind are judged by the document and our careful default again."""
    fresh = locked(rule, version)
    require(actor, "change", fresh)
    write_entry(
        "drop-tie-rule",
        actor=actor,
        now=now,
        on=fresh.round,
        role=OFFICE,
        detail={"code": fresh.round.code, "kind": fresh.kind},
    )
    fresh.delete()


def _of_one_kind(tie: Tie) -> QuerySet[Tie]:
    return Tie.objects.filter(round=tie.round_id, expert=tie.expert_id, application=tie.application_id, kind=tie.kind)


def _record_faults(known_from: str, stated_by: str) -> Iterator[Refusal]:
    if not known_from.strip():
        yield refusals.SOURCE_MISSING
    if stated_by not in STATED_BY:
        yield refusals.STATED_BY_UNKNOWN


def _decision_faults(outcome: str, reason: str) -> Iterator[Refusal]:
    if outcome not in DECISIONS:
        yield refusals.OUTCOME_UNKNOWN
    if not reason.strip():
        yield refusals.REASON


def _rule_faults(kind: str, outcome: str, years: int | None, source: str) -> Iterator[Refusal]:
    if kind not in KINDS or outcome not in OUTCOMES or (years is not None and outcome != CONFLICT):
        yield refusals.RULE_INVALID
    if not source.strip():
        yield refusals.SOURCE_MISSING
