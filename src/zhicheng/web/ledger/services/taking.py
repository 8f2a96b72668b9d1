"""Taking entries out of the platform: a list, the whole ledger, the proof of one entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from zhicheng.procedure.ledger.body import Opening
from zhicheng.procedure.ledger.bundle import Row, bundle_lines
from zhicheng.procedure.ledger.proof import Proof
from zhicheng.procedure.ledger.stored_tree import inclusion_from
from zhicheng.web.ledger.models import Checkpoint, Entry, Head
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint, last_checkpoint
from zhicheng.web.ledger.services.state import cut, ledger_key, read_nodes
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.scope import may, require
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def record_export(last: Entry, *, count: int, asked: dict[str, str], actor: Standing, now: dt.datetime) -> Entry:
    """Write that entries were exported: how many, after which filters, up to which one. Refuses with ``no-right``."""
    require(actor, "export", last)
    return write_entry(
        "export", actor=actor, now=now, on=last, detail={"list": "ledger", "count": count, "asked": asked}
    )


@transaction.atomic
def take_bundle(last: Entry, *, actor: Standing, now: dt.datetime) -> Iterator[str]:
    """The whole ledger as lines of a bundle, under a checkpoint of now; taking it is an entry that comes after it.

    Refuses with ``no-right``.
    """
    require(actor, "export", last)
    checkpoint = issue_checkpoint(now=now)
    write_entry("export", actor=actor, now=now, on=last, detail={"list": "bundle", "count": checkpoint.size})
    return bundle_up_to(checkpoint)


@transaction.atomic
def export_bundle(*, now: dt.datetime) -> tuple[Checkpoint, Iterator[str]]:
    """The same for whoever runs the installation, from the command line."""
    checkpoint = issue_checkpoint(now=now)
    head, _ = Head.objects.get_or_create(pk=1, defaults={"size": 0, "nodes": b""})
    detail = {"list": "bundle", "count": checkpoint.size}
    write_entry("export", actor=None, now=now, on=head, role="operator", detail=detail)
    return checkpoint, bundle_up_to(checkpoint)


def bundle_up_to(checkpoint: Checkpoint) -> Iterator[str]:
    """The lines of the bundle that a checkpoint covers; entries are read piece by piece."""
    notes = list(Checkpoint.objects.filter(pk__lte=checkpoint.pk).values_list("note", flat=True))
    rows = Entry.objects.filter(number__lte=checkpoint.size).order_by("number")
    return bundle_lines(ledger_key(), map(_row, rows.iterator(chunk_size=2000)), notes)


def _row(entry: Entry) -> Row:
    return Row(entry.number or 0, entry.body, cut(bytes(entry.nodes or b""))[0].hex())


@transaction.atomic
def take_proof(entry: Entry, *, actor: Standing, now: dt.datetime) -> Proof:
    """The proof of one entry, its promised values opened for who may read them; taking it is an entry.

    Refuses with ``no-right``.
    """
    require(actor, "export", entry)
    proof = proof_of(entry, now=now, opened=openings_of(entry) if may(actor, "read", entry) else {})
    write_entry("export", actor=actor, now=now, on=entry, detail={"list": "proof", "count": 1})
    return proof


def proof_of(entry: Entry, *, now: dt.datetime, opened: dict[str, Opening] | None = None) -> Proof:
    """The proof that an entry stands in the ledger; where no checkpoint covers it yet, one is signed.

    Raises:
        ValueError: the entry's transaction has not ended: it has no number yet.
    """
    number = entry.number
    if number is None:
        raise ValueError("an entry is proved once its act is done")
    checkpoint = last_checkpoint()
    if checkpoint is None or checkpoint.size < number:
        checkpoint = issue_checkpoint(now=now)
    path = inclusion_from(number - 1, checkpoint.size, read_nodes)
    return Proof(number, entry.body, tuple(path), checkpoint.note, ledger_key(), opened or {})


def openings_of(entry: Entry) -> dict[str, Opening]:
    """What opens an entry's promised values; erased ones can't be opened any more."""
    rows = entry.sealed_values.exclude(salt=None)
    return {one.key: Opening(bytes(one.salt or b""), one.value) for one in rows}
