"""The scoring standard over a batch: what each record brings, looked up; caps and choices, compiled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from zhicheng.dossier.schema import facts_of
from zhicheng.policy.core import Each, Row, Term
from zhicheng.population.builder import Builder, terms_in
from zhicheng.population.columns import SCALE
from zhicheng.population.days import YEAR_PARTS
from zhicheng.population.depends import Key, Needs
from zhicheng.population.place import BOUND, ENUMERATED, SOLVER
from zhicheng.population.sets import compile_set
from zhicheng.population.settle import CHOICE, FLOORED, score_batch
from zhicheng.population.tables import Table
from zhicheng.verdict.scoring import Contribution, Standard, meeting_of
from zhicheng.vocabulary.problems import Problem, Refused
from zhicheng.vocabulary.truth import MET
from zhicheng.vocabulary.words import PLACE

if TYPE_CHECKING:
    from zhicheng.population.work import Work

LEAF, LOW, HIGH, FLOOR, TRUTH, TIMES, SURE = range(7)
"""What is kept of a contribution; see :func:`zhicheng.population.settle.score_batch`."""


class KindScore:
    """How records of one kind are scored."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.table: Table | None = None
        self.count: str | None = None
        self.entangled: frozenset[str] = frozenset()


class ScorePlan:
    """A scoring standard, ready for batches; its signatures grow as records of new shapes are met."""

    def __init__(self, standard: Standard, builder: Builder) -> None:
        self.standard, self.builder = standard, builder
        self._name_reasons(builder)
        rows = [source for source in standard.sources if isinstance(source, Row)]
        self.factor = _factor(rows)
        self.unit = standard.unit * self.factor
        self.together = [(leaf, compile_set(self._row(leaf), self.unit, builder)) for leaf, _ in standard.together]
        self.pers: list[str] = sorted({node.per for node in standard.nodes if node.per is not None})
        self.kinds = [self._kind(kind) for kind in standard.rows]
        self.keys: list[list[Key | None]] = [
            [builder.key_column(one.kind, per) if per in _known(one.kind, builder) else None for one in self.kinds]
            for per in self.pers
        ]
        self.tree = self._tree()
        leaves = [leaf for leaf, _ in self.together]
        self.together_leaves = np.array(leaves, np.int64)
        self.together_limited = np.array([bool(standard.limits_above[leaf]) for leaf in leaves], np.bool_)
        self.first_level = [0, *standard.nodes[0].children]
        self._known: dict[Any, int] = {}
        self._signatures: list[Any] = []
        self._lock = threading.Lock()
        self._arrays: Any = None
        self.number(((), 0, 0, (-1,) * len(standard.top_levels)))

    def _name_reasons(self, builder: Builder) -> None:
        """Why a dossier may have to be judged singly; named beforehand, so that their numbers never vary."""
        self.levels = builder.reason(
            "等级待定的材料处于“按最高等级”的指标之下",
            "a record open in several rows where only the highest level counts",
        )
        self.times = builder.reason("按次数计分的材料对应行待定", "a record counted by times is open in several rows")
        self.hanging = builder.reason(
            "材料有一项不明，另一项由它推出", "a record lacks a value from which another one of it follows"
        )

    def _row(self, leaf: int) -> Row:
        source = self.standard.sources[leaf]
        if not isinstance(source, Row):
            raise TypeError(source.label)
        return source

    def _tree(self) -> Any:
        """The standard as arrays: parent, cap, end, limits, column of each node, limited nodes, their keys, nodes of
        which the highest level counts, their keys, scope of each node."""
        standard = self.standard
        nodes = standard.nodes
        end = [0] * len(nodes)
        for index in range(len(nodes) - 1, -1, -1):
            end[index] = max([index + 1, *(end[child] for child in nodes[index].children)])
        place = {node: column for column, node in enumerate(standard.limited)}
        per = [-1 if node.per is None else self.pers.index(node.per) for node in nodes]
        return (
            np.array([node.parent for node in nodes], np.int64),
            np.array([-1 if node.cap is None else node.cap * self.factor for node in nodes], np.int64),
            np.array(end, np.int64),
            np.array([nodes[node].limit or 0 for node in standard.limited], np.int64),
            np.array([place.get(node, -1) for node in range(len(nodes))], np.int64),
            np.array(standard.limited, np.int64),
            np.array([per[node] for node in standard.limited], np.int64),
            np.array([node for node, _ in standard.top_levels], np.int64),
            np.array([per[node] for node, _ in standard.top_levels], np.int64),
            np.array([standard.scopes.get(node, -1) for node in range(len(nodes))], np.int64),
        )

    # ------------------------------------------------------------------ one kind of record

    def _kind(self, kind: str) -> KindScore:
        builder, found = self.builder, KindScore(kind)
        looker = builder.kind(kind).looker
        needs = Needs()
        names: set[str] = set()
        for leaf in sorted({leaf for leaf, _, _ in self.standard.rows[kind]}):
            row = self._row(leaf)
            looker.row(needs, row, builder.rules.unranked)
            names |= self.standard.names[leaf, kind]
            if isinstance(row.worth, Each) and row.worth.count is not None:
                found.count = self._counted(found, row.worth.count)
        for name in sorted(names):
            looker.value(needs, name, _openness)
        for _, attribute in self.standard.top_levels:
            if attribute in _known(kind, builder):
                looker.value(needs, attribute, _level)
        if found.count is not None:
            builder.use(kind, found.count)
        found.entangled = _entangled(names, kind, self.standard.terms)

        def ready(attributes: list[Any]) -> None:
            found.table = Table(attributes, self._judge(found, terms_in(needs)))

        builder.table(kind, needs, ready)
        return found

    def _counted(self, found: KindScore, name: str) -> str:
        fact = facts_of(found.kind).get(name)
        if fact is None or fact.type not in ("whole", "amount") or found.count not in (None, name):
            where = f"{found.kind}.{name}"
            raise Refused([Problem(self.builder.rules.track.name, where, ("不能作为倍数", "can't be a multiplier"))])
        return name

    def _judge(self, kind: KindScore, terms: tuple[str, ...]) -> Callable[[Any, int], int]:
        standard = self.standard

        def judge(work: Work, place: int) -> int:
            item, context = work.item(kind.kind, place, terms)
            multiplied = kind.count is not None and item.facts.get(kind.count) is not None
            if kind.count is not None and multiplied:
                item.values[kind.count] = 1
            plain = standard._contributions(context)
            joined = standard._with_floors(list(plain), context)
            entries = tuple(self._entry(one, kind, multiplied) for one in joined)
            scopes = [standard.scopes[one.leaf] for one in joined]
            choice = CHOICE if len(set(scopes)) < len(scopes) else 0
            choice |= FLOORED if any(one.floor_at >= 0 for one in joined) else 0
            reason = self._reason(kind, plain, joined, multiplied, context)
            levels = tuple(_level(item.value(name, context)) for _, name in standard.top_levels)
            return self.number((entries, choice, reason, levels))

        return judge

    def _entry(self, one: Contribution, kind: KindScore, multiplied: bool) -> tuple[int, ...]:
        worth = self._row(one.leaf).worth
        times = multiplied and isinstance(worth, Each) and worth.count is not None
        factor = self.factor
        if times and kind.count is not None and facts_of(kind.kind)[kind.count].type == "amount":
            factor //= SCALE
        low, high, sure = (_integer(value * factor) for value in (one.low, one.high, one.sure))
        return (one.leaf, low, high, one.floor_at, one.truth, int(times), sure)

    def _reason(
        self, kind: KindScore, plain: list[Contribution], joined: list[Contribution], multiplied: bool, context: Any
    ) -> int:
        """Why dossiers with such a record must be judged singly; 0: they need not."""
        floors = any(one.floor_at >= 0 for one in joined)
        below = {inside for node, _ in self.standard.top_levels for inside in range(node, int(self.tree[2][node]))}
        if floors and any(one.leaf in below for one in plain):
            return self.levels
        unsure = sum(1 for one in plain if one.truth != MET) > 1
        if unsure and floors and multiplied:
            return self.times
        if unsure and any(_unsure(context.items[0].value(name, context)) for name in kind.entangled):
            return self.hanging
        return 0

    # ------------------------------------------------------------------ signatures

    def number(self, signature: Any) -> int:
        """The number of what a record brings."""
        with self._lock:
            if signature not in self._known:
                self._known[signature] = len(self._signatures)
                self._signatures.append(signature)
            return self._known[signature]

    def _table(self) -> Any:
        """The signatures as arrays: where each begins, contributions, flags, reasons, levels."""
        with self._lock:
            if self._arrays is None or len(self._arrays[2]) != len(self._signatures):
                self._arrays = self._laid_out()
            return self._arrays

    def _laid_out(self) -> Any:
        signatures = self._signatures
        starts = np.cumsum([0, *(len(one[0]) for one in signatures)])
        entries = [entry for one in signatures for entry in one[0]]
        return (
            starts.astype(np.int64),
            np.ascontiguousarray(np.array(entries, np.int64).reshape(-1, 7).T),
            np.array([one[1] for one in signatures], np.uint8),
            np.array([one[2] for one in signatures], np.int16),
            np.array([one[3] for one in signatures], np.int64).reshape(len(signatures), -1),
            np.ascontiguousarray(np.array([self._plainly(one) for one in signatures], np.int64).T),
        )

    def _plainly(self, signature: Any) -> tuple[int, int, int, int]:
        """For a record that may count in several rows and competes with nobody: the node where its rows meet, the row
        where it is worth most, the most that the node may then come to (-1: no more than that), and how the single
        evaluator settles it. The first is -1 where caps or other rows have a say."""
        entries, flag = signature[0], signature[1]
        none = (-1, -1, -1, 0)
        if flag != CHOICE or any(entry[TIMES] or entry[FLOOR] >= 0 for entry in entries):
            return none
        if len({self.standard.scopes[entry[LEAF]] for entry in entries}) > 1:
            return none
        root = meeting_of(self.standard.nodes, [entry[LEAF] for entry in entries])
        tops = [leaf for node, _ in self.standard.top_levels for leaf in range(node, int(self.tree[2][node]))]
        if any(root <= leaf < self.tree[2][root] for leaf in self.together_leaves.tolist()) or root in tops:
            return none
        if any(entry[LEAF] in tops for entry in entries):
            return none
        if any(self._capped(entry, root) for entry in entries):
            return none
        best = max(entries, key=lambda entry: (entry[LOW], entry[HIGH]))
        most = max(entry[HIGH] for entry in entries)
        sure = all(entry[LOW] == entry[HIGH] for entry in entries)
        reached = best[HIGH] >= most
        return root, best[LEAF], -1 if sure else most, BOUND if reached else ENUMERATED

    def _capped(self, entry: tuple[int, ...], root: int) -> bool:
        """Whether a cap between a row and the node ``root`` cuts what a record brings."""
        node = entry[LEAF]
        while node >= root:
            if 0 <= self.tree[1][node] < entry[HIGH]:
                return True
            node = int(self.tree[0][node])
        return False

    # ------------------------------------------------------------------ a batch

    def run(self, work: Work) -> Any:
        """(raw, low, high) points in units of the wanted nodes of each dossier; the root first."""
        return work.once("score", lambda: self._run(work))

    def _run(self, work: Work) -> Any:
        records = self._records(work)
        low = np.zeros((len(self.together), work.rows), np.int64)
        high = np.zeros((len(self.together), work.rows), np.int64)
        for place, (_, points) in enumerate(self.together):
            low[place], high[place] = points(work)
        wanted = np.array(self.wanted(work.full), np.int64)
        out = np.empty((3, len(wanted), work.rows), np.int64)
        how, reason = np.zeros(work.rows, np.int8), np.zeros(work.rows, np.int16)
        together = (self.together_leaves, self.together_limited, low, high)
        score_batch(records, self._table(), together, self.tree, wanted, out, how, reason)
        work.kept["how"] = how
        for number in np.unique(reason[reason > 0]).tolist():
            work.judge_singly(reason == number, number)
        work.judge_singly(how == SOLVER, work.plan.solver)
        return out[0], out[1], out[2]

    def wanted(self, full: bool) -> list[int]:
        """The nodes whose points are kept: the total and the first level, or all."""
        return list(range(len(self.standard.nodes))) if full else self.first_level

    def _records(self, work: Work) -> Any:
        """Offsets into, and signatures, multipliers and keys of, all records that are scored, kind after kind."""
        offsets, signatures, times, before = [], [], [], 0
        for kind in self.kinds:
            if kind.table is None:
                raise LookupError(kind.kind)
            count = work.columns.count(kind.kind)
            offsets.append(work.columns.offsets(kind.kind).astype(np.int64) + before)
            signatures.append(kind.table.look_up(work, count))
            times.append(self._times(work, kind, count))
            before += count
        keys = [
            np.concatenate([work.keys(k.kind, key) for k, key in zip(self.kinds, row, strict=True)])
            for row in self.keys
        ]
        return (
            np.stack(offsets),
            np.concatenate(signatures),
            np.concatenate(times),
            np.stack(keys) if keys else np.zeros((0, 0), np.int64),
        )

    @staticmethod
    def _times(work: Work, kind: KindScore, count: int) -> Any:
        if kind.count is None:
            return np.ones(count, np.int64)
        if facts_of(kind.kind)[kind.count].type == "amount":
            return work.amount(kind.kind, kind.count)
        return work.columns.leaf(kind.kind, kind.count).astype(np.int64)


def _known(kind: str, builder: Builder) -> frozenset[str]:
    return frozenset(facts_of(kind)) | builder.kind(kind).looker.derived


def _level(value: Any) -> int:
    """The place of a word on its scale, as levels are compared."""
    return PLACE[value][1] if isinstance(value, str) and value in PLACE else -1


def _openness(value: Any) -> Any:
    """What floors look at besides the truth of tests: whether a value is open, and between which."""
    return value if type(value) is frozenset else value is None


def _unsure(value: Any) -> bool:
    return value is None or type(value) is frozenset


def _integer(value: Any) -> int:
    if Fraction(value).denominator != 1:
        raise ValueError(f"points that the common denominator does not hold: {value}")
    return int(value)


def _factor(rows: list[Row]) -> int:
    """By what the unit of the standard must be divided further so that every number is whole."""
    from zhicheng.policy.core import PerYear

    factor = 1
    if any(isinstance(row.worth, PerYear) and not row.worth.whole for row in rows):
        factor *= YEAR_PARTS
    for row in rows:
        count = row.worth.count if isinstance(row.worth, Each) else None
        if count is not None and any(facts_of(p.kind)[count].type == "amount" for p in row.patterns):
            return factor * SCALE
    return factor


def _entangled(names: set[str], kind: str, terms: dict[tuple[str, str], Term]) -> frozenset[str]:
    """The attributes that rows look at both themselves and through a term that follows from them."""
    from zhicheng.verdict.floors import attributes_in

    def inputs(name: str, seen: frozenset[str]) -> frozenset[str]:
        term = terms.get((kind, name))
        if term is None or name in seen:
            return frozenset()
        direct = {criterion.attribute for criterion in term.criteria}
        for test in [*(c.test for c in term.cases), *term.one_down, *(c.test for p in term.criteria for c in p.cases)]:
            direct |= attributes_in(test) if test is not None else set()
        return frozenset(direct).union(*(inputs(one, seen | {name}) for one in direct - {name}))

    return frozenset(name for name in names for other in names if other != name and name in inputs(other, frozenset()))
