"""Placement against a bare call of the same solver on the same competing cases."""

from __future__ import annotations

import random
import statistics
import time

from zhicheng.verdict.highs import place_with_highs
from zhicheng.verdict.placement import Node, Option, place


def case(seed: int, records: int = 20) -> tuple[list[Node], list[list[Option]]]:
    """40 rows in 10 indicators and 3 groups; most records fit one row, some up to three."""
    chance = random.Random(seed)
    nodes = [Node(-1, None)]
    for _ in range(3):
        _add(nodes, 0, chance.randint(30, 60))
    for group in (1, 2, 3):
        for _ in range(3 if group < 3 else 4):
            _add(nodes, group, chance.randint(15, 40))
    for indicator in range(4, 14):
        for _ in range(4):
            _add(nodes, indicator, None)
    leaves = list(range(14, len(nodes)))
    options = []
    for _ in range(records):
        chosen = chance.sample(leaves, 1 if chance.random() < 0.7 else chance.randint(2, 3))
        options.append([Option(leaf, points := chance.randint(1, 20), points) for leaf in chosen])
    return nodes, options


def _add(nodes: list[Node], parent: int, cap: int | None) -> None:
    nodes.append(Node(parent, cap))
    nodes[parent].children.append(len(nodes) - 1)


def placement_ratio(cases: int = 40) -> tuple[float, float]:
    """Mean milliseconds per case: our ladder, and the bare solver; medians of three rounds."""
    problems = [case(seed) for seed in range(cases)]
    ours, bare = [], []
    for _ in range(3):
        start = time.process_time()
        found = [place(nodes, 0, options, {}).low for nodes, options in problems]
        ours.append((time.process_time() - start) / cases * 1000)
        start = time.process_time()
        for nodes, options in problems:
            place_with_highs(nodes, 0, options, {})
        bare.append((time.process_time() - start) / cases * 1000)
        assert all(value > 0 for value in found)
    return statistics.median(ours), statistics.median(bare)
