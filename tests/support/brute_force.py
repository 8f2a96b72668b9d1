"""Placement by trying everything: slow, plain, and written apart from the engine."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import product
from typing import Any


def best_value(
    parents: list[int],
    caps: list[Any],
    limits: list[int | None],
    options: list[list[tuple[int, Any, dict[int, Any]]]],
    base: dict[int, Any],
) -> Any:
    """The most points at node 0 over all ways of counting each record once or not at all.

    ``options[i]`` are (leaf, points, key per limited node above the leaf).
    """
    best: Any = None
    for way in product(*[[None, *choices] for choices in options]):
        value = _value(parents, caps, limits, [choice for choice in way if choice is not None], base)
        if value is not None and (best is None or value > best):
            best = value
    return best


def _value(
    parents: list[int],
    caps: list[Any],
    limits: list[int | None],
    chosen: list[tuple[int, Any, dict[int, Any]]],
    base: dict[int, Any],
) -> Any:
    counted: dict[tuple[int, Any], int] = defaultdict(int)
    for _, _, keys in chosen:
        for node, key in keys.items():
            counted[node, key] += 1
            limit = limits[node]
            if limit is not None and counted[node, key] > limit:
                return None
    points = [Fraction(base.get(node, 0)) for node in range(len(parents))]
    for leaf, worth, _ in chosen:
        points[leaf] += worth
    for node in reversed(range(len(parents))):
        if caps[node] is not None:
            points[node] = min(points[node], Fraction(caps[node]))
        if node:
            points[parents[node]] += points[node]
    return points[0]
