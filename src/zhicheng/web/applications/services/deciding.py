"""Decisions of employer and departments: recommend, refuse, endorse, decline, take back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhicheng.web.applications.facts import Brought
from zhicheng.web.applications.messages import tell_applicant
from zhicheng.web.applications.models import Application, Opinion
from zhicheng.web.applications.services.perform import lock, perform
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]

TOLD: dict[str, Pair] = {
    "recommend": (
        "单位已推荐，申报已转主管部门审核",
        "Your employer recommends you; the department has your application now",
    ),
    "refuse": (
        "单位未推荐您的申报，理由见申报页",
        "Your employer does not recommend your application; the reason is on its page",
    ),
    "endorse": ("主管部门审核通过，待报送", "The department endorsed your application; it is to be forwarded"),
    "decline": (
        "主管部门审核未通过，理由见申报页",
        "The department did not endorse your application; the reason is on its page",
    ),
}


def _decide(
    application: Application, act: str, text: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """The act done, the opinion kept with the organisation that had the application in hand, the applicant told."""
    before = lock(application, actor)
    holder, tier = before.holder, before.tier
    row = perform(before, act, actor=actor, now=now, brought=Brought(version=version, reason=text, opinion=text))
    if holder is not None:
        Opinion.objects.create(
            application=row,
            organisation=holder,
            tier=tier,
            decision=act,
            text=text.strip(),
            given_by_id=actor.person,
            given_at=now,
        )
    if act in TOLD:
        tell_applicant(row, act, TOLD[act], now=now)
    return row


@transaction.atomic
def recommend_application(
    application: Application, text: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """The employer recommends: records checked, conduct stated, notice run and closed, no objection open."""
    return _decide(application, "recommend", text, actor=actor, now=now, version=version)


@transaction.atomic
def refuse_application(
    application: Application, reason: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """The employer does not recommend, and says why."""
    return _decide(application, "refuse", reason, actor=actor, now=now, version=version)


@transaction.atomic
def endorse_application(
    application: Application, opinion: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """A department endorses, with its opinion; the application then waits to be forwarded."""
    return _decide(application, "endorse", opinion, actor=actor, now=now, version=version)


@transaction.atomic
def decline_application(
    application: Application, reason: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """A department does not endorse, and says why."""
    return _decide(application, "decline", reason, actor=actor, now=now, version=version)


@transaction.atomic
def take_back_endorsement(
    application: Application, reason: str, *, actor: Standing, now: dt.datetime, version: int | None
) -> Application:
    """A department takes its endorsement back before it has forwarded the application."""
    return _decide(application, "take-back", reason, actor=actor, now=now, version=version)
