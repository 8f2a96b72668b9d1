"""Dossiers to rows of a population and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.fields import Record
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.schema import FactSchema
from zhicheng.population.layout import (
    AMOUNT_PLACES,
    METADATA,
    NOT_STATED,
    NUMBERED,
    Vocabulary,
    applicant_facts,
    facts_in,
    facts_kept,
    population_schema,
    text_key,
    vocabulary_in,
    word_code,
)
from zhicheng.vocabulary.problems import Problem, Refused

KIND_PLACES = {kind: place for place, kind in enumerate(KINDS)}


class _Numbers:
    """The vocabulary as it grows while rows are made."""

    def __init__(self) -> None:
        self.texts: dict[str, dict[str, int]] = {}
        self.domains: dict[tuple[str, ...], int] = {}

    def text(self, key: str, text: str) -> int:
        known = self.texts.setdefault(key, {})
        return known.setdefault(text, len(known))

    def domain_set(self, domains: tuple[str, ...]) -> int:
        return self.domains.setdefault(tuple(sorted(domains)), len(self.domains))

    def vocabulary(self) -> Vocabulary:
        return Vocabulary({key: list(texts) for key, texts in self.texts.items()}, list(self.domains))


def batch_of(dossiers: Iterable[Dossier], ids: Sequence[str] | None = None) -> pa.RecordBatch:
    """Dossiers as rows of a population, records of a kind in the order of their ids.

    ``ids`` are the names of the rows ("dossier"); left out, they are numbers.

    Raises:
        Refused: an amount has more than four decimal places, or a number is out of all proportion.
    """
    numbers = _Numbers()
    rows = [_row(dossier, numbers, str(place)) for place, dossier in enumerate(dossiers)]
    for row, id_ in zip(rows, ids or (), strict=False):
        row["dossier"] = id_
    return pa.RecordBatch.from_pylist(rows, schema=population_schema(numbers.vocabulary()))


def _row(dossier: Dossier, numbers: _Numbers, id_: str) -> dict[str, Any]:
    row: dict[str, Any] = {"dossier": id_, "claims": [], **{kind: [] for kind in KINDS}}
    row["applicant"] = {
        fact.name: _coded(fact, getattr(dossier.applicant, fact.name), "applicant", numbers, {})
        for fact in applicant_facts()
    }
    results: dict[str, int] = {}
    for record in sorted(dossier.records, key=lambda one: str(one.id)):
        kind = str(record.__dict__["kind"])
        for name, value in sorted(record.claims.items()):
            row["claims"].append(
                {
                    "kind": KIND_PLACES[kind],
                    "place": len(row[kind]),
                    "name": numbers.text("claims", name),
                    "value": numbers.text("claims", value),
                }
            )
        row[kind].append(
            {fact.name: _coded(fact, getattr(record, fact.name), kind, numbers, results) for fact in facts_kept(kind)}
        )
    return row


def _coded(fact: FactSchema, value: Any, kind: str, numbers: _Numbers, results: dict[str, int]) -> Any:
    match fact.type:
        case "date":
            return value
        case "amount":
            return None if value is None else _amount(fact, value, kind)
        case _ if value is None:
            return NOT_STATED
        case "word":
            return word_code(fact, value)
        case "words":
            return sum(1 << fact.words.index(word) for word in set(value))
        case "texts":
            return numbers.domain_set(tuple(value))
        case "text":
            if fact.name == NUMBERED:
                return results.setdefault(value, len(results))
            return numbers.text(text_key(kind, fact.name), value)
        case _:
            if not 0 <= int(value) < 2**31:
                raise _out_of_range(kind, fact.name, value, "0 … 2147483647")
            return int(value)


def _amount(fact: FactSchema, value: Any, kind: str) -> Decimal:
    amount = Decimal(value)
    if amount != round(amount, AMOUNT_PLACES) or abs(amount) >= 10**14:
        raise _out_of_range(kind, fact.name, value, f"< 10^14, {AMOUNT_PLACES} decimal places")
    return amount


def _out_of_range(kind: str, name: str, value: Any, allowed: str) -> Refused:
    return Refused(
        [
            Problem(
                "",
                f"{kind}.{name}",
                (f"{value} 不能存入人群表；可用：{allowed}", f"{value} does not fit a population; allowed: {allowed}"),
            )
        ]
    )


def dossier_of(batch: pa.RecordBatch, i: int) -> Dossier:
    """Row ``i`` of a population as a dossier; its records are numbered anew by kind.

    Raises:
        IndexError: there is no such row.
    """
    if not 0 <= i < batch.num_rows:
        raise IndexError(i)
    vocabulary = vocabulary_in(batch.schema.metadata[METADATA])
    row = batch.slice(i, 1)
    claims = _claims(row, vocabulary)
    records: list[Record] = []
    for kind, model in KINDS.items():
        if kind not in row.schema.names:
            continue
        for place, coded in enumerate(row.column(kind)[0].as_py()):
            facts = facts_from(kind, coded, vocabulary)
            facts["claims"] = claims.get((KIND_PLACES[kind], place), {})
            records.append(model.model_construct(id=record_id(kind, place), **facts))
    applicant = facts_from("applicant", row.column("applicant")[0].as_py(), vocabulary)
    return Dossier.model_construct(applicant=Applicant.model_construct(**applicant), records=tuple(records))


def record_id(kind: str, place: int) -> str:
    """What a record of a population is called: its kind and its place, so that names sort as rows do."""
    return f"{kind}-{place + 1:04d}"


def _claims(row: pa.RecordBatch, vocabulary: Vocabulary) -> dict[tuple[int, int], dict[str, str]]:
    found: dict[tuple[int, int], dict[str, str]] = {}
    words = vocabulary.texts.get("claims", [])
    for claim in row.column("claims")[0].as_py():
        found.setdefault((claim["kind"], claim["place"]), {})[words[claim["name"]]] = words[claim["value"]]
    return found


def facts_from(kind: str, coded: dict[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The facts of one record from its coded columns; columns that are not there count as not stated."""
    return {
        fact.name: _value(fact, coded[fact.name], kind, vocabulary) for fact in facts_in(kind) if fact.name in coded
    }


def _value(fact: FactSchema, code: Any, kind: str, vocabulary: Vocabulary) -> Any:
    match fact.type:
        case "date":
            return code if code is None or isinstance(code, dt.date) else dt.date.fromordinal(code)
        case "amount":
            return None if code is None else plain_amount(code)
        case _ if code < 0:
            return None
        case "word":
            return fact.words[code]
        case "flag":
            return bool(code)
        case "words":
            return tuple(word for place, word in enumerate(fact.words) if code >> place & 1)
        case "texts":
            return vocabulary.domains[code]
        case "text":
            return f"r{code}" if fact.name == NUMBERED else vocabulary.texts[text_key(kind, fact.name)][code]
        case _:
            return int(code)


def plain_amount(amount: Decimal) -> Decimal:
    """An amount without idle zeros, whole ones without an exponent."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
