"""Roles: granted by the operator, passed on by holders, ended by both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.db.models import Q

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts import refusals
from zhicheng.web.accounts.models import Grant, Organisation, User
from zhicheng.web.accounts.queries import grants_at
from zhicheng.web.accounts.services.rights import may_at_all, refuse
from zhicheng.web.clock.now import CHINA
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.scope import NO_RIGHT, require
from zhicheng.web.visibility.standing import Office, Standing

ROLES_OF: Final = {
    "employer": ("employer",),
    "personnel-agency": ("personnel-agency",),
    "department": ("department",),
    "committee-office": ("committee-office", "expert"),
    "intermediate-committee": ("intermediate-committee",),
    "supervisor": ("supervisor",),
}
"""The roles that people hold in an organisation of each kind."""

GIVEN_BY: Final = {"expert": "committee-office"}
"""Roles that an organisation's people give to others without holding them: by which role of theirs."""

PLATFORM_ROLES: Final = ("supervisor", "operator", "policy-officer")
"""The roles held for the platform as a whole."""


def end_of_day(day: dt.date | None) -> dt.datetime | None:
    """The moment (China's time) at which a last day has passed; ``None`` for no end."""
    return None if day is None else dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), CHINA)


def in_force(now: dt.datetime) -> Q:
    """Grants that have begun and not ended at a moment."""
    return Q(valid_from__lte=now, ended_at=None) & (Q(valid_until=None) | Q(valid_until__gt=now))


@transaction.atomic
def grant_role(
    user: User,
    role: str,
    organisation: Organisation | None,
    *,
    until: dt.date | None,
    actor: Standing,
    now: dt.datetime,
) -> Grant:
    """Let a person act in a role, for an organisation or (``None``) the platform, until the end of a day.

    An operator grants any role; a holder passes on the same role in the same organisation (a delegation: with an
    end, not longer than the holder's own); a committee office makes experts. Refuses with ``no-right``, ``grant-already-held`` and the rules of
    :func:`source_of_grant`. Returns the new grant.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    source = source_of_grant(role, organisation, until=until, actor=actor, now=now)
    refuse(_person_faults(person, role, organisation, actor, now))
    return make_grant(person, role, organisation, until=end_of_day(until), source=source, by=actor, now=now)


def make_grant(
    person: User,
    role: str,
    organisation: Organisation | None,
    *,
    until: dt.datetime | None,
    source: Grant | None,
    by: Standing | None,
    now: dt.datetime,
) -> Grant:
    """Write a grant whose right and rules were looked at, with its ledger entry."""
    made = Grant.objects.create(
        user=person,
        role=role,
        organisation=organisation,
        granted_by_id=by.user_id if by else None,
        granted_at=now,
        valid_from=now,
        valid_until=until,
        delegated_from=source,
    )
    detail = {
        "role": role,
        "user": person.pk,
        "organisation": organisation.pk if organisation else None,
        "until": until.isoformat() if until else None,
        "delegated_from": source.pk if source else None,
    }
    acting = acting_role(role, source, by, now)
    write_entry("delegate-role" if source else "grant-role", actor=by, now=now, on=made, role=acting, detail=detail)
    return made


def acting_role(role: str, source: Grant | None, by: Standing | None, now: dt.datetime) -> str:
    """In which role somebody gives a role: out of their own (``source``), by their office, or as operator."""
    if source is not None:
        return role
    operator = by is None or role not in GIVEN_BY or ("operator", None) in grants_at(by.user_id or 0, now)
    return "operator" if operator else GIVEN_BY[role]


def source_of_grant(
    role: str, organisation: Organisation | None, *, until: dt.date | None, actor: Standing, now: dt.datetime
) -> Grant | None:
    """The actor's own grant out of which a role would be passed on, locked; ``None`` where operator or office grant.

    Refuses: ``no-right``, ``role-not-of-this-organisation``, ``organisation-closed``, ``end-not-in-future``,
    ``role-not-held-by-you``, ``delegation-not-passed-on``, ``delegation-needs-an-end``, ``delegation-outlasts-source``.
    """
    operator = ("operator", None) in grants_at(actor.user_id or 0, now) and may_at_all(actor, "create", "organisation")
    if organisation is not None:
        require(actor, "grant", organisation)
    elif not operator:
        raise ActRefused(NO_RIGHT)
    refuse(_place_faults(role, organisation, until, now))
    if operator or (role in GIVEN_BY and organisation is not None and actor.holds(GIVEN_BY[role], organisation.pk)):
        return None
    held = Grant.objects.select_for_update().filter(
        in_force(now), user=actor.user_id, role=role, organisation=organisation
    )
    rows = list(held.order_by("pk"))
    source = next((one for one in rows if one.delegated_from_id is None), rows[0] if rows else None)
    refuse(_delegation_faults(source, until))
    return source


def _place_faults(
    role: str, organisation: Organisation | None, until: dt.date | None, now: dt.datetime
) -> Iterator[Refusal]:
    allowed = PLATFORM_ROLES if organisation is None else ROLES_OF[organisation.kind]
    if role not in allowed:
        yield refusals.ROLE_NOT_HERE
    if organisation is not None and organisation.closed_at is not None:
        yield refusals.ORGANISATION_CLOSED
    if until is not None and until < now.astimezone(CHINA).date():
        yield refusals.UNTIL_PAST


def _delegation_faults(source: Grant | None, until: dt.date | None) -> Iterator[Refusal]:
    if source is None:
        yield refusals.NOT_HELD
        return
    if source.delegated_from_id is not None:
        yield refusals.PASSED_ON_ALREADY
    end = end_of_day(until)
    if end is None:
        yield refusals.UNTIL_NEEDED
    elif source.valid_until is not None and end > source.valid_until:
        yield refusals.UNTIL_TOO_LATE


def _person_faults(
    person: User, role: str, organisation: Organisation | None, actor: Standing, now: dt.datetime
) -> Iterator[Refusal]:
    if not person.is_active:
        yield refusals.PERSON_UNKNOWN
    if person.pk == actor.user_id:
        yield refusals.TO_ONESELF
    if Grant.objects.filter(in_force(now), user=person, role=role, organisation=organisation).exists():
        yield refusals.ALREADY_HELD


@transaction.atomic
def end_grant(grant: Grant, *, actor: Standing, now: dt.datetime) -> Grant:
    """End a role, and with it every role passed on from it.

    Refuses with ``no-right``, ``grant-ended``, ``last-operator``. Two operators who end each other's role at once:
    the second finds no right left.
    """
    others = other_operators(grant.user_id, now) if grant.role == "operator" else []
    fresh = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    require(standing_now(actor, now), "end", fresh)
    if fresh.ended_at is not None:
        raise ActRefused(refusals.GRANT_ENDED)
    if fresh.role == "operator" and not others:
        raise ActRefused(refusals.LAST_OPERATOR)
    end_with_delegated(fresh, actor=actor, now=now)
    return fresh


def end_with_delegated(grant: Grant, *, actor: Standing, now: dt.datetime) -> None:
    """End a grant whose right and rules were looked at, and every open one passed on from it; an entry for each."""
    delegated = Grant.objects.select_for_update().filter(delegated_from=grant, ended_at=None).order_by("pk")
    for one in [grant, *delegated]:
        one.ended_at = now
        one.ended_by_id = actor.user_id
        one.save(update_fields=["ended_at", "ended_by"])
        detail = {"role": one.role, "user": one.user_id, "organisation": one.organisation_id, "with": grant.pk}
        write_entry("end-role", actor=actor, now=now, on=one, detail=detail)


def other_operators(user_id: int, now: dt.datetime) -> list[Grant]:
    """The operators besides this person, with all operators' grants locked: so that the last one is never ended."""
    rows = Grant.objects.select_for_update(of=("self",)).filter(in_force(now), role="operator").order_by("pk")
    return [one for one in rows.select_related("user") if one.user_id != user_id and one.user.is_active]


def standing_now(actor: Standing, now: dt.datetime) -> Standing:
    """The actor's standing after every lock was got: what was read at the start of the request may have ended since."""
    offices = tuple(Office(role, place) for role, place in grants_at(actor.user_id or 0, now))
    return Standing(actor.user_id, actor.name, offices)
