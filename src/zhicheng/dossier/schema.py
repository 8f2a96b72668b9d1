"""What the schema says about a fact: its type, its words, its names and its unit."""

from __future__ import annotations

import datetime as dt
import types
import typing
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from zhicheng.dossier.kinds import KINDS
from zhicheng.vocabulary.labels import KINDS_ENGLISH

FactType = Literal["word", "words", "flag", "whole", "amount", "date", "text", "texts", "mapping"]


@dataclass(frozen=True, slots=True)
class FactSchema:
    """One fact of a kind of record. ``words``: the coded words it may take, in printed order."""

    name: str
    type: FactType
    words: tuple[str, ...]
    zh: str
    en: str
    unit: str
    default: Any


@cache
def facts_of(kind: str) -> dict[str, FactSchema]:
    """The facts of a kind of record, by name, in the order of the schema.

    Raises:
        KeyError: there is no such kind.
    """
    return {name: fact for name, fact in schema_of_model(KINDS[kind]).items() if name != "kind"}


def kind_title(kind: str) -> tuple[str, str]:
    """The Chinese and English name of a kind of record."""
    return (KINDS[kind].__doc__ or kind).rstrip("."), KINDS_ENGLISH.get(kind, kind.replace("-", " "))


def schema_of_model(model: type[BaseModel]) -> dict[str, FactSchema]:
    """The facts that a model declares, by name."""
    found: dict[str, FactSchema] = {}
    hints = _hints(model)
    for name, info in model.model_fields.items():
        type_, words = _type_of(hints[name])
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        unit = str(extra.get("unit", ""))
        found[name] = FactSchema(name, type_, words, info.title or name, info.description or name, unit, info.default)
    return found


@cache
def _hints(model: type[BaseModel]) -> dict[str, Any]:
    return typing.get_type_hints(model)


def _type_of(annotation: Any) -> tuple[FactType, tuple[str, ...]]:
    words = tuple(_words(annotation))
    inner = _without_none(annotation)
    origin = get_origin(inner)
    if origin is tuple:
        return ("words" if words else "texts"), words
    if words:
        return "word", words
    if origin is dict:
        return "mapping", ()
    plain: dict[Any, FactType] = {
        bool: "flag",
        int: "whole",
        Decimal: "amount",
        dt.date: "date",
        str: "text",
    }
    return plain.get(inner, "text"), ()


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (typing.Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        return members[0] if members else annotation
    return annotation


def _words(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)]
    if isinstance(annotation, str | int):
        return []
    return [word for member in get_args(annotation) for word in _words(member)]
