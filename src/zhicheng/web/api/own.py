"""What a signed-in person may read: applications, notices, messages; the same rows as on their pages, no others."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import django_auth
from pydantic import Field

from zhicheng.procedure.application_states import APPLICATION
from zhicheng.web.api.errors import NO_SUCH, ErrorOut
from zhicheng.web.applications.models import Application, Message
from zhicheng.web.notices.models import Notice
from zhicheng.web.site.request import PageRequest
from zhicheng.web.visibility.scope import visible

router = Router(tags=["申报与公示 applications and notices"])
MOST = 200
ERRORS = {401: ErrorOut, 404: ErrorOut, 422: ErrorOut}


class Text(Schema):
    """A text in both languages."""

    zh: str
    en: str


class ApplicationOut(Schema):
    """An application in brief; no personal number, no telephone."""

    id: int
    serial: str
    round: str = Field(description="the round's code")
    track: str
    name: str
    employer: str
    specialty: str
    way_in: str
    state: str
    state_name: Text
    submitted_at: dt.datetime | None


class NoticeOut(Schema):
    """A public notice: its days, and whom it names."""

    id: int
    round: str
    organisation: str
    first_day: dt.date
    last_day: dt.date
    provisional: bool
    state: str
    names: list[str]


class MessageOut(Schema):
    """A message to the person who asks."""

    id: int
    kind: str
    text: Text
    sent_at: dt.datetime
    read: bool


def _application(row: Application) -> ApplicationOut:
    zh, en = APPLICATION.state(row.state).staff
    return ApplicationOut(
        id=row.pk,
        serial=row.serial,
        round=row.round.code,
        track=row.round.track,
        name=row.name,
        employer=row.employer_name,
        specialty=row.specialty,
        way_in=row.way_in,
        state=row.state,
        state_name=Text(zh=zh, en=en),
        submitted_at=row.submitted_at,
    )


@router.get(
    "/applications",
    auth=django_auth,
    response={200: list[ApplicationOut], **ERRORS},
    summary="我可以查看的申报 · the applications I may see",
    operation_id="applications",
)
def applications(request: HttpRequest, q: str = "", offset: int = 0) -> list[ApplicationOut]:
    """Own applications, and those an office held now may see; at most 200 from ``offset``, by id."""
    asked = cast(PageRequest, request)
    rows = visible(asked.standing, "view", Application.objects.select_related("round")).distinct().order_by("pk")
    if q.strip():
        rows = rows.filter(name__icontains=q.strip()[:80])
    start = max(offset, 0)
    return [_application(row) for row in rows[start : start + MOST]]


@router.get(
    "/applications/{pk}",
    auth=django_auth,
    response={200: ApplicationOut, **ERRORS},
    summary="一件申报 · one application",
    operation_id="application",
)
def application(request: HttpRequest, pk: int) -> ApplicationOut:
    """One application, if it may be seen; else 404, as for one that is not there."""
    asked = cast(PageRequest, request)
    rows = visible(asked.standing, "view", Application.objects.select_related("round"))
    row = rows.filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise NO_SUCH
    return _application(row)


@router.get(
    "/notices",
    response={200: list[NoticeOut], 422: ErrorOut},
    summary="公示 · public notices",
    operation_id="notices",
)
def notices(request: HttpRequest, offset: int = 0) -> list[NoticeOut]:
    """The notices that are posted or closed, newest first; names as posted, nothing more of any person."""
    asked = cast(PageRequest, request)
    rows = visible(asked.standing, "view", Notice.objects.select_related("round", "organisation")).exclude(state="void")
    start = max(offset, 0)
    found = rows.prefetch_related("applications").distinct().order_by("-posted_at", "-pk")[start : start + MOST]
    return [
        NoticeOut(
            id=row.pk,
            round=row.round.code,
            organisation=row.organisation.name,
            first_day=row.first_day,
            last_day=row.last_day,
            provisional=row.provisional,
            state=row.state,
            names=[one.name for one in row.applications.all()],
        )
        for row in found
    ]


@router.get(
    "/messages",
    auth=django_auth,
    response={200: list[MessageOut], **ERRORS},
    summary="我的消息 · my messages",
    operation_id="messages",
)
def messages(request: HttpRequest, offset: int = 0) -> list[MessageOut]:
    """The person's own messages, newest first."""
    asked = cast(PageRequest, request)
    start = max(offset, 0)
    rows = visible(asked.standing, "view", Message.objects.all()).order_by("-sent_at", "-pk")[start : start + MOST]
    return [
        MessageOut(
            id=row.pk,
            kind=row.kind,
            text=Text(zh=row.text_zh, en=row.text_en),
            sent_at=row.sent_at,
            read=row.read_at is not None,
        )
        for row in rows
    ]
