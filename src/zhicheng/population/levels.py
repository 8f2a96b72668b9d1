"""Where only the highest level counts, compiled; and among which records a limit counts one."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from zhicheng.population.place import NONE


@nb.njit(cache=True)
def key_of(per: Any, r: Any, keys: Any) -> Any:
    """Among which records a limit counts one: those with the same key, or only itself."""
    if per < 0:
        return 0
    found = keys[per, r] if r >= 0 else NONE
    return found if found >= 0 else -2 - (r if r >= 0 else (1 << 40) - r)


@nb.njit(cache=True)
def _of_part(j: Any, t: Any, part: Any, x: Any, records: Any, tree: Any) -> Any:
    """Whether a contribution is a record's below the ``t``-th node of levels, among those with the key ``part``."""
    node = tree[7][t]
    return x[0, j] >= 0 and node <= x[1, j] < tree[2][node] and key_of(tree[8][t], x[0, j], records[3]) == part


@nb.njit(cache=True)
def _top_of_part(
    i: Any, t: Any, part: Any, count: Any, x: Any, records: Any, table: Any, tree: Any, alive: Any
) -> None:
    """Puts aside what lies below the highest level of a part. What might be higher still may take the place of what is
    there, for better or worse."""
    sig, ranks = records[1], table[4]
    floor, worst, rivals = -1, 0, False
    for j in range(i, count):
        if x[5, j] == 2 and _of_part(j, t, part, x, records, tree):
            floor = max(floor, ranks[sig[x[0, j]], t])
    for j in range(i, count):
        if _of_part(j, t, part, x, records, tree):
            rank = ranks[sig[x[0, j]], t]
            if x[5, j] != 2 and rank > floor:
                worst = min(worst, x[6, j]) if rivals else x[6, j]
                rivals = True
            elif rank != floor:
                alive[j] = False
    for j in range(i, count):
        if rivals and alive[j] and x[5, j] == 2 and _of_part(j, t, part, x, records, tree):
            x[2, j] = min(x[2, j], worst)


@nb.njit(cache=True)
def only_top(t: Any, count: Any, x: Any, records: Any, table: Any, tree: Any) -> Any:
    """Of the records below a node only those of the highest level count; how many contributions are left."""
    node, per, end, keys = tree[7][t], tree[8][t], tree[2], records[3]
    alive = np.ones(count, np.bool_)
    for i in range(count):
        if x[0, i] < 0 or not (node <= x[1, i] < end[node]):
            continue
        part, first = key_of(per, x[0, i], keys), True
        for j in range(i):
            first = first and not _of_part(j, t, part, x, records, tree)
        if first:
            _top_of_part(i, t, part, count, x, records, table, tree, alive)
    kept = 0
    for i in range(count):
        if alive[i]:
            x[:, kept] = x[:, i]
            kept += 1
    return kept
