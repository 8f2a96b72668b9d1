"""The job that makes page pictures: once for each file, in a process that can do nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_tasks import task

from zhicheng.evidence.limits import Limits
from zhicheng.evidence.pictures import render_pages
from zhicheng.evidence.sniff import Kind
from zhicheng.evidence.store import path_of
from zhicheng.procedure.refusal import Refusal
from zhicheng.web.clock.now import current_moment
from zhicheng.web.papers.models import Blob, Paper, Picture

LIMITS = Limits()


@task()
def make_pictures(digest: str) -> None:
    """Make the pictures of a stored file, or note why there are none; doing it twice changes nothing."""
    blob = Blob.objects.get(digest=digest)
    if blob.pictures != "waiting":
        return
    if blob.kind == Kind.OFD.value:
        Blob.objects.filter(digest=digest).update(pictures="none")
        return
    made = render_pages(path_of(settings.EVIDENCE_ROOT, digest), Kind(blob.kind), LIMITS)
    if isinstance(made, Refusal):
        _refuse(digest, made, current_moment())
        return
    _keep(digest, made.pages, made.media_type)


@transaction.atomic
def _refuse(digest: str, why: Refusal, now: dt.datetime) -> None:
    """Note why a file can't be shown, and tell everybody who has handed it in, once each."""
    said = {"code": why.code, "text": list(why.text), "do": list(why.do)}
    waiting = Blob.objects.filter(digest=digest, pictures="waiting")
    if not waiting.update(pictures="refused", refusal=said):
        return
    told: set[int] = set()
    for paper in Paper.objects.filter(blob_id=digest, removed_at=None).select_related("owner").order_by("pk"):
        if paper.owner_id in told:
            continue
        told.add(paper.owner_id)
        paper.owner.messages.create(
            kind="paper-refused",
            text_zh=f"佐证文件“{paper.file_name}”无法审阅：{why.sentence('zh')}",
            text_en=f"The file '{paper.file_name}' can't be reviewed: {why.sentence('en')}",
            sent_at=now,
        )


@transaction.atomic
def _keep(digest: str, pages: tuple[bytes, ...], media_type: str) -> None:
    blob = Blob.objects.select_for_update(no_key=True).get(digest=digest)
    if blob.pictures != "waiting":
        return
    for number, page in enumerate(pages, 1):
        Picture.objects.create(blob=blob, page=number, digest=_write(page), media_type=media_type)
    blob.pictures, blob.pages = "made", len(pages)
    blob.save()


def picture_path(digest: str) -> Path:
    """Where a page picture is kept: apart from the evidence, for it can be made again."""
    return Path(settings.HOME) / "pictures" / digest[:2] / digest


def _write(page: bytes) -> str:
    digest = hashlib.sha256(page).hexdigest()
    path = picture_path(digest)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    passing = path.with_name(f".{digest}.{os.getpid()}")
    passing.write_bytes(page)
    passing.chmod(0o600)
    passing.replace(path)
    return digest
