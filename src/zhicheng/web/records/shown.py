"""Kept records in words: how one is called, its facts, where two versions of it differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.fields import Record as Stated
from zhicheng.dossier.model import dossier_from, record_from
from zhicheng.dossier.schema import facts_of, kind_title
from zhicheng.policy.wording import attribute_name, value_text
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.web.records.models import Record

Pair = tuple[str, str]
NOT_A_FACT = ("id", "kind", "evidence")


@dataclass(frozen=True, slots=True)
class FactDifference:
    """A fact that two versions state differently: its name, what is kept now, what was typed."""

    name: Pair
    kept: Pair
    typed: Pair


def stated(row: Record) -> Stated | None:
    """The record in the types of the schema; ``None`` where the schema has moved on and it can't be read."""
    problems: list[Problem] = []
    return record_from({**row.data, "id": row.key, "kind": row.kind}, "", "", problems)


def stated_facts(facts: Mapping[str, Any]) -> Applicant | None:
    """A person's facts in the types of the schema; ``None`` where they can't be read."""
    try:
        return dossier_from({"applicant": dict(facts)}).applicant
    except Refused:
        return None


def name_of(kind: str, facts: Mapping[str, Any]) -> Pair:
    """How a record is called: its own name; else its kind with the year or day that tells it from others."""
    name = facts.get("name")
    if name:
        return str(name), str(name)
    zh, en = kind_title(kind)
    tail = next((str(facts[fact]) for fact in ("year", "date", "start") if facts.get(fact)), "")
    return f"{zh} {tail}".strip(), f"{en} {tail}".strip()


def matches(row: Record, wanted: str) -> bool:
    """Whether every one of these words stands in the record's name, kind or facts, in either language."""
    texts = [*kind_title(row.kind), row.key]
    texts += [half for name, value in row.data.items() for half in value_shown(value, row.kind, name)]
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in wanted.casefold().split())


def value_shown(value: Any, kind: str | None, name: str) -> Pair:
    """A value as a person reads it; lists joined, claims as ``name: value``."""
    if isinstance(value, Mapping):
        parts = [(str(key), value_text(one, kind, str(key))) for key, one in value.items()]
        return "；".join(f"{key}：{one[0]}" for key, one in parts), "; ".join(f"{key}: {one[1]}" for key, one in parts)
    return value_text(tuple(value) if isinstance(value, list) else value, kind, name)


def differences(kind: str, kept: Mapping[str, Any], typed: Mapping[str, Any]) -> tuple[FactDifference, ...]:
    """Where two versions of a record differ, fact by fact in the schema's order; papers are left out."""
    return tuple(
        FactDifference(
            attribute_name(kind, name),
            value_shown(kept.get(name), kind, name),
            value_shown(typed.get(name), kind, name),
        )
        for name in facts_of(kind)
        if name not in NOT_A_FACT and kept.get(name) != typed.get(name)
    )
