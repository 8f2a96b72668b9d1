"""All that the platform holds about a person, for that person to take along: one ZIP with JSON and files.

Every app adds its part with :func:`add_part`; a part starts from ``visible`` for the person's own standing.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, QuerySet

from zhicheng.web.accounts.models import Grant, User
from zhicheng.web.ledger.models import Entry
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.scope import require, visible
from zhicheng.web.visibility.standing import Standing

Files = Iterable[tuple[str, bytes]]
Part = Callable[[User, Standing], Files]

_PARTS: dict[str, Part] = {}


def add_part(name: str, part: Part) -> None:
    """Let a part of the platform add its files (path in the ZIP, content) under ``name/``."""
    _PARTS[name] = part


def parts() -> tuple[str, ...]:
    """The names of all parts."""
    return tuple(_PARTS)


@transaction.atomic
def export_own_data(user: User, *, actor: Standing, now: dt.datetime) -> bytes:
    """The ZIP of everything held about a person. Refuses with ``no-right`` for anybody but that person."""
    require(actor, "export", user)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _PARTS.items():
            for path, content in part(user, actor):
                archive.writestr(zipfile.ZipInfo(f"{name}/{path}", date_time=now.timetuple()[:6]), content)
    write_entry("export-own-data", actor=actor, now=now, on=user, role="applicant", detail={"parts": list(_PARTS)})
    return stream.getvalue()


def as_json(value: Any) -> bytes:
    """A value as a JSON file that people can read too."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def rows_as_json(rows: QuerySet[Any], *leave_out: str) -> bytes:
    """Rows as a JSON list of their fields; encrypted fields in the clear, for they are the person's own."""
    return as_json([_fields(row, leave_out) for row in rows.order_by("pk")])


def _fields(row: Model, leave_out: tuple[str, ...]) -> dict[str, Any]:
    names = [field.attname for field in row._meta.concrete_fields if field.name not in leave_out]
    return {name: getattr(row, name) for name in names}


def _account(user: User, standing: Standing) -> Files:
    own = visible(standing, "view", User.objects.all()).filter(pk=user.pk)
    yield "account.json", rows_as_json(own, "password", "personal_number_digest", "is_superuser", "is_staff")
    yield (
        "roles.json",
        rows_as_json(visible(standing, "view", Grant.objects.filter(user=user)), "granted_by", "ended_by"),
    )


def _ledger(user: User, standing: Standing) -> Files:
    """What was done by the person, and to their account and applications; not who else did it, only in which role."""
    entries = visible(standing, "take-along", Entry.objects.prefetch_related("sealed_values")).order_by("number")
    yield "my-acts.json", as_json([_act(one) for one in entries.filter(actor=user.pk)])
    yield "acts-about-me.json", as_json([_act(one, "actor") for one in entries.exclude(actor=user.pk)])


def _act(entry: Entry, *leave_out: str) -> dict[str, Any]:
    return _fields(entry, (*leave_out, "id", "body", "nodes")) | {"detail": entry.detail}


add_part("account", _account)
add_part("ledger", _ledger)
