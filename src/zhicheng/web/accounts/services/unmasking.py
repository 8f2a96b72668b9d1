"""Showing a personal number in full: a right, a reason, an entry on the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Protocol, cast

from django.db import transaction
from django.db.models import Model

from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts import refusals
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.services.rights import refuse
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


class OfAPerson(Protocol):
    """Something that is about a person: an application."""

    applicant_id: int | None


@transaction.atomic
def unmask_personal_number(of: OfAPerson | User, *, actor: Standing, now: dt.datetime, reason: str) -> str:
    """The identity number of an application's person, or one's own, in full.

    For an application the right is ``unmask`` on the object ``person``, for an account on ``account`` (one's own).
    Refuses with ``no-right``, ``reason-needed``, ``no-personal-number``. The entry says who, when, why and of whom,
    never the number. Show it once, in an answer to a POST; it belongs in no address.
    """
    row = cast(Model, of)
    if isinstance(of, User):
        require(actor, "unmask", row)
        person_id: int | None = of.pk
    else:
        require(actor, "unmask", row, as_object="person")
        person_id = of.applicant_id
    refuse(refusals.reason_faults(reason))
    number = User.objects.filter(pk=person_id or 0).values_list("personal_number", flat=True).first()
    if not number:
        raise ActRefused(refusals.NO_NUMBER)
    write_entry("unmask", actor=actor, now=now, on=row, detail={"reason": reason.strip()})
    return number
