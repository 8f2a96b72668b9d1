"""The tree of RFC 9162: the reference vectors, and every proof for every size up to 64."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.procedure.ledger import stored_tree
from zhicheng.procedure.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    consistent,
    included,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
)

# the data of the reference implementation of RFC 6962, which RFC 9162 keeps
DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
VECTORS = [leaf_hash(bytes.fromhex(one)) for one in DATA]
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(64)]
NODES = {
    (height, place): root(LEAVES[place << height : (place + 1) << height])
    for height in range(7)
    for place in range(64 >> height)
}


def in_hex(path: list[bytes]) -> list[str]:
    return [one.hex() for one in path]


def naive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_the_reference_roots(size: int) -> None:
    assert root(VECTORS[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_reference_proofs_of_inclusion(index: int, size: int) -> None:
    path = inclusion_proof(VECTORS[:size], index)
    assert in_hex(path) == INCLUSION[index, size]
    assert included(VECTORS[index], index, size, path, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_the_reference_proofs_of_consistency(old: int, size: int) -> None:
    path = consistency_proof(VECTORS[:size], old)
    assert in_hex(path) == CONSISTENCY[old, size]
    assert consistent(old, bytes.fromhex(ROOTS[old]), size, bytes.fromhex(ROOTS[size]), path)


@pytest.mark.parametrize("size", range(65))
def test_the_root_is_that_of_the_definition_from_leaves_frontier_and_stored_nodes(size: int) -> None:
    expected = naive_root(LEAVES[:size])
    assert root(LEAVES[:size]) == expected == stored_tree.root_at(size, read)
    before = Frontier()
    for leaf in LEAVES[: size // 2]:
        before.add(leaf)
    resumed = Frontier(before.size, before.nodes)
    for leaf in LEAVES[size // 2 : size]:
        resumed.add(leaf)
    assert resumed.root() == expected


def altered(path: list[bytes]) -> list[list[bytes]]:
    """A path with a bit flipped in each hash, one dropped, one added, two swapped."""
    flipped = [[*path[:at], bytes([one[0] ^ 1, *one[1:]]), *path[at + 1 :]] for at, one in enumerate(path)]
    dropped = [[*path[:at], *path[at + 1 :]] for at in range(len(path))]
    added = [[*path, bytes(32)], [bytes(32), *path]]
    swapped = [[*path[:at], path[at + 1], path[at], *path[at + 2 :]] for at in range(len(path) - 1)]
    return [one for one in (*flipped, *dropped, *added, *swapped) if one != path]


@pytest.mark.parametrize("size", range(1, 65))
def test_every_leaf_is_proved_and_no_altered_proof_holds(size: int) -> None:
    leaves, top = LEAVES[:size], root(LEAVES[:size])
    for index, leaf in enumerate(leaves):
        path = inclusion_proof(leaves, index)
        assert path == stored_tree.inclusion_from(index, size, read)
        assert included(leaf, index, size, path, top)
        for wrong in altered(path):
            assert not included(leaf, index, size, wrong, top)
        for other in {*range(max(0, index - 2), min(size, index + 3)), 0, size - 1} - {index}:
            assert not included(leaf, other, size, path, top)
            assert not included(leaves[other], index, size, path, top)
        assert not included(leaf, index, size, path, bytes(32))
        assert not included(leaf, -1, size, path, top) and not included(leaf, size, size, path, top)


@pytest.mark.parametrize("size", range(65))
def test_every_beginning_is_proved_and_no_altered_proof_holds(size: int) -> None:
    leaves, top = LEAVES[:size], root(LEAVES[:size])
    for old in range(size + 1):
        before = root(LEAVES[:old])
        path = consistency_proof(leaves, old)
        assert path == stored_tree.consistency_from(old, size, read)
        assert consistent(old, before, size, top, path)
        for wrong in altered(path):
            assert not consistent(old, before, size, top, wrong)
        forged = root([*LEAVES[: old - 1], bytes(32)]) if old else bytes(32)
        assert not consistent(old, forged, size, top, path)
        assert not consistent(old, before, size, bytes(32), path) or old == 0


def test_from_nothing_only_the_empty_root_is_the_beginning() -> None:
    assert consistent(0, EMPTY_ROOT, 5, root(LEAVES[:5]), [])
    assert not consistent(0, bytes(32), 5, root(LEAVES[:5]), [])
    assert not consistent(5, root(LEAVES[:5]), 4, root(LEAVES[:4]), [])


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES[:size], index)
    with pytest.raises(IndexError):
        stored_tree.inclusion_from(index, size, read)


@pytest.mark.parametrize("old", [-1, 5])
def test_no_proof_from_a_size_above(old: int) -> None:
    with pytest.raises(ValueError, match=str(old)):
        consistency_proof(LEAVES[:4], old)
    with pytest.raises(ValueError, match=str(old)):
        stored_tree.consistency_from(old, 4, read)


def test_an_edge_has_as_many_nodes_as_its_size_has_bits() -> None:
    with pytest.raises(ValueError, match="2 nodes"):
        Frontier(5, [bytes(32)])


def read(places: object) -> dict[tuple[int, int], bytes]:
    """Nodes, as they would be stored; only full subtrees are there."""
    return {place: NODES[place] for place in places}  # type: ignore[attr-defined]


@given(st.integers(1, 2**40))
def test_where_a_node_is_stored(number: int) -> None:
    """Leaf n completes as many subtrees as it has zero bits at its end, and one; each names n as its row."""
    count = stored_tree.completed(number)
    assert number % (1 << (count - 1)) == 0 and number % (1 << count)
    for height in range(count):
        assert stored_tree.row_of((height, (number >> height) - 1)) == (number, height)


@given(st.integers(0, 10**6))
def test_a_root_needs_few_nodes(size: int) -> None:
    places = stored_tree.places_of(0, size)
    assert len(places) == size.bit_count()
    assert sum(1 << height for height, _ in places) == size
