"""Going on after an older backup was restored."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from zhicheng.procedure.ledger.checkpoint import Resumed, read_checkpoint
from zhicheng.procedure.ledger.note import Note, signed_by
from zhicheng.procedure.ledger.resume import ACT, resumed_detail, resumption
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.models import Checkpoint, Head
from zhicheng.web.ledger.services.checkpoints import issue_checkpoint
from zhicheng.web.ledger.services.state import ledger_key, present_state, resumptions, root_of
from zhicheng.web.ledger.write import write_entry


def resume_ledger(note: Note, *, reason: str, now: dt.datetime) -> tuple[Resumed, Checkpoint]:
    """Record that ``note``, a checkpoint given out before, is not the beginning of the ledger any more; sign anew.

    Done by whoever runs the installation, from the command line. The entry is written first, the checkpoint once it
    has its number.

    Raises:
        ActRefused: ``signature-bad``, ``reason-needed``, or as :func:`resumption`.
        NoteMalformed: the note is no checkpoint.
    """
    with transaction.atomic():
        said = _record(note, reason.strip(), now)
    return said, issue_checkpoint(now=now)


def _record(note: Note, reason: str, now: dt.datetime) -> Resumed:
    lost, key = read_checkpoint(note), ledger_key()
    # until the entry is written nothing may come between: the state that is gone on from is the one just before it
    head, _ = Head.objects.get_or_create(pk=1, defaults={"size": 0, "nodes": b""})
    Head.objects.select_for_update().get(pk=head.pk)
    here = present_state()
    said = resumption(here, root_of, lost, origin=key.name, known=resumptions(here.size))
    if not signed_by(note, key):
        raise ActRefused(
            Refusal(
                "signature-bad",
                ("该检查点的签名不对", "the checkpoint's signature is not good"),
                do=("请用见证方或监督方保存的原文件", "use the file that the witness or supervisor kept"),
            )
        )
    if not reason:
        raise ActRefused(Refusal("reason-needed", ("请写明理由", "say why")))
    write_entry(ACT, actor=None, now=now, on=head, role="operator", detail={**resumed_detail(said), "reason": reason})
    return said
