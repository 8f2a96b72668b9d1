"""Evidence: every file that the database names is on the disk, whole; nothing unfinished lies about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from zhicheng.web.keeping.archive import place_of
from zhicheng.web.keeping.invariants import Look, Pair, invariant
from zhicheng.web.papers.models import Blob, Picture

Found = Iterator[tuple[str, Pair]]


@invariant("evidence-on-disk")
def evidence_on_disk(look: Look) -> Found:
    """Every file is there with its size, and (where the look is deep) with its digest."""
    for digest, size in Blob.objects.values_list("digest", "size").iterator():
        yield from _file(look, f"blob {digest}", "evidence", digest, size)
    for key, digest in Picture.objects.values_list("pk", "digest").iterator():
        yield from _file(look, f"picture {key}", "pictures", digest, None)


def _file(look: Look, row: str, folder: str, digest: str, size: int | None) -> Found:
    try:
        path = place_of(look.evidence.parent, folder, digest)
    except ValueError:
        yield row, ("摘要格式有误", "what it names is no digest")
        return
    if not path.is_file():
        yield row, ("文件不在磁盘上", "its file is not on the disk")
    elif size is not None and path.stat().st_size != size:
        yield row, ("文件大小不符", "its file has another size")
    elif look.deep and _digest(path) != digest:
        yield row, ("文件内容与摘要不符", "its file is damaged")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@invariant("evidence-unfinished")
def nothing_unfinished(look: Look) -> Found:
    """No file that began to be written long ago is still unfinished."""
    incoming = look.evidence / "incoming"
    for path in sorted(incoming.iterdir()) if incoming.is_dir() else ():
        if path.lstat().st_mtime < look.unfinished_before:
            yield f"incoming/{path.name}", ("未写完的临时文件逾期未清", "an unfinished file was left behind")


@invariant("evidence-pictures")
def pictures_counted(_: Look) -> Found:
    """A file whose page pictures are made has one for each of its pages."""
    for blob in Blob.objects.filter(pictures="made").prefetch_related("page_pictures"):
        pages = sorted(one.page for one in blob.page_pictures.all())
        if len(pages) != blob.pages or pages != list(range(pages[0], pages[0] + len(pages)) if pages else []):
            yield f"blob {blob.pk}", ("页面图片与页数不符", "its page pictures are not one for each page")
