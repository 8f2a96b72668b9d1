"""Something in every table: the demonstration by the platform's own acts, then one plain row wherever none is."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import models

from zhicheng.web.demonstration import fill
from zhicheng.web.papers.tasks import picture_path

EMPTIED = {"ledger.Turn"}
"""Tables that hold rows only within an act's own transaction."""


def fill_every_table(now: dt.datetime) -> dict[str, models.Model]:
    """Fill the database; a row of every table, by its model's label."""
    fill()
    rows = {}
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and model._meta.label not in EMPTIED:
            rows[model._meta.label] = _one(model, now)
            _tie(rows[model._meta.label], now)
    cache.clear()
    return rows


def _one(model: type[models.Model], now: dt.datetime) -> Any:
    """A row of the model: one that is there, or a plain one."""
    there = model._default_manager.first()
    if there is not None:
        return there
    row = model(**{one.name: _value(one, now) for one in model._meta.concrete_fields if _needs_value(one)})
    models.Model.save(row)
    return row


def _needs_value(field: Any) -> bool:
    return (not isinstance(field, models.AutoField) and not (field.null or field.has_default())) or (
        field.unique and not field.primary_key
    )


def _value(field: Any, now: dt.datetime) -> Any:
    if field.is_relation:
        return _one(field.related_model, now)
    if field.name == "digest":
        return _stored_page()
    if isinstance(field, models.DateTimeField) and field.name.startswith(("expires", "ends", "until", "valid_until")):
        return now + dt.timedelta(days=1)
    if field.choices:
        return next(value for value, _ in field.flatchoices if value)
    plain: dict[type[Any], Any] = {
        models.DateTimeField: now, models.DateField: now.date(), models.JSONField: {"有": "值"}, models.BinaryField: b"\x00\xff",
        models.BooleanField: True, models.IntegerField: 1, models.UUIDField: uuid.UUID(int=7), models.GenericIPAddressField: "127.0.0.1",
        models.FloatField: 1.0,
    }  # fmt: skip
    for kind, value in plain.items():
        if isinstance(field, kind):
            return value
    return f"值{field.name}"[: field.max_length or 40]


def _stored_page() -> str:
    """A picture of a page, on the disk; its digest."""
    content = b"a page"
    digest = hashlib.sha256(content).hexdigest()
    path = picture_path(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return digest


def _tie(row: models.Model, now: dt.datetime) -> None:
    """Something on the other side of each of its many-to-many ties."""
    for many in row._meta.many_to_many:
        if not getattr(row, many.name).exists():
            getattr(row, many.name).add(_one(many.related_model, now))
