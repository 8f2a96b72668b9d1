"""The first operator of a new installation: invited from its own machine, for nobody is there yet to grant the role."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.db import transaction

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.accounts.models import Grant, Invitation
from zhicheng.web.accounts.services.grants import in_force
from zhicheng.web.accounts.services.invitations import LIFE, token_of
from zhicheng.web.accounts.services.organisations import lock_tree
from zhicheng.web.ledger.write import write_entry

OPERATOR_EXISTS: Final = Refusal(
    "operator-exists",
    ("已有平台管理员", "there is an operator already"),
    do=("请由现任平台管理员在“平台角色”页邀请", "ask that operator to invite you, on the page of the platform's roles"),
)


@transaction.atomic
def invite_first_operator(name: str, *, now: dt.datetime) -> tuple[Invitation, str]:
    """Invite the first operator; returns the invitation and its link's token.

    Refuses with ``operator-exists`` where anybody holds the role. An earlier such invitation that nobody took up is
    withdrawn: one link works at a time.
    """
    lock_tree()
    if Grant.objects.filter(in_force(now), role="operator").exists():
        raise ActRefused(OPERATOR_EXISTS)
    waiting = Invitation.objects.filter(role="operator", invited_by=None, accepted_at=None, withdrawn_at=None)
    waiting.update(withdrawn_at=now)
    made = Invitation.objects.create(
        name=name.strip(), role="operator", nonce=secrets.token_urlsafe(32), invited_at=now, expires_at=now + LIFE
    )
    write_entry("invite-person", actor=None, now=now, on=made, detail={"role": "operator"})
    return made, token_of(made)
