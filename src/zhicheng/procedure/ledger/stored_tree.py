"""Roots and proofs from the nodes of full subtrees, without the leaves: a handful of nodes for any size.

A node is named by its height and its place among the nodes of that height: ``(0, i)`` is leaf i, ``(h, i)`` the root
over the leaves from i·2^h up to (i+1)·2^h. A full subtree never changes once its last leaf is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from zhicheng.procedure.ledger.tree import EMPTY_ROOT, node_hash

Place = tuple[int, int]
Range = tuple[int, int]
Read = Callable[[Iterable[Place]], Mapping[Place, bytes]]
"""Gives the nodes at some places, all at once."""


def completed(number: int) -> int:
    """How many full subtrees the ``number``-th leaf (from 1) completes, itself included."""
    return (number & -number).bit_length()


def row_of(place: Place) -> tuple[int, int]:
    """The number (from 1) of the leaf that completes a node, and which of the nodes completed by it that is."""
    height, index = place
    return (index + 1) << height, height


def root_at(size: int, read: Read) -> bytes:
    """The root over the first ``size`` leaves."""
    return _roots([(0, size)], read)[0]


def inclusion_from(index: int, size: int, read: Read) -> list[bytes]:
    """The inclusion proof of leaf ``index`` (from 0) in the tree of ``size``; as :func:`tree.inclusion_proof`.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError(f"leaf {index} of {size}")
    ranges: list[Range] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        left = index < middle
        ranges.append((middle, high) if left else (low, middle))
        low, high = (low, middle) if left else (middle, high)
    return _roots(ranges[::-1], read)


def consistency_from(old: int, size: int, read: Read) -> list[bytes]:
    """The proof that the tree of ``old`` leaves is the beginning of that of ``size``; as :func:`tree.consistency_proof`.

    Raises:
        ValueError: ``old`` is not between 0 and ``size``.
    """
    if not 0 <= old <= size:
        raise ValueError(f"{old} of {size} leaves")
    if old in (0, size):
        return []
    ranges: list[Range] = []
    low, high, whole = 0, size, True
    while old != high:
        middle = low + _split(high - low)
        left = old <= middle
        ranges.append((middle, high) if left else (low, middle))
        low, high = (low, middle) if left else (middle, high)
        whole = whole and left
    return _roots(([] if whole else [(low, high)]) + ranges[::-1], read)


def places_of(low: int, high: int) -> list[Place]:
    """The full subtrees that together make up the leaves from ``low`` to ``high``, left to right.

    ``low`` must be a multiple of the largest power of two below their number, as in every range of a proof.
    """
    found = []
    while low < high:
        height = (high - low).bit_length() - 1
        found.append((height, low >> height))
        low += 1 << height
    return found


def _roots(ranges: Iterable[Range], read: Read) -> list[bytes]:
    """The root over each range of leaves, all nodes read at once."""
    parts = [places_of(low, high) for low, high in ranges]
    nodes = read({place for places in parts for place in places})
    return [_folded([nodes[place] for place in places]) for places in parts]


def _folded(nodes: list[bytes]) -> bytes:
    if not nodes:
        return EMPTY_ROOT
    found = nodes[-1]
    for left in reversed(nodes[:-1]):
        found = node_hash(left, found)
    return found


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1
