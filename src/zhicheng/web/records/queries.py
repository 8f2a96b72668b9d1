"""Questions about what a person keeps, each asked by somebody: nothing here goes past what they may see."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.records.shown import matches
from zhicheng.web.site.prepared import Prepared
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import Standing


def kept_records(standing: Standing, act: str = "view") -> QuerySet[Record]:
    """The records this person keeps and may do ``act`` on, by kind and age, with their files at hand (``kept_papers``)."""
    rows = visible(standing, act, Record.objects.filter(owner_id=standing.user_id, removed_at=None))
    papers = Record._meta.get_field("papers").related_model
    files = visible(standing, "view", papers._default_manager.filter(removed_at=None).select_related("blob"))
    return rows.prefetch_related(Prefetch("papers", queryset=files.order_by("pk"), to_attr="kept_papers")).order_by(
        "kind", "pk"
    )


def kept_record(standing: Standing, pk: int, act: str = "view") -> Record:
    """One of these records.

    Raises:
        Http404: there is none of that number, or it isn't this person's.
    """
    return get_object_or_404(kept_records(standing, act), pk=pk)


def record_without_files(standing: Standing, pk: int, act: str = "view") -> Record | None:
    """One of these records without a look at its files; ``None``: there is none of that number, or it isn't theirs."""
    return next(iter(_without_files(act)(standing, pk)), None)


@cache
def _without_files(act: str) -> Prepared[Record]:
    return Prepared(
        lambda standing, pk: visible(
            standing, act, Record.objects.filter(pk=pk, owner_id=standing.user_id, removed_at=None)
        )
    )


def removed_record(standing: Standing, pk: int) -> Record | None:
    """A record of this person that was removed, in another window perhaps."""
    return visible(standing, "view", Record.objects.filter(pk=pk, removed_at__isnull=False)).first()


def found_records(rows: Iterable[Record], wanted: str) -> list[Record]:
    """The records in whose name, kind or facts the words stand."""
    return [row for row in rows if matches(row, wanted)]


def own_profile(standing: Standing) -> Profile:
    """The person's own facts; a row not yet stored where none were stated."""
    return Profile.objects.filter(user_id=standing.person).first() or Profile(user_id=standing.person)


def kept_dossier(standing: Standing) -> Dossier:
    """Everything this person keeps as one dossier: facts, records, and by key the papers of each.

    Raises:
        Refused: something kept can no longer be read (a record of an older schema); every error at once.
    """
    records = [
        {
            **row.data,
            "id": row.key,
            "kind": row.kind,
            "evidence": sorted({one.paper for one in row.kept_papers}),  # type: ignore[attr-defined]
        }
        for row in kept_records(standing, "export")
    ]
    return dossier_from({"applicant": own_profile(standing).facts, "records": records})
