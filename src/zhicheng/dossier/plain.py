"""A dossier as plain data: only what was stated, in the order of the schema."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, cast

from pydantic import BaseModel

from zhicheng.dossier.model import Dossier


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
    for name in sorted(type(model).model_fields, key=lambda name: {"id": 0, "kind": 1}.get(name, 2)):
        value = getattr(model, name)
        if name in ("id", "kind") or value != type(model).model_fields[name].default:
            facts[name] = list(value) if isinstance(value, tuple) else value
    return facts


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
