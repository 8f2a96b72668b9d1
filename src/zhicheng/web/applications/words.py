"""Facts, values and changes of an application in words, for whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from zhicheng.dossier.facts import APPLICANT_FACTS
from zhicheng.dossier.schema import facts_of
from zhicheng.vocabulary.labels import word_label
from zhicheng.web.applications.items import Difference

Pair = tuple[str, str]
YES_NO: Final = {True: ("是", "yes"), False: ("否", "no")}
FIELDS: Final[dict[str, Pair]] = {
    "way_in": ("申报方式", "way in"),
    "papers": ("证明材料", "papers"),
    "name": ("名称", "name"),
    "kind": ("类别", "kind"),
}
"""What is no fact of a schema, by name."""


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A fact changed between two submissions, in words."""

    name: Pair
    before: Pair
    after: Pair


def value_shown(value: Any, kind: str | None, fact: str) -> Pair:
    """A value in words: coded words by name, yes and no, lists joined, mappings as name: value."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, list):
        pairs = [value_shown(one, kind, fact) for one in value]
        return "、".join(pair[0] for pair in pairs), ", ".join(pair[1] for pair in pairs)
    if isinstance(value, dict):
        rows = [(key, value_shown(one, kind, fact)) for key, one in value.items()]
        return "；".join(f"{key}：{one[0]}" for key, one in rows), "; ".join(f"{key}: {one[1]}" for key, one in rows)
    return word_label(value, kind, fact)


def changes_shown(change: Difference, kind: str | None) -> tuple[ChangeShown, ...]:
    """Every fact that a correction changed in one item; ``kind``: the record's, none for what is no record."""
    return tuple(_change(kind, *one) for one in change.facts)


def _change(kind: str | None, name: str, before: Any, after: Any) -> ChangeShown:
    schema = (APPLICANT_FACTS if kind is None else facts_of(kind)).get(name)
    label = FIELDS.get(name) or ((name, name) if schema is None else (schema.zh, schema.en))
    return ChangeShown(label, _value(before, kind, name), _value(after, kind, name))


def _value(value: Any, kind: str | None, name: str) -> Pair:
    return ("—", "—") if value in (None, "", [], {}) else value_shown(value, kind, name)
