"""A dossier as plain data: only what was stated, in the order of the schema."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any, Final, cast

from pydantic import BaseModel

from zhicheng.dossier.model import Dossier

FIRST: Final[tuple[str, ...]] = ("id", "kind")
"""The facts of a record that are always written, before all others."""


def plain_dossier(dossier: Dossier) -> dict[str, Any]:
    """What :func:`zhicheng.dossier.model.dossier_from` makes the same dossier from again."""
    data: dict[str, Any] = {"format": dossier.format}
    applicant = plain_facts(dossier.applicant)
    if applicant:
        data["applicant"] = applicant
    if dossier.claimed:
        data["claimed"] = dict(dossier.claimed)
    data["records"] = [plain_facts(record) for record in dossier.records]
    return data


def plain_facts(model: BaseModel) -> dict[str, Any]:
    """The facts of a record or of the applicant that differ from "not stated"; id and kind first."""
    facts: dict[str, Any] = {}
    for name, default in _defaults(type(model)):
        value = getattr(model, name)
        if name in FIRST or value != default:
            facts[name] = list(value) if isinstance(value, tuple) else value
    return facts


@cache
def _defaults(model: type[BaseModel]) -> tuple[tuple[str, Any], ...]:
    """The facts of a kind, in the order they are written, each with what stands for "not stated"."""
    names = [name for name in FIRST if name in model.model_fields]
    names += [name for name in model.model_fields if name not in FIRST]
    return tuple((name, model.model_fields[name].default) for name in names)


def number_text(value: int | Decimal) -> str:
    """A number without an exponent and without idle zeros: ``500``, ``0.05``."""
    if isinstance(value, int) or value == value.to_integral_value():
        return str(int(value))
    return format(value, "f").rstrip("0")


def stored_dossier(dossier: Dossier) -> dict[str, Any]:
    """A dossier for a store of JSON: days and exact numbers as text, so that nothing passes through a float.

    ``dossier_from`` reads it back to an equal dossier.
    """
    return cast(dict[str, Any], _stored(plain_dossier(dossier)))


def _stored(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _stored(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_stored(part) for part in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return number_text(value) if isinstance(value, Decimal) else value
