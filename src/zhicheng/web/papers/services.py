"""Writes on evidence: add a file as a paper, take it away, note what the picture worker made of it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Sum

from zhicheng.evidence.limits import Limits, refuse_another, refuse_name
from zhicheng.evidence.store import Stored, Stream, put
from zhicheng.policy.attachments import Paper as AskedPaper
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.papers.models import Blob, Paper
from zhicheng.web.papers.tasks import make_pictures
from zhicheng.web.records.models import Record
from zhicheng.web.visibility.scope import require
from zhicheng.web.visibility.standing import Standing

LIMITS: Final = Limits()
OTHER: Final = "other"
USER: Final = get_user_model()
PASSING: Final = frozenset({"no-sandbox", "took-too-long"})
"""Refusals that lie with the machine at that moment, not with the file."""


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

    ``asked``: what the document says of this paper, where it bounds how many there may be. The same file sent
    twice as the same paper is one paper.

    Raises:
        ActRefused: ``no-right`` (another's record), the bounds of ``refuse_another``, or the reason for which the
            very same file was found unreadable before.
    """
    if record is not None:
        require(actor, "change", record)
    # two windows that add at once: one after the other
    USER.objects.select_for_update(no_key=True).get(pk=actor.person)
    name = _accepted_name(file_name)
    there = _there(actor, record, paper or OTHER, stored.sha256)
    if there is not None:
        return there
    _refuse_too_much(actor, record, stored.size, paper, asked)
    blob = _noted(stored, now)
    added = Paper.objects.create(
        owner_id=actor.person, record=record, paper=paper or OTHER, blob=blob, file_name=name, added_at=now
    )
    if blob.pictures == "waiting":
        make_pictures.enqueue(blob.digest)  # a row of this transaction: never a file without its job
    return added


def _there(actor: Standing, record: Record | None, paper: str, digest: str) -> Paper | None:
    """The paper that this very file is already."""
    kept = Paper.objects.filter(owner_id=actor.person, record=record, paper=paper, blob_id=digest, removed_at=None)
    return kept.select_related("blob").first()


def _accepted_name(file_name: str) -> str:
    """The end of the name a file came with, which tells most; refused where it holds signs that can't be used."""
    name = file_name[-LIMITS.name_length :]
    wrong = refuse_name(name, LIMITS)
    if wrong is not None:
        raise ActRefused(wrong)
    return name


def _noted(stored: Stored, now: dt.datetime) -> Blob:
    """The row of a stored file, made where it is new, looked at again where it was refused."""
    blob, _ = Blob.objects.get_or_create(
        digest=stored.sha256, defaults={"size": stored.size, "kind": stored.kind.value, "stored_at": now}
    )
    _look_again(blob)
    return blob


def _look_again(blob: Blob) -> None:
    """A file found unreadable before is refused at once; one that the machine only failed to look at waits anew."""
    if blob.pictures != "refused":
        return
    said = blob.refusal
    if said.get("code") not in PASSING:
        raise ActRefused(Refusal(said["code"], tuple(said["text"]), do=tuple(said["do"])))
    blob.pictures, blob.refusal = "waiting", {}
    blob.save()


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
