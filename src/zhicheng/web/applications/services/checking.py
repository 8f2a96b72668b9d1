"""The employer's part: check the records against the papers, state conduct, record posts and competition."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from zhicheng.procedure.application_states import AT_EMPLOYER
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.applications.facts import COMPETITION_STEPS, is_party
from zhicheng.web.applications.items import items_of
from zhicheng.web.applications.models import Application, Check, CompetitionStep, PostInformation, Statement
from zhicheng.web.applications.services.perform import lock
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.site.acts import STALE
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

OUTCOMES = ("agrees", "differs", "missing")
NOT_IN_HAND = Refusal(
    "not-in-hand",
    ("此申报当前不在贵单位手中", "the application is not in your hands now"),
    do=("请待其到达后再办理", "wait until it reaches you"),
)


def _in_hand(application: Application, actor: Standing, *, employer_only: bool = True) -> Application:
    """The application, locked, where the actor's organisation has it in hand; the employer's part only at the employer."""
    row = lock(application, actor)
    require(actor, "check", row)
    if not is_party(row, actor, _role(actor, row)) or (employer_only and row.state != AT_EMPLOYER):
        raise ActRefused(NOT_IN_HAND)
    return row


@transaction.atomic
def check_item(
    application: Application,
    item: str,
    outcome: str,
    note: str,
    *,
    actor: Standing,
    now: dt.datetime,
    seen: int | None = None,
) -> Check:
    """What the holder found on comparing an item with the papers; may be changed while it is in hand.

    ``seen``: the number of the submission that the page showed; another one handed in since refuses (``stale-page``).

    Raises:
        ActRefused: ``unknown-item``, ``unknown-outcome``, ``note-missing`` (anything but agreement needs a note),
            ``not-in-hand``, ``no-right``.
    """
    row = _in_hand(application, actor, employer_only=False)
    submission = row.submissions.order_by("-number").first()
    if item not in items_of(row) or submission is None:
        raise ActRefused(Refusal("unknown-item", (f"没有“{item}”这一项", f"there is no item '{item}'")))
    if seen is not None and seen != submission.number:
        raise ActRefused(STALE)
    if outcome not in OUTCOMES:
        raise ActRefused(Refusal("unknown-outcome", ("请选择核对结果", "choose what was found")))
    if outcome != "agrees" and not note.strip():
        raise ActRefused(Refusal("note-missing", ("不一致或缺原件的，请写明情况", "say what differs or is missing")))
    check, _ = Check.objects.update_or_create(
        submission=submission,
        organisation=row.holder,
        item=item,
        defaults={
            "application": row,
            "outcome": outcome,
            "note": note.strip()[:500],
            "checked_by_id": actor.person,
            "checked_at": now,
        },
    )
    write_entry(
        "check-item", actor=actor, now=now, on=row, role=_role(actor, row), detail={"item": item, "outcome": outcome}
    )
    return check


@transaction.atomic
def state_conduct(application: Application, text: str, sound: bool, *, actor: Standing, now: dt.datetime) -> Statement:
    """The employer's statement on conduct and integrity; the last one before the recommendation counts."""
    row = _in_hand(application, actor)
    if not text.strip():
        raise ActRefused(Refusal("statement-empty", ("请填写意见", "write the statement")))
    statement, _ = Statement.objects.update_or_create(
        application=row,
        defaults={"text": text.strip(), "sound": sound, "stated_by_id": actor.person, "stated_at": now},
    )
    write_entry("state-conduct", actor=actor, now=now, on=row, role=_role(actor, row), detail={"sound": sound})
    return statement


@transaction.atomic
def record_post(
    application: Application, data: dict[str, Any], *, actor: Standing, now: dt.datetime
) -> PostInformation:
    """A public institution's posts for this application: quota, filled, vacant, the post applied for."""
    row = _in_hand(application, actor)
    if row.employer is None or not row.employer.public_institution:
        raise ActRefused(
            Refusal("no-public-institution", ("仅事业单位需要填写岗位信息", "only public institutions state posts"))
        )
    post, _ = PostInformation.objects.update_or_create(
        application=row, defaults={"data": data, "recorded_by_id": actor.person, "recorded_at": now}
    )
    write_entry("record-post", actor=actor, now=now, on=row, role=_role(actor, row))
    return post


@transaction.atomic
def record_competition_step(
    application: Application, step: str, held_on: dt.date, note: str, *, actor: Standing, now: dt.datetime
) -> CompetitionStep:
    """A step of the competition for posts, held on a day that has come."""
    row = _in_hand(application, actor)
    if step not in COMPETITION_STEPS:
        raise ActRefused(Refusal("unknown-step", ("没有这一步骤", "there is no such step")))
    if held_on > now.date():
        raise ActRefused(Refusal("date-ahead", ("日期不能晚于今天", "the day can't lie ahead")))
    row_step, _ = CompetitionStep.objects.update_or_create(
        application=row,
        step=step,
        defaults={"held_on": held_on, "note": note.strip()[:500], "recorded_by_id": actor.person, "recorded_at": now},
    )
    write_entry("record-competition-step", actor=actor, now=now, on=row, role=_role(actor, row), detail={"step": step})
    return row_step


def _role(actor: Standing, application: Application) -> str:
    """The role in which this person has the application in hand; empty where they have not."""
    for role in ("employer", "personnel-agency", "department"):
        if application.holder_id in actor.organisations(role):
            return role
    return ""
