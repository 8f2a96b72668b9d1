"""The dossier of an application: drafted from what the applicant keeps, frozen when it is handed in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from itertools import starmap
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from zhicheng.web.applications.models import Application
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.site.prepared import Prepared
from zhicheng.web.visibility.standing import Standing

PROMISED: Final = "promised"
"""Where an application keeps the digest of what its promise was given on."""


def record_rows(application: Application) -> QuerySet[Record]:
    """The applicant's kept records that this application uses; all of them where none were chosen."""
    rows = Record.objects.filter(owner_id=application.applicant_id, removed_at=None).order_by("kind", "pk")
    return rows.filter(key__in=application.record_keys) if application.record_keys else rows


def paper_rows(application: Application) -> QuerySet[Paper]:
    """The files the applicant holds for this application: of its records, and of the person in general."""
    rows = Paper.objects.filter(owner_id=application.applicant_id, removed_at=None).select_related("blob", "record")
    if not application.record_keys:
        return rows.order_by("pk")
    return (rows.filter(record=None) | rows.filter(record__key__in=application.record_keys)).order_by("pk")


class File(NamedTuple):
    """A file of an application as far as judging it goes; ``record`` and ``key`` are empty for general papers."""

    pk: int
    record: int | None
    key: str | None
    paper: str
    digest: str
    name: str


FILE_COLUMNS: Final = ("pk", "record_id", "record__key", "paper", "blob_id", "file_name")


def _files(rows: QuerySet[Paper]) -> tuple[File, ...]:
    return tuple(starmap(File, rows.values_list(*FILE_COLUMNS)))


def files_of(application: Application) -> tuple[File, ...]:
    """The files of :func:`paper_rows`."""
    person = application.applicant_id
    if person is None or application.record_keys:
        return _files(paper_rows(application))
    return tuple(starmap(File, _ALL_FILES(Standing(person))))


def handed_in_files(application: Application) -> tuple[File, ...]:
    """The files that were handed in last."""
    return _files(application.papers.order_by("pk"))


def drafted_data(application: Application, files: Iterable[File]) -> dict[str, Any]:
    """The dossier as plain data, from the applicant's facts and records as they are now; papers by their keys."""
    person = application.applicant_id
    facts = _FACTS(Standing(person)) if person is not None else []
    attached: dict[int, set[str]] = {}
    for file in files:
        if file.record is not None:
            attached.setdefault(file.record, set()).add(file.paper)
    records = [
        {**data, "id": key, "kind": kind, "evidence": sorted(attached.get(pk, ()))}
        for pk, key, kind, data in _records(application)
    ]
    stated = next(iter(facts), None) or {}
    return {"format": 1, "applicant": stated, "claimed": application.claimed, "records": records}


def _records(application: Application) -> Iterable[tuple[int, str, str, dict[str, Any]]]:
    if application.applicant_id is None or application.record_keys:
        return record_rows(application).values_list(*RECORD_COLUMNS)
    return _ALL_RECORDS(Standing(application.applicant_id))


RECORD_COLUMNS: Final = ("pk", "key", "kind", "data")
# what a person holds, where no records were chosen: asked for that person, whoever looks
_ALL_FILES: Final[Prepared[Any]] = Prepared(
    lambda person: paper_rows(Application(applicant_id=person.user_id)).values_list(*FILE_COLUMNS)
)
_ALL_RECORDS: Final[Prepared[Any]] = Prepared(
    lambda person: record_rows(Application(applicant_id=person.user_id)).values_list(*RECORD_COLUMNS)
)
_FACTS: Final[Prepared[Any]] = Prepared(
    lambda person: Profile.objects.filter(user_id=person.user_id).values_list("facts", flat=True)
)


def promised_digest(application: Application, data: Mapping[str, Any], files: Iterable[File]) -> str:
    """What a promise is given on, as one digest (SHA-256): employer, way in, dossier with its claims, files."""
    listed = sorted(((one.record, one.paper, one.digest) for one in files), key=str)
    excused = application.extra.get("not_applicable", {})
    about = [application.employer_id, application.way_in, data, listed, excused]
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def in_the_applicants_hands(application: Application) -> bool:
    """Whether the applicant is writing: what would be handed in now counts, not what was handed in before."""
    return application.state in ("draft", "withdrawn", "returned-by-employer", "returned-by-department")


def papers_to_judge(application: Application) -> QuerySet[Paper]:
    """The files an act is judged on, likewise."""
    if in_the_applicants_hands(application):
        return paper_rows(application)
    return application.papers.select_related("blob", "record").order_by("pk")
