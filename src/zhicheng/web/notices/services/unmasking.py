"""Showing who raised an objection: a right, a reason, an entry on the ledger."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts import refusals
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.notices.models import Objection
from zhicheng.web.notices.services.objecting import Sender
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def unmask_objector(objection: Objection, *, actor: Standing, now: dt.datetime, reason: str) -> Sender:
    """Name and contact of who raised an objection, for a supervisor. Shown once, in the answer to a form.

    The entry says who looked, when, why and at which objection, never whose name it was.

    Raises:
        ActRefused: ``no-right``, ``reason-needed``, ``sender-anonymous``.
    """
    row = Objection.objects.get(pk=objection.pk)
    require(actor, "unmask", row, as_object="objector")
    against = refusals.reason_faults(reason)
    if against:
        raise ActRefused(against)
    if row.anonymous:
        raise ActRefused(Refusal("sender-anonymous", ("此异议是匿名提出的", "the objection is anonymous")))
    write_entry("unmask-objector", actor=actor, now=now, on=row, role="supervisor", detail={"reason": reason.strip()})
    return Sender(row.sender_name, row.sender_contact)
