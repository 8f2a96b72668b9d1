"""What belongs to accounts: the own account, roles, organisations, records, papers, messages, the ledger."""

from __future__ import annotations

from typing import Any

from zhicheng.web.accounts.models import Grant, Invitation, Organisation, User
from zhicheng.web.api.rows.resource import Resource, add
from zhicheng.web.api.rows.shape import Field, Text, as_text, fields
from zhicheng.web.applications.models import Message
from zhicheng.web.ledger.acts import act_name
from zhicheng.web.ledger.models import Entry
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.models import Record

add(
    Resource(
        "accounts",
        User,
        ("账号", "accounts"),
        "own",
        (*fields("id", "username", "name", "version"), Field("open", "is_active")),
        search=("username", "name"),
        order=("username",),
    ),
    Resource(
        "records",
        Record,
        ("业绩记录", "records kept"),
        "own",
        fields("id", "key", "kind", "data", "created_at", "updated_at", "version"),
        narrow={"kind": "kind"},
        order=("kind", "pk"),
        only=lambda rows: rows.filter(removed_at=None),
    ),
    Resource(
        "papers",
        Paper,
        ("证明材料", "evidence files"),
        "own",
        fields(
            "id", "record_id", "paper", "file_name", "added_at", "sha256=blob.digest", "size=blob.size",
            "kind=blob.kind", "pages=blob.pages",
        ),
        narrow={"record": "record_id"},
        about="owner",
        beside=("blob",),
        only=lambda rows: rows.filter(removed_at=None),
    ),
    Resource(
        "messages",
        Message,
        ("消息", "messages"),
        "own",
        (
            *fields("id", "kind"),
            Field("text", kind=Text, value=lambda row: as_text(row.text)),
            *fields("sent_at", "application_id"),
            Field("read", kind=bool, value=lambda row: row.read_at is not None),
        ),
        search=("text_zh", "text_en"),
        order=("-sent_at", "-pk"),
    ),
    Resource(
        "grants",
        Grant,
        ("授权", "roles held"),
        "organisations",
        fields(
            "id", "user_id", "user=user.name", "role", "organisation_id", "organisation=organisation.name",
            "granted_at", "valid_from", "valid_until", "ended_at", "delegated_from_id",
        ),
        narrow={"organisation": "organisation_id", "role": "role"},
        beside=("user", "organisation"),
    ),
    Resource(
        "invitations",
        Invitation,
        ("邀请", "invitations"),
        "organisations",
        fields(
            "id", "name", "role", "organisation_id", "invited_at", "expires_at", "accepted_at", "withdrawn_at",
            "valid_until",
        ),
        narrow={"organisation": "organisation_id"},
    ),
    Resource(
        "organisations",
        Organisation,
        ("组织", "organisations"),
        "organisations",
        fields(
            "id", "name", "kind", "credit_code", "region", "above_id", "public_institution", "contact", "closed_at",
            "version",
        ),
        search=("name", "region", "credit_code"),
        narrow={"kind": "kind"},
        order=("name",),
        named_by=(("choose", ""),),
    ),
)  # fmt: skip


def _act(row: Any) -> dict[str, str]:
    return dict(as_text(act_name(row.act)))


add(
    Resource(
        "entries",
        Entry,
        ("账册条目", "ledger entries"),
        "ledger",
        (
            *fields("number", "at", "act"),
            Field("act_name", kind=Text, value=_act),
            *fields("actor_id", "role", "object_type", "object_id"),
            Field("detail", kind=dict[str, Any], value=lambda row: row.open_detail, say="what stands open in it"),
            Field("body", say="what is hashed"),
        ),
        narrow={"act": "act", "object_type": "object_type", "object_id": "object_id", "person": "actor_id"},
        order=("-number",),
        key="number",
        only=lambda rows: rows.exclude(number=None),
    )
)
