"""What an operator does with accounts: closing and opening them, taking a lost second factor off, correcting numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import transaction

from zhicheng.procedure.refusal import Refusal
from zhicheng.web.accounts import refusals
from zhicheng.web.accounts.models import Grant, User
from zhicheng.web.accounts.services.grants import end_with_delegated, other_operators, standing_now
from zhicheng.web.accounts.services.rights import refuse
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.site.acts import locked
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def close_account(user: User, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> User:
    """Close an account: it signs in no more, its sessions and its roles end, with what was passed on from them.

    What it did stays; reopening gives no role back.
    Refuses with ``no-right``, ``stale-page``, ``not-yourself``, ``account-closed``, ``reason-needed``, ``last-operator``.
    """
    others = other_operators(user.pk, now)
    fresh = locked(user, version)
    require(standing_now(actor, now), "close", fresh)
    refuse(_close_faults(fresh, reason, actor, others=bool(others)))
    for one in Grant.objects.select_for_update().filter(user=fresh, ended_at=None).order_by("pk"):
        end_with_delegated(one, actor=actor, now=now)
    fresh.is_active = False
    _bump(fresh)
    write_entry("close-account", actor=actor, now=now, on=fresh, role="operator", detail={"reason": reason.strip()})
    return fresh


def _close_faults(user: User, reason: str, actor: Standing, *, others: bool) -> Iterator[Refusal]:
    if user.pk == actor.user_id:
        yield refusals.NOT_YOURSELF
    if not user.is_active:
        yield refusals.ACCOUNT_CLOSED
    if not others:
        yield refusals.LAST_OPERATOR
    yield from refusals.reason_faults(reason)


@transaction.atomic
def reopen_account(user: User, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> User:
    """Open a closed account again. Refuses with ``no-right``, ``stale-page``, ``account-open``, ``reason-needed``."""
    fresh = locked(user, version)
    require(actor, "close", fresh)
    refuse([*([refusals.ACCOUNT_OPEN] if fresh.is_active else []), *refusals.reason_faults(reason)])
    fresh.is_active = True
    _bump(fresh)
    write_entry("reopen-account", actor=actor, now=now, on=fresh, role="operator", detail={"reason": reason.strip()})
    return fresh


@transaction.atomic
def remove_second_factor(user: User, *, reason: str, actor: Standing, now: dt.datetime, version: int | None) -> User:
    """Take off the second factor of somebody who lost it; offices are led to set up a new one.

    Refuses with ``no-right``, ``stale-page``, ``not-yourself``, ``no-second-factor``, ``reason-needed``.
    """
    fresh = locked(user, version)
    require(actor, "remove-second-factor", fresh)
    rows = Authenticator.objects.filter(user=fresh)
    refuse(
        [
            *([refusals.NOT_YOURSELF] if fresh.pk == actor.user_id else []),
            *([] if rows.exists() else [refusals.NO_SECOND_FACTOR]),
            *refusals.reason_faults(reason),
        ]
    )
    rows.delete()
    _bump(fresh)
    write_entry(
        "remove-second-factor", actor=actor, now=now, on=fresh, role="operator", detail={"reason": reason.strip()}
    )
    return fresh


def _bump(user: User) -> None:
    user.version += 1
    user.save(update_fields=["is_active", "version"])
