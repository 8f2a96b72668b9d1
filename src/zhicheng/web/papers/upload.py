"""Files from a page taken as papers, one by one: each kept whole, or refused with its reason and not kept at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from zhicheng.procedure.refusal import ActRefused, Refusal
from zhicheng.web.papers.asked import bound_for, known_papers
from zhicheng.web.papers.models import Paper
from zhicheng.web.papers.services import add_paper, store_file
from zhicheng.web.records.models import Record
from zhicheng.web.records.rounds_in_view import RoundInView
from zhicheng.web.visibility.standing import Standing

NO_FILE = Refusal(
    "no-file", ("没有选择文件", "no file was chosen"), do=("请先选择文件，再上传", "choose the files, then upload")
)
UNKNOWN = Refusal(
    "unknown-paper",
    ("不认识这种佐证材料", "no such paper is asked for here"),
    do=("请刷新页面后从清单中选择", "reload the page and choose from the list"),
)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one upload: the papers added, and each refused file with every reason."""

    added: tuple[Paper, ...]
    refused: tuple[tuple[str, Refusal], ...]


def receive_files(
    files: Sequence[UploadedFile[Any]],
    *,
    record: Record | None,
    paper: str,
    rounds: Sequence[RoundInView],
    actor: Standing,
    now: dt.datetime,
) -> Received:
    """Take files as one paper of a record (``None``: of the person in general).

    Each is on the disk before anything is written down about it; a file refused keeps none of the others out.
    """
    kind = None if record is None else record.kind
    if not files:
        return Received((), (("", NO_FILE),))
    if paper not in known_papers(rounds, kind):
        return Received((), (("", UNKNOWN),))
    asked = bound_for(rounds, kind, paper)
    added: list[Paper] = []
    refused: list[tuple[str, Refusal]] = []
    for file in files:
        name = file.name or ""
        try:
            stored = store_file(file)
            added.append(
                add_paper(stored, record=record, paper=paper, file_name=name, actor=actor, now=now, asked=asked)
            )
        except ActRefused as error:
            refused += [(name, one) for one in error.refusals]
    return Received(tuple(added), tuple(refused))
