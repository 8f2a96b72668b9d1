"""Experts come to an account: invited by the office, linked when they take the invitation up."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused
from zhicheng.vocabulary.text import plain
from zhicheng.web.accounts.models import Grant, Invitation, User
from zhicheng.web.accounts.refusals import LINK_WITHDRAWN
from zhicheng.web.accounts.services.grants import in_force, make_grant
from zhicheng.web.accounts.services.invitations import add_taker, invite_person
from zhicheng.web.accounts.services.rights import refuse
from zhicheng.web.experts import refusals
from zhicheng.web.experts.models import Expert
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OFFICE = "committee-office"
ROLE = "expert"


@transaction.atomic
def invite_expert(expert: Expert, *, actor: Standing, now: dt.datetime, version: int | None) -> tuple[Invitation, str]:
    """Invite an expert to open an account; a link sent before is withdrawn. Returns invitation and the link's token.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-in-pool``, ``account-linked``.
    """
    fresh = _without_account(expert, actor, version)
    withdraw_waiting(fresh, actor=actor, now=now)
    name = f"{fresh.name[:70]} {fresh.code}"
    made, token = invite_person(name, ROLE, fresh.pool.office, until=None, actor=actor, now=now)
    fresh.invitation = made
    fresh.version += 1
    fresh.save(update_fields=["invitation", "version"])
    detail = {"code": fresh.code, "invitation": made.pk}
    write_entry("invite-expert", actor=actor, now=now, on=fresh, role=OFFICE, detail=detail)
    return made, token


@transaction.atomic
def link_known_account(expert: Expert, *, actor: Standing, now: dt.datetime, version: int | None) -> Expert:
    """Link an expert to the account that the same person (name and employer) has in another pool of the office.

    Raises:
        ActRefused: ``no-right``, ``stale-page``, ``not-in-pool``, ``account-linked``, ``already-in-pool``.
    """
    fresh = _without_account(expert, actor, version)
    known = known_account(fresh)
    if known is None:
        raise ActRefused(refusals.NO_KNOWN_ACCOUNT)
    withdraw_waiting(fresh, actor=actor, now=now)
    _link(fresh, known, by=actor, now=now)
    office = fresh.pool.office
    if not Grant.objects.filter(in_force(now), user=known, role=ROLE, organisation=office).exists():
        make_grant(known, ROLE, office, until=None, source=None, by=actor, now=now)
    return fresh


def known_account(expert: Expert) -> User | None:
    """The account of the same person in another pool of the same office."""
    others = Expert.objects.filter(pool__office=expert.pool.office_id, name=expert.name, user__isnull=False)
    same = [one for one in others.select_related("user").order_by("pk") if _unit(one) == _unit(expert)]
    return same[0].user if same else None


def withdraw_waiting(expert: Expert, *, actor: Standing, now: dt.datetime) -> None:
    """Withdraw an expert's invitation that nobody has taken up yet (whose right was looked at)."""
    if expert.invitation_id is None:
        return
    waiting = Invitation.objects.select_for_update(of=("self",)).get(pk=expert.invitation_id)
    if waiting.accepted_at is None and waiting.withdrawn_at is None:
        waiting.withdrawn_at = now
        waiting.save(update_fields=["withdrawn_at"])
        write_entry("withdraw-invitation", actor=actor, now=now, on=waiting, role=OFFICE, detail={"role": waiting.role})


def link_on_acceptance(invitation: Invitation, user: User, now: dt.datetime) -> None:
    """An expert's invitation was taken up: the account is theirs (called in the transaction that takes it up)."""
    if invitation.role != ROLE:
        return
    for one in Expert.objects.select_for_update(of=("self",)).filter(invitation=invitation):
        if one.left_on is not None:
            raise ActRefused(LINK_WITHDRAWN)
        _link(one, user, by=Standing(user.pk), now=now)


add_taker(link_on_acceptance)


def _link(expert: Expert, user: User, *, by: Standing, now: dt.datetime) -> None:
    if Expert.objects.filter(pool=expert.pool_id, user=user, left_on=None).exclude(pk=expert.pk).exists():
        raise ActRefused(refusals.ALREADY_IN_POOL)
    expert.user = user
    expert.version += 1
    expert.save(update_fields=["user", "version"])
    write_entry("link-expert", actor=by, now=now, on=expert, detail={"code": expert.code, "user": user.pk})


def _without_account(expert: Expert, actor: Standing, version: int | None) -> Expert:
    fresh = locked(expert, version)
    require(actor, "invite", fresh)
    refuse(() if fresh.left_on is None else (refusals.NOT_IN_POOL,))
    refuse((refusals.ACCOUNT_LINKED,) if fresh.user_id is not None else ())
    return fresh


def _unit(expert: Expert) -> str:
    return plain(expert.employer_name).casefold()
