"""What a person does with their own account; and the correction of a personal number by the operator."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts import refusals
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.personal_number import normal_form, number_faults
from zhicheng.web.accounts.services.rights import refuse
from zhicheng.web.clock.now import CHINA
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.site.acts import locked
from zhicheng.web.site.encrypted import digest
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def change_own_details(
    user: User, *, name: str, phone: str, actor: Standing, now: dt.datetime, version: int | None
) -> User:
    """Change one's name and telephone number. Refuses with ``no-right``, ``stale-page``."""
    fresh = locked(user, version)
    require(actor, "change", fresh)
    changed = [key for key, value in (("name", name.strip()), ("phone", phone.strip())) if getattr(fresh, key) != value]
    fresh.name, fresh.phone = name.strip(), phone.strip()
    fresh.version += 1
    fresh.save(update_fields=["name", "phone", "version"])
    write_entry("change-own-details", actor=actor, now=now, on=fresh, role="applicant", detail={"changed": changed})
    return fresh


@transaction.atomic
def enter_personal_number(user: User, number: str, *, actor: Standing, now: dt.datetime, version: int | None) -> User:
    """Enter one's own identity number, once.

    Refuses with ``no-right``, ``stale-page``, ``personal-number-set``, ``personal-number-taken`` and what
    :func:`personal_number.number_faults` finds.
    """
    fresh = locked(user, version)
    require(actor, "change", fresh)
    if fresh.personal_number:
        raise ActRefused(refusals.NUMBER_SET)
    _keep_number(fresh, number, now)
    write_entry("enter-personal-number", actor=actor, now=now, on=fresh, role="applicant")
    return fresh


@transaction.atomic
def correct_personal_number(
    user: User, number: str, *, reason: str, actor: Standing, now: dt.datetime, version: int | None
) -> User:
    """Correct somebody's identity number: the operator's act, with a reason. Refuses as entering does."""
    fresh = locked(user, version)
    require(actor, "correct-number", fresh)
    refuse(refusals.reason_faults(reason))
    _keep_number(fresh, number, now)
    write_entry(
        "correct-personal-number", actor=actor, now=now, on=fresh, role="operator", detail={"reason": reason.strip()}
    )
    return fresh


def _keep_number(user: User, number: str, now: dt.datetime) -> None:
    plain = normal_form(number)
    refuse(number_faults(plain, now.astimezone(CHINA).date()))
    user.personal_number, user.personal_number_digest = plain, digest(plain)
    user.version += 1
    try:
        with transaction.atomic():
            user.save(update_fields=["personal_number", "personal_number_digest", "version"])
    except IntegrityError:  # one account per number: the database says so, even to two at once
        raise ActRefused(refusals.NUMBER_TAKEN) from None
