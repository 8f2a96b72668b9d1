"""Best placement of one block, compiled: the ladder of ``verdict.placement`` up to the exact solver.

A block is a stretch of nodes in printed order (a node and all below it). Options of record ``m`` lie between
``first[m]`` and ``first[m + 1]``; each has the node where it counts, its points, and for every limited node above its
row the key whose limit it uses up.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

BOUND, ENUMERATED, SOLVER = 1, 2, 3
"""How a block was settled; ``SOLVER``: it was not, the exact solver must."""
MOST_ENUMERATED = 4096
NONE = -1
UNLIMITED = -1


@nb.njit(cache=True)
def meeting(a: Any, b: Any, parent: Any, end: Any) -> Any:
    """The lowest node above both."""
    while not (a <= b < end[a]):
        a = parent[a]
    return a


@nb.njit(cache=True)
def _up(points: Any, root: Any, parent: Any, cap: Any, end: Any) -> Any:
    """Carries points up to the root of the block, caps applied."""
    for node in range(end[root] - 1, root - 1, -1):
        if cap[node] >= 0 and points[node] > cap[node]:
            points[node] = cap[node]
        if node != root:
            points[parent[node]] += points[node]
    return points[root]


@nb.njit(cache=True)
def value_of(chosen: Any, block: Any, tree: Any, part: Any) -> Any:
    """Points of a placement at the root: ``part`` 0 low, 1 high."""
    root, _, leaf, points, _, base, scratch = block
    parent, cap, end = tree[0], tree[1], tree[2]
    scratch[root : end[root]] = base[part, root : end[root]]
    for m in range(len(chosen)):
        if chosen[m] != NONE:
            scratch[leaf[chosen[m]]] += points[part, chosen[m]]
    return _up(scratch, root, parent, cap, end)


@nb.njit(cache=True)
def _used(chosen: Any, keys: Any, column: Any, key: Any) -> Any:
    count = 0
    for m in range(len(chosen)):
        if chosen[m] != NONE and keys[column, chosen[m]] == key:
            count += 1
    return count


@nb.njit(cache=True)
def _fits(option: Any, chosen: Any, keys: Any, limits: Any) -> Any:
    """Whether the limits above leave room for one more."""
    for column in range(keys.shape[0]):
        key = keys[column, option]
        if key != NONE and _used(chosen, keys, column, key) >= limits[column]:
            return False
    return True


@nb.njit(cache=True)
def _lawful(chosen: Any, keys: Any, limits: Any) -> Any:
    for m in range(len(chosen)):
        if chosen[m] != NONE:
            for column in range(keys.shape[0]):
                key = keys[column, chosen[m]]
                if key != NONE and _used(chosen, keys, column, key) > limits[column]:
                    return False
    return True


@nb.njit(cache=True)
def _order(first: Any, points: Any) -> Any:
    """Records with the most points first, ties in their order."""
    count = len(first) - 1
    if count == 1:
        return np.zeros(1, np.int64)
    low, high = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for m in range(count):
        for o in range(first[m], first[m + 1]):
            if o == first[m] or (points[0, o], points[1, o]) > (low[m], high[m]):
                low[m], high[m] = points[0, o], points[1, o]
    order = np.arange(count)
    for i in range(1, count):
        one, j = order[i], i - 1
        while j >= 0 and (low[one], high[one]) > (low[order[j]], high[order[j]]):
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = one
    return order


@nb.njit(cache=True)
def _greedy(chosen: Any, block: Any, tree: Any) -> None:
    _, first, _, points, keys, _, _ = block
    limits = tree[3]
    best_low, best_high = value_of(chosen, block, tree, 0), value_of(chosen, block, tree, 1)
    for m in _order(first, points):
        pick = NONE
        for o in range(first[m], first[m + 1]):
            chosen[m] = NONE
            if not _fits(o, chosen, keys, limits):
                continue
            chosen[m] = o
            low, high = value_of(chosen, block, tree, 0), value_of(chosen, block, tree, 1)
            if (low, high) > (best_low, best_high):
                pick, best_low, best_high = o, low, high
        chosen[m] = pick


@nb.njit(cache=True)
def _through(column: Any, node: Any, block: Any, tree: Any, part: Any) -> Any:
    """The most that a node's limit lets through: the best few for each key, and what is there anyway."""
    _, first, _, points, keys, base, _ = block
    end, limits = tree[2], tree[3]
    count = len(first) - 1
    worth, key = np.zeros(count, np.int64), np.full(count, NONE)
    for m in range(count):
        for o in range(first[m], first[m + 1]):
            if keys[column, o] != NONE:
                worth[m] = max(worth[m], points[part, o])
                key[m] = keys[column, o]
    order = np.argsort(-worth, kind="mergesort")
    total = base[part, node : end[node]].sum()
    for i in range(count):
        m = order[i]
        if key[m] == NONE:
            continue
        before = 0
        for j in range(i):
            before += key[order[j]] == key[m]
        if before < limits[column]:
            total += worth[m]
    return total


@nb.njit(cache=True)
def _bound(block: Any, tree: Any, part: Any) -> Any:
    """No placement is worth more than this."""
    root, first, leaf, points, _, base, scratch = block
    parent, cap, end, _, column_of = tree
    scratch[root : end[root]] = base[part, root : end[root]]
    for m in range(len(first) - 1):
        best, at = first[m], leaf[first[m]]
        for o in range(first[m] + 1, first[m + 1]):
            if points[part, o] > points[part, best]:
                best = o
            at = meeting(at, leaf[o], parent, end)
        scratch[at] += points[part, best]
    for node in range(end[root] - 1, root - 1, -1):
        if cap[node] >= 0 and scratch[node] > cap[node]:
            scratch[node] = cap[node]
        if column_of[node] >= 0:
            scratch[node] = min(scratch[node], _through(column_of[node], node, block, tree, part))
        if node != root:
            scratch[parent[node]] += scratch[node]
    return scratch[root]


@nb.njit(cache=True)
def _enumerate(chosen: Any, block: Any, tree: Any) -> None:
    """Every lawful placement; the first of the best."""
    _, first, _, _, keys, _, _ = block
    count = len(chosen)
    best = np.full(count, NONE)
    best_low, best_high = value_of(best, block, tree, 0), value_of(best, block, tree, 1)
    turn = np.zeros(count, np.int64)
    while True:
        for m in range(count):
            o = first[m] + turn[m]
            chosen[m] = o if o < first[m + 1] else NONE
        low, high = value_of(chosen, block, tree, 0), value_of(chosen, block, tree, 1)
        if (low, high) > (best_low, best_high) and _lawful(chosen, keys, tree[3]):
            best[:] = chosen
            best_low, best_high = low, high
        m = count - 1
        while m >= 0 and turn[m] == first[m + 1] - first[m]:
            turn[m] = 0
            m -= 1
        if m < 0:
            break
        turn[m] += 1
    chosen[:] = best


@nb.njit(cache=True)
def place(chosen: Any, block: Any, tree: Any) -> Any:
    """Fills ``chosen`` (an option per record or ``NONE``) with the best placement; how it was settled.

    ``block``: (root, first, leaf, points[2], keys, base[2], scratch); ``tree``: (parent, cap, end, limits by column of
    keys, column of each node or -1). Ties are settled as :func:`zhicheng.verdict.placement.place` settles them.
    """
    chosen[:] = NONE
    _greedy(chosen, block, tree)
    low, high = value_of(chosen, block, tree, 0), value_of(chosen, block, tree, 1)
    if low >= _bound(block, tree, 0) and high >= _bound(block, tree, 1):
        return BOUND
    first, ways = block[1], 1
    for m in range(len(first) - 1):
        ways *= first[m + 1] - first[m] + 1
        if ways > MOST_ENUMERATED:
            return SOLVER
    _enumerate(chosen, block, tree)
    return ENUMERATED
