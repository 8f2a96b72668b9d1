"""Links by which somebody sets a password: an invitation into a role, or a new password for an account."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from typing import Final

from django.core import signing
from django.db import IntegrityError, transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts import refusals
from zhicheng.web.accounts.models import Grant, Invitation, Organisation, User
from zhicheng.web.accounts.services.grants import (
    acting_role,
    end_of_day,
    in_force,
    make_grant,
    source_of_grant,
)
from zhicheng.web.accounts.services.rights import refuse
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

LIFE: Final = dt.timedelta(days=7)
_SALT: Final = "zhicheng.invitation"

Taker = Callable[[Invitation, User, dt.datetime], None]
_TAKERS: list[Taker] = []


def add_taker(taker: Taker) -> None:
    """Let a part of the platform act when an invitation is taken up, in the same transaction (once for each part)."""
    if taker not in _TAKERS:
        _TAKERS.append(taker)


@transaction.atomic
def invite_person(
    name: str, role: str, organisation: Organisation | None, *, until: dt.date | None, actor: Standing, now: dt.datetime
) -> tuple[Invitation, str]:
    """Invite somebody without an account into a role; the rules are those of :func:`grants.grant_role`.

    Returns the invitation and its link's token, which is kept nowhere and can't be shown again.
    Refuses also with ``already-invited``.
    """
    if organisation is not None:
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    source = source_of_grant(role, organisation, until=until, actor=actor, now=now)
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now, user=None)
    if waiting.filter(name=name.strip(), role=role, organisation=organisation).exists():
        raise ActRefused(refusals.ALREADY_INVITED)
    made = _make(name.strip(), actor, now)
    made.role, made.organisation, made.delegated_from, made.valid_until = role, organisation, source, end_of_day(until)
    made.save()
    detail = {
        "role": role,
        "organisation": organisation.pk if organisation else None,
        "delegated_from": source.pk if source else None,
    }
    acting = acting_role(role, source, actor, now)
    write_entry("invite-person", actor=actor, now=now, on=made, role=acting, detail=detail)
    return made, token_of(made)


@transaction.atomic
def link_for_password(user: User, *, reason: str, actor: Standing, now: dt.datetime) -> tuple[Invitation, str]:
    """A link by which the holder of an account sets a new password; links sent before it are withdrawn.

    Refuses with ``no-right``, ``not-yourself``, ``account-closed``, ``reason-needed``. Returns link and token.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    require(actor, "link", person)
    refuse(_link_faults(person, reason, actor))
    Invitation.objects.filter(user=person, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    made = _make(person.name or person.username, actor, now)
    made.user = person
    made.save()
    write_entry(
        "send-password-link", actor=actor, now=now, on=person, role="operator", detail={"reason": reason.strip()}
    )
    return made, token_of(made)


def _link_faults(person: User, reason: str, actor: Standing) -> Iterator[Refusal]:
    if person.pk == actor.user_id:
        yield refusals.NOT_YOURSELF
    if not person.is_active:
        yield refusals.ACCOUNT_CLOSED
    yield from refusals.reason_faults(reason)


def _make(name: str, actor: Standing, now: dt.datetime) -> Invitation:
    return Invitation(
        name=name, nonce=secrets.token_urlsafe(32), invited_by_id=actor.user_id, invited_at=now, expires_at=now + LIFE
    )


def token_of(invitation: Invitation) -> str:
    """The signed part of an invitation's address."""
    return signing.dumps([invitation.pk, invitation.nonce], salt=_SALT)


def invitation_of(token: str, *, now: dt.datetime, lock: bool = False) -> Invitation:
    """The invitation that a link means, if it still works.

    Refuses with ``link-invalid``, ``link-used``, ``link-withdrawn``, ``link-expired``.
    """
    try:
        pk, nonce = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise ActRefused(refusals.LINK_INVALID) from None
    rows = Invitation.objects.select_for_update(of=("self",)) if lock else Invitation.objects.all()
    found = rows.select_related("organisation", "user", "delegated_from").filter(pk=pk, nonce=nonce).first()
    if found is None:
        raise ActRefused(refusals.LINK_INVALID)
    refuse(_state_faults(found, now))
    return found


def _state_faults(found: Invitation, now: dt.datetime) -> Iterator[Refusal]:
    source = found.delegated_from
    place = found.organisation
    if found.accepted_at is not None:
        yield refusals.LINK_USED
    elif found.withdrawn_at is not None or (
        source is not None and not Grant.objects.filter(in_force(now), pk=source.pk).exists()
    ):
        yield refusals.LINK_WITHDRAWN
    elif found.expires_at <= now or (found.valid_until is not None and found.valid_until <= now):
        yield refusals.LINK_EXPIRED
    elif place is not None and place.closed_at is not None:
        yield refusals.ORGANISATION_CLOSED
    elif found.user is not None and not found.user.is_active:
        yield refusals.ACCOUNT_CLOSED


@transaction.atomic
def accept_invitation(token: str, *, username: str, name: str, password: str, now: dt.datetime) -> User:
    """Open the account an invitation speaks of and give it its role.

    ``password`` has passed the validators already (the form's matter). Refuses as :func:`invitation_of` does, and with
    ``username-taken``. Of two who use a link at once one gets the account, the other ``link-used``.
    """
    invitation = invitation_of(token, now=now, lock=True)
    if invitation.user_id is not None:
        raise ActRefused(refusals.LINK_INVALID)
    if User.objects.filter(username__iexact=username).exists():
        raise ActRefused(refusals.USERNAME_TAKEN)
    try:
        with transaction.atomic():
            user = User.objects.create_user(username=username, password=password, name=name.strip())
    except IntegrityError:
        raise ActRefused(refusals.USERNAME_TAKEN) from None
    write_entry("open-account", actor=None, now=now, on=user, detail={"invitation": invitation.pk})
    return _take_up(invitation, user, now)


@transaction.atomic
def accept_with_account(token: str, *, actor: Standing, now: dt.datetime) -> User:
    """Take up an invitation with the account one is signed in with. Refuses also with ``grant-already-held``."""
    invitation = invitation_of(token, now=now, lock=True)
    user = User.objects.select_for_update().get(pk=actor.user_id or 0)
    if invitation.user_id is not None:
        raise ActRefused(refusals.LINK_INVALID)
    if Grant.objects.filter(
        in_force(now), user=user, role=invitation.role, organisation=invitation.organisation
    ).exists():
        raise ActRefused(refusals.ALREADY_HELD)
    return _take_up(invitation, user, now)


def _take_up(invitation: Invitation, user: User, now: dt.datetime) -> User:
    source = invitation.delegated_from
    if source is not None and not Grant.objects.select_for_update().filter(in_force(now), pk=source.pk).exists():
        raise ActRefused(refusals.LINK_WITHDRAWN)
    _used(invitation, user, now)
    by = Standing(invitation.invited_by_id)
    make_grant(
        user, invitation.role, invitation.organisation, until=invitation.valid_until, source=source, by=by, now=now
    )
    write_entry("accept-invitation", actor=Standing(user.pk), now=now, on=invitation, detail={"role": invitation.role})
    for taker in _TAKERS:
        taker(invitation, user, now)
    return user


def _used(invitation: Invitation, user: User, now: dt.datetime) -> None:
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])


@transaction.atomic
def set_password_by_link(token: str, *, password: str, now: dt.datetime) -> User:
    """Set the password of the account a link was made for; every session of it ends. Refuses as the link's state does."""
    invitation = invitation_of(token, now=now, lock=True)
    if invitation.user is None:
        raise ActRefused(refusals.LINK_INVALID)
    user = User.objects.select_for_update().get(pk=invitation.user.pk)
    user.set_password(password)  # sessions carry a hash of the password, and are void from here on
    user.save(update_fields=["password"])
    _used(invitation, user, now)
    write_entry("set-password-by-link", actor=None, now=now, on=user, detail={"link": invitation.pk})
    return user


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor: Standing, now: dt.datetime) -> Invitation:
    """Take an invitation back before it is taken up. Refuses with ``no-right`` and the link's own state."""
    fresh = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    require(actor, "withdraw", fresh)
    if fresh.accepted_at is not None:
        raise ActRefused(refusals.LINK_USED)
    if fresh.withdrawn_at is not None:
        raise ActRefused(refusals.LINK_WITHDRAWN)
    fresh.withdrawn_at = now
    fresh.save(update_fields=["withdrawn_at"])
    write_entry("withdraw-invitation", actor=actor, now=now, on=fresh, detail={"role": fresh.role})
    return fresh
