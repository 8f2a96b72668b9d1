"""Which values of a row are given, and of which form: told once, for the answers and for their description."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from ninja import Schema
from pydantic import Field as Described
from pydantic import create_model

from zhicheng.web.site.encrypted import EncryptedText

_KINDS: Final[tuple[tuple[type[models.Field[Any, Any]], Any], ...]] = (
    (models.BooleanField, bool),
    (models.DateTimeField, dt.datetime),
    (models.DateField, dt.date),
    (models.IntegerField, int),
    (models.CharField, str),
    (models.TextField, str),
)


class Text(Schema):
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a row.

    ``source``: where it is on the row, parts joined by dots (by default its own name), or ``value`` makes it and
    ``kind`` says of which form it is. ``only``: the act of the table that somebody must have on the row to be told it;
    to everybody else it is null.
    """

    name: str
    source: str = ""
    kind: Any = None
    value: Callable[[Any], Any] | None = None
    only: str = ""
    say: str = ""

    def read(self, row: Any) -> Any:
        """The value on a row; ``None`` where the way to it ends."""
        if self.value is not None:
            return self.value(row)
        for part in (self.source or self.name).split("."):
            if row is None:
                return None
            row = getattr(row, part)
        return row


def fields(*names: str | Field, only: str = "") -> tuple[Field, ...]:
    """Fields by name: ``name``, ``name=source.path``; those made by hand stay as they are."""
    found = []
    for one in names:
        if isinstance(one, Field):
            found.append(one)
            continue
        name, _, source = one.partition("=")
        found.append(Field(name, source, only=only))
    return tuple(found)


def shape(name: str, model: type[models.Model], given: tuple[Field, ...], about: str) -> type[Schema]:
    """The form of a row's answer, as the description has it."""
    parts: dict[str, Any] = {}
    for one in given:
        kind = one.kind or kind_of(model, one.source or one.name)
        parts[one.name] = (kind | None if one.only else kind, Described(description=one.say or None))
    made: type[Schema] = create_model(name, __base__=Schema, __doc__=about, **parts)
    return made


def kind_of(model: type[models.Model], path: str) -> Any:
    """Of which form a field of a model is, by its path; optional where any part of the way is.

    Raises:
        TypeError: it is encrypted, or of a form that nothing is given in.
    """
    optional, here = False, model
    *way, last = path.split(".")
    for part in way:
        link = here._meta.get_field(part)
        optional |= bool(getattr(link, "null", False))
        here = link.related_model  # type: ignore[assignment]
    field = _field(here, last)
    optional |= bool(getattr(field, "null", False))
    found = _plain_kind(field, last)
    return found | None if optional else found


def _field(model: type[models.Model], name: str) -> Any:
    """A field by its own name, or by that of the column in which a row it refers to stands."""
    names = {one.name: one for one in model._meta.concrete_fields}
    columns = {one.attname: one for one in model._meta.concrete_fields}
    found = names.get(name) or columns.get(name)
    return found if found is not None else model._meta.get_field(name)


def _plain_kind(field: Any, last: str) -> Any:
    if isinstance(field, EncryptedText):
        raise TypeError(f"{field} is encrypted and never given")
    if isinstance(field, models.ForeignKey) and last.endswith("_id"):
        return int
    if isinstance(field, models.JSONField):
        return dict[str, Any] if field.default is dict else list[Any]
    for kind, plain in _KINDS:
        if isinstance(field, kind):
            return plain
    raise TypeError(f"no form is known for {field}")


def as_text(pair: tuple[str, str]) -> Mapping[str, str]:
    """A pair of texts as data."""
    return {"zh": pair[0], "en": pair[1]}
