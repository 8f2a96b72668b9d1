"""The dossier of an application: drafted from what the applicant keeps, frozen when it is handed in."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from django.db.models import QuerySet

from zhicheng.dossier.model import Dossier, dossier_from
from zhicheng.web.applications.models import Application, Submission
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.models import Profile, Record

PROMISED: Final = "promised"
"""Where an application keeps the digest of what its promise was given on."""


def record_rows(application: Application) -> QuerySet[Record]:
    """The applicant's kept records that this application uses; all of them where none were chosen."""
    rows = Record.objects.filter(owner=application.applicant, removed_at=None).order_by("kind", "pk")
    return rows.filter(key__in=application.record_keys) if application.record_keys else rows


def paper_rows(application: Application) -> QuerySet[Paper]:
    """The files the applicant holds for this application: of its records, and of the person in general."""
    rows = Paper.objects.filter(owner=application.applicant, removed_at=None).select_related("blob", "record")
    if not application.record_keys:
        return rows.order_by("pk")
    return (rows.filter(record=None) | rows.filter(record__key__in=application.record_keys)).order_by("pk")


def drafted_data(application: Application) -> dict[str, Any]:
    """The dossier as plain data, from the applicant's facts and records as they are now; papers by their keys."""
    facts = Profile.objects.filter(user=application.applicant).values_list("facts", flat=True).first() or {}
    attached: dict[int, list[str]] = {}
    for record_id, paper in paper_rows(application).values_list("record_id", "paper"):
        if record_id is not None:
            attached.setdefault(record_id, []).append(paper)
    records = [
        {**row.data, "id": row.key, "kind": row.kind, "evidence": sorted(set(attached.get(row.pk, [])))}
        for row in record_rows(application)
    ]
    return {"format": 1, "applicant": facts, "claimed": application.claimed, "records": records}


def promised_digest(application: Application) -> str:
    """What a promise is given on, as one digest (SHA-256): employer, way in, dossier with its claims, files."""
    files = sorted(paper_rows(application).values_list("record_id", "paper", "blob_id"), key=str)
    excused = application.extra.get("not_applicable", {})
    about = [application.employer_id, application.way_in, drafted_data(application), files, excused]
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def promise_stands(application: Application) -> bool:
    """Whether the promise was given on what would be handed in now: a record or file changed since takes it back."""
    if application.committed_at is None:
        return False
    if not in_the_applicants_hands(application):
        return True
    return bool(application.extra.get(PROMISED) == promised_digest(application))


def drafted(application: Application) -> Dossier:
    """The dossier as it would be handed in now.

    Raises:
        Refused: something kept can no longer be read (a record of an older schema); every error at once.
    """
    return dossier_from(drafted_data(application))


def latest_submission(application: Application) -> Submission | None:
    """What was handed in last."""
    return application.submissions.order_by("-number").first()


def handed_in(application: Application) -> Dossier | None:
    """The dossier as it was handed in last; ``None`` while it never was."""
    submission = latest_submission(application)
    return None if submission is None else dossier_from(submission.dossier)


def in_the_applicants_hands(application: Application) -> bool:
    """Whether the applicant is writing: what would be handed in now counts, not what was handed in before."""
    return application.state in ("draft", "withdrawn", "returned-by-employer", "returned-by-department")


def dossier_to_judge(application: Application) -> Dossier:
    """The dossier an act is judged on: the draft while the applicant writes, else what was handed in last."""
    if in_the_applicants_hands(application):
        return drafted(application)
    return handed_in(application) or drafted(application)


def papers_to_judge(application: Application) -> QuerySet[Paper]:
    """The files an act is judged on, likewise."""
    if in_the_applicants_hands(application):
        return paper_rows(application)
    return application.papers.select_related("blob", "record").order_by("pk")
