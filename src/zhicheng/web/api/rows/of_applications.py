"""Rounds, applications and what hangs on them; notices, objections, sanctions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from zhicheng.procedure.application_states import APPLICATION
from zhicheng.web.api.rows.resource import Resource, add
from zhicheng.web.api.rows.shape import Field, Text, as_text, fields
from zhicheng.web.applications.models import Application, Batch, RecommendingExpert, Return
from zhicheng.web.notices.models import Notice, Objection, Sanction
from zhicheng.web.rounds.models import Round


def _state_name(row: Application) -> dict[str, str]:
    return dict(as_text(APPLICATION.state(row.state).staff))


def _items(row: Return) -> list[dict[str, Any]]:
    return [
        {"id": one.pk, "item": one.item, "reason": one.reason, "sentence": one.sentence, "answer": one.answer}
        for one in row.items.order_by("pk")
    ]


def _title(row: Round) -> dict[str, str]:
    return dict(as_text(row.title))


def _windows(row: Round) -> list[dict[str, Any]]:
    return [
        {"id": one.pk, "tier": one.tier, "opens": one.opens, "closes": one.closes, "cite": one.cite}
        for one in row.windows.order_by("opens", "pk")
    ]


def _named(row: Notice) -> list[str]:
    """Nobody, of a notice that is void: it was taken back."""
    return [] if row.state == "void" else [one.name for one in row.applications.order_by("pk")]


add(
    Resource(
        "rounds",
        Round,
        ("年度评审", "rounds"),
        "rounds",
        (
            *fields("id", "code"),
            Field("title", kind=Text, value=_title),
            Field("track", kind=str, value=lambda row: row.track, say="pack/level"),
            *fields("year", "pack_version", "pack_hash", "office_id", "office=office.name", "state"),
            *fields("opened_at", "closed_at", "version"),
            Field("windows", kind=list[dict[str, Any]], value=_windows),
            *fields("numbers", only="inspect"),
        ),
        search=("title_zh", "title_en", "code"),
        narrow={"state": "state", "code": "code"},
        beside=("office",),
        order=("-year", "-pk"),
        public=True,
    ),
    Resource(
        "applications",
        Application,
        ("申报", "applications"),
        "applications",
        (
            *fields("id", "serial", "round=round.code", "round_id"),
            Field("track", kind=str, value=lambda row: row.round.track, say="pack/level"),
            *fields("name", "employer=employer_name", "employer_id", "specialty", "way_in", "state"),
            Field("state_name", kind=Text, value=_state_name),
            *fields("tier", "holder_id", "submitted_at", "arrived_at", "imported", "version"),
            *fields("record_keys", "claimed", only="change"),
        ),
        about="applicant",
        search=("name", "serial"),
        narrow={"state": "state", "round": "round__code"},
        beside=("round",),
        named_by=(("know", "applicant-name"),),
    ),
    Resource(
        "returns",
        Return,
        ("退回", "returns for correction"),
        "applications",
        (
            *fields("id", "application_id", "organisation=organisation.name", "tier", "returned_at", "correct_by"),
            *fields("resolved_at"),
            Field("items", kind=list[dict[str, Any]], value=_items),
        ),
        about="application__applicant",
        narrow={"application": "application_id"},
        beside=("organisation",),
    ),
    Resource(
        "recommending-experts",
        RecommendingExpert,
        ("推荐专家", "recommending experts"),
        "applications",
        fields("id", "application_id", "name", "title", "employer", "asked_at", "answered_at", "recommends", "opinion"),
        about="application__applicant",
        for_others=Q(answered_at__isnull=False),
        narrow={"application": "application_id"},
    ),
    Resource(
        "batches",
        Batch,
        ("报送批次", "batches"),
        "applications",
        (
            *fields("id", "number", "round=round.code", "sender=sender.name", "receiver=receiver.name"),
            *fields("roster_digest", "forwarded_at"),
            Field("applications", kind=list[int], value=lambda row: [one.pk for one in row.applications.order_by("pk")]),
        ),
        narrow={"round": "round__code"},
        beside=("round", "sender", "receiver"),
    ),
    Resource(
        "objections",
        Objection,
        ("异议（不含异议人）", "objections, without their senders"),
        "notices",
        fields(
            "id", "notice_id", "application_id", "anonymous", "text", "received_at", "state", "finding", "settled_at",
            "version",
        ),
        narrow={"state": "state", "notice": "notice_id"},
        search=("text",),
        only=lambda rows: rows.defer("sender_name", "sender_contact"),
    ),
)  # fmt: skip

NOTICES = Resource(
    "notices",
    Notice,
    ("公示", "public notices"),
    "notices",
    (
        *fields("id", "kind", "round=round.code", "organisation=organisation.name", "organisation_id"),
        *fields("first_day", "days", "last_day", "provisional", "clause", "state", "version"),
        Field("names", kind=list[str], value=_named, say="whom it names, as posted"),
        *fields("closing_note", only="close"),
    ),
    search=("organisation__name", "round__title_zh"),
    narrow={"state": "state", "round": "round__code"},
    beside=("round", "organisation"),
    order=("-posted_at", "-pk"),
    public=True,
)
SANCTIONS = Resource(
    "sanctions",
    Sanction,
    ("处理决定公示", "posted sanctions"),
    "notices",
    (
        *fields("id", "state", "subject", "subject_unit"),
        Field("text", kind=Text, value=lambda row: as_text(row.text)),
        *fields("clause", "posted_on", "until", "version"),
    ),
    narrow={"state": "state"},
    order=("-posted_on", "-pk"),
    public=True,
)
add(NOTICES, SANCTIONS)
