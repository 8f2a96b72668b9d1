"""What people are told when an application moves, in both languages."""

from __future__ import annotations

import datetime as dt

from zhicheng.web.applications.models import Application, Message

Pair = tuple[str, str]


def tell_applicant(application: Application, kind: str, text: Pair, *, now: dt.datetime) -> Message | None:
    """A message to the applicant; none where the application has no account behind it."""
    if application.applicant_id is None:
        return None
    return tell(application.applicant_id, kind, text, now=now, application=application)


def tell(user_id: int, kind: str, text: Pair, *, now: dt.datetime, application: Application | None = None) -> Message:
    """A message to a person."""
    return Message.objects.create(
        user_id=user_id, application=application, kind=kind, text_zh=text[0], text_en=text[1], sent_at=now
    )
