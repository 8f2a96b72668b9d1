"""Organisations: registered, changed, closed by the operator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts import refusals
from zhicheng.web.accounts.credit_code import is_credit_code
from zhicheng.web.accounts.models import Grant, Organisation
from zhicheng.web.accounts.services.grants import in_force
from zhicheng.web.accounts.services.rights import refuse, require_at_all
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

_TREE_LOCK = 7_330_411  # any constant: who changes the tree of organisations waits for whoever is at it


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What is said of an organisation."""

    name: str
    kind: str
    credit_code: str = ""
    region: str = ""
    above_id: int | None = None
    public_institution: bool = False
    contact: str = ""


@transaction.atomic
def create_organisation(facts: OrganisationFacts, *, actor: Standing, now: dt.datetime) -> Organisation:
    """Register an organisation. Refuses with ``no-right`` and :func:`organisation_faults`."""
    require_at_all(actor, "create", "organisation")
    lock_tree()
    refuse(organisation_faults(facts, None))
    return make_organisation(facts, actor=actor, now=now)


def make_organisation(facts: OrganisationFacts, *, actor: Standing, now: dt.datetime) -> Organisation:
    """Write an organisation whose right and rules were looked at, with its ledger entry."""
    try:
        with transaction.atomic():
            made = Organisation.objects.create(**asdict(facts))
    except IntegrityError:
        raise ActRefused(refusals.NAME_TAKEN) from None
    write_entry("create-organisation", actor=actor, now=now, on=made, role="operator", detail=asdict(facts))
    return made


@transaction.atomic
def change_organisation(
    organisation: Organisation, facts: OrganisationFacts, *, actor: Standing, now: dt.datetime, version: int | None
) -> Organisation:
    """Change what is said of an organisation. Refuses with ``no-right``, ``stale-page``, :func:`organisation_faults`."""
    lock_tree()
    fresh = locked(organisation, version)
    require(actor, "change", fresh)
    refuse(organisation_faults(facts, fresh))
    changed = {key: value for key, value in asdict(facts).items() if getattr(fresh, key) != value}
    for key, value in changed.items():
        setattr(fresh, key, value)
    fresh.version += 1
    fresh.save()
    write_entry("change-organisation", actor=actor, now=now, on=fresh, role="operator", detail=changed)
    return fresh


@transaction.atomic
def close_organisation(
    organisation: Organisation, *, reason: str, actor: Standing, now: dt.datetime, version: int | None
) -> Organisation:
    """Close an organisation: it stays in what was done, and nobody gets a role there any more."""
    fresh = locked(organisation, version)
    require(actor, "change", fresh)
    refuse([*refusals.reason_faults(reason), *([refusals.ORGANISATION_CLOSED] if fresh.closed_at else [])])
    fresh.closed_at = now
    fresh.version += 1
    fresh.save()
    write_entry(
        "close-organisation", actor=actor, now=now, on=fresh, role="operator", detail={"reason": reason.strip()}
    )
    return fresh


def lock_tree() -> None:
    """Wait until nobody else changes which organisation stands above which; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_TREE_LOCK])


def organisation_faults(facts: OrganisationFacts, present: Organisation | None) -> Iterator[Refusal]:
    """What stands against these facts; ``present`` is the organisation to be changed, ``None`` for a new one.

    Codes: ``organisation-name-taken``, ``credit-code-wrong``, ``credit-code-taken``, ``above-no-department``,
    ``above-in-circle``, ``kind-in-use``.
    """
    others = Organisation.objects.exclude(pk=present.pk if present else 0)
    if others.filter(name=facts.name).exists():
        yield refusals.NAME_TAKEN
    if facts.credit_code and not is_credit_code(facts.credit_code):
        yield refusals.CODE_WRONG
    elif facts.credit_code and others.filter(credit_code=facts.credit_code).exists():
        yield refusals.CODE_TAKEN
    if facts.above_id is not None:
        yield from _above_faults(facts.above_id, present)
    if present is not None and present.kind != facts.kind and _in_use(present):
        yield refusals.KIND_IN_USE


def _above_faults(above_id: int, present: Organisation | None) -> Iterator[Refusal]:
    above = Organisation.objects.filter(pk=above_id, closed_at=None).first()
    if above is None or above.kind != "department":
        yield refusals.ABOVE_NO_DEPARTMENT
    seen: set[int] = set()
    while above is not None and above.pk not in seen:
        if present is not None and above.pk == present.pk:
            yield refusals.ABOVE_IN_CIRCLE
            return
        seen.add(above.pk)
        above = above.above


def _in_use(present: Organisation) -> bool:
    return Grant.objects.filter(Q(organisation=present), ended_at=None).exists() or present.below.exists()


def open_grants(organisation: Organisation, now: dt.datetime) -> int:
    """How many roles are held there at a moment."""
    return Grant.objects.filter(in_force(now), organisation=organisation).count()
