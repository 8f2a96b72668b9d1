"""The score of every dossier of a batch, compiled; :class:`zhicheng.population.score.ScorePlan` lays out what comes in."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from zhicheng.population.levels import key_of, only_top
from zhicheng.population.place import NONE, SOLVER, meeting, place, value_of

CHOICE = 1
"""A signature's flag: the record may count in several rows of one scope."""
FLOORED = 2
"""A signature's flag: the record surely counts in some of several rows that are open."""
LIMITED_SET = -10_000_000
"""Sets of records (years, counts) stand below this among records."""


@nb.njit(cache=True)
def _take(r: Any, joined: Any, count: Any, records: Any, table: Any, x: Any) -> Any:
    """Writes the contributions of one record to ``x``, those with a floor (``joined``) or the others; the new count."""
    s, entries = records[1][r], table[1]
    for c in range(table[0][s], table[0][s + 1]):
        if (entries[3, c] >= 0) == joined:
            times = records[2][r] if entries[5, c] else 1
            x[0, count] = r
            x[1, count] = entries[0, c]
            x[2, count] = entries[1, c] * times
            x[3, count] = entries[2, c] * times
            x[4, count] = entries[3, c]
            x[5, count] = entries[4, c]
            x[6, count] = entries[6, c] * times
            count += 1
    return count


@nb.njit(cache=True)
def _take_sets(row: Any, count: Any, together: Any, x: Any) -> Any:
    """Writes the sets of records that stand under a limit as contributions of their own."""
    leaves, limited, low, high = together
    for g in range(len(leaves)):
        if limited[g] and high[g, row] != 0:
            x[0, count], x[1, count] = LIMITED_SET - g, leaves[g]
            x[2, count], x[3, count] = low[g, row], high[g, row]
            x[4, count], x[5, count], x[6, count] = -1, 2, low[g, row]
            count += 1
    return count


@nb.njit(cache=True)
def _gather(row: Any, records: Any, table: Any, together: Any, x: Any) -> Any:
    """Writes the contributions of a dossier to ``x``; (how many, whether a record has a choice, reason or 0). Those with
    a floor come last, as the single evaluator has them."""
    offsets, sig = records[0], records[1]
    flags, reasons = table[2], table[3]
    count, choice, reason, floors = 0, False, 0, False
    for k in range(offsets.shape[0]):
        for r in range(offsets[k, row], offsets[k, row + 1]):
            s = sig[r]
            choice = choice or flags[s] & CHOICE != 0
            floors = floors or flags[s] & FLOORED != 0
            reason = max(reason, reasons[s])
            count = _take(r, False, count, records, table, x)
    if floors:
        for k in range(offsets.shape[0]):
            for r in range(offsets[k, row], offsets[k, row + 1]):
                count = _take(r, True, count, records, table, x)
    return _take_sets(row, count, together, x), choice, reason


@nb.njit(cache=True)
def _groups(count: Any, x: Any, scope: Any, group: Any) -> Any:
    """Contributions of one record in one scope are ways to count it once; how many groups there are."""
    groups = 0
    for i in range(count):
        group[i] = groups
        for j in range(i):
            if x[0, j] == x[0, i] and scope[x[1, j]] == scope[x[1, i]]:
                group[i] = group[j]
                break
        groups = max(groups, group[i] + 1)
    return groups


@nb.njit(cache=True)
def _in_the_way(column: Any, count: Any, x: Any, group: Any, records: Any, tree: Any) -> Any:
    """Whether more records than the limit allows would use up one key of a limited node."""
    keys, end, limits = records[3], tree[2], tree[3]
    node, per = tree[5][column], tree[6][column]
    for i in range(count):
        if not (node <= x[1, i] < end[node]):
            continue
        key, users = key_of(per, x[0, i], keys), 0
        for j in range(count):
            if not (node <= x[1, j] < end[node]) or key_of(per, x[0, j], keys) != key:
                continue
            new = True
            for h in range(j):
                same = group[h] == group[j] and node <= x[1, h] < end[node]
                new = new and not (same and key_of(per, x[0, h], keys) == key)
            users += new
        if users > limits[column]:
            return True
    return False


@nb.njit(cache=True)
def _floors_too(count: Any, x: Any, end: Any, wanted: Any) -> Any:
    """Takes in a node that holds the floor of an open record whose row lies below something to choose: both must be
    settled together. Whether there was one."""
    found = False
    for i in range(count):
        floor = x[4, i]
        if floor < 0 or wanted[floor]:
            continue
        for node in range(floor + 1, x[1, i] + 1):
            if wanted[node] and x[1, i] < end[node]:
                wanted[floor] = True
                found = True
    return found


@nb.njit(cache=True)
def _roots(count: Any, groups: Any, x: Any, group: Any, records: Any, tree: Any, wanted: Any) -> Any:
    """Marks the outermost nodes under which there is something to choose; whether there are any."""
    parent, end = tree[0], tree[2]
    wanted[:] = False
    for g in range(groups):
        at, options = -1, 0
        for i in range(count):
            if group[i] == g:
                at = x[1, i] if options == 0 else meeting(at, x[1, i], parent, end)
                options += 1
        if options > 1:
            wanted[at] = True
    for column in range(len(tree[5])):
        if _in_the_way(column, count, x, group, records, tree):
            wanted[tree[5][column]] = True
    while _floors_too(count, x, end, wanted):
        pass
    found = False
    node = 0
    while node < len(wanted):
        if wanted[node]:
            found = True
            wanted[node + 1 : end[node]] = False
            node = end[node]
        else:
            node += 1
    return found


@nb.njit(cache=True)
def _members(root: Any, count: Any, groups: Any, x: Any, group: Any, end: Any, inside: Any) -> Any:
    """Marks the groups whose first option stands below a root; (how many records, how many options)."""
    inside[:groups] = -1
    options, members = 0, 0
    for i in range(count):
        g = group[i]
        if inside[g] == -1:
            inside[g] = 1 if root <= x[1, i] < end[root] else 0
            members += inside[g]
        options += inside[g]
    return members, options


@nb.njit(cache=True)
def _block(root: Any, count: Any, groups: Any, x: Any, records: Any, tree: Any, base: Any, space: Any) -> Any:
    """The options below a root, in the order of their records, and which contribution each is."""
    keys_of, end, group, inside = records[3], tree[2], space[0], space[1]
    members, options = _members(root, count, groups, x, group, end, inside)
    first, which, leaf = space[2][: members + 1], space[3][:options], space[4][:options]
    points, keys = space[5][:, :options], space[6][:, :options]
    keys[:] = NONE
    m, o = 0, 0
    first[0] = 0
    for g in range(groups):
        if inside[g] != 1:
            continue
        for i in range(count):
            if group[i] != g:
                continue
            which[o] = i
            leaf[o] = x[1, i] if x[4, i] < 0 else x[4, i]
            points[0, o], points[1, o] = x[2, i], x[3, i]
            for column in range(len(tree[5])):
                node = tree[5][column]
                if node <= x[1, i] < end[node]:
                    keys[column, o] = key_of(tree[6][column], x[0, i], keys_of)
            o += 1
        m += 1
        first[m] = o
    return (root, first, leaf, points, keys, base, space[7]), which


@nb.njit(cache=True)
def _settle(root: Any, block: Any, which: Any, x: Any, tree: Any, placed: Any, fixed: Any, space: Any) -> Any:
    """Settles one block: which contributions are placed, and the most the block may come to."""
    _, first, _, points, keys, base, scratch = block
    ladder = (tree[0], tree[1], tree[2], tree[3], tree[4])
    chosen = space[8][: len(first) - 1]
    how = place(chosen, block, ladder)
    if how == SOLVER:
        return how
    for o in range(len(which)):
        placed[which[o]] = False
    for m in range(len(chosen)):
        if chosen[m] != NONE:
            placed[which[chosen[m]]] = True
    if (points[0] != points[1]).any():
        hopeful, own, bases = space[9][:, : len(which)], space[10][: len(which)], space[11]
        hopeful[0], hopeful[1] = points[1], points[1]
        bases[0], bases[1] = base[1], base[1]
        for o in range(len(which)):
            own[o] = x[1, which[o]]
        other = (root, first, own, hopeful, keys, bases, scratch)
        how = max(how, place(chosen, other, ladder))
        fixed[root] = value_of(chosen, other, ladder, 0)
    return how


@nb.njit(cache=True)
def _choose(
    count: Any, row: Any, x: Any, records: Any, together: Any, tree: Any, space: Any, placed: Any, fixed: Any
) -> Any:
    """Settles every block with a choice; how (0: there was none)."""
    end, group, wanted, base = tree[2], space[0], space[12], space[13]
    groups = _groups(count, x, tree[9], group)
    if not _roots(count, groups, x, group, records, tree, wanted):
        return 0
    leaves, limited, low, high = together
    base[:] = 0
    for g in range(len(leaves)):
        if not limited[g]:
            base[0, leaves[g]] += low[g, row]
            base[1, leaves[g]] += high[g, row]
    how = 0
    for root in range(len(end)):
        if wanted[root]:
            block, which = _block(root, count, groups, x, records, tree, base, space)
            how = max(how, _settle(root, block, which, x, tree, placed, fixed, space))
            if how == SOLVER:
                break
    return how


@nb.njit(cache=True)
def _space(most: Any, nodes: Any, limited: Any) -> Any:
    """Scratch for one dossier after another: groups, members, first, which, leaf, points, keys, points of nodes, chosen,
    and what the hopeful placement needs; wanted roots; points that are there anyway."""
    return (
        np.zeros(most, np.int64),
        np.zeros(most, np.int8),
        np.zeros(most + 1, np.int64),
        np.zeros(most, np.int64),
        np.zeros(most, np.int64),
        np.zeros((2, most), np.int64),
        np.full((limited, most), NONE),
        np.zeros(nodes, np.int64),
        np.full(most, NONE),
        np.zeros((2, most), np.int64),
        np.zeros(most, np.int64),
        np.zeros((2, nodes), np.int64),
        np.zeros(nodes, np.bool_),
        np.zeros((2, nodes), np.int64),
    )


@nb.njit(cache=True)
def _plainly(count: Any, x: Any, records: Any, table: Any, tree: Any, placed: Any, fixed: Any) -> Any:
    """Settles choices that concern nobody else: the only record below the meeting of its rows counts where it is worth
    most (worked out with the signature). How it was settled; 0: something else competes, nothing was settled."""
    sig, end = records[1], tree[2]
    flags, plain = table[2], table[5]
    how = 0
    for i in range(count):
        if x[0, i] < 0 or flags[sig[x[0, i]]] & CHOICE == 0:
            continue
        s = sig[x[0, i]]
        root = plain[0, s]
        if root < 0:
            return 0
        for j in range(count):
            if root <= x[1, j] < end[root] and x[0, j] != x[0, i]:
                return 0
        placed[i] = x[1, i] == plain[1, s]
        fixed[root] = plain[2, s]
        how = max(how, plain[3, s])
    return 0 if _crowded(count, x, tree, placed) else how


@nb.njit(cache=True)
def _crowded(count: Any, x: Any, tree: Any, placed: Any) -> Any:
    """Whether some limited node may have more records than its limit among those placed, keys left aside."""
    end, limits, limited = tree[2], tree[3], tree[5]
    for column in range(len(limited)):
        node, inside = limited[column], 0
        for i in range(count):
            inside += placed[i] and node <= x[1, i] < end[node]
        if inside > limits[column]:
            return True
    return False


@nb.njit(cache=True)
def _most(records: Any, table: Any, together: Any) -> Any:
    """The most contributions any dossier of the batch has."""
    offsets, sig, starts = records[0], records[1], table[0]
    most = 0
    for row in range(offsets.shape[1] - 1):
        count = len(together[0])
        for k in range(offsets.shape[0]):
            for r in range(offsets[k, row], offsets[k, row + 1]):
                count += starts[sig[r] + 1] - starts[sig[r]]
        most = max(most, count)
    return most


@nb.njit(cache=True)
def _carry_up(raw: Any, low: Any, high: Any, fixed: Any, parent: Any, cap: Any) -> None:
    for node in range(len(parent) - 1, -1, -1):
        raw[node] = low[node]
        if low[node] == 0 and high[node] == 0 and fixed[node] < 0:
            continue
        if cap[node] >= 0:
            low[node] = min(low[node], cap[node])
            high[node] = min(high[node], cap[node])
        if fixed[node] >= 0:
            high[node] = fixed[node]
        if parent[node] >= 0:
            low[parent[node]] += low[node]
            high[parent[node]] += high[node]


@nb.njit(cache=True)
def _add_up(row: Any, count: Any, x: Any, placed: Any, together: Any, low: Any, high: Any) -> None:
    """Puts what is placed into its rows, and the sets of records that no limit bounds."""
    low[:] = 0
    high[:] = 0
    for i in range(count):
        if placed[i]:
            low[x[1, i] if x[4, i] < 0 else x[4, i]] += x[2, i]
            high[x[1, i]] += x[3, i]
    leaves, limited, least, most = together
    for g in range(len(leaves)):
        if not limited[g]:
            low[leaves[g]] += least[g, row]
            high[leaves[g]] += most[g, row]


@nb.njit(cache=True)
def _settled(
    row: Any,
    count: Any,
    choice: Any,
    x: Any,
    records: Any,
    table: Any,
    together: Any,
    tree: Any,
    space: Any,
    marks: Any,
) -> Any:
    """Decides what is placed (``marks``: placed, fixed points of nodes); how it was settled."""
    placed, fixed = marks
    placed[:count] = True
    fixed[:] = -1
    how = _plainly(count, x, records, table, tree, placed, fixed) if choice else 0
    if how == 0 and (choice or _crowded(count, x, tree, placed)):
        placed[:count] = True
        fixed[:] = -1
        how = _choose(count, row, x, records, together, tree, space, placed, fixed)
    return how


@nb.njit(cache=True, nogil=True)
def score_batch(
    records: Any, table: Any, together: Any, tree: Any, wanted: Any, out: Any, how: Any, reason: Any
) -> None:
    """Fills ``out[0..2, w, row]`` with raw, low, high points of the wanted nodes, ``how`` each dossier was settled
    (0 nothing to choose) and the ``reason`` why it must be judged singly (0: it need not)."""
    nodes = len(tree[0])
    x = np.zeros((7, _most(records, table, together) + 1), np.int64)
    marks = (np.ones(x.shape[1], np.bool_), np.full(nodes, -1))
    raw, low, high = np.zeros(nodes, np.int64), np.zeros(nodes, np.int64), np.zeros(nodes, np.int64)
    space = _space(x.shape[1], nodes, len(tree[5]))
    for row in range(records[0].shape[1] - 1):
        count, choice, why = _gather(row, records, table, together, x)
        reason[row] = why
        for t in range(len(tree[7])):
            count = only_top(t, count, x, records, table, tree)
        how[row] = _settled(row, count, choice, x, records, table, together, tree, space, marks)
        _add_up(row, count, x, marks[0], together, low, high)
        _carry_up(raw, low, high, marks[1], tree[0], tree[1])
        for w in range(len(wanted)):
            out[0, w, row], out[1, w, row], out[2, w, row] = raw[wanted[w]], low[wanted[w]], high[wanted[w]]
