"""What people are told when an application moves, in both languages."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhicheng.web.applications.models import Application, Message
from zhicheng.web.visibility.scope import require, visible
from zhicheng.web.visibility.standing import Standing

Pair = tuple[str, str]


def tell_applicant(application: Application, kind: str, text: Pair, *, now: dt.datetime) -> Message | None:
    """A message to the applicant; none where the application has no account behind it."""
    if application.applicant_id is None:
        return None
    return tell(application.applicant_id, kind, text, now=now, application=application)


def tell(
    user_id: int,
    kind: str,
    text: Pair,
    *,
    now: dt.datetime,
    application: Application | None = None,
    application_id: int | None = None,
) -> Message:
    """A message to a person, which channels that are turned on send out too; ``application_id`` where only the key of what it is about is at hand."""
    return Message.objects.create(
        user_id=user_id,
        application_id=application.pk if application is not None else application_id,
        kind=kind,
        text_zh=text[0],
        text_en=text[1],
        sent_at=now,
    )


@transaction.atomic
def mark_read(message: Message, *, actor: Standing, now: dt.datetime) -> None:
    """A message noted as read, once.

    Raises:
        ActRefused: ``no-right`` (somebody else's).
    """
    require(actor, "view", message)
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=now)


@transaction.atomic
def mark_all_read(*, actor: Standing, now: dt.datetime) -> None:
    """Every message to this person noted as read."""
    mine = visible(actor, "view", Message.objects.filter(user_id=actor.person, read_at=None))
    Message.objects.filter(pk__in=mine.values("pk")).update(read_at=now)
