"""Writes on evidence: add a file as a paper, take it away, note what the picture worker made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import starmap
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from zhicheng.evidence.limits import Limits, refuse_another, refuse_name
from zhicheng.evidence.store import Stored, Stream, put
from zhicheng.policy.attachments import Paper as AskedPaper
from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.ledger.write import write_entry
from zhicheng.web.papers.models import Blob, Paper
from zhicheng.web.papers.tasks import make_pictures
from zhicheng.web.records.models import Record
from zhicheng.web.site.prepared import Prepared
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
    _ONE_AFTER_ANOTHER(Standing(actor.person))
    name = file_name[-LIMITS.name_length :]
    wrong = refuse_name(name, LIMITS)
    if wrong is not None:
        raise ActRefused(wrong)
    chosen = paper or OTHER
    kept = _kept(actor)
    same = [one.pk for one in kept if one.same(record, chosen, stored.sha256)]
    if same:
        return Paper.objects.select_related("blob").get(pk=same[0])
    _refuse_too_much(kept, record, stored.size, chosen, asked)
    blob = _blob(stored, now)
    _look_again(blob)
    added = Paper.objects.create(
        owner_id=actor.person, record=record, paper=chosen, blob=blob, file_name=name, added_at=now
    )
    if blob.pictures == "waiting":
        make_pictures.enqueue(blob.digest)  # a row of this transaction: there when the paper is
    return added


class _Kept(NamedTuple):
    """A file the person holds, as far as the next one is concerned."""

    pk: int
    record: int | None
    paper: str
    digest: str
    size: int

    def same(self, record: Record | None, paper: str, digest: str) -> bool:
        """Whether it is this very file as this very paper."""
        return (self.record, self.paper, self.digest) == (record.pk if record else None, paper, digest)


def _kept(actor: Standing) -> list[_Kept]:
    return list(starmap(_Kept, _HELD(Standing(actor.person))))


_HELD: Final[Prepared[Any]] = Prepared(
    lambda person: (
        Paper.objects.filter(owner_id=person.user_id, removed_at=None)
        .order_by("pk")
        .values_list("pk", "record_id", "paper", "blob_id", "blob__size")
    )
)
_ONE_AFTER_ANOTHER: Final[Prepared[Any]] = Prepared(
    lambda person: USER.objects.select_for_update(no_key=True).filter(pk=person.user_id).values_list("pk")
)
"""The person's row locked: of two windows that add a file at once one waits for the other."""


def _blob(stored: Stored, now: dt.datetime) -> Blob:
    """The row of a stored file, made unless somebody has handed in the same before."""
    row = Blob(digest=stored.sha256, size=stored.size, kind=stored.kind.value, stored_at=now)
    Blob.objects.bulk_create([row], ignore_conflicts=True)
    return Blob.objects.get(pk=stored.sha256)


def _look_again(blob: Blob) -> None:
    """A file found unreadable before is refused at once; one that the machine only failed to look at waits anew."""
    if blob.pictures != "refused":
        return
    said = blob.refusal
    if said.get("code") not in PASSING:
        raise ActRefused(Refusal(said["code"], tuple(said["text"]), do=tuple(said["do"])))
    blob.pictures, blob.refusal = "waiting", {}
    blob.save()


def _refuse_too_much(
    kept: Sequence[_Kept], record: Record | None, size: int, paper: str, asked: AskedPaper | None
) -> None:
    here = [one for one in kept if one.record == (record.pk if record else None)]
    against = refuse_another(
        LIMITS,
        size=size,
        record_files=len(here),
        application_bytes=sum(one.size for one in kept),
        paper_limit=asked.limit if asked is not None else None,
        paper_files=sum(one.paper == paper for one in here) if asked is not None and asked.limit is not None else 0,
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
