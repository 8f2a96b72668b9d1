"""Best placement: which record counts in which row, when caps, limits and choices compete.

The problem is a Maximum Budgeted Allocation on a tree of caps (NP-hard, Chakrabarty & Goel 2010),
with limits on how many records a node counts. It is settled on a ladder: no choice, bound reached by
a simple placement, enumeration of at most 4,096 placements, and HiGHS. Every way gives the optimum;
each block of the tree that has a choice is settled apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

MOST_ENUMERATED = 4096
Units = Any


@dataclass(slots=True)
class Node:
    """A node of the tree of caps. ``limit`` bounds the records counted, for each key when ``per``."""

    parent: int
    cap: Units | None
    limit: int | None = None
    per: str | None = None
    children: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Option:
    """A record may be counted at ``leaf`` for ``low`` points, at best ``high``.

    ``keys``: for each limited node above the leaf, the value whose limit the record uses up.
    """

    leaf: int
    low: Units
    high: Units
    keys: tuple[tuple[int, Any], ...] = ()


@dataclass(slots=True)
class Placed:
    """The best placement: for each record the index of its option (``None``: not counted)."""

    chosen: list[int | None]
    low: Units
    high: Units
    method: str


def place(nodes: list[Node], root: int, options: list[list[Option]], base: dict[int, tuple[Units, Units]]) -> Placed:
    """The placement with the greatest (low, high), in this order; ties go to the first in order.

    ``nodes`` has every node of the block, children after their parent; ``base`` gives points that
    are there anyway. ``options[i]`` are the ways to count record ``i``.
    """
    block = _Block(nodes, root, options, base)
    simple = block.greedy()
    value = block.value(simple)
    bound = block.bound()
    if value[0] >= bound[0] and value[1] >= bound[1]:
        return Placed(simple, *value, "bound")
    if prod(len(choices) + 1 for choices in options) <= MOST_ENUMERATED:
        best = block.enumerate()
        return Placed(best, *block.value(best), "enumeration")
    from zhicheng.verdict.highs import place_with_highs

    best = place_with_highs(nodes, root, options, base)
    return Placed(best, *block.value(best), "highs")


class _Block:
    """One block of the tree with its options."""

    def __init__(
        self, nodes: list[Node], root: int, options: list[list[Option]], base: dict[int, tuple[Units, Units]]
    ) -> None:
        self.nodes, self.root, self.options, self.base = nodes, root, options, base
        self.order = order_of(nodes, root)

    def value(self, chosen: list[int | None]) -> tuple[Units, Units]:
        """(low, high) points of a placement at the root of the block, all caps applied."""
        low = {node: self.base.get(node, (0, 0))[0] for node in self.order}
        high = {node: self.base.get(node, (0, 0))[1] for node in self.order}
        for options, pick in zip(self.options, chosen, strict=True):
            if pick is not None:
                option = options[pick]
                low[option.leaf] += option.low
                high[option.leaf] += option.high
        return self._up(low), self._up(high)

    def _up(self, points: dict[int, Units]) -> Units:
        for node in reversed(self.order):
            cap = self.nodes[node].cap
            if cap is not None and points[node] > cap:
                points[node] = cap
            if node != self.root:
                points[self.nodes[node].parent] += points[node]
        return points[self.root]

    def lawful(self, chosen: list[int | None]) -> bool:
        """Whether every limit is kept."""
        used: Counter[tuple[int, Any]] = Counter()
        for options, pick in zip(self.options, chosen, strict=True):
            if pick is not None:
                used.update(options[pick].keys)
        return all(number <= (self.nodes[node].limit or 0) for (node, _), number in used.items())

    def greedy(self) -> list[int | None]:
        """Records with the most points first, each where it adds the most while limits allow."""
        chosen: list[int | None] = [None] * len(self.options)
        best = [max((option.low, option.high) for option in options) for options in self.options]
        used: Counter[tuple[int, Any]] = Counter()
        value = self.value(chosen)
        for record in sorted(range(len(self.options)), key=lambda one: best[one], reverse=True):
            value = self._add(record, chosen, used, value)
        return chosen

    def _add(self, record: int, chosen: list[int | None], used: Counter[tuple[int, Any]], value: Any) -> Any:
        best_pick, best_value = None, value
        for pick, option in enumerate(self.options[record]):
            if any(used[key] >= (self.nodes[key[0]].limit or 0) for key in option.keys):
                continue
            chosen[record] = pick
            found = self.value(chosen)
            if found > best_value:
                best_pick, best_value = pick, found
        chosen[record] = best_pick
        if best_pick is not None:
            used.update(self.options[record][best_pick].keys)
        return best_value

    def bound(self) -> tuple[Units, Units]:
        """No placement is worth more than this in low, nor in high."""
        return self._bound(lambda option: option.low, 0), self._bound(lambda option: option.high, 1)

    def _bound(self, points: Callable[[Option], Units], part: int) -> Units:
        """The records with their best option, limits kept one node at a time, caps kept where a
        record's options all lie below the node."""
        at: dict[int, list[tuple[Units, Option]]] = {node: [] for node in self.order}
        for options in self.options:
            best = max(options, key=points)
            at[self._meeting([option.leaf for option in options])].append((points(best), best))
        total = {node: self.base.get(node, (0, 0))[part] for node in self.order}
        for node in reversed(self.order):
            total[node] += sum(worth for worth, _ in at[node])
            cap = self.nodes[node].cap
            if cap is not None and total[node] > cap:
                total[node] = cap
            limited = self._limited(node, points, part)
            if limited is not None and total[node] > limited:
                total[node] = limited
            if node != self.root:
                total[self.nodes[node].parent] += total[node]
        return total[self.root]

    def _limited(self, node: int, points: Callable[[Option], Units], part: int) -> Units | None:
        """The most that a node's limit lets through: the best few for each key."""
        limit = self.nodes[node].limit
        if limit is None:
            return None
        below = self._below(node)
        groups: dict[Any, list[Units]] = {}
        for options in self.options:
            here: dict[Any, Units] = {}
            for option in options:
                for key_node, key in option.keys:
                    if key_node == node:
                        here[key] = max(here.get(key, 0), points(option))
            for key, worth in here.items():
                groups.setdefault(key, []).append(worth)
        unlimited = sum(self.base.get(one, (0, 0))[part] for one in below)
        return unlimited + sum(sum(sorted(worths, reverse=True)[:limit]) for worths in groups.values())

    def _below(self, node: int) -> list[int]:
        return order_of(self.nodes, node)

    def _meeting(self, leaves: list[int]) -> int:
        """The lowest node of the block above all these leaves."""
        paths = [self._path(leaf) for leaf in leaves]
        meeting = self.root
        for steps in zip(*paths, strict=False):
            if len(set(steps)) > 1:
                break
            meeting = steps[0]
        return meeting

    def _path(self, leaf: int) -> list[int]:
        path = [leaf]
        while path[-1] != self.root:
            path.append(self.nodes[path[-1]].parent)
        return path[::-1]

    def enumerate(self) -> list[int | None]:
        """Every lawful placement; the first of the best."""
        best: list[int | None] = [None] * len(self.options)
        best_value = self.value(best)
        ways: list[list[int | None]] = [[*range(len(options)), None] for options in self.options]
        for way in product(*ways):
            chosen = list(way)
            value = self.value(chosen)
            if value > best_value and self.lawful(chosen):
                best, best_value = chosen, value
        return best


def order_of(nodes: list[Node], root: int) -> list[int]:
    """The nodes from ``root`` down, parents before children."""
    order = [root]
    for node in order:
        order.extend(nodes[node].children)
    return order
