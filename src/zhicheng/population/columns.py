"""One batch of a population as arrays: offsets per kind of record, one array per fact."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa

from zhicheng.dossier.schema import FactSchema
from zhicheng.population.layout import (
    AMOUNT_PLACES,
    METADATA,
    NOT_STATED,
    Vocabulary,
    arrow_type,
    facts_in,
    vocabulary_in,
)
from zhicheng.population.rows import KIND_PLACES, facts_from, plain_amount
from zhicheng.vocabulary.problems import Problem, Refused

NO_DAY: Final = np.int32(-(2**31))
"""A date that is not stated, as an integer of days."""
NO_AMOUNT: Final = np.int64(-1)
SCALE: Final = 10**AMOUNT_PLACES
"""Amounts are integers of 1/SCALE."""

_EPOCH = dt.date(1970, 1, 1).toordinal()
_DAYS = 10_957 * 40
"""Further from 1970 no date of a dossier can lie (years 1 to 9999 in fact; the check is for garbage)."""


class Columns:
    """The arrays of one batch, decoded when first asked for."""

    def __init__(self, batch: pa.RecordBatch, file: str = "") -> None:
        self.batch = batch
        self.file = file
        self.rows: int = batch.num_rows
        self._offsets: dict[str, Any] = {}
        self._structs: dict[str, pa.StructArray] = {}
        self._leaves: dict[tuple[str, str], Any] = {}

    @property
    def read(self) -> frozenset[tuple[str, str]]:
        """The facts asked for so far, and the kinds of which only the number of records was (twice their name)."""
        return frozenset(self._leaves) | {(kind, kind) for kind in self._offsets}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the batch.

        Raises:
            Refused: the batch carries none, or one of another format.
        """
        metadata = self.batch.schema.metadata or {}
        if METADATA not in metadata:
            raise self.wrong("", "缺少人群表的元数据", f"the metadata {METADATA.decode()} are missing")
        try:
            return vocabulary_in(metadata[METADATA])
        except (ValueError, KeyError, TypeError) as error:
            raise self.wrong("", f"元数据读不懂：{error}", f"the metadata can't be read: {error}") from error

    def wrong(self, column: str, zh: str, en: str, do: tuple[str, str] = ("", "")) -> Refused:
        """A refusal that names the file and the column."""
        where = f"列 {column}" if column else ""
        return Refused([Problem(self.file, where, (zh, en), do)])

    # ------------------------------------------------------------------ lists

    def offsets(self, kind: str) -> Any:
        """Where the records of each dossier begin, ``rows + 1`` int32 values from 0."""
        self._open(kind)
        return self._offsets[kind]

    def count(self, kind: str) -> int:
        """How many records of a kind the batch holds."""
        return int(self.offsets(kind)[-1])

    def _open(self, kind: str) -> None:
        if kind in self._offsets:
            return
        column = self._column(kind)
        if not pa.types.is_list(column.type) or not pa.types.is_struct(column.type.value_type):
            raise self.wrong(
                kind, f"类型为 {column.type}", f"is {column.type}", ("应为结构的列表", "must be a list of structs")
            )
        if column.null_count:
            raise self.wrong(
                kind, "有空值", "holds nulls", ("没有材料时写空列表", "write an empty list for no records")
            )
        offsets = np.asarray(column.offsets)
        first, last = int(offsets[0]), int(offsets[-1])
        self._structs[kind] = column.values.slice(first, last - first)
        self._offsets[kind] = np.ascontiguousarray(offsets - offsets.dtype.type(first))

    def _column(self, name: str) -> Any:
        place = self.batch.schema.get_field_index(name)
        if place < 0:
            raise self.wrong(
                name, "缺少此列", "the column is missing", ("见人群表格式", "see the format of populations")
            )
        return self.batch.column(place)

    # ------------------------------------------------------------------ facts

    def leaf(self, kind: str, name: str) -> Any:
        """The values of one fact over all records of a kind, in order; for ``applicant`` over dossiers.

        Words, flags, numbers and texts are integers (``-1`` not stated), dates days since 1970 (``NO_DAY``), amounts
        integers of 1/SCALE (``NO_AMOUNT``).

        Raises:
            Refused: the column is missing, or holds another type or other values.
        """
        key = (kind, name)
        if key not in self._leaves:
            fact = next(one for one in facts_in(kind) if one.name == name)
            self._leaves[key] = self._decoded(f"{kind}.{name}", self._raw(kind, name), fact)
        return self._leaves[key]

    def _raw(self, kind: str, name: str) -> pa.Array:
        if kind == "applicant":
            struct = self._column(kind)
            if not pa.types.is_struct(struct.type):
                raise self.wrong(kind, f"类型为 {struct.type}", f"is {struct.type}", ("应为结构", "must be a struct"))
        else:
            self._open(kind)
            struct = self._structs[kind]
        if struct.type.get_field_index(name) < 0:
            raise self.wrong(
                f"{kind}.{name}", "缺少此列", "the column is missing", ("见人群表格式", "see the format of populations")
            )
        return struct.field(name)

    def _decoded(self, column: str, raw: pa.Array, fact: FactSchema) -> Any:
        wanted = arrow_type(fact)
        if raw.type != wanted:
            raw = self._cast(column, raw, wanted)
        if fact.type == "amount":
            return self._amounts(column, raw)
        if fact.type == "date":
            return _days(raw)
        if raw.null_count:
            raw = raw.fill_null(NOT_STATED)
        values = raw.to_numpy(zero_copy_only=False)
        self._check(column, values, fact)
        return values

    def _cast(self, column: str, raw: pa.Array, wanted: pa.DataType) -> pa.Array:
        try:
            if pa.types.is_floating(raw.type):
                raise pa.ArrowInvalid("float")
            return raw.cast(wanted)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            allowed = (f"应为 {wanted}", f"must be {wanted}")
            raise self.wrong(column, f"类型为 {raw.type}", f"is {raw.type}", allowed) from error

    def _amounts(self, column: str, raw: pa.Array) -> Any:
        low = (
            np.frombuffer(raw.buffers()[1], dtype=np.int64)[2 * raw.offset : 2 * (raw.offset + len(raw))][::2]
            if len(raw)
            else np.zeros(0, np.int64)
        )
        if raw.null_count:
            low = np.where(raw.is_valid().to_numpy(zero_copy_only=False), low, NO_AMOUNT)
        if len(low) and int(low.min()) < NO_AMOUNT:
            raise self.wrong(
                column, "有负数", "holds negative amounts", ("应为 0 或以上，不明则空", "must be 0 or more, or null")
            )
        return np.ascontiguousarray(low)

    def _check(self, column: str, values: Any, fact: FactSchema) -> None:
        if not len(values):
            return
        low, high = int(values.min()), int(values.max())
        most = self._most(column, fact)
        if low < NOT_STATED or high > most:
            wrong = low if low < NOT_STATED else high
            raise self.wrong(
                column, f"有代码 {wrong}", f"holds the code {wrong}", (f"可用：-1 到 {most}", f"allowed: -1 to {most}")
            )

    def _most(self, column: str, fact: FactSchema) -> int:
        match fact.type:
            case "word":
                return len(fact.words) - 1
            case "flag":
                return 1
            case "words":
                return (1 << len(fact.words)) - 1
            case "texts":
                return len(self.vocabulary.domains) - 1
            case "text" if column in self.vocabulary.texts or fact.name != "result":
                return len(self.vocabulary.texts.get(column, ())) - 1
            case _:
                return 2**31 - 1

    # ------------------------------------------------------------------ single records

    @cached_property
    def claims(self) -> dict[str, dict[str, list[tuple[int, str]]]]:
        """Claimed values: kind → name → (place among all records of the kind in the batch, value)."""
        found: dict[str, dict[str, list[tuple[int, str]]]] = {}
        column = self._column("claims")
        if not len(column.values):
            return found
        words = self.vocabulary.texts.get("claims", [])
        kinds = list(KIND_PLACES)
        for row, claims in enumerate(column.to_pylist()):
            for claim in claims:
                kind = kinds[claim["kind"]]
                place = int(self.offsets(kind)[row]) + claim["place"]
                found.setdefault(kind, {}).setdefault(words[claim["name"]], []).append((place, words[claim["value"]]))
        return found

    def facts(self, kind: str, place: int, names: frozenset[str]) -> dict[str, Any]:
        """The named facts of the record at ``place`` among all of its kind, as a dossier has them."""
        coded: dict[str, Any] = {}
        for fact in facts_in(kind):
            if fact.name in names:
                value = self.leaf(kind, fact.name)[place]
                coded[fact.name] = _plain(fact, value)
        return facts_from(kind, coded, self.vocabulary)


def _days(raw: pa.Array) -> Any:
    values = raw.view(pa.int32())
    if values.null_count:
        values = values.fill_null(int(NO_DAY))
    return values.to_numpy(zero_copy_only=False)


def _plain(fact: FactSchema, value: Any) -> Any:
    if fact.type == "date":
        return None if value == NO_DAY else day_from(int(value))
    if fact.type == "amount":
        return None if value == NO_AMOUNT else plain_amount(Decimal(int(value)).scaleb(-AMOUNT_PLACES))
    return int(value)


def day_from(days: int) -> dt.date:
    """The date that an integer of days since 1970 means."""
    return dt.date.fromordinal(days + _EPOCH)


def days_of(day: dt.date) -> int:
    """A date as days since 1970."""
    return day.toordinal() - _EPOCH
