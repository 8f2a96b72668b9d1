"""Questions about evidence files, each asked by somebody: nothing here goes past what they may see."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from zhicheng.web.papers.asked import COVERED_BY_RECORDS
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.models import Record
from zhicheng.web.site.prepared import Prepared
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def kept_papers(standing: Standing, record: Record | None) -> QuerySet[Paper]:
    """The person's own files for a record, or (``None``) for the person in general; removed ones left out."""
    return _kept_papers(standing, record.pk if record else None)


def papers_of_record(standing: Standing, record: Record) -> list[Paper]:
    """:func:`kept_papers` of a record, at once."""
    return _OF_RECORD(standing, record.pk)


def _kept_papers(standing: Standing, record: int | None) -> QuerySet[Paper]:
    rows = Paper.objects.filter(owner_id=standing.user_id, record=record, removed_at=None)
    return visible(standing, "view", rows.select_related("blob")).order_by("pk")


_OF_RECORD: Final[Prepared[Paper]] = Prepared(_kept_papers)


def covered_general(standing: Standing) -> frozenset[str]:
    """The general papers for which the files of the person's records stand: all of those once there is such a file."""
    rows = Paper.objects.filter(owner_id=standing.user_id, record__isnull=False, removed_at=None)
    there = visible(standing, "view", rows).exclude(blob__pictures="refused").exists()
    return COVERED_BY_RECORDS if there else frozenset()


def kept_paper(standing: Standing, pk: int) -> Paper:
    """One of the person's own files, to be changed.

    Raises:
        Http404: there is none of that number, it isn't this person's, or it was removed.
    """
    rows = Paper.objects.filter(owner_id=standing.user_id, removed_at=None).select_related("blob", "record")
    return get_object_or_404(visible(standing, "change", rows), pk=pk)
