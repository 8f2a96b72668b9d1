"""Writes on evidence: add a file as a paper, take it away, note what the picture worker made of it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from zhicheng.evidence.limits import Limits, refuse_another, refuse_name
from zhicheng.evidence.store import Stored, Stream, put
from zhicheng.policy.attachments import Paper as AskedPaper
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.papers.models import Blob, Paper
from zhicheng.web.papers.tasks import make_pictures
from zhicheng.web.records.models import Record
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

LIMITS: Final = Limits()
OTHER: Final = "other"


def store_file(stream: Stream) -> Stored:
    """A file looked at and kept, before anything is written down about it; on the disk when this returns.

    Raises:
        ActRefused: its type, size or content is not accepted; nothing is kept.
    """
    return put(stream, settings.EVIDENCE_ROOT, LIMITS)


@transaction.atomic
def add_paper(
    stored: Stored,
    *,
    record: Record | None,
    paper: str,
    file_name: str,
    actor: Standing,
    now: dt.datetime,
    asked: AskedPaper | None = None,
) -> Paper:
    """A stored file taken as one of the person's papers: of a record, or in general.

    ``asked``: what the document says of this paper, where the upload comes from an application.

    Raises:
        ActRefused: ``no-right`` (another's record), or the bounds of ``refuse_another``.
    """
    if record is not None:
        require(actor, "change", record)
    _refuse_too_much(actor, record, stored.size, paper, asked)
    name = file_name[-LIMITS.name_length :]
    wrong = refuse_name(name, LIMITS)
    if wrong is not None:
        raise ActRefused(wrong)
    blob, fresh = Blob.objects.get_or_create(
        digest=stored.sha256, defaults={"size": stored.size, "kind": stored.kind.value, "stored_at": now}
    )
    added = Paper.objects.create(
        owner_id=actor.person, record=record, paper=paper or OTHER, blob=blob, file_name=name, added_at=now
    )
    if fresh or blob.pictures == "waiting":
        transaction.on_commit(lambda: make_pictures.enqueue(blob.digest))
    return added


def _refuse_too_much(actor: Standing, record: Record | None, size: int, paper: str, asked: AskedPaper | None) -> None:
    kept = Paper.objects.filter(owner_id=actor.person, removed_at=None)
    here = kept.filter(record=record)
    against = refuse_another(
        LIMITS,
        size=size,
        record_files=here.count(),
        application_bytes=kept.aggregate(total=Sum("blob__size"))["total"] or 0,
        paper_limit=asked.limit if asked is not None else None,
        paper_files=here.filter(paper=paper).count() if asked is not None and asked.limit is not None else 0,
        clause="、".join(asked.cite) if asked is not None else "",
    )
    if against is not None:
        raise ActRefused(against)


@transaction.atomic
def remove_paper(paper: Paper, *, actor: Standing, now: dt.datetime) -> None:
    """A file taken out of one's papers; what was handed in with it before stays as it was."""
    require(actor, "change", paper)
    Paper.objects.filter(pk=paper.pk, removed_at=None).update(removed_at=now)


@transaction.atomic
def note_opening(paper: Paper, *, actor: Standing, now: dt.datetime) -> None:
    """The original of a file was opened by somebody other than its owner: that is an act."""
    require(actor, "open", paper)
    if paper.owner_id != actor.user_id:
        write_entry("open-evidence", actor=actor, now=now, on=paper, detail={"digest": paper.blob_id})
