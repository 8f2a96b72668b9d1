"""The ledger's key, its present state, and proofs from its stored nodes: hashes only, nothing of any entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings

from zhicheng.procedure.ledger.checkpoint import Resumed, State, key_of
from zhicheng.procedure.ledger.note import Key, public_key
from zhicheng.procedure.ledger.resume import ACT, resumed_from
from zhicheng.procedure.ledger.stored_tree import Place, consistency_from, root_at, row_of
from zhicheng.procedure.ledger.tree import Frontier
from zhicheng.web.keys import read_key
from zhicheng.web.ledger.models import Entry, Head

_NODE = 32


def ledger_seed() -> bytes:
    """The ledger's private key; it never leaves the installation's home, but for its encrypted backup."""
    return read_key(settings.HOME, "ledger")


def ledger_key() -> Key:
    """The ledger's public key, with its name."""
    return key_of(public_key(ledger_seed()))


def present_state() -> State:
    """How many entries there are, and the root over them: one row is read, whatever their number."""
    head = Head.objects.filter(pk=1).first()
    frontier = Frontier(head.size, cut(bytes(head.nodes))) if head is not None else Frontier()
    return State(frontier.size, frontier.root())


def cut(nodes: bytes) -> list[bytes]:
    """Stored nodes one by one."""
    return [nodes[at : at + _NODE] for at in range(0, len(nodes), _NODE)]


def read_nodes(places: Iterable[Place]) -> Mapping[Place, bytes]:
    """Nodes of the tree at some places, in one query; each stands with the entry that completed it.

    Raises:
        KeyError: no entry has completed a node yet.
    """
    rows = {place: row_of(place) for place in places}
    numbers = {number for number, _ in rows.values()}
    stored = dict(Entry.objects.filter(number__in=numbers).values_list("number", "nodes"))
    return {place: cut(bytes(stored[number] or b""))[height] for place, (number, height) in rows.items()}


def root_of(size: int) -> bytes:
    """The root over the first ``size`` entries, from about as many rows as ``size`` has binary digits."""
    return root_at(size, read_nodes)


def consistency(old: int, size: int) -> list[bytes]:
    """The proof that the ledger of ``size`` entries begins with that of ``old`` entries.

    Raises:
        ValueError: ``old`` is above ``size``.
    """
    return consistency_from(old, size, read_nodes)


def resumptions(size: int) -> tuple[Resumed, ...]:
    """Every time the ledger went on from an older backup, as its first ``size`` entries say."""
    rows = Entry.objects.filter(act=ACT, number__lte=size).order_by("number")
    return tuple(resumed_from(row.open_detail) for row in rows)
