"""One batch at work: what has been reckoned of it so far."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import Dossier
from zhicheng.dossier.schema import facts_of
from zhicheng.population.attributes import Coded, Derived, Measured
from zhicheng.population.builder import Slot
from zhicheng.population.columns import NO_DAY, Columns, day_from
from zhicheng.population.counts import count_distinct, count_truths, count_years, first_days
from zhicheng.population.depends import Key
from zhicheng.verdict.items import NO_VALUE, Context, Item

if TYPE_CHECKING:
    from zhicheng.population.plan import Plan

MOST_AMOUNT = 10**15
"""Amounts above this (in 1/SCALE) may not be added up as 64-bit integers; such a dossier is judged singly."""


class Work:
    """The state of one batch under one plan; everything is reckoned when first asked for."""

    def __init__(self, plan: Plan, batch: pa.RecordBatch, file: str = "", *, full: bool = False) -> None:
        self.plan, self.full = plan, full
        self.columns = Columns(batch, file)
        self.rows = self.columns.rows
        self.kept: dict[Any, Any] = {}
        self.singly = np.zeros(self.rows, np.int16)

    def once(self, key: Any, make: Any) -> Any:
        """What ``make`` gives, reckoned once for the batch."""
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = make()
        return found

    def judge_singly(self, rows: Any, reason: int) -> None:
        """Notes that the dossiers where ``rows`` holds must go to the single evaluator."""
        self.singly = np.where(rows & (self.singly == 0), np.int16(reason), self.singly)

    # ------------------------------------------------------------------ records

    def codes(self, attribute: Any) -> Any:
        """The codes of an attribute over the records of its kind."""
        return self.once(("codes", id(attribute)), lambda: attribute.codes(self))

    def slot(self, slot: Slot) -> Any:
        """The truth of a question for each record of its kind."""
        if slot.table is None:
            raise LookupError(slot.kind)
        table = slot.table
        return self.once(("slot", id(slot)), lambda: table.look_up(self, self.columns.count(slot.kind)))

    def whole(self, kind: str, name: str) -> Any:
        """A whole number of each record; ``-1`` for kinds that have no such fact."""
        if name not in facts_of(kind):
            return np.full(self.columns.count(kind), -1, np.int32)
        return self.columns.leaf(kind, name)

    def days(self, kind: str, name: str) -> Any:
        """A date of each record; nothing stated for kinds that have no such fact."""
        if name not in facts_of(kind):
            return np.full(self.columns.count(kind), NO_DAY, np.int32)
        return self.columns.leaf(kind, name)

    def amount(self, kind: str, name: str) -> Any:
        """An amount of each record in 1/SCALE; dossiers with one beyond all proportion are judged singly."""
        values = self.columns.leaf(kind, name)
        if len(values) and int(values.max()) > MOST_AMOUNT:
            offsets = self.columns.offsets(kind)
            large = np.zeros(self.rows, np.bool_)
            large[np.searchsorted(offsets, np.flatnonzero(values > MOST_AMOUNT), side="right") - 1] = True
            self.judge_singly(large, self.plan.too_large)
            values = np.minimum(values, MOST_AMOUNT)
        return values

    # ------------------------------------------------------------------ dossiers

    def counts(self, slots: tuple[Slot, ...]) -> tuple[Any, Any]:
        """(met, open): how many records of each dossier match, and how many might."""

        def make() -> tuple[Any, Any]:
            met, unsettled = np.zeros(self.rows, np.int32), np.zeros(self.rows, np.int32)
            for slot in slots:
                count_truths(self.columns.offsets(slot.kind), self.slot(slot), met, unsettled)
            return met, unsettled

        found: tuple[Any, Any] = self.once(("counts", tuple(id(slot) for slot in slots)), make)
        return found

    def merged(self, slots: tuple[Slot, ...], columns: list[list[Any]]) -> tuple[Any, Any, list[Any]]:
        """Records of several kinds as if of one: offsets, truths, and the given columns (per kind) joined."""
        if len(slots) == 1:
            return self.columns.offsets(slots[0].kind), self.slot(slots[0]), columns[0]
        lengths = [np.diff(self.columns.offsets(slot.kind)) for slot in slots]
        rows = np.concatenate([np.repeat(np.arange(self.rows), length) for length in lengths])
        order = np.argsort(rows, kind="stable")
        offsets = np.concatenate([[0], np.cumsum(sum(lengths))]).astype(np.int32)
        truths = np.concatenate([self.slot(slot) for slot in slots])[order]
        joined = [
            np.ascontiguousarray(np.concatenate(parts, axis=-1)[..., order]) for parts in zip(*columns, strict=True)
        ]
        return offsets, truths, joined

    def distinct(self, slots: tuple[Slot, ...], keys: list[Key | None]) -> tuple[Any, Any]:
        """(met, open) with records counted by the values of an attribute."""
        columns = [[self.keys(slot.kind, key)] for slot, key in zip(slots, keys, strict=True)]
        offsets, truths, (joined,) = self.merged(slots, columns)
        met, unsettled = np.zeros(self.rows, np.int32), np.zeros(self.rows, np.int32)
        count_distinct(offsets, truths, joined, met, unsettled)
        return met, unsettled

    def years(self, slots: tuple[Slot, ...], names: tuple[str, ...], until: int, not_before: Any, how: int) -> Any:
        """(sure, possible, unknown) years in the spans of the matching records."""
        columns = [
            [np.stack([self.days(slot.kind, name) for name in names]), self.days(slot.kind, "end")] for slot in slots
        ]
        offsets, truths, (starts, end) = self.merged(slots, columns)
        return count_years(offsets, truths, starts, end, until, not_before, how)

    def first_days(self, slots: tuple[Slot, ...]) -> tuple[Any, Any]:
        """The first day of a matching record in each dossier, and the truth that there is one."""
        best, found = np.full(self.rows, NO_DAY, np.int32), np.zeros(self.rows, np.uint8)
        for slot in slots:
            days = self.days(slot.kind, "date")
            for name in ("qualified_on", "start"):
                days = np.where(days == NO_DAY, self.days(slot.kind, name), days)
            first_days(self.columns.offsets(slot.kind), self.slot(slot), days, best, found)
        return best, found

    @property
    def title_since(self) -> Any:
        """The day from which each applicant surely holds the present title."""
        return self.once("title", self._title_since)

    def _title_since(self) -> Any:
        best, found = np.full(self.rows, NO_DAY, np.int32), np.zeros(self.rows, np.uint8)
        for slot in self.plan.present:
            start = self.days(slot.kind, "start")
            days = np.where(start == NO_DAY, self.days(slot.kind, "qualified_on"), start)
            truth = self.slot(slot)
            first_days(self.columns.offsets(slot.kind), np.where(truth == 2, truth, 0), days, best, found)
        return best

    def totals(self) -> tuple[Any, Any]:
        """(low, high) of each dossier's score in units."""
        zero = np.zeros(self.rows, np.int64)
        if self.plan.score is None:
            return zero, zero
        _, low, high = self.plan.score.run(self)
        return low[0], high[0]

    # ------------------------------------------------------------------ keys of limits

    def keys(self, kind: str, key: Key | None) -> Any:
        """For each record of a kind the number of its value, equal across kinds; ``-1``: the record's own."""
        if key is None:
            return np.full(self.columns.count(kind), -1, np.int64)
        if key == ("fact", "result"):
            return self.columns.leaf(kind, "result").astype(np.int64)
        attribute = self.plan.builder.kinds[kind].attributes[key]
        if isinstance(attribute, Measured):
            raw = attribute.raw(self).astype(np.int64)
            return np.where(raw == attribute.none, -1, raw + (1 << 32))
        codes = self.codes(attribute) + (attribute.shift if isinstance(attribute, Coded) else 0)
        numbers = [-1 if _own(value) else self.plan.builder.word(value) for value in attribute.values()]
        return np.array([*numbers, -1], np.int64)[codes]

    # ------------------------------------------------------------------ one record for the single evaluator

    def row_of(self, kind: str, place: int) -> int:
        """The dossier that a record belongs to."""
        return int(np.searchsorted(self.columns.offsets(kind), place, side="right")) - 1

    def item(self, kind: str, place: int, terms: tuple[str, ...]) -> tuple[Item, Context]:
        """A record as the single evaluator sees it, the named terms already worked out."""
        plan = self.plan.builder.kinds[kind]
        stated = self.columns.facts(kind, place, frozenset(plan.inputs))
        claims = self.columns.claims.get(kind, {})
        stated["claims"] = {name: value for name, all_ in claims.items() for at, value in all_ if at == place}
        record = SimpleNamespace(**{**_defaults(kind), **stated, "id": "r", "kind": kind})
        item = Item(record)
        for name in terms:
            attribute = plan.attributes[("term", name)]
            if isinstance(attribute, Derived):
                item.values[name] = attribute.values()[self.codes(attribute)[place]]
        return item, self._context(kind, place, item)

    def _context(self, kind: str, place: int, item: Item) -> Context:
        rules, row = self.plan.rules, self.row_of(kind, place)
        applicant = self.columns.facts("applicant", row, frozenset(("domains", "specialty")))
        dossier = Dossier.model_construct(applicant=Applicant.model_construct(**applicant), records=())
        context = Context(dossier, self.plan.dates, {}, rules.derivations, rules.own_domains, self.plan.pass_mark)
        context.items, context.by_kind = [item], {kind: [item]}
        since = self.kept.get("title")  # reckoned already where a rule asks for it
        if since is not None and since[row] != NO_DAY:
            context.title_since = day_from(int(since[row]))
        return context


def _own(value: Any) -> bool:
    return value is None or value == NO_VALUE or type(value) is frozenset


_KEPT: dict[str, dict[str, Any]] = {}


def _defaults(kind: str) -> dict[str, Any]:
    if kind not in _KEPT:
        _KEPT[kind] = {name: info.default for name, info in KINDS[kind].model_fields.items()}
    return _KEPT[kind]
