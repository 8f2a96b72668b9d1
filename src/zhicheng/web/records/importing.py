"""What a dossier in a file would add to what is kept; decided before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.plain import stored_dossier
from zhicheng.dossier.schema import kind_title, schema_of_model
from zhicheng.web.records.models import Record
from zhicheng.web.records.shown import Pair, name_of, value_shown

NOT_KEPT = ("id", "kind", "evidence")


@dataclass(frozen=True, slots=True)
class RecordComing:
    """A record of the file: its id there, kind, name; ``there``: the same facts are kept already."""

    id: str
    kind: Pair
    name: Pair
    there: bool


@dataclass(frozen=True, slots=True)
class FactComing:
    """A fact of the file that differs from what is kept: its name, what is kept, what the file says."""

    name: Pair
    kept: Pair
    coming: Pair


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything a file would change."""

    records: tuple[RecordComing, ...]
    facts: tuple[FactComing, ...]

    @property
    def added(self) -> int:
        """How many records would be added."""
        return sum(not one.there for one in self.records)


def merged_facts(kept: Mapping[str, Any], coming: Mapping[str, Any]) -> dict[str, Any]:
    """The facts after a file is taken over: its own where it states any, the kept ones otherwise."""
    return {**kept, **coming}


def coming_records(plain: Mapping[str, Any], kept: Sequence[Record]) -> list[tuple[Mapping[str, Any], bool]]:
    """The file's records (plain data), each with whether a kept one states the same facts."""
    there = [(row.kind, row.data) for row in kept]
    return [(record, (record["kind"], _facts(record)) in there) for record in plain.get("records", [])]


def preview_of(dossier: Dossier, kept: Sequence[Record], facts: Mapping[str, Any]) -> Preview:
    """What taking this dossier over would add to these records and facts."""
    plain = stored_dossier(dossier)
    records = tuple(
        RecordComing(record["id"], kind_title(record["kind"]), name_of(record["kind"], record), there)
        for record, there in coming_records(plain, kept)
    )
    names = schema_of_model(Applicant)
    changed = tuple(
        FactComing(
            (names[name].zh, names[name].en),
            value_shown(facts.get(name), None, name),
            value_shown(value, None, name),
        )
        for name, value in plain.get("applicant", {}).items()
        if facts.get(name) != value
    )
    return Preview(records, changed)


def _facts(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in NOT_KEPT}
