"""The score of a dossier: what each record brings in each row, caps from the inside out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from zhicheng.policy.core import Group, Row, Term
from zhicheng.verdict.floors import attributes_of, floor_of
from zhicheng.verdict.items import NO_VALUE, Context, Item
from zhicheng.verdict.placement import Node, Option, order_of, place
from zhicheng.verdict.worth import Worth, compile_worth, denominator_of
from zhicheng.vocabulary.truth import MET, NOT_MET
from zhicheng.vocabulary.words import PLACE

Units = Any


@dataclass(slots=True)
class Contribution:
    """A record in a row: what it brings if it counts (``sure``), and between which bounds.

    ``floor_at``: where the rows are open but some row surely counts, the node that has the low bound.
    """

    item: Item | None
    leaf: int
    truth: int
    sure: Units
    low: Units
    high: Units
    floor_at: int = -1


@dataclass(slots=True)
class Scored:
    """The outcome in units: for each node what its parts add up to, what is left after the cap."""

    unit: int
    raw: list[Units]
    low: list[Units]
    high: list[Units]
    placed: dict[int, list[Contribution]]
    aside: list[Contribution]
    together: dict[int, tuple[Units, Units, tuple[str, ...], int]]
    methods: Counter[str] = field(default_factory=Counter)


class Standard:
    """A scoring standard, compiled."""

    def __init__(self, scoring: Group, unranked: frozenset[str], terms: dict[tuple[str, str], Term]) -> None:
        self.terms = terms
        self.names: dict[tuple[int, str], frozenset[str]] = {}
        self.unit = denominator_of(scoring)
        self.sources: list[Group | Row] = []
        self.nodes: list[Node] = []
        self.top_levels: list[tuple[int, str]] = []
        self.scopes: dict[int, int] = {}
        self.rows: dict[str, list[tuple[int, Any, Any]]] = {}
        self.together: list[tuple[int, Worth]] = []
        self._add(scoring, -1, 0, unranked)
        self.limited = [index for index, node in enumerate(self.nodes) if node.limit is not None]
        self.limits_above = {
            leaf: self._limits_above(leaf) for leaf, source in enumerate(self.sources) if isinstance(source, Row)
        }
        self.order = list(range(len(self.nodes)))

    def _add(self, source: Group | Row, parent: int, scope: int, unranked: frozenset[str]) -> int:
        index = len(self.nodes)
        self.sources.append(source)
        cap = None if source.cap is None else source.cap * self.unit
        self.nodes.append(Node(parent, None if cap is None else int(cap), source.limit, source.per))
        if parent >= 0:
            self.nodes[parent].children.append(index)
        if isinstance(source, Group):
            if source.top_level is not None:
                self.top_levels.append((index, source.top_level))
            inner = index if source.apart else scope
            for member in source.members:
                self._add(member, index, inner, unranked)
        else:
            self.scopes[index] = scope
            self._add_row(index, compile_worth(source, self.unit, unranked))
            for kind in {pattern.kind for pattern in source.patterns}:
                self.names[index, kind] = attributes_of(source.patterns, kind)
        return index

    def _add_row(self, index: int, worth: Worth) -> None:
        if worth.each is None:
            self.together.append((index, worth))
            return
        for kind, test in worth.matcher.tests:
            self.rows.setdefault(kind, []).append((index, test, worth.each))

    def _limits_above(self, leaf: int) -> tuple[int, ...]:
        found, node = [], leaf
        while node >= 0:
            if self.nodes[node].limit is not None:
                found.append(node)
            node = self.nodes[node].parent
        return tuple(found)

    # ------------------------------------------------------------------ one dossier

    def score(self, context: Context) -> Scored:
        """The score of the dossier in ``context``."""
        contributions = self._contributions(context)
        for node, attribute in self.top_levels:
            contributions = self._only_top(node, attribute, contributions, context)
        contributions = self._with_floors(contributions, context)
        together = {leaf: worth.together(context) for leaf, worth in self.together if worth.together is not None}
        return _Reckoning(self, context, contributions, together).run()

    def saturated(self, leaf: int, scored: Scored) -> bool:
        """Whether some node above has reached its cap for sure, so that nothing below can add."""
        node = leaf
        while node >= 0:
            cap = self.nodes[node].cap
            if cap is not None and scored.low[node] >= cap:
                return True
            node = self.nodes[node].parent
        return False

    def _contributions(self, context: Context) -> list[Contribution]:
        found: list[Contribution] = []
        for kind, rows in self.rows.items():
            for item in context.by_kind.get(kind, ()):
                taken: set[int] = set()
                for leaf, test, each in rows:
                    truth = test(item, context)
                    if truth == NOT_MET or leaf in taken:
                        continue
                    low, high = each(item, context)
                    if high == 0:
                        continue
                    taken.add(leaf)
                    found.append(Contribution(item, leaf, truth, low, low if truth == MET else 0, high))
        return found

    def _with_floors(self, found: list[Contribution], context: Context) -> list[Contribution]:
        """A record that may count in several rows, all open, and surely counts in one of them, becomes
        one contribution with the least of them as its low bound."""
        unsure = [one for one in found if one.truth != MET and one.item is not None]
        if len(unsure) < 2:
            return found
        unsettled = {one.item.id for one in unsure if one.item is not None}
        groups: dict[Any, list[Contribution]] = {}
        for one in found:
            if one.item is not None and one.item.id in unsettled:
                groups.setdefault((one.item.id, self.scopes[one.leaf]), []).append(one)
        gone: set[int] = set()
        joined: list[Contribution] = []
        for group in groups.values():
            whole = self._joined(group, context) if len(group) > 1 else None
            if whole is not None:
                joined.append(whole)
                gone |= {id(one) for one in group}
        return [one for one in found if id(one) not in gone] + joined if joined else found

    def _joined(self, group: list[Contribution], context: Context) -> Contribution | None:
        item = group[0].item
        if item is None or any(one.truth == MET for one in group):
            return None
        leaves = [one.leaf for one in group]
        meeting = meeting_of(self.nodes, leaves)
        if any(self._bounded_below(leaf, meeting) for leaf in leaves):
            return None
        names = frozenset(name for leaf in leaves for name in self.names[leaf, item.kind])
        rows = [(test, each) for leaf, test, each in self.rows[item.kind] if leaf in leaves]
        floor = floor_of(item, rows, names, self.terms, context)
        if floor == 0:
            return None
        best = max(group, key=lambda one: one.high)
        return Contribution(item, best.leaf, best.truth, best.sure, floor, best.high, meeting)

    def _bounded_below(self, leaf: int, meeting: int) -> bool:
        """Whether a cap or limit stands between a row and the node above the rows."""
        node = leaf
        while node != meeting:
            if self.nodes[node].cap is not None or self.nodes[node].limit is not None:
                return True
            node = self.nodes[node].parent
        return False

    def _below(self, node: int) -> set[int]:
        return set(order_of(self.nodes, node))

    def _only_top(self, node: int, attribute: str, found: list[Contribution], context: Context) -> list[Contribution]:
        """Only the highest level present counts (按最高层级). What might be higher still may take
        the place of what is there, for better or worse. With ``per``: within each of its values."""
        below = self._below(node)
        parts: dict[Any, list[Contribution]] = {}
        for one in found:
            if one.leaf in below and one.item is not None:
                parts.setdefault(self._part(node, one.item, context), []).append(one)
        gone = {key for inside in parts.values() for key in self._below_top(inside, attribute, context)}
        return [one for one in found if id(one) not in gone] if gone else found

    def _part(self, node: int, item: Item, context: Context) -> Any:
        """Among which contributions a record's level is compared: those of the same ``per``."""
        per = self.nodes[node].per
        if per is None:
            return None
        value = item.value(per, context)
        return ("", item.id) if value is None or value == NO_VALUE or type(value) is frozenset else value

    @staticmethod
    def _below_top(inside: list[Contribution], attribute: str, context: Context) -> set[int]:
        """The contributions that a higher level puts aside, by ``id``."""
        rank = _ranks(inside, attribute, context)
        sure = [one for one in inside if one.truth == MET]
        floor = max((rank[id(one)] for one in sure), default=-1)
        kept = [one for one in sure if rank[id(one)] == floor]
        rivals = [one for one in inside if one.truth != MET and rank[id(one)] > floor]
        equals = [one for one in inside if one.truth != MET and rank[id(one)] == floor]
        if rivals:
            worst = min([*(one.sure for one in rivals)])
            for one in kept:
                one.low = min(one.low, worst)
        return {id(one) for one in inside} - {id(one) for one in [*kept, *equals, *rivals]}


def _ranks(inside: list[Contribution], attribute: str, context: Context) -> dict[int, int]:
    ranks = {}
    for one in inside:
        value = one.item.value(attribute, context) if one.item is not None else None
        ranks[id(one)] = PLACE[value][1] if isinstance(value, str) and value in PLACE else -1
    return ranks


def meeting_of(nodes: list[Node], leaves: list[int]) -> int:
    """The lowest node above all these rows."""
    paths = []
    for leaf in leaves:
        path = [leaf]
        while nodes[path[-1]].parent >= 0:
            path.append(nodes[path[-1]].parent)
        paths.append(path[::-1])
    meeting = paths[0][0]
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        meeting = steps[0]
    return meeting


class _Reckoning:
    """One pass over the tree, blocks with a choice settled by placement."""

    def __init__(
        self,
        standard: Standard,
        context: Context,
        contributions: list[Contribution],
        together: dict[int, tuple[Units, Units, tuple[str, ...], int]],
    ) -> None:
        self.standard, self.context, self.together = standard, context, together
        self.free = list(contributions)
        for leaf, (low, high, _, truth) in together.items():
            if standard.limits_above[leaf] and high:
                self.free.append(Contribution(None, leaf, truth, low, low, high))
        self.count = len(standard.nodes)
        self.result = Scored(standard.unit, [0] * self.count, [0] * self.count, [0] * self.count, {}, [], together)
        self.fixed_high: dict[int, Units] = {}

    def run(self) -> Scored:
        standard, result = self.standard, self.result
        groups = self._by_record()
        roots = self._block_roots(groups)
        if roots:
            placed = self._settle(roots, groups)
        else:
            placed = self.free
            result.methods["no choice"] += 1
        low, high = result.low, result.high
        for one in placed:
            low[one.leaf if one.floor_at < 0 else one.floor_at] += one.low
            high[one.leaf] += one.high
            if one.item is not None:
                result.placed.setdefault(one.leaf, []).append(one)
        for leaf, (least, most, _, _) in self.together.items():
            if not standard.limits_above[leaf]:
                low[leaf] += least
                high[leaf] += most
        self._carry_up()
        return result

    def _carry_up(self) -> None:
        raw, low, high = self.result.raw, self.result.low, self.result.high
        fixed = self.fixed_high
        for node in range(self.count - 1, -1, -1):
            entry = self.standard.nodes[node]
            cap = entry.cap
            raw[node] = low[node]
            if cap is not None:
                if low[node] > cap:
                    low[node] = cap
                if high[node] > cap:
                    high[node] = cap
            if node in fixed:
                high[node] = fixed[node]
            if entry.parent >= 0:
                low[entry.parent] += low[node]
                high[entry.parent] += high[node]

    def _by_record(self) -> dict[Any, list[Contribution]]:
        groups: dict[Any, list[Contribution]] = {}
        for one in self.free:
            key = ("", one.leaf) if one.item is None else (one.item.id, self.standard.scopes[one.leaf])
            groups.setdefault(key, []).append(one)
        return groups

    def _block_roots(self, groups: dict[Any, list[Contribution]]) -> list[int]:
        """The outermost nodes under which there is something to choose."""
        wanted: set[int] = set()
        for options in groups.values():
            if len(options) > 1:
                wanted.add(meeting_of(self.standard.nodes, [one.leaf for one in options]))
        if self.standard.limited:
            wanted |= self._limits_in_the_way(groups)
        while above := self._floors_above(wanted):
            wanted |= above
        return [node for node in sorted(wanted) if not self._inside(node, wanted)]

    def _floors_above(self, wanted: set[int]) -> set[int]:
        """Where the least of a record that lies in a block counts, if that is above the block: it belongs to it."""
        found: set[int] = set()
        for one in self.free:
            node = one.leaf
            while one.floor_at >= 0 and node != one.floor_at:
                if node in wanted and one.floor_at not in wanted:
                    found.add(one.floor_at)
                node = self.standard.nodes[node].parent
        return found

    def _inside(self, node: int, wanted: set[int]) -> bool:
        parent = self.standard.nodes[node].parent
        while parent >= 0:
            if parent in wanted:
                return True
            parent = self.standard.nodes[parent].parent
        return False

    def _limits_in_the_way(self, groups: dict[Any, list[Contribution]]) -> set[int]:
        used: dict[tuple[int, Any], set[Any]] = {}
        for record, options in groups.items():
            for one in options:
                for key in self._keys(one):
                    used.setdefault(key, set()).add(record)
        nodes = self.standard.nodes
        return {node for (node, _), records in used.items() if len(records) > (nodes[node].limit or 0)}

    def _keys(self, one: Contribution) -> tuple[tuple[int, Any], ...]:
        keys = []
        for node in self.standard.limits_above[one.leaf]:
            per = self.standard.nodes[node].per
            value: Any = None
            if per is not None:
                value = None if one.item is None else one.item.value(per, self.context)
                if value is None or value == NO_VALUE or isinstance(value, frozenset):
                    value = ("", one.item.id if one.item is not None else one.leaf)
            keys.append((node, value))
        return tuple(keys)

    def _settle(self, roots: list[int], groups: dict[Any, list[Contribution]]) -> Iterable[Contribution]:
        block_of: dict[int, int] = {node: root for root in roots for node in order_of(self.standard.nodes, root)}
        blocks: dict[int, list[list[Contribution]]] = {root: [] for root in roots}
        placed: list[Contribution] = []
        for options in groups.values():
            root = block_of.get(options[0].leaf)
            if root is None:
                placed.extend(options)
            else:
                blocks[root].append(options)
        for root, members in blocks.items():
            placed.extend(self._settle_block(root, members))
        return placed

    def _settle_block(self, root: int, members: list[list[Contribution]]) -> list[Contribution]:
        standard = self.standard
        options = [
            [
                Option(one.leaf if one.floor_at < 0 else one.floor_at, one.low, one.high, self._keys(one))
                for one in member
            ]
            for member in members
        ]
        base = {
            leaf: pair[:2]
            for leaf, pair in self.together.items()
            if not standard.limits_above[leaf] and leaf in standard._below(root)
        }
        best = place(standard.nodes, root, options, base)
        self.result.methods[best.method] += 1
        if any(option.low != option.high for choices in options for option in choices):
            hopeful = [[Option(one.leaf, one.high, one.high, one.keys) for one in choices] for choices in options]
            bases = {leaf: (high, high) for leaf, (_, high) in base.items()}
            self.fixed_high[root] = place(standard.nodes, root, hopeful, bases).low
        chosen = []
        for member, pick in zip(members, best.chosen, strict=True):
            if pick is None:
                self.result.aside.extend(one for one in member if one.item is not None)
            else:
                chosen.append(member[pick])
        return chosen
