"""What the dossier holds, in words: the applicant's facts in short, the records by what people look for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.fields import Record
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.plain import plain_facts
from zhicheng.dossier.schema import facts_of, kind_title, schema_of_model
from zhicheng.policy.wording import value_text
from zhicheng.vocabulary.labels import Pair, word_label
from zhicheng.web.dossier_forms.domains import domain_names, specialty_names
from zhicheng.web.dossier_forms.kinds_menu import GROUPS, group_of

MOST_FACTS = 4
NOT_REPEATED = ("id", "kind", "name", "note", "year", "claims", "evidence", "domains")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A record in one line."""

    id: str
    kind: Pair
    name: Pair
    facts: Pair


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """Records that people look for in one place."""

    id: str
    title: Pair
    lines: tuple[PaperLine, ...]


def groups_of(dossier: Dossier) -> tuple[PaperGroup, ...]:
    """The records in their groups, in the order of the menu; empty groups are left out."""
    by_group: dict[str, list[PaperLine]] = {}
    for record in dossier.records:
        by_group.setdefault(group_of(str(record.__dict__["kind"])), []).append(line_of(record))
    return tuple(PaperGroup(id_, title, tuple(by_group[id_])) for id_, title, _ in GROUPS if id_ in by_group)


def line_of(record: Record) -> PaperLine:
    """A record in one line: how it is called, and a few facts that tell it from others."""
    plain = record.__dict__
    kind = str(plain["kind"])
    title = kind_title(kind)
    year = f" {plain['year']}" if plain.get("year") else ""
    name = (str(plain["name"]),) * 2 if plain.get("name") else (title[0] + year, title[1] + year)
    facts = list(_facts(kind, plain_facts(record)))[:MOST_FACTS]
    joined = ("，".join(zh for zh, _ in facts), ", ".join(en for _, en in facts))
    return PaperLine(str(plain["id"]), title, (name[0], name[1]), joined)


def facts_of_applicant(applicant: Applicant) -> list[tuple[Pair, Pair]]:
    """The applicant's stated facts, each with its name."""
    stated = plain_facts(applicant)
    schema = schema_of_model(Applicant)
    return [
        ((schema[name].zh, schema[name].en), _value(name, value)) for name, value in stated.items() if name in schema
    ]


def _facts(kind: str, stated: Mapping[str, Any]) -> Iterator[Pair]:
    schema = facts_of(kind)
    for name, value in stated.items():
        if name in NOT_REPEATED or name not in schema:
            continue
        fact = schema[name]
        if isinstance(value, bool):
            if value:
                yield fact.zh, fact.en
            continue
        if name == "end" and "start" in stated:
            continue  # said with the start
        if name == "start":
            yield _span(str(value), str(stated.get("end", "")))
        elif fact.type in ("whole", "amount"):
            zh, en = value_text(value, kind, name)
            yield f"{fact.zh} {zh}", f"{fact.en} {en}"
        else:
            yield word_label(value, kind, name) if isinstance(value, str) else _value(name, value, kind)


def _span(start: str, end: str) -> Pair:
    return f"{start} 至{(end and ' ' + end) or '今'}", f"{start} to {end or 'now'}"


def _value(name: str, value: Any, kind: str | None = None) -> Pair:
    if isinstance(value, list | tuple):
        parts = [_known().get(str(one)) or value_text(one, kind, name) for one in value]
        return "、".join(zh for zh, _ in parts), ", ".join(en for _, en in parts)
    known = _known().get(str(value)) if name in ("specialty", "domains") else None
    return known or value_text(value, kind, name)


@cache
def _known() -> dict[str, Pair]:
    """Technical domains and specialties by their key, as all documents name them."""
    return {**specialty_names(), **domain_names()}
