"""The columns of a population: one row per dossier, its records in list columns, words as small integers.

Whatever is not stated is ``-1`` in a coded column and null in a date or an amount. The order of a word is its place in
the schema of dossiers; free texts and sets of domains are places in the vocabulary that the schema's metadata carries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import pyarrow as pa

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import FactSchema, facts_of, schema_of_model

FORMAT: Final = 1
METADATA: Final = b"zhicheng.population"
NOT_STATED: Final = -1
AMOUNT_PLACES: Final = 4
"""Decimal places of an amount: 万元 to the yuan."""
LEFT_OUT: Final = frozenset({"id", "name", "note", "evidence", "claims"})
"""Facts no rule looks at, and claims, which have a column of their own."""
NUMBERED: Final = "result"
"""A text that only tells records of one dossier apart: numbered within the dossier, no vocabulary."""

AMOUNT: Final = pa.decimal128(18, AMOUNT_PLACES)
_TYPES: Final[Mapping[str, pa.DataType]] = {
    "word": pa.int8(),
    "flag": pa.int8(),
    "words": pa.int32(),
    "whole": pa.int32(),
    "amount": AMOUNT,
    "date": pa.date32(),
    "text": pa.int32(),
    "texts": pa.int32(),
}
CLAIM: Final = pa.struct(
    [
        pa.field("kind", pa.int8(), nullable=False),
        pa.field("place", pa.int32(), nullable=False),
        pa.field("name", pa.int32(), nullable=False),
        pa.field("value", pa.int32(), nullable=False),
    ]
)
"""A level that was claimed without facts: the kind's place in the schema, the record's place, name and value."""


@dataclass
class Vocabulary:
    """The texts of a population by field, and its sets of domains; codes are places in these lists."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    domains: list[tuple[str, ...]] = field(default_factory=list)

    def as_bytes(self) -> bytes:
        """What the schema's metadata holds."""
        data = {"format": FORMAT, "texts": self.texts, "domains": [list(one) for one in self.domains]}
        return json.dumps(data, ensure_ascii=False, sort_keys=True).encode()


@cache
def vocabulary_in(metadata: bytes) -> Vocabulary:
    """The vocabulary that metadata hold.

    Raises:
        ValueError: they are not of this format.
    """
    data = json.loads(metadata)
    if data.get("format") != FORMAT:
        raise ValueError(f"format {data.get('format')}")
    return Vocabulary(
        {str(name): [str(text) for text in texts] for name, texts in data["texts"].items()},
        [tuple(one) for one in data["domains"]],
    )


@cache
def facts_kept(kind: str) -> tuple[FactSchema, ...]:
    """The facts of a kind of record that a population keeps, in the order of the schema."""
    return tuple(fact for name, fact in facts_of(kind).items() if name not in LEFT_OUT)


@cache
def applicant_facts() -> tuple[FactSchema, ...]:
    """The applicant's facts, in the order of the schema."""
    return tuple(schema_of_model(Applicant).values())


def facts_in(kind: str) -> tuple[FactSchema, ...]:
    """The facts kept of a kind of record, or of the applicant."""
    return applicant_facts() if kind == "applicant" else facts_kept(kind)


def arrow_type(fact: FactSchema) -> pa.DataType:
    """The Arrow type in which a fact is kept."""
    return _TYPES[fact.type]


def _field(fact: FactSchema) -> pa.Field:
    return pa.field(fact.name, arrow_type(fact), nullable=fact.type in ("date", "amount"))


def record_type(kind: str) -> pa.StructType:
    """The Arrow type of one record of a kind."""
    return pa.struct([_field(fact) for fact in facts_kept(kind)])


def _list_of(type_: pa.DataType) -> pa.ListType:
    return pa.list_(pa.field("element", type_, nullable=False))


@cache
def _fields() -> tuple[pa.Field, ...]:
    return (
        pa.field("dossier", pa.string(), nullable=False),
        pa.field("applicant", pa.struct([_field(fact) for fact in applicant_facts()]), nullable=False),
        *(pa.field(kind, _list_of(record_type(kind)), nullable=False) for kind in KINDS),
        pa.field("claims", _list_of(CLAIM), nullable=False),
    )


def population_schema(vocabulary: Vocabulary) -> pa.Schema:
    """The schema of a population with this vocabulary."""
    return pa.schema(_fields(), metadata={METADATA: vocabulary.as_bytes()})


def text_key(kind: str, name: str) -> str:
    """Under which name the vocabulary keeps a text: ``honour.title``, ``applicant.city``."""
    return f"{kind}.{name}"


def word_code(fact: FactSchema, word: Any) -> int:
    """The code of a word: its place among the words of the fact."""
    return NOT_STATED if word is None else fact.words.index(str(word))
