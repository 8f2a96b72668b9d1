"""The ledger's tree: every number there once, every node what its entries give, every signature good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from zhicheng.procedure.ledger.body import Opening, commitment, moment, read_body
from zhicheng.procedure.ledger.checkpoint import read_checkpoint
from zhicheng.procedure.ledger.note import NoteMalformed, read_note, signed_by
from zhicheng.procedure.ledger.stored_tree import completed
from zhicheng.procedure.ledger.tree import Frontier, leaf_hash, node_hash
from zhicheng.web.keeping.invariants import Look, Pair, invariant
from zhicheng.web.ledger.models import Checkpoint, Entry, Head, SealedValue, Turn
from zhicheng.web.ledger.services.state import ledger_key

Found = Iterator[tuple[str, Pair]]

_AT_ONCE = 2000


@invariant("ledger-tree")
def tree_recomputed(_: Look) -> Found:
    """Entries are numbered from 1 without a gap, and the stored nodes are those that they give, to the last."""
    frontier = Frontier()
    rows = Entry.objects.exclude(number=None).order_by("number").values_list("number", "body", "nodes")
    for place, (number, body, nodes) in enumerate(rows.iterator(chunk_size=_AT_ONCE), 1):
        if number != place:
            yield f"entry {number}", ("账册编号不连续", "the numbers of the ledger have a gap before it")
            return
        if completed_by(frontier, leaf_hash(body.encode())) != bytes(nodes or b""):
            yield f"entry {number}", ("内容与哈希树不符", "it does not agree with the tree")
            return
    head = Head.objects.filter(pk=1).first()
    stored = (head.size, bytes(head.nodes)) if head is not None else (0, b"")
    if stored != (frontier.size, b"".join(frontier.nodes)):
        yield "head 1", ("账册末端与条目不符", "the ledger's head does not agree with its entries")
    unnumbered = Entry.objects.filter(number=None).count() + Turn.objects.count()
    if unnumbered:
        yield "entry", (f"{unnumbered} 条记录没有编号", f"{unnumbered} entries have no number")


def completed_by(frontier: Frontier, leaf: bytes) -> bytes:
    """The nodes that a leaf completes, as they are stored with its entry; the frontier moves on."""
    made = [leaf]
    for left in frontier.nodes[::-1][: completed(frontier.size + 1) - 1]:
        made.append(node_hash(left, made[-1]))
    frontier.add(leaf)
    return b"".join(made)


@invariant("ledger-bodies")
def columns_agree(_: Look) -> Found:
    """What lists show of an entry is what its body says; a promised value that is not erased is the one promised."""
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=_AT_ONCE):
        if _said(entry.body) != (entry.act, entry.actor_id, entry.at, entry.role, entry.object_type, entry.object_id):
            yield f"entry {entry.number}", ("列表所示与记录内容不符", "what lists show of it is not what it says")
    for value in SealedValue.objects.exclude(salt=None).select_related("entry").iterator(chunk_size=_AT_ONCE):
        promised = (read_body(value.entry.body) or {"sealed": {}})["sealed"].get(value.key)
        if promised != commitment(Opening(bytes(value.salt or b""), value.value)):
            yield f"sealedvalue {value.pk}", ("值与记录中的封存不符", "the value is not the one its entry promises")


def _said(body: str) -> tuple[object, ...] | None:
    """What a body says, as the columns have it; ``None``: it is no body."""
    data = read_body(body)
    if data is None:
        return None
    try:
        at = dt.datetime.fromisoformat(data["at"])
    except ValueError:
        return None
    if moment(at) != data["at"]:
        return None
    return data["act"], data["actor"], at, data["role"], data["object"]["type"], data["object"]["id"]


@invariant("ledger-checkpoints")
def checkpoints_agree(_: Look) -> Found:
    """Every checkpoint given out is signed by the ledger's key and is the beginning of what is there now."""
    rows = list(Checkpoint.objects.order_by("pk"))
    roots = _roots({row.size for row in rows})
    for row in rows:
        try:
            note = read_note(row.note)
            checkpoint = read_checkpoint(note)
        except NoteMalformed as fault:
            yield f"checkpoint {row.pk}", fault.text
            continue
        if not signed_by(note, ledger_key()):
            yield f"checkpoint {row.pk}", ("不是本账册密钥签署的", "it is not signed by the ledger's key")
        if checkpoint.state.size != row.size or roots.get(row.size) != checkpoint.state.root:
            yield f"checkpoint {row.pk}", ("与现有账册不符", "it is not the beginning of the ledger that is there")


def _roots(sizes: set[int]) -> dict[int, bytes]:
    """The roots at some sizes, from the bodies anew."""
    frontier = Frontier()
    found = {0: frontier.root()}
    bodies = Entry.objects.exclude(number=None).order_by("number").values_list("body", flat=True)
    for body in bodies.iterator(chunk_size=_AT_ONCE):
        frontier.add(leaf_hash(body.encode()))
        if frontier.size in sizes:
            found[frontier.size] = frontier.root()
    return found
