"""Keeping what witnesses sign: a cosignature is checked, kept beside its checkpoint and given out with it."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction

from zhicheng.procedure.ledger.note import Key, Note, NoteMalformed, cosigned_at, read_note, read_vkey
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.models import Checkpoint, Cosignature, Entry
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing


@transaction.atomic
def keep_cosignature(cosigned: str, witness_key: str, *, actor: Standing | None, now: dt.datetime) -> Cosignature:
    """Keep a witness's cosignature of a checkpoint that was given out here; the same one again changes nothing.

    ``cosigned`` is the witness's ``cosigned.checkpoint``, ``witness_key`` its ``witness.key`` (one line); ``actor`` is
    ``None`` for whoever runs the installation, from the command line.

    Raises:
        ActRefused: ``no-right``, ``not-in-form``, ``other-checkpoint``, ``not-cosigned``.
    """
    last = Entry.objects.exclude(number=None).order_by("-number").first()
    if actor is not None and last is not None:
        require(actor, "sign", last)
    note, key = _read(cosigned, witness_key)
    checkpoint = Checkpoint.objects.filter(note__startswith=f"{note.text}\n").order_by("pk").first()
    if checkpoint is None:
        raise ActRefused(Refusal("other-checkpoint", ("本平台没有签署过这个检查点", "no checkpoint of this ledger")))
    seconds = cosigned_at(note, key)
    if seconds is None:
        text = ("其中没有这把密钥的加签，或签名不符", "it bears no good cosignature by this key")
        raise ActRefused(Refusal("not-cosigned", text))
    line = "".join(one.line for one in note.signatures if (one.name, one.key_id) == (key.name, key.id))
    signed_at = dt.datetime.fromtimestamp(seconds, dt.UTC)
    kept, new = Cosignature.objects.get_or_create(
        checkpoint=checkpoint, key=key.vkey, defaults={"line": line, "signed_at": signed_at, "at": now}
    )
    if new:
        role = "operator" if actor is None else ""
        detail = {"count": checkpoint.size, "digest": hashlib.sha256(key.vkey.encode()).hexdigest()}
        write_entry("keep-cosignature", actor=actor, now=now, on=checkpoint, role=role, detail=detail)
    return kept


def _read(cosigned: str, witness_key: str) -> tuple[Note, Key]:
    try:
        return read_note(cosigned.replace("\r\n", "\n")), read_vkey(witness_key)
    except NoteMalformed as fault:
        raise ActRefused(Refusal("not-in-form", fault.text)) from fault


def given_out(checkpoint: Checkpoint) -> str:
    """The checkpoint's note with the cosignatures below it that were kept."""
    return checkpoint.note + "".join(one.line for one in checkpoint.cosignatures.all())
